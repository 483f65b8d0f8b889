//! Leads, governance and developers in a real browser, with and without scripts.

use fantoccini::Locator;
use serde_json::json;
use tests::browser::{Browser, Scripts, there};
use tests::hub::patient;
use tests::queries::record;
use tests::{ChildFile, Engine, Hub};

use super::journeys::{NARROW, click, fill, go_as, go_on, look, news, nothing_for};

#[tokio::test(flavor = "multi_thread")]
async fn an_access_is_reviewed_and_the_log_searched_in_a_browser() {
    if !there() {
        return;
    }
    for scripts in [Scripts::On, Scripts::Off] {
        let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]);
        let nhs = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await.public();
        let sharing = json!({
            "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true,
            "justification": "found alone at night in the rain",
        });
        let opened = json!({"child": {"id": child}, "sharing": sharing});
        hub.ask("social-worker", &record(), opened).await.ok();

        let browser = Browser::open(scripts, NARROW).await;
        go_as(&browser, &hub, "lead", "/console/reviews").await;
        go_on(&browser, "main a[href^='/console/reviews/']").await;
        let access = browser.page().current_url().await.expect("an address").path().to_owned();
        click(&browser, "input[value=JUSTIFIED]").await;
        go_on(&browser, "main form .button").await;
        look(&browser, scripts).await;
        browser.page().find(Locator::Css(".errors a[href='#note']")).await.expect("a link to what is missing");
        let title = browser.page().title().await.expect("a title");
        assert!(title.starts_with("Error: "), "{title}");
        fill(&browser, "#note", "rang the hospital").await;
        go_on(&browser, "main form .button").await;
        assert!(news(&browser).await.contains("verdict is recorded"));

        go_on(&browser, "nav.places a[href='/console/log']").await;
        click(&browser, "#flag option[value=EMERGENCY]").await;
        go_on(&browser, ".filter .button").await;
        look(&browser, scripts).await;
        let at = browser.page().current_url().await.expect("an address");
        assert!(at.query().is_some_and(|query| query.contains("flag=EMERGENCY")), "{at}");
        go_on(&browser, ".chips a").await;

        go_on(&browser, "nav.places a[href='/console/seen']").await;
        fill(&browser, "main form input:not([type=hidden])", &nhs).await;
        go_on(&browser, "main form .button").await;
        look(&browser, scripts).await;
        let at = browser.page().current_url().await.expect("an address");
        assert!(!at.as_str().contains(&nhs), "a number stands in an address: {at}");
        browser.page().find(Locator::Css(".timeline .event")).await.expect("who has seen the child");

        nothing_for(&browser, &hub, &["gp", "administrator"], &["/console/reviews", &access, "/console/log"]).await;
        browser.close().await;
        hub.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agreement_is_read_and_tried_in_a_browser() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    for scripts in [Scripts::On, Scripts::Off] {
        let browser = Browser::open(scripts, NARROW).await;
        go_as(&browser, &hub, "governance", "/console/governance").await;
        go_on(&browser, "main a[href$='/policies']").await;
        go_on(&browser, "main .table a").await;
        go_on(&browser, ".back a").await;
        go_on(&browser, ".back a").await;
        go_on(&browser, "main a[href$='/matrix']").await;
        go_on(&browser, "main a[href$='/GENERAL_PRACTITIONER']").await;
        browser.page().goto(&format!("{}/console/governance/what-if", hub.url)).await.expect("a page");
        click(&browser, "#role option[value=HOUSING_OFFICER]").await;
        click(&browser, "#purpose option[value=CRIME_PREVENTION]").await;
        go_on(&browser, "main form .button").await;
        look(&browser, scripts).await;
        let answer =
            browser.page().find(Locator::Css("main .tag")).await.expect("an answer").text().await.expect("its text");
        assert!(answer.starts_with("Not opened"), "{answer}");
        browser.page().goto(&format!("{}/console/governance/consents", hub.url)).await.expect("a page");
        browser.page().goto(&format!("{}/console/governance/log", hub.url)).await.expect("a page");
        go_on(&browser, "main form .button").await;
        look(&browser, scripts).await;
        news(&browser).await;
        nothing_for(&browser, &hub, &["lead", "administrator"], &["/console/governance", "/console/governance/log"])
            .await;
        browser.close().await;
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_run_as_four_people_in_a_browser() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    for scripts in [Scripts::On, Scripts::Off] {
        let browser = Browser::open(scripts, NARROW).await;
        go_as(&browser, &hub, "gp", "/console/query").await;
        go_on(&browser, "main form .button.second").await;
        fill(&browser, "#variables", "and more").await;
        go_on(&browser, "button[value=one]").await;
        look(&browser, scripts).await;
        browser.page().find(Locator::Css(".errors a[href='#variables']")).await.expect("a link to what is wrong");
        browser.page().goto(&format!("{}/console/query", hub.url)).await.expect("a page");
        for (button, answers) in [("one", 1), ("four", 4)] {
            go_on(&browser, &format!("button[value={button}]")).await;
            let found = browser.page().find_all(Locator::Css(".answers .answer")).await.expect("answers");
            assert_eq!(found.len(), answers);
        }
        look(&browser, scripts).await;
        browser.close().await;
    }
    hub.end().await;
}
