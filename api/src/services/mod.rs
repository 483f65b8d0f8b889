//! The pieces of the work, one module each: what happens, in which order. Whatever a service reads or writes of a child
//! goes through the door.

pub mod cin_census;
