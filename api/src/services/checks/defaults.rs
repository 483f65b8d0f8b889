//! Whom a round of checks asks where the caller names nobody: the agencies that the partnership set for the key point in the
//! child's area, else those of the kinds that are expected there. Of schools and practices only the child's own is asked: the
//! others have nothing to do with the child.

use entities::Set;
use entities::words::{FieldClass, KeyPoint, SharingPurpose};

use super::super::problems::Problems;
use crate::disclosure::{AgencyContent, DefaultsAsk, PlanError, Planning};
use crate::plain::calendar::local_date;

/// The agencies by default; a problem where nothing is set and nobody of those kinds is there.
pub(super) async fn agencies(
    planning: &Planning<'_>,
    purpose: SharingPurpose,
    key_point: KeyPoint,
    problems: &mut Problems,
) -> Result<Vec<(AgencyContent, Set<FieldClass>)>, PlanError> {
    let caller = planning.caller;
    // For whom the child's whereabouts are kept back, its area and its school would tell them (R7): their own area counts.
    let told = planning.opening.tells_whereabouts(purpose, false);
    let ask = DefaultsAsk { area: caller.agency.area, told, key_point, today: local_date(caller.at) };
    let found = planning.snapshot.default_agencies(planning.opening, &caller.successions, ask).await?;
    let asked: Vec<_> = found.into_iter().filter(|agency| !caller.agency.owns(agency.id)).collect();
    if asked.is_empty() {
        problems.add(
            "requests",
            "NO_DEFAULT_AGENCIES",
            format!(
                "no agency is set for {key_point} in this child's area: name whom to ask, or have the partnership set \
                 rules.check_agencies"
            ),
        );
    }
    Ok(asked.into_iter().map(|agency| (agency, Set::EMPTY)).collect())
}
