//! One module per piece of the work: what happens, in which order. Each asks the door and holds no rule of sharing.

pub mod chronology;
pub mod cin_census;
mod problems;
