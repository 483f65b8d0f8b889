//! The rule book and its reader.
pub mod facts;
