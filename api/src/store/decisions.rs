//! Joint decisions as they are planned and listed: which of them somebody may know of, and as what, is decided in the statement
//! that finds them.

use std::collections::BTreeSet;

use entities::Set;
use entities::ids::{AgencyId, CheckRoundId, ChildId, ConcernId, EntryId, JointDecisionId};
use entities::rows::{joint_decision, joint_partner, membership, partner_view};
use entities::words::{CheckSide, FieldClass, InvolvementState, Role, SharingPurpose};
use policies::facts::{Owner, RecordFacts, RecordKind};
use sea_orm::{DbErr, FromQueryResult, QueryResult, Value};

use super::caller::Caller;
use super::checks::answering_roles;
use super::content::{JointDecisionsAsk, areas, named};
use super::listing::Listing;
use super::opening::Opening;
use super::shut::Viewer;
use super::snapshot::Snapshot;

/// A joint decision of which the caller may know, and what it is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListedDecision {
    pub(crate) id: JointDecisionId,
    pub(crate) child: ChildId,
    /// As what the caller sees it: as one who decides, or as one who is asked alone.
    pub(crate) side: CheckSide,
    pub(crate) concern: Option<ConcernId>,
    pub(crate) purpose: SharingPurpose,
}

/// Joint decisions `j` with the concern `q` that they rest on, if they rest on one.
pub(super) const WITH_CONCERN: &str = "joint_decision AS j LEFT JOIN check_round AS w ON w.id = j.round_id \
                            LEFT JOIN concern AS q ON q.id = coalesce(j.concern_id, w.concern_id)";

/// SQL that holds where no concern names the person whose pattern is `$1`: whom it may be about is kept from it (R34).
pub(super) const UNNAMED: &str = "(q.people IS NULL OR q.people NOT LIKE $1)";

/// Ids as SQL has them in a list. They are UUIDs of the hub's own making: nothing in one can end the text.
pub(super) fn list<I: std::fmt::Display>(ids: impl IntoIterator<Item = I>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| format!("'{id}'")).collect();
    if ids.is_empty() { "NULL".to_owned() } else { ids.join(", ") }
}

/// SQL that holds for the decisions `j`, with their concern `q`, that the caller may take: nobody decides on a concern of their
/// own (R34).
pub(super) fn for_deciding(caller: &Caller) -> String {
    format!("(j.addressed_to IN ({}) AND (q.id IS NULL OR q.person_id <> '{}'))", list(areas(caller)), caller.person)
}

impl Snapshot {
    /// SQL that holds for the decisions `j`, with their concern `q`, on which the caller's agency, whose place is given, was asked
    /// for its view. Whoever raised the concern and their agency are told what becomes of it as that (R34).
    pub(super) fn asked_for_view(&self, caller: &Caller, place: &str) -> String {
        if !caller.roles.intersects(answering_roles()) {
            return "FALSE".to_owned();
        }
        format!(
            "((q.id IS NULL OR (q.person_id <> '{}' AND NOT ({}))) \
             AND EXISTS (SELECT 1 FROM joint_partner AS p WHERE p.decision_id = j.id AND {} AND {}))",
            caller.person,
            caller.agency.own("q.agency_id", place),
            caller.agency.own("p.agency_id", place),
            self.recorded("p")
        )
    }

    /// A page of the joint decisions that the caller may know of, newest first, one more than asked for where more follow; and
    /// how many there are, where that is wanted.
    pub(crate) async fn joint_decisions(
        &self,
        caller: &Caller,
        ask: &JointDecisionsAsk,
    ) -> Result<(Vec<ListedDecision>, i64), DbErr> {
        let (rows, total) =
            self.listing(self.joint_decisions_listing(caller, ask), ask.after, ask.first, ask.total).await?;
        let listed = rows.iter().map(|row| {
            Ok(ListedDecision {
                id: row.try_get("", "id")?,
                child: row.try_get("", "child_id")?,
                side: if row.try_get::<i32>("", "deciding")? == 1 { CheckSide::Asking } else { CheckSide::Asked },
                concern: row.try_get("", "concern_id")?,
                purpose: row.try_get("", "purpose")?,
            })
        });
        Ok((listed.collect::<Result<_, DbErr>>()?, total))
    }

