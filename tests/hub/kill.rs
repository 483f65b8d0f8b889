//! Killed at a random moment with readers and writers at work, and started again on what is left: whatever a client was told
//! is on record.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use api::access_log::verify::verify;
use api::access_log::{Position, SigningKey};
use entities::ids::ChildId;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tests::hub::try_post;
use tests::process::Killable;
use tests::queries::{CONTRIBUTE, RAISE, about, concern, entry, record};
use tests::{Answer, ChildFile, on_both};
use uuid::Uuid;

/// How often the hub is killed.
const ROUNDS: usize = 10;
/// How many ask at once.
const CLIENTS: usize = 64;
/// How many requests must be in flight when it is killed.
const IN_FLIGHT: usize = 8;

/// One kind of post, and how to find what it made; a further mutation is a further line of [`POSTS`].
struct Post {
    login: &'static str,
    mutation: &'static str,
    query: &'static str,
    /// Where in the answer the id of what was made stands.
    made: &'static str,
    /// The input with that key and text.
    input: fn(ChildId, &str, &str) -> Value,
    /// How many rows hold that text.
    count: &'static str,
}

const POSTS: &[Post] = &[
    Post {
        login: "gp",
        mutation: "contributeChronologyEntry",
        query: CONTRIBUTE,
        made: "entry.id",
        input: |child, key, text| entry(child, "DIRECT_CARE", key, text),
        count: "SELECT summary, count(*) FROM chronology_entry GROUP BY summary",
    },
    Post {
        login: "school",
        mutation: "raiseConcern",
        query: RAISE,
        made: "concern.id",
        input: |_, key, text| concern(key, text),
        count: "SELECT what_happened, count(*) FROM concern GROUP BY what_happened",
    },
];

/// What the clients were told.
#[derive(Default)]
struct Told {
    /// Entries of answers.
    positions: Vec<Position>,
    /// Texts of acknowledged posts, by kind of post.
    acknowledged: Vec<(usize, String)>,
    /// Texts of all posts that were sent.
    sent: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_client_was_told_is_on_record_after_kill_9() {
    on_both(async |engine| {
        let mut hub = Killable::start(engine).await;
        let door = hub.door().await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).entry_of_every_class().put(&door).await;
        Arc::into_inner(door).expect("the only one").close().await;
        let mut told = Told::default();
        let mut in_flight_at_kill = Vec::new();
        for round in 0..ROUNDS {
            if round > 0 {
                hub.start_again().await;
            }
            in_flight_at_kill.push(one_round(&mut hub, child, &mut told).await);
        }
        hub.start_again().await;
        println!(
            "{engine:?}: {} answers, {} of {} posts acknowledged, in flight when killed: {in_flight_at_kill:?}",
            told.positions.len(),
            told.acknowledged.len(),
            told.sent
        );
        assert!(in_flight_at_kill.iter().all(|n| *n >= IN_FLIGHT), "{in_flight_at_kill:?}");
        assert!(told.positions.len() >= ROUNDS && told.acknowledged.len() >= ROUNDS, "nothing was under way");
        check(&hub, &told).await;
        hub.end().await;
    })
    .await;
}

