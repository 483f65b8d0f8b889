//! The fields by which somebody states what they need a record for and on which basis: they offer what the agreement opens to the
//! caller's roles and agency (R8, R11), and what was typed before, so that it never gets lost.

use entities::words::{LawfulBasis, SharingPurpose, Word};
use policies::MayState;

use super::form::{Field, Kind};

/// The purpose.
pub(crate) fn purpose(may: MayState, label: &str, typed: &str) -> Field {
    let typed = SharingPurpose::parse(typed);
    let offered = may.purposes.union(typed.into_iter().collect());
    Field::new("purpose", label, Kind::list_of("Choose a purpose", offered.iter()))
}

/// The lawful basis.
pub(crate) fn basis(may: MayState, typed: &str) -> Field {
    let typed = LawfulBasis::parse(typed);
    let offered = may.bases.union(typed.into_iter().collect());
    Field::new("lawfulBasis", "Your lawful basis", Kind::list_of("Choose a basis", offered.iter()))
}
