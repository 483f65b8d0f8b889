//! Every stream of the schema, over a socket: with no token and every bad one, and by everybody about children whom they may not
//! know of, while things happen to these.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::database::row_counts;
use tests::town::ROLES;
use tests::{Answer, Hub, on_both};

use super::super::cases::probe::likeness;
use super::super::events::socket::{Heard, MOMENT, Socket};
use super::super::mash::raise;
use super::coverage::Sent;
use super::examples::{Why, example};
use super::schema::{Root, Schema};
use super::strangers::{CONFLICT, Stranger, checked, decided, expected, stranger, strangers};
use super::{Ask, Tried, tokens};

const PROTOCOL: &str = "graphql-transport-ws";

/// Those of the fifteen to whom a concern comes (R34).
const ANSWERING: [&str; 2] = ["social-worker", "mash"];

fn streams(schema: &Schema) -> Vec<Root> {
    schema.roots().into_iter().filter(|root| root.operation == "subscription").collect()
}

fn subscribe(id: &str, document: &str, variables: &Value) -> Value {
    json!({"id": id, "type": "subscribe", "payload": {"query": document, "variables": variables}})
}

async fn open(hub: &Hub) -> Socket {
    Socket::open(&hub.url, PROTOCOL, None).await.expect("open")
}

/// Whether that token begins anything.
async fn begins(hub: &Hub, asks: &[(Value, String)], bad: &tokens::Bad) -> Vec<String> {
    let (what, token, code) = bad;
    // A socket has no header in which nothing could stand: an empty token is one.
    let code = if *what == "empty" { "TOKEN_INVALID" } else { *code };
    let payload = token.as_ref().map_or(json!({}), |token| json!({"token": token}));
    let init = json!({"type": "connection_init", "payload": payload});
    let mut faults = Vec::new();
    let mut socket = open(hub).await;
    socket.say(init.clone()).await;
    let heard = socket.hear().await;
    if heard != Heard::Closed(4403, code.to_owned()) {
        faults.push(format!("{what}: {heard:?}"));
    }
    for (ask, name) in asks {
        // Whoever does not wait to be let in gets nothing either; the reason may be lost with the connection.
        let mut socket = open(hub).await;
        socket.say(init.clone()).await;
        socket.say(ask.clone()).await;
        let heard = socket.hear().await;
        if !matches!(heard, Heard::Closed(..)) {
            faults.push(format!("{name}, {what}: {heard:?}"));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_stream_begins_without_a_good_token() {
    let schema = Schema::read();
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let whom = stranger(&hub).await;
        let why = Why { purpose: "CHILD_IN_NEED_ASSESSMENT", basis: "PUBLIC_TASK" };
        let good = |within: &str, name: &str, kind: &str| example(&hub, &whom, why, within, name, kind);
        let before = row_counts(&hub.db).await;
        let mut asks = Vec::new();
        for root in streams(&schema) {
            let variables = schema.variables(&root, &[], &good);
            asks.push((subscribe("1", &schema.document(&root, &variables), &variables), root.field.name));
        }
        for (ask, name) in &asks {
            let mut socket = open(&hub).await;
            socket.say(ask.clone()).await;
            let first = Heard::Closed(4401, "say who you are with connection_init, first".to_owned());
            assert_eq!(socket.hear().await, first, "{name}");
        }
        let bad = tokens::bad(&hub, "social-worker");
        let faults = join_all(bad.iter().map(|bad| begins(&hub, &asks, bad))).await.concat();
        assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
        assert_eq!(row_counts(&hub.db).await, before, "nothing ran, and nothing is on record");
        hub.end().await;
    })
    .await;
}

/// All that comes of a stream until it ends.
async fn said(socket: &mut Socket, id: &str, ask: &Ask) -> Answer {
    socket.say(subscribe(id, &ask.document, &ask.variables)).await;
    let mut said = Vec::new();
    loop {
        match socket.hear().await {
            Heard::Message(message) if message["type"] == "complete" => break,
            Heard::Message(message) => {
                said.push(message["payload"].clone());
                if message["type"] == "error" {
                    break;
                }
            }
            other => {
                said.push(json!(format!("{other:?}")));
                break;
            }
        }
    }
    Answer::new(200, json!(said).to_string())
}

/// Somebody who listens, and what was told already.
struct Listener {
    login: &'static str,
    socket: Socket,
    faults: Vec<String>,
    sent: usize,
}

/// Begins every stream that asks for a child, about one that is there and one that is not; and then every other, which goes on.
async fn begin(tried: &Tried<'_>, roots: &[Root], login: &'static str) -> Listener {
    let mut socket = Socket::of(tried.hub, login).await;
    let (mut faults, mut sent) = (Vec::new(), 0);
    for root in roots.iter().filter(|root| !root.field.arguments.is_empty()) {
        for turn in tried.turns(root).into_iter().filter(|(_, by, _)| *by == login) {
            let (whom, twin) = (&tried.strangers[turn.2].whom, &tried.twins[turn.2]);
            let ask = tried.ask(root, &turn, whom);
            let there = said(&mut socket, &format!("there-{sent}"), &ask).await;
            let absent = said(&mut socket, &format!("absent-{sent}"), &tried.ask(root, &turn, twin)).await;
            sent += 2;
            let code = there.str(&format!("0.data.{}.code", root.field.name));
            let refused = expected(&tried.right, &root.field.name, login, &ask.variables);
            let alike = likeness(whom, &there) == likeness(twin, &absent) && !whom.told(&there.text);
            if !alike || (turn.0.is_empty() && refused != Some(code)) {
                faults.push(format!("{}:\n   {}\n   {}", ask.what, there.text, absent.text));
            }
        }
    }
    for root in roots.iter().filter(|root| root.field.arguments.is_empty()) {
        socket.say(subscribe(&root.field.name, &tried.schema.document(root, &json!({})), &json!({}))).await;
    }
    Listener { login, socket, faults, sent }
}

/// What somebody still hears, and where; whoever listens hears it within a moment.
async fn heard(mut listener: Listener) -> (&'static str, Vec<String>) {
    let mut heard = Vec::new();
    // On a busy machine what is told may take longer than a moment.
    let mut next = if ANSWERING.contains(&listener.login) {
        listener.socket.hear().await
    } else {
        listener.socket.hear_within(MOMENT).await
    };
    while let Heard::Message(message) = next {
        heard.push(format!("{} {}", message["id"].as_str().unwrap_or_default(), message["payload"]));
        next = listener.socket.hear_within(MOMENT).await;
    }
    (listener.login, heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_stream_tells_the_wrong_people_of_a_child() {
    let schema = Schema::read();
    let roots = streams(&schema);
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let strangers = strangers(&hub).await;
        let tried = Tried::new(engine, &schema, &hub, &strangers);
        let mut covered = Sent::new(&schema);
        for root in &roots {
            for turn in &tried.turns(root) {
                let ask = tried.ask(root, turn, &strangers[turn.2].whom);
                covered.note(root, &ask.document, &ask.variables);
            }
        }
        assert_eq!(covered.missing(&roots), Vec::<String>::new(), "not tried");
        let begun = ROLES.iter().map(|seat| begin(&tried, &roots, seat.login));
        let mut listeners = join_all(begun).await;
        let faults: Vec<String> = listeners.iter_mut().flat_map(|one| std::mem::take(&mut one.faults)).collect();
        let sent: usize = listeners.iter().map(|one| one.sent).sum();
        println!("{engine:?}: {sent} streams about a child, by the wrong people");
        assert!(faults.is_empty(), "{} of {sent}:\n{}", faults.len(), faults.join("\n"));
        assert!(sent > 60, "only {sent} were tried");
        tokio::time::sleep(MOMENT).await;
        let Stranger { id, number, .. } = strangers.iter().find(|one| one.why == CONFLICT).expect("one of them");
        checked(&hub, "colleague", *id, &["T-SURGERY", "T-TRUST"]).await;
        decided(&hub, number).await;
        // About nobody: whoever listens hears of this one.
        let known = raise(&hub, "school", &uuid::Uuid::new_v4().to_string(), json!({})).await;
        for (login, heard) in join_all(listeners.into_iter().map(heard)).await {
            let answers = ANSWERING.contains(&login);
            assert_eq!(heard.len(), usize::from(answers), "{login}: {heard:?}");
            assert!(heard.iter().all(|one| one.starts_with("concernReceived ") && one.contains(&known)), "{heard:?}");
        }
        hub.end().await;
    })
    .await;
}
