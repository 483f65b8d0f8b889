//! Whose record a child of a return is: the one that an earlier run wrote to; else one with the agency's own number; else
//! one with the same verified pupil number that no date of birth contradicts; else a new one. Never, by a number, a
//! restricted or barred one.

use entities::ids::ChildId;
use entities::words::IdentifierSystem;

use super::super::cin_census::ImportedChild;
use super::plan::Piece;
use crate::disclosure::Footing;

/// The child's pupil number, where its check letter is right.
pub(super) fn verified_upn(child: &ImportedChild) -> Option<&str> {
    let upn = child.identifiers.iter().find(|id| id.system == IdentifierSystem::Upn && id.verified)?;
    Some(&upn.value)
}

/// The record, where there is one.
pub(super) fn find(piece: &Piece, footing: &Footing) -> Option<ChildId> {
    if let Some(known) = footing.known.get(&piece.root).and_then(|records| records.get("")) {
        return Some(known.child_id);
    }
    let may_join = |id: &&ChildId| !footing.closed.contains(*id) && !contradicted(&piece.child, **id, footing);
    if let Some(number) = &piece.child.local_id {
        let same = footing.by_local.get(number).into_iter().flatten();
        if let Some(found) = same.copied().find(|id| !footing.closed.contains(id)) {
            return Some(found);
        }
    }
    let upn = verified_upn(&piece.child)?;
    let mut same = footing.by_upn.get(upn).into_iter().flatten().filter(may_join).filter(|id| {
        // The authority itself knows that child by another number: it says that they are two.
        piece.child.local_id.is_none() || !has_own_number(**id, footing)
    });
    match (same.next(), same.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}

fn contradicted(child: &ImportedChild, id: ChildId, footing: &Footing) -> bool {
    let reported = child.details.as_ref().and_then(|details| details.date_of_birth);
    let recorded = footing.children.get(&id).and_then(|row| row.date_of_birth);
    matches!((reported, recorded), (Some(one), Some(other)) if one != other)
}

fn has_own_number(id: ChildId, footing: &Footing) -> bool {
    footing.identifiers.get(&id).into_iter().flatten().any(|identifier| {
        identifier.system == IdentifierSystem::Local
            && identifier.agency_id.is_some_and(|agency| footing.own.contains(&agency))
    })
}
