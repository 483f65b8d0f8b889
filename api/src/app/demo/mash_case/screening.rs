//! Checks go to four agencies: three on the mother's consent, one once a manager has decided. Each answers for itself.

use serde_json::json;

use super::inputs::{answer, entry, input, screening_round, sharing};
use super::sees::{
    AREA, ASKED, COUNCIL, NOT_FOUND, NOTHING, PUPIL_ATTENDS, RECORD, SCHOOL, SCHOOL_UNANCHORED_ATTENDS, SCREENERS,
    SCREENING_BOTH, SCREENING_HEALTH, SCREENING_NURSE, record, text,
};
use super::{Act, Change, Part, is, none, some};

const ASK: &str = include_str!("documents/ask.graphql");
const ANSWER: &str = include_str!("documents/answer.graphql");

pub(super) const ACTS: &[Act] = &[
    Act::new(
        "mash",
        "records what Kit's mother said on the telephone: ask the school, the surgery and the police; she was not asked about \
         the health trust before the line went dead",
        include_str!("documents/consent.graphql"),
        |s| {
            input(
                s,
                json!({
                    "child": s.child(), "sharing": sharing("REFERRAL_SCREENING"), "decision": "GIVEN",
                    "givenBy": "PERSON_WITH_PARENTAL_RESPONSIBILITY", "giverName": "Dana Marsh",
                    "purposes": ["REFERRAL_SCREENING"],
                    "agencyKinds": ["LOCAL_AUTHORITY", "POLICE", "SCHOOL", "GENERAL_PRACTICE"],
                    "fieldClasses": ["SUMMARY", "NARRATIVE", "CHILD_VOICE", "HEALTH", "EDUCATION", "POLICE"],
                    "evidence": "By telephone, the duty worker listening.",
                }),
            )
        },
        &[is("consent", "/consent/status", "GIVEN")],
    )
    .shown(&[("mash", Part::Daily), ("health-visitor", Part::Daily)]),
    Act::new(
        "mash",
        "asks four agencies for checks",
        ASK,
        |s| {
            let text = "Two burns this term, the second on the forearm. What do you know of Kit, and of Lee Carver?";
            screening_round(s, text, &["police", "school", "gp", "health-visitor"])
        },
        &[
            is("police", "/round/checks[agencyKind=POLICE]/status", "OPEN"),
            is("school", "/round/checks[agencyKind=SCHOOL]/status", "OPEN"),
            is("surgery", "/round/checks[agencyKind=GENERAL_PRACTICE]/status", "OPEN"),
            is("on the ground of", "/round/checks[agencyKind=GENERAL_PRACTICE]/ground", "CONSENT"),
            is("health trust", "/round/checks[agencyKind=HEALTH_PROVIDER]/status", "BLOCKED"),
            is("which lacks", "/round/checks[agencyKind=HEALTH_PROVIDER]/missing/0", "CONSENT"),
            is("or", "/round/checks[agencyKind=HEALTH_PROVIDER]/missing/1", "DISPENSING_DECISION"),
            none("nobody there was told", "/round/checks[agencyKind=HEALTH_PROVIDER]/dueAt"),
        ],
    )
    .keeps(&[
        ("check/police", "/round/checks[agencyKind=POLICE]/id"),
        ("check/school", "/round/checks[agencyKind=SCHOOL]/id"),
        ("check/gp", "/round/checks[agencyKind=GENERAL_PRACTICE]/id"),
        ("check/health-visitor", "/round/checks[agencyKind=HEALTH_PROVIDER]/id"),
    ])
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("1 BLOCKED, 3 OPEN")),
        Change(AREA, &[Part::Missing], text("REFERRAL_SCREENING: HEALTH_PROVIDER")),
        Change(&["police", "gp"], RECORD, record(ASKED, 0, 0, "")),
        Change(&["police", "gp", "school", "deputy"], &[Part::Checks], text("1 OPEN")),
    ])
    .shown(&[("gp", Part::Checks), ("gp", Part::Daily), ("health-visitor", Part::Checks), ("mash", Part::Missing)]),
    Act::new(
        "manager",
        ", who did not ask, decides that the health trust is asked without consent",
        include_str!("documents/dispense.graphql"),
        |s| {
            input(
                s,
                json!({
                    "on": { "check": s.check("health-visitor") },
                    "dispenseReason": "RISK_OF_SIGNIFICANT_HARM_TO_CHILD",
                    "reason": "The mother cannot be reached again today, and somebody burns this child.",
                }),
            )
        },
        &[
            is("the check", "/decision/check/status", "OPEN"),
            is("on the ground of", "/decision/check/ground", "DISPENSING_DECISION"),
        ],
    )
    .keeps(&[("dispensed", "/decision/check/id")])
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("4 OPEN")),
        Change(AREA, &[Part::Missing], NOTHING),
        Change(&["mash-nurse"], &[Part::Enquiry], record(ASKED, 0, 0, "")),
        Change(&["health-visitor"], RECORD, record(ASKED, 0, 0, "")),
        Change(&["health-visitor", "mash-nurse"], &[Part::Checks], text("1 OPEN")),
    ])
    .shown(&[("health-visitor", Part::Checks), ("mash", Part::Missing), ("housing", Part::Daily)]),
    Act::new(
        "gp",
        "answers: the boy is a patient, and a burn was dressed in September",
        ANSWER,
        |s| {
            let entries = [entry(s, 80, "HEALTH", "Burn on the hand dressed; his mother said he touched the oven door.")];
            answer(s, "gp", "KNOWN_OPEN", "the surgery's record", json!({ "entries": entries }))
        },
        &[is("answer", "/check/answer", "KNOWN_OPEN"), some("with an entry", "/entries/0")],
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("1 ANSWERED, 3 OPEN")),
        Change(SCREENERS, &[Part::Daily], record(SCREENING_HEALTH, 1, 1, "")),
        Change(&["gp"], RECORD, NOT_FOUND),
        Change(&["gp"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("mash", Part::Daily), ("gp", Part::Daily), ("health-visitor", Part::Daily)]),
    Act::new(
        "school",
        "answers: nine mornings missed since the summer",
        ANSWER,
        |s| {
            let entries = [entry(s, 3, "ATTENDANCE", "Nine mornings missed since September, most of them Mondays.")];
            answer(s, "school", "KNOWN_OPEN", "the school's register", json!({ "entries": entries }))
        },
        &[is("answer", "/check/answer", "KNOWN_OPEN"), some("with an entry", "/entries/0")],
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("2 ANSWERED, 2 OPEN")),
        Change(SCREENERS, &[Part::Daily], record(SCREENING_BOTH, 2, 2, "")),
        Change(SCHOOL, &[Part::Daily], record(PUPIL_ATTENDS, 1, 1, "")),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_UNANCHORED_ATTENDS, 1, 1, "")),
        Change(SCHOOL, &[Part::Checks], NOTHING),
    ])
    .shown(&[("mash", Part::Daily), ("school", Part::Daily)]),
    Act::new(
        "police",
        "answers: something is held, and withheld",
        ANSWER,
        |s| {
            let ask = json!({ "askWhom": "Detective sergeant, child abuse investigation, 020 7946 0103" });
            answer(s, "police", "HELD_BUT_WITHHELD", "force records", ask)
        },
        &[is("answer", "/check/answer", "HELD_BUT_WITHHELD"), some("to be asked", "/check/askWhom")],
    )
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("3 ANSWERED, 1 OPEN")),
        Change(&["police"], RECORD, NOT_FOUND),
        Change(&["police"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("mash", Part::Checks), ("police", Part::Daily)]),
    Act::new(
        "health-visitor",
        "answers: three appointments missed since he moved in",
        ANSWER,
        |s| {
            let missed = "Three appointments missed since Mr Carver moved in; before that none.";
            let entries = [entry(s, 20, "MISSED_APPOINTMENT", missed)];
            answer(s, "health-visitor", "KNOWN_OPEN", "the trust's record", json!({ "entries": entries }))
        },
        &[is("answer", "/check/answer", "KNOWN_OPEN"), some("with an entry", "/entries/0")],
    )
    .keeps(&[("evidence", "/entries/0")])
    .changes(&[
        Change(COUNCIL, &[Part::Checks], text("4 ANSWERED")),
        Change(SCREENERS, &[Part::Daily], record(SCREENING_BOTH, 3, 3, "")),
        Change(&["mash-nurse"], &[Part::Daily], record(SCREENING_NURSE, 1, 1, "")),
        Change(&["mash-nurse"], &[Part::Enquiry], NOT_FOUND),
        Change(&["mash-nurse"], &[Part::Checks], NOTHING),
        Change(&["health-visitor"], RECORD, NOT_FOUND),
        Change(&["health-visitor"], &[Part::Checks], NOTHING),
    ])
    .shown(&[("mash", Part::Daily), ("mash-nurse", Part::Daily), ("health-visitor", Part::Daily)]),
];
