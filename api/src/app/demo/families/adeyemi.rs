//! Tobi Adeyemi, fifteen: a child in need, with his mother's consent. He is being drawn into running errands for older boys,
//! and has people who hold on to him.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Tobi"),
    family: "Adeyemi",
    aliases: &["T"],
    age: 15 * 365 + 120,
    sex: Sex::M,
    nhs_number: Some("9990001235"),
    upn: Some("H999900216031"),
    mother: "Folake Adeyemi",
    homes: &[Home {
        since: months(96),
        address: "17 Quarry Rise, Northmere, NM3 6LS",
        postcode: "NM3 6LS",
        telephone: "020 7946 0311",
        area: NORTHMERE,
        reason: "first recorded",
    }],
    school: Some("999002"),
    practice: Some("X90001"),
    authority: Some(NORTHMERE),
    ethnicity: "BAFR",
    religion: Some("Christian"),
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM105220"), ("DEMO-YJS", "YJ0771")],
};

/// What Tobi's mother agreed to.
const CONSENT: Decision = Decision {
    giver: "mother",
    name: "Folake Adeyemi",
    capacity: ConsentGiver::PersonWithParentalResponsibility,
    decision: ConsentDecision::Given,
    purposes: &[SharingPurpose::ChildInNeedAssessment, SharingPurpose::EarlyHelp, SharingPurpose::DirectCare],
    kinds: &[
        AgencyKind::LocalAuthority,
        AgencyKind::School,
        AgencyKind::HealthProvider,
        AgencyKind::GeneralPractice,
        AgencyKind::YouthJustice,
        AgencyKind::EarlyHelp,
    ],
    classes: &[
        F::Contact,
        F::Involvement,
        F::Summary,
        F::Narrative,
        F::ChildVoice,
        F::Education,
        F::Health,
        F::Adult,
        F::Source,
    ],
    days: months(4),
    by: "social-worker",
    evidence: "talked through at home with Tobi there; form signed by Ms Adeyemi; police information left out at her wish",
};

