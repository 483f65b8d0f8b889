//! The book at the door: an append-only log of every access, proven by a Merkle tree and signed at the end of every
//! commit. [`Log`] alone turns a [`Draft`] into a [`Logged`], and only when the entry is on disk: no log, no data. It must
//! never answer before the commit, never change or delete a row, and never hold a value of a child's record.
//!
//! Read in this order: [`draft`] (what goes in and what comes out), [`log`] (the handle), [`writer`] (group commit),
//! [`canonical`] (what is hashed), [`merkle`] and [`proof`] (the tree), [`checkpoint`] and [`key`] (what is signed), [`keys`] and
//! [`key_change`] (after a key its successor),
//! [`slot`] (which log is whose), [`verify`] (whether all is whole) and [`export`] (the same without a database). Pages of it for
//! those who review it are read by the store, which knows whose child is whose.

pub mod canonical;
pub mod checkpoint;
mod connection;
pub mod draft;
pub mod export;
mod file;
mod job;
pub mod key;
pub mod key_change;
pub mod keys;
pub mod log;
pub mod merkle;
mod position;
mod prepared;
pub mod proof;
mod reading;
mod row;
pub mod slot;
mod stats;
pub mod tip;
pub mod verify;
mod verify_forms;
mod verify_kept;
mod writer;

pub use checkpoint::{BadCheckpoint, Checkpoint};
pub use connection::{StartError, writer_options};
pub use draft::{Change, Draft, EntryDraft, FactSet, Logged, Outcome, Parent, Receipt, WriteFn};
pub use key::{PublicKey, SigningKey};
pub use key_change::{KeyChange, KeyChangeError, change_key};
pub use keys::{BadKeys, Keys};
pub use log::{ChangeError, Log, LogError};
pub use position::{BadPosition, Position};
pub use proof::checkpoints_after;
pub use slot::SlotLock;
pub use stats::Stats;
pub use tip::{End, checkpoints, ends, sizes};

#[cfg(test)]
mod tests;
