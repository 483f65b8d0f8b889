//! Decisions that partner agencies take together, over HTTP on both databases: who is asked, what each holds, what was decided,
//! and what each of them could see.

mod apart;
pub mod escalation;
mod life;
mod raisers;
mod views;
mod wrong_people;

use entities::ids::ChildId;
use entities::words::LevelOfNeed;
use serde_json::{Value, json};
use tests::queries::sharing;
use tests::{Answer, ChildFile, Hub};

use super::mash::{raise, step};

/// Everything of a joint decision.
pub const FIELDS: &str = "id version child concern round status askedBy { code } question thresholdDocument thresholdVersion askedAt
    dueAt decision levelOfNeed reason decidedBy { code } decidedAt byOneAgencyAlone
    views { agency { code } agencyKind state version levelOfNeed outcome dissent reason evidence givenAt purpose lawfulBasis
        accessLogEntryId policyVersion withheld { field classes reason } }
    withheld { field classes reason }";

const PROBLEMS: &str = "refused { code } problems { path code message }";

/// A child that is described by its NHS number, with whom the council and the trust work, and a concern about it that is
/// acknowledged and rated.
pub async fn screened(hub: &Hub, file: ChildFile<'_>) -> (ChildId, String) {
    let number = file.nhs_number().to_owned();
    let child = file.put(&hub.door).await;
    let described = json!({"described": {"givenName": "Made-up", "familyName": "Nobody", "nhsNumber": number}});
    let key = uuid::Uuid::new_v4().to_string();
    let concern = raise(hub, "school", &key, json!({"child": described})).await;
    step(hub, "social-worker", "acknowledgeConcern", &concern, 1, json!({})).await;
    step(hub, "social-worker", "screenConcern", &concern, 2, json!({"rating": "AMBER"})).await;
    (child, concern)
}

/// A child of the level of child protection with whom the council, the trust and the surgery work.
pub fn file(hub: &Hub) -> ChildFile<'_> {
    ChildFile::new(&hub.town).open_to(&["social-worker", "health-visitor", "gp"]).level(LevelOfNeed::ChildProtection)
}

/// A question to the agencies with those codes.
pub fn question(hub: &Hub, on: Value, agencies: &[&str]) -> Value {
    let agencies: Vec<String> = agencies.iter().map(|code| hub.town.agency(code).public()).collect();
    json!({
        "idempotencyKey": uuid::Uuid::new_v4().to_string(), "on": on, "agencies": agencies,
        "question": "no further action is proposed: do you agree?",
        "thresholdDocument": "Made-up threshold document", "thresholdVersion": "2026",
    })
}

/// Asks for views.
pub async fn ask(hub: &Hub, login: &str, input: &Value) -> Answer {
    let operation = format!(
        "mutation Ask($input: AskForViewsInput!) {{ askForViews(input: $input) {{ jointDecision {{ {FIELDS} }} {PROBLEMS} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.askForViews").to_string())
}

/// Asks for views on a concern; gives the id of the decision.
pub async fn asked(hub: &Hub, concern: &str, agencies: &[&str]) -> String {
    let answer = ask(hub, "social-worker", &question(hub, json!({"concern": concern}), agencies)).await;
    assert_eq!(answer.str("jointDecision.status"), "OPEN", "{}", answer.text);
    answer.str("jointDecision.id").to_owned()
}

/// A view.
pub fn view(decision: &str, purpose: &str, evidence: &[String]) -> Value {
    let mut input = json!({
        "idempotencyKey": uuid::Uuid::new_v4().to_string(), "jointDecision": decision, "sharing": sharing(purpose),
        "levelOfNeed": "CHILD_PROTECTION", "outcome": "STRATEGY_DISCUSSION",
        "reason": "three missed appointments and a burn", "dissent": true,
    });
    if !evidence.is_empty() {
        input["evidence"] = json!(evidence);
    }
    input
}

/// Gives a view.
pub async fn give(hub: &Hub, login: &str, input: &Value) -> Answer {
    let operation = format!(
        "mutation View($input: RecordViewInput!) {{ recordView(input: $input) {{ jointDecision view {{ agency {{ code }} version
            state levelOfNeed outcome dissent reason evidence policyVersion }} {PROBLEMS} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.recordView").to_string())
}

/// Decides.
pub async fn decide(hub: &Hub, login: &str, decision: &str, version: i32, word: &str) -> Answer {
    let operation = format!(
        "mutation Decide($input: MakeJointDecisionInput!) {{ makeJointDecision(input: $input) {{
            jointDecision {{ {FIELDS} }} {PROBLEMS} }} }}"
    );
    let input = json!({
        "jointDecision": decision, "expectedVersion": version, "decision": word, "levelOfNeed": "CHILD_PROTECTION",
        "reason": "talked over with the trust",
    });
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.makeJointDecision").to_string())
}

/// The joint decisions that somebody sees.
pub async fn listed(hub: &Hub, login: &str, filter: Value) -> Answer {
    let operation = format!(
        "query List($filter: JointDecisionFilter) {{ jointDecisions(filter: $filter, first: 50) {{
            totalCount pageInfo {{ hasNextPage }} nodes {{ {FIELDS} }} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"filter": filter})).await.ok();
    let list = answer.at("data.jointDecisions");
    assert_eq!(list["totalCount"].as_u64(), list["nodes"].as_array().map(|all| all.len() as u64), "{}", answer.text);
    Answer::new(answer.status, list.to_string())
}

/// The view of the agency with that code, as it is listed.
#[track_caller]
pub fn of(listed: &Answer, code: &str) -> Value {
    let views = listed.at("nodes.0.views").as_array().cloned().unwrap_or_default();
    let found = views.into_iter().find(|view| view["agency"]["code"] == code);
    found.unwrap_or_else(|| panic!("no view of {code}: {}", listed.text))
}
