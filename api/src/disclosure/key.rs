//! The client's own key for a request: what is wrong with it, and what is kept of it.

use entities::rows::idempotency_key;

use super::change::{ChangeAnswer, PlanError, Problem};
use crate::store::Caller;

/// The longest idempotency key (contract).
const LONGEST_KEY: usize = 255;

/// The key, where it can have been used before: one of no form was never kept, and may be no text for a database.
pub(super) fn usable(key: Option<&str>) -> Option<&str> {
    key.filter(|key| bad_key(key).is_none())
}

/// What was planned, or everything that is wrong: the key beside the rest.
pub(super) fn with_key<T>(key: Option<&str>, planned: Result<T, PlanError>) -> Result<T, PlanError> {
    match (planned, key.and_then(bad_key)) {
        (planned, None) => planned,
        (Err(PlanError::Failed(error)), _) => Err(PlanError::Failed(error)),
        (Ok(_), Some(bad)) => Err(PlanError::Problems(vec![bad])),
        (Err(PlanError::Problems(found)), Some(bad)) => {
            Err(PlanError::Problems(std::iter::once(bad).chain(found).collect()))
        }
    }
}

/// A key was used before for something else.
pub(super) fn key_reused() -> Problem {
    Problem::at(
        &["input", "idempotencyKey"],
        "IDEMPOTENCY_KEY_REUSED",
        "this key was used before with another input: take a new key for a new request",
    )
}

/// The key itself is not acceptable.
pub(super) fn bad_key(key: &str) -> Option<Problem> {
    (key.trim().is_empty() || key.chars().count() > LONGEST_KEY || key.chars().any(char::is_control)).then(|| {
        Problem::at(
            &["input", "idempotencyKey"],
            "BAD_IDEMPOTENCY_KEY",
            "a key has 1 to 255 characters, none of them a control character",
        )
    })
}

pub(super) fn stale<T>() -> ChangeAnswer<T> {
    ChangeAnswer::Problems(vec![Problem::at(
        &["input", "expectedVersion"],
        "STALE_VERSION",
        "somebody changed this at the same moment: read it again and repeat your change on what you find",
    )])
}

pub(super) fn key_row(
    caller: &Caller,
    mutation: &str,
    input: &[u8; 32],
    key: &str,
    made: &str,
) -> idempotency_key::Model {
    idempotency_key::Model {
        client: caller.client.as_ref().map_or_else(|| caller.person.to_string(), |c| c.id.clone()),
        agency: caller.agency.id,
        mutation: mutation.to_owned(),
        key: key.to_owned(),
        input_hash: input.to_vec(),
        result: made.to_owned(),
        at: caller.at,
        log: 0,
        seq: 0,
    }
}
