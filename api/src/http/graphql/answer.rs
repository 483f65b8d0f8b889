//! From what execution gave to what goes out: status by media type, the request id and a code on every error, and no text
//! of an error that carries none of our codes and came from inside.

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use axum::http::StatusCode;
use axum::http::header;
use axum::response::{IntoResponse, Response as HttpResponse};
use serde::Serialize;

use super::refusal::Refusal;
use crate::http::{Limits, Media, outcome};

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: &'a std::collections::BTreeMap<String, Value>,
}

/// The answer to a document that ran, or that the schema refused.
pub(super) fn executed(mut response: Response, request_id: &str, media: Media, limits: &Limits) -> HttpResponse {
    let ran = completed(&mut response, request_id, limits);
    let status = match (ran, response.errors.is_empty()) {
        (true, false) if media == Media::GraphqlResponse => partial(),
        (true, _) => StatusCode::OK,
        (false, _) => status_of(&response.errors, media),
    };
    let body = Body { errors: &response.errors, data: ran.then_some(&response.data), extensions: &response.extensions };
    let mut answer = write(status, &body, media);
    if let Some(code) = response.errors.first().and_then(code_of) {
        outcome::leave(&mut answer, code);
    }
    answer
}

/// The answer to a document that no guard let through.
pub(super) fn refused(refusal: Refusal, request_id: &str, media: Media, well_formed: bool) -> HttpResponse {
    let status = if well_formed && media == Media::Json { StatusCode::OK } else { refusal.status };
    let code = refusal.code;
    let error = of_refusal(refusal, request_id);
    let mut answer = write(status, &Body { errors: &[error], data: None, extensions: &Default::default() }, media);
    outcome::leave(&mut answer, code);
    answer
}

/// A refusal as the error that a socket sends.
pub(super) fn refusal(refusal: Refusal, request_id: &str) -> serde_json::Value {
    serde_json::to_value(of_refusal(refusal, request_id)).unwrap_or_default()
}

/// What a stream gave, as a socket sends it: an answer, or the errors of a document that did not run.
pub(super) fn streamed(
    mut response: Response,
    request_id: &str,
    limits: &Limits,
) -> Result<serde_json::Value, serde_json::Value> {
    let ran = completed(&mut response, request_id, limits);
    if !ran {
        return Err(serde_json::to_value(&response.errors).unwrap_or_default());
    }
    let body = Body { errors: &response.errors, data: Some(&response.data), extensions: &response.extensions };
    Ok(serde_json::to_value(body).unwrap_or_default())
}

/// Puts the request id and a code on every error, and says whether anything ran. An error without a path is about the request:
/// nothing ran, and the answer has no `data` (specification, section 7.1).
fn completed(response: &mut Response, request_id: &str, limits: &Limits) -> bool {
    for error in &mut response.errors {
        complete(error, request_id, limits);
    }
    response.errors.is_empty()
        || response.data != Value::Null
        || response.errors.iter().any(|error| !error.path.is_empty())
}

fn of_refusal(refusal: Refusal, request_id: &str) -> ServerError {
    let mut error = ServerError::new(refusal.message, refusal.at);
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", refusal.code);
    if let Some(limit) = refusal.limit {
        extensions.set("limit", limit);
    }
    extensions.set("requestId", request_id);
    error.extensions = Some(extensions);
    error
}

fn write(status: StatusCode, body: &Body<'_>, media: Media) -> HttpResponse {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, media.content_type())], bytes).into_response(),
        // Values of a response are JSON already, so this does not happen.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// 294 Partial Success: it ran, and not all of it went well (GraphQL over HTTP of September 2026, section 5.4). To whoever does
/// not know the number it is a 200 (RFC 9110 section 15).
fn partial() -> StatusCode {
    StatusCode::from_u16(294).unwrap_or(StatusCode::OK)
}

/// The status of an answer whose document did not run.
fn status_of(errors: &[ServerError], media: Media) -> StatusCode {
    let coded = |code: &str| errors.iter().any(|error| code_of(error) == Some(code));
    if coded("UNAVAILABLE") {
        StatusCode::SERVICE_UNAVAILABLE
    } else if coded("INTERNAL") {
        StatusCode::INTERNAL_SERVER_ERROR
    } else if media == Media::Json {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        Value::Enum(code) => Some(code.as_str()),
        _ => None,
    }
}

/// Puts the request id on an error, and a code where it has none.
fn complete(error: &mut ServerError, request_id: &str, limits: &Limits) {
    let coded = code_of(error).is_some();
    let mut extensions = error.extensions.take().unwrap_or_default();
    extensions.set("requestId", request_id);
    if !coded {
        match error.message.as_str() {
            "Query is too complex." => {
                extensions.set("code", "QUERY_TOO_COMPLEX");
                extensions.set("limit", limits.complexity);
            }
            "Query is nested too deep." => {
                extensions.set("code", "QUERY_TOO_DEEP");
                extensions.set("limit", limits.depth);
            }
            _ if error.source.is_some() => {
                // An error of another library came through `?`: its text is not meant for clients.
                error.message = "the hub failed to answer; give the request id when you report it".to_owned();
                extensions.set("code", "INTERNAL");
                tracing::error!(error.path = ?error.path.len(), "an error without a code reached the answer");
            }
            _ if error.path.is_empty() => extensions.set("code", "GRAPHQL_VALIDATION_FAILED"),
            _ => extensions.set("code", "BAD_USER_INPUT"),
        }
    }
    error.source = None;
    error.extensions = Some(extensions);
}
