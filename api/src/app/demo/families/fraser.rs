//! Olivia Fraser, five: an ordinary childhood. The hub holds it because services work with every child, and gives next to
//! nothing of it.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Olivia"),
    family: "Fraser",
    aliases: &[],
    age: 5 * 365 + 200,
    sex: Sex::F,
    nhs_number: Some("9990001456"),
    upn: Some("R999900219022"),
    mother: "Catriona Fraser",
    homes: &[Home {
        since: 5 * 365 + 200,
        address: "8 Orchard Close, Northmere, NM5 9AB",
        postcode: "NM5 9AB",
        telephone: "020 7946 0331",
        area: NORTHMERE,
        reason: "first recorded",
    }],
    school: Some("999001"),
    practice: Some("X90001"),
    authority: None,
    ethnicity: "WBRI",
    religion: None,
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[],
};

/// Olivia's story.
pub fn story() -> Story {
    Story {
        key: "olivia",
        about: "Olivia, 5: universal services only; next to nothing is shared",
        child: CHILD,
        involved: vec![
            involved("999001", "School", weeks(63)).by(None, &["school"]),
            involved("X90001", "General practice", 5 * 365 + 190),
            involved("X9A01", "Health visiting", 5 * 365 + 190)
                .by(Some("Health visiting"), &["health-visitor"])
                .ended(weeks(60), "started school"),
        ],
        levels: Vec::new(),
        work: Vec::new(),
        decisions: Vec::new(),
        restriction: None,
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(5 * 365 + 200, "midwife", C::Birth, Routine, "Olivia was born at home, a little early, in a hurry")
            .narrative("At 37 weeks; 2.7 kg. The midwife arrived ten minutes before her."),
        event(
            5 * 365 + 188,
            "health-visitor",
            C::Visit,
            Routine,
            "New birth visit: feeding well, both parents tired and happy",
        ),
        event(months(62), "health-visitor", C::Health, Routine, "Six to eight week review: as expected")
            .narrative("Mrs Fraser scored low on the mood questions and laughed at two of them."),
        event(months(54), "gp", C::Health, Routine, "First immunisations complete"),
        event(months(40), "health-visitor", C::Health, Notable, "Two year review: few words yet")
            .impact(Mixed, "Olivia points and pulls, and is cross when nobody understands.")
            .action("Hearing test; songs and books at home", "Hearing good; eighty words by her third birthday"),
        event(
            months(33),
            "emergency-department",
            C::HealthEmergency,
            Notable,
            "Broken wrist: fell from a climbing frame",
        )
        .at(15, 50)
        .narrative(
            "Both parents came; the playground worker had seen it and gave the same account. Plaster for four weeks.",
        )
        .voice("“I was the captain.”"),
        event(
            months(30),
            "health-visitor",
            C::Strength,
            Routine,
            "Olivia's father took parental leave and joined the dads' group",
        ),
        event(weeks(63), "school", C::Education, Routine, "Olivia started Reception")
            .voice("“Do I come back tomorrow as well?”"),
        event(weeks(50), "school", C::Attendance, Routine, "Chickenpox: ten days at home").for_days(10),
        event(months(9), "school", C::HouseholdChange, Routine, "A brother, Angus, was born")
            .adding(&[F::ThirdParty])
            .impact(Mixed, "Olivia brought a photograph of him, and one of the cat to be fair."),
        event(weeks(20), "school", C::Concern, Notable, "A child was said to have come without lunch on three days")
            .withdrawn(weeks(20) - 1, "filed on the wrong child: this was another pupil", true),
        event(weeks(9), "school", C::Strength, Routine, "Olivia reads by herself and looks after the class snail")
            .adding(&[F::Education])
            .impact(Positive, "She has asked to be snail monitor again."),
        event(weeks(3), "gp", C::Health, Routine, "Ear infection; better after a week")
            .roughly(TimePrecision::Estimated),
    ]
}
