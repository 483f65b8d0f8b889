//! Ellie Rourke, three: on a child protection plan in Southmere. Three weeks ago the family moved to Northmere, where nobody
//! who meets them knows of it.

use super::words::*;

const CHILD: Child = Child {
    given: Some("Ellie"),
    family: "Rourke",
    aliases: &[],
    age: 3 * 365 + 100,
    sex: Sex::F,
    nhs_number: Some("9990001782"),
    upn: None,
    mother: "Shannon Rourke",
    homes: &[
        Home {
            since: 3 * 365 + 100,
            address: "11 Sluice Road, Southmere, NM8 1AH",
            postcode: "NM8 1AH",
            telephone: "020 7946 0371",
            area: SOUTHMERE,
            reason: "first recorded",
        },
        Home {
            since: weeks(2),
            address: "Room 12, Harbour View, 3 Quay Street, Northmere, NM1 1QU",
            postcode: "NM1 1QU",
            telephone: "020 7946 0371",
            area: NORTHMERE,
            reason: "Southmere heard where the family is",
        },
    ],
    school: None,
    practice: None,
    authority: Some(SOUTHMERE),
    ethnicity: "WBRI",
    religion: None,
    disabilities: &[],
    language: "English",
    interpreter: false,
    local_ids: &[(SOUTHMERE, "SM24817")],
};

/// Ellie's story.
pub fn story() -> Story {
    Story {
        key: "ellie",
        about: "Ellie, 3: on a plan in Southmere; moved to Northmere, where nobody knows of it",
        child: CHILD,
        involved: vec![
            involved(SOUTHMERE, "Children's social care", months(14))
                .by(Some("Assessment team"), &["neighbouring-social-worker"]),
            involved("X9A02", "Health visiting", 3 * 365 + 90).by(Some("Health visiting"), &[]),
            involved("DEMO-HSG", "Temporary accommodation", weeks(3)).by(Some("Tenancy support"), &["housing"]),
        ],
        levels: vec![
            (months(14), LevelOfNeed::ChildInNeed, "weight falling; her mother agreed to an assessment"),
            (months(8), LevelOfNeed::ChildProtection, "conference: a plan for neglect"),
        ],
        work: vec![(months(9), Some(months(8)), ProtectiveWork::Section47), (months(8), None, ProtectiveWork::Plan)],
        decisions: Vec::new(),
        restriction: None,
        hidden: None,
        named: Vec::new(),
        events: events(),
    }
}

fn events() -> Vec<Event> {
    vec![
        event(3 * 365 + 100, "southmere-nurse", C::Birth, Routine, "Ellie was born at 40 weeks: 3.4 kg, with a great deal of hair")
            .impact(Positive, "Her grandmother Pat moved in for the first six weeks."),
        event(months(26), "southmere-nurse", C::Health, Routine, "One year review: walking, waving, along the middle line for weight"),
        event(months(19), "southmere-nurse", C::HouseholdChange, Significant, "Ellie's grandmother Pat died")
            .narrative("She had done the mornings. Shannon said that she did not know where anything was kept."),
        event(months(15), "southmere-nurse", C::NeglectIndicator, Significant, "Ellie's weight fell across two lines in four months")
            .narrative("Nappy rash, a bottle of squash, no breakfast at eleven. Shannon was warm with her and slow to answer. She \
                said that she takes tablets that a friend gives her, to sleep.")
            .adding(&[F::Adult])
            .impact(Negative, "She did not play; she watched the biscuit tin."),
        event(months(14), "neighbouring-social-worker", C::Assessment, Significant, "Assessment in Southmere began with Shannon's agreement")
            .adding(&[F::Adult])
            .narrative("Shannon asked for somebody to tell her what good looks like in the morning. A worker came at eight for six \
                weeks, and while she came it worked."),
        event(months(10), "southmere-nurse", C::MissedAppointment, Notable, "Ellie was not brought to three weighings"),
        event(months(9), "police", C::SubstanceMisuse, Critical, "Ellie was found alone on the landing; her mother could not be woken")
            .at(10, 20)
            .narrative("A delivery driver rang. Shannon had taken somebody's tablets and was treated at the scene. Ellie had been up \
                for hours and had fed herself from the cat's bowl.")
            .action("To hospital together; Southmere told at once", "Joint enquiry"),
        event(months(9) - 2, "neighbouring-social-worker", C::Section47, Critical, "The enquiry found that Ellie's needs are not met")
            .adding(&[F::Adult]),
        event(months(8), "neighbouring-social-worker", C::Conference, Critical, "Conference in Southmere: a child protection plan for neglect")
            .adding(&[F::Adult])
            .narrative("Strengths: warmth, honesty, a nursery place. Worry: it holds only while somebody comes in the morning."),
        event(months(5), "southmere-nurse", C::Strength, Notable, "Ellie is back on her line for weight")
            .impact(Positive, "She says thirty words, and “more” most of all."),
        event(weeks(6), "southmere-nurse", C::Health, Significant, "Weight down again; the nursery place was lost with the rent")
            .adding(&[F::Adult])
            .narrative("Shannon was drowsy in the morning. She asked not to be weighed herself."),
        event(weeks(4), "neighbouring-social-worker", C::NoAccessVisit, Critical, "The flat at Sluice Road was empty")
            .narrative("The landlord had changed the locks. Nobody knew where they had gone; the police looked for two days."),
        event(weeks(3), "housing", C::Housing, Notable, "A mother with a child of three was placed at Harbour View")
            .adding(&[F::Adult])
            .narrative("She gave her last address as “with friends”. She was not asked whether social care knows her."),
        event(weeks(1), "neighbouring-social-worker", C::Review, Significant, "The family is in Northmere; the plan has not been handed over")
            .narrative("A letter to Northmere is drafted. The conference that would hand the plan over has no date."),
    ]
}
