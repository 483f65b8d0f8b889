//! Decisions on consent to share: recording what somebody decided, and that they took it back (R22, R23).

mod record;
mod withdraw;

use entities::ids::ConsentId;
use entities::rows::consent;

use crate::disclosure::made::ConsentView;
use crate::disclosure::{Caller, PlanError, Planning};
use crate::plain::calendar::local_date;

pub use record::{NewConsent, record};
pub use withdraw::{ConsentWithdrawal, withdraw};

/// The view of what an earlier request with the same key made: the decision, or its withdrawal.
async fn recall(planning: &Planning<'_>, made: String, version: i32) -> Result<ConsentView, PlanError> {
    let caller = planning.caller;
    let id: ConsentId = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.own_consent(planning.opening, caller, id, Some(version)).await?.ok_or_else(lost)?;
    Ok(view(caller, &row))
}

/// The view of a decision, whole where the caller recorded it.
fn view(caller: &Caller, row: &consent::Model) -> ConsentView {
    let today = local_date(caller.at);
    if row.person_id == caller.person {
        ConsentView::of(row, caller.at, today)
    } else {
        ConsentView::of_colleague(row, caller.at, today)
    }
}

fn lost() -> PlanError {
    PlanError::lost("a consent")
}
