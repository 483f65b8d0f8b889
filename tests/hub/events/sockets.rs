//! Subscriptions over a socket (F8): who hears what, when a stream ends, and what a socket is not for.

use std::collections::BTreeSet;
use std::time::Duration;

use api::http::Limits;
use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{TypeKind, TypeSystemDefinition};
use entities::ids::ChildId;
use entities::words::{LevelOfNeed, ProtectionKind, ProtectiveWork, Role};
use serde_json::{Value, json};
use tests::database::number;
use tests::hub::{ORIGIN, limits};
use tests::town::{MORE, ROLES};
use tests::{ChildFile, Engine, Hub, on_both};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::super::{checks, mash};
use super::socket::{Heard, MOMENT, Socket};
use super::{care, changed_role, closed, contributed, raised};

pub const RECEIVED: &str = "subscription { concernReceived { id kind subject at } }";
const REQUESTED: &str = "subscription { checkRequested { id kind subject at } }";
const ANSWERED: &str = "subscription { checkAnswered { id kind subject at } }";
const DECIDED: &str = "subscription { decisionMade { id kind subject at } }";
const ESCALATED: &str = "subscription { escalationRaised { id kind subject at } }";
pub const CHANGED: &str = "subscription Changed($child: ChildRef!, $sharing: SharingInput!) {
    recordChanged(child: $child, sharing: $sharing) {
        ... on Event { id kind subject at } ... on SharingRefused { code } } }";

/// What is tried here, by the name of the subscription.
const TRIED: [(&str, &str); 6] = [
    ("checkAnswered", ANSWERED),
    ("checkRequested", REQUESTED),
    ("concernReceived", RECEIVED),
    ("decisionMade", DECIDED),
    ("escalationRaised", ESCALATED),
    ("recordChanged", CHANGED),
];

#[test]
fn every_subscription_of_the_schema_is_tried() {
    let mut served = BTreeSet::new();
    for definition in parse_schema(api::graphql::sdl()).expect("a schema").definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        if let ("Subscription", TypeKind::Object(object)) = (definition.node.name.node.as_str(), definition.node.kind) {
            served.extend(object.fields.into_iter().map(|field| field.node.name.node.to_string()));
        }
    }
    assert_eq!(served, TRIED.iter().map(|(name, _)| (*name).to_owned()).collect());
}

fn record(child: ChildId) -> Value {
    json!({"child": {"id": child.public()}, "sharing": care()})
}

