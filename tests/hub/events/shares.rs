//! What one person, one client app, and whoever says nothing may take of the sockets: a share, and no more.

use std::time::Duration;

use api::http::Limits;
use serde_json::{Value, json};
use tests::hub::limits;
use tests::{Engine, Hub};

use super::socket::{Heard, MOMENT, Socket};
use super::sockets::RECEIVED;

const PROTOCOL: &str = "graphql-transport-ws";

/// What a person hears who opens one more socket.
async fn one_more(hub: &Hub, login: &str) -> Heard {
    let mut socket = Socket::open(&hub.url, PROTOCOL, None).await.expect("open");
    socket.say(json!({"type": "connection_init", "payload": {"token": hub.token(login)}})).await;
    socket.hear().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_one_person_has_a_share_of_the_sockets_and_of_the_streams() {
    let shares = Limits { person_sockets: 2, person_streams: 1, ..limits() };
    let hub = Hub::start_within(Engine::Sqlite, shares).await;
    let mut first = Socket::of(&hub, "gp").await;
    let mut second = Socket::of(&hub, "gp").await;
    assert_eq!(one_more(&hub, "gp").await, Heard::Closed(1013, "TOO_MANY_SOCKETS".to_owned()));
    assert_eq!(one_more(&hub, "school").await.message()["type"], "connection_ack");
    first.subscribe("1", RECEIVED, Value::Null).await;
    second.subscribe("1", RECEIVED, Value::Null).await;
    let refused = second.hear().await.message();
    assert_eq!(refused["payload"][0]["extensions"]["code"], "TOO_MANY_STREAMS", "{refused}");
    // What is ended is given back.
    first.say(json!({"id": "1", "type": "complete"})).await;
    tokio::time::sleep(MOMENT / 4).await;
    second.subscribe("2", RECEIVED, Value::Null).await;
    assert_eq!(second.hear_within(MOMENT / 4).await, Heard::Nothing);
    drop(first);
    let begun = std::time::Instant::now();
    while one_more(&hub, "gp").await != Heard::Message(json!({"type": "connection_ack"})) {
        assert!(begun.elapsed() < Duration::from_secs(10), "the socket that was closed still counts");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_who_says_nothing_on_a_socket_keeps_nobody_out() {
    // Of four sockets one may be silent.
    let hub = Hub::start_within(Engine::Sqlite, Limits { sockets: 4, init: Duration::from_secs(30), ..limits() }).await;
    let open = async || Socket::open(&hub.url, PROTOCOL, None).await.expect("open");
    let mut silent = vec![open().await];
    for _ in 0..6 {
        silent.push(open().await);
        assert!(matches!(silent.remove(0).hear().await, Heard::Closed(4408, _)), "it made no room");
    }
    assert_eq!(one_more(&hub, "gp").await.message()["type"], "connection_ack");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_every_message_is_counted_and_a_refused_document_too() {
    let hub = Hub::start_within(Engine::Sqlite, Limits { person_requests: 4, ..limits() }).await;
    // Saying who one is takes one.
    let mut socket = Socket::of(&hub, "gp").await;
    for (n, code) in
        ["OPERATION_UNSUPPORTED", "GRAPHQL_PARSE_FAILED", "QUERY_TOO_DEEP", "RATE_LIMITED"].iter().enumerate()
    {
        let query = ["{ viewer { name } }".to_owned(), "subscription {".to_owned(), "[".repeat(60), "{".to_owned()];
        let payload = json!({"query": query[n]});
        socket.say(json!({"id": "1", "type": "subscribe", "payload": payload})).await;
        let refused = socket.hear().await.message();
        assert_eq!(refused["payload"][0]["extensions"]["code"], *code, "{refused}");
    }
    for _ in 0..1000 {
        socket.say(json!({"type": "ping"})).await;
    }
    let closed = loop {
        match socket.hear().await {
            Heard::Message(message) => assert_eq!(message, json!({"type": "pong"})),
            other => break other,
        }
    };
    assert_eq!(closed, Heard::Closed(4429, "too many messages".to_owned()));
    hub.end().await;
}
