//! The routes of the hub and what surrounds them. A path or method that is not here is refused with a code, like anything
//! else.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router, middleware};
use serde_json::json;

use super::around::{Around, around};
use super::graphql::media::media_of_refusal;
use super::graphql::{self, Backend, Documents};
use super::identity::Verifier;
use super::{Budgets, Limits, Problem, RequestId, Sockets, outcome};
use crate::console::Trouble;
use crate::plain::entropy::Entropy;

/// What the edge is made of.
#[derive(Clone)]
pub struct Edge<B> {
    /// What stands behind the edge.
    pub backend: B,
    /// Who checks tokens.
    pub verifier: Verifier,
    /// Documents read before.
    pub documents: Arc<Documents>,
    /// What a request may cost.
    pub limits: Arc<Limits>,
    /// What a person and a client app may ask for in a minute.
    pub budgets: Arc<Budgets>,
    /// The sockets that are open.
    pub sockets: Arc<Sockets>,
    /// Where request ids come from.
    pub entropy: Arc<dyn Entropy>,
}

/// The hub's routes: `/graphql`, `/graphql/ws`, `/healthz`, `/readyz`, and `more` beside them under the same limits. Where there are
/// `pages`, a browser gets a page too where there is nothing.
pub fn router<B: Backend>(edge: Edge<B>, more: Router, pages: Option<Router>) -> Router {
    let has_pages = pages.is_some();
    let surround =
        Arc::new(Around { entropy: edge.entropy.clone(), deadline: edge.limits.deadline, body: edge.limits.body });
    Router::new()
        .route("/graphql", only(post(graphql::answer::<B>), "POST"))
        .route("/graphql/ws", only(get(graphql::open::<B>), "GET"))
        .route("/healthz", only(get(healthy), "GET, HEAD"))
        .route("/readyz", only(get(ready::<B>), "GET, HEAD"))
        .with_state(edge)
        .merge(more)
        .merge(pages.unwrap_or_default())
        .fallback(move |request: Request| unknown_path(has_pages, request))
        .layer(middleware::from_fn_with_state(surround, around))
}

/// A route that answers every other method with 405 and the ones that it has.
fn only<S: Clone + Send + Sync + 'static>(route: MethodRouter<S>, allowed: &'static str) -> MethodRouter<S> {
    route.fallback(move |method: Method, request: Request| async move {
        let problem = Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            format!("this path takes {allowed} only"),
        );
        let response = refuse(problem.header(header::ALLOW, HeaderValue::from_static(allowed)), &request);
        // An answer to HEAD has no body; the server drops it.
        drop(method);
        response
    })
}

async fn unknown_path(has_pages: bool, request: Request) -> Response {
    let problem = Problem::new(StatusCode::NOT_FOUND, "PATH_UNKNOWN", "there is nothing at this path");
    if has_pages && takes_pages(request.headers()) {
        let mut page = Trouble::of(problem.status()).bare(id(&request));
        outcome::leave(&mut page, problem.code());
        return page;
    }
    refuse(problem, &request)
}

fn refuse(problem: Problem, request: &Request) -> Response {
    problem.respond(id(request), media_of_refusal(request.headers()))
}

fn id(request: &Request) -> &str {
    request.extensions().get::<RequestId>().map_or("none", RequestId::as_str)
}

/// Whether a person's browser asks: programs do not name HTML.
fn takes_pages(headers: &HeaderMap) -> bool {
    let ranges = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = ranges.flat_map(|ranges| ranges.split(',')).filter_map(|range| range.split(';').next());
    kinds.any(|kind| kind.trim().eq_ignore_ascii_case("text/html"))
}

/// Says that the process answers, and nothing about what it needs.
async fn healthy() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// Says whether the hub can do its work; what is missing goes to the operational log only.
async fn ready<B: Backend>(State(edge): State<Edge<B>>) -> Response {
    match edge.backend.ready().await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(missing) => {
            tracing::warn!(missing, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready" }))).into_response()
        }
    }
}
