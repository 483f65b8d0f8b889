//! Webhooks: signed, thin, sent once in the ordinary case and never lost; what a receiver never took is given up, and sent anew
//! when asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::app::webhooks::{self, Settings, WebhookKey};
use api::disclosure::{Door, Webhook};
use entities::words::EventKind;
use entities::{Set, Word};
use serde_json::Value;
use tests::database::number;
use tests::process::Killable;
use tests::queries::{RAISE, concern};
use tests::{ChildFile, Engine, Hub, on_both};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::super::commands;
use super::{contributed, raised};

/// The hub's own key in these tests.
const KEY: &str = "made-up-key-of-more-than-32-characters";
/// The longest that anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A request that a receiver took or refused.
#[derive(Clone, Debug)]
pub struct Got {
    headers: BTreeMap<String, String>,
    body: String,
}

impl Got {
    fn id(&self) -> &str {
        self.headers.get("webhook-id").map(String::as_str).unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A partner's system, which answers as it is told.
pub struct Receiver {
    pub url: String,
    got: Arc<Mutex<Vec<Got>>>,
    status: Arc<Mutex<u16>>,
    pub task: JoinHandle<()>,
}

impl Receiver {
    pub async fn answering(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let (got, status) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(status)));
        let (all, answer) = (Arc::clone(&got), Arc::clone(&status));
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                tokio::spawn(async move {
                    let mut bytes = Vec::new();
                    let mut part = [0; 4096];
                    while let Ok(read) = stream.read(&mut part).await {
                        bytes.extend_from_slice(&part[..read]);
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        let Some((head, body)) = text.split_once("\r\n\r\n") else {
                            if read == 0 { return } else { continue }
                        };
                        let headers: BTreeMap<String, String> = head
                            .lines()
                            .filter_map(|line| line.split_once(':'))
                            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
                            .collect();
                        let length: usize = headers["content-length"].parse().expect("a length");
                        if body.len() < length && read > 0 {
                            continue;
                        }
                        let status = *answer.lock().expect("whole");
                        all.lock().expect("whole").push(Got { headers, body: body.to_owned() });
                        let answer = format!(
                            "HTTP/1.1 {status} x\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                        );
                        let _ = stream.write_all(answer.as_bytes()).await;
                        return;
                    }
                });
            }
        });
        Self { url, got, status, task }
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().expect("whole").clone()
    }

    async fn has(&self, count: usize) -> Vec<Got> {
        let begun = Instant::now();
        while self.got().len() < count {
            assert!(begun.elapsed() < PATIENCE, "{} of {count} came", self.got().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.got()
    }
}

pub fn settings(waits: &[u64]) -> Settings {
    Settings {
        key: Arc::new(WebhookKey::new(KEY).expect("long enough")),
        schedule: waits.iter().map(|wait| Duration::from_millis(*wait)).collect(),
        lost_after: Duration::from_millis(300),
        look_again: Duration::from_millis(200),
        private_addresses: true,
    }
}

pub async fn hooked(door: &Door, agency: &str, url: &str, events: &[EventKind]) -> Webhook {
    door.add_webhook(agency, url.to_owned(), Set::of(events)).await.unwrap_or_else(|e| panic!("{e:?}"))
}

pub async fn ended(task: JoinHandle<()>) {
    task.abort();
    let _ = task.await;
}

/// SHA-256 (FIPS 180-4), written out here so that the hub's own code does not judge itself.
fn sha256(message: &[u8]) -> [u8; 32] {
    let primes = |count: usize| (2_u32..).filter(|n| (2..*n).all(|d| n % d != 0)).take(count);
    let fraction = |root: f64| ((root - root.floor()) * 4_294_967_296.0) as u32;
    let k: Vec<u32> = primes(64).map(|p| fraction(f64::from(p).cbrt())).collect();
    let mut h: Vec<u32> = primes(8).map(|p| fraction(f64::from(p).sqrt())).collect();
    let mut bytes = message.to_vec();
    bytes.push(0x80);
    while bytes.len() % 64 != 56 {
        bytes.push(0);
    }
    bytes.extend_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    for block in bytes.chunks(64) {
        let mut w: Vec<u32> =
            block.chunks(4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]])).collect();
        for n in 16..64 {
            let s0 = w[n - 15].rotate_right(7) ^ w[n - 15].rotate_right(18) ^ (w[n - 15] >> 3);
            let s1 = w[n - 2].rotate_right(17) ^ w[n - 2].rotate_right(19) ^ (w[n - 2] >> 10);
            w.push(w[n - 16].wrapping_add(s0).wrapping_add(w[n - 7]).wrapping_add(s1));
        }
        let mut v = h.clone();
        for (k, w) in k.iter().zip(&w) {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choose = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let one = v[7].wrapping_add(s1).wrapping_add(choose).wrapping_add(*k).wrapping_add(*w);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let two = s0.wrapping_add((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(one);
            v[0] = one.wrapping_add(two);
        }
        for (sum, part) in h.iter_mut().zip(v) {
            *sum = sum.wrapping_add(part);
        }
    }
    let mut hash = [0; 32];
    for (four, word) in hash.chunks_mut(4).zip(h) {
        four.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

/// HMAC (RFC 2104) with that.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let padded = |with: u8| (0..64).map(|n| key.get(n).copied().unwrap_or(0) ^ with).collect::<Vec<u8>>();
    let inner = sha256(&[padded(0x36), message.to_vec()].concat());
    sha256(&[padded(0x5c), inner.to_vec()].concat())
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n)) as usize & 63] as char;
            text.push(if n <= three.len() { digit } else { '=' });
        }
    }
    text
}

