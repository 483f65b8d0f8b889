//! Eight hostile clients at once, each with the budgets and limits of a hub in use: an ordinary read stays quick, memory stays
//! where it was, and the process lives.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::hub::{client, try_post};
use tests::process::Killable;
use tests::queries::{NAME, about};
use tests::{ChildFile, on_both};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// How long the attack lasts.
const LASTS: Duration = Duration::from_secs(8);
/// What an ordinary read may take, but for one in twenty.
const QUICK: Duration = Duration::from_secs(1);
/// What the process may grow by, in KiB.
const GROWTH: u64 = 64 * 1024;
/// How often it is tried to keep within the bounds: other work on the machine slows a read too.
const ATTEMPTS: usize = 2;
/// How many requests a budget may have grown by while the attackers end: ten seconds of it.
const GROWN_SINCE: usize = 20;
/// The budgets of a hub in use, which a demo raises.
const BUDGETS: &[(&str, &str)] = &[
    ("HUB_LIMITS_PERSON_REQUESTS", "120"),
    ("HUB_LIMITS_CLIENT_REQUESTS", "600"),
    ("HUB_LIMITS_PERSON_COST", "200000"),
    ("HUB_LIMITS_CLIENT_COST", "1000000"),
];

/// One hostile client: where, with which token, and until when.
#[derive(Clone)]
struct Hostile {
    url: String,
    token: String,
    over: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Hostile {
    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    /// Posts these documents over and over.
    async fn documents(self, documents: Vec<String>) {
        let http = client();
        for document in documents.iter().cycle() {
            if !self.goes_on() {
                break;
            }
            // A connection that was kept may be closed to make room; the next request opens another.
            let Ok(answer) = try_post(&http, &self.url, &self.token, document, Value::Null).await else { continue };
            assert!(!answer.error().is_empty() || answer.status == 200, "{}", answer.text);
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Sends bodies of 32 MiB, in pieces and without a length.
    async fn large_bodies(self) {
        let piece = format!("{:x}\r\n{}\r\n", 65_536, " ".repeat(65_536));
        while self.goes_on() {
            let Some(mut stream) = self.connect().await else { continue };
            let head = format!(
                "POST /graphql HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
                 transfer-encoding: chunked\r\n\r\n",
                self.token
            );
            let mut sent = stream.write_all(head.as_bytes()).await.is_ok();
            for _ in 0..512 {
                // The hub closes the connection when it has read as much as it wants.
                sent = sent && stream.write_all(piece.as_bytes()).await.is_ok();
            }
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Sends the head of a request a byte at a time, on many connections.
    async fn slow_heads(self) {
        let mut open = Vec::new();
        while self.goes_on() {
            if open.len() < 200
                && let Some(mut stream) = self.connect().await
            {
                let _ = stream.write_all(b"POST /graphql HTTP/1.1\r\nhost: hub\r\nx: ").await;
                open.push(stream);
                self.asked.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let mut still = Vec::new();
            for mut stream in open {
                if stream.write_all(b"y").await.is_ok() {
                    still.push(stream);
                }
            }
            open = still;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Opens more connections than the hub has slots, and says nothing on them.
    async fn connections(self) {
        let mut open = std::collections::VecDeque::new();
        while self.goes_on() {
            if let Some(stream) = self.connect().await {
                open.push_back(stream);
                self.asked.fetch_add(1, Ordering::Relaxed);
            }
            if open.len() > 600 {
                open.pop_front();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Sends tokens that are signed by nobody, as fast as they are refused.
    async fn bad_tokens(self) {
        let http = client();
        let (signed, _) = self.token.rsplit_once('.').expect("a signature");
        for n in 0_u64.. {
            if !self.goes_on() {
                break;
            }
            let forged = format!("{signed}.{n:086}");
            let answer = try_post(&http, &self.url, &forged, "{ viewer { name } }", Value::Null).await;
            let Ok(answer) = answer else { continue };
            assert_eq!(answer.status, 401, "{}", answer.text);
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn connect(&self) -> Option<TcpStream> {
        let address = self.url.trim_start_matches("http://");
        let connecting = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect(address)).await;
        connecting.ok()?.ok()
    }
}

/// Fragments that each spread the next one twice: a thousand bytes, twice the work with every level.
fn fragment_bomb(levels: usize) -> String {
    let middle: String =
        (0..levels).map(|n| format!("fragment f{n} on Query {{ ...f{} ...f{} }} ", n + 1, n + 1)).collect();
    format!("{{ ...f0 }} {middle} fragment f{levels} on Query {{ __typename }}")
}

fn aliases(count: usize, field: &str) -> String {
    format!("{{ {} }}", (0..count).map(|n| format!("a{n}: {field} ")).collect::<String>())
}

/// What an ordinary reader saw.
struct Seen {
    p95: Duration,
    reads: usize,
    grown: u64,
    asked: Vec<usize>,
}

async fn attacked(hub: &Killable, child: entities::ids::ChildId) -> Seen {
    let over = Arc::new(AtomicBool::new(false));
    let hostile = |login: &str| Hostile {
        url: hub.url().to_owned(),
        token: hub.person(login).1,
        over: Arc::clone(&over),
        asked: Arc::default(),
    };
    let people = ["mash", "police", "gp", "school", "housing", "probation", "charity", "early-help"].map(hostile);
    let [nesting, bombs, floods, bodies, heads, connections, tokens, rates] = people.clone();
    let deep = |open: &str, close: &str| format!("{{ a(b: {}1{}) }}", open.repeat(1600), close.repeat(1600));
    let attack = vec![
        tokio::spawn(nesting.documents(vec![deep("[", "]"), deep("{a:", "}"), "{a".repeat(5000)])),
        tokio::spawn(bombs.documents(vec![fragment_bomb(20), fragment_bomb(24)])),
        tokio::spawn(
            floods.documents(vec![aliases(1500, "__typename"), aliases(19, "accessLog(filter: {}) { nodes { id } }")]),
        ),
        tokio::spawn(bodies.large_bodies()),
        tokio::spawn(heads.slow_heads()),
        tokio::spawn(connections.connections()),
        tokio::spawn(tokens.bad_tokens()),
        tokio::spawn(rates.documents(vec!["{ viewer { name } }".to_owned()])),
    ];
    let before = hub.resident_kib();
    let (mut most, mut times) = (before, Vec::new());
    let (_, token) = hub.person("social-worker");
    let end = Instant::now() + LASTS;
    while Instant::now() < end {
        // A new connection each time: what the attackers hold must not keep it out.
        let begun = Instant::now();
        let body = about(child, "CHILD_IN_NEED_ASSESSMENT");
        let answer =
            try_post(&client(), hub.url(), &token, NAME, body).await.expect("an ordinary read is answered").ok();
        times.push(begun.elapsed());
        assert_eq!(answer.str("data.sharedRecord.__typename"), "SharedRecord", "{}", answer.text);
        most = most.max(hub.resident_kib());
        tokio::time::sleep(Duration::from_millis(80)).await;
    }
    over.store(true, Ordering::Relaxed);
    for hostile in join_all(attack).await {
        hostile.expect("every hostile client was answered");
    }
    times.sort_unstable();
    let p95 = times[(times.len() - 1) * 95 / 100];
    let grown = most.zip(before).map_or(0, |(most, before)| most.saturating_sub(before));
    let asked = people.iter().map(|hostile| hostile.asked.load(Ordering::Relaxed)).collect();
    Seen { p95, reads: times.len(), grown, asked }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_hostile_clients_neither_slow_an_ordinary_read_nor_fill_the_memory() {
    on_both(async |engine| {
        let hub = Killable::start_with(engine, BUDGETS).await;
        let door = hub.door().await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&door).await;
        // The first reads fill pools and memos, which are no growth under attack.
        let (http, token) = hub.person("colleague");
        for _ in 0..20 {
            let body = about(child, "CHILD_IN_NEED_ASSESSMENT");
            try_post(&http, hub.url(), &token, NAME, body).await.expect("an answer");
        }
        let mut seen = attacked(&hub, child).await;
        for _ in 1..ATTEMPTS {
            if seen.p95 < QUICK {
                break;
            }
            println!("an ordinary read took {:?} under attack; tried once more", seen.p95);
            // The reader's own budget of the last minute counts on.
            tokio::time::sleep(Duration::from_secs(40)).await;
            seen = attacked(&hub, child).await;
        }
        println!(
            "{engine:?}: p95 {:?} of {} reads, {} KiB grown, asked {:?}",
            seen.p95, seen.reads, seen.grown, seen.asked
        );
        assert!(seen.reads >= 20, "{} ordinary reads", seen.reads);
        assert!(seen.asked.iter().all(|asked| *asked > 0), "each attack took place: {:?}", seen.asked);
        assert!(seen.p95 < QUICK, "an ordinary read took {:?} under attack", seen.p95);
        assert!(seen.grown < GROWTH, "the process grew by {} KiB", seen.grown);
        // Whoever flooded is refused, but for the little that their budget has grown by since; whoever did not is answered.
        let (http, token) = hub.person("early-help");
        let mut refused = false;
        for _ in 0..GROWN_SINCE {
            let flooded = try_post(&http, hub.url(), &token, "{ viewer { name } }", Value::Null).await;
            refused = refused || flooded.expect("an answer").error() == "RATE_LIMITED";
        }
        assert!(refused, "whoever flooded may go on at once");
        let (http, token) = hub.person("inspector");
        let calm = try_post(&http, hub.url(), &token, "{ viewer { name } }", json!({})).await.expect("an answer").ok();
        assert_eq!(calm.str("data.viewer.name"), "Person inspector");
        if let Some(door) = Arc::into_inner(door) {
            door.close().await;
        }
        hub.end().await;
    })
    .await;
}
