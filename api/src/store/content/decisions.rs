//! Joint decisions as they are shown: to those who decide, with the views of the agencies that were asked so far as the verdict
//! clears each; to an agency that was asked, with what it is asked, its own view, and what was decided.

use entities::ids::{AgencyId, CheckRoundId, ChildId, ConcernId, EntryId, JointDecisionId};
use entities::rows::{joint_decision, partner_view};
use entities::words::{
    AgencyKind, CheckSide, ChronologyCategory, ConcernDecision, FieldClass, JointDecisionStatus, LawfulBasis,
    LevelOfNeed, PartnerViewState, Sensitivity, SharingPurpose, WithheldReason,
};
use entities::{Instant, Set, Word};
use policies::facts::{Owner, RecordFacts, RecordKind};
use policies::fields::{JOINT_DECISION, PARTNER_VIEW};
use policies::{Verdict, content_classes};
use sea_orm::{DbErr, FromQueryResult, Value};
use serde::{Deserialize, Serialize};

use super::super::caller::{Caller, json};
use super::super::opening::Opening;
use super::super::snapshot::Snapshot;
use super::{needs, places, rule};
use crate::access_log::Position;

/// A page of joint decisions, in the hub's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointDecisionsAsk {
    /// Only those that the caller may decide, or on which their agency is asked.
    pub side: Option<CheckSide>,
    /// Only those about that child.
    pub child: Option<ChildId>,
    /// Only those on that concern.
    pub concern: Option<ConcernId>,
    /// Only those that stand there.
    pub status: Option<JointDecisionStatus>,
    /// Only those that one agency took alone, or that none did.
    pub by_one_agency_alone: Option<bool>,
    /// How many.
    pub first: u32,
    /// After which; newest first.
    pub after: Option<(Instant, JointDecisionId)>,
    /// Fields of a decision, by their names in the contract, sorted.
    pub fields: Vec<String>,
    /// Fields of its views, sorted.
    pub views: Vec<String>,
    /// Whether the total is wanted.
    pub total: bool,
}

/// Fields that are not given, and why.
type LeftOut = Vec<(&'static str, WithheldReason)>;

/// One joint decision, so far as it is the viewer's own or cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct JointDecisionContent {
    pub id: JointDecisionId,
    pub version: i32,
    pub child: ChildId,
    pub concern: Option<ConcernId>,
    pub round: Option<CheckRoundId>,
    pub status: JointDecisionStatus,
    pub asked_by: Option<AgencyId>,
    pub question: Option<String>,
    pub threshold_document: String,
    pub threshold_version: String,
    pub asked_at: Instant,
    pub due_at: Instant,
    pub decision: Option<ConcernDecision>,
    pub level: Option<LevelOfNeed>,
    pub reason: Option<String>,
    pub decided_by: Option<AgencyId>,
    pub decided_at: Option<Instant>,
    pub by_one_agency_alone: bool,
    pub views: Vec<PartnerViewContent>,
    /// What is left out; the door makes of it what is withheld.
    #[serde(skip)]
    pub(crate) left_out: LeftOut,
}

/// The view of one agency that was asked, so far as it is the viewer's own or cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct PartnerViewContent {
    pub agency: Option<AgencyId>,
    pub agency_kind: AgencyKind,
    pub state: PartnerViewState,
    pub version: Option<i32>,
    pub level: Option<LevelOfNeed>,
    pub outcome: Option<ConcernDecision>,
    pub dissent: Option<bool>,
    pub reason: Option<String>,
    pub evidence: Vec<EntryId>,
    pub given_at: Option<Instant>,
    pub purpose: Option<SharingPurpose>,
    pub lawful_basis: Option<LawfulBasis>,
    pub access_log_entry: Option<Position>,
    pub policy_version: Option<String>,
    #[serde(skip)]
    pub(crate) left_out: LeftOut,
}

impl JointDecisionContent {
    /// A decision as who decides recorded it, whole but for the views.
    pub(crate) fn own(row: joint_decision::Model, views: Vec<PartnerViewContent>) -> Self {
        Self {
            id: row.id,
            version: row.version,
            child: row.child_id,
            concern: row.concern_id,
            round: row.round_id,
            status: row.status,
            asked_by: Some(row.agency_id),
            question: Some(row.question),
            threshold_document: row.threshold_document,
            threshold_version: row.threshold_version,
            asked_at: row.asked_at,
            due_at: row.due_at,
            decision: row.decision,
            level: row.level,
            reason: row.reason,
            decided_by: row.decided_agency,
            decided_at: row.decided_at,
            by_one_agency_alone: row.alone,
            views,
            left_out: Vec::new(),
        }
    }
}

