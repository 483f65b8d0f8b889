//! GraphQL over a socket, by the protocol `graphql-transport-ws` alone, for subscriptions alone: who may open one, and that whoever
//! does says in time who they are. What comes after is [`super::streams`].

use std::sync::Arc;

use axum::body::Body;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, State};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::backend::Backend;
use super::media::media_of_refusal;
use super::{MEMBERSHIP, streams, text};
use crate::http::identity::Identity;
use crate::http::sockets::{Newcomer, Place};
use crate::http::{Edge, Problem, RequestId};

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Why the hub closes a socket: the protocol's number, and a sentence or code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) why: &'static str,
}

pub(super) const fn close(code: u16, why: &'static str) -> Close {
    Close { code, why }
}

/// Who has said who they are, and has a place among the sockets.
pub(super) struct Guest {
    pub(super) identity: Arc<Identity>,
    /// What proved it, and is asked again: a key that the issuer withdraws ends what it opened.
    token: String,
    /// The membership that they named.
    pub(super) acting: Option<String>,
    _place: Place,
}

impl Guest {
    /// Whether the token still proves who they are. Remembered, so that it costs little.
    pub(super) async fn still_known<B>(&self, edge: &Edge<B>) -> Result<(), Close> {
        edge.verifier.verify_token(&self.token).await.map(drop).map_err(|error| close(4403, error.code()))
    }
}

/// Answers `GET /graphql/ws`.
pub(in crate::http) async fn open<B: Backend>(State(edge): State<Edge<B>>, request: Request<Body>) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(|| RequestId::new("none"));
    let media = media_of_refusal(request.headers());
    let refuse = |problem: Problem| problem.respond(id.as_str(), media);
    if let Err(problem) = may_open(&edge, request.headers()) {
        return refuse(problem);
    }
    let Ok(newcomer) = tokio::time::timeout(edge.limits.init, edge.sockets.knock()).await else {
        let message = "too many open a socket at this moment: try again later";
        return refuse(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "TOO_MANY_SOCKETS", message));
    };
    let (mut parts, _) = request.into_parts();
    let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &()).await else {
        let message = "this path takes a WebSocket handshake of version 13";
        return refuse(Problem::new(StatusCode::UPGRADE_REQUIRED, "UPGRADE_REQUIRED", message));
    };
    let upgrade =
        upgrade.protocols([PROTOCOL]).max_message_size(edge.limits.message).max_frame_size(edge.limits.message);
    upgrade.on_upgrade(async move |mut socket| {
        let Close { code, why } = serve(&edge, &id, &mut socket, newcomer).await;
        // A client that is gone is not told.
        let frame = CloseFrame { code, reason: why.into() };
        let _ = tokio::time::timeout(edge.limits.deadline, socket.send(Message::Close(Some(frame)))).await;
    })
}

/// Refuses pages that are not known, and whoever speaks another protocol.
fn may_open<B>(edge: &Edge<B>, headers: &HeaderMap) -> Result<(), Problem> {
    for origin in headers.get_all(header::ORIGIN) {
        if !origin.to_str().is_ok_and(|origin| edge.sockets.welcomes(origin)) {
            let message = "pages of this origin may open no socket here: whoever runs the hub names those that may";
            return Err(Problem::new(StatusCode::FORBIDDEN, "ORIGIN_UNKNOWN", message));
        }
    }
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    if !offered.flat_map(|list| list.split(',')).any(|one| one.trim() == PROTOCOL) {
        let message = "offer the protocol `graphql-transport-ws`: no other is spoken";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "SUBPROTOCOL_UNSUPPORTED", message));
    }
    Ok(())
}

