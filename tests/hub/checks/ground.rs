//! No check goes out without a consent that covers it, a manager's decision to do without, or child protection work on record
//! (R14, R19, R21; AB v Haringey).

use entities::Set;
use entities::words::{ConsentDecision, ConsentGiver, FieldClass, LevelOfNeed, ProtectiveWork, SharingPurpose};
use serde_json::{Value, json};
use tests::queries::{RAISE, concern};
use tests::{ChildFile, Hub, on_both};

use super::{answer, dispense, known, listed, request, round, withdraw};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";
const HARM: &str = "RISK_OF_SIGNIFICANT_HARM_TO_CHILD";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_without_consent_a_check_waits_for_a_manager_who_did_not_ask() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
        let child = file.put(&hub.door).await;
        let asked = request(&hub, "social-worker", &round(&hub, child, CARE, "ASSESSMENT_START", &["T-SURGERY"])).await;
        let check = asked.str("round.checks.0.id").to_owned();
        assert_eq!(asked.str("round.checks.0.status"), "BLOCKED", "{}", asked.text);
        assert_eq!(asked.at("round.checks.0.missing"), &json!(["CONSENT", "DISPENSING_DECISION"]));
        for field in ["sentAt", "dueAt", "ground"] {
            assert!(asked.at(&format!("round.checks.0.{field}")).is_null(), "{field}: {}", asked.text);
        }
        // Nobody was asked.
        assert_eq!(listed(&hub, "gp", json!({})).await.at("totalCount"), &json!(0));
        let early = answer(&hub, "gp", &known(&check, "NOT_KNOWN")).await;
        assert_eq!(early.str("refused.code"), "NOT_FOUND", "{}", early.text);

        let on = json!({"check": check});
        for (login, code) in [("colleague", "NOT_A_MANAGER"), ("social-worker", "NOT_A_MANAGER")] {
            let refused = dispense(&hub, login, on.clone(), HARM).await;
            assert_eq!(refused.str("problems.0.code"), code, "{login}: {}", refused.text);
        }
        let decided = dispense(&hub, "manager", on.clone(), HARM).await;
        assert_eq!(decided.str("decision.check.status"), "OPEN", "{}", decided.text);
        assert_eq!(decided.str("decision.check.ground"), "DISPENSING_DECISION");
        assert!(decided.at("decision.check.dueAt").is_string(), "{}", decided.text);
        let seen = listed(&hub, "gp", json!({})).await;
        assert_eq!(seen.at("nodes.0.version"), &json!(2), "{}", seen.text);
        let mut reply = known(&check, "NOT_KNOWN");
        reply["expectedVersion"] = json!(2);
        let done = answer(&hub, "gp", &reply).await;
        assert_eq!(done.str("check.answer"), "NOT_KNOWN", "{}", done.text);
        let over = dispense(&hub, "manager", on, HARM).await;
        assert_eq!(over.str("problems.0.code"), "OVER", "{}", over.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_manager_does_not_decide_on_what_they_asked() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["manager"]).put(&hub.door).await;
        let asked = request(&hub, "manager", &round(&hub, child, CARE, "ASSESSMENT_START", &["T-SURGERY"])).await;
        let on = json!({"check": asked.str("round.checks.0.id")});
        let own = dispense(&hub, "manager", on, HARM).await;
        assert_eq!(own.str("problems.0.code"), "OWN_REQUEST", "{}", own.text);
        assert!(own.at("decision").is_null());
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_check_goes_out_on_a_consent_that_covers_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (given, parent) = (ConsentDecision::Given, ConsentGiver::PersonWithParentalResponsibility);
        let classes = |all: &[FieldClass]| Set::of(all);
        let whole = [FieldClass::Summary, FieldClass::Narrative, FieldClass::Health];
        for (purpose, covered, sent) in [
            (SharingPurpose::ChildInNeedAssessment, &whole[..], true),
            (SharingPurpose::ChildInNeedAssessment, &whole[..2], false),
            (SharingPurpose::EarlyHelp, &whole[..], false),
        ] {
            let file = ChildFile::new(&hub.town).open_to(&["social-worker"]);
            let child = file.consent(given, parent, purpose, classes(covered)).put(&hub.door).await;
            let input = round(&hub, child, CARE, "ASSESSMENT_START", &["T-SURGERY"]);
            let asked = request(&hub, "social-worker", &input).await;
            let status = if sent { "OPEN" } else { "BLOCKED" };
            assert_eq!(asked.str("round.checks.0.status"), status, "{purpose} {covered:?}: {}", asked.text);
            assert_eq!(asked.str("round.checks.0.ground") == "CONSENT", sent, "{}", asked.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_against_a_refusal_only_reasons_of_harm_count() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (refused, parent) = (ConsentDecision::Refused, ConsentGiver::PersonWithParentalResponsibility);
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]);
        let file = file.consent(refused, parent, SharingPurpose::ChildInNeedAssessment, Set::EMPTY);
        let child = file.put(&hub.door).await;
        let asked = request(&hub, "social-worker", &round(&hub, child, CARE, "ASSESSMENT_START", &["T-SURGERY"])).await;
        let on = json!({"check": asked.str("round.checks.0.id")});
        let slow = dispense(&hub, "manager", on.clone(), "UNJUSTIFIED_DELAY").await;
        assert_eq!(slow.str("problems.0.code"), "REASON_DOES_NOT_COUNT", "{}", slow.text);
        let harm = dispense(&hub, "manager", on, HARM).await;
        assert_eq!(harm.str("decision.check.status"), "OPEN", "{}", harm.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_section_47_check_goes_out_where_its_anchor_is_on_record() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let enquiry = "SECTION_47_ENQUIRY";
        let bare = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::StrategyDiscussion);
        let anchored = file.put(&hub.door).await;
        let asked =
            request(&hub, "social-worker", &round(&hub, bare, enquiry, "SECTION_47_START", &["T-SURGERY"])).await;
        assert_eq!(asked.at("round.checks.0.missing"), &json!(["CONSENT", "DISPENSING_DECISION", "ANCHOR"]));
        let input = round(&hub, anchored, enquiry, "SECTION_47_START", &["T-SURGERY", "T-POLICE"]);
        let asked = request(&hub, "social-worker", &input).await;
        for n in 0..2 {
            assert_eq!(asked.str(&format!("round.checks.{n}.ground")), "ANCHOR", "{}", asked.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r19_a_decision_on_the_concern_counts_for_its_screening_and_its_checks() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]).level(LevelOfNeed::ChildInNeed);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let mut raised = concern("one", "a bruise on the cheek");
        raised["child"]["described"]["nhsNumber"] = json!(number);
        let answer = hub.ask("school", RAISE, json!({"input": raised})).await.ok();
        let concern = answer.str("data.raiseConcern.concern.id").to_owned();

        let mut input = round(&hub, child, "REFERRAL_SCREENING", "REFERRAL_SCREENING", &["T-POLICE"]);
        input["sharing"]["concern"] = json!(concern);
        let blocked = request(&hub, "mash", &input).await;
        assert_eq!(blocked.str("round.checks.0.status"), "BLOCKED", "{}", blocked.text);
        let decided = dispense(&hub, "manager", json!({"concern": concern}), HARM).await;
        assert_eq!(decided.at("decision.concern"), &json!(concern), "{}", decided.text);
        assert_eq!(decided.at("decision.check"), &Value::Null);
        input["idempotencyKey"] = json!("after the decision");
        let sent = request(&hub, "mash", &input).await;
        assert_eq!(sent.str("round.checks.0.ground"), "DISPENSING_DECISION", "{}", sent.text);
        // What was blocked is taken back; what is out is taken back too, and is nobody's to answer then.
        let check = sent.str("round.checks.0.id").to_owned();
        assert_eq!(listed(&hub, "police", json!({})).await.at("totalCount"), &json!(1));
        let back = withdraw(&hub, "mash", &check, 1).await;
        assert_eq!(back.str("check.status"), "WITHDRAWN", "{}", back.text);
        assert_eq!(listed(&hub, "police", json!({})).await.at("totalCount"), &json!(0));
        let late = super::answer(&hub, "police", &known(&check, "NOT_KNOWN")).await;
        assert_eq!(late.str("refused.code"), "NOT_FOUND", "{}", late.text);
        hub.end().await;
    })
    .await;
}
