//! An answer that says no before GraphQL has run: a status, a stable code, a public sentence and the request id, in the
//! shape of a GraphQL error so that clients have one thing to read. Nothing internal ever goes into the sentence.

use std::borrow::Cow;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::outcome;

/// The media type of an answer to a GraphQL request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: status codes tell what happened.
    GraphqlResponse,
    /// `application/json`: a well-formed request is answered 200 whatever happened.
    Json,
}

impl Media {
    /// The value of the `Content-Type` header.
    pub const fn content_type(self) -> HeaderValue {
        match self {
            Self::GraphqlResponse => HeaderValue::from_static("application/graphql-response+json; charset=utf-8"),
            Self::Json => HeaderValue::from_static("application/json; charset=utf-8"),
        }
    }
}

/// A refusal of the edge.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    extensions: Vec<(&'static str, Value)>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A refusal with its status, stable code and public sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), extensions: Vec::new(), headers: Vec::new() }
    }

    /// Something of ours failed; the cause is in the operational log under the request id.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL",
            "the hub failed to answer; give the request id when you report it",
        )
    }

    /// Something that the hub needs is not there now.
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the hub cannot answer now; try again later")
    }

    /// Adds a machine-readable detail beside the code.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.extensions.push((key, value.into()));
        self
    }

    /// Adds a response header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The answer, carrying the request id.
    pub fn respond(self, request_id: &str, media: Media) -> Response {
        let mut extensions = Map::new();
        extensions.insert("code".into(), self.code.into());
        for (key, value) in self.extensions {
            extensions.insert(key.into(), value);
        }
        extensions.insert("requestId".into(), request_id.into());
        let body = json!({ "errors": [{ "message": self.message, "extensions": extensions }] }).to_string();
        let mut response = (self.status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, media.content_type());
        outcome::leave(&mut response, self.code);
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}
