//! Mia's plan and her second enquiry, as her social worker and the manager put them on record.

use serde_json::{Value, json};

use super::documents::{CONVENE, ENQUIRE, HOLD, REVIEW, SEEN, WORKS};
use super::{Deed, begin, deed};
use crate::app::demo::mash_case::Scene;
use crate::app::demo::mash_case::inputs::{work, works};

const SLEEPS: &str = "Mia sleeps through the night and says that home is quiet";
const HEARS: &str = "Mia hears well in class";
const KELLY: &str = "Kelly can say when she is low before it is too much";

/// Who of the family came.
fn family() -> Value {
    json!([
        { "name": "Kelly Hartley", "role": "MOTHER", "parentalResponsibility": true, "tookPart": true },
        { "name": "Joan Hartley", "role": "GRANDPARENT", "parentalResponsibility": false, "tookPart": true },
    ])
}

const NO_FATHER: &str = "Mia's father has no parental responsibility and has not been heard of since she was one; Kelly does not want \
    him looked for. Dean Rusk is not her father.";

fn planned(s: &Scene) -> Value {
    let due = s.today().plus_days(170);
    let outcomes = json!([
        {
            "change": SLEEPS, "measure": "what she draws and says on each visit, alone", "owner": "social worker",
            "ownerAgency": s.agency("social-worker"), "dueOn": due,
        },
        {
            "change": HEARS, "measure": "both hearing tests kept; the aid checked each term", "owner": "school nurse",
            "ownerAgency": s.agency("health-visitor"), "dueOn": due,
        },
        {
            "change": KELLY, "measure": "she has rung somebody before a bad day, not after", "owner": "Kelly, with her practice",
            "ownerAgency": s.agency("gp"), "dueOn": due,
        },
    ]);
    let text = "The chair read the plan out, line by line, and Kelly changed two of them. Everybody agreed.";
    work(s, "conference", 1, json!({ "abuse": ["PHYSICAL", "EMOTIONAL"], "outcomes": outcomes, "text": text }))
}

fn reviewed(s: &Scene) -> Value {
    let found = json!([
        { "outcome": s.kept("sleeps"), "state": "PARTLY_MET", "note": "Most nights. She still listens for the door." },
        { "outcome": s.kept("hears"), "state": "MET", "note": "Both tests kept; she changes the battery herself." },
        { "outcome": s.kept("kelly"), "state": "NOT_MET", "note": "Two sessions missed, and she was not sure why." },
    ]);
    let further = json!({
        "decision": "PLAN_CONTINUES", "reviewed": found, "family": family(), "noFather": NO_FATHER,
        "text": "The review conference kept the plan on. Much is better. Kelly could not say why she missed two sessions.",
        "withoutChecks": "Each agency brought its own report; nobody had been asked through the hub.",
    });
    work(s, "plan", 1, further)
}

pub(super) const DEEDS: &[Deed] = &[
    deed((183, 10), "manager", CONVENE, |s| {
        begin(s, "CHILD_IN_NEED_ASSESSMENT", "A bruise of five marks, and what the school and the police hold beside it.")
    })
    .keeps(&[("discussion", "/work/id")]),
    deed((183, 14), "manager", HOLD, |s| {
        let text = "Put side by side for the first time: the call to Tanner Street, the missed hearing tests, the Mondays, the \
            community order and the bruise. No agency had more than one of them. Joint enquiry; medical the same day.";
        work(s, "discussion", 1, json!({ "decision": "SECTION_47_ENQUIRY", "text": text }))
    }),
    deed((183, 15), "social-worker", ENQUIRE, |s| {
        work(s, "discussion", 2, json!({ "text": "With the police, from today. Dean Rusk agreed to stay elsewhere." }))
    })
    .keeps(&[("enquiry", "/work/id")]),
    deed((182, 10), "social-worker", SEEN, |s| {
        let voice = "“I was looking after Alfie. I'm good at it.”";
        let seen = json!({ "alone": true, "childVoice": voice, "text": "In the library at school, with her reading friend's bear." });
        work(s, "enquiry", 1, seen)
    }),
    deed((179, 16), "social-worker", include_str!("../mash_case/documents/conclude.graphql"), |s| {
        let text = "Mia was hurt by Dean Rusk and lives with fear at home. Kelly accepted what Mia had said and was shocked by the \
            marks. She asked for help to keep Dean away.";
        work(s, "enquiry", 2, json!({ "decision": "INITIAL_CONFERENCE", "text": text }))
    }),
    deed((165, 10), "social-worker", include_str!("../mash_case/documents/confer.graphql"), |s| {
        let text = "Strengths named first: Mia's reading, her warmth with Alfie, Kelly's honesty, Joan next door but one. Worry: Dean \
            returns when Kelly is low. Mia drew three houses: “one for us, one for Nan, and one for Dean a long way away.”";
        let further = json!({
            "text": text, "family": family(), "noFather": NO_FATHER,
            "withoutChecks": "Police, health, school and housing brought reports to the table; nobody had been asked through the hub.",
        });
        work(s, "enquiry", 3, further)
    })
    .keeps(&[("conference", "/work/id")]),
    deed((165, 12), "social-worker", include_str!("../mash_case/documents/plan.graphql"), planned)
        .keeps(&[("plan", "/work/id")]),
    deed((80, 9), "social-worker", WORKS, |s| works(s, "CHILD_PROTECTION_PLAN_REVIEW")).keeps(&[
        ("sleeps", "/work[kind=CHILD_PROTECTION_PLAN]/outcomes[change=Mia sleeps through the night and says that home is quiet]/id"),
        ("hears", "/work[kind=CHILD_PROTECTION_PLAN]/outcomes[change=Mia hears well in class]/id"),
        ("kelly", "/work[kind=CHILD_PROTECTION_PLAN]/outcomes[change=Kelly can say when she is low before it is too much]/id"),
    ]),
    deed((80, 11), "social-worker", REVIEW, reviewed),
    deed((19, 9), "manager", CONVENE, |s| {
        begin(s, "CHILD_PROTECTION_PLAN_REVIEW", "Dean Rusk was arrested at Tanner Street in the night; Mia rang 999 herself.")
    })
    .keeps(&[("second-discussion", "/work/id")]),
    deed((19, 10), "manager", HOLD, |s| {
        let text = "Police, health, school, probation and housing took part. Joan Hartley will stay at the flat.";
        work(s, "second-discussion", 1, json!({ "decision": "SECTION_47_ENQUIRY", "text": text }))
    }),
    deed((19, 12), "social-worker", ENQUIRE, |s| {
        work(s, "second-discussion", 2, json!({ "text": "Joint enquiry with the police, on the assault at home." }))
    })
    .keeps(&[("second-enquiry", "/work/id")]),
    deed((18, 11), "social-worker", SEEN, |s| {
        let seen = json!({
            "alone": true, "childVoice": "“I said our number and our street. Did I do it right?”",
            "text": "At school, in the library, before the assembly that she wanted to go to.",
        });
        work(s, "second-enquiry", 1, seen)
    }),
];
