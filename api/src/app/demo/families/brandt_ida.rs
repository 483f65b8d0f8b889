//! Ida Brandt, nine, Leo's sister: her parents live apart and disagree about who may share what. She has just changed school.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Ida"),
    family: "Brandt",
    aliases: &[],
    age: 9 * 365 + 20,
    sex: Sex::F,
    nhs_number: Some("9990001863"),
    upn: Some("T999900217040"),
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
            since: months(5),
            address: "31 Weaver's Yard, Northmere, NM2 4LL",
            postcode: "NM2 4LL",
            telephone: "020 7946 0383",
            area: NORTHMERE,
            reason: "moved with her mother",
        },
    ],
    school: Some("999003"),
    practice: Some("X90001"),
    authority: Some(NORTHMERE),
    ethnicity: "WOTH",
    religion: None,
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM108116")],
};

const PURPOSES: &[SharingPurpose] = &[SharingPurpose::ChildInNeedAssessment, SharingPurpose::EarlyHelp];
const KINDS: &[AgencyKind] =
    &[AgencyKind::LocalAuthority, AgencyKind::HealthProvider, AgencyKind::GeneralPractice, AgencyKind::EarlyHelp];
const CLASSES: &[F] =
    &[F::Contact, F::Summary, F::Narrative, F::ChildVoice, F::Health, F::Education, F::Adult, F::Source];

/// What Ida's mother agreed to.
const YES: Decision = Decision {
    giver: "mother",
    name: "Karin Brandt",
    capacity: ConsentGiver::PersonWithParentalResponsibility,
    decision: ConsentDecision::Given,
    purposes: PURPOSES,
    kinds: KINDS,
    classes: CLASSES,
    days: weeks(6),
    by: "social-worker",
    evidence: "signed at home: “Everybody asks me the same things; let them read it”",
};

/// What Ida's father refused.
const NO: Decision = Decision {
    giver: "father",
    name: "Stefan Brandt",
    capacity: ConsentGiver::PersonWithParentalResponsibility,
    decision: ConsentDecision::Refused,
    purposes: PURPOSES,
    kinds: KINDS,
    classes: CLASSES,
    days: weeks(5),
    by: "social-worker",
    evidence: "by telephone, and in a letter the next day: he will tell his side himself, to whom he chooses",
};

/// Ida's story.
pub fn story() -> Story {
    Story {
        key: "ida",
        about: "Ida, 9: child in need; her parents disagree about sharing; new to Hilltop Primary",
        child: CHILD,
        involved: vec![
            involved(NORTHMERE, "Children's social care", weeks(8)).by(Some("Assessment team"), &["social-worker"]),
            involved("999003", "School", months(55)).ended(10, "moved to a school nearer home"),
            involved("X90001", "General practice", months(100)),
            involved("X9A01", "School nursing", months(40)).by(Some("School nursing"), &[]),
        ],
        levels: vec![(weeks(8), LevelOfNeed::ChildInNeed, "caught between her parents; both agreed to an assessment")],
        work: Vec::new(),
        decisions: vec![YES, NO],
        restriction: None,
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(
            months(55),
            "ferry-lane",
            C::Education,
            Routine,
            "Ida joined Reception at Ferry Lane, by the ferry, every day",
        )
        .voice("“The captain knows my name.”"),
        event(months(30), "gp", C::Health, Routine, "Glasses: Ida chose the red ones"),
        event(months(20), "school-nurse", C::Health, Notable, "Stomach aches before school, and none in the holidays")
            .impact(Negative, "She missed eleven days."),
        event(months(14), "ferry-lane", C::Concern, Notable, "Ida asked whether shouting can make a house fall down")
            .voice("“Just asking for a friend. The friend is Leo.”")
            .narrative("Both parents were seen. Each said that it is the other."),
        event(
            months(9),
            "ferry-lane",
            C::Strength,
            Notable,
            "Ida runs the lost property and returns nine things in ten",
        )
        .adding(&[F::Education])
        .impact(Positive, "She is proud of her ledger."),
        event(
            months(5),
            "ferry-lane",
            C::HouseholdChange,
            Significant,
            "Ida moved with her mother; Leo stayed with his father",
        )
        .narrative("She sees her father on Saturdays and her brother when he is not rehearsing.")
        .voice("“They shared out the plates too.”"),
        event(
            months(4),
            "gp",
            C::ParentWellbeing,
            Notable,
            "Mrs Brandt is tired and sleeps badly since the separation",
        )
        .about(&["mother"])
        .narrative("No illness. She works from six to two and is home before Ida."),
        event(
            weeks(12),
            "ferry-lane",
            C::Attendance,
            Notable,
            "Late on nine mornings: the ferry and the new job do not fit",
        )
        .impact(Negative, "She comes in running and sits down crying."),
        event(
            weeks(9),
            "ferry-lane",
            C::DisclosureByChild,
            Significant,
            "Ida said that she carries messages between her parents",
        )
        .narrative("Some of them are not for a child to say. She had one in her shoe.")
        .voice("“If I say it nicely it's not so bad when it arrives.”")
        .action("Asked social care for an assessment, with both parents' knowledge", "Begun within the week"),
        event(weeks(5), "social-worker", C::Other, Notable, "Her parents do not agree about sharing between agencies")
            .adding(&[F::Adult])
            .narrative(
                "One of them agreed and one did not. Both were told what that means, and when it would not hold.",
            ),
        event(
            12,
            "ferry-lane",
            C::Education,
            Routine,
            "Ida's last day at Ferry Lane: the captain let her sound the horn",
        )
        .narrative("She moves to Hilltop Primary, ten minutes on foot. Her file is ready."),
        event(4, "social-worker", C::Review, Notable, "Child in need review: on time every day since the move")
            .impact(Positive, "No stomach ache this month."),
    ]
}