impl PartnerViewContent {
    /// That an agency was asked, and where its view stands: what it holds is not read.
    pub(crate) fn unread(agency: AgencyId, agency_kind: AgencyKind, state: PartnerViewState) -> Self {
        let given = state == PartnerViewState::Given;
        let unread = ["levelOfNeed", "outcome", "dissent", "reason", "evidence"];
        Self {
            agency: Some(agency),
            agency_kind,
            state,
            version: None,
            level: None,
            outcome: None,
            dissent: None,
            reason: None,
            evidence: Vec::new(),
            given_at: None,
            purpose: None,
            lawful_basis: None,
            access_log_entry: None,
            policy_version: None,
            left_out: unread.into_iter().filter(|_| given).map(|field| (field, WithheldReason::Purpose)).collect(),
        }
    }

    /// A view as who gave it recorded it, whole.
    pub(crate) fn own(row: partner_view::Model, agency_kind: AgencyKind) -> Result<Self, DbErr> {
        Ok(Self {
            version: Some(row.version),
            level: Some(row.level),
            outcome: Some(row.outcome),
            dissent: Some(row.dissent),
            reason: Some(row.reason),
            evidence: json(&row.evidence)?,
            given_at: Some(row.at),
            purpose: Some(row.purpose),
            lawful_basis: Some(row.lawful_basis),
            // A row that is about to be written has no place yet.
            access_log_entry: (row.log != 0 || row.seq != 0).then_some(Position { log: row.log, seq: row.seq }),
            policy_version: Some(row.policy_version),
            left_out: Vec::new(),
            ..Self::unread(row.agency_id, agency_kind, PartnerViewState::Given)
        })
    }
}

/// Where the view of an agency stands at that moment.
pub(crate) fn view_state(decision: &joint_decision::Model, given: bool, at: Instant) -> PartnerViewState {
    match decision.decided_at {
        _ if given => PartnerViewState::Given,
        Some(decided) if decided <= decision.due_at => PartnerViewState::NotWaitedFor,
        None if at <= decision.due_at => PartnerViewState::Waiting,
        _ => PartnerViewState::NoResponse,
    }
}

/// What the rule book says of what stands on a joint decision.
struct Judged<'a> {
    opening: &'a Opening,
    kind: RecordKind,
    /// The caller's agency asked for the views.
    ours: bool,
}

impl Judged<'_> {
    /// The verdict on what an agency wrote; of a service that is kept to few eyes, as of an answer that it gave.
    fn of(&self, own: bool, kept: bool) -> std::sync::Arc<Verdict> {
        self.opening.of_record(RecordFacts {
            kind: if kept { RecordKind::Entry } else { self.kind },
            owner: if own { Owner::Own } else { Owner::Other },
            sensitivity: if kept { Sensitivity::Sensitive } else { Sensitivity::Standard },
            answer: self.ours,
            addressed: true,
            recorded: true,
            ..RecordFacts::CHILD
        })
    }
}

