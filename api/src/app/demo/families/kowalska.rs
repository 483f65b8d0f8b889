//! Zofia Kowalska, eleven: early help for the family, and a mother who does not want other agencies to share what they know.
//! Nothing here calls for going against her.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Zofia"),
    family: "Kowalska",
    aliases: &["Zosia"],
    age: 11 * 365 + 70,
    sex: Sex::F,
    nhs_number: Some("9990001340"),
    upn: Some("T999900215007"),
    mother: "Magda Kowalska",
    homes: &[Home {
        since: months(60),
        address: "52 Lock Keeper's Row, Northmere, NM2 1HG",
        postcode: "NM2 1HG",
        telephone: "020 7946 0321",
        area: NORTHMERE,
        reason: "first recorded",
    }],
    school: Some("999002"),
    practice: Some("X90001"),
    authority: None,
    ethnicity: "WOTH",
    religion: Some("Roman Catholic"),
    disabilities: &[],
    language: "Polish",
    interpreter: true,
    local_ids: &[],
};

/// What Zofia's mother refused.
const REFUSAL: Decision = Decision {
    giver: "mother",
    name: "Magda Kowalska",
    capacity: ConsentGiver::PersonWithParentalResponsibility,
    decision: ConsentDecision::Refused,
    purposes: &[
        SharingPurpose::EarlyHelp,
        SharingPurpose::ChildInNeedAssessment,
        SharingPurpose::ReferralScreening,
        SharingPurpose::DirectCare,
    ],
    kinds: &[
        AgencyKind::LocalAuthority,
        AgencyKind::Police,
        AgencyKind::School,
        AgencyKind::HealthProvider,
        AgencyKind::GeneralPractice,
        AgencyKind::EarlyHelp,
        AgencyKind::Housing,
    ],
    classes: &[F::Summary, F::Narrative, F::ChildVoice, F::Health, F::Education, F::Adult, F::HousingFinance],
    days: months(3),
    by: "early-help",
    evidence: "asked at home with an interpreter; she is glad of the help and does not want the school to know about the rent",
};

/// Zofia's story.
pub fn story() -> Story {
    Story {
        key: "zofia",
        about: "Zofia, 11: early help; her mother refused that agencies share what they know",
        child: CHILD,
        involved: vec![
            involved("DEMO-EH", "Family support", months(4)).by(Some("Family support"), &["early-help"]),
            involved("999002", "School", weeks(11)).by(None, &["school-2"]),
            involved("999001", "School", months(60)).ended(weeks(16), "moved to secondary school"),
            involved("X90001", "General practice", months(58)),
            involved("X9A01", "School nursing", months(40)).by(Some("School nursing"), &["health-visitor"]),
            involved("DEMO-HSG", "Tenancy", months(60)).by(Some("Tenancy support"), &["housing"]),
        ],
        levels: vec![(months(4), LevelOfNeed::EarlyHelp, "her mother asked for help after the separation")],
        work: Vec::new(),
        decisions: vec![REFUSAL],
        restriction: None,
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(months(60), "school", C::Education, Routine, "Zofia joined Reception with no English and three words of it by lunchtime")
            .impact(Positive, "By the summer she translated for the new children."),
        event(months(41), "gp", C::Health, Routine, "Asthma: Zofia has an inhaler and knows how to use it")
            .narrative("Mild; worse in damp weather. Her mother brings her to every review."),
        event(months(20), "school-nurse", C::Health, Notable, "Two asthma attacks in a term; mould in the bedroom")
            .narrative("Her mother had painted over it twice. A letter went to the landlord with her agreement.")
            .impact(Negative, "Zofia missed nine days and the class trip."),
        event(months(18), "housing", C::Housing, Notable, "Mould treated and a fan put in at Lock Keeper's Row")
            .impact(Positive, "No attack since."),
        event(months(9), "school", C::HouseholdChange, Notable, "Zofia's parents separated; her father lives with his brother")
            .narrative("Her mother told the class teacher herself. Zofia sees her father on Sundays.")
            .voice("“They're both nicer one at a time.”")
            .corrected(
                months(9) - 6,
                "her mother told us that it is Saturdays, and that he lives alone",
                "Zofia's parents separated; her father lives near by",
                "Her mother told the class teacher herself. Zofia sees her father on Saturdays.",
            ),
        event(months(6), "school", C::Attendance, Notable, "Attendance 87 per cent: Zofia stays at home with her little brother")
            .adding(&[F::ThirdParty])
            .narrative("When her mother has an early shift and the childminder is ill, Zofia looks after Kuba, four.")
            .voice("“It's only till ten. He likes the same cartoon as me.”"),
        event(months(5), "gp", C::ParentWellbeing, Notable, "Mrs Kowalska came about headaches and worry over money")
            .about(&["mother"])
            .narrative("Two jobs since the separation. No sign of illness. She was told of the family support service and rang \
                it from the waiting room."),
        event(months(4), "early-help", C::EarlyHelp, Notable, "Family support began, at Mrs Kowalska's own request")
            .narrative("She wants help with mornings, forms and the rent. An interpreter comes to each meeting. She is open about \
                what is hard and firm about who may know it.")
            .action("Family plan agreed: breakfast club for Kuba, benefits check", "Started within a week"),
        event(months(3), "early-help", C::Other, Notable, "Mrs Kowalska said no to sharing with other agencies")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("She was told when it could happen without her agreement, and said that this is fair."),
        event(months(2), "housing", C::Housing, Significant, "Rent arrears of £620 after the separation; a plan is agreed")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("£15 a week from her wages. The notice that had been sent was taken back."),
        event(weeks(11), "school-2", C::Education, Routine, "Zofia started at Northmere High and joined the choir")
            .voice("“There's four of us who speak Polish. We sit together but not only.”")
            .impact(Positive, "Attendance 98 per cent in the first half term."),
        event(weeks(6), "early-help", C::Strength, Notable, "Kuba goes to breakfast club; Zofia is on time every day")
            .adding(&[F::ThirdParty])
            .impact(Positive, "She does her homework in the library with a friend."),
    ]
}
