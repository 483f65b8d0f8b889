//! The house whole, on a database of its own: from a GraphQL request to the entry in the log.

mod duplicates;
mod fixture;
mod involvement;
mod last_day;
mod limits;
mod search;
