//! A young person in care.

use entities::Set;
use entities::words::{
    ChronologyCategory, ConsentDecision, ConsentGiver, FieldClass, LevelOfNeed, ProtectiveWork, SharingPurpose,
};
use tests::Hub;

use super::look::{child, entries, for_, given, kinds, open, today, why};
use super::probe::{Whom, Wrong, knows_nothing};

/// At seventeen her own objection holds back what others recorded for the purposes that she named, until a person has decided;
/// it never binds the authority whose duty her care is, nor child protection that is on record.
pub async fn r24_a_care_leaver_of_seventeen_who_objects(hub: &Hub) {
    let objecting = |given: &str, family: &str| {
        child(hub, given, family)
            .born(today().plus_years(-17).plus_days(-40))
            .level(LevelOfNeed::ChildInNeed)
            .work(ProtectiveWork::StrategyDiscussion)
            .open_to(&["social-worker", "housing", "youth-justice", "gp"])
            .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
            .entry("housing", "tenancy", ChronologyCategory::Housing, &[])
            .entry("gp", "clinic", ChronologyCategory::Health, &[])
            .consent(
                ConsentDecision::Refused,
                ConsentGiver::YoungPerson16OrOver,
                SharingPurpose::CareLeaverSupport,
                Set::<FieldClass>::all(),
            )
    };
    let id = objecting("Thandi", "Mbeki").put(&hub.door).await;
    let housing = open(hub, "housing", id, for_("CARE_LEAVER_SUPPORT")).await;
    given(&housing, &["givenName", "dateOfBirth", "address", "levelOfNeed"]);
    assert_eq!(entries(&housing), ["tenancy"], "its own, and no other's");
    for list in ["chronology", "involvements"] {
        assert_eq!(why(&housing.body, list).as_deref(), Some("REVIEW"), "a person must decide: {}", housing.text);
    }
    assert_eq!(kinds(&housing), ["HOUSING"]);
    // For what she did not object to it is as before.
    let assessed = open(hub, "housing", id, for_("CHILD_IN_NEED_ASSESSMENT")).await;
    assert_eq!(entries(&assessed), ["ROLE", "ROLE", "tenancy"], "that something happened: {}", assessed.text);
    // The authority whose duty her care is: nothing is for review, and what needs consent still does.
    let duty = open(hub, "social-worker", id, for_("CARE_LEAVER_SUPPORT")).await;
    assert_eq!(entries(&duty), ["CONSENT", "CONSENT", "visit"], "{}", duty.text);
    assert!(!duty.text.contains("REVIEW"), "{}", duty.text);
    let strategy = open(hub, "youth-justice", id, for_("STRATEGY_DISCUSSION")).await;
    assert_eq!(entries(&strategy), ["ROLE", "ROLE", "visit"], "neither health nor housing is for this role");

    let file = objecting("Zanele", "Mbatha");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("early-help", "CARE_LEAVER_SUPPORT").read_by(&["early-lead"]), whom).await;
}
