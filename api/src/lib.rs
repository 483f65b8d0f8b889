//! The house: how a child's information leaves the hub through one door that keeps a book. Arrows point down this list only:
//! `app`, `http`, `graphql` and `console`, services, `sessions`, `disclosure`, `store`, `access_log`, `plain`.

pub mod access_log;
pub mod app;
pub mod console;
pub mod disclosure;
pub mod error;
pub mod graphql;
pub mod http;
pub mod plain;
pub mod services;
pub mod sessions;
pub mod store;

#[cfg(test)]
mod testing;
