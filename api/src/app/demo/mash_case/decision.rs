//! Partner agencies are asked, health dissents, and what is decided is not what was proposed. The school is told. What the
//! police held back is disputed, and settled.

use serde_json::{Value, json};

use super::inputs::{input, sharing, step};
use super::sees::{AREA, ENQUIRY, NOT_FOUND, SCHOOL, SCHOOL_ENQUIRY, record, text};
use super::{Act, Change, Part, Scene, flag, is, some};

fn view(s: &Scene, purpose: &str, fields: Value) -> Value {
    let mut view = input(s, fields);
    if let Some(Value::Object(all)) = view.get_mut("input") {
        all.insert("jointDecision".to_owned(), s.kept("decision"));
        all.insert("sharing".to_owned(), sharing(purpose));
    }
    view
}

pub(super) const ACTS: &[Act] = &[
    Act::new(
        "mash",
        "proposes an assessment of need, and asks health, the surgery and the police what they hold of it",
        include_str!("documents/views.graphql"),
        |s| {
            input(
                s,
                json!({
                    "on": { "concern": s.kept("concern") },
                    "agencies": [s.agency("mash-nurse"), s.agency("gp"), s.agency("police")],
                    "question": "We propose an assessment as a child in need. Do you agree?",
                    "thresholdDocument": "Mere Valley levels of need", "thresholdVersion": "2026",
                }),
            )
        },
        &[
            is("status", "/jointDecision/status", "OPEN"),
            some("views are due by", "/jointDecision/dueAt"),
            is("health", "/jointDecision/views[agencyKind=HEALTH_PROVIDER]/state", "WAITING"),
        ],
    )
    .keeps(&[("decision", "/jointDecision/id")])
    .changes(&[
        Change(AREA, &[Part::Decision], text("OPEN; GENERAL_PRACTICE WAITING, HEALTH_PROVIDER WAITING, POLICE WAITING")),
        Change(&["police"], &[Part::Decision], text("OPEN; POLICE WAITING")),
        Change(&["health-visitor"], &[Part::Decision], text("OPEN; HEALTH_PROVIDER WAITING")),
        Change(&["gp"], &[Part::Decision], text("OPEN; GENERAL_PRACTICE WAITING")),
    ])
    .shown(&[("mash", Part::Decision), ("gp", Part::Decision), ("school", Part::Decision)]),
    Act::new(
        "mash-nurse",
        ", whom the health trust employs and the MASH has at its table, dissents: two burns and a stop to all appointments are \
         no matter of need",
        include_str!("documents/view.graphql"),
        |s| {
            view(
                s,
                "REFERRAL_SCREENING",
                json!({
                    "levelOfNeed": "CHILD_PROTECTION", "outcome": "STRATEGY_DISCUSSION", "dissent": true,
                    "reason": "Two burns in places that a child does not burn by chance, and every appointment missed since.",
                    "evidence": [s.kept("evidence")],
                }),
            )
        },
        &[flag("it dissents", "/view/dissent", true), is("recommends", "/view/outcome", "STRATEGY_DISCUSSION")],
    )
    .changes(&[
        Change(AREA, &[Part::Decision], text("OPEN; GENERAL_PRACTICE WAITING, HEALTH_PROVIDER GIVEN dissents, POLICE WAITING")),
        Change(&["health-visitor"], &[Part::Decision], text("OPEN; HEALTH_PROVIDER GIVEN dissents")),
    ])
    .shown(&[("mash", Part::Decision), ("gp", Part::Decision)]),
    Act::new(
        "gp",
        "agrees with what was proposed",
        include_str!("documents/view.graphql"),
        |s| {
            view(
                s,
                "DIRECT_CARE",
                json!({
                    "levelOfNeed": "CHILD_IN_NEED", "outcome": "CHILD_IN_NEED_ASSESSMENT", "dissent": false,
                    "reason": "One burn that fitted what we were told. We know of no second.",
                }),
            )
        },
        &[is("view", "/view/state", "GIVEN"), flag("no dissent", "/view/dissent", false)],
    )
    .changes(&[
        Change(AREA, &[Part::Decision], text("OPEN; GENERAL_PRACTICE GIVEN, HEALTH_PROVIDER GIVEN dissents, POLICE WAITING")),
        Change(&["gp"], &[Part::Decision], text("OPEN; GENERAL_PRACTICE GIVEN")),
    ])
    .shown(&[("mash", Part::Decision), ("mash-nurse", Part::Decision), ("police", Part::Decision)]),
    Act::new(
        "mash",
        "decides, with health: a strategy discussion",
        include_str!("documents/decide.graphql"),
        |s| {
            input(
                s,
                json!({
                    "jointDecision": s.kept("decision"), "expectedVersion": 1, "decision": "STRATEGY_DISCUSSION",
                    "levelOfNeed": "CHILD_PROTECTION",
                    "reason": "The surgery knew of one burn, the school of two. The nurse is right: this is a pattern.",
                }),
            )
        },
        &[
            is("decided", "/jointDecision/decision", "STRATEGY_DISCUSSION"),
            flag("not by one agency alone", "/jointDecision/byOneAgencyAlone", false),
        ],
    )
    .changes(&[
        Change(AREA, &[Part::Decision], text("DECIDED STRATEGY_DISCUSSION; GENERAL_PRACTICE GIVEN, HEALTH_PROVIDER GIVEN dissents, POLICE NOT_WAITED_FOR")),
        Change(&["police"], &[Part::Decision], text("DECIDED STRATEGY_DISCUSSION; POLICE NOT_WAITED_FOR")),
        Change(&["health-visitor"], &[Part::Decision], text("DECIDED STRATEGY_DISCUSSION; HEALTH_PROVIDER GIVEN dissents")),
        Change(&["gp"], &[Part::Decision], text("DECIDED STRATEGY_DISCUSSION; GENERAL_PRACTICE GIVEN")),
        Change(AREA, &[Part::Daily], NOT_FOUND),
        Change(AREA, &[Part::Concern], text("DECIDED AMBER STRATEGY_DISCUSSION, the child, what happened")),
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 3, 3, "STRATEGY_DISCUSSION OPEN")),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_ENQUIRY, 1, 1, "STRATEGY_DISCUSSION OPEN")),
        Change(AREA, &[Part::Missing], text("STRATEGY_DISCUSSION: HEALTH_PROVIDER POLICE SCHOOL")),
    ])
    .shown(&[("mash-nurse", Part::Enquiry), ("school", Part::Concern), ("mash", Part::Missing), ("police", Part::Enquiry)]),
    Act::new(
        "mash",
        "tells the school the outcome",
        include_str!("documents/tell.graphql"),
        |s| step(s, 4, json!({})),
        &[is("step", "/step/action", "RAISER_TOLD")],
    )
    .changes(&[
        Change(AREA, &[Part::Concern], text("DECIDED AMBER STRATEGY_DISCUSSION, the child, what happened, the outcome")),
        Change(SCHOOL, &[Part::Concern], text("DECIDED, what happened, the outcome")),
    ])
    .shown(&[("school", Part::Concern), ("mash", Part::Concern)]),
    Act::new(
        "mash",
        "disputes what the police withhold",
        include_str!("documents/escalate.graphql"),
        |s| {
            let reason = "A strategy discussion cannot be held without knowing what you hold of Lee Carver.";
            input(s, json!({ "on": { "check": s.check("police") }, "reason": reason }))
        },
        &[
            is("against", "/escalation/against", "CHECK"),
            is("stage", "/escalation/stage", "PRACTITIONER"),
            some("rises by itself at", "/escalation/dueAt"),
        ],
    )
    .keeps(&[("escalation", "/escalation/id")])
    .changes(&[
        Change(&["manager", "mash", "police"], &[Part::Escalation], text("OPEN PRACTITIONER")),
    ])
    .shown(&[("police", Part::Escalation), ("manager", Part::Escalation), ("gp", Part::Escalation)]),
    Act::new(
        "police",
        "answers it: the discussion will be told",
        include_str!("documents/settle.graphql"),
        |s| {
            input(
                s,
                json!({
                    "escalation": s.kept("escalation"), "expectedVersion": 1, "outcome": "CHANGED",
                    "reason": "Agreed with the sergeant: it goes to the strategy discussion, and to nobody else.",
                    "learning": "Say at once to whom withheld information can be told.",
                }),
            )
        },
        &[is("status", "/escalation/status", "ANSWERED"), is("outcome", "/escalation/outcome", "CHANGED")],
    )
    .changes(&[
        Change(&["manager", "mash", "police"], &[Part::Escalation], text("ANSWERED PRACTITIONER CHANGED")),
    ])
    .shown(&[("mash", Part::Escalation), ("mash-nurse", Part::Escalation)]),
    Act::new(
        "mash",
        "closes the concern: the work goes on elsewhere",
        include_str!("documents/close.graphql"),
        |s| step(s, 5, json!({ "reason": "Decided, and the school is told." })),
        &[is("step", "/step/action", "CLOSED")],
    )
    .changes(&[
        Change(AREA, &[Part::Concern], text("CLOSED AMBER STRATEGY_DISCUSSION, the child, what happened, the outcome")),
    ])
    .shown(&[("mash", Part::Concern), ("school", Part::Concern)]),
];
