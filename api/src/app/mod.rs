//! The only wiring: configuration, store, rule book, log, door and router are put together here, and nowhere else is the
//! operating system asked for time or randomness.

pub mod cli;
pub mod config;
pub mod demo;
pub mod events;
mod fault;
mod flags;
pub mod house;
pub mod import;
pub mod issuer;
pub mod logs;
mod policy;
mod registry;
pub mod serve;
pub mod webhooks;

pub use fault::Fault;

#[cfg(test)]
mod tests;
