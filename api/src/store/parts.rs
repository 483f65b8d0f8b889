//! From the id of a part of a record (an entry, a consent, a protection) to the child whose record it is part of. It gives
//! no content, and what it finds is judged before anybody learns that it was found.

use entities::ids::{ChildId, ConsentId, EntryId, PersonId, ProtectionId};
use entities::words::{ProtectionKind, Sensitivity};
use policies::facts::{Owner, RecordFacts, RecordKind};
use sea_orm::{DbErr, QueryResult};

use super::caller::{Caller, json};
use super::snapshot::Snapshot;

impl Snapshot {
    /// The child of an entry of the caller's own agency, and what policy looks at of the entry.
    pub(crate) async fn child_of_entry(
        &self,
        caller: &Caller,
        id: EntryId,
    ) -> Result<Option<(ChildId, RecordFacts)>, DbErr> {
        let sql = format!(
            "SELECT e.child_id, e.sensitivity, e.person_id, e.team, e.named FROM chronology_entry AS e \
             WHERE e.id = $1 AND {} AND {}",
            caller.agency.own("e.agency_id", "$2"),
            self.newest("chronology_entry", "e", "id")
        );
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| Ok((row.try_get("", "child_id")?, own_entry(&row, caller)?))).transpose()
    }

    /// The child of a decision on consent that the caller's own agency recorded.
    pub(crate) async fn child_of_consent(&self, caller: &Caller, id: ConsentId) -> Result<Option<ChildId>, DbErr> {
        let sql = format!(
            "SELECT t.child_id FROM consent AS t WHERE t.id = $1 AND {} AND {}",
            caller.agency.own("t.agency_id", "$2"),
            self.newest("consent", "t", "id")
        );
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| row.try_get("", "child_id")).transpose()
    }

    /// The child of a protection of that kind.
    pub(crate) async fn child_of_protection(
        &self,
        kind: ProtectionKind,
        id: ProtectionId,
    ) -> Result<Option<ChildId>, DbErr> {
        let sql = format!(
            "SELECT r.child_id FROM protection AS r WHERE r.id = $1 AND r.kind = $2 AND {}",
            self.newest("protection", "r", "id")
        );
        match self.one(sql, vec![id.into(), kind.into()]).await? {
            Some(row) => row.try_get("", "child_id"),
            None => Ok(None),
        }
    }
}

fn own_entry(row: &QueryResult, caller: &Caller) -> Result<RecordFacts, DbErr> {
    let team: Option<String> = row.try_get("", "team")?;
    let named: Vec<PersonId> = json(&row.try_get::<String>("", "named")?)?;
    Ok(RecordFacts {
        kind: RecordKind::Entry,
        owner: Owner::Own,
        sensitivity: row.try_get::<Sensitivity>("", "sensitivity")?,
        by_caller: row.try_get::<Option<PersonId>>("", "person_id")? == Some(caller.person),
        by_team: team.is_some() && team == caller.team,
        caller_named: named.contains(&caller.person),
        recorded: true,
        ..RecordFacts::CHILD
    })
}