/// Tobi's story.
pub fn story() -> Story {
    Story {
        key: "tobi",
        about: "Tobi, 15: child in need with his mother's consent; exploitation, youth justice, CAMHS",
        child: CHILD,
        involved: vec![
            involved(NORTHMERE, "Children's social care", months(5)).by(Some("Assessment team"), &["social-worker"]),
            involved("999002", "School", months(50)).by(None, &["school-2"]),
            involved("X90001", "General practice", months(96)),
            involved("X9A01", "Child and adolescent mental health", months(6))
                .by(Some("CAMHS"), &["camhs"])
                .sensitive(),
            involved("DEMO-YJS", "Youth caution support", months(4)).by(Some("Community team"), &["youth-justice"]),
            involved("DEMO-EH", "Family support", months(9)).ended(months(5), "stepped up to social care"),
            involved("DEMO-POL", "Public protection", months(6)).by(Some("Public protection"), &["police"]),
        ],
        levels: vec![
            (months(9), LevelOfNeed::EarlyHelp, "his mother asked for help with getting him to school"),
            (months(5), LevelOfNeed::ChildInNeed, "signs of exploitation; mother and Tobi agree to an assessment"),
        ],
        work: vec![(months(5), Some(months(5) - 2), ProtectiveWork::Missing)],
        decisions: vec![CONSENT],
        restriction: None,
        hidden: None,
        named: vec![("inspector", SharingPurpose::Inspection)],
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(months(50), "school-2", C::Education, Routine, "Tobi joined Northmere High; his teachers liked him at once")
            .voice("On his first-day card: “I want to build bridges. Real ones.”"),
        event(months(22), "gp", C::HouseholdChange, Significant, "Tobi's father left the family home")
            .about(&["mother"])
            .narrative("Ms Adeyemi works nights as a care assistant and was worried about leaving the boys. Tobi came along and \
                said little. No treatment was needed; the practice told her about the carers' group.")
            .impact(Negative, "Tobi began to sit up and wait for his mother to come home from work."),
        event(months(15), "school-2", C::Strength, Notable, "Tobi won the county design prize for a footbridge")
            .adding(&[F::Education])
            .impact(Positive, "He kept the model in the technology room and showed it to every visitor.")
            .voice("“It held nine kilos. I wanted ten.”"),
        event(months(10), "school-2", C::Exclusion, Significant, "Tobi was suspended for three days after a fight")
            .for_days(3)
            .adding(&[F::ThirdParty])
            .narrative("Another pupil had called him a name. Tobi hit him once and went to the office by himself. He had a second \
                telephone that nobody knew about."),
        event(months(9), "early-help", C::EarlyHelp, Notable, "Ms Adeyemi asked for help with mornings")
            .narrative("A family worker came twice a week. Tobi got up when there was somebody to talk to at breakfast.")
            .voice("“She's alright. She doesn't ask everything at once.”")
            .impact(Positive, "Attendance rose from 71 to 88 per cent in six weeks."),
        event(months(7), "emergency-department", C::HealthEmergency, Significant, "Tobi had four stitches in his hand")
            .at(22, 5)
            .narrative("He said that he had caught it on a fence. The cut was straight. An older boy waited outside and left when \
                the nurse asked his name.")
            .adding(&[F::ThirdParty])
            .impact(Negative, "He would not let anybody ring his mother at first."),
        event(months(6), "camhs", C::Health, Significant, "First appointment with CAMHS: worry, poor sleep")
            .sensitive()
            .handle(&[HandlingTag::ToldInConfidenceByChild])
            .narrative("Tobi talked for forty minutes. He does not want to die; he wants to stop being afraid. He asked that this \
                stays between us unless he is in danger, and that was agreed.")
            .voice("“If I say no to them it's my brother next.”"),
        event(months(5) + 6, "police", C::Exploitation, Critical, "Tobi was found at a house from which drugs are sold")
            .at(2, 30)
            .narrative("He had £40 and two telephones. Officers treated him as a child who is being used, not as a dealer.")
            .voice("“I'm just dropping something. I don't live here.”")
            .action("Referred to the national mechanism for trafficked people and to the MASH", "Reasonable grounds decision"),
        event(months(5), "police", C::Missing, Critical, "Tobi was missing for two days")
            .at(18, 0)
            .for_days(2)
            .narrative("Reported by his mother at six. Found forty miles away at a coach station, tired and hungry.")
            .impact(Negative, "He slept for fourteen hours."),
        event(months(5) - 3, "social-worker", C::Visit, Significant, "Return interview: Tobi owes money that he never borrowed")
            .narrative("A bag that he was carrying was taken from him, and he is told that he owes £300 for it. He will talk about \
                how it works but not about who.")
            .voice("“You don't join. You do a favour and then you've done it.”")
            .action("Child in need assessment; safe route to school agreed", "Mother and Tobi consent"),
        event(months(4), "youth-justice", C::Offending, Notable, "Youth caution for carrying; Tobi works with a mentor")
            .narrative("Meets Kofi, a mentor who builds stage sets, on Saturdays. Has not missed once.")
            .impact(Positive, "He has been asked to help with the lighting bridge at the theatre."),
        event(months(3), "school-2", C::Education, Notable, "Technology room open to Tobi before the first bell")
            .narrative("He comes in at half past seven by the back gate, with a key worker, and has breakfast there.")
            .voice("“It's the only place nobody messages me, because there's no signal.”"),
        event(months(2), "camhs", C::Health, Notable, "Tobi sleeps better and comes every week")
            .sensitive()
            .narrative("Six of six appointments kept."),
        event(weeks(5), "gp", C::ParentWellbeing, Notable, "Ms Adeyemi is worn out and has asked for other hours")
            .about(&["mother"])
            .narrative("Signed off for a week. The care home has offered her days from next month."),
        event(weeks(3), "social-worker", C::Review, Significant, "Child in need review: safer, not yet safe")
            .narrative("No missing episode for four months. The second telephone was handed in. Two older boys were seen near the \
                school gate on two days; the police know.")
            .voice("“I want to go to sixth form here. Put that at the top.”")
            .impact(Mixed, "He makes plans again; he still looks behind him."),
        event(6, "youth-justice", C::Strength, Notable, "Tobi has a Saturday job at the theatre")
            .impact(Positive, "His first pay slip is on the kitchen wall."),
    ]
}
