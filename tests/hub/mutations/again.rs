//! Whatever was done is not done twice: a good request that is sent anew, under a key of its own, from the version that was read
//! and from the one that stands since, is a coded problem and changes nothing.

use std::collections::BTreeSet;

use serde_json::json;
use tests::{Hub, on_both};

use super::super::bad_input::{counted, problems};
use super::good::{Good, Maker, fresh};
use super::schema::mutations;
use super::{nothing, send};

/// The steps by which a concern, a check, a decision, an escalation and a piece of work go on; and what each gets that is sent
/// again from the version to which it led, where it may not be taken again.
const STEPS: &[(&str, Option<&str>)] = &[
    ("acknowledgeConcern", Some("ILLEGAL_STEP")),
    ("answerCheck", Some("ANSWERED")),
    ("answerEscalation", Some("ILLEGAL_STEP")),
    ("answerPossibleMatch", Some("ANSWERED")),
    ("authoriseAssessment", Some("ILLEGAL_STEP")),
    ("closeConcern", Some("ILLEGAL_STEP")),
    ("closeWork", Some("ILLEGAL_STEP")),
    // An assessment is written until it is authorised.
    ("completeAssessment", None),
    ("concludeSection47Enquiry", Some("ILLEGAL_STEP")),
    ("decideConcern", Some("ILLEGAL_STEP")),
    ("makeJointDecision", Some("DECIDED")),
    ("makePlan", Some("ILLEGAL_STEP")),
    ("openConference", Some("ILLEGAL_STEP")),
    // To the stage after the next.
    ("raiseEscalation", None),
    ("rateConcern", Some("SAME_RATING")),
    ("recordReview", Some("ILLEGAL_STEP")),
    // A child is seen as often as it takes.
    ("recordSeen", None),
    ("recordStrategyDiscussion", Some("ILLEGAL_STEP")),
    ("recordView", Some("VIEW_GIVEN")),
    ("screenConcern", Some("ILLEGAL_STEP")),
    ("startSection47Enquiry", Some("ILLEGAL_STEP")),
    ("stepDown", Some("ILLEGAL_STEP")),
    ("stepUp", Some("ILLEGAL_STEP")),
    ("tellRaiser", Some("ILLEGAL_STEP")),
    ("withdrawCheck", Some("WITHDRAWN")),
];

/// What is guarded by a version and is no step of a piece of work: its own tests try it.
const RECORDS: &[&str] = &["correctChronologyEntry", "updateChild", "withdrawChronologyEntry"];

/// Those of the steps that no version guards: each is taken once by whoever is to take it.
const UNGUARDED: &[&str] = &["answerPossibleMatch"];

#[test]
fn every_step_that_a_version_guards_is_sent_again() {
    let served = mutations();
    let guarded = |leaves: &[super::schema::Leaf]| leaves.iter().any(|leaf| leaf.at() == "expectedVersion");
    let guarded: BTreeSet<&str> = served.iter().filter(|m| guarded(&m.leaves)).map(|m| m.name.as_str()).collect();
    let tried: BTreeSet<&str> = STEPS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !UNGUARDED.contains(name))
        .chain(RECORDS.iter().copied())
        .collect();
    assert_eq!(tried, guarded);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_and_is_sent_again_is_a_coded_problem_and_changes_nothing() {
    let served = mutations();
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let maker = Maker { hub: &hub, mutations: &served };
        let mut faults = Vec::new();
        for (name, again) in STEPS {
            let mutation = served.iter().find(|mutation| mutation.name == *name).expect("served");
            let Good { login, input } = maker.good(name).await;
            let done = send(&hub, mutation, login, &input).await.ok();
            assert!(!nothing(mutation, &done), "{name}: {}", done.text);
            let before = counted(&hub).await;
            let read = input["expectedVersion"].as_i64();
            let from = |version: Option<i64>| {
                let mut input = input.clone();
                input["idempotencyKey"] = json!(fresh());
                if let Some(version) = version {
                    input["expectedVersion"] = json!(version);
                }
                input
            };
            let stale = read.into_iter().flat_map(|read| [read - 1, read, read + 2]);
            let mut tries: Vec<_> = stale.map(|version| (from(Some(version)), "STALE_VERSION")).collect();
            tries.extend(again.map(|code| (from(read.map(|read| read + 1)), code)));
            for (input, code) in tries {
                let answer = send(&hub, mutation, login, &input).await;
                let found = problems(&answer, name);
                if !nothing(mutation, &answer) || !found.iter().any(|(_, found)| found == code) {
                    faults.push(format!("{name} from {}: not {code}: {}", input["expectedVersion"], answer.text));
                }
            }
            if counted(&hub).await != before {
                faults.push(format!("{name}: rows were written"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        hub.end().await;
    })
    .await;
}
