//! What waits for somebody, for that person alone, and what a second person's answer ends. A child whom a bar or a conflict of
//! interest closes to them is not there for them, and neither is what was asked about it.

use entities::ids::{AgencyId, ApprovalId, ChildId, ProtectionId};
use entities::rows::{approval, protection};
use entities::words::{
    AccessAction, AgencyKind, DispenseReason, FieldClass, LawfulBasis, ProtectionKind, Role, SharingPurpose,
};
use entities::{Date, Instant, Set};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::Serialize;
use uuid::Uuid;

use super::caller::Caller;
use super::log_book::closed;
use super::people::Asker;
use super::snapshot::Snapshot;

/// Something that was put before the caller.
pub(crate) struct Asking {
    pub(crate) row: approval::Model,
    /// The authority that is responsible for the child.
    pub(crate) authority: Option<AgencyId>,
    /// Whether it was answered.
    pub(crate) answered: bool,
}

impl Asking {
    /// Who asks.
    pub(crate) const fn asker(&self) -> Asker {
        Asker { person: self.row.person_id, agency: self.row.agency_id, authority: self.authority }
    }
}

/// Something that waits for the caller's answer, whatever it is.
pub(crate) struct Waiting {
    pub(crate) id: Uuid,
    pub(crate) action: AccessAction,
    pub(crate) log: i32,
    pub(crate) seq: i64,
    /// Who asks, by name.
    pub(crate) asked_by: Option<String>,
    pub(crate) justification: Option<String>,
    pub(crate) due_at: Instant,
    /// Of a decision on what an objection holds back: what it is about.
    pub(crate) review: Option<ReviewAsked>,
    /// What whoever answers is told of it beside.
    pub(crate) told: AskedFor,
}

/// What was done, or is to be done, so far as whoever answers is told; of what does not apply there is nothing.
#[derive(Clone, Debug, Serialize)]
pub struct AskedFor {
    /// For which agency; none where its name would tell where a protected child is (R7), or of a service that is kept to few
    /// (R29).
    pub agency: Option<String>,
    /// That agency's kind.
    pub agency_kind: Option<AgencyKind>,
    /// In which roles; none where nothing of who asks is told (R7).
    pub roles: Set<Role>,
    /// For which purpose.
    pub purpose: Option<SharingPurpose>,
    /// On which lawful basis.
    pub basis: Option<LawfulBasis>,
    /// Why consent was gone without (R21).
    pub dispense_reason: Option<DispenseReason>,
    /// Whether it was an emergency (R31).
    pub emergency: bool,
    /// What was given.
    pub given: Set<FieldClass>,
    /// The protection that was set, or is to be lifted (R36).
    pub protection: Option<ProtectionKind>,
    /// Whether it is to be lifted.
    pub lifting: bool,
    /// The child; none where the record is restricted to others (R28).
    pub child: Option<ChildId>,
}

/// What a sharing review is about, so far as whoever decides is told (R24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewAsked {
    /// The child who objected.
    pub child: ChildId,
    /// For which purpose the record is asked for.
    pub purpose: SharingPurpose,
    /// By which kind of agency.
    pub agency_kind: AgencyKind,
}

/// The place of something that waits, in the order in which answers are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ApprovalCursor {
    /// When the answer is due.
    pub due_at: Instant,
    /// What waits.
    pub id: Uuid,
}

impl Snapshot {
    /// What waits for the caller, or the one of that id alone, first what is due first: at most so many, and one more where more
    /// follow.
    pub(crate) async fn waiting(
        &self,
        caller: &Caller,
        today: Date,
        after: Option<ApprovalCursor>,
        only: Option<Uuid>,
        first: u32,
    ) -> Result<Vec<Waiting>, DbErr> {
        let beyond = after.map_or_else(
            || "TRUE".to_owned(),
            |ApprovalCursor { due_at: Instant(due), id }| {
                format!("(u.due_at > {due} OR (u.due_at = {due} AND u.id > '{id}'))")
            },
        );
        let only = only.map_or_else(String::new, |id| format!(" AND u.id = '{id}'"));
        let sql = format!(
            "SELECT u.* FROM ({}) AS u WHERE {beyond}{only} ORDER BY u.due_at, u.id LIMIT {}",
            self.all_waiting(caller, today),
            first.saturating_add(1)
        );
        self.all(sql, vec![caller.person.into()]).await?.iter().map(waiting).collect()
    }

    /// How much waits for the caller.
    pub(crate) async fn waiting_total(&self, caller: &Caller, today: Date) -> Result<i64, DbErr> {
        let sql = format!("SELECT count(*) AS total FROM ({}) AS u", self.all_waiting(caller, today));
        let row = self.one(sql, vec![caller.person.into()]).await?;
        row.map_or(Ok(0), |row| row.try_get("", "total"))
    }

    /// One thing that was put before the caller, answered or not.
    pub(crate) async fn asking(&self, caller: &Caller, today: Date, id: ApprovalId) -> Result<Option<Asking>, DbErr> {
        let sql = format!(
            "SELECT b.*, c.responsible_authority AS authority, CASE WHEN z.id IS NULL THEN 0 ELSE 1 END AS answered \
             {} AND b.id = $2",
            self.put_before(caller, today)
        );
        self.one(sql, vec![caller.person.into(), id.into()]).await?.as_ref().map(asking).transpose()
    }

    /// A protection as it stands, whatever its kind.
    pub(crate) async fn protection_standing(&self, id: ProtectionId) -> Result<Option<protection::Model>, DbErr> {
        let sql =
            format!("SELECT r.* FROM protection AS r WHERE r.id = $1 AND {}", self.newest("protection", "r", "id"));
        let row = self.one(sql, vec![id.into()]).await?;
        row.map(|row| protection::Model::from_query_result(&row, "")).transpose()
    }

