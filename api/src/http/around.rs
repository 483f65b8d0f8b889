//! What surrounds every request, in this order: our request id, the span and the one line in the operational log, the
//! deadline, the body limit, the catching of panics, the security headers. The line holds no path but the route's own, no
//! query and no header, so that no name or number of a child can get into it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use http_body_util::Limited;
use tracing::Instrument;

use super::graphql::media::media_of_refusal;
use super::request::clients_id;
use super::{Note, Problem, RequestId, outcome, trace};
use crate::console;
use crate::plain::entropy::Entropy;

/// Our id of the request, on every answer.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The client's own id of the request, echoed where it was well formed.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");
/// Where the answer stands in the client's trace.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

pub(super) struct Around {
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) deadline: Duration,
    pub(super) body: usize,
}

pub(super) async fn around(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let media = media_of_refusal(request.headers());
    let Ok(uuid) = around.entropy.uuid() else {
        // Without randomness there are no ids, and without an id nothing can be logged.
        return Problem::unavailable().respond("none", media);
    };
    let id = RequestId::new(uuid.to_string());
    let note = Note::default();
    let method = trace::method_word(request.method());
    let path = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let clients_id = clients_id(request.headers());
    let is_page = request.uri().path().starts_with(console::HOME);
    let refuse = |problem: Problem| match is_page {
        true => console::Trouble::of(problem.status()).bare(id.as_str()),
        false => problem.respond(id.as_str(), media),
    };
    let span = trace::request_span(id.as_str(), method, &path, request.headers());
    let own = uuid.as_u64_pair().1.to_be_bytes();
    let traceparent = trace::given_back(&span, request.headers(), own);
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(note.clone());

    let answered = async {
        if declared_length(request.headers()).is_some_and(|length| length > around.body as u64) {
            return refuse(too_large(around.body));
        }
        let request = request.map(|body| Body::new(Limited::new(body, around.body)));
        let run = AssertUnwindSafe(next.run(request)).catch_unwind();
        match tokio::time::timeout(around.deadline, run).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => refuse(Problem::internal()),
            Err(_) => refuse(
                Problem::new(StatusCode::GATEWAY_TIMEOUT, "DEADLINE", "the request took too long and was given up")
                    .with("limit", around.deadline.as_millis() as u64),
            ),
        }
    };
    let mut response = answered.instrument(span.clone()).await;
    secure(response.headers_mut());
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if let Some(value) = clients_id {
        response.headers_mut().insert(CLIENT_REQUEST_ID, value);
    }
    if let Some(value) = traceparent {
        response.headers_mut().insert(TRACEPARENT, value);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed().as_secs_f64());
    let (kind, membership) = (note.operation_word(), note.membership_word());
    let (outcome, ms) = (outcome::of(&response), took * 1000.0);
    trace::ended(&span, status);
    let operation = if kind.is_empty() { "none" } else { kind };
    metrics::counter!("hub_requests_total", "operation" => operation, "code" => outcome).increment(1);
    metrics::histogram!("hub_request_seconds", "operation" => operation).record(took);
    tracing::info!(
        target: "hub::request",
        {
            request.id = id.as_str(),
            http.method = method,
            http.path = path,
            http.status = status,
            outcome,
            ms,
            operation.kind = kind,
            caller.membership = membership
        },
        "answered"
    );
    response
}

/// The refusal of a body that is too long.
pub(super) fn too_large(limit: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", "the request's body is too long").with("limit", limit)
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Headers that a browser needs to keep an answer to itself: not stored, not framed, not sniffed, not referred from.
pub(super) fn secure(headers: &mut HeaderMap) {
    let fixed = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    for (name, value) in fixed {
        // A page may bring a policy of its own.
        headers.entry(name).or_insert(value);
    }
}
