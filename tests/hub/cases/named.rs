//! Who is named for a request or an inspection.

use entities::words::{ChronologyCategory, FieldClass, LevelOfNeed, Sensitivity, SharingPurpose};
use serde_json::{Value, json};
use tests::{ChildFile, Hub};

use super::look::{act, child, entries, for_, given, kept, kinds, open, refusal};
use super::probe::{Whom, Wrong, knows_nothing};

fn kept_file<'a>(hub: &'a Hub, given: &str, family: &str) -> ChildFile<'a> {
    child(hub, given, family)
        .level(LevelOfNeed::ChildProtection)
        .open_to(&["social-worker", "gp"])
        .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
        .entry("social-worker", "neighbours", ChronologyCategory::Other, &[FieldClass::ThirdParty])
        .entry("gp", "cough", ChronologyCategory::Health, &[])
        .kept_entry("charity", "clinic", Sensitivity::Sensitive)
        .kept_entry("charity", "sealed", Sensitivity::Restricted)
}

/// Who answers a parent's request sees what their own agency contributed, whole, to judge it; what other agencies wrote is for
/// those agencies to answer, and nobody who is not named has the purpose at all.
pub async fn r8_a_subject_access_request_by_a_parent(hub: &Hub) {
    let id =
        kept_file(hub, "Rosa", "Quill").named_for("governance", SharingPurpose::SubjectAccess).put(&hub.door).await;
    let seen = open(hub, "governance", id, for_("SUBJECT_ACCESS")).await;
    given(&seen, &["givenName", "familyName", "dateOfBirth"]);
    kept(&seen, "ROLE", &["nhsNumber", "upn", "address", "ethnicity"]);
    assert_eq!(entries(&seen), ["neighbours", "visit"], "the council's own, whole, and no other's");
    assert_eq!(kinds(&seen), ["LOCAL_AUTHORITY"], "{}", seen.text);
    for purpose in ["CASE_AUDIT", "INSPECTION", "CHILD_IN_NEED_ASSESSMENT"] {
        assert!(!refusal(hub, "governance", id, for_(purpose)).await.is_empty(), "{purpose}");
    }
    assert_eq!(refusal(hub, "social-worker", id, for_("SUBJECT_ACCESS")).await, "NOT_FOUND", "she is not named");

    let file = kept_file(hub, "Ruben", "Quinlan");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("school", "SUBJECT_ACCESS").read_by(&["school-lead"]), whom).await;
}

/// An inspector reads the children they are named for, what is sensitive too, but neither where to reach the family nor what is
/// kept to its author's team, and writes nothing.
pub async fn r12_r29_an_inspector(hub: &Hub) {
    let id = kept_file(hub, "Stella", "Quill").named_for("inspector", SharingPurpose::Inspection).put(&hub.door).await;
    let seen = open(hub, "inspector", id, for_("INSPECTION")).await;
    given(&seen, &["givenName", "dateOfBirth", "ethnicity", "levelOfNeed", "responsibleAuthority"]);
    kept(&seen, "ROLE", &["nhsNumber", "upn", "address", "telephone", "school", "firstLanguage"]);
    assert_eq!(entries(&seen), ["clinic", "cough", "neighbours", "visit"], "what is restricted is not even counted");
    assert_eq!(refusal(hub, "inspector", id, for_("CASE_AUDIT")).await, "NOT_FOUND", "named for the inspection alone");
    let write = json!({
        "idempotencyKey": "stella", "child": {"id": id.public()}, "sharing": for_("INSPECTION"),
        "occurredAt": "2026-01-05T10:00:00Z", "category": "OTHER", "significance": "ROUTINE", "summary": "looked",
    });
    let write = act(hub, "inspector", "contributeChronologyEntry", write).await;
    assert_eq!(write.str("refused.code"), "ROLE", "{}", write.text);
    assert_eq!(write.at("entry"), &Value::Null);

    let file = kept_file(hub, "Silas", "Quigley");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("inspector", "INSPECTION"), whom).await;
}
