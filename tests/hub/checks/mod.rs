//! Safeguarding checks (R10, R14, R19, R21, R29): asked of other agencies over HTTP, on both databases.

mod asked;
mod defaults;
mod ground;
mod missing;
pub mod steps;
mod wrong_people;

use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::queries::sharing;
use tests::{Answer, Hub};

/// Everything of a check.
const FIELDS: &str = "id version round child keyPoint purpose classes status missing ground askedBy { code } agency { code }
    agencyKind text household { name dateOfBirth relationship } formerAddresses requestedAt sentAt dueAt overdue answer reason
    askWhom systemsSearched answeredAt validUntil withheld { field classes reason }";

const PROBLEMS: &str = "refused { code } problems { path code message }";

/// The classes that the checks of these tests ask for.
const CLASSES: &[&str] = &["SUMMARY", "NARRATIVE", "HEALTH"];

/// A round that asks the agencies with those codes.
pub fn round(hub: &Hub, child: ChildId, purpose: &str, key_point: &str, agencies: &[&str]) -> Value {
    let requests: Vec<Value> = agencies
        .iter()
        .map(|code| json!({"agency": hub.town.agency(code).public(), "fieldClasses": CLASSES}))
        .collect();
    json!({
        "idempotencyKey": uuid::Uuid::new_v4().to_string(), "child": {"id": child.public()}, "sharing": sharing(purpose),
        "keyPoint": key_point, "text": "bruises that nobody explains: what do you know of them?",
        "household": [{"name": "Made-up Stepfather", "dateOfBirth": "1990-01-02", "relationship": "stepfather"}],
        "formerAddresses": ["1 Made-up Way"], "requests": requests,
    })
}

/// Asks for a round.
pub async fn request(hub: &Hub, login: &str, input: &Value) -> Answer {
    let operation = format!(
        "mutation Ask($input: RequestChecksInput!) {{ requestChecks(input: $input) {{
            round {{ id keyPoint checks {{ {FIELDS} }} }} {PROBLEMS} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.requestChecks").to_string())
}

/// Asks for one check, which goes out; gives its id.
pub async fn sent(hub: &Hub, child: ChildId, purpose: &str, key_point: &str, agency: &str) -> String {
    let answer = request(hub, "social-worker", &round(hub, child, purpose, key_point, &[agency])).await;
    assert_eq!(answer.str("round.checks.0.status"), "OPEN", "{}", answer.text);
    answer.str("round.checks.0.id").to_owned()
}

/// A good answer.
pub fn known(check: &str, answer: &str) -> Value {
    json!({
        "idempotencyKey": uuid::Uuid::new_v4().to_string(), "check": check, "expectedVersion": 1, "answer": answer,
        "systemsSearched": ["the surgery's own"],
    })
}

/// Answers a check.
pub async fn answer(hub: &Hub, login: &str, input: &Value) -> Answer {
    let operation = format!(
        "mutation Reply($input: AnswerCheckInput!) {{ answerCheck(input: $input) {{
            check {{ {FIELDS} }} entries {PROBLEMS} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.answerCheck").to_string())
}

/// Takes a check back.
async fn withdraw(hub: &Hub, login: &str, check: &str, version: i32) -> Answer {
    let operation = format!(
        "mutation Back($input: WithdrawCheckInput!) {{ withdrawCheck(input: $input) {{
            check {{ id status version }} {PROBLEMS} }} }}"
    );
    let input = json!({"check": check, "expectedVersion": version, "reason": "no longer needed"});
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.withdrawCheck").to_string())
}

/// Decides to go on without consent.
pub async fn dispense(hub: &Hub, login: &str, on: Value, why: &str) -> Answer {
    let operation = format!(
        "mutation Dispense($input: RecordDispensingDecisionInput!) {{ recordDispensingDecision(input: $input) {{
            decision {{ id concern check {{ {FIELDS} }} }} {PROBLEMS} }} }}"
    );
    let input = json!({
        "idempotencyKey": uuid::Uuid::new_v4().to_string(), "on": on, "dispenseReason": why,
        "reason": "waiting for the mother would leave him where he is",
    });
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.recordDispensingDecision").to_string())
}

/// The checks that somebody sees.
async fn listed(hub: &Hub, login: &str, filter: Value) -> Answer {
    let operation = format!(
        "query Checks($filter: CheckFilter) {{ checks(filter: $filter, first: 50) {{
            totalCount pageInfo {{ hasNextPage }} nodes {{ {FIELDS} }} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"filter": filter})).await.ok();
    let list = answer.at("data.checks");
    assert_eq!(list["totalCount"].as_u64(), list["nodes"].as_array().map(|all| all.len() as u64), "{}", answer.text);
    Answer::new(answer.status, list.to_string())
}
