//! The console as a browser without a script sees it.

mod acting;
mod approvals;
mod board;
mod checks;
mod child;
mod decisions;
mod forms;
mod governance;
mod log;
mod query;
mod raise;
mod reviews;
mod sessions;
mod sign_in;
mod today;
