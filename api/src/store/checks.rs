//! Checks and the concerns that decisions stand on, as they are planned and listed: which of them somebody may know of is
//! decided in the statement that finds them.

use entities::Instant;
use entities::Set;
use entities::ids::{CheckId, CheckRoundId, ChildId, ConcernId, DispensingId, PersonId};
use entities::rows::{check_round, dispensing_decision, safeguarding_check};
use entities::words::{CheckSide, CheckStatus, Role};
use sea_orm::{DbErr, FromQueryResult, Value};

use super::caller::Caller;
use super::content::{ChecksAsk, named};
use super::listing::Listing;
use super::opening::Opening;
use super::shut::Viewer;
use super::snapshot::Snapshot;

/// A check of which the caller may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListedCheck {
    pub(crate) id: CheckId,
    pub(crate) child: ChildId,
    pub(crate) requested_at: Instant,
    pub(crate) side: CheckSide,
}

/// Whose check about which child it is, so far as judging it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwnCheck {
    pub(crate) child: ChildId,
    pub(crate) status: CheckStatus,
    /// The caller's agency asked for it.
    pub(crate) asking: bool,
}

/// Roles that ask for checks. The rule book says it (`r14-check`); it stands here once more because a page of them, with its
/// total, is a condition on rows, and a test holds the two together.
fn asking_roles() -> Set<Role> {
    Set::of(&[Role::SocialWorker, Role::MashPractitioner, Role::PoliceOfficer])
}

/// Roles that answer them: those with a caseload (`r35-caseload`), held like the former.
pub(crate) fn answering_roles() -> Set<Role> {
    let without = [
        Role::Inspector,
        Role::SafeguardingLead,
        Role::InformationGovernance,
        Role::SystemAdministrator,
        Role::LocalAuthorityDesignatedOfficer,
    ];
    Set::<Role>::all().minus(Set::of(&without))
}

/// SQL that holds where the check `k` does not rest on a concern that names the person whose pattern has that place: whom it may
/// be about is kept from it (R34).
fn unnamed(place: usize) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM check_round AS w JOIN concern AS q ON q.id = w.concern_id \
         WHERE w.id = k.round_id AND q.people LIKE ${place})"
    )
}

impl Snapshot {
    /// A page of the checks that the caller may know of, newest first, one more than asked for where more follow; and how
    /// many there are, where that is wanted.
    pub(crate) async fn checks(&self, caller: &Caller, ask: &ChecksAsk) -> Result<(Vec<ListedCheck>, i64), DbErr> {
        let (rows, total) = self.listing(self.checks_listing(caller, ask), ask.after, ask.first, ask.total).await?;
        let listed = rows.iter().map(|row| {
            Ok(ListedCheck {
                id: row.try_get("", "id")?,
                child: row.try_get("", "child_id")?,
                requested_at: row.try_get("", "requested_at")?,
                side: if row.try_get::<i32>("", "own")? == 1 { CheckSide::Asking } else { CheckSide::Asked },
            })
        });
        Ok((listed.collect::<Result<_, DbErr>>()?, total))
    }

    /// What that page is listed from.
    pub(super) fn checks_listing(&self, caller: &Caller, ask: &ChecksAsk) -> Listing {
        let mut values: Vec<Value> = vec![caller.agency.id.into(), caller.at.into()];
        let viewer = Viewer::of(caller);
        let shut = self.shut("k.child_id", &viewer, values.len() + 1);
        values.extend(viewer.values());
        values.push(named(caller).into());
        let unnamed = unnamed(values.len());
        let (ours, put_to_us) = (caller.agency.own("k.agency_id", "$1"), caller.agency.own("k.asked_agency", "$1"));
        let wanted = |side: CheckSide| ask.side.is_none_or(|wanted| wanted == side);
        let asking = if caller.roles.intersects(asking_roles()) { ours.as_str() } else { "FALSE" };
        let asked = if caller.roles.intersects(answering_roles()) {
            // Asked until it is answered or taken back, and no longer (R14).
            format!("{put_to_us} AND k.status = '{}' AND NOT ({ours})", CheckStatus::Open)
        } else {
            "FALSE".to_owned()
        };
        let sides: Vec<String> = [(CheckSide::Asking, asking.to_owned()), (CheckSide::Asked, asked)]
            .into_iter()
            .filter(|(side, _)| wanted(*side))
            .map(|(_, holds)| format!("({holds})"))
            .collect();
        let mut conditions = vec![
            self.newest("safeguarding_check", "k", "id"),
            format!("({})", sides.join(" OR ")),
            format!("NOT {shut}"),
            unnamed,
        ];
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        if let Some(only) = ask.only {
            conditions.push(format!("k.id = {}", bind(only.into())));
        }
        if let Some(child) = ask.child {
            conditions.push(format!("k.child_id = {}", bind(child.into())));
        }
        if let Some(key_point) = ask.key_point {
            conditions.push(format!("k.key_point = {}", bind(key_point.into())));
        }
        if let Some(status) = ask.status {
            conditions.push(format!("k.status = {}", bind(status.into())));
        }
        let overdue = format!("k.status = '{}' AND k.due_at < $2", CheckStatus::Open);
        // The moment stands in every statement, so that PostgreSQL knows of what type it is.
        conditions.push(match ask.overdue {
            Some(true) => format!("({overdue})"),
            Some(false) => format!("NOT ({overdue} AND k.due_at IS NOT NULL)"),
            None => "CAST($2 AS BIGINT) IS NOT NULL".to_owned(),
        });
        Listing {
            columns: format!("k.id, k.child_id, k.requested_at, CASE WHEN {ours} THEN 1 ELSE 0 END AS own"),
            from: "safeguarding_check AS k".to_owned(),
            order: ("k.requested_at", "k.id"),
            conditions,
            values,
        }
    }

