//! Practitioners who are of the family.

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::{ChildFile, Hub};

use super::look::{because, child, done, entries, for_, given, kept, open, refusal, whom_to_ask};
use super::probe::{Whom, Wrong, knows_nothing};

const NEED: &str = "CHILD_IN_NEED_ASSESSMENT";

/// Whoever declares a conflict of interest has no such child from then on, though the team works with it; her colleague's work
/// goes on, and what she saw before stays in her lead's log.
pub async fn r28_r36_a_social_worker_and_her_nephew(hub: &Hub) {
    let nephew = |given: &str, family: &str| {
        child(hub, given, family).level(LevelOfNeed::ChildInNeed).open_to(&["social-worker"]).entry(
            "social-worker",
            "visit",
            ChronologyCategory::Visit,
            &[],
        )
    };
    let id = nephew("Jonah", "Bellamy").put(&hub.door).await;
    let before = open(hub, "aunt", id, for_(NEED)).await;
    assert_eq!(entries(&before), ["visit"], "she is of the team");
    let conflict = json!({"child": {"known": {"id": id.public()}}, "reason": "he is my sister's son"});
    let declared = done(hub, "aunt", "declareConflict", conflict).await;
    assert!(!declared.str("reference").is_empty(), "{}", declared.text);
    assert_eq!(refusal(hub, "aunt", id, for_(NEED)).await, "NOT_FOUND");
    assert_eq!(entries(&open(hub, "social-worker", id, for_(NEED)).await), ["visit"]);
    let filter = json!({"filter": {"child": {"id": id.public()}, "actions": ["VIEW"], "allowed": true}});
    let log = "query L($filter: AccessLogFilter!) { accessLog(filter: $filter) { nodes { practitioner childId } } }";
    let log = hub.ask("lead", log, filter).await.ok();
    assert!(log.text.contains("Person aunt") && log.text.contains("Person social-worker"), "{}", log.text);

    let file = nephew("Jude", "Bellis").conflict_of("aunt");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::shut_out("aunt", NEED), whom).await;
}

/// An address in hiding stays with those named: a colleague of the housing service works with the child and is told whom to ask;
/// the father, who is barred, has no such child, whatever his team knows.
pub async fn r7_r28_a_father_who_works_in_housing_and_an_address_in_hiding(hub: &Hub) {
    let hiding =
        |given: &str, family: &str| -> ChildFile<'_> {
            child(hub, given, family)
                .level(LevelOfNeed::ChildInNeed)
                .open_to(&["housing", "gp", "social-worker"])
                .entry("housing", "repairs", ChronologyCategory::Housing, &[])
        };
    let manager = hub.town.person("manager").id.public();
    let protect = async |id: entities::ids::ChildId| {
        let of = json!({"child": {"id": id.public()}, "sharing": for_(NEED), "reason": "he looks for them", "approvedBy": manager});
        let mut marking = of.clone();
        marking["named"] = json!([hub.town.person("social-worker").id.public()]);
        done(hub, "social-worker", "protectWhereabouts", marking).await;
        let mut bar = of;
        bar["practitioner"] = json!(hub.town.person("father").id.public());
        done(hub, "social-worker", "barAccess", bar).await;
    };
    let id = hiding("Leila", "Amari").put(&hub.door).await;
    given(&open(hub, "father", id, for_(NEED)).await, &["address"]);
    protect(id).await;
    for login in ["housing", "gp"] {
        let seen = open(hub, login, id, because(for_(NEED), Value::Null)).await;
        given(&seen, &["givenName", "dateOfBirth", "levelOfNeed"]);
        kept(&seen, "SENSITIVITY", &["address", "telephone", "school", "generalPractice", "responsibleAuthority"]);
        assert_eq!(whom_to_ask(seen.at("child"), "address").as_deref(), Some("T-COUNCIL"), "{login}: {}", seen.text);
    }
    let named = open(hub, "social-worker", id, for_(NEED)).await;
    given(&named, &["address", "telephone", "school"]);
    let find =
        "query F($match: ChildMatchInput!, $sharing: SharingInput!) { findChildren(match: $match, sharing: $sharing) {
        ... on ChildCandidates { candidates { id matchedOn } } } }";
    for (login, matched) in [("housing", Value::Null), ("social-worker", json!(["GIVEN_NAME", "POSTCODE"]))] {
        let facts = json!({"match": {"givenName": "Leila", "postcode": "ZZ99 1AA"}, "sharing": for_(NEED)});
        let found = hub.ask(login, find, facts).await.ok();
        assert_eq!(found.at("data.findChildren.candidates.0.matchedOn"), &matched, "{login}: {}", found.text);
    }
    assert_eq!(refusal(hub, "father", id, for_(NEED)).await, "NOT_FOUND");

    let file = hiding("Layla", "Amadi");
    let whom = Whom::of(&file);
    let id = file.put(&hub.door).await;
    protect(id).await;
    knows_nothing(hub, Wrong::shut_out("father", NEED), whom).await;
}
