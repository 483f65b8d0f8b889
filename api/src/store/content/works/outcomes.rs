//! What the plans on a page work towards, each outcome as the newest step that may be told of left it.

use std::collections::BTreeMap;

use entities::Date;
use entities::ids::WorkId;
use entities::words::OutcomeState;
use sea_orm::{DbErr, Value};

use super::super::super::caller::Caller;
use super::super::super::opening::Opening;
use super::super::super::snapshot::Snapshot;
use super::{CaseWorkContent, OutcomeContent};
use crate::plain::calendar::local_date;

impl Snapshot {
    /// Fills in the outcomes of those pieces of work that have a place for them.
    pub(super) async fn add_outcomes(
        &self,
        opening: &Opening,
        caller: &Caller,
        works: &mut [CaseWorkContent],
    ) -> Result<(), DbErr> {
        let mut values: Vec<Value> = vec![opening.child().into()];
        let mut shown = Vec::new();
        for work in works.iter().filter(|work| work.outcomes.is_some()) {
            values.push(work.id.into());
            let place = values.len();
            // A step and what it found of an outcome were made by one entry of the log.
            let made: Vec<String> =
                work.told.iter().map(|(log, seq)| format!("(o.log = {log} AND o.seq = {seq})")).collect();
            if !made.is_empty() {
                shown.push(format!("(o.work_id = ${place} AND ({}))", made.join(" OR ")));
            }
        }
        if shown.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT o.* FROM work_outcome AS o WHERE o.child_id = $1 AND ({}) ORDER BY o.id, o.version",
            shown.join(" OR ")
        );
        let today = local_date(caller.at);
        let mut of: BTreeMap<WorkId, Vec<OutcomeContent>> = BTreeMap::new();
        for row in self.all(sql, values).await? {
            let (due_on, state): (Date, OutcomeState) = (row.try_get("", "due_on")?, row.try_get("", "state")?);
            let outcome = OutcomeContent {
                id: row.try_get("", "id")?,
                change: row.try_get("", "change")?,
                measure: row.try_get("", "measure")?,
                owner_agency: row.try_get("", "owner_agency")?,
                owner: row.try_get("", "owner")?,
                due_on,
                overdue: state == OutcomeState::Open && due_on < today,
                state,
                reviewed_on: row.try_get("", "reviewed_on")?,
                note: row.try_get("", "note")?,
            };
            let all = of.entry(row.try_get("", "work_id")?).or_default();
            match all.last_mut().filter(|before| before.id == outcome.id) {
                Some(before) => *before = outcome,
                None => all.push(outcome),
            }
        }
        for work in works {
            if let (Some(outcomes), Some(mut found)) = (&mut work.outcomes, of.remove(&work.id)) {
                found.sort_by_key(|outcome| (outcome.due_on, outcome.id));
                *outcomes = found;
            }
        }
        Ok(())
    }
}
