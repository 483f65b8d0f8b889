//! Entries as their contributors recorded them, whole: for whoever wrote them.

use entities::ids::EntryId;
use entities::rows::chronology_entry;
use sea_orm::DbErr;

use super::super::super::caller::Caller;
use super::super::super::opening::{Opening, bits};
use super::super::super::snapshot::Snapshot;
use super::EntryContent;

impl EntryContent {
    /// A version as its contributor recorded it, whole.
    pub(crate) fn own(row: &chronology_entry::Model) -> Self {
        let row = row.clone();
        Self {
            id: row.id,
            version: row.version,
            occurred_at: row.occurred_at,
            occurred_until: row.occurred_until,
            occurred_precision: Some(row.occurred_precision),
            recorded_at: Some(row.recorded_at),
            agency: Some(row.agency_id),
            agency_kind: Some(row.agency_kind),
            category: Some(row.category),
            significance: Some(row.significance),
            sensitivity: Some(row.sensitivity),
            classes: Some(row.classes),
            handling: Some(row.handling),
            summary: Some(row.summary),
            narrative: row.narrative,
            impact_on_child: row.impact_on_child,
            impact_direction: row.impact_direction,
            child_voice: row.child_voice,
            action: row.action,
            outcome: row.outcome,
            recorded_by: Some(row.recorded_by),
            withdrawn_at: row.withdrawn_at,
            correction_reason: row.correction_reason,
            code: bits::OWN,
            content: row.classes,
            source: row.agency_id,
            history: Vec::new(),
        }
    }
}

impl Snapshot {
    /// The newest version of an entry of that child and agency; none where there is no such entry.
    pub(crate) async fn own_entry(
        &self,
        opening: &Opening,
        caller: &Caller,
        id: EntryId,
    ) -> Result<Option<chronology_entry::Model>, DbErr> {
        let sql = format!(
            "SELECT e.* FROM chronology_entry AS e WHERE e.id = $1 AND e.child_id = $2 AND {} AND {}",
            caller.agency.own("e.agency_id", "$3"),
            self.newest("chronology_entry", "e", "id")
        );
        let row = self.one(sql, vec![id.into(), opening.child().into(), caller.agency.id.into()]).await?;
        row.map(|r| sea_orm::FromQueryResult::from_query_result(&r, "")).transpose()
    }
}
