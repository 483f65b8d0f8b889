//! Safeguarding checks: a round is asked for, each agency answers, and a manager may decide that one goes out without consent.
//! No check goes out without a consent, such a decision, or child protection work on record (AB v Haringey [2013] EWHC 416
//! (Admin)); what allows it is the rule book's to say.

mod answer;
mod defaults;
mod dispense;
mod request;
#[cfg(test)]
mod tests;
mod withdraw;

use entities::ids::CheckId;
use entities::rows::safeguarding_check;
use entities::words::KeyPoint;
use entities::{Date, Instant};

use crate::disclosure::check::RecordedChecks;
use crate::disclosure::{PlanError, Planning};
use crate::plain::calendar::local_date;

pub use answer::{NewAnswer, answer};
pub use dispense::{NewDispensing, dispense, may_dispense};
pub use request::{NewCheck, NewRound, request};
pub use withdraw::{CheckWithdrawal, withdraw};

/// By when a check that goes out now is due.
fn due(planning: &Planning<'_>, key_point: KeyPoint) -> Instant {
    let days = planning.snapshot.measures().check_working_days(key_point);
    planning.calendar().add_working_days(planning.caller.at, days)
}

/// The last day on which an answer given now counts.
fn valid_until(planning: &Planning<'_>) -> Date {
    local_date(planning.caller.at).plus_days(planning.snapshot.measures().check_valid_days)
}

/// The check as it stands.
async fn standing(planning: &Planning<'_>, id: CheckId) -> Result<safeguarding_check::Model, PlanError> {
    planning.snapshot.check(planning.opening, id, None).await?.ok_or_else(lost)
}

/// Which version of which check was made, as it stands beside an idempotency key.
fn made(row: &safeguarding_check::Model) -> String {
    format!("{}:{}", row.id, row.version)
}

/// The version of a check that an earlier request with the same key made.
async fn made_before(planning: &Planning<'_>, made: &str) -> Result<safeguarding_check::Model, PlanError> {
    let (id, version) = made.split_once(':').ok_or_else(lost)?;
    let (id, version) = (id.parse().map_err(|_| lost())?, version.parse().map_err(|_| lost())?);
    planning.snapshot.check(planning.opening, id, Some(version)).await?.ok_or_else(lost)
}

/// The view of a check for who asked.
async fn asked(planning: &Planning<'_>, row: safeguarding_check::Model) -> Result<RecordedChecks, PlanError> {
    let round = planning.snapshot.check_round(planning.opening, row.round_id).await?.ok_or_else(lost)?;
    RecordedChecks::asked(row, round, planning.caller.at)
}

fn lost() -> PlanError {
    PlanError::lost("a check")
}
