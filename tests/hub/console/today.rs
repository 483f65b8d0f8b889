//! Today: what is late, with links to the work, and the day in numbers, none of them under five.

use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::{Hub, on_both};

use super::super::{checks, decisions, mash};

/// A row of the numbers of that chart: in all, and a day.
fn counted(page: &tests::console::Page, chart: &str, when: &str) -> (String, String) {
    let found = page.text.split("<section class=\"chart\">").find(|part| part.contains(&format!("<h3>{chart}</h3>")));
    let found = found.unwrap_or_else(|| panic!("no chart {chart}: {}", page.text));
    let row = found.split("<tr>").find(|row| row.contains(when) && row.contains("<td")).expect("a row");
    let cells: Vec<String> = row
        .split("<td")
        .skip(1)
        .map(|cell| {
            cell.split("class=\"text\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("").to_owned()
        })
        .collect();
    (cells[0].clone(), cells[1].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn today_counts_what_one_may_know_of_and_gives_no_number_under_five() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        for n in 0..4 {
            mash::raise(&hub, "school", &format!("concern {n}"), json!({})).await;
        }
        let mut mash = Visitor::signed_in(&hub, "mash").await;
        let page = mash.get("/console").await.ok();
        let few = ("under 5".to_owned(), "–".to_owned());
        assert_eq!(counted(&page, "Concerns raised", "Today"), few);
        assert_eq!(counted(&page, "Checks asked for", "30 days"), few, "nothing is under five too");
        // What is not late yet waits all the same; of a child in danger it is said, and first.
        assert!(page.says("Concerns that wait for you") && page.says("4 in all"), "{}", page.text);
        assert!(!page.says("Nothing is late") && !page.says("Immediate danger"), "{}", page.text);
        mash::raise(&hub, "school", "concern 5", json!({"immediateDanger": true})).await;
        let views = "SELECT count(*) FROM access_log WHERE action = 'VIEW' AND child IS NULL";
        let before = number(&hub.db, views).await;
        let page = mash.get("/console").await.ok();
        assert!(number(&hub.db, views).await > before, "the numbers are logged");
        assert_eq!(counted(&page, "Concerns raised", "Today"), ("5".to_owned(), "5".to_owned()));
        assert_eq!(counted(&page, "Concerns raised", "7 days"), few);
        let danger = page.text.find("Immediate danger").expect("it is said");
        assert!(page.text[danger..].contains("concern_") && page.text[..danger].matches("CON-").count() == 1, "first");
        let list = mash.get("/console/concerns").await.ok();
        assert!(list.says("Immediate danger") && list.says("Not rated"), "{}", list.text);
        assert!(!page.says("Accesses in the log") && page.text.len() < 100_000, "{}", page.text);

        // To whom these concerns are nothing they are no number; accesses are for who reads the log.
        for login in ["gp", "neighbour"] {
            let page = Visitor::signed_in(&hub, login).await.get("/console").await.ok();
            assert_eq!(counted(&page, "Concerns raised", "Today"), few, "{login}");
            assert!(page.says("Nothing is late"), "{login}: {}", page.text);
        }
        for login in ["lead", "governance"] {
            let page = Visitor::signed_in(&hub, login).await.get("/console").await.ok();
            assert_ne!(counted(&page, "Accesses in the log", "Today"), few, "{login}");
            assert!(!page.says("Checks asked for"), "{login}");
        }
        let page = Visitor::signed_in(&hub, "administrator").await.get("/console").await.ok();
        assert!(!page.text.contains("class=\"chart\""), "who runs the hub has no numbers");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_late_or_waits_leads_to_the_work() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, concern) = decisions::screened(&hub, decisions::file(&hub)).await;
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let asked = decisions::asked(&hub, &concern, &["T-TRUST"]).await;
        let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
        let page = nurse.get("/console").await.ok();
        assert!(page.says("Views that your agency is asked for"), "{}", page.text);
        nurse.get(&page.link_with(&asked)).await.ok();
        // The check is not late yet, and what is not late is not among what is; the concern waits for a decision.
        let page = Visitor::signed_in(&hub, "social-worker").await.get("/console").await.ok();
        assert!(!page.text.contains(&check) && page.text.contains(&concern), "{}", page.text);
        assert!(page.says("Concerns that wait for you") && !page.says("overdue"), "{}", page.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_designated_officers_today_lists_the_concerns_about_people_who_work_with_children_until_they_are_closed()
{
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let coach = |works: bool| json!({"people": [{"name": "A Coach", "worksWithChildren": works}]});
        let mut officer = Visitor::signed_in(&hub, "designated-officer").await;
        let concern = mash::raise(&hub, "school", "one", coach(true)).await;
        let other = mash::raise(&hub, "school", "two", coach(false)).await;
        let own = json!({"people": [{"name": "Person designated-officer", "worksWithChildren": true}]});
        let named = mash::raise(&hub, "school", "three", own).await;
        let heading = "Concerns that name somebody who works with children";
        let today = officer.get("/console").await.ok();
        assert!(today.says(heading) && today.says("1 in all"), "{}", today.text);
        assert!(!today.text.contains(&other) && !today.text.contains(&named), "{}", today.text);
        let page = officer.get(&today.link_with(&concern)).await.ok();
        assert!(page.says("a bruise on the cheek") && page.says("A Coach"), "{}", page.text);
        assert!(!page.forms().iter().any(|form| form.value("do") == Some("decide")), "they take no step with it");
        // What is decided is theirs until it is closed, and what is addressed to others is listed to them as before.
        let version = mash::decided(&hub, "mash", &concern, "STRATEGY_DISCUSSION").await;
        assert!(officer.get("/console").await.ok().text.contains(&concern), "decided, and not closed");
        let told = mash::step(&hub, "mash", "closeConcern", &concern, version, json!({})).await;
        assert!(told.at("data.closeConcern.version").is_i64(), "{}", told.text);
        let today = officer.get("/console").await.ok();
        assert!(!today.says(heading) && today.says("Nothing is late"), "{}", today.text);
        for login in ["gp", "lead", "social-worker"] {
            let today = Visitor::signed_in(&hub, login).await.get("/console").await.ok();
            assert!(!today.says(heading), "{login}");
        }
        hub.end().await;
    })
    .await;
}
