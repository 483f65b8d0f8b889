//! The door from inside, on a database of its own for each test.

mod approvals;
mod emergency;
pub(crate) mod fixture;
mod log_read;
mod log_review;
mod registry;
mod replay;
mod search;
mod sharing_reviews;
