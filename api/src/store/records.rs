//! Rows of the opened child as they stand, or as one version had them: what a change is planned on, and what a repeated
//! request finds again.

use entities::ids::{ConsentId, EntryId, GiverId, ProtectionId};
use entities::rows::{
    child, chronology_entry, consent, level_of_need, protection, protective_work, responsibility_transfer,
};
use entities::words::ProtectionKind;
use sea_orm::{DbErr, FromQueryResult, Value};

use super::caller::Caller;
use super::opening::Opening;
use super::snapshot::Snapshot;

impl Snapshot {
    /// One version of an entry of that child and agency.
    pub(crate) async fn own_entry_at(
        &self,
        opening: &Opening,
        caller: &Caller,
        id: EntryId,
        version: i32,
    ) -> Result<Option<chronology_entry::Model>, DbErr> {
        let sql = format!(
            "SELECT e.* FROM chronology_entry AS e \
             WHERE e.id = $1 AND e.child_id = $2 AND {} AND e.version = $4 AND {}",
            caller.agency.own("e.agency_id", "$3"),
            self.recorded("e")
        );
        self.row(sql, vec![id.into(), opening.child().into(), caller.agency.id.into(), version.into()]).await
    }

    /// A piece of protective work about that child, as it stands.
    pub(crate) async fn work(&self, opening: &Opening, id: &str) -> Result<Option<protective_work::Model>, DbErr> {
        let sql = format!(
            "SELECT w.* FROM protective_work AS w WHERE w.id = $1 AND w.child_id = $2 AND {}",
            self.newest("protective_work", "w", "id")
        );
        self.row(sql, vec![id.into(), opening.child().into()]).await
    }

    /// The child's details: as they stand, or as that version had them.
    pub(crate) async fn details(&self, opening: &Opening, version: Option<i32>) -> Result<Option<child::Model>, DbErr> {
        let (which, version) = self.which("child", "c", "id", version, 2);
        let sql = format!("SELECT c.* FROM child AS c WHERE c.id = $1 AND {which}");
        self.row(sql, [vec![opening.child().into()], version].concat()).await
    }

    /// The child's level of need as it was decided last, or at that version.
    pub(crate) async fn level(
        &self,
        opening: &Opening,
        version: Option<i32>,
    ) -> Result<Option<level_of_need::Model>, DbErr> {
        let (which, version) = self.which("level_of_need", "l", "child_id", version, 2);
        let sql = format!("SELECT l.* FROM level_of_need AS l WHERE l.child_id = $1 AND {which}");
        self.row(sql, [vec![opening.child().into()], version].concat()).await
    }

    /// What was offered or accepted last of the responsibility for the child, or at that version (R27).
    pub(crate) async fn transfer(
        &self,
        opening: &Opening,
        version: Option<i32>,
    ) -> Result<Option<responsibility_transfer::Model>, DbErr> {
        let (which, version) = self.which("responsibility_transfer", "t", "child_id", version, 2);
        let sql = format!("SELECT t.* FROM responsibility_transfer AS t WHERE t.child_id = $1 AND {which}");
        self.row(sql, [vec![opening.child().into()], version].concat()).await
    }

    /// A decision on consent about that child, recorded by the caller's agency.
    pub(crate) async fn own_consent(
        &self,
        opening: &Opening,
        caller: &Caller,
        id: ConsentId,
        version: Option<i32>,
    ) -> Result<Option<consent::Model>, DbErr> {
        let (which, version) = self.which("consent", "t", "id", version, 4);
        let sql = format!(
            "SELECT t.* FROM consent AS t WHERE t.id = $1 AND t.child_id = $2 AND {} AND {which}",
            caller.agency.own("t.agency_id", "$3")
        );
        let values = vec![id.into(), opening.child().into(), caller.agency.id.into()];
        self.row(sql, [values, version].concat()).await
    }

    /// Whether somebody with that id decided about that child before.
    pub(crate) async fn has_giver(&self, opening: &Opening, giver: GiverId) -> Result<bool, DbErr> {
        let sql = format!(
            "SELECT t.id FROM consent AS t WHERE t.child_id = $1 AND t.giver_id = $2 AND {} LIMIT 1",
            self.recorded("t")
        );
        Ok(self.one(sql, vec![opening.child().into(), giver.into()]).await?.is_some())
    }

    /// A protection of that kind about that child.
    pub(crate) async fn protection(
        &self,
        opening: &Opening,
        kind: ProtectionKind,
        id: ProtectionId,
        version: Option<i32>,
    ) -> Result<Option<protection::Model>, DbErr> {
        let (which, version) = self.which("protection", "r", "id", version, 4);
        let sql =
            format!("SELECT r.* FROM protection AS r WHERE r.id = $1 AND r.child_id = $2 AND r.kind = $3 AND {which}");
        let values = vec![id.into(), opening.child().into(), kind.into()];
        self.row(sql, [values, version].concat()).await
    }

    /// SQL for the newest version, or for one; with its value, which stands at that place.
    fn which(&self, table: &str, alias: &str, key: &str, version: Option<i32>, place: usize) -> (String, Vec<Value>) {
        match version {
            None => (self.newest(table, alias, key), Vec::new()),
            Some(version) => (format!("{alias}.version = ${place} AND {}", self.recorded(alias)), vec![version.into()]),
        }
    }

    async fn row<M: FromQueryResult>(&self, sql: String, values: Vec<Value>) -> Result<Option<M>, DbErr> {
        self.one(sql, values).await?.map(|row| M::from_query_result(&row, "")).transpose()
    }
}
