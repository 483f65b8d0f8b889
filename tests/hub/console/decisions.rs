//! Views and joint decisions, and the disagreement with them, from their pages.

use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::{Hub, on_both};

use super::super::decisions::escalation::escalate;
use super::super::decisions::{asked, decide, file, screened};
use super::acting::form;
use super::as_about_nothing;

const VIEWS: &str = "SELECT count(*) FROM partner_view";
const DECIDED: &str = "SELECT count(*) FROM joint_decision WHERE status = 'DECIDED'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_given_and_corrected_and_the_authority_decides_from_the_page() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let path = format!("/console/decisions/{decision}");
        let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
        let list = nurse.get("/console/decisions").await.ok();
        let page = nurse.get(&list.link_with(&decision)).await.ok();
        assert!(page.says("do you agree?") && page.says("Made-up threshold document"), "{}", page.text);
        let mend = nurse.send(&form(&page, "view").with("view-reason", "a burn <at> eight weeks")).await;
        assert_eq!(mend.status, 422);
        for field in ["levelOfNeed", "outcome", "purpose", "lawfulBasis"] {
            assert!(mend.text.contains(&format!("href=\"#view-{field}\"")), "{field}: {}", mend.text);
        }
        let view = form(&mend, "view");
        assert_eq!(view.value("view-reason"), Some("a burn <at> eight weeks"));
        let view = view.with("view-levelOfNeed", "CHILD_PROTECTION").with("view-outcome", "STRATEGY_DISCUSSION");
        let view = view.with("view-dissent", "yes").with("view-purpose", "STRATEGY_DISCUSSION");
        let mend = nurse.send(&view.clone().with("view-lawfulBasis", "RECOGNISED_LEGITIMATE_INTEREST")).await;
        assert_eq!(mend.status, 422, "a basis that is refused says so: {}", mend.text);
        let view = view.with("view-lawfulBasis", "PUBLIC_TASK");
        let page = nurse.send(&view).await.ok();
        assert!(page.says("view is recorded") && page.says("Disagrees"), "{}", page.text);
        nurse.send(&view).await.ok();
        assert_eq!(number(&hub.db, VIEWS).await, 1, "the same form twice is one view");
        let again = form(&page, "view");
        assert_eq!(again.value("version"), Some("1"), "it is corrected from the version that stands");

        // The other agencies see nothing of it, and give no view.
        for login in ["gp", "school", "neighbour", "lead", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            let absent = other.get("/console/decisions/nothing").await.canonical();
            assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
            let forged = view.clone().with("_token", &token).with("key", "mine");
            as_about_nothing(&mut other, &forged, login).await;
        }
        assert_eq!(number(&hub.db, VIEWS).await, 1);

        let mut mash = Visitor::signed_in(&hub, "mash").await;
        let page = mash.get(&path).await.ok();
        assert!(page.says("a burn <at> eight weeks") && page.says("Disagrees"), "{}", page.text);
        let decide = form(&page, "decide").with("decide-decision", "STRATEGY_DISCUSSION");
        let mend = mash.send(&decide).await;
        assert!(mend.status == 422 && mend.text.contains("href=\"#decide-levelOfNeed\""), "{}", mend.text);
        let decide = form(&mend, "decide").with("decide-levelOfNeed", "CHILD_PROTECTION");
        let empty = mash.send(&decide).await;
        assert!(empty.status == 422 && empty.text.contains("href=\"#decide-reason\""), "{}", empty.text);
        // Who is asked does not decide.
        let token = nurse.get(&path).await.ok().form("/sign-out").value("_token").expect("a token").to_owned();
        let theirs = decide.clone().with("_token", &token).with("decide-reason", "mine");
        assert_eq!(nurse.send(&theirs).await.status, 422);
        assert_eq!(number(&hub.db, DECIDED).await, 0);
        let page = mash.send(&form(&empty, "decide").with("decide-reason", "with the trust")).await.ok();
        assert!(page.says("The decision is recorded") && page.says("Strategy discussion"), "{}", page.text);
        assert!(!page.forms().iter().any(|form| form.value("do").is_some()), "it is taken once");
        assert_eq!(number(&hub.db, DECIDED).await, 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_escalation_is_answered_and_raised_further_from_its_page() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let (_, concern) = screened(&hub, file(&hub)).await;
    let decision = asked(&hub, &concern, &["T-TRUST"]).await;
    decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
    let raised = escalate(&hub, "health-visitor", json!({"jointDecision": decision})).await;
    let path = format!("/console/escalations/{}", raised.str("escalation.id"));
    let mut social_worker = Visitor::signed_in(&hub, "social-worker").await;
    let list = social_worker.get("/console/escalations").await.ok();
    let page = social_worker.get(&list.link_with("/console/escalations/")).await.ok();
    assert!(page.says("the burn was not weighed") && page.says("Practitioner"), "{}", page.text);
    let mend = social_worker.send(&form(&page, "answer").with("answer-learning", "ask <first>")).await;
    assert!(mend.status == 422 && mend.text.contains("href=\"#answer-outcome\""), "{}", mend.text);
    let answer = form(&mend, "answer").with("answer-outcome", "UPHELD");
    assert_eq!(answer.value("answer-learning"), Some("ask <first>"));
    for login in ["gp", "school", "neighbour", "lead", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let absent = other.get("/console/escalations/nothing").await.canonical();
        assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
        for act in ["answer", "raise"] {
            let forged = answer.clone().with("_token", &token).with("key", "mine").with("do", act);
            as_about_nothing(&mut other, &forged, &format!("{login} {act}")).await;
        }
    }
    let page = social_worker.send(&answer.with("answer-reason", "looked at again")).await.ok();
    assert!(page.says("Your answer is recorded") && page.says("Upheld"), "{}", page.text);
    // Those who raised it raise it further; a practitioner does not answer the next stage.
    let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
    let page = nurse.get(&path).await.ok();
    let page = nurse.send(&form(&page, "raise").with("raise-reason", "nothing changed")).await.ok();
    assert!(page.says("Line manager"), "{}", page.text);
    let page = social_worker.get(&path).await.ok();
    let answer = form(&page, "answer").with("answer-outcome", "UPHELD").with("answer-reason", "as before");
    let below = social_worker.send(&answer).await;
    assert!(below.status == 422 && below.says("of position MANAGER or above"), "{}", below.text);
    hub.end().await;
}
