//! That the browser's own checks can fail: a page with faults has them found, and one without has none.

use tests::browser::{Browser, Scripts, there};

const SOUND: &str = "data:text/html;charset=utf-8,<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>\
    <p id=said>No script ran.</p><script>said.textContent='A script ran.'</script></main></html>";
const FAULTY: &str = "data:text/html;charset=utf-8,<!doctype html><html><title>A page</title><main><h1>A page</h1>\
    <input name=given><button style='font-size:4px;padding:0;border:0'>a</button><button style='font-size:4px;padding:0;border:0'>b</button><p style='color:rgb(200,200,200);width:2000px'>Faint, and too wide.</p></main></html>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_faults_has_them_found() {
    if !there() {
        return;
    }
    let browser = Browser::open(Scripts::On, 1280).await;
    browser.page().goto(SOUND).await.expect("a page");
    assert_eq!(browser.violations().await, Vec::<String>::new());
    assert!(!browser.overflows().await);

    browser.page().goto(FAULTY).await.expect("a page");
    let found = browser.violations().await;
    for rule in ["html-has-lang", "label", "color-contrast", "target-size"] {
        assert!(found.iter().any(|line| line.contains(rule)), "{rule} is not found: {found:?}");
    }
    assert!(browser.overflows().await);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_are_switched_off_where_a_test_says_so() {
    if !there() {
        return;
    }
    for (scripts, expected) in [(Scripts::On, "A script ran."), (Scripts::Off, "No script ran.")] {
        let browser = Browser::open(scripts, 375).await;
        browser.page().goto(SOUND).await.expect("a page");
        let said = browser.page().find(fantoccini::Locator::Id("said")).await.expect("the sentence");
        assert_eq!(said.text().await.expect("its text"), expected);
        browser.close().await;
    }
}
