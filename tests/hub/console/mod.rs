//! The console as a browser without a script sees it.

mod child;
mod forms;
mod governance;
mod log;
mod query;
mod raise;
mod reviews;
mod sessions;
mod sign_in;
