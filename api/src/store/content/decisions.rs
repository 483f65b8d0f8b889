//! Joint decisions as they are shown: to those who decide, with the views of the agencies that were asked so far as the verdict
//! clears each; to an agency that was asked, with what it is asked, its own view, and what was decided.

mod shown;

use entities::Instant;
use entities::ids::{AgencyId, CheckRoundId, ChildId, ConcernId, EntryId, JointDecisionId, PersonId};
use entities::rows::{joint_decision, partner_view};
use entities::words::{
    AgencyKind, CheckSide, ConcernDecision, JointDecisionStatus, LawfulBasis, LevelOfNeed, PartnerViewState,
    SharingPurpose, WithheldReason,
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use super::super::caller::json;
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
    /// That one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<JointDecisionId>,
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
    pub threshold_document: Option<String>,
    pub threshold_version: Option<String>,
    pub asked_at: Instant,
    pub due_at: Instant,
    pub decision: Option<ConcernDecision>,
    pub level: Option<LevelOfNeed>,
    pub reason: Option<String>,
    pub decided_by: Option<AgencyId>,
    pub decided_at: Option<Instant>,
    pub by_one_agency_alone: Option<bool>,
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
    /// A decision as that person recorded taking it: the question too where it is theirs, and never whom it was put to.
    pub(crate) fn decided(row: joint_decision::Model, by: PersonId) -> Self {
        let asked_by_them = row.person_id == by;
        let mut content = Self::own(row, Vec::new());
        content.left_out.push(("views", WithheldReason::Purpose));
        if !asked_by_them {
            (content.asked_by, content.question) = (None, None);
            (content.threshold_document, content.threshold_version) = (None, None);
            let typed = ["askedBy", "question", "thresholdDocument", "thresholdVersion"];
            content.left_out.extend(typed.map(|field| (field, WithheldReason::Purpose)));
        }
        content
    }

    /// A decision as it is recorded, whole but for the views.
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
            threshold_document: Some(row.threshold_document),
            threshold_version: Some(row.threshold_version),
            asked_at: row.asked_at,
            due_at: row.due_at,
            decision: row.decision,
            level: row.level,
            reason: row.reason,
            decided_by: row.decided_agency,
            decided_at: row.decided_at,
            by_one_agency_alone: Some(row.alone),
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
