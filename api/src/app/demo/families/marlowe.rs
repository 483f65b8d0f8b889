//! Lily Marlowe, six, and her mother, who are in hiding. Her father works for the council's housing service and has looked for
//! them, so where they are is protected: it stays with their social workers.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Lily"),
    family: "Marlowe",
    aliases: &[],
    age: 6 * 365 + 40,
    sex: Sex::F,
    nhs_number: Some("9990001669"),
    upn: Some("Y999900319011"),
    mother: "Joanne Marlowe",
    homes: &[
        Home {
            since: months(50),
            address: "14 Foundry Lane, Northmere, NM2 5PT",
            postcode: "NM2 5PT",
            telephone: "020 7946 0361",
            area: NORTHMERE,
            reason: "first recorded",
        },
        Home {
            since: months(3),
            address: "Flat 2, the Old Chapel, Weir Street, Southmere, NM8 4GD",
            postcode: "NM8 4GD",
            telephone: "020 7946 0362",
            area: SOUTHMERE,
            reason: "moved to a place of safety",
        },
    ],
    school: Some("999003"),
    practice: None,
    authority: Some(NORTHMERE),
    ethnicity: "WBRI",
    religion: None,
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM107730")],
};

/// Lily's story.
pub fn story() -> Story {
    Story {
        key: "lily",
        about: "Lily, 6: in hiding with her mother; where they are is protected",
        child: CHILD,
        involved: vec![
            involved(NORTHMERE, "Children's social care", months(5))
                .by(Some("Assessment team"), &["social-worker", "manager"]),
            involved("DEMO-HSG", "Tenancy at Foundry Lane", months(50)).by(Some("Tenancy support"), &["housing"]),
            involved("DEMO-POL", "Public protection", months(7)).by(Some("Public protection"), &["police"]),
            involved("999001", "School", months(26)).ended(months(3), "left the school"),
            involved("X90001", "General practice", months(50)).ended(months(3), "left the practice"),
            involved("999003", "School", weeks(11)),
            involved("X9A02", "School nursing", weeks(10)),
            involved("DEMO-VOL", "Outreach to Lily's mother", months(6))
                .by(Some("Outreach"), &["domestic-abuse-worker"])
                .sensitive(),
        ],
        levels: vec![
            (months(5), LevelOfNeed::ChildInNeed, "her mother asked for help to leave"),
            (months(4), LevelOfNeed::ChildProtection, "conference: a plan for emotional harm"),
        ],
        work: vec![
            (months(4) + 7, Some(months(4)), ProtectiveWork::Section47),
            (months(4), None, ProtectiveWork::Plan),
        ],
        decisions: Vec::new(),
        restriction: None,
        hidden: Some(Hidden {
            named: &["social-worker", "manager"],
            reason: "the father works for the council's housing service and had looked for the family",
            since: months(3),
            by: "social-worker",
            approved_by: "manager",
        }),
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(months(50), "housing", C::Housing, Routine, "Joint tenancy at Foundry Lane: Joanne Marlowe and Craig Dunmore"),
        event(months(26), "school", C::Education, Routine, "Lily joined Nursery at Hilltop Primary")
            .voice("“I can do shoes. Laces are a different thing.”")
            .impact(Positive, "She taught half the class to fold a paper boat."),
        event(months(9), "gp", C::ParentWellbeing, Notable, "Joanne Marlowe came with a sprained wrist and said little")
            .narrative("She said that she had fallen on the stairs. Mr Dunmore waited outside and rang her twice.")
            .impact(Mixed, "Lily sat on her mother's lap and counted the rings of the telephone."),
        event(months(7), "police", C::DomesticAbuse, Significant, "Police were called to Foundry Lane: Craig Dunmore had locked mother and daughter out")
            .at(22, 30)
            .narrative("It was raining. He said that it was a misunderstanding about keys. Ms Marlowe did not want to make a \
                statement while he was there.")
            .impact(Negative, "Lily had no shoes on.")
            .action("Risk assessment: high. Notified to the MASH", "Outreach offered"),
        event(months(6), "school", C::Concern, Significant, "Lily drew a house with somebody on the roof")
            .voice("“That's me. You can see who's coming.”")
            .narrative("She was cheerful about it. She knows which floorboard creaks and what her father's van sounds like."),
        event(months(6) - 4, "domestic-abuse-worker", C::Other, Notable, "Joanne Marlowe began to meet an outreach worker")
            .sensitive()
            .adding(&[F::Adult])
            .handle(&[HandlingTag::DoNotShareWithFamily])
            .narrative("At the library, in the children's corner. A bag is packed and kept there."),
        event(months(5), "social-worker", C::Assessment, Significant, "Assessment began at Joanne Marlowe's own request")
            .adding(&[F::Adult])
            .narrative("He holds the money, the car and the telephone. He has never hit Lily. He has told her that her mother is \
                ill in the head and that he will come wherever they go.")
            .voice("“Daddy always finds us. It's his job.”"),
        event(months(4) + 7, "police", C::DomesticAbuse, Critical, "Craig Dunmore was arrested for strangling Joanne Marlowe")
            .at(6, 50)
            .narrative("Lily went to the neighbour in her pyjamas and asked them to ring. Released on bail not to contact either.")
            .voice("“I did the knock that Mummy said.”")
            .impact(Negative, "She did not speak for the rest of the day."),
        event(months(4) + 5, "social-worker", C::Section47, Critical, "The enquiry found that Lily lives in fear of her father")
            .adding(&[F::Adult]),
        event(months(4), "chair", C::Conference, Critical, "Conference: a child protection plan for emotional harm")
            .adding(&[F::Adult])
            .narrative("Everybody agreed that mother and daughter must leave, and that nobody in the room should know where to who \
                does not need to."),
        event(months(3) + 1, "manager", C::Other, Critical, "Somebody in the council looked for the family's next address")
            .adding(&[F::Adult])
            .narrative("Mr Dunmore plans repairs for the housing service. The family's file was opened three times from his desk. \
                From this day the record does not tell where they are."),
        event(weeks(11), "ferry-lane", C::Education, Notable, "Lily began at Ferry Lane Primary, under a peg that says only Lily")
            .voice("“Nobody here knows the van.”")
            .impact(Positive, "She came in by herself on the third day."),
        event(weeks(9), "southmere-nurse", C::Health, Routine, "School entry health check at Ferry Lane: well, and tall for her age"),
        event(weeks(4), "housing", C::Housing, Notable, "Mr Dunmore asked at the counter where the family's post goes now")
            .adding(&[F::Adult])
            .narrative("He was told nothing, because nothing about it is known here."),
        event(5, "social-worker", C::Visit, Significant, "Lily was seen at home at the Old Chapel and at school")
            .at(15, 40)
            .narrative("Two rooms and a garden wall that one can sit on. Her mother sleeps through the night. They have not told \
                the grandparents where they are, and find that the hardest.")
            .voice("“You can see who's coming, and it's only ducks.”")
            .impact(Positive, "She has stopped listening for the door."),
    ]
}
