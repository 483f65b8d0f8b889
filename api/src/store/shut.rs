//! SQL for the children of whom somebody may not know: restricted to others, or closed by a bar or a conflict of interest (R28).
//! It must say the same as the facts do, which judge; what is looked up by it shows nobody anything.

use entities::Date;
use entities::ids::{AgencyId, PersonId};
use sea_orm::Value;

use super::caller::Caller;
use super::snapshot::Snapshot;
use crate::plain::calendar::local_date;

/// Who may not know, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewer {
    pub(crate) agency: AgencyId,
    pub(crate) person: PersonId,
    pub(crate) today: Date,
}

impl Viewer {
    pub(crate) fn of(caller: &Caller) -> Self {
        Self { agency: caller.agency.id, person: caller.person, today: local_date(caller.at) }
    }

    /// The values of [`Snapshot::shut`], in their order.
    pub(crate) fn values(self) -> [Value; 4] {
        [self.agency.into(), self.person.into(), format!("%\"{}\"%", self.person).into(), self.today.into()]
    }
}

impl Snapshot {
    /// SQL that holds where the record of that child is shut to the viewer, whose values stand in that place and the next three.
    pub(crate) fn shut(&self, child: &str, place: usize) -> String {
        let (agency, person, named, today) = (place, place + 1, place + 2, place + 3);
        format!(
            "EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = {child} AND NOT r.lifted \
             AND (r.until IS NULL OR r.until >= ${today}) AND ((r.kind = 'RESTRICTION' AND r.named NOT LIKE ${named}) \
             OR (r.kind = 'BAR' AND (r.agency_id = ${agency} OR r.person_id = ${person})) \
             OR (r.kind = 'CONFLICT' AND r.person_id = ${person})) AND {})",
            self.newest("protection", "r", "id")
        )
    }
}
