//! The strategy discussion has its own checks, decides on an enquiry, and the boy is seen alone.

use serde_json::json;

use super::inputs::{answer, enquiry_round, entry, work, works};
use super::sees::{
    AREA, ASKED, ASKED_ENQUIRY, ASKED_HEALTH, COUNCIL, ENQUIRY, NOT_FOUND, NOTHING, RECORD, SCHOOL, SCHOOL_ENQUIRY,
    record, text,
};
use super::{Act, Change, Part, Sees, is, some};

/// An enquiry began at once, and nobody had been asked for it.
const START: Sees =
    text("SECTION_47_START: GENERAL_PRACTICE HEALTH_PROVIDER HOUSING POLICE PROBATION SCHOOL YOUTH_JUSTICE");
const ANSWER: &str = include_str!("documents/answer.graphql");

pub(super) const ACTS: &[Act] = &[
    Act::new(
        "social-worker",
        "asks for the checks of a strategy discussion",
        include_str!("documents/ask.graphql"),
        |s| {
            let text = "For the strategy discussion today: all that you hold of the household, please.";
            enquiry_round(s, "STRATEGY_DISCUSSION", text, &["police", "health-visitor", "school"])
        },
        &[
            is("police", "/round/checks[agencyKind=POLICE]/status", "OPEN"),
            is("on the ground of", "/round/checks[agencyKind=POLICE]/ground", "ANCHOR"),
            is("health trust", "/round/checks[agencyKind=HEALTH_PROVIDER]/status", "OPEN"),
            is("school", "/round/checks[agencyKind=SCHOOL]/status", "OPEN"),
        ],
    )
    .after(1)
    .keeps(&[
        ("check/police", "/round/checks[agencyKind=POLICE]/id"),
        ("check/health-visitor", "/round/checks[agencyKind=HEALTH_PROVIDER]/id"),
        ("check/school", "/round/checks[agencyKind=SCHOOL]/id"),
    ])
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("4 ANSWERED, 3 OPEN")),
        Change(AREA, &[Part::Missing], NOTHING),
        Change(&["mash-nurse"], &[Part::Daily], record(ASKED_HEALTH, 1, 1, "")),
        Change(&["mash-nurse"], &[Part::Checks], text("1 OPEN")),
        Change(&["police"], &[Part::Daily], record(ASKED, 0, 0, "")),
        Change(&["police"], &[Part::Enquiry], record(ASKED_ENQUIRY, 3, 0, "withheld")),
        Change(&["health-visitor"], &[Part::Daily], record(ASKED_HEALTH, 1, 1, "")),
        Change(&["health-visitor"], &[Part::Enquiry], record(ASKED_HEALTH, 3, 1, "withheld")),
        Change(&["police", "health-visitor", "school", "deputy"], &[Part::Checks], text("1 OPEN")),
    ])
    .shown(&[("police", Part::Enquiry), ("health-visitor", Part::Enquiry), ("social-worker", Part::Missing)]),
    Act::new(
        "police",
        "answers with what was withheld",
        ANSWER,
        |s| {
            let known = "Arrested two years ago in another force for burning a former partner's son; not charged.";
            let entries = [entry(s, 700, "OFFENDING", known)];
            answer(s, "police", "KNOWN_OPEN", "the national database", json!({ "entries": entries }))
        },
        &[is("answer", "/check/answer", "KNOWN_OPEN"), some("with an entry", "/entries/0")],
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("5 ANSWERED, 2 OPEN")),
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 4, 4, "STRATEGY_DISCUSSION OPEN")),
        Change(&["police"], RECORD, NOT_FOUND),
        Change(&["police"], &[Part::Checks], NOTHING),
        Change(&["health-visitor"], &[Part::Enquiry], record(ASKED_HEALTH, 4, 1, "withheld")),
    ])
    .shown(&[("social-worker", Part::Enquiry), ("health-visitor", Part::Enquiry), ("school", Part::Enquiry)]),
    Act::new(
        "health-visitor",
        "answers: nothing beside what was told before",
        ANSWER,
        |s| answer(s, "health-visitor", "KNOWN_OPEN", "the trust's record", json!({})),
        &[is("answer", "/check/answer", "KNOWN_OPEN")],
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("6 ANSWERED, 1 OPEN")),
        Change(&["mash-nurse"], &[Part::Daily], NOT_FOUND),
        Change(&["mash-nurse"], &[Part::Checks], NOTHING),
        Change(&["health-visitor"], RECORD, NOT_FOUND),
        Change(&["health-visitor"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("social-worker", Part::Checks), ("health-visitor", Part::Enquiry)]),
    Act::new(
        "school",
        "answers: Kit is in school today",
        ANSWER,
        |s| answer(s, "school", "KNOWN_OPEN", "the school's register", json!({})),
        &[is("answer", "/check/answer", "KNOWN_OPEN")],
    )
    .changes(&[Change(COUNCIL, &[Part::Checks], text("7 ANSWERED")), Change(SCHOOL, &[Part::Checks], NOTHING)])
    .shown(&[("social-worker", Part::Checks), ("school", Part::Checks)]),
    Act::new(
        "social-worker",
        "finds the discussion that the decision called",
        include_str!("documents/works.graphql"),
        |s| works(s, "STRATEGY_DISCUSSION"),
        &[is("the discussion", "/work[kind=STRATEGY_DISCUSSION]/status", "OPEN")],
    )
    .keeps(&[("discussion", "/work[kind=STRATEGY_DISCUSSION]/id")])
    .shown(&[("mash-nurse", Part::Enquiry), ("police", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "holds the strategy discussion: there will be a section 47 enquiry",
        include_str!("documents/hold.graphql"),
        |s| {
            let text =
                "Police, health and school were in the room. Joint visit today; Mr Carver is not to be told before.";
            work(s, "discussion", 1, json!({ "decision": "SECTION_47_ENQUIRY", "text": text }))
        },
        &[is("status", "/work/status", "CONCLUDED"), some("the conference is due by", "/work/dueOn")],
    )
    .keeps(&[("conference-due", "/work/dueOn")])
    .changes(&[
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 5, 5, "STRATEGY_DISCUSSION CONCLUDED")),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_ENQUIRY, 2, 2, "STRATEGY_DISCUSSION CONCLUDED")),
    ])
    .shown(&[("school", Part::Enquiry), ("gp", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "begins the enquiry",
        include_str!("documents/enquire.graphql"),
        |s| work(s, "discussion", 2, json!({ "text": "With the police, from today." })),
        &[is("work", "/work/kind", "SECTION_47_ENQUIRY"), is("status", "/work/status", "OPEN")],
    )
    .keeps(&[("enquiry", "/work/id")])
    .changes(&[
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 6, 6, "SECTION_47_ENQUIRY OPEN, STRATEGY_DISCUSSION CLOSED")),
        Change(
            SCHOOL,
            &[Part::Enquiry],
            record(SCHOOL_ENQUIRY, 3, 3, "SECTION_47_ENQUIRY OPEN, STRATEGY_DISCUSSION CLOSED"),
        ),
        Change(AREA, &[Part::Missing], START),
    ])
    .shown(&[("school", Part::Enquiry), ("manager", Part::Missing)]),
    Act::new(
        "social-worker",
        "sees Kit alone, at school",
        include_str!("documents/seen.graphql"),
        |s| {
            let said = "“It was the lighter. Lee counts to five.”";
            work(s, "enquiry", 1, json!({ "text": "In the quiet room, an hour.", "alone": true, "childVoice": said }))
        },
        &[is("status", "/work/status", "OPEN"), some("still due by", "/work/dueOn")],
    )
    .after(3)
    .changes(&[
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 7, 7, "SECTION_47_ENQUIRY OPEN, STRATEGY_DISCUSSION CLOSED")),
        Change(
            SCHOOL,
            &[Part::Enquiry],
            record(SCHOOL_ENQUIRY, 4, 4, "SECTION_47_ENQUIRY OPEN, STRATEGY_DISCUSSION CLOSED"),
        ),
    ])
    .shown(&[("school", Part::Enquiry), ("health-visitor", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "concludes the enquiry: an initial conference",
        include_str!("documents/conclude.graphql"),
        |s| {
            let text =
                "The burns were done to him. Ms Marsh did not know and is frightened; Mr Carver has left the home.";
            work(s, "enquiry", 2, json!({ "decision": "INITIAL_CONFERENCE", "text": text }))
        },
        &[is("status", "/work/status", "CONCLUDED"), some("the conference is due by", "/work/dueOn")],
    )
    .after(16)
    .changes(&[
        Change(
            AREA,
            &[Part::Enquiry],
            record(ENQUIRY, 8, 8, "SECTION_47_ENQUIRY CONCLUDED, STRATEGY_DISCUSSION CLOSED"),
        ),
        Change(
            SCHOOL,
            &[Part::Enquiry],
            record(SCHOOL_ENQUIRY, 5, 5, "SECTION_47_ENQUIRY CONCLUDED, STRATEGY_DISCUSSION CLOSED"),
        ),
    ])
    .shown(&[("mash-nurse", Part::Enquiry), ("school", Part::Enquiry)]),
];
