//! What a reading writes down with its entry: that a purpose was begun without an anchor (R10), that the glass was broken
//! (R31), and what a second person is asked (R21, R31). Nothing here opens anything.

use entities::Instant;
use entities::ids::{ApprovalId, ChildId};
use entities::rows::{approval, opening};
use entities::words::AccessAction;

use super::Door;
use crate::error::Error;
use crate::store::{Caller, Rows, Sharing, Trace};

impl Door {
    /// The rows that a reading makes; none where it makes none.
    pub(super) fn begun(&self, caller: &Caller, sharing: &Sharing, trace: &Trace) -> Result<Option<Rows>, Error> {
        let breaks = trace.emergency.filter(|emergency| emergency.begins);
        if !trace.begins && !trace.asks && breaks.is_none() {
            return Ok(None);
        }
        let Some(child) = trace.child else { return Err(Error::internal("a beginning without a child")) };
        let mut rows = Rows::new();
        if trace.begins {
            // It holds for a working day, once.
            let until = self.calendar().add_working_days(caller.at, 1);
            rows.add(self.opening(caller, sharing, child, false, until)?);
        }
        if let Some(emergency) = breaks {
            rows.add(self.opening(caller, sharing, child, true, emergency.until)?);
        }
        if trace.asks
            && let Some(approver) = sharing.approved_by
        {
            let emergency = trace.emergency.is_some() || sharing.emergency;
            rows.add(approval::Model {
                id: ApprovalId(self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?),
                approver_id: approver,
                person_id: caller.person,
                membership_id: caller.membership,
                agency_id: caller.agency.id,
                child_id: child,
                action: AccessAction::View,
                purpose: Some(sharing.purpose),
                dispense_reason: sharing.dispense.filter(|_| !emergency),
                emergency,
                justification: sharing.justification.clone(),
                protection_id: None,
                lifting: false,
                asked_at: caller.at,
                due_at: self.calendar().add_working_days(caller.at, 1),
                log: 0,
                seq: 0,
            });
        }
        Ok(Some(rows))
    }

    fn opening(
        &self,
        caller: &Caller,
        sharing: &Sharing,
        child_id: ChildId,
        emergency: bool,
        until: Instant,
    ) -> Result<opening::Model, Error> {
        let id = self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?;
        Ok(opening::Model {
            id: id.to_string(),
            membership_id: caller.membership,
            child_id,
            purpose: sharing.purpose,
            emergency,
            started_at: caller.at,
            until,
            log: 0,
            seq: 0,
        })
    }
}
