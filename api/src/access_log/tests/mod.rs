//! The log on both databases: what it promises, tried.

mod append;
mod canonical;
mod changes;
mod export;
mod faults;
mod fixture;
mod key_change;
mod keys;
mod mutated;
mod slots;
mod speed;
mod tampering;
mod tree;
