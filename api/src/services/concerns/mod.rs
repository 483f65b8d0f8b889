//! Concerns: raising one, which anybody may who works for an agency, and saying that one has a conflict of interest. Both are
//! logged and not judged, and neither answer tells whether the hub knows the child.

mod conflict;
mod raise;
#[cfg(test)]
mod tests;

pub use conflict::{DeclarationView, NewConflict, declare};
pub use raise::{NewConcern, NewPerson, raise};