    /// What that page is listed from.
    pub(super) fn joint_decisions_listing(&self, caller: &Caller, ask: &JointDecisionsAsk) -> Listing {
        let mut values: Vec<Value> = vec![named(caller).into()];
        let viewer = Viewer::of(caller);
        let shut = self.shut("j.child_id", &viewer, 2);
        values.extend(viewer.values());
        let deciding = for_deciding(caller);
        let asked = self.asked_for_view(caller, "$2");
        let side = match ask.side {
            None => format!("({deciding} OR {asked})"),
            Some(CheckSide::Asking) => deciding.clone(),
            Some(CheckSide::Asked) => asked,
        };
        let mut conditions =
            vec![self.newest("joint_decision", "j", "id"), side, UNNAMED.to_owned(), format!("NOT {shut}")];
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        if let Some(only) = ask.only {
            conditions.push(format!("j.id = {}", bind(only.into())));
        }
        if let Some(child) = ask.child {
            conditions.push(format!("j.child_id = {}", bind(child.into())));
        }
        if let Some(concern) = ask.concern {
            // On which concern it rests is told to those who decide alone (R5).
            conditions.push(format!("{deciding} AND j.concern_id = {}", bind(concern.into())));
        }
        if let Some(status) = ask.status {
            conditions.push(format!("j.status = {}", bind(status.into())));
        }
        if let Some(alone) = ask.by_one_agency_alone {
            // Whether another agency was heard is told to those who decide alone (R5).
            conditions.push(format!("{deciding} AND {}", if alone { "j.alone" } else { "NOT j.alone" }));
        }
        Listing {
            columns: format!(
                "j.id, j.child_id, j.concern_id, j.purpose, CASE WHEN {deciding} THEN 1 ELSE 0 END AS deciding"
            ),
            from: WITH_CONCERN.to_owned(),
            order: ("j.asked_at", "j.id"),
            conditions,
            values,
        }
    }

    /// The child of a joint decision, and what policy looks at of it: it is answered by those by whom its concern is, and by
    /// nobody whom that names or who raised it (R34). None where there is no such decision.
    pub(crate) async fn child_of_joint_decision(
        &self,
        caller: &Caller,
        id: JointDecisionId,
    ) -> Result<Option<(ChildId, RecordFacts)>, DbErr> {
        let sql = format!(
            "SELECT j.child_id, {} FROM {WITH_CONCERN} WHERE j.id = $3 AND j.version = 1 AND {}",
            to_decide(&format!("j.addressed_to IN ({})", list(areas(caller)))),
            self.recorded("j")
        );
        self.to_be_decided(sql, caller, id.into()).await?.as_ref().map(judged).transpose()
    }

    /// The local authority whose area an agency serves.
    pub(crate) async fn area_of(&self, agency: AgencyId) -> Result<Option<AgencyId>, DbErr> {
        let sql = format!("SELECT a.area FROM agency AS a WHERE a.id = $1 AND {}", self.newest("agency", "a", "id"));
        Ok(self.one(sql, vec![agency.into()]).await?.map(|row| row.try_get("", "area")).transpose()?.flatten())
    }

    /// The child of a round of checks, what policy looks at of a decision on it, and its purpose: it is for those of the area
    /// that the agency which asked serves. None where there is no such round.
    pub(crate) async fn child_of_round(
        &self,
        caller: &Caller,
        id: CheckRoundId,
    ) -> Result<Option<(ChildId, RecordFacts, SharingPurpose)>, DbErr> {
        let sql = format!(
            "SELECT w.child_id, w.purpose, {} FROM check_round AS w LEFT JOIN concern AS q ON q.id = w.concern_id \
             JOIN agency AS a ON a.id = w.agency_id AND {} WHERE w.id = $3 AND {}",
            to_decide(&format!("a.area IN ({})", list(areas(caller)))),
            self.newest("agency", "a", "id"),
            self.recorded("w")
        );
        let Some(row) = self.to_be_decided(sql, caller, id.into()).await? else { return Ok(None) };
        let (child, record) = judged(&row)?;
        Ok(Some((child, record, row.try_get("", "purpose")?)))
    }

    async fn to_be_decided(&self, sql: String, caller: &Caller, id: Value) -> Result<Option<QueryResult>, DbErr> {
        self.one(sql, vec![named(caller).into(), caller.person.into(), id]).await
    }

