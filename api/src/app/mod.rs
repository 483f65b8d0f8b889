//! The only wiring: configuration, store, rule book, log, door and router are put together here.

pub mod issuer;
