//! An escalation as the people of the two agencies see it: what each wrote, but for what may tell where a protected child is.

use entities::Instant;
use entities::ids::{AgencyId, ChildId, EscalationId};
use entities::rows::escalation;
use entities::words::{
    EscalationAction, EscalationAgainst, EscalationOutcome, EscalationStage, EscalationStatus, WithheldReason,
};
use serde::Serialize;

use crate::plain::mash_clocks::escalation_stage;
use crate::store::caller::CallerAgency;

/// One escalation, so far as it is the viewer's own or cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct EscalationContent {
    pub id: EscalationId,
    pub version: i32,
    pub child: Option<ChildId>,
    pub against: EscalationAgainst,
    pub subject: String,
    pub raised_by: Option<AgencyId>,
    pub appealed_to: Option<AgencyId>,
    pub raised_at: Instant,
    pub status: EscalationStatus,
    pub stage: EscalationStage,
    pub due_at: Instant,
    pub overdue: bool,
    pub outcome: Option<EscalationOutcome>,
    pub learning: Option<String>,
    pub steps: Vec<EscalationStepContent>,
    /// What is left out; the door makes of it what is withheld.
    #[serde(skip)]
    pub(crate) left_out: Vec<(&'static str, WithheldReason)>,
}

/// A step of an escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct EscalationStepContent {
    pub action: EscalationAction,
    pub stage: EscalationStage,
    pub at: Instant,
    pub by: Option<AgencyId>,
    pub outcome: Option<EscalationOutcome>,
    pub reason: Option<String>,
}

/// Whether a viewer is told what other agencies than their own wrote, and their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) names: bool,
    pub(crate) words: bool,
}

impl Told {
    /// Everything: nothing of it can say where a child is.
    pub(crate) const ALL: Self = Self { names: true, words: true };
}

impl EscalationContent {
    /// An escalation as its newest step has it, with those steps, at that moment. What another agency than the viewer's wrote,
    /// and its name, are left out where they are not `told`: they may say where a protected child is (R7).
    pub(crate) fn of(
        row: &escalation::Model,
        steps: &[escalation::Model],
        now: Instant,
        told: Told,
        agency: &CallerAgency,
    ) -> Self {
        let dues =
            [row.due_practitioner, row.due_line_manager, row.due_senior_manager, row.due_director, row.due_partners];
        let open = row.status == EscalationStatus::Open;
        let at = if open { now } else { row.at };
        let (risen, due_at) = escalation_stage(row.stage, dues, at);
        let (_, first_due) = escalation_stage(row.stage, dues, row.at);
        let may = |of: AgencyId| told.words || agency.owns(of);
        let named = |of: AgencyId| (told.names || agency.owns(of)).then_some(of);
        let step = |step: &escalation::Model| EscalationStepContent {
            action: step.action,
            stage: step.stage,
            at: step.at,
            by: named(step.agency_id),
            outcome: step.outcome,
            reason: may(step.agency_id).then(|| step.reason.clone()),
        };
        let names: &[&'static str] = if told.names { &[] } else { &["raisedBy", "appealedTo", "steps"] };
        let words: &[&'static str] = if told.words { &[] } else { &["learning"] };
        Self {
            id: row.id,
            version: row.version,
            child: row.child_id,
            against: row.against,
            subject: row.subject.clone(),
            raised_by: named(row.raised_agency),
            appealed_to: named(row.appealed_to),
            raised_at: row.raised_at,
            status: row.status,
            stage: if open { risen } else { row.stage },
            due_at,
            overdue: open && first_due < now,
            outcome: row.outcome,
            learning: row.learning.clone().filter(|_| may(row.agency_id)),
            steps: steps.iter().filter(|step| step.id == row.id).map(step).collect(),
            left_out: names.iter().chain(words).map(|field| (*field, WithheldReason::Sensitivity)).collect(),
        }
    }
}
