//! A manager answers what was done in their name (R21), and a lead what an objection holds back (R24), from the pages.

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::queries::{about, record};
use tests::{ChildFile, Hub, on_both};

use super::super::rules::r24;
use super::acting::form;
use super::as_about_nothing;

const ANSWERS: &str = "SELECT count(*) FROM approval_answer";

/// Opens a record without consent, in the manager's name.
async fn dispensed(hub: &Hub, child: &str) {
    let sharing = json!({
        "purpose": "CHILD_IN_NEED_ASSESSMENT", "lawfulBasis": "PUBLIC_TASK",
        "dispenseReason": "RISK_OF_SIGNIFICANT_HARM_TO_CHILD", "approvedBy": hub.town.person("manager").id.public(),
        "justification": "the child was seen with <new> bruises today",
    });
    let answer = hub.ask("social-worker", &record(), json!({"child": {"id": child}, "sharing": sharing})).await.ok();
    assert_eq!(answer.str("data.sharedRecord.__typename"), "SharedRecord", "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_a_manager_answers_what_was_opened_in_their_name_from_the_page() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
        let child = file.entry("early-help", "of another", ChronologyCategory::Visit, &[]).put(&hub.door).await;
        dispensed(&hub, &child.public()).await;
        let mut manager = Visitor::signed_in(&hub, "manager").await;
        let list = manager.get("/console/approvals").await.ok();
        let path = list.link_with("/console/approvals/approval");
        let page = manager.get(&path).await.ok();
        assert!(page.says("Person social-worker") && page.says("with <new> bruises"), "{}", page.text);
        for text in [
            "Social worker",
            "Made-up T-COUNCIL",
            "Child in need assessment",
            "Risk of significant harm to child",
            "Public task",
            "Narrative",
        ] {
            assert!(page.says(text), "{text}: {}", page.text);
        }
        assert!(
            list.says("Child in need assessment") && list.says("Risk of significant harm to child"),
            "{}",
            list.text
        );
        // The log is not theirs to read, so they are shown no way to the entry and none is logged as refused; the child's name
        // takes a reason.
        assert!(page.links().iter().all(|link| !link.contains("/reviews/")), "{:?}", page.links());
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_log WHERE action = 'READ_LOG'").await, 0);
        assert!(page.says(&child.public()) && !page.says("made-up-secret given"), "{}", page.text);
        let record = page.form("/console/child");
        assert_eq!((record.value("child"), record.value("go")), (Some(child.public().as_str()), Some("change")));
        assert!(manager.send(&record).await.ok().says("Why do you need"));
        let mend = manager.send(&form(&page, "answer").with("answer-reason", "I was <asked>")).await;
        assert!(mend.status == 422 && mend.text.contains("href=\"#answer-approved\""), "{}", mend.text);
        let answer = form(&mend, "answer").with("answer-approved", "no");
        assert_eq!(answer.value("answer-reason"), Some("I was <asked>"));
        let empty = manager.send(&answer.clone().with("answer-reason", " ")).await;
        assert!(empty.status == 422 && empty.text.contains("href=\"#answer-reason\""), "{}", empty.text);
        for login in ["social-worker", "colleague", "gp", "lead", "governance", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            let absent = other.get("/console/approvals/nothing").await.canonical();
            assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
            let forged = answer.clone().with("_token", &token).with("key", "mine");
            as_about_nothing(&mut other, &forged, login).await;
        }
        assert_eq!(number(&hub.db, ANSWERS).await, 0);
        let done = manager.send(&answer).await.ok();
        assert!(done.says("Your answer is recorded") && done.says("Nothing waits"), "{}", done.text);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM approval_answer WHERE NOT approved").await, 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r24_who_is_held_back_asks_and_another_agencys_lead_decides_from_the_pages() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let child = r24::objecting(&hub).await;
    let held = hub.ask("gp", &record(), about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
    let entry = held.str("data.sharedRecord.sharing.accessLogEntryId").to_owned();
    let mut asker = Visitor::signed_in(&hub, "gp").await;
    // The record that holds something back leads to where a decision is asked for, with its own entry.
    let why = asker.get("/console/child").await.ok().form("/console/child").with("number", &child.public());
    let why = why.with("purpose", "CHILD_IN_NEED_ASSESSMENT").with("lawfulBasis", "PUBLIC_TASK");
    let record = asker.send(&why).await.ok();
    assert!(
        record.says("What happened Review The young person objected") && !record.says("chronology"),
        "{}",
        record.text
    );
    let way = record.link_with("/console/approvals/ask?entry=access_");
    let page = asker.get(&way).await.ok();
    assert_eq!(form(&page, "ask").value("ask-entry"), way.split_once('=').map(|(_, entry)| entry));
    let page = asker.get("/console/approvals/ask").await.ok();
    let mend = asker.send(&form(&page, "ask").with("ask-entry", "x").with("ask-reason", "to <plan> with him")).await;
    assert!(mend.status == 422 && mend.text.contains("href=\"#ask-entry\""), "{}", mend.text);
    assert!(mend.says("Copy the entry as it stands, for example access_0_1406"), "{}", mend.text);
    let ask = form(&mend, "ask");
    assert_eq!(ask.value("ask-reason"), Some("to <plan> with him"));
    asker.send(&ask.clone().with("ask-entry", &entry)).await.ok();
    assert_eq!(number(&hub.db, "SELECT count(*) FROM sharing_review").await, 1);
    // Another's access is answered as one that there is not.
    let mut school = Visitor::signed_in(&hub, "school").await;
    let page = school.get("/console/approvals/ask").await.ok();
    for entry in [entry.as_str(), "access_9_9"] {
        let own = form(&page, "ask").with("ask-entry", entry).with("ask-reason", "mine");
        assert_eq!(school.send(&own).await.status, 404, "{entry}");
    }

    let mut lead = Visitor::signed_in(&hub, "school-lead").await;
    let path = lead.get("/console/approvals").await.ok().link_with("/console/approvals/sharing_review");
    let page = lead.get(&path).await.ok();
    assert!(page.says("to <plan> with him") && page.says(&child.public()), "{}", page.text);
    assert!(page.says("General practitioner") && page.says("Made-up T-SURGERY"), "{}", page.text);
    assert!(page.says("What the young person said") && page.says("your role opens no record"), "{}", page.text);
    assert!(page.links().iter().all(|link| !link.contains("/reviews/access")), "another agency's access is not theirs");
    assert!(page.forms().iter().all(|form| form.action != "/console/child"), "{}", page.text);
    // Governance reads the entry, so there is a way to it.
    let mut governance = Visitor::signed_in(&hub, "governance").await;
    let theirs = governance.get(&path).await.ok();
    assert!(governance.get(&theirs.link_with("/console/reviews/access")).await.ok().says("Person gp"));
    let allow = form(&page, "allow").with("allow-allow", "yes").with("allow-reason", "he needs <it>");
    let mend = lead.send(&allow).await;
    assert!(mend.status == 422 && mend.text.contains("href=\"#allow-classes\""), "{}", mend.text);
    let allow = form(&mend, "allow").with("allow-classes", "SUMMARY").with("allow-until-day", "31");
    let bad = lead.send(&allow.clone().with("allow-until-month", "2").with("allow-until-year", "2100")).await;
    assert!(bad.status == 422 && bad.text.contains("href=\"#allow-until\""), "{}", bad.text);
    let allow = form(&bad, "allow").with("allow-until-month", "3");
    assert_eq!((allow.value("allow-reason"), allow.value("allow-classes")), (Some("he needs <it>"), Some("SUMMARY")));
    for login in ["gp", "lead", "social-worker", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let absent = other.get("/console/approvals/nothing").await.canonical();
        assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
        let forged = allow.clone().with("_token", &token).with("key", "mine");
        as_about_nothing(&mut other, &forged, login).await;
    }
    lead.send(&allow).await.ok();
    assert_eq!(number(&hub.db, "SELECT count(*) FROM sharing_review_decision WHERE allowed").await, 1);
    hub.end().await;
}