    /// A check that the caller's agency asked for, or that is put to it.
    pub(crate) async fn own_check(&self, caller: &Caller, id: CheckId) -> Result<Option<OwnCheck>, DbErr> {
        let sql = format!(
            "SELECT k.child_id, k.status, k.agency_id FROM safeguarding_check AS k WHERE k.id = $1 \
             AND ({} OR ({} AND k.sent_at IS NOT NULL)) AND {} AND {}",
            caller.agency.own("k.agency_id", "$2"),
            caller.agency.own("k.asked_agency", "$2"),
            unnamed(3),
            self.newest("safeguarding_check", "k", "id")
        );
        let row = self.one(sql, vec![id.into(), caller.agency.id.into(), named(caller).into()]).await?;
        row.map(|row| {
            Ok(OwnCheck {
                child: row.try_get("", "child_id")?,
                status: row.try_get("", "status")?,
                asking: caller.agency.owns(row.try_get("", "agency_id")?),
            })
        })
        .transpose()
    }

    /// The child of a check that the caller's agency asked for, or whose child it is responsible for.
    pub(crate) async fn child_of_check_to_decide(
        &self,
        caller: &Caller,
        id: CheckId,
    ) -> Result<Option<(ChildId, bool)>, DbErr> {
        let sql = format!(
            "SELECT k.child_id, k.agency_id FROM safeguarding_check AS k \
             JOIN child AS c ON c.id = k.child_id AND {} WHERE k.id = $1 AND {} \
             AND ({} OR {})",
            self.newest("child", "c", "id"),
            self.newest("safeguarding_check", "k", "id"),
            caller.agency.own("k.agency_id", "$2"),
            caller.agency.own("c.responsible_authority", "$2")
        );
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| Ok((row.try_get("", "child_id")?, caller.agency.owns(row.try_get("", "agency_id")?)))).transpose()
    }

    /// The child of a concern that is addressed to the caller's agency, or to an area whose MASH they are assigned to, and
    /// that does not name them (R34).
    pub(crate) async fn child_of_concern_to_decide(
        &self,
        caller: &Caller,
        id: ConcernId,
    ) -> Result<Option<ChildId>, DbErr> {
        let areas: Vec<String> = caller
            .mash_areas
            .iter()
            .chain([&caller.agency.id])
            .flat_map(|area| caller.successions.line(*area))
            .map(|area| format!("'{area}'"))
            .collect();
        let sql = format!(
            "SELECT q.child_id FROM concern AS q WHERE q.id = $1 AND q.people NOT LIKE $2 AND q.addressed_to IN ({}) AND {}",
            areas.join(", "),
            self.recorded("q")
        );
        self.one(sql, vec![id.into(), named(caller).into()]).await?.map(|row| row.try_get("", "child_id")).transpose()
    }

    /// Whether that concern is about the opened child, or may be, and does not name the caller (R34).
    pub(crate) async fn may_rest_on(&self, opening: &Opening, caller: &Caller, id: ConcernId) -> Result<bool, DbErr> {
        let sql = format!(
            "SELECT 1 AS found FROM concern AS q WHERE q.id = $1 AND q.people NOT LIKE $3 AND {} AND (q.child_id = $2 \
             OR EXISTS (SELECT 1 FROM concern_match AS h WHERE h.concern_id = q.id AND h.child_id = $2 AND {}))",
            self.recorded("q"),
            self.recorded("h")
        );
        Ok(self.one(sql, vec![id.into(), opening.child().into(), named(caller).into()]).await?.is_some())
    }

    /// Who raised that concern about the opened child.
    pub(crate) async fn raiser_of(&self, opening: &Opening, id: ConcernId) -> Result<Option<PersonId>, DbErr> {
        let sql = format!(
            "SELECT q.person_id FROM concern AS q WHERE q.id = $1 AND q.child_id = $2 AND {}",
            self.recorded("q")
        );
        let row = self.one(sql, vec![id.into(), opening.child().into()]).await?;
        row.map(|row| row.try_get("", "person_id")).transpose()
    }

    /// The reason of the newest decision to go on without consent on a concern about the opened child.
    pub(crate) async fn dispensed_concern(
        &self,
        opening: &Opening,
        id: ConcernId,
    ) -> Result<Option<dispensing_decision::Model>, DbErr> {
        let sql = format!(
            "SELECT x.* FROM dispensing_decision AS x WHERE x.concern_id = $1 AND x.child_id = $2 AND {} \
             ORDER BY x.decided_at DESC, x.id DESC LIMIT 1",
            self.recorded("x")
        );
        let row = self.one(sql, vec![id.into(), opening.child().into()]).await?;
        row.map(|row| dispensing_decision::Model::from_query_result(&row, "")).transpose()
    }

    /// A check of the opened child: as it stands, or as that version had it.
    pub(crate) async fn check(
        &self,
        opening: &Opening,
        id: CheckId,
        version: Option<i32>,
    ) -> Result<Option<safeguarding_check::Model>, DbErr> {
        let mut values: Vec<Value> = vec![id.into(), opening.child().into()];
        let which = match version {
            None => self.newest("safeguarding_check", "k", "id"),
            Some(version) => {
                values.push(version.into());
                format!("k.version = $3 AND {}", self.recorded("k"))
            }
        };
        let sql = format!("SELECT k.* FROM safeguarding_check AS k WHERE k.id = $1 AND k.child_id = $2 AND {which}");
        let row = self.one(sql, values).await?;
        row.map(|row| safeguarding_check::Model::from_query_result(&row, "")).transpose()
    }

    /// A round of checks about the opened child.
    pub(crate) async fn check_round(
        &self,
        opening: &Opening,
        id: CheckRoundId,
    ) -> Result<Option<check_round::Model>, DbErr> {
        let sql =
            format!("SELECT r.* FROM check_round AS r WHERE r.id = $1 AND r.child_id = $2 AND {}", self.recorded("r"));
        let row = self.one(sql, vec![id.into(), opening.child().into()]).await?;
        row.map(|row| check_round::Model::from_query_result(&row, "")).transpose()
    }

    /// The checks of a round as they were asked for.
    pub(crate) async fn checks_of_round(
        &self,
        opening: &Opening,
        id: CheckRoundId,
    ) -> Result<Vec<safeguarding_check::Model>, DbErr> {
        let sql = format!(
            "SELECT k.* FROM safeguarding_check AS k WHERE k.round_id = $1 AND k.child_id = $2 AND k.version = 1 AND {} \
             ORDER BY k.id",
            self.recorded("k")
        );
        let rows = self.all(sql, vec![id.into(), opening.child().into()]).await?;
        rows.iter().map(|row| safeguarding_check::Model::from_query_result(row, "")).collect()
    }

    /// The entries that came with the answer to a check.
    pub(crate) async fn entries_of_check(&self, id: CheckId) -> Result<Vec<entities::ids::EntryId>, DbErr> {
        let sql = format!(
            "SELECT y.entry_id FROM check_entry AS y WHERE y.check_id = $1 AND {} ORDER BY y.entry_id",
            self.recorded("y")
        );
        self.all(sql, vec![id.into()]).await?.iter().map(|row| row.try_get("", "entry_id")).collect()
    }

    /// A decision to go on without consent that the caller made about the opened child.
    pub(crate) async fn own_dispensing(
        &self,
        opening: &Opening,
        caller: &Caller,
        id: DispensingId,
    ) -> Result<Option<dispensing_decision::Model>, DbErr> {
        let sql = format!(
            "SELECT x.* FROM dispensing_decision AS x WHERE x.id = $1 AND x.child_id = $2 AND x.agency_id = $3 AND {}",
            self.recorded("x")
        );
        let row = self.one(sql, vec![id.into(), opening.child().into(), caller.agency.id.into()]).await?;
        row.map(|row| dispensing_decision::Model::from_query_result(&row, "")).transpose()
    }
}

#[cfg(test)]
mod tests {
    use policies::Gate;
    use policies::facts::{Owner, RecordFacts, RecordKind};

    use super::*;
    use crate::testing::book::roles_that;

    #[test]
    fn r14_who_asks_and_who_answers_is_as_the_rule_book_says() {
        assert_eq!(roles_that(Gate::Check, RecordFacts::CHILD), asking_roles());
        let answer = RecordFacts { kind: RecordKind::Entry, owner: Owner::Own, ..RecordFacts::CHILD };
        assert_eq!(roles_that(Gate::Contribute, answer), answering_roles());
    }
}
