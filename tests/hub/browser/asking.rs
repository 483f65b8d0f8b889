//! The pages on which work is looked up, views are asked for, disagreement is raised and things are searched for, in a real browser:
//! each is looked through by axe-core, and fits a window of 320 pixels.

use fantoccini::Locator;
use tests::browser::{Browser, Scripts, there};
use tests::hub::limits;
use tests::{Engine, Hub};

use super::super::work::{beginning, done, father, outcome, with};
use super::super::{checks, decisions};
use super::journeys::{NARROW, click, fill, go, go_on, look};
use serde_json::json;

async fn to(browser: &Browser, hub: &Hub, path: &str) -> String {
    browser.page().goto(&format!("{}{path}", hub.url)).await.expect("a page");
    look(browser, Scripts::On).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_that_ask_dispute_and_search_have_nothing_that_axe_finds() {
    if !there() {
        return;
    }
    let hub = Hub::start_with_console(Engine::Sqlite, limits()).await;
    let (child, _) = decisions::screened(&hub, decisions::file(&hub)).await;
    let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
    let mut declined = checks::known(&check, "DECLINED");
    declined["reason"] = json!("not ours to say");
    checks::answer(&hub, "gp", &declined).await;
    let plan = json!({"family": father(), "outcomes": outcome(&hub)});
    done(&hub, "social-worker", "makeEarlyHelpPlan", &with(beginning(child, "EARLY_HELP"), &plan)).await;

    let browser = Browser::open(Scripts::On, NARROW).await;
    go(&browser, &hub, "social-worker", "/console").await;
    look(&browser, Scripts::On).await;
    // From the overdue work to its steps, and to the record with what can be asked from there.
    assert_eq!(to(&browser, &hub, "/console/work").await, "Overdue work");
    go_on(&browser, "main a[href^='/console/work/']").await;
    assert_eq!(look(&browser, Scripts::On).await, "Early help plan");
    go_on(&browser, "main .act .button").await;
    click(&browser, "#purpose option[value=EARLY_HELP]").await;
    click(&browser, "#lawfulBasis option[value=PUBLIC_TASK]").await;
    go_on(&browser, "main .button").await;
    assert_eq!(look(&browser, Scripts::On).await, "Early help plan");
    go_on(&browser, "main .act .button").await;
    look(&browser, Scripts::On).await;
    go_on(&browser, "form[action='/console/decisions/ask'] .button").await;
    assert_eq!(look(&browser, Scripts::On).await, "Ask for views");
    go_on(&browser, "main .act .button").await;
    browser.page().find(Locator::Css(".errors a[href='#ask-question']")).await.expect("a link to what is missing");
    look(&browser, Scripts::On).await;
    // Disagreement, where one sees what it is with.
    to(&browser, &hub, &format!("/console/checks/{check}")).await;
    fill(&browser, "#dispute-reason", "it is yours to say").await;
    go_on(&browser, "form:has([value=dispute]) .button").await;
    assert_eq!(look(&browser, Scripts::On).await, "An escalation");
    assert_eq!(to(&browser, &hub, "/console/disagree").await, "Disagree with a refusal to share");
    to(&browser, &hub, "/console/concerns").await;
    go_on(&browser, "main a[href^='/console/concerns/']").await;
    look(&browser, Scripts::On).await;
    // One more person on a concern.
    browser.page().goto(&format!("{}/console/raise", hub.url)).await.expect("a page");
    for choice in ["input[value=no]", "input[value=described]"] {
        click(&browser, choice).await;
        go_on(&browser, "main .button").await;
    }
    fill(&browser, "#givenName", "Made-up").await;
    go_on(&browser, "main .button").await;
    fill(&browser, "#whatHappened", "came to school with bruises").await;
    for _ in 0..3 {
        go_on(&browser, "main .button").await;
    }
    fill(&browser, "#personName", "Made-up Uncle").await;
    go_on(&browser, "button[value=more]").await;
    browser.page().find(Locator::Css("#personName2")).await.expect("one more");
    assert_eq!(look(&browser, Scripts::On).await, "Who else does it concern?");
    // A query of one's own, kept beside an example.
    browser.page().goto(&format!("{}/console/query", hub.url)).await.expect("a page");
    fill(&browser, "#document", " # mine").await;
    go_on(&browser, "button[value=example]").await;
    go_on(&browser, "button[value=back]").await;
    look(&browser, Scripts::On).await;
    browser.close().await;

    let browser = Browser::open(Scripts::On, NARROW).await;
    go(&browser, &hub, "lead", "/console/log").await;
    look(&browser, Scripts::On).await;
    fill(&browser, "#child", "999 000 0018").await;
    go_on(&browser, ".filter .button").await;
    assert_eq!(look(&browser, Scripts::On).await, "Access log");
    browser.close().await;
    hub.end().await;
}
