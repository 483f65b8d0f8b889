//! The ground floor: the hub's words, ids and rows. No logic, no GraphQL, no access to a database.
//!
//! Read in this order: [`words`] (closed vocabularies, each written once: its name here is its name in GraphQL, in the
//! tables and in the policies), [`ids`], [`time`], [`set`], then [`rows`], one SeaORM entity per table.
//!
//! Every row that a verdict or a view may read is append-only: a change is a new row with a higher `version` and the log
//! position (`log`, `seq`) of the entry that made it. The present state is the newest row.

pub mod ids;
pub mod rows;
pub mod set;
pub mod time;
pub mod words;

pub use set::Set;
pub use time::{Date, Instant};
pub use words::Word;
