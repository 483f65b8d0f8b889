//! The conference waits for its checks, and is held within its 15 working days.

use serde_json::{Value, json};

use super::inputs::{answer, enquiry_round, work};
use super::sees::{
    AREA, ASKED, ASKED_ENQUIRY, ASKED_HEALTH, ASKED_NO_CONTACT, ASKED_POLICE, COUNCIL, ENQUIRY, NOT_FOUND, NOTHING,
    PROBATION, RECORD, SCHOOL, SCHOOL_ENQUIRY, record, text,
};
use super::{Act, Change, Fact, Part, Scene, is, some};

const HELD: &str = "INITIAL_CONFERENCE OPEN, SECTION_47_ENQUIRY CLOSED, STRATEGY_DISCUSSION CLOSED";
const ANSWER: &str = include_str!("documents/answer.graphql");
const CONFER: &str = include_str!("documents/confer.graphql");

/// The conference, as it is opened.
fn held(s: &Scene) -> Value {
    let family = json!([
        { "name": "Dana Marsh", "role": "MOTHER", "parentalResponsibility": true, "tookPart": true },
        {
            "name": "Joel Marsh", "role": "FATHER", "parentalResponsibility": true, "tookPart": false,
            "whyNot": "At sea until February; he wrote, and his letter was read out.",
        },
    ]);
    work(s, "enquiry", 3, json!({ "text": "All but the father were in the room.", "family": family }))
}

const KNOWN: &[Fact] = &[is("answer", "/check/answer", "KNOWN_OPEN")];
const UNKNOWN: &[Fact] = &[is("answer", "/check/answer", "NOT_KNOWN")];

