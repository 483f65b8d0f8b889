//! The only wiring: configuration, store, rule book, log, door and router are put together here, and nowhere else is the
//! operating system asked for time or randomness.

mod background;
mod backup;
pub mod cli;
pub mod config;
pub mod demo;
mod doctor;
mod duty;
pub mod events;
mod fault;
pub mod house;
pub mod import;
pub mod issuer;
pub mod logs;
mod measures;
mod out;
pub mod pages;
mod policy;
mod registry;
mod running;
pub mod serve;
mod sessions;
mod telemetry;
mod unfinished;
pub mod webhooks;

pub use fault::Fault;

#[cfg(test)]
mod tests;
