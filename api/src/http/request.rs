//! What belongs to one request while it is under way: its id, and the few words about it that its line in the operational
//! log may hold. Never content.

use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, HeaderValue};
use entities::ids::MembershipId;

/// The hub's own id of a request; it stands in the answer, in every error and in the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    pub(super) fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words that a handler may leave for the request's line in the operational log.
#[derive(Clone, Debug, Default)]
pub struct Note(Arc<Words>);

#[derive(Debug, Default)]
struct Words {
    operation: OnceLock<&'static str>,
    membership: OnceLock<MembershipId>,
}

impl Note {
    /// Notes the kind of operation: `query`, `mutation` or `subscription`.
    pub fn operation(&self, kind: &'static str) {
        // The first word stands: one request has one operation.
        let _ = self.0.operation.set(kind);
    }

    /// Notes the membership that asks.
    pub fn membership(&self, id: MembershipId) {
        let _ = self.0.membership.set(id);
    }

    pub(super) fn operation_word(&self) -> &'static str {
        self.0.operation.get().copied().unwrap_or("")
    }

    pub(super) fn membership_word(&self) -> String {
        self.0.membership.get().map(ToString::to_string).unwrap_or_default()
    }
}

/// The client's own request id, where it sent one that is well formed: 1 to 64 letters, digits, `.`, `_` or `-`.
pub(super) fn clients_id(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut values = headers.get_all("x-request-id").iter();
    let value = values.next()?;
    let one = values.next().is_none();
    let bytes = value.as_bytes();
    let formed = (1..=64).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    (one && formed).then(|| value.clone())
}
