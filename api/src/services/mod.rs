//! One module per piece of the work: what happens, in which order. Each asks the door and holds no rule of sharing.

pub mod access_reviews;
pub mod approvals;
mod asked;
pub mod checks;
pub mod child;
pub mod children;
pub mod chronology;
pub mod cin_census;
pub mod cin_import;
pub mod concern_import;
pub mod concerns;
pub mod consent;
pub mod decisions;
pub mod escalations;
pub mod involvement;
pub mod level;
pub mod patch;
mod problems;
pub mod protection;
pub mod responsibility;
pub mod sharing_reviews;
pub mod successions;
pub mod work;

#[cfg(test)]
mod records_tests;
