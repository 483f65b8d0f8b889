//! Contributing to a chronology, correcting and withdrawing one's own agency's entries (R35).

mod contribute;

pub use contribute::{NewEntry, contribute};
