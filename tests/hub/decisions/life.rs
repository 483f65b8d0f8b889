//! From the question to the decision: each agency's view, who did not answer, and what the decision does to its concern.

use entities::Instant;
use entities::ids::{AgencyId, ChildId, JointDecisionId};
use entities::rows::{joint_decision, joint_partner};
use entities::words::{AgencyKind, JointDecisionStatus, ProtectiveWork, SharingPurpose};
use serde_json::{Value, json};
use tests::child::LONG_AGO;
use tests::database::number;
use tests::{ChildFile, Hub, on_both};
use uuid::Uuid;

use super::super::mash;
use super::escalation::escalate;
use super::{ask, asked, decide, file, give, listed, of, question, screened, view};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_are_asked_one_dissents_and_the_decision_is_the_concerns_own_step() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (child, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST", "T-SURGERY"]).await;
        // Who is asked sees the question and its own side alone.
        let theirs = listed(&hub, "health-visitor", json!({"side": "ASKED"})).await;
        assert_eq!(theirs.at("nodes.0.id"), &json!(decision), "{}", theirs.text);
        assert_eq!(theirs.str("nodes.0.question"), "no further action is proposed: do you agree?");
        assert_eq!(theirs.at("nodes.0.child"), &json!(child.public()));
        assert!(theirs.at("nodes.0.concern").is_null(), "{}", theirs.text);
        assert_eq!(of(&theirs, "T-TRUST")["state"], "WAITING");
        assert_eq!(theirs.at("nodes.0.views").as_array().map(Vec::len), Some(1), "{}", theirs.text);

        let given = give(&hub, "health-visitor", &view(&decision, "REFERRAL_SCREENING", &[])).await;
        assert_eq!(given.str("view.state"), "GIVEN", "{}", given.text);
        assert_eq!(given.at("view.dissent"), &json!(true));
        // Those who decide see what the trust holds, that it dissents, and who has not answered.
        for login in ["social-worker", "mash"] {
            let seen = listed(&hub, login, json!({"concern": concern})).await;
            let trust = of(&seen, "T-TRUST");
            assert_eq!(trust["reason"], "three missed appointments and a burn", "{login}: {}", seen.text);
            assert_eq!((&trust["outcome"], &trust["dissent"]), (&json!("STRATEGY_DISCUSSION"), &json!(true)));
            assert_eq!(of(&seen, "T-SURGERY")["state"], "WAITING", "{login}");
            assert_eq!(seen.at("nodes.0.byOneAgencyAlone"), &json!(false));
        }
        // The surgery does not see what the trust holds.
        let other = listed(&hub, "gp", json!({})).await;
        assert!(!other.text.contains("burn") && !other.text.contains("T-TRUST"), "{}", other.text);

        let done = decide(&hub, "mash", &decision, 1, "STRATEGY_DISCUSSION").await;
        assert_eq!(done.str("jointDecision.status"), "DECIDED", "{}", done.text);
        assert_eq!(done.at("jointDecision.byOneAgencyAlone"), &json!(false), "{}", done.text);
        // A payload gives back what its caller recorded: what the social worker asked, and whom, is read in the list.
        for field in ["question", "askedBy", "thresholdDocument", "thresholdVersion"] {
            assert!(done.at(&format!("jointDecision.{field}")).is_null(), "{field}: {}", done.text);
        }
        assert_eq!(done.at("jointDecision.views"), &json!([]), "{}", done.text);
        let now = mash::only(&hub, "social-worker").await;
        assert_eq!((&now["status"], &now["decision"]), (&json!("DECIDED"), &json!("STRATEGY_DISCUSSION")));
        assert_eq!(now["version"], json!(4));
        assert_eq!(alone(&hub, &concern).await, json!(false));
        let work = "SELECT count(*) FROM protective_work WHERE kind = 'STRATEGY_DISCUSSION'";
        assert_eq!(number(&hub.db, work).await, 1);
        // A discussion that is never held is late.
        let due = "SELECT count(*) FROM case_work WHERE kind = 'STRATEGY_DISCUSSION' AND due_on IS NOT NULL";
        assert_eq!(number(&hub.db, due).await, 1);
        let seen = listed(&hub, "mash", json!({"status": "DECIDED"})).await;
        assert_eq!(seen.str("nodes.0.thresholdDocument"), "Made-up threshold document");
        assert_eq!(seen.str("nodes.0.thresholdVersion"), "2026");
        assert_eq!(of(&seen, "T-SURGERY")["state"], "NOT_WAITED_FOR", "{}", seen.text);
        // Who was asked is told what was decided, and not why.
        let told = listed(&hub, "gp", json!({})).await;
        assert_eq!(told.str("nodes.0.decision"), "STRATEGY_DISCUSSION", "{}", told.text);
        assert!(told.at("nodes.0.reason").is_null(), "{}", told.text);
        // Nor whether anybody else was heard.
        assert!(told.at("nodes.0.byOneAgencyAlone").is_null(), "{}", told.text);
        let filtered = listed(&hub, "gp", json!({"byOneAgencyAlone": false})).await;
        assert_eq!(filtered.at("totalCount"), &json!(0), "{}", filtered.text);

        // What is decided is decided: neither again, nor by another way, nor by a view that comes after.
        let again = decide(&hub, "social-worker", &decision, 2, "NO_FURTHER_ACTION").await;
        assert_eq!(again.str("problems.0.code"), "DECIDED", "{}", again.text);
        let step = mash::step(&hub, "mash", "decideConcern", &concern, 4, json!({"decision": "EARLY_HELP"})).await;
        assert_eq!(step.str("data.decideConcern.problems.0.code"), "ILLEGAL_STEP", "{}", step.text);
        let late = give(&hub, "gp", &view(&decision, "DIRECT_CARE", &[])).await;
        assert_eq!(late.str("problems.0.code"), "DECIDED", "{}", late.text);
        hub.end().await;
    })
    .await;
}

