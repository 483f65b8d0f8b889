//! The house: how a child's information leaves the hub through one door that keeps a book. `api/README.md` is the tour.

pub mod access_log;
pub mod plain;
