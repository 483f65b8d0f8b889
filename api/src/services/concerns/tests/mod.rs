//! Raising concerns and seeing them, through the schema and the door, on a database of its own.

mod clocks;
mod conflicts;
mod house;
mod linking;
mod police;
mod posting;
mod seeing;
