//! The door from inside, on a database of its own for each test.

mod approvals;
mod emergency;
mod feed;
pub(crate) mod fixture;
mod flag_pass;
mod flags;
mod log_queue;
mod log_read;
mod log_review;
mod log_seen;
mod log_speed;
mod registry;
mod replay;
mod search;
mod sharing_reviews;
