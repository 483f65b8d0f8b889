//! A concern is worked on from its page (R23, R34): by those to whom it is addressed, each step once; its raiser adds to it.

use serde_json::json;
use tests::console::{Form, Page, Visitor};
use tests::database::number;
use tests::hub::limits;
use tests::{ChildFile, Hub, on_both};

use super::super::mash::{self, police};
use super::as_about_nothing;

const STEPS: &str = "SELECT count(*) FROM concern_step";

/// The page's form that does that.
#[track_caller]
pub fn form(page: &Page, act: &str) -> Form {
    let found = page.forms().into_iter().find(|form| form.value("do") == Some(act));
    found.unwrap_or_else(|| panic!("nothing does {act}: {}", page.text))
}

/// The page of the only concern on the list of who is signed in.
async fn concern(visitor: &mut Visitor) -> (String, Page) {
    let list = visitor.get("/console/concerns").await.ok();
    let path = list.link_with("/console/concerns/");
    let page = visitor.get(&path).await.ok();
    (path, page)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_concern_is_acknowledged_rated_decided_told_and_closed_from_its_page() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        mash::raise(&hub, "school", "one", json!({"immediateDanger": true})).await;
        let mut mash = Visitor::signed_in(&hub, "mash").await;
        let (path, page) = concern(&mut mash).await;
        assert!(page.says("nobody has acknowledged it yet") && page.says("a bruise on the cheek"), "{}", page.text);
        let acknowledge = form(&page, "acknowledge");
        let page = mash.send(&acknowledge).await.ok();
        assert!(page.says("You acknowledged the concern") && page.says("Person mash"), "{}", page.text);
        // The same form twice is one step.
        mash.send(&acknowledge).await.ok();
        assert_eq!(number(&hub.db, STEPS).await, 1);

        // Half a form comes back with what was typed.
        let screen = form(&page, "screen");
        for said in [
            "Red Within 4 hours of when it was received.",
            "Green Within 24 hours of when it was received, of those in which the office is open.",
            "Linked to open case",
            "The other decisions, and asking for views, open once the concern is rated.",
        ] {
            assert!(page.says(said), "{said}: {}", page.text);
        }
        assert!(!page.says("Early help") && !page.forms().iter().any(|form| form.value("do") == Some("ask")));
        let mend = mash.send(&screen.clone().with("screen-reason", "a baby <under> one")).await;
        assert_eq!(mend.status, 422);
        assert!(mend.text.contains("href=\"#screen-rating\"") && mend.text.contains("id=\"screen-rating-error\""));
        assert_eq!(form(&mend, "screen").value("screen-reason"), Some("a baby <under> one"));
        let empty = mash.send(&form(&mend, "screen").with("screen-rating", "RED").with("screen-reason", " ")).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text.contains("href=\"#screen-reason\""), "{}", empty.text);
        let page = mash.send(&form(&mend, "screen").with("screen-rating", "RED")).await.ok();
        assert!(page.says("Screened: Red") && page.says("a baby <under> one"), "{}", page.text);
        let rate = form(&page, "rate").with("rate-rating", "AMBER").with("rate-reason", "the mother has gone to hers");
        let decide = form(&page, "decide").with("decide-decision", "EARLY_HELP").with("decide-reason", "talked over");
        assert!(!page.says("open once the concern is rated") && form(&page, "ask").value("ask-question") == Some(""));
        assert!(!page.text.contains("id=\"rate-rating\" value=\"RED\""), "the rating that stands is not offered");
        mash.send(&rate).await.ok();
        // Who decides on what has changed meanwhile is told so, and keeps what they typed.
        let late = mash.send(&decide).await;
        assert_eq!(late.status, 422);
        assert!(late.says("changed since you read it"), "{}", late.text);
        let decide = form(&late, "decide");
        assert_eq!(decide.value("decide-reason"), Some("talked over"));
        let page = mash.send(&decide).await.ok();
        assert!(page.says("The decision is recorded") && page.says("Early help"), "{}", page.text);
        let page = mash.send(&form(&page, "tell")).await.ok();
        let page = mash.send(&form(&page, "close").with("close-reason", "with early help")).await.ok();
        assert!(!page.forms().iter().any(|form| form.value("do").is_some()), "nothing is left to be done");
        assert_eq!(number(&hub.db, STEPS).await, 6);

        // Its raiser sees what they are told, and adds what they learn.
        let mut school = Visitor::signed_in(&hub, "school").await;
        let (own, page) = concern(&mut school).await;
        assert!(
            page.says("help is to be offered") && !page.says("Amber") && !page.says("talked over"),
            "{}",
            page.text
        );
        let acts: Vec<String> = page.forms().iter().filter_map(|form| form.value("do").map(str::to_owned)).collect();
        assert_eq!(acts, ["add", "dispute"], "told of the decision, they may disagree with it");
        let mend = school.send(&form(&page, "add").with("add-text", " ")).await;
        assert_eq!(mend.status, 422);
        let page = school.send(&form(&page, "add").with("add-text", "she has moved <again>")).await.ok();
        assert!(page.says("she has moved <again>"), "{}", page.text);
        assert!(mash.get(&path).await.ok().says("she has moved <again>"));
        assert_eq!(own, path);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_nobody_else_takes_a_step_with_a_concern_or_learns_that_it_is_there() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    mash::raise(&hub, "school", "one", json!({})).await;
    let mut mash = Visitor::signed_in(&hub, "mash").await;
    let (path, page) = concern(&mut mash).await;
    let acknowledge = form(&page, "acknowledge");
    for login in ["gp", "neighbour", "lead", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let absent = other.get("/console/concerns/nothing").await.canonical();
        assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
        for act in ["acknowledge", "add"] {
            let forged = acknowledge.clone().with("_token", &token).with("do", act).with("add-text", "mine");
            as_about_nothing(&mut other, &forged, &format!("{login} {act}")).await;
        }
    }
    // Whoever raised it takes no step with it either, and is told so: they know of it.
    let mut school = Visitor::signed_in(&hub, "school").await;
    let token = school.get(&path).await.ok().form("/sign-out").value("_token").expect("a token").to_owned();
    assert_eq!(school.send(&acknowledge.clone().with("_token", &token)).await.status, 422);
    assert_eq!(number(&hub.db, STEPS).await, 0);
    assert_eq!(number(&hub.db, "SELECT count(*) FROM concern_addition").await, 0);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_concerns_of_one_police_report_lead_to_each_other_for_those_to_whom_both_are_addressed() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        // For somebody of the MASH who declared a conflict there is no third child.
        let closed = ChildFile::new(&hub.town).conflict_of("mash");
        let number = closed.nhs_number().to_owned();
        closed.put(&hub.door).await;
        let mut report = police::report("one", "01/7");
        report["children"].as_array_mut().expect("children").push(json!({
            "child": {"described": {"givenName": "Cal", "familyName": "Nobody", "nhsNumber": number}},
        }));
        police::posted(&hub, &report).await;
        // Another report, and a concern that is of none, are beside neither.
        police::posted(&hub, &police::report("two", "01/8")).await;
        mash::raise(&hub, "school", "three", json!({})).await;
        let mut mash = Visitor::signed_in(&hub, "mash").await;
        let heading = "The other children of the police report";
        let mut read = Vec::new();
        for path in links(&mut mash).await {
            let page = mash.get(&path).await.ok();
            read.push((path, page));
        }
        let ada = read.iter().find(|(_, page)| page.says("Number 01/7") && page.says("The child Ada")).expect("Ada's");
        let (_, beside) = ada.1.text.split_once(heading).expect("a table of the others");
        let (beside, _) = beside.split_once("</table>").expect("its end");
        assert!(!beside.contains("Nobody"), "it says of nobody who they are: {beside}");
        assert_eq!(beside.matches("href=\"/console/concerns/").count(), 1, "{beside}");
        let path = ada.1.links().into_iter().find(|href| beside.contains(&format!("\"{href}\""))).expect("a link");
        let ben = mash.get(&path).await.ok();
        let (_, beside) = ben.text.split_once(heading).expect("a table of the others");
        let id = ada.0.rsplit(['.', '/', '?']).find(|part| part.starts_with("concern_")).expect("an id");
        assert!(ben.says("The child Ben") && beside.contains(id), "{}", ben.text);
        let whole = Visitor::signed_in(&hub, "social-worker").await.get(&ada.0).await.ok();
        let (_, beside) = whole.text.split_once(heading).expect("a table of the others");
        let (beside, _) = beside.split_once("</table>").expect("its end");
        assert_eq!(beside.matches("href=\"/console/concerns/").count(), 2, "{beside}");
        let other = read.iter().find(|(_, page)| page.says("a bruise on the cheek")).expect("the school's");
        assert!(!other.1.says(heading), "{}", other.1.text);
        // Those who posted it read their own words, one concern at a time.
        let mut police = Visitor::signed_in(&hub, "police").await;
        assert!(!police.get(&path).await.ok().says(heading));
        hub.end().await;
    })
    .await;
}

/// The concerns on the list of who is signed in.
async fn links(visitor: &mut Visitor) -> Vec<String> {
    let list = visitor.get("/console/concerns").await.ok();
    list.links().into_iter().filter(|href| href.starts_with("/console/concerns/")).collect()
}
