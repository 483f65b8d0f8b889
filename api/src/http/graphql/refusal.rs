//! Why a document is not run: what was exceeded or wrong, with a code, and the limit where there is one. Made before
//! execution, the same for every way a document may come in.

use async_graphql::Pos;
use axum::http::StatusCode;

/// A document that is not run.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The stable code.
    pub code: &'static str,
    /// The public sentence.
    pub message: String,
    /// The number that was exceeded.
    pub limit: Option<usize>,
    /// Where in the document.
    pub at: Option<Pos>,
    /// The status where the answer's media type lets the status speak.
    pub status: StatusCode,
}

impl Refusal {
    /// A document that costs more than it may.
    pub(super) fn beyond(code: &'static str, what: &str, limit: usize) -> Self {
        let message = format!("{what}; the limit is {limit}");
        Self { code, message, limit: Some(limit), at: None, status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// A document that cannot be read.
    pub(super) fn syntax(message: impl Into<String>, at: Option<Pos>) -> Self {
        Self { code: "GRAPHQL_PARSE_FAILED", message: message.into(), limit: None, at, status: StatusCode::BAD_REQUEST }
    }

    /// A document or envelope that can be read and still is none that can be run.
    pub(super) fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), limit: None, at: None, status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    pub(super) fn placed(mut self, at: Pos) -> Self {
        self.at = Some(at);
        self
    }
}
