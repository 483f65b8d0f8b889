//! Fields of which absent keeps what stood and null clears it.

use async_graphql::{ID, MaybeUndefined};
use entities::ids::BadId;

use super::super::input::Form;
use crate::services::patch::Patch;

/// What becomes of the field, its value read as the services take it.
pub(super) fn patch<T, U>(given: MaybeUndefined<T>, read: impl FnOnce(T) -> U) -> Patch<U> {
    match given {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(value) => Patch::Set(read(value)),
    }
}

/// The same for an id of one kind; another kind is a problem.
pub(super) fn id<T>(
    form: &mut Form,
    field: &str,
    given: MaybeUndefined<ID>,
    read: impl Fn(&str) -> Result<T, BadId>,
) -> Patch<T> {
    match given {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(given) => form.id(field, &given, read).map_or(Patch::Keep, Patch::Set),
    }
}

/// The same for a list of ids of one kind.
pub(super) fn ids<T>(
    form: &mut Form,
    field: &str,
    given: MaybeUndefined<Vec<ID>>,
    read: impl Fn(&str) -> Result<T, BadId> + Copy,
) -> Patch<Vec<T>> {
    patch(given, |ids| form.ids(field, Some(&ids), read))
}
