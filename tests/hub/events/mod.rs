//! What people and their systems are told as it happens: by the feed of changes, over sockets and by webhooks, on both
//! databases.

mod changes;
pub mod hmac;
mod retries;
mod shares;
pub mod socket;
mod sockets;
mod streams;
mod two_hubs;
pub mod webhooks;

use api::disclosure::Rows;
use entities::ids::{ChildId, PersonId, ProtectionId};
use entities::rows::{membership, protection};
use entities::words::{AccessAction, ProtectionKind, Role};
use entities::{Instant, Set};
use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, RAISE, concern, entry, sharing};
use tests::{Answer, Hub};

const CHANGES: &str = "query Changes($since: String, $first: Int!, $sharing: SharingInput) {
    changes(since: $since, first: $first, sharing: $sharing) { events { id kind subject at } cursor more } }";

/// The purpose for which records are followed here.
const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

/// A page of the feed.
async fn page(hub: &Hub, login: &str, since: Value, first: u32, sharing: Value) -> Answer {
    let answer = hub.ask(login, CHANGES, json!({"since": since, "first": first, "sharing": sharing})).await.ok();
    Answer::new(answer.status, answer.at("data.changes").to_string())
}

/// All that somebody is told of so far: kind and subject.
async fn told(hub: &Hub, login: &str, sharing: Value) -> Vec<(String, String)> {
    let answer = page(hub, login, Value::Null, 100, sharing).await;
    assert_eq!(answer.at("more"), &json!(false), "{}", answer.text);
    let events = answer.at("events").as_array().cloned().unwrap_or_default();
    let text = |event: &Value, field: &str| event[field].as_str().unwrap_or_default().to_owned();
    events.iter().map(|event| (text(event, "kind"), text(event, "subject"))).collect()
}

/// Raises a concern about nobody known, and gives its id.
async fn raised(hub: &Hub, login: &str, key: &str) -> String {
    let answer = hub.ask(login, RAISE, json!({"input": concern(key, "a bruise on the cheek")})).await.ok();
    let id = answer.str("data.raiseConcern.concern.id").to_owned();
    assert!(!id.is_empty(), "{}", answer.text);
    id
}

/// Contributes an entry of that sensitivity.
async fn contributed(hub: &Hub, login: &str, child: ChildId, sensitivity: &str) {
    let mut input = entry(child, CARE, &uuid::Uuid::new_v4().to_string(), "seen at home");
    input["sensitivity"] = json!(sensitivity);
    let answer = hub.ask(login, CONTRIBUTE, json!({"input": input})).await.ok();
    assert!(!answer.str("data.contributeChronologyEntry.entry.id").is_empty(), "{}", answer.text);
}

/// Why a record is followed.
fn care() -> Value {
    sharing(CARE)
}

/// From now on the record is closed by a marking of that kind, to that person where it is against one.
async fn closed(hub: &Hub, child: ChildId, kind: ProtectionKind, against: Option<PersonId>) {
    let recorder = hub.town.person("manager");
    let mut rows = Rows::new();
    rows.add(protection::Model {
        id: ProtectionId(uuid::Uuid::new_v4()),
        version: 1,
        child_id: Some(child),
        kind,
        agency_id: None,
        person_id: against,
        named: "[]".to_owned(),
        custodians: "[]".to_owned(),
        reason: "made up".to_owned(),
        since: Instant(0),
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: recorder.agency,
        recorded_by: recorder.id,
        described: None,
        log: 0,
        seq: 0,
    });
    let written = hub.door.administer(AccessAction::Protect, Some(child), "{}", rows).await;
    assert!(matches!(written, Ok(Some(()))), "{written:?}");
}

/// From now on that person has other roles, or has left.
async fn changed_role(hub: &Hub, login: &str, roles: &[Role], ended: bool) {
    let person = hub.town.person(login);
    let mut rows = Rows::new();
    rows.add(membership::Model {
        id: person.membership,
        version: 2,
        person_id: person.id,
        agency_id: person.agency,
        team: None,
        position: person.seat.position,
        roles: Set::of(roles),
        mash_areas: "[]".to_owned(),
        ended,
        log: 0,
        seq: 0,
    });
    let written = hub.door.administer(AccessAction::Administer, None, "{}", rows).await;
    assert!(matches!(written, Ok(Some(()))), "{written:?}");
}
