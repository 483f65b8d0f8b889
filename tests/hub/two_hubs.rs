//! Two hubs on one PostgreSQL: what meets in the database fails nobody.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use entities::ids::ChildId;
use futures_util::future::{join, join_all};
use serde_json::json;
use tests::child::SECRET;
use tests::database::number;
use tests::hub::post;
use tests::process::Killable;
use tests::queries::{CONTRIBUTE, NAME, about, entry};
use tests::{ChildFile, Engine, on_both};

/// How many post at the same time, each to both hubs.
const LANES: usize = 8;
/// How many pairs of keys each of them posts.
const ROUNDS: usize = 40;
/// The longest that an answer may take: far more than the writer's limits, and far less than for ever.
const PATIENCE: Duration = Duration::from_secs(5);

struct Client<'a> {
    http: reqwest::Client,
    token: String,
    urls: [&'a str; 2],
    child: ChildId,
}

impl Client<'_> {
    /// Posts the entry with that key to one of the hubs; gives its id.
    async fn post(&self, hub: usize, key: &str) -> String {
        let input = entry(self.child, "CHILD_IN_NEED_ASSESSMENT", key, &format!("{SECRET} {key}"));
        let begun = Instant::now();
        let answer = post(&self.http, self.urls[hub], &self.token, CONTRIBUTE, json!({"input": input})).await;
        assert!(begun.elapsed() < PATIENCE, "{key}: {:?}", begun.elapsed());
        let answer = answer.ok();
        assert_eq!(answer.at("data.contributeChronologyEntry.problems"), &json!([]), "{key}: {}", answer.text);
        answer.str("data.contributeChronologyEntry.entry.id").to_owned()
    }

    /// Posts two keys to both hubs at once, to each in the other order; each key makes one entry.
    async fn round(&self, lane: usize, round: usize) {
        let (a, b) = (format!("{lane}-{round}-a"), format!("{lane}-{round}-b"));
        let first = join(self.post(0, &a), self.post(0, &b));
        let second = join(self.post(1, &b), self.post(1, &a));
        let ((a_here, b_here), (b_there, a_there)) = join(first, second).await;
        assert_eq!(a_here, a_there, "{a}");
        assert_eq!(b_here, b_there, "{b}");
        assert_ne!(a_here, b_here);
        assert!(a_here.starts_with("entry_"), "{a_here}");
    }

    /// Reads from one of the hubs until told to stop; gives how often and the slowest.
    async fn read(&self, hub: usize, done: &AtomicBool) -> (usize, Duration) {
        let (mut reads, mut slowest) = (0, Duration::ZERO);
        while !done.load(Ordering::SeqCst) {
            let begun = Instant::now();
            let variables = about(self.child, "CHILD_IN_NEED_ASSESSMENT");
            let answer = post(&self.http, self.urls[hub], &self.token, NAME, variables).await.ok();
            slowest = slowest.max(begun.elapsed());
            assert_eq!(answer.str("data.sharedRecord.__typename"), "SharedRecord", "{}", answer.text);
            reads += 1;
        }
        (reads, slowest)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hubs_that_post_the_same_keys_in_opposite_order_make_each_once() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            // One file, one writer: there is no order to be opposite in.
            return;
        }
        let one = Killable::start(engine).await;
        let two = one.beside().await;
        let door = one.door().await;
        let child = ChildFile::new(&one.town).open_to(&["gp"]).put(&door).await;
        std::sync::Arc::into_inner(door).expect("the only one").close().await;
        let (http, token) = one.person("gp");
        let client = Client { http, token, urls: [one.url(), two.url()], child };
        let done = AtomicBool::new(false);
        let posting = async {
            let lane = async |lane: usize| {
                for round in 0..ROUNDS {
                    client.round(lane, round).await;
                }
            };
            join_all((0..LANES).map(lane)).await;
            done.store(true, Ordering::SeqCst);
        };
        let reading = join_all((0..4).map(|n| client.read(n % 2, &done)));
        let (_, reads) = join(posting, reading).await;
        let slowest = reads.iter().map(|(_, slowest)| *slowest).max().unwrap_or_default();
        let count: usize = reads.iter().map(|(count, _)| count).sum();
        let db = one.database().connect().await;
        let keys = i64::try_from(LANES * ROUNDS * 2).expect("few");
        assert_eq!(
            number(&db, &format!("SELECT count(*) FROM chronology_entry WHERE summary LIKE '{SECRET}%'")).await,
            keys
        );
        let logs = number(&db, "SELECT count(DISTINCT log) FROM access_log").await;
        assert!(logs >= 2, "only {logs} log was written: the hubs did not both work");
        let deadlocks = number(&db, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").await;
        println!("{keys} keys, {count} reads, slowest {slowest:?}, {deadlocks} deadlocks");
        assert!(count > 10 && slowest < PATIENCE, "{count} reads, slowest {slowest:?}");
        db.close().await.expect("closed");
        two.end();
        one.end().await;
    })
    .await;
}
