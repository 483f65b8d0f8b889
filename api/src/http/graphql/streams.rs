//! The streams of one socket: each operation passes the guards of a POST before it runs, and is a subscription; the socket ends
//! with the token by which it was opened.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::ws::WebSocket;
use entities::Instant;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::MissedTickBehavior;

use super::answer;
use super::backend::Backend;
use super::prepare::Parameters;
use super::refusal::Refusal;
use super::socket::{Close, Guest, close, received, send};
use crate::http::sockets::Held;
use crate::http::{Edge, RequestId};

/// How often the hub asks whether the client is there.
const PING_EVERY: Duration = Duration::from_secs(20);
/// How many answers of all streams wait for the socket.
const WAITING: usize = 64;
/// The most messages of a client from one ping to the next.
const MOST_MESSAGES: u32 = 1000;
/// The longest id of a stream, in bytes.
const LONGEST_ID: usize = 128;

/// What a stream gives: an answer, or its end.
struct Given {
    id: String,
    number: u64,
    response: Option<Response>,
}

/// A stream that is open.
struct Stream {
    /// Ours, so that what is left of an earlier one of the same id is told apart.
    number: u64,
    task: AbortHandle,
    _held: Held,
}

struct Streams<'a, B> {
    edge: &'a Edge<B>,
    request: &'a RequestId,
    guest: Guest,
    /// By the client's id.
    open: HashMap<String, Stream>,
    tasks: JoinSet<()>,
    next: u64,
    give: mpsc::Sender<Given>,
}

/// Serves the socket until it is closed, and says why it is.
pub(super) async fn serve<B: Backend>(
    edge: &Edge<B>,
    request: &RequestId,
    socket: &mut WebSocket,
    guest: Guest,
) -> Close {
    let (give, mut given) = mpsc::channel(WAITING);
    let expires = guest.identity.expires;
    let mut streams = Streams { edge, request, guest, open: HashMap::new(), tasks: JoinSet::new(), next: 0, give };
    let stopped = edge.sockets.stopped();
    tokio::pin!(stopped);
    let mut ping = tokio::time::interval_at(tokio::time::Instant::now() + PING_EVERY, PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut silent, mut messages) = (0_u8, 0_u32);
    loop {
        // The tasks of streams that have ended.
        while streams.tasks.try_join_next().is_some() {}
        let done = tokio::select! {
            () = &mut stopped => return close(1001, "the hub stops"),
            () = tokio::time::sleep(left(edge, expires)) => return close(4403, "TOKEN_EXPIRED"),
            _ = ping.tick() => {
                (silent, messages) = (silent.saturating_add(1), 0);
                if silent > 2 {
                    return close(1001, "nothing was heard of the client");
                }
                match streams.guest.still_known(edge).await {
                    Ok(()) => send(edge, socket, &json!({"type": "ping"})).await,
                    Err(closed) => Err(closed),
                }
            }
            message = received(edge, socket) => {
                (silent, messages) = (0, messages.saturating_add(1));
                match message {
                    Ok(_) if messages > MOST_MESSAGES => Err(close(4429, "too many messages")),
                    Ok(message) => match streams.take(message).await {
                        Ok(Some(answer)) => send(edge, socket, &answer).await,
                        Ok(None) => Ok(()),
                        Err(closed) => Err(closed),
                    },
                    Err(closed) => Err(closed),
                }
            }
            Some(one) = given.recv() => match streams.told(one) {
                Some(message) => match streams.guest.still_known(edge).await {
                    Ok(()) => send(edge, socket, &message).await,
                    Err(closed) => Err(closed),
                },
                None => Ok(()),
            },
        };
        if let Err(closed) = done {
            return closed;
        }
    }
}

/// How long the token is still good.
fn left<B>(edge: &Edge<B>, expires: Instant) -> Duration {
    Duration::from_micros(u64::try_from(expires.0.saturating_sub(edge.verifier.now().0)).unwrap_or(0))
}

