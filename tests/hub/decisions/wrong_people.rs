//! Who may not ask, answer or decide is told what they would be told of a decision that is not there.

use entities::ids::{ConcernId, JointDecisionId};
use serde_json::{Value, json};
use tests::town::{MORE, ROLES};
use tests::{Hub, on_both};
use uuid::Uuid;

use super::{ask, asked, decide, file, give, listed, question, screened, view};

/// A refusal without what is of that request alone.
fn refusal(answer: &tests::Answer) -> Value {
    answer.body.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_who_is_not_addressed_asks_decides_and_sees_nothing() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let (no_concern, nothing) = (ConcernId(Uuid::new_v4()).public(), JointDecisionId(Uuid::new_v4()).public());
        let deciding = ["social-worker", "mash", "colleague", "manager"];
        for seat in ROLES.iter().chain(&MORE) {
            let login = seat.login;
            if deciding.contains(&login) || login == "administrator" {
                continue;
            }
            let there = question(&hub, json!({"concern": concern}), &["T-TRUST"]);
            let not = question(&hub, json!({"concern": no_concern}), &["T-TRUST"]);
            let asked = ask(&hub, login, &there).await;
            assert!(asked.at("jointDecision").is_null() && asked.at("refused").is_object(), "{login}: {}", asked.text);
            assert_eq!(refusal(&asked), refusal(&ask(&hub, login, &not).await), "{login}");
            let decided = decide(&hub, login, &decision, 1, "EARLY_HELP").await;
            assert!(decided.at("refused").is_object(), "{login}: {}", decided.text);
            assert_eq!(refusal(&decided), refusal(&decide(&hub, login, &nothing, 1, "EARLY_HELP").await), "{login}");
            if login == "health-visitor" {
                continue;
            }
            let purpose = "CHILD_IN_NEED_ASSESSMENT";
            let given = give(&hub, login, &view(&decision, purpose, &[])).await;
            assert!(given.at("refused").is_object(), "{login}: {}", given.text);
            assert_eq!(refusal(&given), refusal(&give(&hub, login, &view(&nothing, purpose, &[])).await), "{login}");
            let seen = listed(&hub, login, json!({})).await;
            assert_eq!(seen.at("totalCount"), &json!(0), "{login}: {}", seen.text);
        }
        // Whoever decides is not asked, and gives no view.
        let given = give(&hub, "social-worker", &view(&decision, "CHILD_IN_NEED_ASSESSMENT", &[])).await;
        assert_eq!(given.str("refused.code"), "NOT_FOUND", "{}", given.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_for_who_is_barred_or_has_a_conflict_there_is_no_question_and_no_decision() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let closed = file(&hub).barred_to_agency_of("health-visitor").conflict_of("gp").conflict_of("colleague");
        let (_, concern) = screened(&hub, closed).await;
        let decision = asked(&hub, &concern, &["T-TRUST", "T-SURGERY"]).await;
        for login in ["health-visitor", "gp", "colleague"] {
            let seen = listed(&hub, login, json!({})).await;
            assert_eq!(seen.at("totalCount"), &json!(0), "{login}: {}", seen.text);
        }
        for login in ["health-visitor", "gp"] {
            let given = give(&hub, login, &view(&decision, "CHILD_IN_NEED_ASSESSMENT", &[])).await;
            assert_eq!(given.str("refused.code"), "NOT_FOUND", "{login}: {}", given.text);
        }
        let decided = decide(&hub, "colleague", &decision, 1, "EARLY_HELP").await;
        assert_eq!(decided.str("refused.code"), "NOT_FOUND", "{}", decided.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_of_a_child_whose_whereabouts_are_protected_no_typed_text_goes_to_who_is_asked() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub).whereabouts_known_to(&["manager"])).await;
        // Nor may who is not named know that the surgery works there.
        let input = question(&hub, json!({"concern": concern}), &["T-SURGERY"]);
        let unknown = ask(&hub, "social-worker", &input).await;
        assert_eq!(unknown.str("problems.0.code"), "NOT_INVOLVED", "{}", unknown.text);
        let known = ask(&hub, "manager", &input).await;
        assert_eq!(known.str("jointDecision.status"), "OPEN", "{}", known.text);
        let seen = listed(&hub, "gp", json!({})).await;
        assert_eq!(seen.at("totalCount"), &json!(1), "{}", seen.text);
        assert!(seen.at("nodes.0.question").is_null() && seen.at("nodes.0.askedBy").is_null(), "{}", seen.text);
        let withheld = seen.at("nodes.0.withheld").to_string();
        assert!(withheld.contains("question") && withheld.contains("SENSITIVITY"), "{withheld}");
        hub.end().await;
    })
    .await;
}
