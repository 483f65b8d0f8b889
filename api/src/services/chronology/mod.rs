//! Contributing to a chronology, correcting and withdrawing one's own agency's entries (R35).

mod classes;
mod contribute;
mod correct;
mod episode;
mod named;
mod version;
mod withdraw;

pub use contribute::{EntryText, NewEntry, contribute};
pub(in crate::services) use contribute::{added_classes, written};
pub use correct::{Correction, correct};
pub use withdraw::{Withdrawal, withdraw};
