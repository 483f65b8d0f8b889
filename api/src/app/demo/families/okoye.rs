//! The unborn child of Grace Okoye: due in nine weeks. A child in need before birth, with the mother's own consent.

use super::words::*;

const CHILD: Child = Child {
    given: None,
    family: "Okoye",
    aliases: &[],
    age: -weeks(9),
    sex: Sex::U,
    nhs_number: None,
    upn: None,
    mother: "Grace Okoye",
    homes: &[Home {
        since: weeks(22),
        address: "Room 4, Beacon House, 2 Mill Lane, Northmere, NM1 2BE",
        postcode: "NM1 2BE",
        telephone: "020 7946 0341",
        area: NORTHMERE,
        reason: "first recorded, on the mother's booking",
    }],
    school: None,
    practice: Some("X90001"),
    authority: Some(NORTHMERE),
    ethnicity: "NOBT",
    religion: None,
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM106001")],
};

/// What the mother agreed to.
const CONSENT: Decision = Decision {
    giver: "mother",
    name: "Grace Okoye",
    capacity: ConsentGiver::ExpectantMother,
    decision: ConsentDecision::Given,
    purposes: &[SharingPurpose::ChildInNeedAssessment, SharingPurpose::EarlyHelp, SharingPurpose::DirectCare],
    kinds: &[AgencyKind::LocalAuthority, AgencyKind::HealthProvider, AgencyKind::GeneralPractice, AgencyKind::Housing],
    classes: &[F::Contact, F::Involvement, F::Summary, F::Narrative, F::Health, F::Adult, F::HousingFinance, F::Source],
    days: weeks(12),
    by: "social-worker",
    evidence: "Grace read the form aloud, changed two words and signed it",
};

/// The story so far.
pub fn story() -> Story {
    Story {
        key: "baby-okoye",
        about: "Baby Okoye, due in nine weeks: child in need before birth, with the mother's consent",
        child: CHILD,
        involved: vec![
            involved("X9A01", "Maternity", weeks(22)).by(Some("Maternity"), &["midwife"]),
            involved("X9A01", "Health visiting", weeks(6)).by(Some("Health visiting"), &["health-visitor"]),
            involved("X90001", "General practice", weeks(22)),
            involved(NORTHMERE, "Pre-birth assessment", weeks(12)).by(Some("Assessment team"), &["social-worker"]),
            involved("DEMO-ASC", "Adult mental health", weeks(30)).by(Some("Mental health team"), &[]),
            involved("DEMO-HSG", "Supported tenancy", weeks(20)).by(Some("Tenancy support"), &["housing"]),
        ],
        levels: vec![(weeks(12), LevelOfNeed::ChildInNeed, "pre-birth assessment, at the mother's wish")],
        work: Vec::new(),
        decisions: vec![CONSENT],
        restriction: None,
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(weeks(30), "adult-team", C::ParentWellbeing, Notable, "Grace Okoye, nineteen, is supported after leaving care")
            .about(&["mother"])
            .narrative("Meets a worker every fortnight. She was low last winter and well since the spring; she knows her own early \
                signs and has written them on a card."),
        event(weeks(22), "midwife", C::Health, Notable, "Booked at ten weeks: first child, hoped for")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("Grace came with her former foster carer, Pauline. She told the midwife about her mental health without \
                being asked. She stopped smoking in the week of the test."),
        event(weeks(20), "housing", C::Housing, Notable, "Grace moved to a room of her own at Beacon House")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("Staff day and night. She may stay until the child is two; a flat is promised after that."),
        event(weeks(18), "leaving-care", C::Strength, Notable, "Grace finished her catering certificate with merit")
            .adding(&[F::Adult])
            .about(&["mother"])
            .impact(Positive, "She has an offer of work to come back to after her leave."),
        event(weeks(16), "perinatal", C::Health, Notable, "Perinatal mental health team: a plan for before and after the birth")
            .sensitive()
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("Medicine continues at a dose that is safe in pregnancy. Grace chose the words of the plan."),
        event(weeks(14), "police", C::DomesticAbuse, Significant, "The child's father shouted and kicked the door at Beacon House")
            .at(21, 15)
            .adding(&[F::ThirdParty])
            .narrative("Staff called the police. He left when asked. Grace said that she had ended things the week before.")
            .impact(Negative, "Grace did not sleep and missed a scan, which was held the next day."),
        event(weeks(13), "midwife", C::Referral, Significant, "With Grace's agreement the midwife asked for a pre-birth assessment")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("Grace's own words on the form: “I want it on paper that I asked.”"),
        event(weeks(9), "probation", C::Offending, Notable, "The father was given a suspended sentence for criminal damage")
            .adding(&[F::Adult, F::Legal])
            .narrative("Not to go to Beacon House. He has asked to be told when the child is born."),
        event(weeks(6), "health-visitor", C::Visit, Routine, "Antenatal visit: cot, clothes and a list of questions")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("Grace had twenty questions, numbered.")
            .impact(Positive, "She talks to the child and has a name that she keeps to herself."),
        event(weeks(4), "gp", C::Health, Routine, "Well; iron tablets").adding(&[F::Adult]).about(&["mother"]),
        event(weeks(2), "social-worker", C::Plan, Significant, "Child in need plan for the birth and the first weeks")
            .adding(&[F::Adult])
            .about(&["mother"])
            .narrative("Pauline is birth partner and will stay for a fortnight. The ward knows who may visit. Nobody proposes that \
                mother and child be parted.")
            .action("Plan shared with the ward, the practice and Beacon House", "Review two weeks after the birth"),
        event(3, "midwife", C::Health, Routine, "Thirty-one weeks: growing as expected, head down, lively")
            .adding(&[F::Adult])
            .about(&["mother"]),
    ]
}
