//! Pieces of work about a child, in a record.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entities::words::{
    AbuseCategory, AgencyKind, FamilyRole, OutcomeState, WorkAction, WorkDecision, WorkKind, WorkStatus,
};

use super::agency::Agency;
use super::errors;
use super::record::Record;
use super::scalars::Date;
use super::sharing::Withholding;
use super::words::W;
use crate::disclosure::{CaseWorkContent, OutcomeContent};
use crate::error::Error;

/// An adult of the child's family, and whether they took part.
#[derive(Clone, Debug, SimpleObject)]
pub struct FamilyMember {
    /// The name.
    name: String,
    /// Who that is to the child.
    role: W<FamilyRole>,
    /// Whether they hold parental responsibility.
    parental_responsibility: bool,
    /// Whether they took part.
    took_part: bool,
    /// Why not.
    why_not: Option<String>,
}

/// That the child was seen.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChildSeen {
    /// When.
    seen_on: Date,
    /// Whether alone.
    alone: bool,
    /// Why not alone.
    not_alone_reason: Option<String>,
}

/// One step of a piece of work.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkStep {
    /// What was done.
    action: W<WorkAction>,
    /// When.
    happened_on: Date,
    /// The decision that stood from then on.
    decision: Option<W<WorkDecision>>,
    /// In the words of who took it.
    text: Option<String>,
    /// Why it was taken without safeguarding checks that were missing.
    without_checks: Option<String>,
}

/// What a plan works towards.
pub struct WorkOutcome {
    record: Record,
    outcome: OutcomeContent,
}

/// What a plan works towards.
#[Object]
impl WorkOutcome {
    /// The hub's id.
    async fn id(&self) -> ID {
        self.outcome.id.public().into()
    }
    /// What is to change for the child.
    async fn change(&self) -> &str {
        &self.outcome.change
    }
    /// By what it is seen that it did.
    async fn measure(&self) -> &str {
        &self.outcome.measure
    }
    /// The agency that owns it.
    async fn owner_agency(&self) -> Option<Agency> {
        self.record.0.agency(self.outcome.owner_agency).cloned().map(Agency)
    }
    /// The practitioner there, by name or role.
    async fn owner(&self) -> Option<&str> {
        self.outcome.owner.as_deref()
    }
    /// By when.
    async fn due_on(&self) -> Date {
        Date(self.outcome.due_on)
    }
    /// Whether it was due and is still open.
    async fn overdue(&self) -> bool {
        self.outcome.overdue
    }
    /// Where it stands.
    async fn state(&self) -> W<OutcomeState> {
        W(self.outcome.state)
    }
    /// When it was reviewed last.
    async fn reviewed_on(&self) -> Option<Date> {
        self.outcome.reviewed_on.map(Date)
    }
    /// What the review found.
    async fn note(&self) -> Option<&str> {
        self.outcome.note.as_deref()
    }
}

/// A piece of work about a child, with its steps and its deadline.
pub struct CaseWork {
    record: Record,
    index: usize,
}

