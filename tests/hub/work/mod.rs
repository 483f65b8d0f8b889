//! Pieces of work about a child (R10, R27, R36): assessments, discussions, enquiries, conferences and plans, over HTTP and on both
//! databases.

mod assessment;
mod help;
mod legal;
mod reading;
mod told;
mod walk;
mod wrong_people;

use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::queries::sharing;
use tests::{Answer, Hub};

/// A Monday.
const DAY: &str = "2026-01-05";

/// The payload of a mutation of a piece of work.
async fn send(hub: &Hub, login: &str, mutation: &str, input: &Value) -> Answer {
    let kind = match mutation {
        "startAssessment" | "conveneStrategyDiscussion" => "BeginWorkInput",
        "makeEarlyHelpPlan" => "MakeEarlyHelpPlanInput",
        "recordSeen" => "RecordSeenInput",
        "completeAssessment" => "CompleteAssessmentInput",
        "authoriseAssessment" | "closeWork" => "CheckedStepInput",
        "recordStrategyDiscussion" | "concludeSection47Enquiry" => "DecideWorkInput",
        "startSection47Enquiry" => "StepInput",
        "openConference" => "OpenConferenceInput",
        "makePlan" => "MakePlanInput",
        "recordReview" => "RecordReviewInput",
        "stepUp" => "StepUpInput",
        _ => "StepDownInput",
    };
    let operation = format!(
        "mutation W($input: {kind}!) {{ {mutation}(input: $input) {{
            work {{ id version kind status startedOn dueOn endedOn follows entry }}
            refused {{ code message howToProceed }} problems {{ path code message }} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at(&format!("data.{mutation}")).to_string())
}

fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The input with other fields beside it.
pub fn with(mut input: Value, more: &Value) -> Value {
    for (field, value) in more.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    input
}

/// A piece of work to begin.
pub fn beginning(child: ChildId, purpose: &str) -> Value {
    json!({
        "idempotencyKey": fresh(), "child": {"id": child.public()}, "sharing": sharing(purpose), "happenedOn": DAY,
        "text": "bruises that nobody explains",
    })
}

/// A step of a piece of work, on the version given.
pub fn step(work: &Answer, more: Value) -> Value {
    let input = json!({
        "idempotencyKey": fresh(), "work": work.str("work.id"), "expectedVersion": work.at("work.version"),
        "happenedOn": DAY, "text": "as it was said in the room",
    });
    with(input, &more)
}

/// Takes a step that must be made.
pub async fn done(hub: &Hub, login: &str, mutation: &str, input: &Value) -> Answer {
    let answer = send(hub, login, mutation, input).await;
    assert!(answer.at("work.id").is_string(), "{mutation}: {}", answer.text);
    assert_eq!(answer.at("problems"), &json!([]), "{mutation}: {}", answer.text);
    answer
}

/// The codes of all problems; nothing was made.
fn codes(answer: &Answer) -> Vec<String> {
    assert!(answer.at("work").is_null(), "{}", answer.text);
    let all = answer.at("problems").as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|problem| problem["code"].as_str().map(str::to_owned)).collect()
}

/// The father, who takes part.
pub fn father() -> Value {
    json!([{"name": "Made-up Father", "role": "FATHER", "parentalResponsibility": true, "tookPart": true}])
}

/// An outcome that the school owns.
pub fn outcome(hub: &Hub) -> Value {
    json!([{
        "change": "she is at school every day", "measure": "attendance above 95 percent", "owner": "head of year",
        "ownerAgency": hub.town.agency("T-SCHOOL").public(), "dueOn": "2999-01-01",
    }])
}

/// The pieces of work that somebody sees in the record.
async fn seen_by(hub: &Hub, login: &str, child: ChildId, purpose: &str) -> Vec<Value> {
    let operation = "query W($child: ChildRef!, $sharing: SharingInput!) {
        sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { work {
            id version kind status startedOn dueOn overdue endedOn agency { code } agencyKind follows decision abuse
            seen { seenOn alone notAloneReason } family { name role parentalResponsibility tookPart whyNot } noFather
            steps { action happenedOn decision text withoutChecks }
            outcomes { id change measure ownerAgency { code } owner dueOn overdue state reviewedOn note }
            withheld { field classes reason } } } } }";
    let answer = hub.ask(login, operation, tests::queries::about(child, purpose)).await.ok();
    answer.at("data.sharedRecord.work").as_array().cloned().unwrap_or_default()
}