impl Snapshot {
    /// Those decisions about the opened child for one side, in three statements and one more for the evidence. Those on one page
    /// that are given for those who decide rest on one concern or purpose, by which the child was opened.
    pub(crate) async fn joint_decisions_shown(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[JointDecisionId],
        side: CheckSide,
        concern: Option<ConcernId>,
    ) -> Result<Vec<JointDecisionContent>, DbErr> {
        let kind = if concern.is_some() { RecordKind::Concern } else { RecordKind::Entry };
        let judged = |ours| Judged { opening, kind, ours };
        let [own, other] = [true, false].map(|own| judged(own).of(own, false));
        let deciding = side == CheckSide::Asking;
        let mut values: Vec<Value> = vec![opening.child().into(), caller.agency.id.into()];
        let places = places(&mut values, ids);
        let told: Vec<String> = SharingPurpose::ALL
            .iter()
            .filter(|purpose| opening.tells_whereabouts(**purpose, !deciding))
            .map(|purpose| format!("'{purpose}'"))
            .collect();
        let told = format!("j.purpose IN ({})", if told.is_empty() { "NULL".to_owned() } else { told.join(", ") });
        let ours = caller.agency.own("j.agency_id", "$2");
        let we_decided = caller.agency.own("coalesce(j.decided_agency, j.agency_id)", "$2");
        let reason = if deciding {
            let reason = needs_of(JOINT_DECISION, "reason", Set::EMPTY);
            let cleared = |verdict: &Verdict| if verdict.field(reason).is_ok() { "TRUE" } else { "FALSE" };
            format!("CASE WHEN {we_decided} THEN {} ELSE {} END", cleared(&own), cleared(&other))
        } else {
            "FALSE".to_owned()
        };
        let sql = format!(
            "SELECT j.id, j.version, j.child_id, j.concern_id, j.round_id, j.addressed_to, j.purpose, j.agency_id, j.person_id, \
             CASE WHEN {told} THEN j.question ELSE '' END AS question, j.threshold_document, j.threshold_version, j.asked_at, \
             j.due_at, j.status, j.decision, j.level, CASE WHEN {reason} THEN j.reason END AS reason, j.decided_agency, \
             j.decided_by, j.decided_at, j.alone, j.log, j.seq, CASE WHEN {told} THEN 1 ELSE 0 END AS told, \
             CASE WHEN {ours} THEN 1 ELSE 0 END AS ours, CASE WHEN {we_decided} THEN 1 ELSE 0 END AS we_decided, \
             CASE WHEN {reason} THEN 1 ELSE 0 END AS reasoned \
             FROM joint_decision AS j WHERE j.child_id = $1 AND j.id IN ({places}) AND {}",
            self.newest("joint_decision", "j", "id")
        );
        let mut shown = Vec::new();
        for row in self.all(sql, values).await? {
            let flag = |column: &str| row.try_get::<i32>("", column).map(|flag| flag == 1);
            let decision = joint_decision::Model::from_query_result(&row, "")?;
            let (told, ours) = (flag("told")?, flag("ours")?);
            let mut content = JointDecisionContent::own(decision.clone(), Vec::new());
            if !told {
                content.question = None;
                content.left_out.push(("question", WithheldReason::Sensitivity));
                if !ours {
                    (content.asked_by, content.decided_by) = (None, None);
                    content.left_out.extend(["askedBy", "decidedBy"].map(|f| (f, WithheldReason::Sensitivity)));
                }
            }
            if !deciding {
                (content.concern, content.round) = (None, None);
                let kept = ["concern", "round", "reason", "views"];
                content.left_out.extend(kept.map(|field| (field, WithheldReason::Purpose)));
            } else if !flag("reasoned")? {
                let verdict = if flag("we_decided")? { &own } else { &other };
                let why = needs_of(JOINT_DECISION, "reason", Set::EMPTY);
                content.left_out.extend(verdict.field(why).err().map(|reason| ("reason", reason)));
            }
            shown.push((content, decision, ours));
        }
        let mut views = self.views_shown(opening, caller, ids, (side, kind)).await?;
        let mut evidence: Vec<EntryId> = Vec::new();
        for (content, decision, ours) in &mut shown {
            let judged = judged(*ours);
            for (id, asked) in &mut views {
                if *id != decision.id {
                    continue;
                }
                let view = std::mem::take(&mut asked.view);
                content.views.extend(asked.narrowed(view, decision, &judged, deciding, caller)?);
            }
            evidence.extend(content.views.iter().flat_map(|view| view.evidence.iter().copied()));
        }
        // Whoever is asked opens the record with a purpose of their own to find what others recorded.
        let known = if deciding { self.entries_listed(opening, caller, &evidence).await? } else { Vec::new() };
        Ok(shown
            .into_iter()
            .map(|(mut content, ..)| {
                for view in &mut content.views {
                    let named = view.evidence.len();
                    view.evidence.retain(|entry| known.contains(entry));
                    if !deciding && named > 0 {
                        view.left_out.push(("evidence", WithheldReason::Purpose));
                    }
                }
                content
            })
            .collect())
    }

