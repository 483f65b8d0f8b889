//! At night: the police with a child in front of them, and the emergency department.

use entities::words::{ChronologyCategory, Sensitivity};
use serde_json::{Value, json};
use tests::{ChildFile, Hub};

use super::look::{because, child, entries, for_, given, kept, on, open, refusal, today};
use super::probe::{Whom, Wrong, knows_nothing};

const FIND: &str = "query Find($match: ChildMatchInput!, $sharing: SharingInput!) {
    findChildren(match: $match, sharing: $sharing) { __typename ... on SharingRefused { code }
        ... on ChildCandidates { addAFact candidates { id givenName familyName yearOfBirth matchedOn withheld { field reason } } } } }";

const LOG: &str = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    practitioner childId emergency emergencyUntil reviewDueAt flags } } }";

fn night() -> Value {
    because(on("EMERGENCY_PROTECTION", "VITAL_INTERESTS"), json!({"emergency": true}))
}

fn known<'a>(hub: &'a Hub, given: &str, family: &str) -> ChildFile<'a> {
    child(hub, given, family)
        .born(today().plus_years(-6).plus_days(-40))
        .open_to(&["school"])
        .entry("school", "tired", ChronologyCategory::Education, &[])
        .kept_entry("charity", "refuge", Sensitivity::Sensitive)
}

/// One name and about how old are two facts, which is enough for the police to be shown a child who may be missing; an
/// emergency then opens the record for hours, without what is kept to few eyes.
pub async fn r17_r31_police_at_night_with_a_child_who_gives_one_name(hub: &Hub) {
    let id = known(hub, "Oluwatobi", "Adewale").put(&hub.door).await;
    let sealed = |given: &str| known(hub, given, "Marsden").open_to(&["social-worker"]).restricted_to(&["manager"]);
    sealed("Oluwatobi").put(&hub.door).await;
    let find =
        async |facts: Value, sharing: Value| hub.ask("police", FIND, json!({"match": facts, "sharing": sharing})).await;
    let one = find(json!({"givenName": "Oluwatobi"}), for_("MISSING_CHILD")).await;
    assert_eq!(one.error(), "BAD_USER_INPUT", "a name alone is no search: {}", one.text);
    let facts = json!({"givenName": "Oluwatobi", "ageFrom": 5, "ageTo": 7});
    let found = find(facts.clone(), because(for_("MISSING_CHILD"), Value::Null)).await.ok();
    let all = found.at("data.findChildren.candidates").as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), 1, "and not the restricted one: {}", found.text);
    assert_eq!(all[0]["id"], id.public());
    assert_eq!((&all[0]["givenName"], &all[0]["familyName"]), (&json!("Oluwatobi"), &json!("Adewale")));
    assert_eq!(all[0]["matchedOn"], json!(["GIVEN_NAME", "AGE"]));
    let assessed = find(facts, for_("CHILD_IN_NEED_ASSESSMENT")).await.ok();
    assert_eq!(assessed.at("data.findChildren.candidates"), &json!([]), "for no other purpose");

    assert_eq!(refusal(hub, "police", id, for_("CHILD_IN_NEED_ASSESSMENT")).await, "NOT_FOUND");
    let seen = open(hub, "police", id, night()).await;
    given(&seen, &["givenName", "familyName", "dateOfBirth", "address", "telephone", "school", "ethnicity"]);
    kept(&seen, "ROLE", &["nhsNumber", "upn"]);
    assert_eq!(entries(&seen), ["tired"], "what is sensitive is not even counted");
    assert!(seen.at("sharing.expiresAt").is_string(), "{}", seen.text);

    let file = sealed("Temidayo");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    let wrong = Wrong::shut_out("police", "MISSING_CHILD").read_by(&["police-lead"]);
    knows_nothing(hub, wrong, whom).await;
}

/// At two in the morning nobody can be rung: a nurse breaks the glass for a child whom the hospital never saw, and it stands
/// before the hospital's lead and the child's authority at once.
pub async fn r31_emergency_department_at_two_in_the_morning(hub: &Hub) {
    let id = known(hub, "Mabel", "Crane").put(&hub.door).await;
    assert_eq!(refusal(hub, "emergency", id, for_("DIRECT_CARE")).await, "NOT_FOUND");
    let unsaid = json!({"purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true});
    assert_eq!(refusal(hub, "emergency", id, unsaid).await, "JUSTIFICATION_REQUIRED");
    let seen = open(hub, "emergency", id, night()).await;
    given(&seen, &["givenName", "dateOfBirth", "nhsNumber", "address", "telephone", "generalPractice"]);
    kept(&seen, "ROLE", &["upn"]);
    assert_eq!(entries(&seen), ["tired"]);
    let until = seen.str("sharing.expiresAt").to_owned();
    let again = open(hub, "emergency", id, on("EMERGENCY_PROTECTION", "VITAL_INTERESTS")).await;
    assert_eq!(again.str("sharing.expiresAt"), until, "it goes on, and no longer than it was");
    assert_eq!(refusal(hub, "emergency", id, for_("DIRECT_CARE")).await, "NOT_FOUND", "and for nothing else");
    assert_eq!(
        refusal(hub, "midwife", id, on("EMERGENCY_PROTECTION", "VITAL_INTERESTS")).await,
        "NOT_FOUND",
        "for her alone"
    );
    let filter = json!({"filter": {"child": {"id": id.public()}, "flags": ["EMERGENCY"]}});
    for (login, named) in [("hospital-lead", true), ("lead", false)] {
        let log = hub.ask(login, LOG, filter.clone()).await.ok();
        assert_eq!(log.at("data.accessLog.totalCount"), &json!(2), "{login}: {}", log.text);
        let node = log.at("data.accessLog.nodes.0");
        assert_eq!(
            (node["practitioner"].is_string(), node["reviewDueAt"].is_string()),
            (named, named),
            "{login}: {node}"
        );
        assert_eq!(node["emergencyUntil"], until);
    }

    let file = known(hub, "Minnie", "Cranford").restricted_to(&["manager"]);
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::shut_out("emergency", "DIRECT_CARE").read_by(&["hospital-lead"]), whom).await;
}
