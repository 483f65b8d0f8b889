//! GraphQL over HTTP, by POST alone, one operation at a time: media types, then identity, then the body and the guards, then
//! execution. Nothing of a document is read before its sender has proved who they are, and nothing unbounded is run.

mod answer;
mod backend;
mod conditions;
mod document;
mod documents;
pub(super) mod media;
mod merge;
mod prepare;
mod refusal;
mod roots;
mod socket;
mod streams;
mod text;
mod variables;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError};
use tracing::Instrument;

pub use backend::{Backend, CallerError};
pub use documents::Documents;
pub use prepare::{Parameters, Prepared};
pub use refusal::Refusal;

pub(super) use socket::open;

use super::around::too_large;
use super::identity::Identity;
use super::{Edge, Limits, Media, Note, Problem, RequestId, trace};

/// The header by which a practitioner with several memberships says which one they act in.
pub const MEMBERSHIP: &str = "hub-membership";

/// Answers `POST /graphql`.
pub(super) async fn answer<B: Backend>(State(edge): State<Edge<B>>, request: Request<Body>) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(|| RequestId::new("none"));
    let note = request.extensions().get::<Note>().cloned().unwrap_or_default();
    let media = match media::accepted(request.headers()) {
        Ok(media) => media,
        Err(problem) => return problem.respond(id.as_str(), Media::Json),
    };
    let (identity, caller, body) = match admit(&edge, request, &id).await {
        Ok(admitted) => admitted,
        Err(problem) => return problem.respond(id.as_str(), media),
    };
    if let Some(membership) = edge.backend.membership(&caller) {
        note.membership(membership);
    }
    run(&edge, &identity, caller, &body, Run { id, note, media }).await
}

/// What the operation of an answer cost, left with the answer for whoever tells people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost(pub(super) usize);

/// What belongs to a request that is run.
pub(super) struct Run {
    pub(super) id: RequestId,
    pub(super) note: Note,
    pub(super) media: Media,
}

/// Runs the body of somebody who was admitted: every guard, the budget, execution. There is no other way to the schema.
pub(super) async fn run<B: Backend>(
    edge: &Edge<B>,
    identity: &Identity,
    caller: B::Caller,
    body: &Bytes,
    Run { id, note, media }: Run,
) -> Response {
    let limits = &*edge.limits;
    let parameters = match Parameters::read(body, limits) {
        Ok(parameters) => parameters,
        Err(refusal) => return answer::refused(refusal, id.as_str(), media, false),
    };
    let mut prepared = match prepared(parameters, &edge.documents, limits) {
        Ok(prepared) => prepared,
        Err(refusal) => return answer::refused(refusal, id.as_str(), media, true),
    };
    note.operation(prepared.operation);
    let cost = edge.backend.cost(&mut prepared.request);
    if cost > limits.complexity {
        let refusal = Refusal::beyond("QUERY_TOO_COMPLEX", "the operation costs too much", limits.complexity);
        return answer::refused(refusal, id.as_str(), media, true);
    }
    if let Err(exceeded) = edge.budgets.take_cost(identity, cost) {
        return Problem::from(exceeded).respond(id.as_str(), media);
    }
    let span = trace::operation_span(prepared.operation);
    let response = edge.backend.execute(caller, prepared.request).instrument(span).await;
    let mut response = answer::executed(response, id.as_str(), media, limits);
    response.extensions_mut().insert(Cost(cost));
    response
}

fn prepared(parameters: Parameters, documents: &Documents, limits: &Limits) -> Result<Prepared, Refusal> {
    let prepared = parameters.prepare(documents, limits)?;
    if prepared.operation == "subscription" {
        return Err(Refusal::invalid("OPERATION_UNSUPPORTED", "subscriptions are not answered over POST"));
    }
    Ok(prepared)
}

/// Everything before the document: the body's type, the identity and its budget, the body's bytes, the caller.
async fn admit<B: Backend>(
    edge: &Edge<B>,
    request: Request<Body>,
    id: &RequestId,
) -> Result<(Arc<Identity>, B::Caller, Bytes), Problem> {
    media::body_is_json(request.headers())?;
    let identity = edge.verifier.verify(request.headers()).await?;
    edge.budgets.take_request(&identity)?;
    let acting = acting(request.headers(), &identity)?;
    let body = match request.into_body().collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if is_too_long(&error) => return Err(too_large(edge.limits.body)),
        Err(_) => return Err(Problem::new(StatusCode::BAD_REQUEST, "BODY_INCOMPLETE", "the request's body broke off")),
    };
    let caller = edge.backend.caller(&identity, acting.as_deref(), id.as_str()).await?;
    Ok((identity, caller, body))
}

/// The membership that the request names: by its header, or by its token, and never two different ones.
fn acting(headers: &HeaderMap, identity: &Identity) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(MEMBERSHIP).iter();
    let named = match (values.next(), values.next()) {
        (None, _) => return Ok(identity.membership.clone()),
        (Some(value), None) => value.to_str().ok().filter(|name| !name.is_empty() && name.len() <= 64),
        (Some(_), Some(_)) => None,
    };
    match (named, &identity.membership) {
        (Some(named), None) => Ok(Some(named.to_owned())),
        (Some(named), Some(bound)) if named == bound => Ok(Some(named.to_owned())),
        _ => Err(CallerError::MembershipUnknown.into()),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error.is::<LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}