    /// The child of a joint decision on which the caller's agency was asked for its view, if no concern of it names the caller.
    pub(crate) async fn child_of_view(&self, caller: &Caller, id: JointDecisionId) -> Result<Option<ChildId>, DbErr> {
        if !caller.roles.intersects(answering_roles()) {
            return Ok(None);
        }
        let sql = format!(
            "SELECT j.child_id FROM {WITH_CONCERN} WHERE j.id = $3 AND j.version = 1 AND {UNNAMED} AND {} AND {}",
            self.asked_for_view(caller, "$2"),
            self.recorded("j")
        );
        let values = vec![named(caller).into(), caller.agency.id.into(), id.into()];
        self.one(sql, values).await?.map(|row| row.try_get("", "child_id")).transpose()
    }

    /// A joint decision about the opened child: as it stands, or as that version had it.
    pub(crate) async fn joint_decision(
        &self,
        opening: &Opening,
        id: JointDecisionId,
        version: Option<i32>,
    ) -> Result<Option<joint_decision::Model>, DbErr> {
        let mut values: Vec<Value> = vec![id.into(), opening.child().into()];
        let which = match version {
            None => self.newest("joint_decision", "j", "id"),
            Some(version) => {
                values.push(version.into());
                format!("j.version = $3 AND {}", self.recorded("j"))
            }
        };
        let sql = format!("SELECT j.* FROM joint_decision AS j WHERE j.id = $1 AND j.child_id = $2 AND {which}");
        let row = self.one(sql, values).await?;
        row.map(|row| joint_decision::Model::from_query_result(&row, "")).transpose()
    }

    /// The agencies that were asked for their views on it.
    pub(crate) async fn joint_partners(&self, id: JointDecisionId) -> Result<Vec<joint_partner::Model>, DbErr> {
        let sql = format!(
            "SELECT p.* FROM joint_partner AS p WHERE p.decision_id = $1 AND {} ORDER BY p.agency_id",
            self.recorded("p")
        );
        let rows = self.all(sql, vec![id.into()]).await?;
        rows.iter().map(|row| joint_partner::Model::from_query_result(row, "")).collect()
    }

    /// The agencies that gave their views on it.
    pub(crate) async fn agencies_heard(&self, id: JointDecisionId) -> Result<Vec<AgencyId>, DbErr> {
        let sql = format!(
            "SELECT v.agency_id FROM partner_view AS v WHERE v.decision_id = $1 AND v.version = 1 AND {}",
            self.recorded("v")
        );
        self.all(sql, vec![id.into()]).await?.iter().map(|row| row.try_get("", "agency_id")).collect()
    }

    /// The view of an agency on a decision about the opened child: as it stands, or as that version had it.
    pub(crate) async fn partner_view(
        &self,
        opening: &Opening,
        id: JointDecisionId,
        agency: AgencyId,
        version: Option<i32>,
    ) -> Result<Option<partner_view::Model>, DbErr> {
        let mut values: Vec<Value> = vec![id.into(), agency.into(), opening.child().into()];
        let which = match version {
            None => self.newest_view("v"),
            Some(version) => {
                values.push(version.into());
                format!("v.version = $4 AND {}", self.recorded("v"))
            }
        };
        let sql = format!(
            "SELECT v.* FROM partner_view AS v WHERE v.decision_id = $1 AND v.agency_id = $2 AND v.child_id = $3 AND {which}"
        );
        let row = self.one(sql, values).await?;
        row.map(|row| partner_view::Model::from_query_result(&row, "")).transpose()
    }

    /// Those of the entries that may bear out the caller's view: those that the opening lists, and of an ended relationship the
    /// agency's own alone (R13).
    pub(crate) async fn evidence(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[EntryId],
    ) -> Result<Vec<EntryId>, DbErr> {
        if !opening.has_ended() {
            return self.entries_listed(opening, caller, ids).await;
        }
        let mut own = Vec::new();
        for id in ids {
            own.extend(self.own_entry(opening, caller, *id).await?.map(|entry| entry.id));
        }
        Ok(own)
    }

