//! What one person may ask for in a minute, over HTTP: the rest waits, costs nothing and leaves no trace in the log.

use api::http::Limits;
use serde_json::{Value, json};
use tests::database::number;
use tests::hub::{client, limits};
use tests::queries::{NAME, about};
use tests::{ChildFile, Engine, Hub, on_both};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_often_is_told_when_to_come_back_and_nothing_is_opened() {
    on_both(async |engine| {
        let hub = Hub::start_within(engine, Limits { person_requests: 3, ..limits() }).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp", "social-worker"]).put(&hub.door).await;
        for _ in 0..3 {
            hub.ask("gp", NAME, about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
        }
        let before = number(&hub.db, "SELECT count(*) FROM access_log").await;
        let body = json!({"query": NAME, "variables": about(child, "CHILD_IN_NEED_ASSESSMENT")});
        let answer =
            client().post(format!("{}/graphql", hub.url)).bearer_auth(hub.token("gp")).json(&body).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 429);
        let wait: u64 = answer.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
        assert!((1..=20).contains(&wait), "{wait}");
        let told: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
        let told = &told["errors"][0]["extensions"];
        assert_eq!((told["code"].as_str(), told["exceeded"].as_str()), (Some("RATE_LIMITED"), Some("person_requests")));
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_log").await, before, "nothing was opened");
        hub.ask("social-worker", NAME, about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_costs_the_same_in_a_fragment_and_the_limit_holds_for_it() {
    let hub = Hub::start_within(Engine::Sqlite, Limits { complexity: 400, ..limits() }).await;
    let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
    let head =
        "query Page($child: ChildRef!, $sharing: SharingInput!) { sharedRecord(child: $child, sharing: $sharing)";
    let page = |first: u8| format!("chronology(first: {first}) {{ nodes {{ id summary narrative }} }}");
    for (first, refused) in [(10, false), (100, true)] {
        let written = format!("{head} {{ ... on SharedRecord {{ {} }} }} }}", page(first));
        let spread = format!("{head} {{ ...r }} }} fragment r on SharedRecord {{ {} }}", page(first));
        for document in [written, spread] {
            let answer = hub.ask("gp", &document, about(child, "CHILD_IN_NEED_ASSESSMENT")).await;
            assert_eq!(answer.error() == "QUERY_TOO_COMPLEX", refused, "{document}: {}", answer.text);
            assert_eq!(answer.body.get("errors").is_some(), refused, "{document}: {}", answer.text);
        }
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_that_costs_more_than_is_left_does_not_run() {
    on_both(async |engine| {
        let hub = Hub::start_within(engine, Limits { person_cost: 1200, ..limits() }).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        let page =
            "query Page($child: ChildRef!, $sharing: SharingInput!) { sharedRecord(child: $child, sharing: $sharing) {
            ... on SharedRecord { chronology(first: 100) { nodes { id summary narrative category } } } } }";
        let ask = || hub.ask("gp", page, about(child, "CHILD_IN_NEED_ASSESSMENT"));
        ask().await.ok();
        ask().await.ok();
        let before = number(&hub.db, "SELECT count(*) FROM access_log").await;
        let refused = ask().await;
        assert_eq!((refused.status, refused.error()), (429, "RATE_LIMITED"), "{}", refused.text);
        assert_eq!(refused.str("errors.0.extensions.exceeded"), "person_cost");
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_log").await, before, "nothing was opened");
        hub.ask("gp", "{ viewer { name } }", Value::Null).await.ok();
        hub.end().await;
    })
    .await;
}
