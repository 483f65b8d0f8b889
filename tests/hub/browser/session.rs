//! The end of a session in a real browser: it is said in time, and can be put off without leaving the page.

use std::time::Duration;

use entities::Instant;
use fantoccini::Locator;
use tests::browser::{Browser, Scripts, there};
use tests::hub::patient;
use tests::{Engine, Hub};

use super::journeys::{NARROW, click, go, look};

const MINUTE: i64 = 60 * Instant::SECOND;

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_session_is_seen_on_a_page_longer_than_the_window() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    let browser = Browser::open(Scripts::On, NARROW).await;
    go(&browser, &hub, "gp", "/console/child").await;
    // Busy until four minutes before ten hours are over: then nothing keeps it.
    for minutes in std::iter::repeat_n(28, 21).chain([8]) {
        hub.clock.advance(minutes * MINUTE);
        browser.page().goto(&format!("{}/console/child", hub.url)).await.expect("a page");
    }
    browser.page().wait().for_element(Locator::Css(".ends-soon")).await.expect("a warning");
    let seen = "const at = document.querySelector('.ends-soon').getBoundingClientRect();
        return [document.documentElement.scrollHeight > window.innerHeight,
            at.height > 0 && at.top >= 0 && at.bottom <= window.innerHeight + 1,
            document.querySelector('.ends-said[role=alert]').textContent.includes('nobody stays signed in for longer'),
            document.querySelector('.ends a') === null]";
    let seen = browser.page().execute(seen, Vec::new()).await.expect("measured");
    assert_eq!(seen, serde_json::json!([true, true, true, true]), "long page, in sight, read out, no false promise");
    look(&browser, Scripts::On).await;
    browser.close().await;
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_about_to_end_is_kept_without_leaving_the_page() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    let browser = Browser::open(Scripts::On, NARROW).await;
    go(&browser, &hub, "mash", "/console/board").await;
    // What a page asks for by itself keeps nobody signed in, so this one says that there are four minutes left.
    hub.clock.advance(26 * MINUTE);
    let here = format!("{}/console/board/again", hub.url);
    browser.page().goto(&here).await.expect("a page");
    browser.page().wait().for_element(Locator::Css(".ends-soon a")).await.expect("a warning, with a way to stay");
    look(&browser, Scripts::On).await;
    click(&browser, ".ends-soon a").await;
    let kept = async {
        while browser.page().find(Locator::Css(".ends-soon")).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), kept).await.expect("the warning goes");
    assert_eq!(browser.page().current_url().await.expect("an address").as_str(), here);
    hub.clock.advance(10 * MINUTE);
    browser.page().goto(&format!("{}/console/session", hub.url)).await.expect("a page");
    assert_eq!(look(&browser, Scripts::On).await, "You are signed in");
    browser.close().await;
    hub.end().await;
}