    /// Whether lifting that protection waits for an answer that is not overdue.
    pub(crate) async fn lifting_waits(&self, id: ProtectionId, at: Instant) -> Result<bool, DbErr> {
        let sql = format!(
            "SELECT b.id FROM approval AS b WHERE b.protection_id = $1 AND b.lifting AND b.due_at > $2 AND {} \
             AND NOT EXISTS (SELECT 1 FROM approval_answer AS z WHERE z.id = b.id AND {}) LIMIT 1",
            self.recorded("b"),
            self.recorded("z")
        );
        Ok(self.one(sql, vec![id.into(), at.into()]).await?.is_some())
    }

    /// SQL for all that waits for the caller, to approve and to decide.
    fn all_waiting(&self, caller: &Caller, today: Date) -> String {
        let person = caller.person;
        let kept = |kind: &str| {
            format!(
                "EXISTS (SELECT 1 FROM protection AS k WHERE k.child_id = b.child_id AND k.kind = '{kind}' \
                 AND k.named NOT LIKE '%\"{person}\"%' AND {})",
                self.in_force("k", today)
            )
        };
        let approvals = format!(
            "SELECT b.id, b.action, b.log, b.seq, {} AS asked_by, b.justification, b.due_at, \
             CASE WHEN {} THEN NULL ELSE b.child_id END AS child_id, b.purpose, e.agency_kind, \
             CASE WHEN {} THEN NULL ELSE {} END AS agency, e.roles, e.lawful_basis, b.dispense_reason, \
             CASE WHEN b.emergency THEN 1 ELSE 0 END AS emergency, e.disclosed, \
             (SELECT k.kind FROM protection AS k WHERE k.id = b.protection_id AND k.version = 1) AS protection, \
             CASE WHEN b.lifting THEN 1 ELSE 0 END AS lifting {} AND z.id IS NULL",
            self.name_of("b.person_id"),
            kept("RESTRICTION"),
            kept("WHEREABOUTS"),
            self.agency_told(caller, "b.agency_id"),
            self.put_before(caller, today)
        );
        match self.reviews_waiting(caller, today) {
            Some(reviews) => format!("{approvals} UNION ALL {reviews}"),
            None => approvals,
        }
    }

    /// SQL for the name of that agency, so far as the caller is told it: a service that is kept to few is named to its own alone
    /// (R29).
    pub(super) fn agency_told(&self, caller: &Caller, agency: &str) -> String {
        format!(
            "(SELECT a.name FROM agency AS a WHERE a.id = {agency} AND (NOT a.sensitive_service OR {}) AND {})",
            caller.agency.own("a.id", &format!("'{}'", caller.agency.id)),
            self.newest("agency", "a", "id")
        )
    }

    /// SQL from `FROM` on for what was put before the caller, whose person is the first value.
    fn put_before(&self, caller: &Caller, today: Date) -> String {
        format!(
            "FROM approval AS b LEFT JOIN access_log AS e ON e.log = b.log AND e.seq = b.seq \
             LEFT JOIN approval_answer AS z ON z.id = b.id AND {} \
             LEFT JOIN child AS c ON c.id = b.child_id AND {} \
             WHERE b.approver_id = $1 AND {} AND NOT EXISTS (SELECT 1 FROM protection AS r \
             WHERE r.child_id = b.child_id AND ({}) AND {})",
            self.recorded("z"),
            self.newest("child", "c", "id"),
            self.recorded("b"),
            closed(caller.person, &caller.agency),
            self.in_force("r", today)
        )
    }
}

fn waiting(row: &QueryResult) -> Result<Waiting, DbErr> {
    let action: AccessAction = row.try_get("", "action")?;
    let review = match row.try_get("", "child_id")? {
        Some(child) if action == AccessAction::ReviewSharing => Some(ReviewAsked {
            child,
            purpose: row.try_get("", "purpose")?,
            agency_kind: row.try_get("", "agency_kind")?,
        }),
        _ => None,
    };
    let told = AskedFor {
        agency: row.try_get("", "agency")?,
        agency_kind: row.try_get("", "agency_kind")?,
        roles: row.try_get::<Option<Set<Role>>>("", "roles")?.unwrap_or_default(),
        purpose: row.try_get("", "purpose")?,
        basis: row.try_get("", "lawful_basis")?,
        dispense_reason: row.try_get("", "dispense_reason")?,
        emergency: row.try_get::<i32>("", "emergency")? == 1,
        given: row.try_get::<Option<Set<FieldClass>>>("", "disclosed")?.unwrap_or_default(),
        protection: row.try_get("", "protection")?,
        lifting: row.try_get::<i32>("", "lifting")? == 1,
        child: row.try_get("", "child_id")?,
    };
    Ok(Waiting {
        id: row.try_get::<ApprovalId>("", "id")?.0,
        action,
        log: row.try_get("", "log")?,
        seq: row.try_get("", "seq")?,
        asked_by: row.try_get("", "asked_by")?,
        justification: row.try_get("", "justification")?,
        due_at: row.try_get("", "due_at")?,
        review,
        told,
    })
}

fn asking(row: &QueryResult) -> Result<Asking, DbErr> {
    Ok(Asking {
        row: approval::Model::from_query_result(row, "")?,
        authority: row.try_get("", "authority")?,
        answered: row.try_get::<i32>("", "answered")? == 1,
    })
}