impl CaseWork {
    pub(crate) const fn in_record(record: Record, index: usize) -> Self {
        Self { record, index }
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&CaseWorkContent> {
        let found = self.record.0.works().get(self.index);
        found.ok_or_else(|| errors::public(ctx, Error::internal("a piece of work is not in its record")))
    }
}

/// A piece of work about a child, which one agency keeps: an assessment, a strategy discussion, an enquiry, a conference, a plan.
/// It is read as that agency's entries in the chronology are.
#[Object]
impl CaseWork {
    /// The hub's id. No class.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// To be named in `expectedVersion`. No class.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.version)
    }
    /// What work it is. Class SUMMARY and the content classes.
    async fn kind(&self, ctx: &Context<'_>) -> Result<Option<W<WorkKind>>> {
        Ok(self.of(ctx)?.kind.map(W))
    }
    /// Where it stands. Class SUMMARY and the content classes.
    async fn status(&self, ctx: &Context<'_>) -> Result<Option<W<WorkStatus>>> {
        Ok(self.of(ctx)?.status.map(W))
    }
    /// Its first day. Class SUMMARY.
    async fn started_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.started_on.map(Date))
    }
    /// By when what is next is due: an assessment 45 working days after its start; the initial conference 15 working days after
    /// the strategy discussion; a review 3 months after the conference and 6 after a review; of an early help plan as the
    /// partnership sets it. Class SUMMARY and the content classes.
    async fn due_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.due_on.map(Date))
    }
    /// Whether that day is past. Class SUMMARY and the content classes.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.of(ctx)?.overdue)
    }
    /// Its last day. Class SUMMARY.
    async fn ended_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.ended_on.map(Date))
    }
    /// The agency that keeps it. Classes SUMMARY and WHEREABOUTS.
    async fn agency(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.of(ctx)?.agency.and_then(|id| self.record.0.agency(id)).cloned().map(Agency))
    }
    /// Its kind. Class SUMMARY.
    async fn agency_kind(&self, ctx: &Context<'_>) -> Result<Option<W<AgencyKind>>> {
        Ok(self.of(ctx)?.agency_kind.map(W))
    }
    /// The piece of work that it followed on. Class SUMMARY and the content classes.
    async fn follows(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        Ok(self.of(ctx)?.follows.map(|id| id.public().into()))
    }
    /// What it led to. Class NARRATIVE and the content classes.
    async fn decision(&self, ctx: &Context<'_>) -> Result<Option<W<WorkDecision>>> {
        Ok(self.of(ctx)?.decision.map(W))
    }
    /// The categories of abuse, of a child protection plan. Class NARRATIVE and the content classes.
    async fn abuse(&self, ctx: &Context<'_>) -> Result<Option<Vec<W<AbuseCategory>>>> {
        Ok(self.of(ctx)?.abuse.map(W::list))
    }
    /// When the child was seen, and whether alone, oldest first. Class CHILD_VOICE and the content classes.
    async fn seen(&self, ctx: &Context<'_>) -> Result<Option<Vec<ChildSeen>>> {
        let seen = self.of(ctx)?.seen.as_ref();
        Ok(seen.map(|seen| {
            let one = |seen: &crate::disclosure::SeenContent| ChildSeen {
                seen_on: Date(seen.seen_on),
                alone: seen.alone,
                not_alone_reason: seen.not_alone_reason.clone(),
            };
            seen.iter().map(one).collect()
        }))
    }
    /// Who of the family was to take part, as the last step has it that names anybody. Classes NARRATIVE and ADULT and the content
    /// classes.
    async fn family(&self, ctx: &Context<'_>) -> Result<Option<Vec<FamilyMember>>> {
        let family = self.of(ctx)?.family.as_ref();
        Ok(family.map(|family| {
            let one = |person: &crate::disclosure::FamilyMember| FamilyMember {
                name: person.name.clone(),
                role: W(person.role),
                parental_responsibility: person.parental_responsibility,
                took_part: person.took_part,
                why_not: person.why_not.clone(),
            };
            family.iter().map(one).collect()
        }))
    }
    /// Why no father is named among them. Classes NARRATIVE and ADULT and the content classes.
    async fn no_father(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.no_father.as_deref())
    }
    /// Its steps, oldest first. Class NARRATIVE and the content classes.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Option<Vec<WorkStep>>> {
        let steps = self.of(ctx)?.steps.as_ref();
        Ok(steps.map(|steps| {
            let one = |step: &crate::disclosure::WorkStepContent| WorkStep {
                action: W(step.action),
                happened_on: Date(step.happened_on),
                decision: step.decision.map(W),
                text: step.text.clone(),
                without_checks: step.without_checks.clone(),
            };
            steps.iter().map(one).collect()
        }))
    }
    /// What a plan works towards, first what is due first. Classes NARRATIVE and WHEREABOUTS and the content classes.
    async fn outcomes(&self, ctx: &Context<'_>) -> Result<Option<Vec<WorkOutcome>>> {
        let outcomes = self.of(ctx)?.outcomes.as_ref();
        let one = |outcome: &OutcomeContent| WorkOutcome { record: self.record.clone(), outcome: outcome.clone() };
        Ok(outcomes.map(|outcomes| outcomes.iter().map(one).collect()))
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        Ok(Withholding::list(&self.record.0.work_withheld(self.of(ctx)?), &self.record))
    }
}