async fn serve<B: Backend>(edge: &Edge<B>, id: &RequestId, socket: &mut WebSocket, newcomer: Newcomer) -> Close {
    const SILENT: Close = close(4408, "say who you are with connection_init, in time");
    let stopped = edge.sockets.stopped();
    let begun = tokio::time::timeout(edge.limits.init, begin(edge, id, socket, &newcomer));
    let guest = tokio::select! {
        () = stopped => return close(1001, "the hub stops"),
        () = newcomer.told_to_leave() => return SILENT,
        begun = begun => match begun {
            Ok(Ok(guest)) => guest,
            Ok(Err(closed)) => return closed,
            Err(_) => return SILENT,
        },
    };
    drop(newcomer);
    streams::serve(edge, id, socket, guest).await
}

/// Waits for `connection_init`, whose payload holds the token and the membership that is acted in.
async fn begin<B: Backend>(
    edge: &Edge<B>,
    id: &RequestId,
    socket: &mut WebSocket,
    newcomer: &Newcomer,
) -> Result<Guest, Close> {
    loop {
        let message = received(edge, socket).await?;
        match message.get("type").and_then(Value::as_str) {
            Some("ping") => send(edge, socket, &serde_json::json!({"type": "pong"})).await?,
            Some("pong") => {}
            Some("connection_init") => {
                newcomer.speaks();
                let guest = admitted(edge, id, &message).await?;
                send(edge, socket, &serde_json::json!({"type": "connection_ack"})).await?;
                return Ok(guest);
            }
            Some("subscribe") => return Err(close(4401, "say who you are with connection_init, first")),
            _ => return Err(close(4400, "this is no message of the protocol")),
        }
    }
}

/// Who that is: identity, budget and membership as for a POST; and a place among the sockets.
async fn admitted<B: Backend>(edge: &Edge<B>, id: &RequestId, message: &Value) -> Result<Guest, Close> {
    let payload = message.get("payload");
    let said = |name: &str| payload.and_then(|payload| payload.get(name)).and_then(Value::as_str);
    let Some(token) = said("token") else { return Err(close(4403, "TOKEN_MISSING")) };
    let identity = edge.verifier.verify_token(token).await.map_err(|error| close(4403, error.code()))?;
    edge.budgets.take_request(&identity).map_err(|_| close(4403, "RATE_LIMITED"))?;
    let acting = match (said(MEMBERSHIP), &identity.membership) {
        (None, bound) => bound.clone(),
        (Some(named), Some(bound)) if named != bound => return Err(close(4403, "MEMBERSHIP_UNKNOWN")),
        (Some(named), _) => Some(named.to_owned()),
    };
    let known = edge.backend.caller(&identity, acting.as_deref(), id.as_str()).await;
    known.map_err(|error| close(4403, error.code()))?;
    let place = edge.sockets.enter(&identity).ok_or(close(1013, "TOO_MANY_SOCKETS"))?;
    Ok(Guest { identity, token: token.to_owned(), acting, _place: place })
}

/// The next message, which is one JSON object that nests no deeper than a POST's.
pub(super) async fn received<B>(edge: &Edge<B>, socket: &mut WebSocket) -> Result<Value, Close> {
    loop {
        let text = match socket.recv().await {
            None | Some(Ok(Message::Close(_))) => return Err(close(1000, "")),
            Some(Err(_)) => return Err(close(1009, "the message is too long, or no message")),
            Some(Ok(Message::Binary(_))) => return Err(close(4400, "messages are text")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Text(text))) => text,
        };
        if text::check_json(text.as_bytes(), &edge.limits).is_err() {
            return Err(close(4400, "the message nests too deeply"));
        }
        return match serde_json::from_str(text.as_str()) {
            Ok(Value::Object(object)) => Ok(Value::Object(object)),
            _ => Err(close(4400, "a message is a JSON object")),
        };
    }
}

/// Sends a message, to a client that takes it in time.
pub(super) async fn send<B>(edge: &Edge<B>, socket: &mut WebSocket, message: &Value) -> Result<(), Close> {
    let sent = tokio::time::timeout(edge.limits.deadline, socket.send(Message::text(message.to_string())));
    match sent.await {
        Ok(Ok(())) => Ok(()),
        _ => Err(close(1001, "the client does not read")),
    }
}
