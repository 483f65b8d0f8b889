//! What the tests stand on: databases of their own, a hub in the test's own process or in one that can be killed, people who
//! ask it over HTTP, and records of made-up children. It must never be part of the hub.

pub mod answer;
pub mod browser;
pub mod child;
pub mod console;
pub mod database;
pub mod demo;
pub mod hub;
pub mod numbers;
pub mod process;
pub mod queries;
pub mod sources;
pub mod stand_in;
pub mod town;

pub use answer::Answer;
pub use child::ChildFile;
pub use database::{Database, Engine, on_both};
pub use hub::Hub;
pub use town::Town;
