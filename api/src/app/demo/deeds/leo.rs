//! The night at the petrol station, from the police's concern to an enquiry: what each agency was asked and said, and the practice's no,
//! which the MASH disputes.

use serde_json::{Value, json};

use super::documents::{ACKNOWLEDGE, ANSWER, ASK, CONCERN, ENQUIRE, HOLD, SEEN, WORKS};
use super::{Deed, deed, round};
use crate::app::demo::mash_case::Scene;
use crate::app::demo::mash_case::inputs::{answer, input, sharing, step, work, works};

fn raised(s: &Scene) -> Value {
    let described = json!({
        "givenName": "Leo", "familyName": "Brandt", "nhsNumber": "9990001820",
        "address": "care of Wren, 70 Chandler's Way, Northmere",
    });
    input(
        s,
        json!({
            "child": { "described": described },
            "occurredAt": format!("{}T02:10:00Z", s.ago(1)),
            "people": [{ "name": "Rex Dunn", "relation": "drove him to rehearsals", "allegedToHaveCausedHarm": true }],
            "whatHappened": "Leo rang 999 from a petrol station at two in the morning. A man of forty had driven him there instead \
                of home and wanted to be paid back for a telephone. The same name is known for the same in another county.",
            "impactOnChild": "Unhurt. He asked three times whether his mother had to know tonight.",
            "childVoice": "“I thought he just liked music.”",
            "whereIsTheChildNow": "At Mrs Wren's, where he lives.",
            "familyInformed": "NOT_KNOWN",
            "actionsTaken": "Taken home; telephone kept as evidence.",
            "suggestedLevelOfNeed": "CHILD_PROTECTION",
            "callBack": "020 7946 0103",
        }),
    )
}

/// For the screening of the concern.
fn for_the_concern(s: &Scene) -> Value {
    json!({ "purpose": "REFERRAL_SCREENING", "lawfulBasis": "PUBLIC_TASK", "concern": s.kept("concern") })
}

pub(super) const DEEDS: &[Deed] = &[
    deed((9, 9), "police", CONCERN, raised).keeps(&[("concern", "/concern/id")]),
    deed((9, 9), "mash", ACKNOWLEDGE, |s| step(s, 1, json!({}))),
    deed((9, 10), "mash", include_str!("../mash_case/documents/screen.graphql"), |s| {
        step(
            s,
            2,
            json!({ "rating": "AMBER", "reason": "He is safe today. The man knows where he goes on Thursdays." }),
        )
    }),
    deed((9, 10), "manager", include_str!("../mash_case/documents/dispense.graphql"), |s| {
        let decision = json!({
            "on": { "concern": s.kept("concern") }, "dispenseReason": "RISK_OF_SIGNIFICANT_HARM_TO_CHILD",
            "reason": "His no was about help with a flat. He is told before anybody is asked, and we ask only about this man.",
        });
        input(s, decision)
    }),
    deed((9, 11), "mash", ASK, |s| {
        let text =
            "A man called Rex, about forty, drives him to rehearsals. What do you know of him, and of how Leo is?";
        round(s, for_the_concern(s), "REFERRAL_SCREENING", text, &["school-2", "gp", "camhs"])
    })
    .keeps(&[
        ("check/school-2", "/round/checks[agencyKind=SCHOOL]/id"),
        ("check/gp", "/round/checks[agencyKind=GENERAL_PRACTICE]/id"),
        ("check/camhs", "/round/checks[agencyKind=HEALTH_PROVIDER]/id"),
    ]),
    deed((9, 14), "school-2", ANSWER, |s| answer(s, "school-2", "KNOWN_OPEN", "the sixth form's register", json!({}))),
    deed((9, 15), "gp", ANSWER, |s| {
        let reason = "He told me in confidence, at sixteen, and not about this man alone. Ask me to a discussion and I will say what \
            bears on his safety.";
        answer(s, "gp", "DECLINED", "the surgery's record", json!({ "reason": reason }))
    }),
    deed((9, 15), "camhs", ANSWER, |s| {
        let whom = json!({ "askWhom": "Iris Lund, CAMHS, 020 7946 0104" });
        answer(s, "camhs", "HELD_BUT_WITHHELD", "the clinic's record", whom)
    }),
    deed((9, 16), "mash", include_str!("../mash_case/documents/views.graphql"), |s| {
        input(
            s,
            json!({
                "on": { "concern": s.kept("concern") },
                "agencies": [s.agency("school-2"), s.agency("camhs")],
                "question": "We propose a strategy discussion tomorrow. Do you agree, and is anything better for Leo?",
                "thresholdDocument": "Mere Valley levels of need", "thresholdVersion": "2026",
            }),
        )
    })
    .keeps(&[("decision", "/jointDecision/id")]),
    deed((8, 9), "school-2", include_str!("../mash_case/documents/view.graphql"), |s| {
        input(
            s,
            json!({
                "jointDecision": s.kept("decision"), "sharing": sharing("SAFEGUARDING_IN_EDUCATION"),
                "levelOfNeed": "CHILD_PROTECTION", "outcome": "STRATEGY_DISCUSSION", "dissent": false,
                "reason": "Four mornings and a telephone that he did not buy. Tell him first: he will come if he is asked.",
            }),
        )
    }),
    deed((8, 9), "mash", include_str!("../mash_case/documents/decide.graphql"), |s| {
        input(
            s,
            json!({
                "jointDecision": s.kept("decision"), "expectedVersion": 1, "decision": "STRATEGY_DISCUSSION",
                "levelOfNeed": "CHILD_PROTECTION",
                "reason": "The sixth form saw what the police did not. The clinic had not answered; it cannot wait for that.",
            }),
        )
    }),
    deed((8, 10), "mash", include_str!("../mash_case/documents/tell.graphql"), |s| step(s, 4, json!({}))),
    deed((8, 10), "manager", WORKS, |s| works(s, "STRATEGY_DISCUSSION"))
        .keeps(&[("discussion", "/work[kind=STRATEGY_DISCUSSION]/id")]),
    deed((8, 11), "manager", HOLD, |s| {
        let text = "Police, the sixth form, the practice and the clinic were on the line. Leo was told before, and agreed that it is fair.";
        work(s, "discussion", 1, json!({ "decision": "SECTION_47_ENQUIRY", "text": text }))
    }),
    deed((8, 12), "social-worker", ENQUIRE, |s| {
        work(s, "discussion", 2, json!({ "text": "Joint with the police, on the man who drove Leo." }))
    })
    .keeps(&[("enquiry", "/work/id")]),
    deed((8, 16), "social-worker", SEEN, |s| {
        let seen = json!({
            "alone": true, "childVoice": "“Ask them then. Only about him.”", "text": "At Mrs Wren's kitchen table.",
        });
        work(s, "enquiry", 1, seen)
    }),
    deed((2, 11), "mash", include_str!("../mash_case/documents/escalate.graphql"), |s| {
        let reason = "The discussion is over and we still have no line in writing on what the practice knew of this man, and when.";
        input(s, json!({ "on": { "check": s.check("gp") }, "reason": reason }))
    }),
];
