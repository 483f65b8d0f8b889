//! A charity on behalf of the council, and a practitioner who changes agency.

use entities::Set;
use entities::words::{
    ChronologyCategory, ConsentDecision, ConsentGiver, FieldClass, LevelOfNeed, Role, SharingPurpose,
};
use serde_json::json;
use tests::Hub;
use tests::queries::{RAISE, concern};

use super::look::{act, child, entries, entry, for_, given, kept, on, open, refusal, why};
use super::probe::{Whom, Wrong, knows_nothing};
use super::staff;

const INTEREST: &str = "RECOGNISED_LEGITIMATE_INTEREST";

/// A commission makes no public authority: the charity works on a recognised legitimate interest, reads what the family's
/// consent covers so far as its role goes, and has no other child of the council's.
pub async fn r11_r19_a_charity_that_the_council_commissioned(hub: &Hub) {
    let helped = |given: &str, family: &str| {
        child(hub, given, family)
            .level(LevelOfNeed::EarlyHelp)
            .entry("early-help", "plan", ChronologyCategory::EarlyHelp, &[])
            .entry("school", "late", ChronologyCategory::Attendance, &[])
            .entry("police", "called", ChronologyCategory::PoliceReport, &[])
    };
    let file = helped("Finn", "Lowry").open_to(&["charity", "early-help"]).consent(
        ConsentDecision::Given,
        ConsentGiver::PersonWithParentalResponsibility,
        SharingPurpose::EarlyHelp,
        Set::of(&[FieldClass::Summary, FieldClass::Narrative]),
    );
    let id = file.put(&hub.door).await;
    assert_eq!(refusal(hub, "charity", id, for_("EARLY_HELP")).await, "BASIS_NOT_OPEN_TO_AGENCY");
    let seen = open(hub, "charity", id, on("EARLY_HELP", INTEREST)).await;
    given(&seen, &["givenName", "dateOfBirth", "address", "levelOfNeed"]);
    kept(&seen, "ROLE", &["nhsNumber", "upn"]);
    kept(&seen, "CONSENT", &["ethnicity"]);
    assert_eq!(entries(&seen), ["CONSENT", "ROLE", "plan"], "what the consent covers, and never what the police wrote");
    assert_eq!(why(&entry(&seen, "plan"), "recordedBy").as_deref(), Some("ROLE"), "nor who wrote it");
    let other = open(hub, "charity", id, on("CHILD_IN_NEED_ASSESSMENT", INTEREST)).await;
    assert_eq!(entries(&other), ["CONSENT", "CONSENT", "CONSENT"], "the consent was for early help");

    let file = helped("Fred", "Lowther").open_to(&["early-help"]);
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("charity", "EARLY_HELP").on(INTEREST).read_by(&["charity-lead"]), whom).await;
}

/// Rights are a membership's: from noon on the children of the old agency are not there, not even what she wrote herself, and
/// those of the new one are.
pub async fn r12_r30_a_practitioner_who_changes_agency_at_noon(hub: &Hub) {
    let old = |given: &str, family: &str| {
        child(hub, given, family).level(LevelOfNeed::EarlyHelp).open_to(&["mover", "early-help"]).entry(
            "mover",
            "morning",
            ChronologyCategory::Visit,
            &[],
        )
    };
    let (file, next) = (old("Ivy", "Tully"), old("Iris", "Tulloch"));
    let whom = Whom::of(&next);
    let (id, _) = (file.put(&hub.door).await, next.put(&hub.door).await);
    let new = child(hub, "Otto", "Tully").open_to(&["charity"]).put(&hub.door).await;
    let interest = on("EARLY_HELP", INTEREST);
    assert_eq!(entries(&open(hub, "mover", id, for_("EARLY_HELP")).await), ["morning"]);
    assert_eq!(
        refusal(hub, "mover", new, interest.clone()).await,
        "BASIS_NOT_OPEN_TO_AGENCY",
        "a public authority has no interest"
    );
    assert_eq!(refusal(hub, "mover", new, for_("EARLY_HELP")).await, "NOT_FOUND");
    let mut input = concern("ivy", "she did not come");
    input["child"] = json!({"described": {"givenName": "Ivy", "familyName": "Tully"}});
    hub.ask("mover", RAISE, json!({"input": input})).await.ok();

    staff::moves(hub, "mover", Role::EarlyHelpPractitioner, "T-CHARITY", "charity").await;
    assert_eq!(refusal(hub, "mover", id, interest.clone()).await, "NOT_FOUND");
    let theirs = open(hub, "mover", new, interest.clone()).await;
    given(&theirs, &["givenName", "address"]);
    assert_eq!(entries(&open(hub, "early-help", id, for_("EARLY_HELP")).await), ["morning"], "the agency keeps it");
    let list = hub.ask("mover", "{ concerns { totalCount } }", json!({})).await.ok();
    assert_eq!(list.at("data.concerns.totalCount"), &json!(0), "the concern is the old agency's");
    let morning = open(hub, "early-help", id, for_("EARLY_HELP")).await;
    let correction = json!({
        "entry": entry(&morning, "morning")["id"], "expectedVersion": 1, "reason": "mine", "summary": "other", "sharing": interest,
    });
    let correction = act(hub, "mover", "correctChronologyEntry", correction).await;
    assert_eq!(correction.str("refused.code"), "NOT_FOUND", "{}", correction.text);

    let wrong = Wrong::stranger("mover", "EARLY_HELP").on(INTEREST).read_by(&["charity-lead"]);
    knows_nothing(hub, wrong, whom).await;
}
