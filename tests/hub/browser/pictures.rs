//! The pictures of README.md. `tests/pictures` makes them anew; else they are made in a folder that is thrown away, so that it is
//! known that they can be.

use fantoccini::Locator;
use tests::browser::{Browser, Scripts, there};
use tests::demo::Demo;
use tests::sources::root;

use super::demo::People;
use super::journeys::{go_on, sign_in};

/// How wide the window is, in pixels.
const WIDE: u32 = 1200;
/// The most bytes of one.
const MOST: u64 = 180_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_pictures_of_the_readme_are_made_by_a_script() {
    if !there() {
        return;
    }
    let thrown_away = tempfile::tempdir().expect("a folder");
    let folder = match std::env::var_os("HUB_TEST_README") {
        Some(_) => root().join("api/docs/pictures"),
        None => thrown_away.path().to_owned(),
    };
    std::fs::create_dir_all(&folder).expect("a folder");
    let demo = Demo::start();
    demo.attempt("record");
    let mut people = People::of(&demo);
    people.dispense().await;
    people.try_again_and_again().await;
    people.break_the_glass().await;

    let browser = Browser::open(Scripts::On, WIDE).await;
    sign_in(&browser, &demo.url(), "lead", "/console/reviews").await;
    has(&browser, "main .tag-urgent", 1).await;
    let queue = folder.join("queue.png");
    browser.small_picture(&queue, WIDE, 1000).await;
    browser.page().delete_all_cookies().await.expect("nobody is signed in");
    sign_in(&browser, &demo.url(), "social-worker", "/console/query").await;
    go_on(&browser, "button[value=four]").await;
    has(&browser, ".answers .answer", 4).await;
    let query = folder.join("query.png");
    browser.small_picture(&query, WIDE, 1250).await;
    browser.close().await;

    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    for file in [queue, query] {
        let size = std::fs::metadata(&file).expect("a picture").len();
        assert!((10_000..MOST).contains(&size), "{} has {size} bytes", file.display());
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(readme.contains(&format!("](api/docs/pictures/{name})")), "README.md does not show {name}");
        assert!(root().join("api/docs/pictures").join(&name).is_file(), "tests/pictures has not made {name}");
    }
}

/// That the page shows what the picture is of.
async fn has(browser: &Browser, css: &str, times: usize) {
    let found = browser.page().find_all(Locator::Css(css)).await.expect("looked for");
    assert_eq!(found.len(), times, "{css}");
}
