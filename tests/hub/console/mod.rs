//! The console as a browser without a script sees it.

mod forms;
mod governance;
mod log;
mod query;
mod reviews;
mod sessions;
mod sign_in;
