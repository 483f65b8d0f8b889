//! A check is answered from its page by the agency that it is put to, taken back by the one that asked, and sent without consent by
//! a manager who did not ask (R14).

use entities::words::LevelOfNeed;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::{ChildFile, Hub, on_both};

use super::super::{checks, decisions};
use super::acting::form;
use super::as_about_nothing;

const ANSWERED: &str = "SELECT count(*) FROM safeguarding_check WHERE status = 'ANSWERED'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_check_is_answered_once_from_its_page_by_the_agency_that_is_asked() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let child = decisions::file(&hub).put(&hub.door).await;
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let path = format!("/console/checks/{check}");
        let mut gp = Visitor::signed_in(&hub, "gp").await;
        let queue = gp.get("/console/checks").await.ok();
        assert!(queue.says("Section 47 start") && queue.says("Waits for an answer"), "{}", queue.text);
        let page = gp.get(&queue.link_with(&check)).await.ok();
        assert!(page.says("bruises that nobody explains") && page.says("Made-up Stepfather"), "{}", page.text);
        // The record is opened for a reason that is stated there; the check goes with it.
        let why = gp.send(&page.form("/console/child")).await.ok();
        let stated = why.form("/console/child");
        assert_eq!(stated.value("restsOn"), Some(check.as_str()));
        assert_eq!(stated.value("purpose"), Some("SECTION_47_ENQUIRY"), "for what it was asked");

        // Everything that is missing is told at once, in the order of the page.
        let answer = form(&page, "answer").with("answer-reason", "seen <twice>").with("answer-narrative", "a burn");
        let mend = gp.send(&answer).await;
        assert_eq!(mend.status, 422);
        let found: Vec<&str> =
            mend.text.split("href=\"#answer-").skip(1).filter_map(|at| at.split('"').next()).collect();
        let all = ["answer", "systemsSearched", "summary", "occurredAt", "category", "significance"];
        assert_eq!(found, all, "{}", mend.text);
        for field in all {
            assert!(mend.text.contains(&format!("id=\"answer-{field}-error\"")), "{field}: {}", mend.text);
        }
        let answer = form(&mend, "answer").with("answer-answer", "KNOWN_OPEN").with("answer-summary", "a burn");
        assert_eq!(answer.value("answer-reason"), Some("seen <twice>"));
        let answer = answer.with("answer-category", "HEALTH").with("answer-significance", "SIGNIFICANT");
        let answer = answer.with("answer-occurredAt-day", "4").with("answer-occurredAt-month", "3");
        let answer = answer.with("answer-occurredAt-year", "2999");
        let mend = gp.send(&answer).await;
        assert_eq!(mend.status, 422, "what the form has right is looked at by the service: {}", mend.text);
        for field in ["systemsSearched", "occurredAt"] {
            assert!(mend.text.contains(&format!("href=\"#answer-{field}\"")), "{field}: {}", mend.text);
        }
        let answer = form(&mend, "answer").with("answer-occurredAt-year", "2026");
        let answer = answer.with("answer-systemsSearched", "EMIS\nthe paper file\n");
        let done = gp.send(&answer).await.ok();
        assert!(done.says("Your agency’s answer is recorded") && done.says("None waits for"), "{}", done.text);
        assert_eq!(gp.send(&answer).await.status, 200, "the same form twice is one answer");
        assert_eq!(number(&hub.db, ANSWERED).await, 1);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM check_entry").await, 1);

        // Whoever asked reads it, from the child's record too; it waits for nobody any more.
        let mut social_worker = Visitor::signed_in(&hub, "social-worker").await;
        let why = social_worker.get("/console/child").await.ok().form("/console/child").with("number", &child.public());
        let why = why.with("purpose", "SECTION_47_ENQUIRY").with("lawfulBasis", "PUBLIC_TASK");
        let record = social_worker.send(&why).await.ok();
        assert_eq!(record.link_with(&check), path);
        let page = social_worker.get(&path).await.ok();
        assert!(
            page.says("Known, with an open case") && page.says("the paper file") && page.says("seen <twice>"),
            "{}",
            page.text
        );
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_check_is_there_for_the_two_agencies_alone_and_taken_back_by_who_asked() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let child = decisions::file(&hub).put(&hub.door).await;
    let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
    let path = format!("/console/checks/{check}");
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let page = gp.get(&path).await.ok();
    assert!(!page.forms().iter().any(|form| form.value("do") == Some("withdraw")));
    let answer = form(&page, "answer").with("answer-answer", "NOT_KNOWN").with("answer-systemsSearched", "EMIS");
    for login in ["health-visitor", "school", "neighbour", "inspector", "governance", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let absent = other.get("/console/checks/nothing").await.canonical();
        assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
        as_about_nothing(&mut other, &answer.clone().with("_token", &token), login).await;
        let withdraw = answer.clone().with("_token", &token).with("do", "withdraw").with("withdraw-reason", "mine");
        as_about_nothing(&mut other, &withdraw, login).await;
    }
    assert_eq!(number(&hub.db, ANSWERED).await, 0);
    let mut social_worker = Visitor::signed_in(&hub, "social-worker").await;
    let page = social_worker.get(&path).await.ok();
    assert!(!page.forms().iter().any(|form| form.value("do") == Some("answer")));
    let back = social_worker.send(&form(&page, "withdraw").with("withdraw-reason", "no longer needed")).await.ok();
    assert!(back.says("The check is taken back") && back.says("Taken back"), "{}", back.text);
    assert_eq!(gp.get(&path).await.status, 404);
    let gone = gp.send(&answer).await;
    assert_eq!(gone.status, 404, "who is asked no longer has no page to mend");
    assert_eq!(number(&hub.db, ANSWERED).await, 0);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_check_that_did_not_go_out_stands_on_today_and_a_manager_who_did_not_ask_sends_it_from_its_page() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
        let child = file.put(&hub.door).await;
        let round = checks::round(&hub, child, "CHILD_IN_NEED_ASSESSMENT", "ASSESSMENT_START", &["T-SURGERY"]);
        let asked = checks::request(&hub, "social-worker", &round).await;
        assert_eq!(asked.str("round.checks.0.status"), "BLOCKED", "{}", asked.text);
        let check = asked.str("round.checks.0.id").to_owned();
        // Who asked sees on Today that nobody was asked, and what would let it out; a practitioner is not offered to send it.
        let mut worker = Visitor::signed_in(&hub, "social-worker").await;
        let today = worker.get("/console").await.ok();
        assert!(today.says("Checks that did not go out") && today.says("Asked of Made-up T-SURGERY"), "{}", today.text);
        assert!(
            today.says("To go out it needs a consent that covers what is asked, or a manager’s decision to go on"),
            "{}",
            today.text
        );
        let page = worker.get(&today.link_with(&check)).await.ok();
        assert!(page.says("Did not go out") && page.says("A manager’s decision to go on without consent"));
        assert!(!page.forms().iter().any(|form| form.value("do") == Some("dispense")), "{}", page.text);
        let mut gp = Visitor::signed_in(&hub, "gp").await;
        assert!(!gp.get("/console").await.ok().text.contains(&check) && gp.get(&worker.at).await.status == 404);

        let mut manager = Visitor::signed_in(&hub, "manager").await;
        let page = manager.get(&manager.clone().get("/console").await.ok().link_with(&check)).await.ok();
        let mend = manager.send(&form(&page, "dispense")).await;
        assert_eq!(mend.status, 422);
        for field in ["dispenseReason", "reason"] {
            assert!(mend.text.contains(&format!("href=\"#dispense-{field}\"")), "{field}: {}", mend.text);
        }
        let send = form(&mend, "dispense").with("dispense-dispenseReason", "RISK_OF_SIGNIFICANT_HARM_TO_CHILD");
        let send = send.with("dispense-reason", "waiting would <harm> her");
        // Whoever is no manager is told so by the service, and to whom it is nothing it is not there.
        let token = worker.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let theirs = worker.send(&send.clone().with("_token", &token).with("key", "mine")).await;
        assert!(theirs.status == 422 && theirs.says("A manager or above decides"), "{}", theirs.text);
        for login in ["gp", "neighbour", "lead", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            as_about_nothing(&mut other, &send.clone().with("_token", &token).with("key", "mine"), login).await;
        }
        let done = manager.send(&send).await.ok();
        assert!(done.says("The check is sent, without consent") && done.says("Waits for an answer"), "{}", done.text);
        assert!(!done.forms().iter().any(|form| form.value("do") == Some("dispense")));
        assert!(gp.get("/console/checks").await.ok().text.contains(&check), "now it is put to whom it asks");
        assert!(!worker.get("/console").await.ok().says("Checks that did not go out"));
        hub.end().await;
    })
    .await;
}