/// Whether those addressed see that the concern was decided by one agency alone.
async fn alone(hub: &Hub, concern: &str) -> Value {
    let list = "{ concerns { nodes { id decidedByOneAgencyAlone } } }";
    let answer = hub.ask("social-worker", list, Value::Null).await.ok();
    let all = answer.at("data.concerns.nodes").as_array().cloned().unwrap_or_default();
    let found = all.into_iter().find(|node| node["id"] == concern);
    found.unwrap_or_else(|| panic!("{}", answer.text))["decidedByOneAgencyAlone"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_by_one_agency_alone_is_allowed_and_shows() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let stale = decide(&hub, "social-worker", &decision, 7, "EARLY_HELP").await;
        assert_eq!(stale.str("problems.0.code"), "STALE_VERSION", "{}", stale.text);
        let done = decide(&hub, "social-worker", &decision, 1, "EARLY_HELP").await;
        assert_eq!(done.at("jointDecision.byOneAgencyAlone"), &json!(true), "{}", done.text);
        assert_eq!(alone(&hub, &concern).await, json!(true));
        for (by_one, found) in [(true, 1), (false, 0)] {
            let seen = listed(&hub, "mash", json!({"byOneAgencyAlone": by_one})).await;
            assert_eq!(seen.at("totalCount"), &json!(found), "{}", seen.text);
        }
        // So does one that is decided without asking anybody; before it is decided nothing is said.
        let other = mash::raise(&hub, "school", "another", json!({})).await;
        assert_eq!(alone(&hub, &other).await, Value::Null);
        mash::decided(&hub, "social-worker", &other, "EARLY_HELP").await;
        assert_eq!(alone(&hub, &other).await, json!(true));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_asked_for_while_a_concern_may_be_decided_and_of_those_who_are_in_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let on = json!({"concern": concern});
        for (agency, code) in [
            ("T-HOUSING", "NOT_INVOLVED"),
            ("T-COUNCIL", "OWN_AGENCY"),
            // What its raiser has to say it says to the concern, and it is told the outcome as its raiser.
            ("T-SCHOOL", "RAISED_IT"),
        ] {
            let wrong = ask(&hub, "social-worker", &question(&hub, on.clone(), &[agency])).await;
            assert_eq!(wrong.str("problems.0.code"), code, "{agency}: {}", wrong.text);
        }
        let early = mash::raise(&hub, "school", "early", json!({})).await;
        let wrong = ask(&hub, "social-worker", &question(&hub, json!({"concern": early}), &["T-TRUST"])).await;
        assert_eq!(wrong.str("problems.0.code"), "ILLEGAL_STEP", "{}", wrong.text);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM joint_decision").await, 0);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_asked_is_told_and_may_disagree_however_the_concern_is_decided() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let first = asked(&hub, &concern, &["T-TRUST"]).await;
        asked(&hub, &concern, &["T-SURGERY"]).await;
        give(&hub, "gp", &view(&asked(&hub, &concern, &["T-SURGERY"]).await, "DIRECT_CARE", &[])).await;
        let step = mash::step(&hub, "mash", "decideConcern", &concern, 3, json!({"decision": "EARLY_HELP"})).await;
        assert_eq!(step.at("data.decideConcern.problems"), &json!([]), "{}", step.text);
        let told = listed(&hub, "health-visitor", json!({})).await;
        assert_eq!(
            (told.str("nodes.0.status"), told.str("nodes.0.decision")),
            ("DECIDED", "EARLY_HELP"),
            "{}",
            told.text
        );
        for (by_one, found) in [(true, 2), (false, 1)] {
            let seen = listed(&hub, "mash", json!({"status": "DECIDED", "byOneAgencyAlone": by_one})).await;
            assert_eq!(seen.at("totalCount"), &json!(found), "{}", seen.text);
        }
        let late = give(&hub, "health-visitor", &view(&first, "REFERRAL_SCREENING", &[])).await;
        assert_eq!(late.str("problems.0.code"), "DECIDED", "{}", late.text);
        let raised = escalate(&hub, "health-visitor", json!({"jointDecision": first})).await;
        assert_eq!(raised.str("escalation.status"), "OPEN", "{}", raised.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_and_a_decision_that_come_at_once_agree() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        for _ in 0..3 {
            let (_, concern) = screened(&hub, file(&hub)).await;
            let decision = asked(&hub, &concern, &["T-TRUST"]).await;
            let said = view(&decision, "REFERRAL_SCREENING", &[]);
            let (given, done) = futures_util::join!(
                give(&hub, "health-visitor", &said),
                decide(&hub, "social-worker", &decision, 1, "EARLY_HELP")
            );
            assert_eq!(done.str("jointDecision.status"), "DECIDED", "{}", done.text);
            let was_given = given.at("view").is_object();
            assert_eq!(done.at("jointDecision.byOneAgencyAlone"), &json!(!was_given), "{} {}", done.text, given.text);
        }
        hub.end().await;
    })
    .await;
}

