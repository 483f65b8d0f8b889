//! A Children in Need census return, from a file into the hub: children, involvements, levels of need, protective work and
//! chronology entries, through the door, child by child.
//!
//! The file is read through once before anything is written; one that cannot be read changes nothing. Then each child is
//! written with its entry in the log, several at once so that they share commits. What was made of each record is kept by
//! key and digest ([`entities::rows::imported_record`]): a second run adds nothing, a run after a crash completes the
//! first, a later return adds versions of what changed, an older one never undoes a later. It must never overwrite what a
//! person decided, and never join a child to a restricted or barred record by a number.
//!
//! Read in this order: [`run`], [`batch`] (children from the file, a few at a time), [`whose`] (whose record a child is),
//! [`adoption`], [`details`], [`records`], [`levels`] (rows), [`slices`].

mod adoption;
mod batch;
mod details;
mod levels;
mod plan;
mod records;
mod run;
mod slices;
mod tally;
mod whose;

pub use run::{Event, ImportFault, Order, Outcome, importer, read_through, run};
pub use tally::Tally;
