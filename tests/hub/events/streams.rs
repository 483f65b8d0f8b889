//! What a stream is begun with and what ends it: fragments at its root, the emergency by which it began, and a key that the issuer
//! withdraws.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use api::app::issuer::DemoIssuer;
use api::disclosure::Rows;
use api::plain::clock::{Clock, SetClock, SystemClock};
use entities::Instant;
use entities::ids::ChildId;
use entities::rows::event;
use entities::words::{AccessAction, EventKind};
use serde_json::{Value, json};
use tests::database::{number, texts};
use tests::{ChildFile, Engine, Hub, on_both};

use super::socket::{Heard, MOMENT, Socket};
use super::sockets::{CHANGED, RECEIVED};
use super::{changed_role, contributed, raised};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_that_is_composed_of_fragments_hears_what_a_plain_one_hears() {
    let hub = Hub::start(Engine::Sqlite).await;
    let composed = [
        "subscription { ...F } fragment F on Subscription { concernReceived { id subject } }",
        "subscription { ... on Subscription { ... { concernReceived { id subject } } } }",
        "subscription { concernReceived { id } ...F } fragment F on Subscription { concernReceived { subject } }",
    ];
    let mut socket = Socket::of(&hub, "social-worker").await;
    for (n, query) in composed.iter().enumerate() {
        socket.subscribe(&n.to_string(), query, Value::Null).await;
    }
    let concern = raised(&hub, "school", "one").await;
    for _ in composed {
        let heard = socket.hear().await.message();
        assert_eq!(heard["payload"]["data"]["concernReceived"]["subject"], concern, "{heard}");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_a_stream_does_not_break_the_glass_again_by_itself() {
    on_both(async |engine| {
        let clock = Arc::new(SetClock::at(SystemClock.now()));
        let hub = Hub::start_at(engine, clock.clone()).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        let sharing = json!({
            "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true,
            "approvedBy": hub.town.person("manager").id.public(),
            "justification": "brought in unconscious at three in the morning, nobody knows the child here",
        });
        let mut socket = Socket::known(&hub.url, &hub.short_token("gp", Duration::from_secs(23 * 3600))).await;
        socket.subscribe("1", CHANGED, json!({"child": {"id": child.public()}, "sharing": sharing})).await;
        contributed(&hub, "social-worker", child, "STANDARD").await;
        let heard = socket.hear().await.message();
        assert_eq!(heard["payload"]["data"]["recordChanged"]["kind"], "RECORD_CHANGED", "{heard}");
        let begun = "SELECT (SELECT count(*) FROM opening) + 100 * (SELECT count(*) FROM approval)";
        let once = number(&hub.db, begun).await;
        assert!(once % 100 == 1, "{once}");
        clock.set(clock.now().plus(5 * Instant::HOUR));
        contributed(&hub, "social-worker", child, "STANDARD").await;
        let refused = socket.hear().await.message();
        assert!(refused["payload"]["data"]["recordChanged"]["code"].is_string(), "{refused}");
        assert_eq!(socket.hear().await.message(), json!({"type": "complete", "id": "1"}));
        assert_eq!(number(&hub.db, begun).await, once, "an emergency began by itself");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_the_issuer_withdraws_ends_the_sockets_that_it_opened() {
    let clock = Arc::new(SetClock::at(SystemClock.now()));
    let hub = Hub::start_at(Engine::Sqlite, clock.clone()).await;
    let mut socket = Socket::of(&hub, "social-worker").await;
    socket.subscribe("1", RECEIVED, Value::Null).await;
    let concern = raised(&hub, "school", "one").await;
    assert_eq!(socket.hear().await.message()["payload"]["data"]["concernReceived"]["subject"], concern);
    let other = hub.database().dir().join("other");
    std::fs::create_dir_all(&other).expect("made");
    DemoIssuer::prepare(&other, "http://hub.test.invalid").expect("an issuer");
    std::fs::copy(other.join("issuer-jwks.json"), hub.database().dir().join("issuer-jwks.json")).expect("copied");
    // By when the keys are read again.
    clock.set(clock.now().plus(16 * 60 * Instant::SECOND));
    let of = async |column: &str| texts(&hub.db, &format!("SELECT {column} FROM event")).await.remove(0);
    let child = ChildId::from_str(&of("child_id").await).expect("an id");
    let mut rows = Rows::new();
    rows.add(event::Model {
        log: 0,
        seq: 0,
        ordinal: 0,
        kind: EventKind::ConcernReceived,
        subject: concern,
        child_id: child,
        agencies: of("agencies").await,
        at: clock.now(),
    });
    let written = hub.door.administer(AccessAction::Import, Some(child), "{}", rows).await;
    assert!(matches!(written, Ok(Some(()))), "{written:?}");
    assert_eq!(socket.hear().await, Heard::Closed(4403, "TOKEN_INVALID".to_owned()));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_looked_up_for_an_event_that_is_for_others() {
    let hub = Hub::start(Engine::Sqlite).await;
    let mut socket = Socket::of(&hub, "gp").await;
    socket.subscribe("1", RECEIVED, Value::Null).await;
    changed_role(&hub, "gp", &[], true).await;
    raised(&hub, "school", "one").await;
    // Looked up, they would be told that the stream is over.
    assert_eq!(socket.hear_within(MOMENT).await, Heard::Nothing);
    hub.end().await;
}
