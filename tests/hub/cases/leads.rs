//! Leads who review what colleagues did.

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::{Answer, ChildFile, Hub};

use super::look::{act, child, done, for_, open, refusal};
use super::probe::{Whom, Wrong, knows_nothing};

const NEED: &str = "CHILD_IN_NEED_ASSESSMENT";

const LOG: &str = "query L($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    id practitioner childId purpose justification allowed refusalCode disclosed policies flags reviews { verdict reviewedBy }
    withheld { field } } } }";

async fn log(hub: &Hub, login: &str, filter: Value) -> Answer {
    let answer = hub.ask(login, LOG, json!({"filter": filter})).await.ok();
    Answer::new(answer.status, answer.at("data.accessLog").to_string())
}

fn ours<'a>(hub: &'a Hub, given: &str, family: &str) -> ChildFile<'a> {
    child(hub, given, family).level(LevelOfNeed::ChildInNeed).open_to(&["social-worker"]).entry(
        "social-worker",
        "visit",
        ChronologyCategory::Visit,
        &[],
    )
}

/// Opens the record as a colleague; the id of the entry that it made.
async fn looked(hub: &Hub, child: entities::ids::ChildId) -> Value {
    open(hub, "social-worker", child, for_(NEED)).await.at("sharing.accessLogEntryId").clone()
}

/// A lead reads who opened what and why, whole, and says what they make of it; nobody says it of their own access, and where the
/// record is restricted to others the access is shown and the child is not.
pub async fn r37_a_lead_who_reviews_a_colleague(hub: &Hub) {
    let id = ours(hub, "Agnes", "Prior").put(&hub.door).await;
    let entry = looked(hub, id).await;
    let by_child = json!({"child": {"id": id.public()}});
    let seen = log(hub, "lead", by_child.clone()).await;
    assert_eq!(seen.at("totalCount"), &json!(1), "{}", seen.text);
    let one = seen.at("nodes.0");
    assert_eq!((&one["id"], &one["practitioner"]), (&entry, &json!("Person social-worker")));
    assert_eq!((&one["childId"], &one["purpose"]), (&json!(id.public()), &json!(NEED)));
    assert_eq!((&one["withheld"], one["policies"].as_array().is_some_and(|p| !p.is_empty())), (&json!([]), true));
    let verdict = |entry: &Value| json!({"entry": entry, "verdict": "JUSTIFIED", "note": "she is the named worker"});
    let done_ = done(hub, "lead", "reviewAccess", verdict(&entry)).await;
    assert_eq!(done_.at("entry.id"), &entry, "{}", done_.text);
    let mut viewed = by_child.clone();
    viewed["actions"] = json!(["VIEW"]);
    let seen = log(hub, "lead", viewed).await;
    assert_eq!(seen.at("nodes.0.reviews"), &json!([{"verdict": "JUSTIFIED", "reviewedBy": "Person lead"}]));
    for login in ["social-worker", "gp"] {
        let answer = act(hub, login, "reviewAccess", verdict(&entry)).await;
        assert_eq!(answer.str("refused.code"), "ROLE", "{login}: {}", answer.text);
        let error = hub.ask(login, LOG, json!({"filter": by_child})).await;
        assert_eq!(error.error(), "FORBIDDEN", "{login}");
    }
    // The lead's own reading is another lead's to look at.
    let of_lead =
        log(hub, "lead", json!({"practitionerId": hub.town.person("lead").id.public(), "actions": ["READ_LOG"]})).await;
    let own = act(hub, "lead", "reviewAccess", verdict(of_lead.at("nodes.0.id"))).await;
    assert_eq!(own.str("refused.code"), "ROLE", "{}", own.text);

    let file = ours(hub, "Alma", "Prosser").restricted_to(&["social-worker", "manager"]);
    let whom = Whom::of(&file);
    let id = file.put(&hub.door).await;
    let entry = looked(hub, id).await;
    let of_worker = json!({"practitionerId": hub.town.person("social-worker").id.public(), "actions": ["VIEW"]});
    let seen = log(hub, "lead", of_worker).await;
    let all = seen.at("nodes").as_array().cloned().unwrap_or_default();
    let one = all.iter().find(|one| one["id"] == entry).expect("it is shown");
    assert_eq!((&one["childId"], &one["policies"], &one["allowed"]), (&Value::Null, &json!([]), &json!(true)), "{one}");
    assert_eq!(log(hub, "lead", json!({"child": {"id": id.public()}})).await.at("totalCount"), &json!(0));
    knows_nothing(hub, Wrong::shut_out("lead", NEED).read_by(&[]), whom).await;
}

/// A lead who is the child's aunt is told nothing of who looked at it, not by asking for it nor by reviewing; the other lead of
/// the agency reviews instead.
pub async fn r37_a_lead_who_is_the_childs_aunt(hub: &Hub) {
    let file = ours(hub, "Cora", "Pryce").conflict_of("aunt-lead");
    let whom = Whom::of(&file);
    let id = file.put(&hub.door).await;
    let entry = looked(hub, id).await;
    let verdict = |entry: &Value| json!({"entry": entry, "verdict": "JUSTIFIED", "note": "looked at"});
    assert_eq!(log(hub, "aunt-lead", json!({"child": {"id": id.public()}})).await.at("totalCount"), &json!(0));
    let refused = act(hub, "aunt-lead", "reviewAccess", verdict(&entry)).await;
    let absent = act(hub, "aunt-lead", "reviewAccess", verdict(&json!("access_0_999999"))).await;
    assert_eq!(refused.str("refused.code"), "NOT_FOUND", "{}", refused.text);
    assert_eq!(refused.canonical(), absent.canonical());
    // A colleague's attempts on this child and on nobody look alike to her.
    let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
    let mut alike = Vec::new();
    for child in [id, nobody] {
        assert_eq!(refusal(hub, "neighbour", child, for_(NEED)).await, "NOT_FOUND");
        refusal(hub, "adoption", child, for_(NEED)).await;
        let of = json!({"practitionerId": hub.town.person("adoption").id.public(), "actions": ["VIEW"]});
        let mut newest = log(hub, "aunt-lead", of).await.at("nodes.0").clone();
        newest["id"] = Value::Null;
        alike.push(newest);
    }
    assert_eq!(alike[0]["childId"], Value::Null, "{}", alike[0]);
    done(hub, "lead", "reviewAccess", verdict(&entry)).await;
    knows_nothing(hub, Wrong::shut_out("aunt-lead", NEED), whom).await;
}
