//! Decisions on consent to share: recording what somebody decided, and that they took it back (R22, R23).

mod record;
mod withdraw;

use entities::ids::ConsentId;

use crate::disclosure::made::ConsentView;
use crate::disclosure::{PlanError, Planning};
use crate::error::Error;
use crate::plain::calendar::local_date;

pub use record::{NewConsent, record};
pub use withdraw::{ConsentWithdrawal, withdraw};

/// The view of what an earlier request with the same key made: the decision, or its withdrawal.
async fn recall(planning: &Planning<'_>, made: &str, version: i32) -> Result<ConsentView, PlanError> {
    let caller = planning.caller;
    let id: ConsentId = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.own_consent(planning.opening, caller, id, Some(version)).await?.ok_or_else(lost)?;
    let today = local_date(caller.at);
    Ok(if row.person_id == caller.person {
        ConsentView::of(&row, caller.at, today)
    } else {
        ConsentView::of_colleague(&row, caller.at, today)
    })
}

/// A consent that was found before it was judged is not there.
fn lost() -> PlanError {
    PlanError::Failed(Error::internal("a consent that was judged is not there"))
}