    /// The agencies that were asked on those decisions with the newest view of each: to one that is asked, its own.
    async fn views_shown(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[JointDecisionId],
        (side, kind): (CheckSide, RecordKind),
    ) -> Result<Vec<(JointDecisionId, Asked)>, DbErr> {
        let mut values: Vec<Value> = vec![caller.agency.id.into()];
        let places = places(&mut values, ids);
        let ours = caller.agency.own("p.agency_id", "$1");
        let whose = if side == CheckSide::Asking { "TRUE".to_owned() } else { ours.clone() };
        // Of what others wrote no more leaves the database than is cleared for what their kind of agency writes.
        let other = Judged { opening, kind, ours: true }.of(false, false);
        let kinds: Vec<String> = AgencyKind::ALL
            .iter()
            .filter(|kind| other.field(needs_of(PARTNER_VIEW, "reason", written_by(**kind))).is_ok())
            .map(|kind| format!("'{kind}'"))
            .collect();
        let cleared = if kinds.is_empty() { "NULL".to_owned() } else { kinds.join(", ") };
        let sql = format!(
            "SELECT p.decision_id AS asked_on, p.agency_id AS asked_agency, p.agency_kind, v.decision_id, v.agency_id, \
             v.version, v.child_id, v.level, v.outcome, \
             CASE WHEN {ours} OR p.agency_kind IN ({cleared}) THEN v.reason ELSE '' END AS reason, v.dissent, v.evidence, \
             v.purpose, v.lawful_basis, v.policy_version, v.person_id, v.at, v.log, v.seq, \
             CASE WHEN {ours} THEN 1 ELSE 0 END AS own, CASE WHEN a.sensitive_service THEN 1 ELSE 0 END AS kept \
             FROM joint_partner AS p JOIN agency AS a ON a.id = p.agency_id AND {} \
             LEFT JOIN partner_view AS v ON v.decision_id = p.decision_id AND v.agency_id = p.agency_id AND {} \
             WHERE p.decision_id IN ({places}) AND {whose} AND {} ORDER BY p.decision_id, p.agency_id",
            self.newest("agency", "a", "id"),
            self.newest_view("v"),
            self.recorded("p")
        );
        let rows = self.all(sql, values).await?;
        rows.iter()
            .map(|row| {
                let given: Option<JointDecisionId> = row.try_get("", "decision_id")?;
                let asked = Asked {
                    agency: row.try_get("", "asked_agency")?,
                    kind: row.try_get("", "agency_kind")?,
                    own: row.try_get::<i32>("", "own")? == 1,
                    kept: row.try_get::<i32>("", "kept")? == 1,
                    view: given.map(|_| partner_view::Model::from_query_result(row, "")).transpose()?,
                };
                Ok((row.try_get("", "asked_on")?, asked))
            })
            .collect()
    }
}

/// An agency that was asked, and its view.
struct Asked {
    agency: AgencyId,
    kind: AgencyKind,
    own: bool,
    /// It is a service that is kept to few eyes (R29).
    kept: bool,
    view: Option<partner_view::Model>,
}

impl Asked {
    /// The view so far as it is cleared; none where the viewer may not know that the agency was asked.
    fn narrowed(
        &self,
        view: Option<partner_view::Model>,
        decision: &joint_decision::Model,
        judged: &Judged<'_>,
        deciding: bool,
        caller: &Caller,
    ) -> Result<Option<PartnerViewContent>, DbErr> {
        let state = view_state(decision, view.is_some(), caller.at);
        let mut content = match view {
            Some(view) => PartnerViewContent::own(view, self.kind)?,
            None => PartnerViewContent::unread(self.agency, self.kind, state),
        };
        if self.own || !deciding {
            return Ok(Some(content));
        }
        let summary = Set::of(&[FieldClass::Summary]);
        // Who asked a service that is kept to few eyes knows of it; to others it is not there (R29).
        if self.kept && !judged.ours && judged.of(false, true).field(summary).is_err() {
            return Ok(None);
        }
        let verdict = judged.of(false, false);
        if verdict.field(Set::of(&[FieldClass::Whereabouts])).is_err() && !judged.ours {
            content.agency = None;
            content.left_out.push(("agency", WithheldReason::Sensitivity));
        }
        if let Err(reason) = verdict.field(summary) {
            (content.level, content.outcome, content.dissent) = (None, None, None);
            content.evidence.clear();
            content.left_out.extend(["levelOfNeed", "outcome", "dissent", "evidence"].map(|field| (field, reason)));
        }
        if let Err(reason) = verdict.field(needs_of(PARTNER_VIEW, "reason", written_by(self.kind))) {
            content.reason = None;
            content.left_out.push(("reason", reason));
        }
        Ok(Some(content))
    }
}

/// The content classes of what an agency of that kind writes.
fn written_by(kind: AgencyKind) -> Set<FieldClass> {
    content_classes(ChronologyCategory::Other, kind)
}

fn needs_of(table: &'static [policies::fields::FieldRule], field: &str, content: Set<FieldClass>) -> Set<FieldClass> {
    rule(table, field).map_or(Set::EMPTY, |rule| needs(rule, content))
}