/// The subject of the event that a socket hears next on that stream.
async fn event(socket: &mut Socket, stream: &str, name: &str) -> String {
    let message = socket.hear().await.message();
    assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(stream)), "{message}");
    message["payload"]["data"][name]["subject"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_heard_by_whoever_may_be_told_and_by_nobody_else() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["social-worker", "police", "school"];
        let child = ChildFile::new(&hub.town).open_to(&open).work(ProtectiveWork::Section47).put(&hub.door).await;
        let mut sockets = Vec::new();
        for seat in ROLES.iter().chain(&MORE) {
            let mut socket = Socket::of(&hub, seat.login).await;
            for (name, query) in TRIED.iter().filter(|(name, _)| *name != "recordChanged") {
                let payload = json!({"query": query});
                socket.say(json!({"id": name, "type": "subscribe", "payload": payload})).await;
            }
            sockets.push((seat.login, socket));
        }
        tokio::time::sleep(MOMENT).await;
        let concern = raised(&hub, "school", "one").await;
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        checks::answer(&hub, "gp", &checks::known(&check, "KNOWN_OPEN")).await;
        mash::decided(&hub, "mash", &concern, "EARLY_HELP").await;
        for (login, mut socket) in sockets {
            let mut heard = Vec::new();
            while let Heard::Message(message) = socket.hear_within(MOMENT).await {
                let name = message["id"].as_str().unwrap_or_default().to_owned();
                let subject = message["payload"]["data"][&name]["subject"].as_str().unwrap_or_default().to_owned();
                heard.push((name, subject));
            }
            heard.sort();
            let told = |name: &str, subject: &str| (name.to_owned(), subject.to_owned());
            let expected = match login {
                "social-worker" | "mash" | "colleague" | "manager" => vec![
                    told("checkAnswered", &check),
                    told("concernReceived", &concern),
                    told("decisionMade", &concern),
                ],
                _ => Vec::new(),
            };
            // What is put to the surgery is answered at once here, and may be over before it is told.
            heard.retain(|(name, _)| login != "gp" || name != "checkRequested");
            assert_eq!(heard, expected, "{login}");
        }
        assert!(number(&hub.db, "SELECT count(*) FROM access_log WHERE action = 'FOLLOW'").await >= 12);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_is_heard_by_who_is_asked() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child =
            ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47).put(&hub.door).await;
        let mut gp = Socket::of(&hub, "gp").await;
        gp.subscribe("1", REQUESTED, Value::Null).await;
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        assert_eq!(event(&mut gp, "1", "checkRequested").await, check);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_is_followed_while_it_is_open_and_no_longer() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["gp", "social-worker"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let mut worker = Socket::of(&hub, "social-worker").await;
        worker.subscribe("1", CHANGED, record(child)).await;
        contributed(&hub, "gp", child, "RESTRICTED").await;
        contributed(&hub, "gp", child, "STANDARD").await;
        // One of the two: that there is the other is told to nobody.
        assert_eq!(event(&mut worker, "1", "recordChanged").await, child.public());
        assert_eq!(worker.hear_within(MOMENT).await, Heard::Nothing);
        let mut stranger = Socket::of(&hub, "neighbour").await;
        stranger.subscribe("1", CHANGED, record(child)).await;
        closed(&hub, child, ProtectionKind::Conflict, Some(hub.town.person("social-worker").id)).await;
        contributed(&hub, "gp", child, "STANDARD").await;
        for socket in [&mut stranger, &mut worker] {
            let refused = socket.hear().await.message();
            assert_eq!(refused["payload"]["data"]["recordChanged"], json!({"code": "NOT_FOUND"}), "{refused}");
            assert_eq!(socket.hear().await.message(), json!({"type": "complete", "id": "1"}));
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_ends_with_the_membership_and_a_socket_with_the_token() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let mut leaver = Socket::of(&hub, "colleague").await;
        leaver.subscribe("1", RECEIVED, Value::Null).await;
        let mut demoted = Socket::of(&hub, "manager").await;
        demoted.subscribe("1", RECEIVED, Value::Null).await;
        for (login, ended) in [("colleague", true), ("manager", false)] {
            changed_role(&hub, login, &[Role::SafeguardingLead], ended).await;
        }
        raised(&hub, "school", "one").await;
        for socket in [&mut leaver, &mut demoted] {
            assert_eq!(socket.hear().await.message(), json!({"type": "complete", "id": "1"}));
        }
        let token = hub.short_token("social-worker", Duration::from_secs(3));
        let mut short = Socket::known(&hub.url, &token).await;
        short.subscribe("1", RECEIVED, Value::Null).await;
        // The stream may be told its end before the socket is closed.
        let mut heard = short.hear().await;
        if let Heard::Message(said) = &heard {
            assert_eq!(said, &json!({"type": "complete", "id": "1"}));
            heard = short.hear().await;
        }
        assert_eq!(heard, Heard::Closed(4403, "TOKEN_EXPIRED".to_owned()));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_a_socket_is_for_pages_that_are_known_and_speaks_one_protocol() {
    let hub = Hub::start(Engine::Sqlite).await;
    let good = "graphql-transport-ws";
    for (protocol, origin, status) in [
        ("graphql-ws", None, 400),
        ("graphql", None, 400),
        (good, Some("https://elsewhere.test.invalid"), 403),
        (good, Some("null"), 403),
        (good, Some("https://app.hub.test.invalid.evil.invalid"), 403),
    ] {
        match Socket::open(&hub.url, protocol, origin).await.map_err(|error| *error) {
            Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), status, "{protocol} {origin:?}"),
            Err(other) => panic!("{protocol} {origin:?}: {other}"),
            Ok(_) => panic!("{protocol} {origin:?} was let in"),
        }
    }
    assert!(Socket::open(&hub.url, good, Some(ORIGIN)).await.is_ok());
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_whoever_does_not_say_in_time_who_they_are_is_sent_away() {
    let hub = Hub::start_within(Engine::Sqlite, Limits { init: Duration::from_millis(300), ..limits() }).await;
    let open = async || Socket::open(&hub.url, "graphql-transport-ws", None).await.expect("open");
    let mut silent = open().await;
    let begun = std::time::Instant::now();
    assert!(matches!(silent.hear().await, Heard::Closed(4408, _)));
    assert!(begun.elapsed() < Duration::from_secs(5));
    let subscribe = json!({"id": "1", "type": "subscribe", "payload": {"query": RECEIVED}});
    let bad = |payload: Value| json!({"type": "connection_init", "payload": payload});
    for (message, code, why) in [
        (subscribe, 4401, "say who you are with connection_init, first"),
        (json!({"type": "connection_init"}), 4403, "TOKEN_MISSING"),
        (bad(json!({"token": "x.y.z"})), 4403, "TOKEN_INVALID"),
        (bad(json!({"token": hub.token("nobody-here")})), 4403, "PRACTITIONER_UNKNOWN"),
        (bad(json!({"token": hub.token("gp"), "hub-membership": "membership_1"})), 4403, "MEMBERSHIP_UNKNOWN"),
        (json!({"type": "connection_terminate"}), 4400, "this is no message of the protocol"),
        (json!([1]), 4400, "a message is a JSON object"),
    ] {
        let mut socket = open().await;
        socket.say(message.clone()).await;
        assert_eq!(socket.hear().await, Heard::Closed(code, why.to_owned()), "{message}");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_what_a_post_would_refuse_a_socket_refuses_and_it_runs_no_query() {
    let hub = Hub::start(Engine::Sqlite).await;
    let before = number(&hub.db, "SELECT count(*) FROM access_log").await;
    let mut socket = Socket::of(&hub, "gp").await;
    let nested = format!("subscription {{ concernReceived(a: {}1{}) {{ id }} }}", "[".repeat(60), "]".repeat(60));
    let cases = [
        ("{ viewer { name } }".to_owned(), "OPERATION_UNSUPPORTED"),
        ("mutation { raiseConcern(input: {}) { whatNow } }".to_owned(), "OPERATION_UNSUPPORTED"),
        ("subscription { nothingLikeIt { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("subscription { concernReceived { id } checkRequested { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { a: concernReceived { id } b: concernReceived { id } }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("subscription { concernReceived @include(if: true) { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ...F } fragment F on Query { viewer { name } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        (nested, "QUERY_TOO_DEEP"),
        (format!("subscription {{ {} }}", "concernReceived { id } ".repeat(600)), "QUERY_TOO_LARGE"),
    ];
    for (query, code) in &cases {
        socket.subscribe("1", query, Value::Null).await;
        let message = socket.hear().await.message();
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("1")), "{message}");
        assert_eq!(message["payload"][0]["extensions"]["code"], *code, "{message}");
    }
    assert_eq!(number(&hub.db, "SELECT count(*) FROM access_log").await, before, "nothing ran");
    for n in 0..=50 {
        let payload = json!({"query": RECEIVED});
        socket.say(json!({"id": n.to_string(), "type": "subscribe", "payload": payload})).await;
    }
    let message = socket.hear().await.message();
    assert_eq!((&message["id"], &message["type"]), (&json!("50"), &json!("error")), "{message}");
    assert_eq!(message["payload"][0]["extensions"]["code"], "TOO_MANY_STREAMS", "{message}");
    socket.say(json!({"id": "7", "type": "complete"})).await;
    socket.say(json!({"type": "ping"})).await;
    assert_eq!(socket.hear().await.message(), json!({"type": "pong"}));
    socket.say(json!({"id": "8", "type": "subscribe", "payload": {"query": RECEIVED}})).await;
    assert!(matches!(socket.hear().await, Heard::Closed(4409, _)));
    for (message, code) in [
        (Message::text(json!({"type": "connection_init"}).to_string()), 4429),
        (Message::binary(vec![1, 2, 3]), 4400),
        (Message::text(format!("{{\"a\": {}1{}}}", "[".repeat(90), "]".repeat(90))), 4400),
        (Message::text(format!("{{\"type\": \"{}\"}}", "x".repeat(70_000))), 1009),
    ] {
        let mut socket = Socket::of(&hub, "gp").await;
        socket.send(message).await;
        match socket.hear().await {
            // One that is far too long may be cut off before it is told why.
            Heard::Closed(found, _) => assert!(found == code || (code == 1009 && found == 0), "{found} {code}"),
            other => panic!("{other:?}"),
        }
    }
    hub.end().await;
}
