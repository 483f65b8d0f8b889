//! Children in Need census returns (Department for Education, XML, the shapes of 2021 to 2026), from file to plan.
//!
//! [`scan`] reads a return through once and refuses what cannot be read, with line and column; [`children`] reads it
//! again, one child at a time, in memory that does not grow with the file. A [`CensusChild`] keeps every value as it was
//! reported and lists what breaks the census's rules; [`plan`] says what the hub would record of it. Nothing here writes
//! to a database, and nothing asks the clock: whoever calls says which day it is.
//!
//! A bad value never stops a file and never vanishes. What stops it: text that is not well-formed XML or not UTF-8, a
//! document type declaration (and so every entity of the file's own), and sizes beyond [`limits`].

mod build;
pub mod codes;
mod dates;
mod entries;
mod entry;
mod keys;
mod levels;
pub mod limits;
mod mapping;
mod node;
mod read;
mod record;
pub mod report;
mod rules;
pub mod sample;
mod source;
mod stretch;
mod taking;
mod values;
mod wording;
mod works;

#[cfg(test)]
mod tests;

pub use entry::ImportedEntry;
pub use levels::ImportedLevel;
pub use mapping::{ChildDetails, Coded, ImportedChild, ImportedIdentifier, ImportedInvolvement, plan};
pub use read::{Children, Summary, children, scan};
pub use record::{
    Assessment, CensusChild, CinPlan, CpPlan, Episode, Extra, Field, Header, PreProceedings, Problem, Repeat, Reported,
    Section47,
};
pub use source::Unreadable;
pub use works::ImportedWork;
