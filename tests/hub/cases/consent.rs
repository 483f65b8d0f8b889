//! What a refusal, a withdrawal and a disagreement hold back.

use api::plain::clock::{Clock, SystemClock};
use entities::Set;
use entities::words::{
    ChronologyCategory, ConsentDecision, ConsentGiver, FieldClass, LevelOfNeed, ProtectiveWork, SharingPurpose,
};
use serde_json::json;
use tests::{ChildFile, Hub};

use super::look::{because, child, done, entries, for_, given, kept, on, open, why};
use super::probe::{Whom, Wrong, knows_nothing};

const NEED: &str = "CHILD_IN_NEED_ASSESSMENT";

fn decided(file: ChildFile<'_>, decision: ConsentDecision, by: ConsentGiver, purpose: SharingPurpose) -> ChildFile<'_> {
    file.consent(decision, by, purpose, Set::<FieldClass>::all())
}

/// A parent's refusal holds back what others recorded, for every purpose but child protection that is on record; who the child
/// is and one's own entries stay open, and going against it takes a reason of harm and a manager.
pub async fn r20_r21_a_health_visitor_whom_the_mother_refused(hub: &Hub) {
    let refused = |given: &str, family: &str| {
        let file = child(hub, given, family)
            .level(LevelOfNeed::ChildInNeed)
            .entry("health-visitor", "weighed", ChronologyCategory::Health, &[])
            .entry("gp", "asthma", ChronologyCategory::Health, &[])
            .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
            .open_to(&["health-visitor", "gp", "social-worker"]);
        let mother = ConsentGiver::PersonWithParentalResponsibility;
        decided(file, ConsentDecision::Refused, mother, SharingPurpose::ChildInNeedAssessment)
    };
    let id = refused("Lena", "Sarkis").put(&hub.door).await;
    for purpose in [NEED, "DIRECT_CARE", "EARLY_HELP"] {
        let seen = open(hub, "health-visitor", id, for_(purpose)).await;
        given(&seen, &["givenName", "dateOfBirth", "nhsNumber", "address"]);
        kept(&seen, "ROLE", &["upn"]);
        assert_eq!(entries(&seen), ["weighed"], "{purpose}: her own agency's, and no other's");
        for list in ["chronology", "involvements"] {
            assert_eq!(why(&seen.body, list).as_deref(), Some("CONSENT"), "{purpose}: {}", seen.text);
        }
    }
    let against = |reason: &str, manager: bool| {
        let mut more = json!({"dispenseReason": reason});
        if manager {
            more["approvedBy"] = json!(hub.town.person("manager").id.public());
        }
        because(for_(NEED), more)
    };
    let delay = open(hub, "health-visitor", id, against("UNJUSTIFIED_DELAY", true)).await;
    assert_eq!(entries(&delay), ["weighed"], "no reason against a refusal");
    let alone = open(hub, "health-visitor", id, against("RISK_OF_SIGNIFICANT_HARM_TO_CHILD", false)).await;
    assert_eq!(alone.str("code"), "JUSTIFICATION_REQUIRED", "{}", alone.text);
    assert!(!alone.text.to_lowercase().contains("mother") && !alone.text.contains("giver"), "{}", alone.text);
    let two = open(hub, "health-visitor", id, against("RISK_OF_SIGNIFICANT_HARM_TO_CHILD", true)).await;
    assert_eq!(entries(&two), ["asthma", "visit", "weighed"]);
    let enquiry = refused("Lara", "Sarkis").work(ProtectiveWork::Section47).put(&hub.door).await;
    let seen = open(hub, "health-visitor", enquiry, for_("SECTION_47_ENQUIRY")).await;
    assert_eq!(entries(&seen), ["asthma", "visit", "weighed"], "it needs no consent");

    let file = refused("Lilith", "Saroyan");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    let wrong = Wrong::stranger("charity", "EARLY_HELP").on("RECOGNISED_LEGITIMATE_INTEREST");
    knows_nothing(hub, wrong.read_by(&["charity-lead"]), whom).await;
}

/// Consent opens while it stands: from the withdrawal on what it opened is held back, and what was shared before stays shared.
pub async fn r20_r22_a_consent_withdrawn(hub: &Hub) {
    let file = child(hub, "Ewan", "Sharpe")
        .level(LevelOfNeed::EarlyHelp)
        .entry("early-help", "plan", ChronologyCategory::EarlyHelp, &[])
        .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
        .open_to(&["early-help", "social-worker"]);
    let whom = Whom::of(&file);
    let id = file.put(&hub.door).await;
    let consent = json!({
        "child": {"id": id.public()}, "sharing": for_("EARLY_HELP"), "decision": "GIVEN",
        "givenBy": "PERSON_WITH_PARENTAL_RESPONSIBILITY", "giverName": "Isla Sharpe", "purposes": ["EARLY_HELP"],
        "agencyKinds": ["EARLY_HELP"], "fieldClasses": ["SUMMARY", "NARRATIVE", "INVOLVEMENT"],
        "obtainedAt": "2026-01-05T10:00:00Z", "evidence": "signed at home",
    });
    let consent = done(hub, "early-help", "recordConsent", consent).await;
    let before = open(hub, "early-help", id, for_("EARLY_HELP")).await;
    assert_eq!(entries(&before), ["plan", "visit"]);
    assert_eq!(before.str("consents.0.status"), "GIVEN", "{}", before.text);

    let withdrawal = json!({
        "consent": consent.at("consent.id"), "withdrawnAt": SystemClock.now().to_string(),
        "reason": "she changed her mind",
    });
    done(hub, "early-help", "withdrawConsent", withdrawal).await;
    for basis in ["PUBLIC_TASK", "CONSENT"] {
        let after = open(hub, "early-help", id, on("EARLY_HELP", basis)).await;
        given(&after, &["givenName", "address"]);
        assert_eq!(entries(&after), ["plan"], "{basis}");
        assert_eq!(why(&after.body, "chronology").as_deref(), Some("CONSENT"), "{basis}: {}", after.text);
    }
    let filter = json!({"filter": {"child": {"id": id.public()}, "actions": ["VIEW"]}});
    let log = "query L($filter: AccessLogFilter!) { accessLog(filter: $filter) { nodes { recordsDisclosed } } }";
    let log = hub.ask("early-lead", log, filter).await.ok();
    let most =
        log.at("data.accessLog.nodes").as_array().into_iter().flatten().filter_map(|n| n["recordsDisclosed"].as_i64());
    let most: Vec<i64> = most.collect();
    assert!(most.first() < most.last(), "what was shared before stays in the book: {most:?}");
    let wrong = Wrong::stranger("youth-justice", "EARLY_HELP");
    knows_nothing(hub, wrong, whom).await;
}

/// Where two with parental responsibility disagree the refusal counts, unless a court decided or the work is child protection.
pub async fn r22_parents_who_disagree(hub: &Hub) {
    let parent = ConsentGiver::PersonWithParentalResponsibility;
    let purpose = SharingPurpose::ChildInNeedAssessment;
    let torn = |given: &str, family: &str, level: LevelOfNeed| {
        let file = child(hub, given, family)
            .level(level)
            .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
            .entry("gp", "cough", ChronologyCategory::Health, &[])
            .open_to(&["social-worker", "gp", "health-visitor"]);
        decided(decided(file, ConsentDecision::Given, parent, purpose), ConsentDecision::Refused, parent, purpose)
    };
    let id = torn("Petra", "Vance", LevelOfNeed::ChildInNeed).put(&hub.door).await;
    let seen = open(hub, "gp", id, for_(NEED)).await;
    assert_eq!(entries(&seen), ["cough"], "the refusal counts");
    assert_eq!(why(&seen.body, "chronology").as_deref(), Some("CONSENT"));

    let court =
        decided(torn("Paula", "Vance", LevelOfNeed::ChildInNeed), ConsentDecision::Given, ConsentGiver::Court, purpose);
    let court = court.put(&hub.door).await;
    assert_eq!(entries(&open(hub, "gp", court, for_(NEED)).await), ["cough", "visit"], "a court's decision beats both");

    let plan = torn("Phoebe", "Vance", LevelOfNeed::ChildProtection).put(&hub.door).await;
    assert_eq!(entries(&open(hub, "gp", plan, for_(NEED)).await), ["cough", "visit"], "no consent is needed");

    let file = torn("Piers", "Vardy", LevelOfNeed::ChildInNeed);
    let whom = Whom::of(&file);
    file.put(&hub.door).await;

    knows_nothing(hub, Wrong::stranger("school", NEED).read_by(&["school-lead"]), whom).await;
}
