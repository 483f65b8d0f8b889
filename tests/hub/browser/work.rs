//! The board and work from pages in a real browser, with and without scripts: every page is looked through by axe-core, and fits
//! a window of 320 pixels.

use std::time::Duration;

use fantoccini::Locator;
use serde_json::json;
use tests::browser::{Browser, Scripts, there};
use tests::hub::patient;
use tests::{Engine, Hub};

use super::super::mash;
use super::journeys::{NARROW, click, fill, go, go_on, look};

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_is_worked_on_from_the_board_in_a_browser() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    for (scripts, key) in [(Scripts::On, "on"), (Scripts::Off, "off")] {
        let browser = Browser::open(scripts, NARROW).await;
        go(&browser, &hub, "mash", "/console/board").await;
        assert_eq!(look(&browser, scripts).await, "MASH board");
        let concern = mash::raise(&hub, "school", key, json!({"immediateDanger": true})).await;
        let row = format!("#board a[href$='{concern}']");
        if scripts == Scripts::On {
            // It comes by itself: the page is not loaded again.
            let found = browser.page().wait().at_most(Duration::from_secs(20)).for_element(Locator::Css(&row)).await;
            found.unwrap_or_else(|e| panic!("the board does not renew itself: {e}"));
        } else {
            let refresh =
                browser.page().find(Locator::Css("meta[http-equiv=refresh]")).await.expect("it renews itself");
            let content = refresh.attr("content").await.expect("read").expect("when and where");
            assert_eq!(content, "120; url=/console/board/again");
            go_on(&browser, "nav.places a[href='/console/board']").await;
        }
        look(&browser, scripts).await;
        go_on(&browser, &row).await;
        look(&browser, scripts).await;
        go_on(&browser, "form:has([value=acknowledge]) .button").await;
        look(&browser, scripts).await;
        // Half a form is told what is missing, and keeps the rest.
        fill(&browser, "#screen-reason", "a baby").await;
        go_on(&browser, "form:has([value=screen]) .button").await;
        look(&browser, scripts).await;
        browser.page().find(Locator::Css(".errors a[href='#screen-rating']")).await.expect("a link to what is missing");
        click(&browser, "input[name=screen-rating][value=AMBER]").await;
        go_on(&browser, "form:has([value=screen]) .button").await;
        look(&browser, scripts).await;
        click(&browser, "input[name=decide-decision][value=EARLY_HELP]").await;
        fill(&browser, "#decide-reason", "talked over").await;
        go_on(&browser, "form:has([value=decide]) .button").await;
        look(&browser, scripts).await;
        go_on(&browser, "form:has([value=tell]) .button").await;
        let news = browser.page().find(Locator::Css(".news")).await.expect("news").text().await.expect("its text");
        assert!(news.contains("is told"), "{news}");
        browser.close().await;
    }
    hub.end().await;
}
