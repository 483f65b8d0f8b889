//! Protective work that pieces of work put on record (R10): a strategy discussion and an enquiry while they are open, and a plan.
//! By it child protection purposes are believed, of all but the person alone who put it there.

use entities::Date;
use entities::rows::{case_work, protective_work};
use entities::words::{ProtectiveWork, WorkKind};

use crate::disclosure::{PlanError, Planning};
use crate::plain::calendar::local_date;

/// The protective work that a piece of work is; none where it is none.
pub(super) fn opened(row: &case_work::Model) -> Option<protective_work::Model> {
    let kind = match row.kind {
        WorkKind::StrategyDiscussion => ProtectiveWork::StrategyDiscussion,
        WorkKind::Section47Enquiry => ProtectiveWork::Section47,
        WorkKind::ChildProtectionPlan => ProtectiveWork::Plan,
        WorkKind::Assessment | WorkKind::InitialConference | WorkKind::EarlyHelpPlan => return None,
    };
    Some(protective_work::Model {
        // The one is found by the other's id.
        id: row.id.to_string(),
        version: 1,
        child_id: row.child_id,
        kind,
        opened_on: row.started_on,
        closed_on: None,
        agency_id: row.agency_id,
        person_id: Some(row.person_id),
        log: 0,
        seq: 0,
    })
}

/// The protective work that ends with a piece of work. An enquiry that led to a conference bears purposes out until that ends.
pub(super) async fn ended(
    planning: &Planning<'_>,
    work: &case_work::Model,
) -> Result<Option<protective_work::Model>, PlanError> {
    let id = if work.kind == WorkKind::InitialConference { work.follows } else { Some(work.id) };
    let Some(id) = id else { return Ok(None) };
    let today = local_date(planning.caller.at);
    let open = |closed_on: Option<Date>| closed_on.is_none_or(|on| on > today);
    let stands = planning.snapshot.work(planning.opening, &id.to_string()).await?;
    Ok(stands.filter(|work| open(work.closed_on)).map(|work| protective_work::Model {
        version: work.version + 1,
        closed_on: Some(today),
        log: 0,
        seq: 0,
        ..work
    }))
}
