//! What a request asks of whom, and on what it rests: the agencies that it names, each of the partnership, open, once, and none of
//! them the caller's own; and the concern that led to it.

use entities::ids::AgencyId;

use super::problems::Problems;
use crate::disclosure::{AgencyContent, PlanError, Planning, Sharing};
use crate::plain::calendar::local_date;

/// The most agencies that one request asks.
pub(super) const MOST_ASKED: usize = 30;

/// Those that may be asked, each with its place in the request; all others are problems of the field of their place.
pub(super) async fn agencies(
    planning: &Planning<'_>,
    named: &[Option<AgencyId>],
    field: impl Fn(usize) -> String,
    problems: &mut Problems,
) -> Result<Vec<(usize, AgencyContent)>, PlanError> {
    let ids: Vec<AgencyId> = named.iter().take(MOST_ASKED).flatten().copied().collect();
    let known = planning.snapshot.agencies(&ids).await?;
    let today = local_date(planning.caller.at);
    let mut asked: Vec<(usize, AgencyContent)> = Vec::new();
    for (n, id) in named.iter().enumerate().take(MOST_ASKED) {
        let Some(id) = *id else { continue };
        let mut wrong = |code, message: &str| problems.add(&field(n), code, message);
        match known.iter().find(|agency| agency.id == id) {
            None => wrong("UNKNOWN_ID", "no agency of the partnership has this id"),
            Some(agency) if agency.closed_on.is_some_and(|on| on <= today) => {
                wrong("CLOSED", "this agency is closed: ask the one that took over its work");
            }
            Some(agency) if agency.id == planning.caller.agency.id => {
                wrong("OWN_AGENCY", "this is your own agency: look in its systems yourself");
            }
            Some(agency) if asked.iter().any(|(_, known)| known.id == agency.id) => {
                wrong("NAMED_TWICE", "this agency is named twice: put all that it is asked into one request");
            }
            Some(agency) => asked.push((n, agency.clone())),
        }
    }
    Ok(asked)
}

/// Checks that what is begun rests on a concern about the opened child, if it rests on one.
pub(super) async fn rests_on(
    planning: &Planning<'_>,
    sharing: &Sharing,
    problems: &mut Problems,
) -> Result<(), PlanError> {
    let Some(concern) = sharing.concern else { return Ok(()) };
    if !planning.snapshot.may_rest_on(planning.opening, planning.caller, concern).await? {
        problems.add("sharing.concern", "UNKNOWN_ID", "no concern about this child has this id");
    }
    Ok(())
}
