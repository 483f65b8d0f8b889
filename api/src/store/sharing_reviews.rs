//! What waits for a person's decision because a young person objected, for those who may decide (R24): a lead of an agency
//! that recorded something of the child, other than the asker's, and governance; never who asks. A child whom a restriction, a
//! bar or a conflict of interest keeps from them is not there for them, and neither is what was asked about it.

use entities::ids::{ChildId, SharingReviewId};
use entities::words::{Role, SharingPurpose};
use entities::{Date, Instant, Set};
use sea_orm::DbErr;

use super::caller::Caller;
use super::log_book::closed;
use super::snapshot::Snapshot;

/// Roles that decide on what an objection holds back: those that may know of a child without a caseload (`r37-know`). It stands
/// here once more because what waits for them is a condition on rows, and a test holds the two together.
fn deciding_roles() -> Set<Role> {
    Set::of(&[Role::SafeguardingLead, Role::InformationGovernance])
}

impl Snapshot {
    /// The child of a request that the caller may decide on, decided or not.
    pub(crate) async fn child_of_review(
        &self,
        caller: &Caller,
        today: Date,
        id: SharingReviewId,
    ) -> Result<Option<ChildId>, DbErr> {
        let Some(theirs) = self.before_reviewer(caller, today) else { return Ok(None) };
        let sql = format!("SELECT s.child_id FROM sharing_review AS s WHERE s.id = $1 AND {theirs}");
        self.one(sql, vec![id.into()]).await?.map(|row| row.try_get("", "child_id")).transpose()
    }

    /// Whether a request of that child was decided; none where there is none.
    pub(crate) async fn review_decided(&self, child: ChildId, id: SharingReviewId) -> Result<Option<bool>, DbErr> {
        let sql = format!(
            "SELECT CASE WHEN {} THEN 0 ELSE 1 END AS decided FROM sharing_review AS s \
             WHERE s.id = $1 AND s.child_id = $2 AND {}",
            self.undecided(),
            self.recorded("s")
        );
        let row = self.one(sql, vec![id.into(), child.into()]).await?;
        row.map(|row| row.try_get::<i32>("", "decided").map(|decided| decided == 1)).transpose()
    }

    /// Whether what the caller's agency asked about that child for that purpose waits, and is not overdue.
    pub(crate) async fn review_waits(
        &self,
        caller: &Caller,
        child: ChildId,
        purpose: SharingPurpose,
        at: Instant,
    ) -> Result<bool, DbErr> {
        let sql = format!(
            "SELECT s.id FROM sharing_review AS s WHERE s.child_id = $1 AND {} AND s.purpose = $3 \
             AND s.due_at > $4 AND {} AND {} LIMIT 1",
            caller.agency.own("s.agency_id", "$2"),
            self.undecided(),
            self.recorded("s")
        );
        let values = vec![child.into(), caller.agency.id.into(), purpose.into(), at.into()];
        Ok(self.one(sql, values).await?.is_some())
    }

    /// SQL for what waits for the caller as one who decides, with the columns of a list of what waits; none where they decide
    /// on nothing. Where the child's whereabouts are protected from them, who asks and in which words is not told (R7).
    pub(super) fn reviews_waiting(&self, caller: &Caller, today: Date) -> Option<String> {
        let theirs = self.before_reviewer(caller, today)?;
        let protected = format!(
            "EXISTS (SELECT 1 FROM protection AS w WHERE w.child_id = s.child_id AND w.kind = 'WHEREABOUTS' \
             AND w.named NOT LIKE '%\"{}\"%' AND {})",
            caller.person,
            self.in_force("w", today)
        );
        Some(format!(
            "SELECT s.id, 'REVIEW_SHARING' AS action, s.log, s.seq, \
             CASE WHEN {protected} THEN NULL ELSE {} END AS asked_by, \
             CASE WHEN {protected} THEN NULL ELSE s.reason END AS justification, \
             s.due_at, s.child_id, s.purpose, s.agency_kind, \
             CASE WHEN {protected} THEN NULL ELSE {} END AS agency, \
             CASE WHEN {protected} THEN NULL ELSE e.roles END AS roles, e.lawful_basis, \
             CAST(NULL AS TEXT) AS dispense_reason, 0 AS emergency, e.disclosed, CAST(NULL AS TEXT) AS protection, \
             0 AS lifting \
             FROM sharing_review AS s LEFT JOIN access_log AS e ON e.log = s.log AND e.seq = s.seq WHERE {theirs} AND {}",
            self.name_of("s.person_id"),
            self.agency_told(caller, "s.agency_id"),
            self.undecided()
        ))
    }

    /// SQL that holds for the request `s` where nobody has decided on it.
    fn undecided(&self) -> String {
        format!("NOT EXISTS (SELECT 1 FROM sharing_review_decision AS x WHERE x.id = s.id AND {})", self.recorded("x"))
    }

    /// SQL that holds for the requests `s` that the caller may decide on; none where their role decides on none. Ids stand in
    /// the text as they are: they are UUIDs of the hub's own making.
    fn before_reviewer(&self, caller: &Caller, today: Date) -> Option<String> {
        if !caller.roles.intersects(deciding_roles()) {
            return None;
        }
        let person = caller.person;
        let own = |column: &str| caller.agency.own(column, &format!("'{}'", caller.agency.id));
        let theirs = if caller.roles.contains(Role::InformationGovernance) {
            "TRUE".to_owned()
        } else {
            format!(
                "NOT ({}) AND EXISTS (SELECT 1 FROM chronology_entry AS c WHERE c.child_id = s.child_id \
                 AND {} AND NOT c.wrong_child AND {}) AND EXISTS (SELECT 1 FROM involvement AS i \
                 WHERE i.child_id = s.child_id AND {} AND i.state IN ('OPEN', 'ENDED') AND {})",
                own("s.agency_id"),
                own("c.agency_id"),
                self.newest("chronology_entry", "c", "id"),
                own("i.agency_id"),
                self.newest("involvement", "i", "id")
            )
        };
        Some(format!(
            "s.person_id <> '{person}' AND {theirs} AND {} AND NOT EXISTS (SELECT 1 FROM protection AS r \
             WHERE r.child_id = s.child_id AND ((r.kind = 'RESTRICTION' AND r.named NOT LIKE '%\"{person}\"%') OR {}) \
             AND {})",
            self.recorded("s"),
            closed(person, &caller.agency),
            self.in_force("r", today)
        ))
    }
}

#[cfg(test)]
mod tests {
    use policies::Gate;
    use policies::facts::RecordFacts;

    use super::*;
    use crate::testing::book::roles_that;

    #[test]
    fn r24_who_decides_on_an_objection_is_who_may_know_of_the_child_by_the_rule_book() {
        assert_eq!(roles_that(Gate::Know, RecordFacts::CHILD), deciding_roles());
    }
}
