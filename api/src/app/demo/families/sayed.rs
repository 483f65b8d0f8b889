//! Samira Sayed, twelve: looked after, and her record is restricted. For all but four people in three agencies the hub has
//! no such child: a relative works for the council and had looked for her.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Samira"),
    family: "Sayed",
    aliases: &["Sami"],
    age: 12 * 365 + 90,
    sex: Sex::F,
    nhs_number: Some("9990001561"),
    upn: Some("L999900217005"),
    mother: "Hana Sayed",
    homes: &[
        Home {
            since: months(70),
            address: "26 Station Parade, Northmere, NM4 7TY",
            postcode: "NM4 7TY",
            telephone: "020 7946 0351",
            area: NORTHMERE,
            reason: "first recorded",
        },
        Home {
            since: months(10),
            address: "care of Northmere Council; foster home, address held by the placement team",
            postcode: "NM9 9ZZ",
            telephone: "020 7946 0101",
            area: NORTHMERE,
            reason: "moved to foster carers",
        },
    ],
    school: None,
    practice: None,
    authority: Some(NORTHMERE),
    ethnicity: "AOTH",
    religion: Some("Muslim"),
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM103812")],
};

/// Samira's story.
pub fn story() -> Story {
    Story {
        key: "samira",
        about: "Samira, 12: looked after; the record is restricted to four people",
        child: CHILD,
        involved: vec![
            involved(NORTHMERE, "Looked after children", months(10)).by(Some("Looked after children"), &["manager"]),
            involved("X9B", "Looked after children's health", months(10))
                .by(Some("Looked after children"), &["designated-nurse"]),
            involved("DEMO-POL", "Public protection", months(11)).by(Some("Public protection"), &["police"]),
            involved("X9A01", "Child and adolescent mental health", months(8))
                .by(Some("CAMHS"), &["camhs"])
                .sensitive(),
        ],
        levels: vec![
            (months(14), LevelOfNeed::ChildInNeed, "conflict at home"),
            (months(11), LevelOfNeed::ChildProtection, "Samira said that she was being taken abroad to be married"),
        ],
        work: vec![(months(11), Some(months(10)), ProtectiveWork::Section47)],
        decisions: Vec::new(),
        restriction: Some(Restriction {
            named: &["manager", "designated-nurse", "police", "camhs"],
            custodians: &["manager", "designated-nurse"],
            reason: "a relative who works for the council looked for where Samira lives",
            since: months(9),
            by: "manager",
            approved_by: "governance",
        }),
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(months(70), "placement-team", C::Other, Routine, "The family came to Northmere from London").roughly(TimePrecision::Month),
        event(months(26), "designated-nurse", C::Health, Routine, "Samira's asthma is well looked after at home"),
        event(months(14), "manager", C::Referral, Notable, "A teacher said that Samira was not allowed to see friends")
            .adding(&[F::Education, F::ThirdParty])
            .narrative("Her parents were worried about a boy in her class. Both came to a meeting and listened."),
        event(months(13), "manager", C::Strength, Notable, "Samira's aunt offered to have her at weekends")
            .adding(&[F::ThirdParty])
            .impact(Positive, "Samira cooked there and slept well."),
        event(months(11), "police", C::DisclosureByChild, Critical, "Samira asked an officer at school for help")
            .at(13, 5)
            .handle(&[HandlingTag::DoNotShareWithFamily])
            .narrative("Two tickets were booked for the next morning. She had been told that it was a holiday and had heard that it \
                was not.")
            .voice("“I put a spoon in my sock, like the lady said, so the airport would stop me.”")
            .action("Police protection the same afternoon", "Safe that night with emergency carers"),
        event(months(11) - 2, "manager", C::Legal, Critical, "The court made a forced marriage protection order")
            .handle(&[HandlingTag::DoNotShareWithFamily])
            .narrative("Until further order. Passports are held by the court."),
        event(months(10), "placement-team", C::Placement, Critical, "Samira moved to foster carers")
            .handle(&[HandlingTag::DoNotShareWithFamily, HandlingTag::NoOnwardSharing])
            .narrative("A family with a daughter of her age, a long way from relatives. Halal kitchen; prayer mat from home.")
            .voice("“They asked me what I call my mum. Nobody asked that before.”"),
        event(months(10) - 3, "manager", C::LookedAfter, Critical, "Interim care order; Northmere shares parental responsibility"),
        event(months(9), "manager", C::Other, Critical, "Somebody at the council looked for Samira's address in another system")
            .restricted()
            .adding(&[F::ThirdParty])
            .narrative("A cousin by marriage, dismissed since. The record has been restricted from this day."),
        event(months(8), "camhs", C::Health, Significant, "CAMHS: Samira has begun to talk about home")
            .sensitive()
            .handle(&[HandlingTag::ToldInConfidenceByChild])
            .voice("“I miss them and I'm scared of them. Is that allowed?”"),
        event(months(6), "designated-nurse", C::Health, Routine, "Health review for a looked after child: well, growing, sleeping")
            .narrative("Dentist and optician done. She would like to play football again, where nobody takes photographs."),
        event(months(4), "manager", C::Review, Significant, "Looked after review: Samira chaired the second half")
            .voice("“I want letters to my mum, and for somebody to read hers first.”")
            .impact(Positive, "Letters have begun, by way of the placement team."),
        event(weeks(3), "placement-team", C::Strength, Notable, "Samira scored twice in her first match")
            .impact(Positive, "No photographs were taken; the whole team agreed without asking why."),
    ]
}