/// A decision on which the surgery was asked long ago.
fn asked_long_ago(
    council: AgencyId,
    surgery: AgencyId,
    child: ChildId,
    hub: &Hub,
) -> (joint_decision::Model, joint_partner::Model) {
    let row = joint_decision::Model {
        id: JointDecisionId(Uuid::new_v4()),
        version: 1,
        child_id: child,
        concern_id: None,
        round_id: None,
        addressed_to: council,
        purpose: SharingPurpose::Section47Enquiry,
        agency_id: council,
        person_id: hub.town.person("social-worker").id,
        question: "made up".to_owned(),
        threshold_document: "made up".to_owned(),
        threshold_version: "1".to_owned(),
        asked_at: LONG_AGO,
        due_at: LONG_AGO.plus(Instant::HOUR),
        status: JointDecisionStatus::Open,
        decision: None,
        level: None,
        reason: None,
        decided_agency: None,
        decided_by: None,
        decided_at: None,
        alone: false,
        log: 0,
        seq: 0,
    };
    let partner = joint_partner::Model {
        decision_id: row.id,
        agency_id: surgery,
        agency_kind: AgencyKind::GeneralPractice,
        log: 0,
        seq: 0,
    };
    (row, partner)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_answer_in_time_shows_as_that_and_may_still_answer() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]).work(ProtectiveWork::Section47);
        let (council, surgery) = (hub.town.agency("T-COUNCIL"), hub.town.agency("T-SURGERY"));
        let (row, partner) = asked_long_ago(council, surgery, file.id(), &hub);
        let decision = row.id.public();
        file.with(|rows, _| {
            rows.add(row);
            rows.add(partner);
        })
        .put(&hub.door)
        .await;
        let seen = listed(&hub, "mash", json!({})).await;
        assert_eq!(of(&seen, "T-SURGERY")["state"], "NO_RESPONSE", "{}", seen.text);
        // A late view is better than none. It rests on no concern: what it says is judged as what another agency recorded.
        let given = give(&hub, "gp", &view(&decision, "SECTION_47_ENQUIRY", &[])).await;
        assert_eq!(given.str("view.state"), "GIVEN", "{}", given.text);
        let seen = listed(&hub, "mash", json!({})).await;
        assert_eq!(of(&seen, "T-SURGERY")["reason"], "three missed appointments and a burn", "{}", seen.text);
        let done = decide(&hub, "social-worker", &decision, 1, "STRATEGY_DISCUSSION").await;
        assert_eq!(done.str("jointDecision.status"), "DECIDED", "{}", done.text);
        hub.end().await;
    })
    .await;
}
