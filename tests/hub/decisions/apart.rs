//! What is kept apart in joint decisions: what others asked, from who decides; where a protected child is, from who is asked; and
//! what becomes of a concern, from who raised it.

use entities::ids::JointDecisionId;
use entities::words::{Position, Role};
use serde_json::json;
use tests::town::{Cast, Seat, seat};
use tests::{Hub, on_both};
use uuid::Uuid;

use super::super::{checks, identity, mash};
use super::escalation::{self, escalate};
use super::{ask, asked, decide, file, give, listed, question, screened, view};

/// A practitioner of the council's MASH whom the neighbour employs, and a second manager of the council.
const CAST: Cast = Cast {
    places: &[],
    seats: &[
        seat("mash-far", Role::MashPractitioner, "T-NEIGHBOUR"),
        Seat { position: Position::Manager, ..seat("uncle", Role::SocialWorker, "T-COUNCIL") },
    ],
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_no_payload_tells_more_than_the_list() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub).whereabouts_known_to(&["manager"])).await;
        // Who raised it is kept back, so that asking them is as asking anybody.
        let raiser = ask(&hub, "social-worker", &question(&hub, json!({"concern": concern}), &["T-SCHOOL"])).await;
        assert_eq!(raiser.str("problems.0.code"), "NOT_INVOLVED", "{}", raiser.text);
        let put = ask(&hub, "manager", &question(&hub, json!({"concern": concern}), &["T-SURGERY"])).await;
        let decision = put.str("jointDecision.id").to_owned();
        let seen = listed(&hub, "gp", json!({})).await;
        for field in ["question", "thresholdDocument", "thresholdVersion"] {
            assert!(seen.at(&format!("nodes.0.{field}")).is_null(), "{field}: {}", seen.text);
        }
        let done = decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
        assert_eq!(done.str("jointDecision.status"), "DECIDED", "{}", done.text);
        assert_eq!(done.str("jointDecision.reason"), "talked over with the trust");
        for kept in ["T-SURGERY", "do you agree", "Made-up threshold"] {
            assert!(!done.text.contains(kept), "{kept}: {}", done.text);
        }

        let raised = escalate(&hub, "gp", json!({"jointDecision": decision})).await;
        assert!(raised.at("escalation.appealedTo").is_null(), "{}", raised.text);
        assert_eq!(raised.at("escalation.raisedBy.code"), &json!("T-SURGERY"), "{}", raised.text);
        let answered = escalation::answer(&hub, "social-worker", raised.str("escalation.id"), 1, "UPHELD").await;
        assert_eq!(answered.str("escalation.status"), "ANSWERED", "{}", answered.text);
        assert!(answered.at("escalation.raisedBy").is_null(), "{}", answered.text);
        assert_eq!(answered.str("escalation.steps.0.reason"), "looked at again", "{}", answered.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r12_what_is_asked_on_a_round_is_decided_in_the_area_of_who_asked_for_the_round() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let (child, _) = screened(&hub, file(&hub)).await;
        let input = checks::round(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", &["T-TRUST"]);
        let round = checks::request(&hub, "social-worker", &input).await;
        let on = json!({"round": round.str("round.id")});
        let put = ask(&hub, "mash-far", &question(&hub, on, &["T-TRUST"])).await;
        assert_eq!(put.str("jointDecision.status"), "OPEN", "{}", put.text);
        let decision = put.str("jointDecision.id");
        assert_eq!(listed(&hub, "neighbour", json!({})).await.at("totalCount"), &json!(0));
        for login in ["social-worker", "mash", "mash-far"] {
            let seen = listed(&hub, login, json!({"side": "ASKING"})).await;
            assert_eq!(seen.at("nodes.0.id"), &json!(decision), "{login}: {}", seen.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_who_raised_a_concern_is_not_asked_about_it_wherever_they_work() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let moved = hub.town.person("school").membership;
        identity::member(&hub, "school", moved, 2, "T-TRUST", Role::HealthPractitioner, false).await;
        assert_eq!(listed(&hub, "health-visitor", json!({})).await.at("totalCount"), &json!(1));
        assert_eq!(listed(&hub, "school", json!({})).await.at("totalCount"), &json!(0));
        let given = give(&hub, "school", &view(&decision, "CHILD_IN_NEED_ASSESSMENT", &[])).await;
        assert_eq!(given.str("refused.code"), "NOT_FOUND", "{}", given.text);
        let raised = escalate(&hub, "school", json!({"jointDecision": decision})).await;
        assert_eq!(raised.str("refused.code"), "NOT_FOUND", "{}", raised.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_no_joint_decision_on_it_is_there_for_a_raiser_who_works_for_those_addressed() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = file(&hub);
        let described = json!({"child": {"described": {"givenName": "Made-up", "nhsNumber": file.nhs_number()}}});
        file.put(&hub.door).await;
        let concern = mash::raise(&hub, "colleague", "own", described).await;
        mash::step(&hub, "mash", "acknowledgeConcern", &concern, 1, json!({})).await;
        mash::step(&hub, "mash", "screenConcern", &concern, 2, json!({"rating": "AMBER"})).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let unknown = JointDecisionId(Uuid::new_v4()).public();
        let answers = [
            escalate(&hub, "colleague", json!({"jointDecision": decision})).await,
            escalate(&hub, "colleague", json!({"jointDecision": unknown})).await,
        ];
        assert_eq!(answers[0].str("refused.code"), "NOT_FOUND", "{}", answers[0].text);
        assert_eq!(answers[0].body, answers[1].body);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_an_escalation_is_kept_from_whom_the_concern_behind_its_check_names() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let file = file(&hub);
        let described = json!({"described": {"givenName": "Made-up", "nhsNumber": file.nhs_number()}});
        let child = file.put(&hub.door).await;
        let people = json!([{"name": "Person uncle", "relation": "uncle"}]);
        let named = json!({"child": described, "people": people});
        let concern = mash::raise(&hub, "school", "named", named).await;
        mash::step(&hub, "mash", "acknowledgeConcern", &concern, 1, json!({})).await;
        let why = "RISK_OF_SIGNIFICANT_HARM_TO_CHILD";
        checks::dispense(&hub, "manager", json!({"concern": concern}), why).await;
        let mut round = checks::round(&hub, child, "REFERRAL_SCREENING", "REFERRAL_SCREENING", &["T-SURGERY"]);
        round["sharing"]["concern"] = json!(concern);
        let sent = checks::request(&hub, "social-worker", &round).await;
        let mut declined = checks::known(sent.str("round.checks.0.id"), "DECLINED");
        declined["reason"] = json!("not ours to say");
        checks::answer(&hub, "gp", &declined).await;
        let raised = escalate(&hub, "social-worker", json!({"check": sent.str("round.checks.0.id")})).await;
        assert_eq!(raised.str("escalation.status"), "OPEN", "{} {}", raised.text, sent.text);
        for (login, found) in [("social-worker", 1), ("manager", 1), ("uncle", 0)] {
            assert_eq!(escalation::listed(&hub, login, json!({})).await.at("totalCount"), &json!(found), "{login}");
        }
        hub.end().await;
    })
    .await;
}
