//! The house: how a child's information leaves the hub through one door that keeps a book. Arrows point down this list only:
//! `app`, `http`, `graphql`, services, `disclosure`, `access_log` and `store`, `plain`.

pub mod access_log;
pub mod app;
pub mod http;
pub mod plain;
pub mod services;
