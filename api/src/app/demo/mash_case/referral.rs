//! The school has the boy on its books, and raises a concern. The MASH reads it and rates it.

use serde_json::json;

use super::inputs::{input, step};
use super::sees::{AREA, ASKED, CLAIMED, COUNCIL, PUPIL, RECORD, SCHOOL, SCHOOL_UNANCHORED, SCREENING, record, text};
use super::{Act, Change, Part, flag, is, none, some};

pub(super) const ACTS: &[Act] = &[
    Act::new(
        "school",
        "tells the hub that Kit, seven, has been a pupil since last year",
        include_str!("../tries/claim.graphql"),
        |s| {
            let described = json!({
                "givenName": "Kit", "familyName": "Marsh", "dateOfBirth": s.ago(2700), "sex": "M",
                "address": "8 Tide Street, Northmere", "mother": { "name": "Dana Marsh" },
            });
            input(s, json!({ "child": { "described": described }, "service": "School", "startedOn": s.ago(400) }))
        },
        &[flag("waits for a colleague to confirm it", "/involvement/unconfirmed", true)],
    )
    .keeps(&[("child", "/childId"), ("involvement", "/involvement/id")])
    .changes(&[
        Change(SCHOOL, RECORD, record(CLAIMED, 0, 0, "")),
    ])
    .shown(&[("school", Part::Daily), ("social-worker", Part::Daily)]),
    Act::new(
        "deputy",
        "confirms it: nobody confirms their own claim",
        include_str!("../tries/confirm.graphql"),
        |s| input(s, json!({ "involvement": s.kept("involvement") })),
        &[flag("waits no longer", "/involvement/unconfirmed", false)],
    )
    .changes(&[
        Change(SCHOOL, &[Part::Daily], record(PUPIL, 0, 0, "")),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_UNANCHORED, 0, 0, "")),
    ])
    .shown(&[("school", Part::Daily), ("mash", Part::Daily)]),
    Act::new(
        "school",
        "raises a concern: a burn on Kit's forearm, the second this term",
        include_str!("../tries/concern.graphql"),
        |s| {
            input(
                s,
                json!({
                    "child": { "known": s.child() },
                    "people": [{
                        "name": "Lee Carver", "relation": "mother's partner", "dateOfBirth": "1991-05-17",
                        "allegedToHaveCausedHarm": true,
                    }],
                    "whatHappened": "Kit came in with a burn on his forearm, the size of a coin and some days old. In September \
                        there was one on his hand. He wore his coat all morning and would not take it off.",
                    "impactOnChild": "Quiet, and watches the door.",
                    "childVoice": "“Lee says I am clumsy.”",
                    "familyInformed": "INFORMED_AND_AGREES",
                    "actionsTaken": "His mother was rung; she cried and said to ask whoever we need to ask.",
                    "suggestedLevelOfNeed": "CHILD_PROTECTION",
                    "callBack": "020 7946 0106",
                }),
            )
        },
        &[
            is("status", "/concern/status", "RECEIVED"),
            some("reference", "/concern/reference"),
            some("to be decided by", "/concern/decisionDueAt"),
            none("nothing of whether the child is known", "/concern/child"),
        ],
    )
    .keeps(&[("concern", "/concern/id"), ("reference", "/concern/reference")])
    .changes(&[
        Change(&["social-worker"], &[Part::Daily], record(ASKED, 0, 0, "")),
        Change(&["manager", "mash", "mash-nurse"], &[Part::Daily], record(SCREENING, 0, 0, "")),
        Change(COUNCIL, &[Part::Enquiry], record(ASKED, 0, 0, "")),
        Change(AREA, &[Part::Concern], text("RECEIVED, the child, what happened")),
        Change(SCHOOL, &[Part::Concern], text("RECEIVED, what happened")),
        Change(AREA, &[Part::Missing], text("REFERRAL_SCREENING: HEALTH_PROVIDER POLICE SCHOOL")),
    ])
    .shown(&[("school", Part::Concern), ("mash", Part::Concern), ("gp", Part::Daily)]),
    Act::new(
        "mash",
        "reads the concern and acknowledges it",
        include_str!("documents/acknowledge.graphql"),
        |s| step(s, 1, json!({})),
        &[is("step", "/step/action", "ACKNOWLEDGED")],
    )
    .changes(&[
        Change(AREA, &[Part::Concern], text("ACKNOWLEDGED, the child, what happened")),
        Change(SCHOOL, &[Part::Concern], text("ACKNOWLEDGED, what happened")),
    ])
    .shown(&[("school", Part::Concern), ("mash", Part::Missing)]),
    Act::new(
        "mash",
        "screens it and rates it amber",
        include_str!("documents/screen.graphql"),
        |s| step(s, 2, json!({ "rating": "AMBER", "reason": "Two burns in a term, and a man of whom we know nothing." })),
        &[is("step", "/step/action", "SCREENED"), is("rating", "/step/rating", "AMBER")],
    )
    .changes(&[
        Change(AREA, &[Part::Concern], text("SCREENED AMBER, the child, what happened")),
    ])
    .shown(&[("mash-nurse", Part::Concern), ("school", Part::Concern)]),
];
