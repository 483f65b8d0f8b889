//! Work between agencies in a real browser, with and without scripts: a check is answered, a view given, a decision disagreed
//! with, and what was done in a manager's name answered.

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::json;
use tests::browser::{Browser, Scripts, there};
use tests::hub::patient;
use tests::{ChildFile, Engine, Hub};

use super::super::{checks, decisions};
use super::journeys::{NARROW, click, fill, go_as, go_on, look, news, nothing_for};

#[tokio::test(flavor = "multi_thread")]
async fn agencies_answer_each_other_in_a_browser() {
    if !there() {
        return;
    }
    for scripts in [Scripts::On, Scripts::Off] {
        let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
        let (child, concern) = decisions::screened(&hub, decisions::file(&hub)).await;
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let asked = decisions::asked(&hub, &concern, &["T-TRUST"]).await;
        let (check, decision) = (format!("/console/checks/{check}"), format!("/console/decisions/{asked}"));
        let browser = Browser::open(scripts, NARROW).await;

        go_as(&browser, &hub, "gp", "/console/checks").await;
        go_on(&browser, &format!("main a[href='{check}']")).await;
        go_on(&browser, "form:has([value=answer]) .button").await;
        look(&browser, scripts).await;
        click(&browser, "input[name=answer-answer][value=NOT_KNOWN]").await;
        fill(&browser, "#answer-systemsSearched", "the surgery's own").await;
        go_on(&browser, "form:has([value=answer]) .button").await;
        assert!(news(&browser).await.contains("answer is recorded"));

        go_as(&browser, &hub, "health-visitor", "/console/decisions").await;
        go_on(&browser, &format!("main a[href='{decision}']")).await;
        look(&browser, scripts).await;
        for (name, word) in
            [("levelOfNeed", "CHILD_PROTECTION"), ("outcome", "STRATEGY_DISCUSSION"), ("dissent", "yes")]
        {
            choose(&browser, &format!("view-{name}"), word).await;
        }
        choose(&browser, "view-purpose", "STRATEGY_DISCUSSION").await;
        choose(&browser, "view-lawfulBasis", "PUBLIC_TASK").await;
        fill(&browser, "#view-reason", "three missed appointments").await;
        go_on(&browser, "form:has([value=view]) .button").await;
        assert!(news(&browser).await.contains("view is recorded"));
        look(&browser, scripts).await;

        decisions::decide(&hub, "social-worker", &asked, 1, "NO_FURTHER_ACTION").await;
        decisions::escalation::escalate(&hub, "health-visitor", json!({"jointDecision": asked})).await;
        go_as(&browser, &hub, "manager", "/console/escalations").await;
        go_on(&browser, "main a[href^='/console/escalations/']").await;
        let escalation = browser.page().current_url().await.expect("an address").path().to_owned();
        go_on(&browser, "form:has([value=answer]) .button").await;
        look(&browser, scripts).await;
        choose(&browser, "answer-outcome", "UPHELD").await;
        fill(&browser, "#answer-reason", "weighed again").await;
        go_on(&browser, "form:has([value=answer]) .button").await;
        assert!(news(&browser).await.contains("answer is recorded"));

        nothing_for(&browser, &hub, &["school", "administrator"], &[&check, &decision, &escalation]).await;
        browser.close().await;
        hub.end().await;
    }
}

/// Chooses that word in a field, a list of options or a group of buttons.
async fn choose(browser: &Browser, name: &str, word: &str) {
    click(browser, &format!("[name={name}] option[value={word}], [name={name}][value={word}]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_opened_in_a_managers_name_and_the_manager_answers_in_a_browser() {
    if !there() {
        return;
    }
    for scripts in [Scripts::On, Scripts::Off] {
        let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
        let file = ChildFile::new(&hub.town)
            .named("Made-up", "Reed")
            .open_to(&["social-worker"])
            .level(LevelOfNeed::ChildInNeed);
        let file = file.entry("early-help", "of another", ChronologyCategory::Visit, &[]);
        let nhs = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        let browser = Browser::open(scripts, NARROW).await;
        go_as(&browser, &hub, "social-worker", "/console/child").await;
        fill(&browser, "#number", &nhs).await;
        choose(&browser, "purpose", "CHILD_IN_NEED_ASSESSMENT").await;
        choose(&browser, "lawfulBasis", "PUBLIC_TASK").await;
        fill(&browser, "#justification", "seen with new bruises this morning").await;
        click(&browser, "details.more summary").await;
        choose(&browser, "dispenseReason", "RISK_OF_SIGNIFICANT_HARM_TO_CHILD").await;
        choose(&browser, "approvedBy", &hub.town.person("manager").id.public()).await;
        go_on(&browser, "main .button").await;
        assert_eq!(look(&browser, scripts).await, "Made-up Reed");

        go_as(&browser, &hub, "manager", "/console/approvals").await;
        go_on(&browser, "main a[href^='/console/approvals/approval']").await;
        let approval = browser.page().current_url().await.expect("an address").path().to_owned();
        go_on(&browser, "form:has([value=answer]) .button").await;
        look(&browser, scripts).await;
        nothing_for(&browser, &hub, &["gp", "administrator"], &[&approval]).await;
        go_as(&browser, &hub, "manager", &approval).await;
        choose(&browser, "answer-approved", "no").await;
        fill(&browser, "#answer-reason", "nobody asked me").await;
        go_on(&browser, "form:has([value=answer]) .button").await;
        assert!(news(&browser).await.contains("answer is recorded"));
        browser.close().await;
        hub.end().await;
    }
}
