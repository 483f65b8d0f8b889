//! Help that is in time, and help that is late: Zofia's plan, Ida's assessment, and the one before a birth.

use serde_json::{Value, json};

use super::documents::{ANSWER, ASK, ASSESS, COMPLETE, REVIEW, SEEN, WORKS};
use super::{Deed, begin, deed, round};
use crate::app::demo::mash_case::Scene;
use crate::app::demo::mash_case::inputs::{answer, input, sharing, work, works};

const NEED: &str = "CHILD_IN_NEED_ASSESSMENT";

/// Zofia's mother and father, who both came.
fn parents() -> Value {
    json!([
        { "name": "Magda Kowalska", "role": "MOTHER", "parentalResponsibility": true, "tookPart": true },
        { "name": "Adam Kowalski", "role": "FATHER", "parentalResponsibility": true, "tookPart": true },
    ])
}

/// A review of Zofia's plan: where its two outcomes stand.
fn reviewed(s: &Scene, version: i32, text: &str, (mornings, rent): ((&str, &str), (&str, &str))) -> Value {
    let found =
        |kept: &str, (state, note): (&str, &str)| json!({ "outcome": s.kept(kept), "state": state, "note": note });
    let found = json!([found("mornings", mornings), found("rent", rent)]);
    let fields = json!({ "decision": "PLAN_CONTINUES", "reviewed": found, "family": parents(), "text": text });
    work(s, "plan", version, fields)
}

pub(super) const ZOFIA: &[Deed] = &[
    deed((98, 10), "early-help", include_str!("documents/early-help.graphql"), |s| {
        let due = s.today().plus_days(150);
        let own = s.agency("early-help");
        let outcomes = json!([
            {
                "change": "Zofia is at school on time and looks after nobody before it", "measure": "the register; what she says on Fridays",
                "owner": "family worker", "ownerAgency": own, "dueOn": due,
            },
            {
                "change": "Mrs Kowalska knows what the family lives on, month by month", "measure": "no letter is left unopened",
                "owner": "Mrs Kowalska", "ownerAgency": own, "dueOn": due,
            },
        ]);
        let text = "Made with an interpreter, over pancakes. Breakfast club for Kuba, a benefits check, and one evening a week that is \
            Zofia's own.";
        input(
            s,
            json!({
                "child": s.child(), "sharing": sharing("EARLY_HELP"), "happenedOn": s.today(), "text": text,
                "family": parents(), "outcomes": outcomes,
            }),
        )
    })
    .keeps(&[("plan", "/work/id")]),
    deed((56, 9), "early-help", WORKS, |s| works(s, "EARLY_HELP")).keeps(&[
        ("mornings", "/work/0/outcomes[change=Zofia is at school on time and looks after nobody before it]/id"),
        ("rent", "/work/0/outcomes[change=Mrs Kowalska knows what the family lives on, month by month]/id"),
    ]),
    deed((56, 10), "early-help", REVIEW, |s| {
        let found = (("PARTLY_MET", "four mornings of five"), ("PARTLY_MET", "the forms are in; no answer yet"));
        reviewed(s, 1, "Both parents came, and sat at one table.", found)
    }),
    deed((14, 10), "early-help", REVIEW, |s| {
        let text = "Mrs Kowalska chaired half of it herself. Closing in the new year if it goes on like this. Zofia asks for the \
            Tuesday pancakes to be kept.";
        let found = (("MET", "every day since half term"), ("PARTLY_MET", "she opens them on Sundays, with tea"));
        reviewed(s, 2, text, found)
    }),
];

pub(super) const IDA: &[Deed] = &[
    deed((56, 14), "social-worker", ASSESS, |s| {
        begin(s, NEED, "Two people who love her and cannot be in a room. They agreed on one thing: no more messages.")
    })
    .keeps(&[("assessment", "/work/id")]),
    deed((42, 16), "social-worker", SEEN, |s| {
        let text = "At Weaver's Yard. Her mother and father write in a book that goes in a bag.";
        let seen = json!({ "alone": true, "childVoice": "“I've stopped being the post.”", "text": text });
        work(s, "assessment", 1, seen)
    }),
];

pub(super) const OKOYE: &[Deed] = &[
    deed((84, 11), "social-worker", ASSESS, |s| {
        let text = "Seen at Beacon House with Pauline. Grace grew up in four homes and can say what each did well. Worries: her age, being \
            alone at night, the father's temper. Strengths: help sought early, Pauline, staff at hand.";
        let begun = json!({
            "child": s.child(), "sharing": sharing(NEED), "happenedOn": s.today(), "text": text, "classes": ["ADULT"],
        });
        input(s, begun)
    })
    .keeps(&[("assessment", "/work/id")]),
    deed((70, 10), "social-worker", ASK, |s| {
        let text = "Grace knows that we ask, and what. How is she, and what should be ready before the birth?";
        round(s, sharing(NEED), "PRE_BIRTH", text, &["midwife", "gp"])
    })
    .keeps(&[("check/midwife", "/round/checks[agencyKind=HEALTH_PROVIDER]/id")]),
    deed((69, 9), "midwife", ANSWER, |s| answer(s, "midwife", "KNOWN_OPEN", "the maternity record", json!({}))),
    // The practice has not answered, and nobody has authorised what was written: both are late, and show.
    deed((14, 15), "social-worker", COMPLETE, |s| {
        let family = json!([{ "name": "Grace Okoye", "role": "MOTHER", "parentalResponsibility": true, "tookPart": true }]);
        let no_father = "Grace does not want him told before the birth; what the court decided is on record.";
        let text = "Nobody proposes that mother and child be parted. A plan for the birth and the first weeks, with Pauline.";
        work(s, "assessment", 1, json!({ "decision": "CHILD_IN_NEED", "family": family, "noFather": no_father, "text": text }))
    }),
];
