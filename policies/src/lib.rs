//! The rule book and its reader: Cedar policies answer what a caller may have, from [`facts::Facts`] alone.
//!
//! No I/O after start, no database, no clock of its own. A [`RuleBook`] is checked whole when it is loaded; whatever it
//! does not permit is shut, and so is whatever it fails to answer. [`RuleBook::judge`] alone makes a [`Verdict`].

mod annotations;
mod book;
pub mod cases;
mod check;
mod combine;
pub mod content;
mod embedded;
pub mod facts;
pub mod faults;
pub mod fields;
mod hasher;
mod judge;
mod load;
pub mod matrix;
mod memo;
mod numbers;
mod question;
mod request;
mod shelf;
mod stating;
pub mod trial;
mod verdict;
mod words;

#[cfg(test)]
mod tests;

pub use book::{BookPolicy, RuleBook};
pub use combine::DEFAULT_DENY;
pub use content::content_classes;
pub use load::BookError;
pub use numbers::{DefaultAgencies, KeyPointNumbers, Numbers};
pub use question::Gate;
pub use stating::MayState;
pub use verdict::{Refusal, Verdict, Withheld};