#[test]
fn what_verifies_signatures_here_is_right() {
    assert_eq!(base64(&sha256(b"abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    assert_eq!(base64(&hmac(b"Jefe", b"what do ya want for nothing?")), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

/// The signature of what came, by the secret as the receiver has it: made from the hub's key, the webhook and the number.
fn signature(hook: &Webhook, generation: i32, got: &Got) -> String {
    let secret = hmac(KEY.as_bytes(), format!("hub webhook secret 1\n{}\n{generation}", hook.id()).as_bytes());
    let signed = format!("{}.{}.{}", got.id(), got.headers["webhook-timestamp"], got.body);
    format!("v1,{}", base64(&hmac(&secret, signed.as_bytes())))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_signed_thin_and_for_the_agency_alone() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (council, surgery) = (Receiver::answering(200).await, Receiver::answering(200).await);
        let all = EventKind::ALL;
        let hook = hooked(&hub.door, "T-COUNCIL", &council.url, all).await;
        hooked(&hub.door, "T-SURGERY", &surgery.url, all).await;
        let sending = webhooks::keep(Arc::clone(&hub.door), settings(&[50]));
        let concern = raised(&hub, "school", "one").await;
        let child = ChildFile::new(&hub.town).open_to(&["gp", "social-worker"]).put(&hub.door).await;
        let shut = ChildFile::new(&hub.town).open_to(&["gp"]).restricted_to(&["gp"]).put(&hub.door).await;
        contributed(&hub, "gp", child, "STANDARD").await;
        // That these changed is for few people, and for no system.
        contributed(&hub, "gp", child, "RESTRICTED").await;
        contributed(&hub, "gp", shut, "STANDARD").await;
        let got = council.has(1).await;
        let body = got[0].json();
        assert_eq!((&body["type"], &body["data"]["subject"]), (&"CONCERN_RECEIVED".into(), &concern.as_str().into()));
        assert_eq!(body["data"]["id"], got[0].id());
        assert_eq!(body.as_object().expect("an object").len(), 3);
        assert_eq!(body["data"].as_object().expect("an object").len(), 2, "ids alone: {body}");
        assert_eq!(got[0].headers["webhook-signature"], signature(&hook, 1, &got[0]));
        let got = surgery.has(1).await;
        assert_eq!(got[0].json()["data"]["subject"], child.public());
        // Each is on record before it is sent, and with what became of it.
        let begun = Instant::now();
        let outcomes = "SELECT count(*) FROM webhook_outcome WHERE delivered AND status = 200";
        while number(&hub.db, outcomes).await < 2 {
            assert!(begun.elapsed() < PATIENCE);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let logged =
            "SELECT count(*) FROM access_log WHERE action = 'FOLLOW' AND child IS NOT NULL AND agency IS NOT NULL";
        assert_eq!(number(&hub.db, logged).await, 2);
        // With a new secret, those before it sign too, for a day.
        for _ in 0..2 {
            hub.door.renew_webhook(hook.id()).await.unwrap_or_else(|e| panic!("{e:?}"));
        }
        raised(&hub, "school", "two").await;
        let got = council.has(2).await;
        let all = [3, 2, 1].map(|generation| signature(&hook, generation, &got[1])).join(" ");
        assert_eq!(got[1].headers["webhook-signature"], all);
        hub.door.remove_webhook(hook.id()).await.unwrap_or_else(|e| panic!("{e:?}"));
        raised(&hub, "school", "three").await;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!((council.got().len(), surgery.got().len()), (2, 1));
        ended(sending).await;
        ended(council.task).await;
        ended(surgery.task).await;
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_is_tried_again_given_up_and_sent_anew_when_asked_for() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        // A redirect is no success, and is not followed.
        let receiver = Receiver::answering(302).await;
        let hook = hooked(&hub.door, "T-COUNCIL", &receiver.url, &[EventKind::ConcernReceived]).await;
        let sending = webhooks::keep(Arc::clone(&hub.door), settings(&[50, 100]));
        raised(&hub, "school", "one").await;
        let got = receiver.has(3).await;
        assert!(got.iter().all(|one| one.id() == got[0].id()), "one id at each attempt");
        let begun = Instant::now();
        let dead = async || hub.door.unarrived(Some(hook.id())).await.expect("read");
        while !dead().await.iter().any(|one| one.dead) {
            assert!(begun.elapsed() < PATIENCE, "{:?}", dead().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let given_up = dead().await;
        assert_eq!((given_up.len(), given_up[0].attempt, given_up[0].status), (1, 3, Some(302)));
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!(receiver.got().len(), 3, "given up");
        *receiver.status.lock().expect("whole") = 204;
        let replayed = hub.door.replay_webhook(hook.id(), Some(got[0].id())).await;
        assert_eq!(replayed.unwrap_or_else(|e| panic!("{e:?}")), 1);
        let got = receiver.has(4).await;
        assert_eq!(got[3].id(), got[0].id());
        while !dead().await.is_empty() {
            assert!(begun.elapsed() < PATIENCE);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let again = hub.door.replay_webhook(hook.id(), None).await.unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(again, 0, "nothing is left to be sent anew");
        ended(sending).await;
        // A hub that puts an attempt on record and is gone before it sends: another one sends.
        raised(&hub, "school", "two").await;
        let behind = hub.door.webhook_cursor(&hook).await.expect("read");
        let event = hub.door.events_behind(&behind, 10).await.expect("read").pop().expect("an event");
        let (event, id) = (event.place(), hub.door.event_id(event.place(), event.at()));
        let begun_by_one = hub.door.begin_sending(&hook, event, 1).await.expect("written");
        assert!(begun_by_one.is_some());
        assert!(hub.door.begin_sending(&hook, event, 1).await.expect("read").is_none(), "one of them alone");
        let sending = webhooks::keep(Arc::clone(&hub.door), settings(&[50, 100]));
        let got = receiver.has(5).await;
        assert_eq!(got[4].id(), id);
        ended(sending).await;
        ended(receiver.task).await;
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hubs_send_each_event_once_and_what_a_killed_hub_began_is_sent_all_the_same() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            // One file is one hub's.
            return;
        }
        let mut one = Killable::start(engine).await;
        let receiver = Receiver::answering(200).await;
        let door = one.door().await;
        hooked(&door, "T-COUNCIL", &receiver.url, &[EventKind::ConcernReceived]).await;
        Arc::into_inner(door).expect("the only one").close().await;
        let two = one.beside().await;
        let (http, school) = one.person("school");
        let mut acknowledged = Vec::new();
        for n in 0..24 {
            if n == 12 {
                // In the ordinary case each came once, whichever of the two sent it.
                let got = receiver.has(12).await;
                tokio::time::sleep(Duration::from_millis(1200)).await;
                assert_eq!(receiver.got().len(), 12, "{got:?}");
                one.kill();
            }
            let input = serde_json::json!({"input": concern(&format!("key {n}"), "sent by two hubs")});
            let answer = tests::hub::post(&http, two.url(), &school, RAISE, input).await.ok();
            acknowledged.push(answer.str("data.raiseConcern.concern.id").to_owned());
        }
        let got = receiver.has(24).await;
        let mut subjects: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for one in &got {
            let subject = one.json()["data"]["subject"].as_str().unwrap_or_default().to_owned();
            *subjects.entry(subject).or_default().entry(one.id().to_owned()).or_default() += 1;
        }
        for concern in &acknowledged {
            assert_eq!(subjects.get(concern).map(BTreeMap::len), Some(1), "one id for {concern}");
        }
        two.end();
        one.start_again().await;
        ended(receiver.task).await;
        one.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_are_registered_at_the_command_line_and_their_secret_is_shown_once() {
    let database = commands::prepared(Engine::Sqlite).await;
    let hub = |arguments: &[&str]| {
        let with_key: Vec<&str> = ["webhook", "--webhooks-key", KEY].iter().chain(arguments).copied().collect();
        commands::hub(&database, &with_key)
    };
    let agency = ["agency", "add", "--code", "Y00001", "--name", "Y00001", "--kind", "GENERAL_PRACTICE"];
    assert_eq!(commands::hub(&database, &agency).0, 0);
    let add = ["add", "--agency", "Y00001", "--url", "https://app.example.org/hub", "--events", "CHECK_REQUESTED"];
    let (code, _, said) = commands::hub(&database, &[&["webhook"][..], &add].concat());
    assert!(code == 2 && said.contains("--webhooks-key-file"), "{said}");
    for (nth, wrong, why) in [
        (2, "Y00009", "register it first"),
        (4, "https://10.0.0.1/", "not public"),
        (4, "http://a.example.org/", "https://"),
    ] {
        let mut arguments = add;
        arguments[nth] = wrong;
        let (code, out, said) = hub(&arguments);
        assert!(code == 2 && out.is_empty() && said.contains(why), "{said}");
    }
    let (code, out, said) = hub(&[&add[..], &["--json"]].concat());
    assert_eq!(code, 0, "{said}");
    let made: Value = serde_json::from_str(&out).expect("JSON");
    let (id, secret) = (made["id"].as_str().expect("an id"), made["secret"].as_str().expect("a secret"));
    assert!(id.starts_with("webhook_") && secret.starts_with("whsec_"), "{out}");
    let (_, out, _) = hub(&["list", "--json"]);
    let all: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&all[0]["id"], &all[0]["dead"], &all[0]["events"][0]),
        (&id.into(), &0.into(), &"CHECK_REQUESTED".into()),
        "{out}"
    );
    assert!(!out.contains("whsec_"), "{out}");
    let (code, out, _) = hub(&["secret", "--id", id]);
    assert!(code == 0 && out.starts_with("whsec_") && out.trim() != secret, "{out}");
    assert_eq!(hub(&["dead", "--json"]).1.trim(), "[]");
    assert_eq!(hub(&["replay", "--id", id]).0, 0);
    assert_eq!(hub(&["remove", "--id", id]).0, 0);
    assert_eq!(hub(&["list", "--json"]).1.trim(), "[]");
    assert_eq!(hub(&["remove", "--id", id]).0, 2);
    database.end().await;
}
