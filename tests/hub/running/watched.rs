//! What those who watch a hub get to see: measures, traces and the operational log, and nothing of a child in any of them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::child::SECRET;
use tests::process::Killable;
use tests::queries::{CONTRIBUTE, RAISE, about, concern, entry, record};
use tests::{ChildFile, Engine, on_both};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What no log, measure or trace may hold, beside ids and numbers of the child.
const CANARY: &str = "canary-bird";

/// A collector of traces; keeps what it is sent.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<u8>>>);

impl Collector {
    async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1/traces", listener.local_addr().expect("an address"));
        let kept = Self::default();
        let keeps = kept.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let keeps = keeps.clone();
                tokio::spawn(async move { keeps.take(stream).await });
            }
        });
        (kept, url)
    }

    /// Takes one request after the other.
    async fn take(&self, mut stream: TcpStream) {
        let mut bytes = Vec::new();
        loop {
            let head = loop {
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    break end + 4;
                }
                let mut more = [0; 4096];
                match stream.read(&mut more).await {
                    Ok(0) | Err(_) => return,
                    Ok(read) => bytes.extend_from_slice(&more[..read]),
                }
            };
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.expect("a length").trim().parse().expect("a number");
            while bytes.len() < head + length {
                let mut more = [0; 4096];
                let read = stream.read(&mut more).await.expect("the rest");
                bytes.extend_from_slice(&more[..read]);
            }
            self.0.lock().expect("whole").extend(bytes.drain(..head + length));
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.expect("answered");
        }
    }

    fn holds(&self, part: &[u8]) -> bool {
        self.0.lock().expect("whole").windows(part.len()).any(|window| window == part)
    }
}

