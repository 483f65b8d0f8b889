//! The turns of a matter on which partner agencies are asked, and the questions on it that are still open. For planning a change,
//! never for showing anything.

use entities::ids::ConcernId;
use entities::rows::{decision_turn, joint_decision};
use sea_orm::{DbErr, FromQueryResult};

use super::caller::Caller;
use super::opening::Opening;
use super::snapshot::Snapshot;

/// A joint decision that is still to be taken.
pub(crate) struct OpenDecision {
    pub(crate) row: joint_decision::Model,
    /// An agency other than the caller's has given its view.
    pub(crate) others_heard: bool,
}

impl Snapshot {
    /// The next turn of that matter: of two changes that were planned on the same one, one is planned again.
    pub(crate) async fn turn(&self, matter: String) -> Result<decision_turn::Model, DbErr> {
        let sql = format!(
            "SELECT t.turn FROM decision_turn AS t WHERE t.matter = $1 AND {} ORDER BY t.turn DESC LIMIT 1",
            self.recorded("t")
        );
        let last: Option<i32> =
            self.one(sql, vec![matter.clone().into()]).await?.map(|row| row.try_get("", "turn")).transpose()?;
        Ok(decision_turn::Model { matter, turn: last.map_or(1, |turn| turn.saturating_add(1)), log: 0, seq: 0 })
    }

    /// The joint decisions on a concern about the opened child that are still to be taken.
    pub(crate) async fn open_decisions(
        &self,
        opening: &Opening,
        caller: &Caller,
        concern: ConcernId,
    ) -> Result<Vec<OpenDecision>, DbErr> {
        let sql = format!(
            "SELECT j.*, CASE WHEN EXISTS (SELECT 1 FROM partner_view AS v WHERE v.decision_id = j.id AND v.version = 1 \
             AND NOT ({}) AND {}) THEN 1 ELSE 0 END AS others_heard FROM joint_decision AS j \
             WHERE j.concern_id = $1 AND j.child_id = $2 AND j.status = 'OPEN' AND {} ORDER BY j.id",
            caller.agency.own("v.agency_id", "$3"),
            self.recorded("v"),
            self.newest("joint_decision", "j", "id")
        );
        let rows = self.all(sql, vec![concern.into(), opening.child().into(), caller.agency.id.into()]).await?;
        let open = |row: &sea_orm::QueryResult| {
            Ok(OpenDecision {
                row: joint_decision::Model::from_query_result(row, "")?,
                others_heard: row.try_get::<i32>("", "others_heard")? == 1,
            })
        };
        rows.iter().map(open).collect()
    }
}
