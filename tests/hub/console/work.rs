//! Work that is overdue, from Today to the work itself: what the list tells needs no purpose, what was said and done opens with the
//! record (R10, R36).

use entities::words::LevelOfNeed;
use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::{ChildFile, Hub, on_both};

use super::super::work::{beginning, done, father, outcome, step, with};

const VIEWS: &str = "SELECT count(*) FROM access_log WHERE action = 'VIEW'";
const RECORD: &str = "/console/child";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_overdue_work_leads_to_its_page_and_from_there_to_its_steps_once_a_purpose_is_stated() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let file = || ChildFile::new(&hub.town).named("Made-up", "Reed").open_to(&["social-worker", "gp"]);
        let child = file().put(&hub.door).await;
        let plan = json!({"family": father(), "outcomes": outcome(&hub)});
        let plan = with(beginning(child, "EARLY_HELP"), &plan);
        let made = done(&hub, "social-worker", "makeEarlyHelpPlan", &plan).await;
        let id = made.str("work.id");
        let other = file().put(&hub.door).await;
        done(&hub, "social-worker", "startAssessment", &beginning(other, "CHILD_IN_NEED_ASSESSMENT")).await;

        let mut worker = Visitor::signed_in(&hub, "social-worker").await;
        let today = worker.get("/console").await.ok();
        assert!(today.says("Work that is overdue") && today.says("Early help plan"), "{}", today.text);
        let list = worker.get(&today.link_with("/console/work")).await.ok();
        assert!(list.says("Assessment") && list.says("2 in all"), "{}", list.text);
        let path = list.link_with(id);
        let before = number(&hub.db, VIEWS).await;
        let page = worker.get(&path).await.ok();
        assert_eq!(page.heading(), "Early help plan");
        assert!(page.says("Overdue by") && !page.says("Reed") && !page.says("at school every day"), "{}", page.text);
        assert_eq!(number(&hub.db, VIEWS).await, before, "it opens no record");

        // Its steps stand in the record, which asks why; the work goes with the form, and so it does to a mended one.
        let why = worker.send(&page.form(RECORD)).await.ok();
        assert_eq!(why.heading(), "Why do you need a child's record?");
        assert_eq!(why.form(RECORD).value("work"), Some(id));
        let mend = worker.send(&why.form(RECORD).with("purpose", "EARLY_HELP")).await;
        assert!(mend.status == 422 && mend.form(RECORD).value("work") == Some(id), "{}", mend.text);
        let stated = mend.form(RECORD).with("lawfulBasis", "PUBLIC_TASK");
        let page = worker.send(&stated).await.ok();
        assert_eq!((page.heading().as_str(), number(&hub.db, VIEWS).await), ("Early help plan", before + 1));
        assert!(page.text.contains("<title>Early help plan – "), "histories hold no name: {}", page.text);
        for said in
            ["Made-up Reed", "at school every day", "head of year", "Made-up Father", "bruises that nobody explains"]
        {
            assert!(page.says(said), "{said}: {}", page.text);
        }
        let (before_main, _) = page.text.split_once("<main").expect("the page's matter");
        assert!(before_main.contains("Back to the record"), "the way back stands above: {}", page.text);
        let record = worker.send(&page.form(RECORD)).await.ok();
        assert_eq!(record.heading(), "Made-up Reed");
        let back = record.forms().into_iter().find(|form| form.value("work") == Some(id)).expect("a way to the work");
        assert_eq!(worker.send(&back).await.ok().heading(), "Early help plan");
        // Another child's work is none of this record's, and neither is one that there is not.
        let theirs =
            list.links().into_iter().find(|href| href.starts_with("/console/work/work_") && !href.ends_with(id));
        let theirs = theirs.expect("the assessment").replace("/console/work/", "");
        for wrong in [theirs.as_str(), "work_00000000-0000-0000-0000-000000000000", "x"] {
            assert_eq!(worker.send(&back.clone().with("work", wrong)).await.status, 404, "{wrong}");
        }

        // What one does not keep is not there, whether it is or not; who runs the hub has no such page.
        for login in ["neighbour", "gp", "early-help", "mash", "lead", "governance", "administrator"] {
            let mut visitor = Visitor::signed_in(&hub, login).await;
            let absent = visitor.get("/console/work/nothing").await;
            assert_eq!(absent.status, 404);
            assert_eq!(visitor.get(&path).await.canonical(), absent.canonical(), "{login}");
            assert!(!visitor.get("/console").await.says("Work that is overdue"), "{login}");
        }
        assert_eq!(Visitor::signed_in(&hub, "administrator").await.get("/console/work").await.status, 404);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_an_assessment_that_is_written_reads_as_what_it_lacks() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
    let child = file.put(&hub.door).await;
    let begun = done(&hub, "social-worker", "startAssessment", &beginning(child, "CHILD_IN_NEED_ASSESSMENT")).await;
    let mut worker = Visitor::signed_in(&hub, "social-worker").await;
    let list = worker.get("/console/work").await.ok();
    assert!(list.says("Overdue by") && !list.says("authorise"), "{}", list.text);
    let written = step(&begun, json!({"decision": "CHILD_IN_NEED", "family": father()}));
    done(&hub, "social-worker", "completeAssessment", &written).await;
    let today = worker.get("/console").await.ok();
    let list = worker.get("/console/work").await.ok();
    let page = worker.get(&list.link_with(begun.str("work.id"))).await.ok();
    for page in [&today, &list, &page] {
        assert!(page.says("A manager has to authorise it") && page.says("due on 9 March 2026"), "{}", page.text);
        assert!(!page.says("Overdue by"), "{}", page.text);
    }
    assert!(list.says("Written, not yet authorised") && page.says("A manager who did not write it"), "{}", page.text);
    let why = worker.send(&page.form(RECORD)).await.ok().form(RECORD).with("purpose", "CHILD_IN_NEED_ASSESSMENT");
    let whole = worker.send(&why.with("lawfulBasis", "PUBLIC_TASK")).await.ok();
    assert!(whole.says("Written, not yet authorised Was due on 9 March 2026"), "{}", whole.text);
    assert!(!whole.says("Overdue"), "{}", whole.text);
    hub.end().await;
}
