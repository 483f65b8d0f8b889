//! What the rule book must hold, tried on the facts of `cases/`. Nothing here may weaken a case to make it pass.

mod book;
mod cases;
mod content;
mod faults;
mod fields;
mod fixture;
mod grid;
mod matrix;
mod mutants;
mod plain;
mod timing;
mod trial;
mod words;
