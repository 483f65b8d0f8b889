//! Mia Hartley, eight: a child protection plan, and a section 47 enquiry that is open. What each agency knew by itself was
//! little; together it is a pattern. What social care did about it is among the deeds.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Mia"),
    family: "Hartley",
    aliases: &["Mia Rusk"],
    age: 2960,
    sex: Sex::F,
    nhs_number: Some("9990001014"),
    upn: Some("G999900118001"),
    mother: "Kelly Hartley",
    homes: &[
        Home {
            since: 2960,
            address: "3 Ferry Walk, Southmere, NM8 2QT",
            postcode: "NM8 2QT",
            telephone: "020 7946 0301",
            area: SOUTHMERE,
            reason: "first recorded",
        },
        Home {
            since: months(27),
            address: "Flat 9, 41 Tanner Street, Northmere, NM1 4RD",
            postcode: "NM1 4RD",
            telephone: "020 7946 0302",
            area: NORTHMERE,
            reason: "the family moved to Northmere",
        },
    ],
    school: Some("999001"),
    practice: Some("X90001"),
    authority: Some(NORTHMERE),
    ethnicity: "WBRI",
    religion: None,
    disabilities: &["HEAR"],
    language: "English",
    interpreter: false,
    local_ids: &[(NORTHMERE, "NM104417"), (SOUTHMERE, "SM22093")],
};