impl<B: Backend> Streams<'_, B> {
    /// What a message of the client is answered at once, if anything.
    async fn take(&mut self, mut message: Value) -> Result<Option<Value>, Close> {
        let kind = message.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = message.get("id").and_then(Value::as_str).map(str::to_owned);
        match (kind.as_str(), id) {
            ("ping", _) => Ok(Some(json!({"type": "pong"}))),
            ("pong", _) => Ok(None),
            ("connection_init", _) => Err(close(4429, "connection_init came before")),
            ("complete", Some(id)) => {
                if let Some(stream) = self.open.remove(&id) {
                    stream.task.abort();
                }
                Ok(None)
            }
            ("subscribe", Some(id)) if !id.is_empty() && id.len() <= LONGEST_ID => {
                if self.open.contains_key(&id) {
                    return Err(close(4409, "a stream with this id is open"));
                }
                let payload = message.get_mut("payload").map(Value::take).unwrap_or_default();
                match self.begun(payload).await? {
                    Ok((stream, held)) => {
                        self.run(id, stream, held);
                        Ok(None)
                    }
                    Err(refusal) => {
                        let errors = [answer::refusal(refusal, self.request.as_str())];
                        Ok(Some(json!({"type": "error", "id": id, "payload": errors})))
                    }
                }
            }
            _ => Err(close(4400, "this is no message of the protocol")),
        }
    }

    /// The stream of an operation that has passed every guard; a refusal otherwise, and the end of the socket where the client is
    /// nobody here any more.
    async fn begun(&self, payload: Value) -> Result<Result<(BoxStream<'static, Response>, Held), Refusal>, Close> {
        let (edge, limits) = (self.edge, &*self.edge.limits);
        let identity = &self.guest.identity;
        let used_up = || Refusal::invalid("RATE_LIMITED", "the requests of this minute are used up: try again later");
        // Before it is read, as for a POST.
        if edge.budgets.take_request(identity).is_err() {
            return Ok(Err(used_up()));
        }
        let prepared = Parameters::read(payload.to_string().as_bytes(), limits)
            .and_then(|parameters| parameters.prepare(&edge.documents, limits));
        let mut prepared = match prepared {
            Ok(prepared) => prepared,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if prepared.operation != "subscription" {
            let message = "queries and mutations are not answered over a socket: post them";
            return Ok(Err(Refusal::invalid("OPERATION_UNSUPPORTED", message)));
        }
        let cost = edge.backend.cost(&mut prepared.request);
        if cost > limits.complexity {
            return Ok(Err(Refusal::beyond("QUERY_TOO_COMPLEX", "the operation costs too much", limits.complexity)));
        }
        if edge.budgets.take_cost(identity, cost).is_err() {
            return Ok(Err(used_up()));
        }
        let Some(held) = edge.sockets.listen(identity) else {
            let message = "you, or all people of your client app, have as many streams open as they may";
            return Ok(Err(Refusal::beyond("TOO_MANY_STREAMS", message, limits.person_streams)));
        };
        let caller = edge.backend.caller(identity, self.guest.acting.as_deref(), self.request.as_str()).await;
        let caller = caller.map_err(|error| close(4403, error.code()))?;
        Ok(Ok((edge.backend.follow(identity, caller, prepared.request), held)))
    }

    fn run(&mut self, id: String, mut stream: BoxStream<'static, Response>, held: Held) {
        let (number, give, name) = (self.next, self.give.clone(), id.clone());
        self.next = self.next.saturating_add(1);
        let task = self.tasks.spawn(async move {
            while let Some(response) = stream.next().await {
                if give.send(Given { id: name.clone(), number, response: Some(response) }).await.is_err() {
                    return;
                }
            }
            // A socket that is gone needs no end.
            let _ = give.send(Given { id: name, number, response: None }).await;
        });
        self.open.insert(id, Stream { number, task, _held: held });
    }

    /// What the client is told of what a stream gave; nothing where it ended that stream.
    fn told(&mut self, given: Given) -> Option<Value> {
        let Given { id, number, response } = given;
        self.open.get(&id).filter(|open| open.number == number)?;
        let Some(response) = response else {
            self.open.remove(&id);
            return Some(json!({"type": "complete", "id": id}));
        };
        match answer::streamed(response, self.request.as_str(), &self.edge.limits) {
            Ok(payload) => Some(json!({"type": "next", "id": id, "payload": payload})),
            // Nothing ran: by the protocol that is the stream's end.
            Err(errors) => {
                if let Some(stream) = self.open.remove(&id) {
                    stream.task.abort();
                }
                Some(json!({"type": "error", "id": id, "payload": errors}))
            }
        }
    }
}
