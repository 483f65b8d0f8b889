//! A child's own details: a history, one version for each change.

mod postcode;
mod update;

pub use update::{ChildChange, update};