pub(super) const ACTS: &[Act] = &[
    Act::new(
        "social-worker",
        "would hold the conference before anybody was asked",
        CONFER,
        held,
        &[is("problem", "/problems/0/code", "CHECKS_MISSING"), some("because", "/problems/0/message")],
    )
    .shown(&[("school", Part::Enquiry), ("manager", Part::Missing)]),
    Act::new(
        "social-worker",
        "asks for the checks of an initial conference",
        include_str!("documents/ask.graphql"),
        |s| {
            let text = "For the initial conference: what has changed since, and what do you bring to a plan?";
            let whom = ["police", "health-visitor", "gp", "school", "probation", "housing"];
            enquiry_round(s, "INITIAL_CONFERENCE", text, &whom)
        },
        &[
            is("probation", "/round/checks[agencyKind=PROBATION]/status", "OPEN"),
            is("on the ground of", "/round/checks[agencyKind=PROBATION]/ground", "ANCHOR"),
            is("housing", "/round/checks[agencyKind=HOUSING]/status", "OPEN"),
        ],
    )
    .keeps(&[
        ("check/police", "/round/checks[agencyKind=POLICE]/id"),
        ("check/health-visitor", "/round/checks[agencyKind=HEALTH_PROVIDER]/id"),
        ("check/gp", "/round/checks[agencyKind=GENERAL_PRACTICE]/id"),
        ("check/school", "/round/checks[agencyKind=SCHOOL]/id"),
        ("check/probation", "/round/checks[agencyKind=PROBATION]/id"),
        ("check/housing", "/round/checks[agencyKind=HOUSING]/id"),
    ])
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("7 ANSWERED, 6 OPEN")),
        Change(&["mash-nurse", "health-visitor", "gp"], &[Part::Daily], record(ASKED_HEALTH, 1, 1, "")),
        Change(&["health-visitor", "gp"], &[Part::Enquiry], record(ASKED_HEALTH, 8, 1, "withheld, withheld")),
        Change(&["police"], &[Part::Daily], record(ASKED_POLICE, 1, 1, "")),
        Change(&["police"], &[Part::Enquiry], record(ASKED_POLICE, 8, 1, "withheld, withheld")),
        Change(&["probation"], &[Part::Daily], record(ASKED_NO_CONTACT, 0, 0, "")),
        Change(&["probation"], &[Part::Enquiry], record(PROBATION, 4, 0, "withheld, withheld")),
        Change(&["housing"], &[Part::Daily], record(ASKED, 0, 0, "")),
        Change(&["housing"], &[Part::Enquiry], record(ASKED_ENQUIRY, 4, 0, "withheld, withheld")),
        Change(
            &["mash-nurse", "health-visitor", "gp", "police", "probation", "housing", "school", "deputy"],
            &[Part::Checks],
            text("1 OPEN"),
        ),
    ])
    .shown(&[("gp", Part::Enquiry), ("probation", Part::Enquiry), ("housing", Part::Enquiry)]),
    Act::new(
        "police",
        "answers: Mr Carver is on bail, not to come near",
        ANSWER,
        |s| answer(s, "police", "KNOWN_OPEN", "force records", json!({})),
        KNOWN,
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("8 ANSWERED, 5 OPEN")),
        Change(&["police"], RECORD, NOT_FOUND),
        Change(&["police"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("social-worker", Part::Checks), ("police", Part::Enquiry)]),
    Act::new(
        "health-visitor",
        "answers: Kit was seen at the clinic",
        ANSWER,
        |s| answer(s, "health-visitor", "KNOWN_OPEN", "the trust's record", json!({})),
        KNOWN,
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("9 ANSWERED, 4 OPEN")),
        Change(&["mash-nurse"], &[Part::Daily], NOT_FOUND),
        Change(&["mash-nurse"], &[Part::Checks], NOTHING),
        Change(&["health-visitor"], RECORD, NOT_FOUND),
        Change(&["health-visitor"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("social-worker", Part::Checks), ("health-visitor", Part::Enquiry)]),
    Act::new(
        "gp",
        "answers: the burns are healing",
        ANSWER,
        |s| answer(s, "gp", "KNOWN_OPEN", "the surgery's record", json!({})),
        KNOWN,
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("10 ANSWERED, 3 OPEN")),
        Change(&["gp"], RECORD, NOT_FOUND),
        Change(&["gp"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("social-worker", Part::Checks), ("gp", Part::Enquiry)]),
    Act::new(
        "school",
        "answers: no morning missed since",
        ANSWER,
        |s| answer(s, "school", "KNOWN_OPEN", "the school's register", json!({})),
        KNOWN,
    )
    .changes(&[Change(COUNCIL, &[Part::Checks], text("11 ANSWERED, 2 OPEN")), Change(SCHOOL, &[Part::Checks], NOTHING)])
    .shown(&[("social-worker", Part::Checks), ("school", Part::Checks)]),
    Act::new(
        "probation",
        "answers: nobody of the household is known",
        ANSWER,
        |s| answer(s, "probation", "NOT_KNOWN", "the case record", json!({})),
        UNKNOWN,
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("12 ANSWERED, 1 OPEN")),
        Change(&["probation"], RECORD, NOT_FOUND),
        Change(&["probation"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("social-worker", Part::Checks), ("probation", Part::Enquiry)]),
    Act::new(
        "housing",
        "answers: nobody of the household is known",
        ANSWER,
        |s| answer(s, "housing", "NOT_KNOWN", "the tenancy record", json!({})),
        UNKNOWN,
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("13 ANSWERED")),
        Change(&["housing"], RECORD, NOT_FOUND),
        Change(&["housing"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("social-worker", Part::Checks), ("housing", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "holds the conference",
        CONFER,
        held,
        &[is("work", "/work/kind", "INITIAL_CONFERENCE"), some("held on", "/work/startedOn")],
    )
    .after(6)
    .keeps(&[("conference", "/work/id"), ("conference-held", "/work/startedOn")])
    .changes(&[
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 9, 9, HELD)),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_ENQUIRY, 6, 6, HELD)),
    ])
    .shown(&[("school", Part::Enquiry), ("manager", Part::Missing)]),
];
