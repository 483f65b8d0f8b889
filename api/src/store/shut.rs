//! SQL for the children of whom somebody may not know: restricted to others, or closed by a bar or a conflict of interest (R28).
//! It must say the same as the facts do, which judge; what is looked up by it shows nobody anything.

use entities::Date;
use entities::ids::PersonId;
use sea_orm::Value;

use super::caller::{Caller, CallerAgency};
use super::snapshot::Snapshot;
use crate::plain::calendar::local_date;

/// Who may not know, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewer<'a> {
    pub(crate) agency: &'a CallerAgency,
    pub(crate) person: PersonId,
    pub(crate) today: Date,
}

impl<'a> Viewer<'a> {
    pub(crate) fn of(caller: &'a Caller) -> Self {
        Self { agency: &caller.agency, person: caller.person, today: local_date(caller.at) }
    }

    /// The values of [`Snapshot::shut`], in their order.
    pub(crate) fn values(&self) -> [Value; 4] {
        [self.agency.id.into(), self.person.into(), format!("%\"{}\"%", self.person).into(), self.today.into()]
    }
}

impl Snapshot {
    /// SQL that holds where the record of that child is shut to the viewer, whose values stand in that place and the next three.
    pub(crate) fn shut(&self, child: &str, viewer: &Viewer<'_>, place: usize) -> String {
        let (person, named, today) = (place + 1, place + 2, place + 3);
        let barred = viewer.agency.barred("r.agency_id", &format!("${place}"));
        format!(
            "EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = {child} AND NOT r.lifted \
             AND (r.until IS NULL OR r.until >= ${today}) AND ((r.kind = 'RESTRICTION' AND r.named NOT LIKE ${named}) \
             OR (r.kind = 'BAR' AND ({barred} OR r.person_id = ${person})) \
             OR (r.kind = 'CONFLICT' AND r.person_id = ${person})) AND {})",
            self.newest("protection", "r", "id")
        )
    }
}
