//! Every page of the demo: it is small, whoever it is not for is told what is said of a page that is not there, axe-core finds
//! nothing in it, light and dark, wide and narrow, it fits, and it says the same without a script.

use std::time::{Duration, Instant};

use fantoccini::Locator;
use tests::browser::{Browser, Scripts, there};
use tests::console::{Page, Visitor};

use super::by_form::{self, ByForm};
use super::demo::{People, worked_in};
use super::journeys::{NARROW, sign_in};
use super::walk::{Is, PLACES, Place};

/// A page with its style sheet and its script, in bytes.
const MOST: usize = 100_000;
/// In which a page is made, where HUB_TEST_TIMES says that the machine has nothing else to do and the hub was built to be quick.
const SOON: Duration = Duration::from_millis(50);

/// A page, who has it, and what it says to them without a script.
struct Told {
    place: &'static Place,
    address: String,
    heading: String,
}

/// Every page as it comes; what is wrong with it before any browser makes something of it is added.
async fn told(people: &mut People, wrong: &mut Vec<String>) -> Vec<Told> {
    let mut found = Vec::new();
    let mut times = Vec::new();
    let measured = std::env::var_os("HUB_TEST_TIMES").is_some();
    for place in PLACES {
        let right = people.get(place.right).await;
        let address = place.address(right).await;
        if !matches!(place.is, Is::NoPage) {
            let page = right.get(&address).await.ok();
            if measured {
                times.push((median(right, async |right| right.get(&address).await.ok()).await, address.clone()));
            }
            let size = page.text.len() + size_of_files(&page, right).await;
            if size >= MOST {
                wrong.push(format!("{address} has {size} bytes"));
            }
            found.push(Told { place, heading: page.heading(), address: address.clone() });
        }
        wrong.extend(shut(people, place, &address).await);
    }
    for ByForm { what, who, form, heading } in by_form::pages(people).await {
        let right = people.get(who).await;
        let page = right.send(&form).await;
        if !([200, 422].contains(&page.status) && page.heading().starts_with(heading)) {
            wrong.push(format!("{what} is answered {} {}", page.status, page.heading()));
        }
        let size = page.text.len() + size_of_files(&page, right).await;
        if size >= MOST {
            wrong.push(format!("{what} has {size} bytes"));
        }
        if measured {
            times.push((median(right, async |right| right.send(&form).await).await, what.to_owned()));
        }
    }
    times.sort_unstable();
    for (took, address) in times {
        println!("{took:?} {address}");
        if took >= SOON {
            wrong.push(format!("{address} took {took:?}"));
        }
    }
    found
}

/// In which a page comes, of several times that it is asked for.
async fn median(visitor: &mut Visitor, ask: impl AsyncFn(&mut Visitor) -> Page) -> Duration {
    let mut times = Vec::new();
    for _ in 0..9 {
        let began = Instant::now();
        ask(visitor).await;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times[4]
}

/// The bytes of the files that a page names.
async fn size_of_files(page: &Page, visitor: &Visitor) -> usize {
    let mut size = 0;
    for rest in page.text.split("\"/console/static/").skip(1) {
        let name = rest.split('"').next().expect("an address");
        size += visitor.clone().get(&format!("/console/static/{name}")).await.ok().text.len();
    }
    assert!(size > 0, "a page has a style sheet");
    size
}

/// What is wrong with how a place is shut to those for whom it is not.
async fn shut(people: &mut People, place: &Place, address: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    // What is not there lies beside what is.
    let absent = match place.is {
        Is::OneOf(list) => format!("{list}/nothing"),
        _ => "/console/nothing".to_owned(),
    };
    for name in place.wrong {
        let visitor = people.get(name).await;
        let (seen, nothing) = (visitor.get(address).await, visitor.get(&absent).await);
        if seen.status != 404 || seen.canonical() != nothing.canonical() {
            wrong.push(format!("{name} is answered {} {} at {address}", seen.status, seen.heading()));
        }
    }
    if !place.right.is_empty() {
        let mut nobody = people.get("").await.clone();
        nobody.get(address).await;
        if !nobody.at.starts_with("/console/sign-in") {
            wrong.push(format!("nobody is signed in, and {address} leads to {}", nobody.at));
        }
    }
    wrong
}

/// Every page in a browser; what is wrong there is added.
async fn seen(hub: &str, scripts: Scripts, pages: &[Told], wrong: &mut Vec<String>) {
    let browser = Browser::open(scripts, 1280).await;
    let mut by_person: Vec<&Told> = pages.iter().collect();
    by_person.sort_by_key(|told| told.place.right);
    let mut signed_in = "";
    for told in by_person {
        let Told { place, address, heading } = told;
        if place.right != signed_in {
            browser.page().delete_all_cookies().await.expect("nobody is signed in");
            sign_in(&browser, hub, place.right, "/console/session").await;
            signed_in = place.right;
        }
        browser.page().goto(&format!("{hub}{address}")).await.expect("a page");
        let shown = browser.page().find(Locator::Css("h1")).await.expect("a heading").text().await.expect("its text");
        if shown != *heading {
            wrong.push(format!("{address}: `{heading}` is `{shown}` with scripts {scripts:?}"));
        }
        if scripts == Scripts::On {
            // Of all that may differ, each two are seen together: wide and light, narrow and dark.
            let light =
                browser.violations().await.into_iter().map(|found| format!("{address}, wide and light: {found}"));
            wrong.extend(light);
            for width in [NARROW, 1280] {
                browser.widen(width, 900).await;
                if browser.overflows().await {
                    wrong.push(format!("{address} is wider than {width} pixels"));
                }
            }
            browser.darken(true).await;
            browser.widen(NARROW, 900).await;
            let dark = browser
                .violations_of_look()
                .await
                .into_iter()
                .map(|found| format!("{address}, narrow and dark: {found}"));
            wrong.extend(dark);
            browser.darken(false).await;
            browser.widen(1280, 900).await;
            browser.keep_pictures(&format!("{} {address}", place.right), 1280).await;
        }
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_small_sound_and_shut_to_the_wrong_people() {
    let (demo, mut people) = worked_in().await;
    let mut wrong = Vec::new();
    let pages = told(&mut people, &mut wrong).await;
    if there() {
        for scripts in [Scripts::On, Scripts::Off] {
            seen(&demo.url(), scripts, &pages, &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
