//! Concerns that an agency's own system hands over as a CSV file, each raised by the same service as any other (R34), under the
//! source's own reference: a second run adds nothing. A bad row is refused and told, and never stops the file; a file that cannot
//! be read as a table changes nothing.
//!
//! Read in this order: [`table`] (the file), [`columns`] (what a row may say), [`cells`] (from a row to a concern), [`run`].

mod cells;
mod columns;
mod run;
mod table;
#[cfg(test)]
mod tests;

pub use columns::help;
pub use run::{Event, ImportFault, Order, Outcome, Refusal, importer, read_through, run};
pub use table::{Summary, Unreadable};
