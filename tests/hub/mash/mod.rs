//! The work of a MASH with concerns, over HTTP on both databases: the steps from a concern to a decision, who may take them, and
//! what its raiser sees of them.

mod allegations;
mod case;
mod custodians;
mod feedback;
mod life;
mod named;
mod paging;
pub mod police;
mod told;

use serde_json::{Value, json};
use tests::queries::{RAISE, concern};
use tests::{Answer, Hub};

/// Everything of concerns that this piece of work shows.
const LIST: &str = "query List($filter: ConcernFilter) { concerns(filter: $filter) { totalCount nodes {
    id version reference status raisedAt decisionDueAt rating ratingDueAt decision raiserToldAt earlierConcerns allocatedTo about
    whatHappened outcomeToRaiser child { id givenName } steps { action by rating decision reason } additions { text }
    childVoice impactOnChild whereIsTheChildNow people { name relation allegedToHaveCausedHarm } familyInformed
    familyNotInformedReason keepFromFamily actionsTaken callBack raiser occurredAt occurredPrecision
    otherChildren { givenName familyName approximateAge address school }
    withheld { field reason } } } }";

/// The mutation and the type of its input, for a step with a concern.
const STEPS: [(&str, &str); 6] = [
    ("acknowledgeConcern", "AcknowledgeConcernInput"),
    ("screenConcern", "ScreenConcernInput"),
    ("rateConcern", "RateConcernInput"),
    ("decideConcern", "DecideConcernInput"),
    ("tellRaiser", "TellRaiserInput"),
    ("closeConcern", "CloseConcernInput"),
];

/// Raises a concern with whatever else is said, and gives its id.
pub async fn raise(hub: &Hub, login: &str, key: &str, other: Value) -> String {
    let mut input = concern(key, "a bruise on the cheek");
    for (field, value) in other.as_object().expect("fields") {
        input[field] = value.clone();
    }
    let answer = hub.ask(login, RAISE, json!({"input": input})).await.ok();
    let id = answer.str("data.raiseConcern.concern.id").to_owned();
    assert!(!id.is_empty(), "{}", answer.text);
    id
}

/// Takes a step from that version.
pub async fn step(hub: &Hub, login: &str, name: &str, concern: &str, version: i32, fields: Value) -> Answer {
    let (_, input_type) = STEPS.iter().find(|(step, _)| *step == name).expect("a step");
    let operation = format!(
        "mutation Step($input: {input_type}!) {{ {name}(input: $input) {{ step {{ action by rating decision reason }}
         concern version refused {{ code message }} problems {{ path code message }} }} }}"
    );
    let mut input = json!({"concern": concern, "expectedVersion": version, "reason": "talked over"});
    for (field, value) in fields.as_object().expect("fields") {
        input[field] = value.clone();
    }
    hub.ask(login, &operation, json!({"input": input})).await.ok()
}

/// The version that a step led to.
#[track_caller]
fn done(answer: &Answer, name: &str) -> i64 {
    answer.at(&format!("data.{name}.version")).as_i64().unwrap_or_else(|| panic!("{}", answer.text))
}

/// Takes the steps up to that decision, from a concern as it was raised; gives the version.
pub async fn decided(hub: &Hub, login: &str, concern: &str, decision: &str) -> i32 {
    done(&step(hub, login, "acknowledgeConcern", concern, 1, json!({})).await, "acknowledgeConcern");
    done(&step(hub, login, "screenConcern", concern, 2, json!({"rating": "AMBER"})).await, "screenConcern");
    done(&step(hub, login, "decideConcern", concern, 3, json!({"decision": decision})).await, "decideConcern");
    4
}

/// What somebody sees of concerns by that filter.
async fn listed(hub: &Hub, login: &str, filter: Value) -> Vec<Value> {
    let answer = hub.ask(login, LIST, json!({"filter": filter})).await.ok();
    let nodes = answer.at("data.concerns.nodes").as_array().cloned().unwrap_or_default();
    assert_eq!(answer.at("data.concerns.totalCount"), &json!(nodes.len()), "{}", answer.text);
    nodes
}

/// The only concern that somebody sees.
pub async fn only(hub: &Hub, login: &str) -> Value {
    let mut all = listed(hub, login, Value::Null).await;
    assert_eq!(all.len(), 1, "{login}: {all:?}");
    all.remove(0)
}
