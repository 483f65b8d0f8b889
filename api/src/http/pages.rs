//! The console as the edge mounts it: each request brings its id in, each answer says for the operational log in which
//! membership it was asked, and a person's pages count against the same budget as their other requests.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Extension, Router};
use bytes::Bytes;
use entities::Instant;
use futures_util::future::BoxFuture;
use http_body_util::BodyExt;

use super::graphql::{self, Backend, Cost, Run};
use super::identity::Identity;
use super::{Budgets, Edge, Media, Note, Problem, RequestId};
use crate::console::api::{Api, ApiWay, Asker, Player, Reply};
use crate::console::{Acting, Asked, Console, Pace};

/// The console's pages, to go beside the hub's other routes. Its query page asks through that edge; the players are the demo's.
pub fn pages<B: Backend>(console: &Console, edge: &Edge<B>, players: Vec<Player>) -> Router {
    let way = ApiWay(Arc::new(Beside { edge: edge.clone(), players }));
    // The rest is for the page that says so and gives back what was typed.
    let patience = edge.limits.deadline.mul_f32(0.9);
    console.routes().layer(Extension(way)).layer(middleware::from_fn_with_state(patience, hand_over))
}

/// The API, for the console beside it.
struct Beside<B> {
    edge: Edge<B>,
    players: Vec<Player>,
}

impl<B: Backend> Api for Beside<B> {
    fn ask(&self, who: Asker, body: String, request: String) -> BoxFuture<'static, Reply> {
        let (edge, id) = (self.edge.clone(), RequestId::new(request));
        Box::pin(async move {
            let response = match who {
                Asker::Bearer(token) => graphql::answer(State(edge), posted(&token, body, id)).await,
                Asker::SignedIn { issuer, subject, membership } => {
                    let who = identity(&issuer, &subject);
                    match edge.backend.caller(&who, Some(&membership.public()), id.as_str()).await {
                        Ok(caller) => {
                            let run = Run { id, note: Note::default(), media: Media::GraphqlResponse };
                            graphql::run(&edge, &who, caller, &Bytes::from(body), run).await
                        }
                        Err(nobody) => Problem::from(nobody).respond(id.as_str(), Media::GraphqlResponse),
                    }
                }
            };
            reply(response).await
        })
    }

    fn players(&self) -> &[Player] {
        &self.players
    }
}

/// What a partner's system posts.
fn posted(token: &str, body: String, id: RequestId) -> Request {
    let media = Media::GraphqlResponse.content_type();
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = Method::POST;
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, Media::Json.content_type());
    headers.insert(header::ACCEPT, media);
    if let Ok(bearer) = format!("Bearer {token}").parse() {
        headers.insert(header::AUTHORIZATION, bearer);
    }
    request.extensions_mut().insert(id);
    request
}

async fn reply(response: Response) -> Reply {
    let cost = response.extensions().get().map(|Cost(cost)| *cost);
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Reply { status, body: String::from_utf8_lossy(&body).into_owned(), cost }
}

/// Who signed in, as budgets and the house know them.
fn identity(issuer: &str, subject: &str) -> Identity {
    Identity {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        client: None,
        membership: None,
        expires: Instant(i64::MAX),
    }
}

async fn hand_over(State(patience): State<Duration>, mut request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map_or("none", RequestId::as_str).to_owned();
    let note = request.extensions().get::<Note>().cloned();
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    request.extensions_mut().insert(Asked { id, path, patience });
    let response = next.run(request).await;
    if let (Some(note), Some(Acting(membership))) = (note, response.extensions().get()) {
        note.membership(*membership);
    }
    response
}

impl Pace for Budgets {
    fn take(&self, issuer: &str, subject: &str, cost: usize) -> Result<(), u64> {
        let who = identity(issuer, subject);
        let taken = self.take_request(&who).and_then(|()| self.take_cost(&who, cost));
        taken.map_err(|exceeded| u64::try_from(exceeded.wait).unwrap_or_default())
    }
}
