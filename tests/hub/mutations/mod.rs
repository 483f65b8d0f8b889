//! Every mutation of the schema with every field of its input wrong in every way that the field can be wrong: problems with
//! path and code, all at once, and nothing changed. Its good form is answered on both databases.

mod again;
mod deciding;
pub mod good;
mod good_work;
pub mod schema;
mod unknown;
mod wrong;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Answer, Hub, on_both};

use super::bad_input::{counted, problems};
use good::{Good, Maker};
use schema::{Mutation, mutations, names};
use wrong::{Try, tries};

/// The mutations that are tried here.
const TRIED: &[&str] = &[
    "acknowledgeConcern",
    "addToConcern",
    "answerCheck",
    "answerEscalation",
    "answerPossibleMatch",
    "askForViews",
    "authoriseAssessment",
    "barAccess",
    "closeConcern",
    "closeWork",
    "completeAssessment",
    "concludeSection47Enquiry",
    "confirmInvolvement",
    "contributeChronologyEntry",
    "conveneStrategyDiscussion",
    "correctChronologyEntry",
    "decideApproval",
    "decideConcern",
    "decideSharingReview",
    "decideSuccession",
    "declareConflict",
    "endInvolvement",
    "escalate",
    "liftBar",
    "liftRestriction",
    "liftWhereabouts",
    "makeEarlyHelpPlan",
    "makeJointDecision",
    "makePlan",
    "openConference",
    "passResponsibility",
    "protectWhereabouts",
    "raiseConcern",
    "raiseEscalation",
    "raisePoliceReport",
    "rateConcern",
    "recordConsent",
    "recordDispensingDecision",
    "recordInvolvement",
    "recordLevelOfNeed",
    "recordReview",
    "recordSeen",
    "recordStrategyDiscussion",
    "recordView",
    "requestChecks",
    "requestSharingReview",
    "restrictRecord",
    "reviewAccess",
    "screenConcern",
    "settleSuccession",
    "startAssessment",
    "startSection47Enquiry",
    "stepDown",
    "stepUp",
    "tellRaiser",
    "updateChild",
    "withdrawCheck",
    "withdrawChronologyEntry",
    "withdrawConsent",
];

#[test]
fn every_mutation_of_the_schema_is_tried() {
    let served = mutations();
    assert_eq!(names(&served), TRIED.iter().copied().collect::<BTreeSet<_>>());
}

async fn send(hub: &Hub, mutation: &Mutation, login: &str, input: &Value) -> Answer {
    hub.ask(login, &mutation.operation, json!({"input": input})).await
}

/// Nothing was made.
fn nothing(mutation: &Mutation, answer: &Answer) -> bool {
    answer.at(&mutation.made).is_null()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_field_that_is_wrong_is_a_problem_and_changes_nothing() {
    let served = mutations();
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let maker = Maker { hub: &hub, mutations: &served };
        let mut faults = Vec::new();
        let mut sent = 0;
        for mutation in &served {
            let Good { login, input } = maker.good(&mutation.name).await;
            let before = counted(&hub).await;
            for Try { what, input, expected } in tries(&maker, mutation, &input) {
                let answer = send(&hub, mutation, login, &input).await;
                sent += 1;
                let fault = match &expected {
                    _ if answer.status != 200 || answer.body.get("errors").is_some() => Some("failed"),
                    _ if !nothing(mutation, &answer) => Some("was made"),
                    Some((path, code))
                        if !problems(&answer, &mutation.name).contains(&(path.clone(), code.clone())) =>
                    {
                        Some("is not the problem that it is")
                    }
                    None if answer.str(&format!("data.{}.refused.code", mutation.name)) != "NOT_FOUND" => {
                        Some("is not refused")
                    }
                    _ => None,
                };
                if let Some(fault) = fault {
                    let text: String = answer.text.chars().take(300).collect();
                    faults.push(format!("{}: {what} {fault} {expected:?}: {text}", mutation.name));
                }
            }
            if counted(&hub).await != before {
                faults.push(format!("{}: rows were written", mutation.name));
            }
        }
        println!("{engine:?}: {sent} wrong inputs");
        assert!(faults.is_empty(), "{} of {sent}:\n{}", faults.len(), faults.join("\n"));
        assert!(sent > 500, "only {sent} were tried");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_wrong_is_said_at_once_and_the_good_form_is_made() {
    let served = mutations();
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let maker = Maker { hub: &hub, mutations: &served };
        for mutation in &served {
            let Good { login, input } = maker.good(&mutation.name).await;
            let before = counted(&hub).await;
            let (all_wrong, expected) = wrong::all_at_once(&maker, mutation, &input);
            let answer = send(&hub, mutation, login, &all_wrong).await.ok();
            let found = problems(&answer, &mutation.name);
            let missing: Vec<_> = expected.difference(&found).collect();
            assert!(missing.is_empty(), "{}: not said: {missing:?} in {}", mutation.name, answer.text);
            assert!(nothing(mutation, &answer), "{}: {}", mutation.name, answer.text);
            assert_eq!(counted(&hub).await, before, "{}", mutation.name);

            let answer = send(&hub, mutation, login, &input).await.ok();
            assert!(!nothing(mutation, &answer), "{}: {}", mutation.name, answer.text);
            assert_eq!(problems(&answer, &mutation.name), BTreeSet::new(), "{}", answer.text);
            assert_ne!(counted(&hub).await, before, "{}: nothing was written", mutation.name);
            // The same again makes nothing further and gives the same.
            let once = counted(&hub).await;
            let again = send(&hub, mutation, login, &input).await.ok();
            assert_eq!(again.at(&mutation.made), answer.at(&mutation.made), "{}: {}", mutation.name, again.text);
            for other in wrong::not_the_same(mutation, &input) {
                let answer = send(&hub, mutation, login, &other).await.ok();
                assert!(nothing(mutation, &answer), "{}: {}", mutation.name, answer.text);
                assert_ne!(problems(&answer, &mutation.name), BTreeSet::new(), "{}", answer.text);
            }
            assert_eq!(counted(&hub).await, once, "{}", mutation.name);
        }
        hub.end().await;
    })
    .await;
}
