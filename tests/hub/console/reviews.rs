//! The review queue and a verdict, as pages (R37, R38): what the door gives and no more, and logged like any other reading.

use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::queries::record;
use tests::{ChildFile, Hub, on_both};

const REASON: &str = "found alone at night & in <the rain>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_a_lead_reviews_an_emergency_access_and_it_leaves_the_queue() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let child = ChildFile::new(&hub.town).put(&hub.door).await;
        let sharing = json!({
            "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true, "justification": REASON,
        });
        let variables = json!({"child": {"id": child.public()}, "sharing": sharing});
        let answer = hub.ask("social-worker", &record(), variables).await.ok();
        let entry = answer.str("data.sharedRecord.sharing.accessLogEntryId").to_owned();
        let path = format!("/console/reviews/{entry}");

        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let reads = "SELECT count(*) FROM access_log WHERE action = 'READ_LOG'";
        let before = number(&hub.db, reads).await;
        let queue = lead.get("/console/reviews").await.ok();
        assert_eq!(number(&hub.db, reads).await, before + 1, "reading the queue is logged");
        assert!(queue.says("Emergency"), "{}", queue.text);
        let page = lead.get(&queue.link_with(&entry)).await.ok();
        assert_eq!(number(&hub.db, reads).await, before + 2, "reading an access is logged");
        assert!(page.says(REASON) && !page.text.contains(REASON), "shown, and escaped: {}", page.text);

        // Half a form comes back with what was typed, and says what is missing, above and beside.
        let form = page.form(&path).with("note", "asked <her> about it");
        let mend = lead.send(&form).await;
        assert_eq!(mend.status, 422);
        assert!(mend.text.contains("href=\"#verdict\"") && mend.text.contains("id=\"verdict-error\""), "{}", mend.text);
        let form = mend.form(&path);
        assert_eq!(form.value("note"), Some("asked <her> about it"));
        let empty = lead.send(&form.clone().with("note", " ").with("verdict", "JUSTIFIED")).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text.contains("href=\"#note\""), "{}", empty.text);
        assert_eq!(empty.form(&path).value("verdict"), Some("JUSTIFIED"));

        let form = form.with("verdict", "JUSTIFIED");
        let done = lead.send(&form).await.ok();
        assert!(done.says("Your verdict is recorded"), "{}", done.text);
        assert!(!done.links().iter().any(|href| href.contains(&entry)), "{}", done.text);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_review").await, 1);
        // The same form twice is one verdict.
        lead.send(&form).await.ok();
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_review").await, 1);
        assert!(lead.get(&path).await.ok().says("asked <her> about it"));
        // The same form with another verdict says what stands, and would go as a second one.
        let changed = lead.send(&form.clone().with("verdict", "INAPPROPRIATE")).await;
        assert_eq!(changed.status, 422);
        assert!(changed.says("You sent this verdict before") && !changed.text.contains("#idempotencyKey"));
        assert_ne!(changed.form(&path).value("key"), form.value("key"));

        // The wrong people see neither queue nor access, and give no verdict.
        for login in ["gp", "social-worker", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            assert_eq!(other.get("/console/reviews").await.status, 404, "{login}");
            assert_eq!(other.get(&path).await.status, 404, "{login}");
            assert_eq!(other.send(&form.clone().with("_token", &token).with("key", "mine")).await.status, 404, "{login}");
        }
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_review").await, 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_holds_exactly_what_is_on_the_screen() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        for _ in 0..30 {
            let child = ChildFile::new(&hub.town).put(&hub.door).await;
            let sharing = json!({
                "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true,
                "justification": REASON,
            });
            hub.ask("social-worker", &record(), json!({"child": {"id": child.public()}, "sharing": sharing}))
                .await
                .ok();
        }
        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let page = lead.get("/console/reviews").await.ok();
        assert!(page.says("30 accesses wait for your review"), "{}", page.text);
        let reads = "SELECT count(*) FROM access_log WHERE action = 'READ_LOG'";
        let before = number(&hub.db, reads).await;
        let file = lead.get(&page.link_with("reviews.csv")).await.ok();
        assert_eq!(number(&hub.db, reads).await, before + 1, "reading the file is logged");
        assert!(file.headers["content-type"].starts_with("text/csv"));
        assert!(file.headers["content-disposition"].starts_with("attachment"));
        assert_eq!(file.text.lines().count(), 1 + 25, "the page, and no more");
        let next = lead.get(&page.link_with("reviews?after=")).await.ok();
        assert_eq!(lead.get(&next.link_with("reviews.csv")).await.ok().text.lines().count(), 1 + 5);
        let cell = |text: &str| text.trim_start_matches('\u{feff}').trim_matches('"').to_owned();
        for line in file.text.lines() {
            for text in
                line.split("\",\"").flat_map(|text| cell(text).split("; ").map(str::to_owned).collect::<Vec<_>>())
            {
                assert!(page.says(&text), "{text}: {}", page.text);
            }
        }
        for login in ["gp", "social-worker", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let absent = other.get("/console/nothing").await.canonical();
            assert_eq!(other.get("/console/reviews.csv").await.canonical(), absent, "{login}");
        }
        hub.end().await;
    })
    .await;
}
