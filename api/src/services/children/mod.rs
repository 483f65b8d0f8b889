//! Who the child is whom somebody means: what they said, whether it is enough, and the child that it is linked to or made
//! for. It must never let an answer depend on whether the hub knows the child (R34).

mod check;
mod identify;
mod said;

pub(crate) use check::{check_details, check_person};
pub(crate) use identify::{Linking, identify};
pub(crate) use said::words;
pub use said::{ChildDetails, ChildSaid, KnownChild, PersonDetails};
