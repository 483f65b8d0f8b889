//! Whom an entry names: adults it is about, agencies to be told, practitioners for a restricted one. Each must be there.

use entities::ids::{AgencyId, GiverId, PersonId};

use super::super::problems::Problems;
use crate::disclosure::{PlanError, Planning};

/// A problem for each list that names somebody whom the hub does not know.
pub(super) async fn check(
    planning: &Planning<'_>,
    problems: &mut Problems,
    about_adults: &[GiverId],
    tell: &[AgencyId],
    named: &[PersonId],
) -> Result<(), PlanError> {
    let (snapshot, opening) = (planning.snapshot, planning.opening);
    for giver in about_adults {
        if !snapshot.has_giver(opening, *giver).await? {
            problems.add("aboutAdults", "UNKNOWN_ID", "nobody with this id decided about this child");
            break;
        }
    }
    if !tell.is_empty() {
        let known = snapshot.agencies(tell).await?;
        if !tell.iter().all(|id| known.iter().any(|agency| agency.id == *id)) {
            problems.add("tell", "UNKNOWN_ID", "an agency named here is not one of the partnership");
        }
    }
    if !named.is_empty() {
        let known = snapshot.standings(named).await?;
        if !named.iter().all(|id| known.iter().any(|standing| standing.person == *id)) {
            problems.add("named", "UNKNOWN_ID", "somebody named here works for no agency of the partnership");
        }
    }
    Ok(())
}
