//! Raising a concern and opening a record in a real browser, with and without scripts: every page of them is looked through by
//! axe-core, and fits a window of 320 pixels.

use std::time::Duration;

use entities::words::{ChronologyCategory, FieldClass, LevelOfNeed};
use fantoccini::Locator;
use tests::browser::{Browser, Scripts, there};
use tests::hub::patient;
use tests::town::subject;
use tests::{ChildFile, Engine, Hub};

/// As narrow as a desktop enlarged four times.
pub(super) const NARROW: u32 = 320;

pub(super) async fn click(browser: &Browser, css: &str) {
    let found = browser.page().find(Locator::Css(css)).await;
    found.unwrap_or_else(|e| panic!("{css}: {e}")).click().await.unwrap_or_else(|e| panic!("{css}: {e}"));
}

/// Clicks on what leads to another page, and waits until the page before is gone: a browser may go on after the click.
pub(super) async fn go_on(browser: &Browser, css: &str) {
    let before = browser.page().find(Locator::Css("html")).await.expect("a page");
    click(browser, css).await;
    let gone = async {
        while before.tag_name().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.unwrap_or_else(|_| panic!("{css} leads nowhere"));
}

pub(super) async fn fill(browser: &Browser, css: &str, text: &str) {
    let found = browser.page().find(Locator::Css(css)).await;
    found.unwrap_or_else(|e| panic!("{css}: {e}")).send_keys(text).await.unwrap_or_else(|e| panic!("{css}: {e}"));
}

/// The heading of the page, which is as it should be.
pub(super) async fn look(browser: &Browser, scripts: Scripts) -> String {
    let heading = browser.page().find(Locator::Css("h1")).await.expect("a heading").text().await.expect("its text");
    if scripts == Scripts::On {
        assert_eq!(browser.violations().await, Vec::<String>::new(), "{heading}");
        assert!(!browser.overflows().await, "{heading} is too wide");
        browser.keep_pictures(&heading, NARROW).await;
    }
    heading
}

pub(super) async fn go(browser: &Browser, hub: &Hub, login: &str, path: &str) {
    sign_in(browser, &hub.url, &subject(login), path).await;
}

/// Goes to a page of the hub at that address, and signs in on the way.
pub(super) async fn sign_in(browser: &Browser, hub: &str, subject: &str, path: &str) {
    browser.page().goto(&format!("{hub}{path}")).await.expect("a page");
    go_on(browser, "main a[href*='/console/sign-in/start']").await;
    go_on(browser, &format!("main a[href*='person={subject}&']")).await;
}

/// Goes to a page as that person, whoever sat there before.
pub(super) async fn go_as(browser: &Browser, hub: &Hub, login: &str, path: &str) {
    browser.page().goto(&format!("{}/console/cookies", hub.url)).await.expect("a page");
    browser.page().delete_all_cookies().await.expect("nobody is signed in");
    go(browser, hub, login, path).await;
}

/// That each of these people is told at each of these addresses that there is nothing.
pub(super) async fn nothing_for(browser: &Browser, hub: &Hub, logins: &[&str], paths: &[&str]) {
    for login in logins {
        go_as(browser, hub, login, "/console/session").await;
        for path in paths {
            browser.page().goto(&format!("{}{path}", hub.url)).await.expect("a page");
            let heading =
                browser.page().find(Locator::Css("h1")).await.expect("a heading").text().await.expect("its text");
            assert_eq!(heading, "There is nothing here that you can see", "{login} at {path}");
        }
    }
}

/// The good news on the page.
pub(super) async fn news(browser: &Browser) -> String {
    browser.page().find(Locator::Css(".news")).await.expect("news").text().await.expect("its text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_is_raised_in_a_browser() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    for scripts in [Scripts::On, Scripts::Off] {
        let browser = Browser::open(scripts, NARROW).await;
        go(&browser, &hub, "school", "/console/raise").await;
        go_on(&browser, "main .button").await;
        assert_eq!(look(&browser, scripts).await, "Is the child in immediate danger?");
        click(&browser, "input[value=no]").await;
        go_on(&browser, "main .button").await;
        look(&browser, scripts).await;
        click(&browser, "input[value=described]").await;
        go_on(&browser, "main .button").await;
        look(&browser, scripts).await;
        fill(&browser, "#givenName", "Made-up").await;
        go_on(&browser, "main .button").await;
        fill(&browser, "#whatHappened", "came to school with bruises").await;
        go_on(&browser, "main .button").await;
        go_on(&browser, "main .button").await;
        go_on(&browser, "main .button").await;
        look(&browser, scripts).await;
        go_on(&browser, "main .button").await;
        look(&browser, scripts).await;
        click(&browser, "input[value=INFORMED_AND_AGREES]").await;
        go_on(&browser, "main .button").await;
        fill(&browser, "#callBack", "020 7946 0003").await;
        go_on(&browser, "main .button").await;
        assert_eq!(look(&browser, scripts).await, "Check your answers");
        go_on(&browser, "button[value=happened]").await;
        fill(&browser, "#whatHappened", " again").await;
        go_on(&browser, "main .button").await;
        go_on(&browser, "button[value=send]").await;
        assert!(look(&browser, scripts).await.starts_with("Concern "));
        go_on(&browser, ".back a[href='/console/concerns']").await;
        assert_eq!(look(&browser, scripts).await, "Concerns");
        go_on(&browser, "main a[href^='/console/concerns/']").await;
        look(&browser, scripts).await;
        browser.close().await;
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_opened_in_a_browser() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    let file = ChildFile::new(&hub.town)
        .named("Made-up", "Reed")
        .open_to(&["gp", "school"])
        .level(LevelOfNeed::ChildProtection)
        .entry("gp", "own", ChronologyCategory::Health, &[])
        .entry("police", "of the police", ChronologyCategory::PoliceReport, &[])
        .entry("charity", "of the charity", ChronologyCategory::Visit, &[FieldClass::Adult]);
    let nhs = file.nhs_number().to_owned();
    file.put(&hub.door).await;
    for scripts in [Scripts::On, Scripts::Off] {
        let browser = Browser::open(scripts, NARROW).await;
        go(&browser, &hub, "gp", "/console/child").await;
        look(&browser, scripts).await;
        click(&browser, "details summary").await;
        fill(&browser, "#number", &nhs).await;
        click(&browser, "#purpose option[value=DIRECT_CARE]").await;
        go_on(&browser, "main .button").await;
        assert_eq!(look(&browser, scripts).await, "Why do you need a child's record?");
        click(&browser, "#lawfulBasis option[value=PUBLIC_TASK]").await;
        go_on(&browser, "main .button").await;
        assert_eq!(look(&browser, scripts).await, "Made-up Reed");
        click(&browser, ".filter summary").await;
        click(&browser, "#agency option[value=GENERAL_PRACTICE]").await;
        go_on(&browser, ".filter .button").await;
        assert_eq!(look(&browser, scripts).await, "Made-up Reed");
        let at = browser.page().current_url().await.expect("an address");
        assert_eq!(at.query(), Some("agency=GENERAL_PRACTICE"));
        go_on(&browser, ".chips button").await;
        look(&browser, scripts).await;
        go_on(&browser, "button[value=change]").await;
        go_on(&browser, "button[value=emergency]").await;
        assert_eq!(look(&browser, scripts).await, "Open this record in an emergency");
        browser.close().await;
    }
    hub.end().await;
}
