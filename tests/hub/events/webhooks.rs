//! Webhooks: signed, thin, sent once in the ordinary case and never lost; what a receiver never took is given up, and sent anew
//! when asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use api::app::webhooks::{self, Settings, WebhookKey};
use api::disclosure::{Door, Webhook};
use entities::words::EventKind;
use entities::{Set, Word};
use serde_json::Value;
use tests::database::number;
use tests::process::Killable;
use tests::queries::{RAISE, concern};
use tests::stand_in::{Got, StandIn, answer};
use tests::{ChildFile, Engine, Hub, on_both};
use tokio::task::JoinHandle;

use super::super::commands;
use super::hmac::{base64, hmac};
use super::{contributed, raised};

/// The hub's own key in these tests.
const KEY: &str = "made-up-key-of-more-than-32-characters";
/// The longest that anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The id of what came.
fn id(got: &Got) -> &str {
    got.headers.get("webhook-id").map(String::as_str).unwrap_or_default()
}

fn read(got: &Got) -> Value {
    serde_json::from_str(&got.body).expect("JSON")
}

/// A partner's system, which answers with the status that it is told.
pub struct Receiver {
    pub url: String,
    system: StandIn,
    status: Arc<AtomicU16>,
}

impl Receiver {
    pub async fn answering(status: u16) -> Self {
        let status = Arc::new(AtomicU16::new(status));
        let told = Arc::clone(&status);
        let system = StandIn::answering(move |_| answer(told.load(Ordering::SeqCst), "text/plain", "")).await;
        Self { url: format!("{}/hook", system.url), system, status }
    }

    pub fn got(&self) -> Vec<Got> {
        self.system.got()
    }

    pub async fn has(&self, count: usize) -> Vec<Got> {
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

/// The signature of what came, by the secret as the receiver has it: made from the hub's key, the webhook and the number.
fn signature(hook: &Webhook, generation: i32, got: &Got) -> String {
    let secret = hmac(KEY.as_bytes(), format!("hub webhook secret 1\n{}\n{generation}", hook.id()).as_bytes());
    let signed = format!("{}.{}.{}", id(got), got.headers["webhook-timestamp"], got.body);
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
        let body = read(&got[0]);
        assert_eq!((&body["type"], &body["data"]["subject"]), (&"CONCERN_RECEIVED".into(), &concern.as_str().into()));
        assert_eq!(body["data"]["id"], id(&got[0]));
        assert_eq!(body.as_object().expect("an object").len(), 3);
        assert_eq!(body["data"].as_object().expect("an object").len(), 2, "ids alone: {body}");
        assert_eq!(got[0].headers["webhook-signature"], signature(&hook, 1, &got[0]));
        let got = surgery.has(1).await;
        assert_eq!(read(&got[0])["data"]["subject"], child.public());
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
        assert!(got.iter().all(|one| id(one) == id(&got[0])), "one id at each attempt");
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
        receiver.status.store(204, Ordering::SeqCst);
        let replayed = hub.door.replay_webhook(hook.id(), Some(id(&got[0]))).await;
        assert_eq!(replayed.unwrap_or_else(|e| panic!("{e:?}")), 1);
        let got = receiver.has(4).await;
        assert_eq!(id(&got[3]), id(&got[0]));
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
        let (event, named) = (event.place(), hub.door.event_id(event.place(), event.at()));
        let begun_by_one = hub.door.begin_sending(&hook, event, 1).await.expect("written");
        assert!(begun_by_one.is_some());
        assert!(hub.door.begin_sending(&hook, event, 1).await.expect("read").is_none(), "one of them alone");
        let sending = webhooks::keep(Arc::clone(&hub.door), settings(&[50, 100]));
        let got = receiver.has(5).await;
        assert_eq!(id(&got[4]), named);
        ended(sending).await;
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
        receiver.has(24).await;
        // Posted to a hub that is killed as soon as it has answered: what it put on record and did not send, the other sends.
        for n in 24..36 {
            if n % 4 == 0 {
                one.start_again().await;
            }
            let input = serde_json::json!({"input": concern(&format!("key {n}"), "sent by the one that is left")});
            let answer = tests::hub::post(&http, one.url(), &school, RAISE, input).await.ok();
            acknowledged.push(answer.str("data.raiseConcern.concern.id").to_owned());
            if n % 4 == 3 {
                one.kill();
            }
        }
        let all_came = || {
            let got = receiver.got();
            let subjects: BTreeSet<String> = got.iter().map(|one| read(one)["data"]["subject"].to_string()).collect();
            subjects.len() == acknowledged.len()
        };
        let begun = Instant::now();
        while !all_came() {
            assert!(begun.elapsed() < PATIENCE, "{} of {} came", receiver.got().len(), acknowledged.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let got = receiver.got();
        let mut subjects: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for one in &got {
            let subject = read(one)["data"]["subject"].as_str().unwrap_or_default().to_owned();
            *subjects.entry(subject).or_default().entry(id(one).to_owned()).or_default() += 1;
        }
        for concern in &acknowledged {
            assert_eq!(subjects.get(concern).map(BTreeMap::len), Some(1), "one id for {concern}");
        }
        two.end();
        one.start_again().await;
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
