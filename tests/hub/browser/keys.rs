//! The console by keyboard alone: one can see where one is, skip what stands on every page, and is led to what has to be mended.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;
use tests::browser::{Browser, Scripts, there};
use tests::hub::patient;
use tests::{Engine, Hub};

use super::journeys::{go_as, look};

async fn press(browser: &Browser, key: char) {
    let keys = KeyActions::new("keys".to_owned());
    let keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    browser.page().perform_actions(keys).await.expect("pressed");
}

/// Where the focus is: the element's id, or its class; and that it is seen.
async fn at(browser: &Browser) -> String {
    let script = "const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
        return [at.id || at.className, at.id === 'main' || look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
            box.left >= 0 && box.bottom > 0 && box.top < window.innerHeight]";
    let found = browser.page().execute(script, Vec::new()).await.expect("read");
    assert_eq!((&found[1], &found[2]), (&json!(true), &json!(true)), "outlined, and in the window: {found}");
    found[0].as_str().expect("a name").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_is_begun_by_keyboard_alone() {
    if !there() {
        return;
    }
    let (tab, enter, space) = (char::from(Key::Tab), char::from(Key::Enter), ' ');
    let hub = Hub::start_with_console(Engine::Sqlite, patient()).await;
    let browser = Browser::open(Scripts::On, 375).await;
    go_as(&browser, &hub, "school", "/console/raise").await;
    press(&browser, tab).await;
    assert_eq!(at(&browser).await, "skip");
    press(&browser, enter).await;
    assert_eq!(at(&browser).await, "main");
    press(&browser, tab).await;
    assert_eq!(at(&browser).await, "immediateDanger");
    press(&browser, tab).await;
    assert_eq!(at(&browser).await, "button");
    press(&browser, enter).await;
    // Nothing was chosen: what is wrong has the focus, is said in the title, and leads to the field.
    browser.page().wait().for_element(fantoccini::Locator::Css(".errors")).await.expect("what is wrong");
    assert_eq!(at(&browser).await, "errors");
    let title = browser.page().title().await.expect("a title");
    assert!(title.starts_with("Error: Is the child in immediate danger?"), "{title}");
    press(&browser, tab).await;
    press(&browser, enter).await;
    assert_eq!(at(&browser).await, "immediateDanger");
    press(&browser, space).await;
    press(&browser, enter).await;
    let next = fantoccini::Locator::Css("input[name=way]");
    browser.page().wait().for_element(next).await.expect("the next question");
    assert_eq!(look(&browser, Scripts::On).await, "How can you say who the child is?");
    browser.close().await;
    hub.end().await;
}
