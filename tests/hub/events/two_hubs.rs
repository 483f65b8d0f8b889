//! Several hubs on one PostgreSQL: what was posted to one is heard at another, and a hub that is killed loses no event.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::hub::try_post;
use tests::process::Killable;
use tests::queries::{RAISE, concern};
use tests::{Engine, on_both};

use super::CHANGES;
use super::socket::{Heard, Socket};

/// How many post to each hub at the same time.
const LANES: usize = 4;
/// How many concerns each of them posts.
const ROUNDS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_posted_to_one_hub_is_heard_at_another_and_no_event_is_lost_with_a_hub() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            // One file is one hub's.
            return;
        }
        let mut one = Killable::start(engine).await;
        let two = one.beside().await;
        let (http, school) = one.person("school");
        let (_, worker) = one.person("social-worker");
        let mut socket = Socket::known(two.url(), &worker).await;
        socket.subscribe("1", "subscription { concernReceived { id subject } }", Value::Null).await;
        let urls = [one.url().to_owned(), two.url().to_owned()];
        let posting = (0..LANES * 2).map(|lane| {
            let (http, school, url) = (http.clone(), school.clone(), urls[lane % 2].clone());
            tokio::spawn(async move {
                let mut made = Vec::new();
                for round in 0..ROUNDS {
                    let input = concern(&format!("{lane}-{round}"), "seen by two hubs");
                    // One hub is killed meanwhile.
                    let Ok(answer) = try_post(&http, &url, &school, RAISE, json!({"input": input})).await else {
                        break;
                    };
                    let id = answer.str("data.raiseConcern.concern.id");
                    if !id.is_empty() {
                        made.push(id.to_owned());
                    }
                }
                made
            })
        });
        let posting: Vec<_> = posting.collect();
        tokio::time::sleep(Duration::from_millis(150)).await;
        one.kill();
        let acknowledged: Vec<String> =
            join_all(posting).await.into_iter().flat_map(|made| made.expect("posted")).collect();
        assert!(acknowledged.len() >= LANES * ROUNDS, "only {} were posted", acknowledged.len());
        let mut heard: BTreeMap<String, usize> = BTreeMap::new();
        while let Heard::Message(message) = socket.hear_within(Duration::from_secs(2)).await {
            let subject = message["payload"]["data"]["concernReceived"]["subject"].as_str().unwrap_or_default();
            *heard.entry(subject.to_owned()).or_default() += 1;
        }
        let mut fed: BTreeMap<String, usize> = BTreeMap::new();
        let mut since = Value::Null;
        loop {
            let variables = json!({"since": since, "first": 50, "sharing": null});
            let answer = try_post(&http, two.url(), &worker, CHANGES, variables).await.expect("an answer").ok();
            for event in answer.at("data.changes.events").as_array().cloned().unwrap_or_default() {
                *fed.entry(event["subject"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
            }
            since = answer.at("data.changes.cursor").clone();
            if answer.at("data.changes.more") == &json!(false) {
                break;
            }
        }
        for concern in &acknowledged {
            assert_eq!(heard.get(concern), Some(&1), "heard: {concern}");
            assert_eq!(fed.get(concern), Some(&1), "in the feed: {concern}");
        }
        two.end();
        one.start_again().await;
        one.end().await;
    })
    .await;
}
