//! Leo Brandt, seventeen, who decides for himself and has said no: what the college, the practice and the clinic know of him
//! is not social care's. His sister's story is beside this one.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Leo"),
    family: "Brandt",
    aliases: &[],
    age: 17 * 365 + 150,
    sex: Sex::M,
    nhs_number: Some("9990001820"),
    upn: Some("W999900214118"),
    mother: "Karin Brandt",
    homes: &[
        Home {
            since: months(100),
            address: "5 Tollgate Court, Northmere, NM4 2EE",
            postcode: "NM4 2EE",
            telephone: "020 7946 0381",
            area: NORTHMERE,
            reason: "first recorded",
        },
        Home {
            since: weeks(9),
            address: "care of Wren, 70 Chandler's Way, Northmere, NM3 1HB",
            postcode: "NM3 1HB",
            telephone: "020 7946 0382",
            area: NORTHMERE,
            reason: "left his father's home",
        },
    ],
    school: Some("999002"),
    practice: Some("X90001"),
    authority: Some(NORTHMERE),
    ethnicity: "WOTH",
    religion: None,
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM108115")],
};

/// What Leo said no to.
const OBJECTION: Decision = Decision {
    giver: "leo",
    name: "Leo Brandt",
    capacity: ConsentGiver::YoungPerson16OrOver,
    decision: ConsentDecision::Refused,
    purposes: &[SharingPurpose::ChildInNeedAssessment, SharingPurpose::EarlyHelp],
    kinds: &[AgencyKind::LocalAuthority, AgencyKind::School, AgencyKind::EarlyHelp, AgencyKind::Housing],
    classes: &[F::Summary, F::Narrative, F::ChildVoice, F::Health, F::Education, F::Police, F::Adult],
    days: weeks(7),
    by: "social-worker",
    evidence: "at the kitchen table in Chandler's Way; he wrote it himself: “Help with a flat, yes. My doctor is my doctor.”",
};

/// Leo's story.
pub fn story() -> Story {
    Story {
        key: "leo",
        about: "Leo, 17: child in need; he objects to sharing, and a section 47 enquiry is open",
        child: CHILD,
        involved: vec![
            involved(NORTHMERE, "Children's social care", weeks(9)).by(Some("Assessment team"), &["social-worker"]),
            involved("999002", "Sixth form", months(70)).by(None, &["school-2"]),
            involved("X90001", "General practice", months(150)),
            involved("X9A01", "Child and adolescent mental health", months(10))
                .by(Some("CAMHS"), &["camhs"])
                .sensitive(),
            involved("DEMO-POL", "Public protection", 9).by(Some("Public protection"), &["police"]),
        ],
        levels: vec![(weeks(8), LevelOfNeed::ChildInNeed, "seventeen, and without a home of his own")],
        // What was done is told by the deeds.
        work: Vec::new(),
        decisions: vec![OBJECTION],
        restriction: None,
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(months(70), "school-2", C::Education, Routine, "Leo joined Northmere High with a cello that was taller than he was"),
        event(months(16), "gp", C::Health, Notable, "Leo came by himself about not sleeping")
            .narrative("Fifteen, clear and polite. He asked what the practice tells his parents, and was told: nothing that he does \
                not want told, unless he is in danger.")
            .voice("“It's loud at home. Not hitting. Loud.”"),
        event(months(12), "school-2", C::Strength, Notable, "Leo plays in the county youth orchestra")
            .impact(Positive, "His teacher drives him; he has not missed a rehearsal."),
        event(months(10), "camhs", C::Health, Significant, "CAMHS: first of eight sessions")
            .sensitive()
            .handle(&[HandlingTag::ToldInConfidenceByChild])
            .voice("“I like boys. My father would rather I was ill.”"),
        event(months(5), "school-2", C::HouseholdChange, Notable, "Leo's parents separated; he stayed with his father for his exams")
            .narrative("His mother and sister moved across the river."),
        event(weeks(10), "school-2", C::Concern, Significant, "Leo came to school with his cello and a suitcase")
            .narrative("His father had read his telephone. Leo would not say more than that he is not going back. A friend's mother, \
                Mrs Wren, put a bed up.")
            .voice("“He said pick one. So I picked.”"),
        event(weeks(9), "social-worker", C::Assessment, Significant, "Assessment began: Leo is seventeen and has nowhere of his own")
            .narrative("He was told that he may be looked after, and what that would mean. He wants a room, and to finish the year. \
                His father was civil and would not have him back.")
            .voice("“I don't need a new dad. I need a door that locks.”"),
        event(weeks(7), "social-worker", C::Other, Notable, "Leo said no to sharing by the college, the practice and the clinic")
            .narrative("He understood it well, and asked what would happen if he were in danger. He was told that his no does not \
                hold then, and said that this is fine."),
        event(weeks(5), "gp", C::Health, Notable, "Leo came about a sore throat and talked about a man called Rex")
            .narrative("Older, generous, drives him to rehearsals. Leo was asked how he feels in the car, and took a while to say."),
        event(weeks(3), "school-2", C::Attendance, Notable, "Leo missed four mornings and has a telephone that he did not buy"),
        event(10, "police", C::Exploitation, Critical, "Leo rang 999 from a petrol station at two in the morning")
            .at(2, 10)
            .narrative("A man of forty had driven him there instead of home and wanted to be paid back for the telephone. Leo was \
                unhurt. A Rex Dunn is known for the same in another county.")
            .voice("“I thought he just liked music.”")
            .action("Taken home to Mrs Wren; telephone kept as evidence", "Strategy discussion the next day"),
        event(3, "social-worker", C::Visit, Notable, "Leo was seen at Mrs Wren's; a supported flat is offered from January")
            .impact(Positive, "He played the first movement all through, with the door open."),
    ]
}
