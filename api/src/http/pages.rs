//! The console as the edge mounts it: each request brings its id in, each answer says for the operational log in which
//! membership it was asked, and a person's pages count against the same budget as their other requests.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use entities::Instant;

use super::identity::Identity;
use super::{Budgets, Note, RequestId};
use crate::console::{Acting, Asked, Console, Pace};

/// The console's pages, to go beside the hub's other routes.
pub fn pages(console: &Console) -> Router {
    console.routes().layer(middleware::from_fn(hand_over))
}

async fn hand_over(mut request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map_or("none", RequestId::as_str).to_owned();
    let note = request.extensions().get::<Note>().cloned();
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    request.extensions_mut().insert(Asked { id, path });
    let response = next.run(request).await;
    if let (Some(note), Some(Acting(membership))) = (note, response.extensions().get()) {
        note.membership(*membership);
    }
    response
}

impl Pace for Budgets {
    fn take(&self, issuer: &str, subject: &str) -> Result<(), u64> {
        let who = Identity {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            client: None,
            membership: None,
            expires: Instant(i64::MAX),
        };
        self.take_request(&who).map_err(|exceeded| u64::try_from(exceeded.wait).unwrap_or_default())
    }
}
