//! The whole table of steps: in whichever state a piece of work stands, each step that may not follow is a coded problem, one from
//! another version than the one that stands is late, and neither changes anything.

use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::{Answer, ChildFile, Hub, on_both};

use super::super::bad_input::counted;
use super::{beginning, codes, done, father, fresh, outcome, seen_by, send, step, with};

/// Every step of a piece of work.
const STEPS: [&str; 12] = [
    "authoriseAssessment",
    "closeWork",
    "completeAssessment",
    "concludeSection47Enquiry",
    "makePlan",
    "openConference",
    "recordReview",
    "recordSeen",
    "recordStrategyDiscussion",
    "startSection47Enquiry",
    "stepDown",
    "stepUp",
];

/// A step, and those that may follow on it.
type After = (&'static str, &'static [&'static str]);

/// By which steps a piece of work goes on, and which may follow on each but `recordSeen`, which may always until it is closed. A
/// step by which another piece begins closes the one before: where it does, that one is tried too.
const WALKS: &[(After, &[After])] = &[
    (
        ("startAssessment", &["completeAssessment", "closeWork"]),
        &[
            ("completeAssessment", &["completeAssessment", "authoriseAssessment", "closeWork"]),
            ("authoriseAssessment", &["stepUp", "stepDown", "closeWork"]),
            ("closeWork", &[]),
        ],
    ),
    (
        ("conveneStrategyDiscussion", &["recordStrategyDiscussion", "closeWork"]),
        &[
            ("recordStrategyDiscussion", &["startSection47Enquiry", "closeWork"]),
            ("startSection47Enquiry", &["concludeSection47Enquiry", "closeWork"]),
            ("concludeSection47Enquiry", &["openConference", "closeWork"]),
            ("openConference", &["makePlan", "closeWork"]),
            // A plan is ended by a review.
            ("makePlan", &["recordReview"]),
            ("recordReview", &["stepDown", "closeWork"]),
            ("closeWork", &[]),
        ],
    ),
    (
        ("makeEarlyHelpPlan", &["recordReview", "stepUp", "stepDown", "closeWork"]),
        &[("recordReview", &["stepUp", "stepDown", "closeWork"]), ("closeWork", &[])],
    ),
];

/// What a step says beside its words.
fn said(hub: &Hub, name: &str) -> Value {
    let late = "made up";
    match name {
        "recordSeen" => json!({"alone": true}),
        "completeAssessment" => json!({"family": father(), "decision": "CHILD_IN_NEED"}),
        "recordStrategyDiscussion" => json!({"decision": "SECTION_47_ENQUIRY"}),
        "startSection47Enquiry" => json!({}),
        "concludeSection47Enquiry" => json!({"decision": "INITIAL_CONFERENCE"}),
        "openConference" => json!({"family": father(), "withoutChecks": late}),
        "makePlan" => json!({"abuse": ["NEGLECT"], "outcomes": outcome(hub)}),
        "recordReview" => json!({"family": father(), "decision": "PLAN_ENDS", "withoutChecks": late}),
        "stepUp" => json!({"level": "CHILD_PROTECTION"}),
        "stepDown" => json!({"level": "UNIVERSAL", "withoutChecks": late}),
        _ => json!({"withoutChecks": late}),
    }
}

/// Who takes it: what was written is authorised by another.
fn by(name: &str) -> &'static str {
    if name == "authoriseAssessment" { "manager" } else { "social-worker" }
}

/// That every outcome of a plan is met.
async fn met(hub: &Hub, child: ChildId, plan: &Answer) -> Value {
    let works = seen_by(hub, "social-worker", child, "CHILD_IN_NEED_ASSESSMENT").await;
    let plan = works.iter().find(|work| work["id"] == *plan.at("work.id")).expect("the plan");
    let outcomes = plan["outcomes"].as_array().expect("its outcomes");
    outcomes.iter().map(|outcome| json!({"outcome": outcome["id"], "state": "MET"})).collect()
}

/// Tries every step on what stands.
async fn tried(hub: &Hub, what: &str, stands: &Answer, legal: &[&str], faults: &mut Vec<String>) {
    let before = counted(hub).await;
    let version = stands.at("work.version").as_i64().expect("a version");
    let closed = stands.str("work.status") == "CLOSED";
    for name in STEPS {
        let input = step(stands, said(hub, name));
        let mut tries = vec![(version - 1, "STALE_VERSION"), (version + 1, "STALE_VERSION")];
        if closed || !(legal.contains(&name) || name == "recordSeen") {
            tries.push((version, "ILLEGAL_STEP"));
        }
        for (version, code) in tries {
            let input = with(input.clone(), &json!({"expectedVersion": version, "idempotencyKey": fresh()}));
            let answer = send(hub, by(name), name, &input).await;
            if !codes(&answer).iter().any(|found| found == code) {
                faults.push(format!("{name} after {what}: not {code}: {}", answer.text));
            }
        }
    }
    if counted(hub).await != before {
        faults.push(format!("after {what}: rows were written"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_may_not_follow_is_a_coded_problem_in_every_state_and_changes_nothing() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let mut faults = Vec::new();
        for ((begin, first), rest) in WALKS {
            let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
            let mut input = beginning(child, "CHILD_IN_NEED_ASSESSMENT");
            if *begin == "makeEarlyHelpPlan" {
                input = with(input, &json!({"family": father(), "outcomes": outcome(&hub)}));
            }
            let mut stands = done(&hub, "social-worker", begin, &input).await;
            tried(&hub, begin, &stands, first, &mut faults).await;
            for (name, legal) in *rest {
                let mut more = said(&hub, name);
                if *name == "recordReview" {
                    more["reviewed"] = met(&hub, child, &stands).await;
                }
                let next = done(&hub, by(name), name, &step(&stands, more)).await;
                if next.at("work.id") != stands.at("work.id") {
                    let mut before = stands.clone();
                    before.body["work"]["version"] = json!(stands.at("work.version").as_i64().expect("a version") + 1);
                    before.body["work"]["status"] = json!("CLOSED");
                    tried(&hub, &format!("{name}, on what it closed"), &before, &[], &mut faults).await;
                }
                tried(&hub, name, &next, legal, &mut faults).await;
                stands = next;
            }
        }
        assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
        hub.end().await;
    })
    .await;
}