/// The address of the measures, which the hub says when it starts.
async fn measures(hub: &Killable) -> String {
    let address = hub.said().lines().find_map(|line| line.strip_prefix("metrics on ").map(str::to_owned));
    let text =
        tests::hub::client().get(address.expect("the hub says where its measures are")).send().await.expect("answered");
    assert!(text.headers()["content-type"].to_str().expect("text").starts_with("text/plain; version=0.0.4"));
    text.text().await.expect("text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn measures_traces_and_log_tell_what_happened_and_nothing_of_a_child() {
    on_both(async |engine| {
        let (collector, url) = Collector::start().await;
        let environment: Vec<(&str, &str)> = vec![
            ("HUB_TRACE_OTLP", &*url.leak()),
            ("HUB_TRACE_FORMAT", "json"),
            ("HUB_METRICS_LISTEN", "127.0.0.1:0"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ];
        let hub = Killable::start_with(engine, environment.leak()).await;
        let door = hub.door().await;
        let file = ChildFile::new(&hub.town).open_to(&["gp"]).entry_of_every_class();
        let (nhs_number, upn) = (file.nhs_number().to_owned(), file.upn().to_owned());
        let child = file.put(&door).await;
        Arc::into_inner(door).expect("the only one").close().await;
        let person = hub.town.person("gp").clone();

        let (http, token) = hub.person("gp");
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let post = async |query: &str, variables: Value| {
            let request = http
                .post(format!("{}/graphql?{CANARY}=1", hub.url()))
                .bearer_auth(&token)
                .header("x-request-id", CANARY)
                .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
                .header("user-agent", CANARY)
                .json(&json!({"query": query, "variables": variables, "operationName": null}));
            request.send().await.expect("answered")
        };
        let answer = post(&record(), about(child, "DIRECT_CARE")).await;
        let headers = answer.headers().clone();
        assert!(answer.text().await.expect("text").contains(SECRET), "the child's data is under way");
        assert_eq!(headers["x-client-request-id"], CANARY);
        assert_ne!(headers["x-request-id"], CANARY);
        let back = headers["traceparent"].to_str().expect("text");
        assert!(back.starts_with(&format!("00-{trace}-")) && !back.contains("00f067aa0ba902b7"), "{back}");
        post(&record(), about(child, "CRIME_PREVENTION")).await;
        post(CONTRIBUTE, json!({"input": entry(child, "DIRECT_CARE", CANARY, CANARY)})).await;
        post(RAISE, json!({"input": concern(CANARY, CANARY)})).await;
        post(CONTRIBUTE, json!({"input": {"summary": CANARY}})).await;
        post(&format!("query {CANARY} {{ {CANARY} }}").replace('-', "_"), json!({})).await;
        http.get(format!("{}/{CANARY}/{nhs_number}", hub.url())).send().await.expect("answered");

        let measures = measures(&hub).await;
        for line in [
            "hub_requests_total{operation=\"query\",code=\"OK\"}",
            "hub_requests_total{operation=\"mutation\",code=\"OK\"}",
            "hub_requests_total{operation=\"none\",code=\"PATH_UNKNOWN\"}",
            "hub_request_seconds_bucket{operation=\"query\",le=\"5\"}",
            "hub_refusals_total{code=\"PURPOSE_NOT_OPEN_TO_ROLE\"} 1",
            "hub_log_commits_total ",
            "hub_log_commit_entries_bucket{le=\"256\"}",
            "hub_log_writable 1",
            "hub_log_waiting 0",
            "hub_pool_in_use ",
            "hub_verdicts_made ",
            "hub_verdict_errors 0",
        ] {
            assert!(measures.lines().any(|found| found.starts_with(line)), "{line}\n{measures}");
        }
        let public = http.get(format!("{}/metrics", hub.url())).send().await.expect("answered");
        assert_eq!(public.status().as_u16(), 404, "never where everybody asks");

        let begun = Instant::now();
        let wanted = [b"POST /graphql".to_vec(), b"mutation".to_vec(), hex(trace)];
        while !wanted.iter().all(|part| collector.holds(part)) {
            assert!(begun.elapsed() < Duration::from_secs(10), "no trace came");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let said = hub.said();
        let line =
            said.lines().find(|line| line.contains("\"operation.kind\":\"mutation\"")).expect("a request's line");
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((&line["fields"]["http.path"], &line["fields"]["outcome"]), (&"/graphql".into(), &"OK".into()));

        let ids = [child.public(), child.0.to_string(), person.id.public(), person.id.0.to_string()];
        let names = [SECRET, CANARY, &CANARY.replace('-', "_"), &nhs_number, &upn, &person.name, &token];
        for never in ids.iter().map(String::as_str).chain(names) {
            assert!(!measures.contains(never), "measures hold {never}");
            assert!(!said.contains(never), "the log holds {never}: {said}");
            assert!(!collector.holds(never.as_bytes()), "a trace holds {never}");
        }
        hub.end().await;
    })
    .await;
}

/// The bytes that hexadecimal digits stand for.
fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("digits")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_accepted_when_the_hub_is_told_to_end_is_finished_and_on_record() {
    on_both(async |engine| {
        let mut hub = Killable::start(engine).await;
        let door = hub.door().await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&door).await;
        Arc::into_inner(door).expect("the only one").close().await;
        let (_, token) = hub.person("gp");
        let input = json!({"input": entry(child, "DIRECT_CARE", "in flight", "in flight")});
        let body = json!({"query": CONTRIBUTE, "variables": input}).to_string();
        let (first, rest) = body.split_at(body.len() / 2);
        let at = hub.url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&at).await.expect("connected");
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {at}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             accept: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{first}").as_bytes()).await.expect("sent");
        // Its head must have been read: what nobody has begun to read was not accepted.
        tokio::time::sleep(Duration::from_millis(300)).await;
        hub.terminate();
        let begun = Instant::now();
        while TcpStream::connect(&at).await.is_ok() {
            assert!(begun.elapsed() < Duration::from_secs(5), "it still takes new connections");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stream.write_all(rest.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer, and then the end");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"summary\":\"in flight\""), "{answer}");
        assert_eq!(hub.ended(), Some(0));
        let db = hub.database().connect().await;
        let kept = tests::database::texts(&db, "SELECT summary FROM chronology_entry WHERE summary = 'in flight'").await;
        assert_eq!(kept.len(), 1);
        db.close().await.expect("closed");
        hub.start_again().await;
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_headers_stand_on_every_answer() {
    let hub = Killable::start(Engine::Sqlite).await;
    let (http, token) = hub.person("gp");
    let asks = [
        http.get(format!("{}/healthz", hub.url())),
        http.get(format!("{}/readyz", hub.url())),
        http.get(format!("{}/nothing", hub.url())),
        http.get(format!("{}/graphql", hub.url())),
        http.post(format!("{}/graphql", hub.url())).body("nonsense"),
        http.post(format!("{}/graphql", hub.url())).json(&json!({"query": "{ viewer { name } }"})),
        http.post(format!("{}/graphql", hub.url())).bearer_auth(&token).json(&json!({"query": "{ viewer { name } }"})),
        http.request(reqwest::Method::OPTIONS, format!("{}/graphql", hub.url()))
            .header("origin", "https://evil.example"),
    ];
    for ask in asks {
        let answer = ask.send().await.expect("answered");
        let headers = answer.headers();
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(headers.get(name).map(|found| found.to_str().expect("text")), Some(value), "{}", answer.url());
        }
        assert!(headers["content-security-policy"].to_str().expect("text").contains("default-src 'none'"));
        assert!(headers.contains_key("x-request-id") && !headers.contains_key("access-control-allow-origin"));
    }
    hub.end().await;
}