/// Lets the clients work, kills the hub, and gathers what they were told; gives the number of requests then in flight.
async fn one_round(hub: &mut Killable, child: ChildId, told: &mut Told) -> usize {
    let in_flight = Arc::new(AtomicUsize::new(0));
    let answered = Arc::new(AtomicUsize::new(0));
    let read = Arc::new(AtomicUsize::new(0));
    let killed = Arc::new(AtomicBool::new(false));
    let query: Arc<str> = record().into();
    let (http, token) = hub.person("gp");
    let tokens: Vec<String> = POSTS.iter().map(|post| hub.person(post.login).1).collect();
    let tokens: Arc<[String]> = tokens.into();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (http, url, token, query) = (http.clone(), hub.url().to_owned(), token.clone(), Arc::clone(&query));
            let (answered, read) = (Arc::clone(&answered), Arc::clone(&read));
            let (in_flight, killed, tokens) = (Arc::clone(&in_flight), Arc::clone(&killed), Arc::clone(&tokens));
            tokio::spawn(async move {
                let mut told = Told::default();
                while !killed.load(Ordering::SeqCst) {
                    let post = (number % 2 == 0).then_some((number / 2) % POSTS.len());
                    let text = format!("post {}", Uuid::new_v4());
                    in_flight.fetch_add(1, Ordering::SeqCst);
                    let answer = match post {
                        Some(kind) => {
                            told.sent += 1;
                            let variables = json!({"input": (POSTS[kind].input)(child, &text, &text)});
                            try_post(&http, &url, &tokens[kind], POSTS[kind].query, variables).await
                        }
                        None => try_post(&http, &url, &token, &query, about(child, "DIRECT_CARE")).await,
                    };
                    in_flight.fetch_sub(1, Ordering::SeqCst);
                    match answer {
                        Ok(answer) => {
                            let positions = told.positions.len();
                            told.take(post, text, &answer);
                            answered.fetch_add(1, Ordering::SeqCst);
                            read.fetch_add(told.positions.len() - positions, Ordering::SeqCst);
                        }
                        // The hub is gone, or going.
                        Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
                    }
                }
                told
            })
        })
        .collect();
    // A random moment after the first answers, of reads too, and one at which enough is under way.
    let begun = Instant::now();
    while answered.load(Ordering::SeqCst) < IN_FLIGHT || read.load(Ordering::SeqCst) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the hub answers nobody");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let wait = Uuid::new_v4().as_u128() % 300;
    tokio::time::sleep(Duration::from_millis(u64::try_from(wait).expect("small"))).await;
    let mut at_kill = in_flight.load(Ordering::SeqCst);
    while at_kill < IN_FLIGHT {
        tokio::time::sleep(Duration::from_millis(1)).await;
        at_kill = in_flight.load(Ordering::SeqCst);
    }
    hub.kill();
    killed.store(true, Ordering::SeqCst);
    for client in clients {
        let more = client.await.expect("a client");
        told.positions.extend(more.positions);
        told.acknowledged.extend(more.acknowledged);
        told.sent += more.sent;
    }
    at_kill
}

impl Told {
    fn take(&mut self, post: Option<usize>, text: String, answer: &Answer) {
        if answer.status != 200 || answer.body.get("errors").is_some() {
            // UNAVAILABLE tells nothing, and so needs no entry.
            assert!(answer.at("data").is_null(), "{}", answer.text);
            return;
        }
        match post {
            Some(kind) => {
                let made = format!("data.{}.{}", POSTS[kind].mutation, POSTS[kind].made);
                assert!(!answer.str(&made).is_empty(), "{}", answer.text);
                self.acknowledged.push((kind, text));
            }
            None => {
                let id = answer.str("data.sharedRecord.sharing.accessLogEntryId");
                self.positions.push(id.parse().unwrap_or_else(|_| panic!("{}", answer.text)));
            }
        }
    }
}

async fn check(hub: &Killable, told: &Told) {
    let db = hub.database().connect().await;
    let rows = |sql: &'static str| {
        let db = &db;
        async move { db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect(sql) }
    };
    let mut entries = std::collections::HashSet::new();
    for row in rows("SELECT log, seq FROM access_log").await {
        entries.insert((row.try_get_by_index::<i32>(0).expect("log"), row.try_get_by_index::<i64>(1).expect("seq")));
    }
    for position in &told.positions {
        assert!(entries.contains(&(position.log, position.seq)), "{position} was answered and is not in the log");
    }
    let distinct: std::collections::BTreeSet<_> = told.positions.iter().map(|p| (p.log, p.seq)).collect();
    assert_eq!(distinct.len(), told.positions.len(), "two answers share an entry");
    for (kind, post) in POSTS.iter().enumerate() {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows(post.count).await {
            counts.insert(row.try_get_by_index(0).expect("text"), row.try_get_by_index(1).expect("count"));
        }
        for (_, text) in told.acknowledged.iter().filter(|(k, _)| *k == kind) {
            assert_eq!(counts.get(text), Some(&1), "{} of {text}", post.mutation);
        }
        assert!(
            counts.iter().filter(|(text, _)| text.starts_with("post ")).all(|(_, count)| *count == 1),
            "posted twice"
        );
    }
    let key = SigningKey::load(&hub.database().file("log.key")).expect("the demo's key");
    let report = verify(&db, key.public(), None, |_| {}).await.unwrap_or_else(|e| panic!("the log is not whole: {e}"));
    assert!(report.entries() >= told.positions.len() as u64);
    db.close().await.expect("closed");
}
