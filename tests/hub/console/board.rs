//! The board: what waits for those to whom concerns are addressed, in the order of its clocks; it renews itself, keeps nobody
//! signed in, and is there for nobody else.

use std::time::Duration;

use reqwest::header::COOKIE;
use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::{client, limits};
use tests::{Hub, on_both};

use super::super::{checks, decisions, mash};

/// Whom no concern is addressed to.
const OTHERS: [&str; 6] = ["gp", "school", "police", "lead", "governance", "administrator"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_the_board_lists_what_waits_most_urgent_first_for_those_addressed_alone() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, green) = decisions::screened(&hub, decisions::file(&hub)).await;
        let done = mash::raise(&hub, "school", "done", json!({})).await;
        mash::decided(&hub, "social-worker", &done, "EARLY_HELP").await;
        let calm = mash::raise(&hub, "school", "calm", json!({})).await;
        let danger = mash::raise(&hub, "gp", "danger", json!({"immediateDanger": true})).await;
        checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let decision = decisions::asked(&hub, &green, &["T-TRUST"]).await;

        for login in ["mash", "social-worker"] {
            let mut visitor = Visitor::signed_in(&hub, login).await;
            let views = "SELECT count(*) FROM access_log WHERE action = 'VIEW'";
            let before = number(&hub.db, views).await;
            let board = visitor.get("/console/board").await.ok();
            assert!(number(&hub.db, views).await > before, "what it shows is logged");
            let place = |id: &str| board.text.find(&format!(".{id}")).unwrap_or(usize::MAX);
            assert!(place(&danger) < place(&calm) && place(&calm) < usize::MAX, "{login}: {}", board.text);
            assert!(place(&green) < usize::MAX && place(&done) == usize::MAX, "what is decided waits no more");
            assert!(board.says("Immediate danger") && board.says("Amber") && board.says("Not rated"), "{}", board.text);
            assert!(board.says("Made-up T-SURGERY") && board.says("Made-up T-TRUST"), "{}", board.text);
            assert!(board.text.contains(&decision), "{}", board.text);
            assert!(!board.says("Made-up Nobody") && !board.says("a bruise"), "it names no child");
            assert!(board.text.len() < 100_000);
        }
        for login in OTHERS {
            let mut other = Visitor::signed_in(&hub, login).await;
            let absent = other.get("/console/nothing").await;
            assert_eq!(absent.status, 404);
            for path in ["/console/board", "/console/board/again", "/console/board/events"] {
                assert_eq!(other.get(path).await.canonical(), absent.canonical(), "{login} {path}");
            }
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_renews_itself_keeps_nobody_signed_in() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut mash = Visitor::signed_in(&hub, "mash").await;
    let minutes = |n: i64| n * 60 * entities::Instant::SECOND;
    let board = mash.get("/console/board").await.ok();
    assert!(board.text.contains("<noscript><meta http-equiv=\"refresh\""), "{}", board.text);
    let still = mash.get("/console/board?still=yes").await.ok();
    assert!(!still.text.contains("http-equiv") && !still.text.contains("data-events"), "it can be stopped");
    hub.clock.advance(minutes(20));
    mash.get("/console/board/again").await.ok();
    hub.clock.advance(minutes(9));
    mash.get("/console/board/again").await.ok();
    hub.clock.advance(minutes(2));
    mash.get("/console/board/again").await;
    assert!(mash.at.starts_with("/console/sign-in"), "at {}", mash.at);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_board_hears_that_a_concern_came_until_its_person_signs_out() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut mash = Visitor::signed_in(&hub, "mash").await;
    let cookie = format!("hub_session={}", mash.cookie("hub_session").expect("a session"));
    let stream = client().get(format!("{}/console/board/events", hub.url)).header(COOKIE, cookie).send().await;
    let mut stream = stream.expect("a stream");
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let told = "SELECT count(*) FROM access_log WHERE action = 'FOLLOW' AND allowed";
    assert_eq!(number(&hub.db, told).await, 0);
    mash::raise(&hub, "school", "one", json!({})).await;
    let changed = heard(&mut stream).await.expect("the board hears of it");
    assert!(changed.contains("data: 1") && !changed.contains("concern"), "{changed}");
    assert_eq!(number(&hub.db, told).await, 1, "what they are told is logged");

    let out = mash.get("/console/board").await.ok().form("/sign-out");
    mash.send_once(&out).await;
    mash::raise(&hub, "school", "two", json!({})).await;
    assert_eq!(heard(&mut stream).await, None);
    assert_eq!(number(&hub.db, told).await, 1);
    hub.end().await;
}

/// What the stream says next; none where it has ended.
async fn heard(stream: &mut reqwest::Response) -> Option<String> {
    let reading = async {
        let mut heard = String::new();
        while let Some(chunk) = stream.chunk().await.expect("the stream is whole") {
            heard.push_str(&String::from_utf8_lossy(&chunk));
            if heard.contains("event: changed") && heard.ends_with("\n\n") {
                return Some(heard);
            }
        }
        None
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it says something, or ends")
}
