//! Involvements as they are changed: the row that stands, whose it is, and the people whom it names. For planning a change,
//! never for showing a record.

use entities::ids::{ChildId, InvolvementId, PersonId};
use entities::rows::{child, involvement};
use entities::words::Sensitivity;
use sea_orm::{DbErr, FromQueryResult, Value};

use super::caller::Caller;
use super::opening::Opening;
use super::snapshot::Snapshot;

/// Whose work with which child an involvement is, so far as judging it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvolvementOwner {
    /// The child.
    pub child: ChildId,
    /// Of the caller's own agency.
    pub own: bool,
    /// How few eyes it is kept to.
    pub sensitivity: Sensitivity,
    /// Recorded by the caller.
    pub by_caller: bool,
}

impl Snapshot {
    /// The involvement, where it is the caller's agency's or of a child that this agency is responsible for.
    pub(crate) async fn involvement_owner(
        &self,
        caller: &Caller,
        id: InvolvementId,
    ) -> Result<Option<InvolvementOwner>, DbErr> {
        let sql = format!(
            "SELECT i.child_id, i.agency_id, i.sensitivity, i.person_id FROM involvement AS i \
             JOIN child AS c ON c.id = i.child_id AND {} WHERE i.id = $1 AND {} \
             AND ({} OR {})",
            self.newest("child", "c", "id"),
            self.newest("involvement", "i", "id"),
            caller.agency.own("i.agency_id", "$2"),
            caller.agency.own("c.responsible_authority", "$2"),
        );
        let Some(row) = self.one(sql, vec![id.into(), caller.agency.id.into()]).await? else { return Ok(None) };
        Ok(Some(InvolvementOwner {
            child: row.try_get("", "child_id")?,
            own: caller.agency.owns(row.try_get("", "agency_id")?),
            sensitivity: row.try_get("", "sensitivity")?,
            by_caller: row.try_get::<Option<PersonId>>("", "person_id")? == Some(caller.person),
        }))
    }

    /// That involvement of the opened child, in the version asked for, else as it stands.
    pub(crate) async fn involvement_row(
        &self,
        opening: &Opening,
        id: InvolvementId,
        version: Option<i32>,
    ) -> Result<Option<involvement::Model>, DbErr> {
        self.involvement_version(opening.child(), id, version).await
    }

    /// The same of a child that the caller's own request recorded.
    pub(crate) async fn involvement_version(
        &self,
        child: ChildId,
        id: InvolvementId,
        version: Option<i32>,
    ) -> Result<Option<involvement::Model>, DbErr> {
        let mut values: Vec<Value> = vec![id.into(), child.into()];
        let wanted = match version {
            Some(version) => {
                values.push(version.into());
                format!("i.version = $3 AND {}", self.recorded("i"))
            }
            None => self.newest("involvement", "i", "id"),
        };
        let sql = format!("SELECT i.* FROM involvement AS i WHERE i.id = $1 AND i.child_id = $2 AND {wanted}");
        let row = self.one(sql, values).await?;
        row.map(|r| involvement::Model::from_query_result(&r, "")).transpose()
    }

    /// The child's row as it stands, so that a change writes the next one; none where there is no such child.
    pub(crate) async fn child_row(&self, child: ChildId) -> Result<Option<child::Model>, DbErr> {
        let sql = format!("SELECT c.* FROM child AS c WHERE c.id = $1 AND {}", self.newest("child", "c", "id"));
        let row = self.one(sql, vec![child.into()]).await?;
        row.map(|r| child::Model::from_query_result(&r, "")).transpose()
    }

    /// Those of these people who work for the caller's agency, with their names.
    pub(crate) async fn colleagues(
        &self,
        caller: &Caller,
        people: &[PersonId],
    ) -> Result<Vec<(PersonId, String)>, DbErr> {
        let mut values: Vec<Value> = vec![caller.agency.id.into()];
        values.extend(people.iter().map(|p| Value::from(*p)));
        let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT p.id, p.name FROM person AS p WHERE p.id IN ({}) AND {} AND EXISTS (SELECT 1 FROM membership AS m \
             WHERE m.person_id = p.id AND {} AND NOT m.ended AND {}) ORDER BY p.name, p.id",
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") },
            self.newest("person", "p", "id"),
            caller.agency.own("m.agency_id", "$1"),
            self.newest("membership", "m", "id"),
        );
        self.all(sql, values).await?.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "name")?))).collect()
    }
}