/// Mia's story.
pub fn story() -> Story {
    Story {
        key: "mia",
        about: "Mia, 8: on a child protection plan, a section 47 enquiry is open",
        child: CHILD,
        involved: vec![
            involved(SOUTHMERE, "Children's social care", months(40)).ended(months(38), "closed after assessment"),
            involved(NORTHMERE, "Children's social care", months(7))
                .by(Some("Assessment team"), &["social-worker", "manager"]),
            involved("999001", "School", months(25)).by(None, &["school"]),
            involved("X90001", "General practice", months(26)),
            involved("X9A01", "School nursing", months(25)).by(Some("School nursing"), &[]),
            involved("X9A01", "Health visiting (brother)", months(26)).by(Some("Health visiting"), &["health-visitor"]),
            involved("DEMO-POL", "Public protection", months(14)).by(Some("Public protection"), &["police"]),
            involved("DEMO-HSG", "Tenancy", months(27)).by(Some("Tenancy support"), &["housing"]),
            involved("DEMO-PRB", "Supervision of Dean Rusk", months(10)).by(Some("Northmere"), &["probation"]),
            involved("DEMO-VOL", "Outreach to Mia's mother", months(8))
                .by(Some("Outreach"), &["domestic-abuse-worker"])
                .sensitive(),
        ],
        levels: vec![
            (months(40), LevelOfNeed::Universal, "Southmere closed after an assessment that found no more to do"),
            (months(7), LevelOfNeed::ChildInNeed, "bruise seen at school; the family agreed to an assessment"),
            (165, LevelOfNeed::ChildProtection, "conference: a plan for physical and emotional harm"),
        ],
        // What was done is told by the deeds.
        work: Vec::new(),
        decisions: Vec::new(),
        restriction: None,
        hidden: None,
        named: vec![("inspector", SharingPurpose::Inspection)],
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(2960, "midwife", C::Birth, Routine, "Mia was born at 39 weeks, healthy, to Kelly Hartley")
            .impact(Positive, "A good start: feeding well, at home after two days with her grandmother Joan helping."),
        event(months(40), "southmere-duty", C::Referral, Notable, "A neighbour rang Southmere about shouting at night")
            .adding(&[F::ThirdParty, F::Adult])
            .handle(&[HandlingTag::ProtectSource])
            .narrative(
                "A neighbour at Ferry Walk rang three times in a month about a man shouting and a child crying. \
                The family was seen once; Kelly said that her partner had moved out.",
            )
            .action("Single assessment by Southmere", "Closed: no further action"),
        event(months(27), "housing", C::Housing, Notable, "The family moved to Northmere with rent arrears of £1,140")
            .narrative(
                "Kelly and the children were placed at Tanner Street after four weeks in a hotel room. She said that \
                she wanted a fresh start. Arrears from the last tenancy are being paid at £10 a week.",
            )
            .impact(Mixed, "Mia has a bedroom for the first time, shared with her brother."),
        event(months(25), "school", C::Education, Routine, "Mia joined Year 2 at Hilltop Primary")
            .narrative(
                "Settled quickly. Reads above her age. Wears a hearing aid on the left and asks to sit in front.",
            )
            .voice("“I like it here because Miss Lowe does the voices.”"),
        event(
            months(14),
            "police",
            C::DomesticAbuse,
            Significant,
            "Police were called to Tanner Street: Dean Rusk was shouting and had broken a door",
        )
        .at(23, 40)
        .adding(&[F::ThirdParty])
        .narrative(
            "A neighbour called. Kelly Hartley said that it was an argument about money. Both children were in the \
                flat and awake; Mia had put her brother in her bed. No complaint was made.",
        )
        .impact(Negative, "Mia stood on the landing holding her brother and did not speak to the officers.")
        .action("Risk assessment: medium. Notified to the MASH", "No arrest"),
        event(months(13), "school-nurse", C::MissedAppointment, Notable, "Mia was not brought to two hearing tests")
            .impact(Negative, "Her hearing aid had not been checked for a year; she mishears in class."),
        event(
            months(11),
            "school",
            C::Attendance,
            Notable,
            "Mia's attendance fell to 82 per cent, most often on Mondays",
        )
        .narrative("Late on eleven mornings. When asked, Mia said that she had overslept or that her brother was ill.")
        .voice("“Mum gets tired. I can do the toast.”"),
        event(
            months(10),
            "probation",
            C::Offending,
            Significant,
            "Dean Rusk began a community order for assaulting a former partner",
        )
        .adding(&[F::Adult, F::Legal])
        .narrative(
            "Twelve months, with a course on abusive relationships. He gave Tanner Street as where he sleeps most \
                nights. The order did not ask who else lives there.",
        ),
        event(months(9), "gp", C::ParentWellbeing, Significant, "Kelly Hartley came about low mood and poor sleep")
            .narrative(
                "She has felt low since Alfie was born. Started treatment and was offered a talking therapy. She said \
                that the children keep her going. Asked about safety at home, she said that things were fine.",
            )
            .impact(Mixed, "Kelly sought help by herself; Mia has been doing much of the care for Alfie."),
        event(months(8), "domestic-abuse-worker", C::Other, Notable, "Kelly Hartley began to meet an outreach worker")
            .sensitive()
            .adding(&[F::Adult])
            .handle(&[HandlingTag::DoNotShareWithFamily])
            .narrative(
                "Kelly rang by herself. Dean must not know that she comes. Safe to ring on school mornings only.",
            ),
        event(
            months(7),
            "school",
            C::DisclosureByChild,
            Critical,
            "Mia had a bruise on her upper arm and said that Dean had grabbed her",
        )
        .at(9, 20)
        .narrative(
            "Seen when she took her jumper off for PE: four round marks and one opposite. Mia was calm and spoke \
                without being asked. The head teacher rang social care at once and Kelly was told after advice.",
        )
        .voice("“Dean grabbed me because I wouldn't get off the stairs. I was looking after Alfie.”")
        .impact(Negative, "She asked whether she would be in trouble for telling.")
        .action("Rang the MASH at 9:35; written referral the same day", "Accepted: single assessment"),
        event(months(4), "social-worker", C::Visit, Routine, "Mia was seen alone at home")
            .at(16, 10)
            .narrative(
                "The flat was warm and there was food. Kelly had put Mia's drawings up. Alfie has a bed of his own.",
            )
            .voice("“It's quieter. I still listen for the door.”")
            .impact(Positive, "Mia sleeps through most nights."),
        event(
            months(3),
            "school",
            C::Strength,
            Notable,
            "Mia's attendance is 96 per cent and she reads to younger children",
        )
        .narrative("Joan Hartley brings both children on Mondays. Mia was chosen as a reading friend for Reception.")
        .voice("“I'm good at doing the voices too.”")
        .adding(&[F::Education])
        .impact(Positive, "She is proud of it and talks more in class."),
        event(weeks(11), "social-worker", C::NoAccessVisit, Notable, "Nobody was at home for an agreed visit")
            .withdrawn(weeks(10), "The family had been given another day; this was our mistake, not theirs", false),
        event(weeks(9), "probation", C::Offending, Significant, "Dean Rusk missed two appointments and was warned")
            .adding(&[F::Adult])
            .narrative("He said that he had been staying “with family” and would not give an address."),
        event(
            weeks(7),
            "police",
            C::PoliceReport,
            Significant,
            "Information that Dean Rusk is in Tanner Street at night",
        )
        .restricted()
        .adding(&[F::ThirdParty])
        .handle(&[HandlingTag::PoliceSanitised, HandlingTag::ProtectSource, HandlingTag::NoOnwardSharing]),
        event(
            20,
            "police",
            C::DomesticAbuse,
            Critical,
            "Police were called again: Dean Rusk was arrested at Tanner Street",
        )
        .at(1, 15)
        .tell(&["999001"])
        .adding(&[F::ThirdParty])
        .narrative(
            "Mia rang 999 herself. Kelly had a cut lip. Dean Rusk was arrested for assault and released on bail not \
                to go to Tanner Street or Hilltop Primary.",
        )
        .voice("To the operator: “Please come, he's hurting my mum and Alfie won't stop crying.”")
        .impact(Negative, "She was awake until the morning and came to school in yesterday's clothes.")
        .action("School told before the bell; notified to social care at 2:05", "Bail with conditions"),
        event(20, "school", C::Education, Significant, "Mia was met at the gate and spent the day with her key adult")
            .at(8, 40)
            .narrative("She had breakfast in the library and slept for an hour. She wanted to go to assembly and did.")
            .voice("“I did what the policeman in assembly said. I said our number and our street.”"),
        event(14, "school-nurse", C::Health, Notable, "Health assessment: Mia is well; her hearing aid is mended")
            .narrative(
                "No new injury. Weight and height as expected. She was shown how to change the battery herself.",
            ),
        event(10, "manager", C::Legal, Significant, "Legal planning meeting on whether to go to court")
            .handle(&[HandlingTag::LegalPrivilege])
            .restricted(),
        event(4, "social-worker", C::Visit, Significant, "Mia was seen with her grandmother and alone")
            .at(16, 0)
            .narrative(
                "Kelly has asked Housing for a move and for the locks to be changed. Joan sleeps in the living room.",
            )
            .voice("“Nan snores but it's a good noise.”")
            .impact(Mixed, "Mia worries about her mother when she is at school; she rings at lunchtime."),
        event(2, "housing", C::Housing, Notable, "Locks changed at Tanner Street; a move is agreed")
            .adding(&[F::Adult])
            .narrative("Kelly Hartley has priority for a move within reach of Hilltop. Arrears are down to £380."),
    ]
}