    /// SQL that holds for the newest view of each agency on each decision.
    pub(super) fn newest_view(&self, alias: &str) -> String {
        format!(
            "{} AND NOT EXISTS (SELECT 1 FROM partner_view AS n WHERE n.decision_id = {alias}.decision_id \
             AND n.agency_id = {alias}.agency_id AND n.version = {alias}.version + 1 AND {})",
            self.recorded(alias),
            self.recorded("n")
        )
    }

    /// Those of the agencies that may be asked for a view on what that authority decides: those of whose open work with the
    /// child the caller may know, those that were sent a check by the caller's agency, those to which another agency's check for
    /// the concern or round went where the caller may know of that, those whose people are assigned to the authority's MASH, and
    /// the authority itself. Two statements.
    pub(crate) async fn may_be_asked(
        &self,
        opening: &Opening,
        caller: &Caller,
        authority: AgencyId,
        (purpose, concern, round): (SharingPurpose, Option<ConcernId>, Option<CheckRoundId>),
    ) -> Result<BTreeSet<AgencyId>, DbErr> {
        let mut may: BTreeSet<AgencyId> = opening.known_to_work(caller).into_iter().collect();
        may.insert(authority);
        let sql = format!(
            "SELECT k.asked_agency FROM safeguarding_check AS k JOIN check_round AS w ON w.id = k.round_id \
             JOIN agency AS a ON a.id = k.asked_agency AND {} WHERE k.child_id = $1 AND k.sent_at IS NOT NULL \
             AND ({} OR ({} AND NOT a.sensitive_service AND (w.concern_id = $3 OR w.id = $4))) AND {}",
            self.newest("agency", "a", "id"),
            caller.agency.own("k.agency_id", "$2"),
            if opening.tells_whereabouts(purpose, false) { "TRUE" } else { "FALSE" },
            self.newest("safeguarding_check", "k", "id")
        );
        let none = || String::new().into();
        let values = vec![
            opening.child().into(),
            caller.agency.id.into(),
            concern.map_or_else(none, Value::from),
            round.map_or_else(none, Value::from),
        ];
        for row in self.all(sql, values).await? {
            may.insert(row.try_get("", "asked_agency")?);
        }
        may.extend(self.mash_agencies(authority).await?);
        Ok(may)
    }

    /// The agencies whose people are assigned to the MASH of that authority's area.
    pub(crate) async fn mash_agencies(&self, authority: AgencyId) -> Result<BTreeSet<AgencyId>, DbErr> {
        let sql = format!(
            "SELECT m.* FROM membership AS m WHERE NOT m.ended AND m.mash_areas LIKE $1 AND {}",
            self.newest("membership", "m", "id")
        );
        let mut found = BTreeSet::new();
        for row in self.all(sql, vec![format!("%\"{authority}\"%").into()]).await? {
            let row = membership::Model::from_query_result(&row, "")?;
            if row.roles.contains(Role::MashPractitioner) {
                found.insert(row.agency_id);
            }
        }
        Ok(found)
    }
}

/// The child, and what policy looks at of what is to be decided.
fn judged(row: &QueryResult) -> Result<(ChildId, RecordFacts), DbErr> {
    let flag = |column: &str| row.try_get::<i32>("", column).map(|flag| flag == 1);
    let record = RecordFacts {
        kind: RecordKind::Concern,
        owner: Owner::Other,
        by_caller: flag("by_caller")?,
        recorded: true,
        addressed: flag("addressed")?,
        ..RecordFacts::CHILD
    };
    Ok((row.try_get("", "child_id")?, record))
}

/// The columns by which policy looks at what is to be decided; `addressed` holds where it is for the caller.
fn to_decide(addressed: &str) -> String {
    format!(
        "CASE WHEN q.person_id = $2 THEN 1 ELSE 0 END AS by_caller, \
         CASE WHEN {addressed} AND {UNNAMED} THEN 1 ELSE 0 END AS addressed"
    )
}

impl Opening {
    /// The agencies of whose open work with the child the caller may know.
    fn known_to_work(&self, caller: &Caller) -> Vec<AgencyId> {
        let named = Set::of(&[FieldClass::Whereabouts, FieldClass::Involvement]);
        self.involvements(&caller.agency)
            .into_iter()
            .filter(|work| work.state == InvolvementState::Open)
            .filter(|work| self.of_involvement(work, caller.agency.owns(work.agency)).field(named).is_ok())
            .map(|work| work.agency)
            .collect()
    }
}
