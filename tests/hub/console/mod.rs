//! The console as a browser without a script sees it.

mod forms;
mod raise;
mod reviews;
mod sessions;
mod sign_in;
