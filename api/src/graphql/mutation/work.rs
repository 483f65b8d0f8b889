//! Mutations of pieces of work about a child.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::words::{AbuseCategory, LevelOfNeed, WorkDecision, WorkKind, WorkStatus};

use super::super::errors;
use super::super::input::Form;
use super::super::scalars::Date;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use super::work_input::{
    BeginWorkInput, FamilyInput, OutcomeReviewInput, StepInput, WorkOutcomeInput, outcomes, reviews,
};
use crate::disclosure::ChangeAnswer;
use crate::disclosure::made::WorkView;
use crate::services::work::{self, Beginning, Doing, NewStep, NewWork, Review};

/// An early help plan.
#[derive(Clone, Debug, InputObject)]
pub struct MakeEarlyHelpPlanInput {
    #[graphql(flatten)]
    begin: BeginWorkInput,
    #[graphql(flatten)]
    family: FamilyInput,
    /// What it works towards; at most 30.
    outcomes: Vec<WorkOutcomeInput>,
}

/// That the child was seen.
#[derive(Clone, Debug, InputObject)]
pub struct RecordSeenInput {
    #[graphql(flatten)]
    step: StepInput,
    /// Whether the child was seen alone.
    alone: bool,
    /// Why not; required where the child was not seen alone.
    not_alone_reason: Option<String>,
    /// What the child said or showed, in their words where possible.
    child_voice: Option<String>,
}

/// An assessment that is written.
#[derive(Clone, Debug, InputObject)]
pub struct CompleteAssessmentInput {
    #[graphql(flatten)]
    step: StepInput,
    #[graphql(flatten)]
    family: FamilyInput,
    /// NO_FURTHER_ACTION, EARLY_HELP, CHILD_IN_NEED or STRATEGY_DISCUSSION.
    decision: W<WorkDecision>,
}

/// A step that waits for safeguarding checks.
#[derive(Clone, Debug, InputObject)]
pub struct CheckedStepInput {
    #[graphql(flatten)]
    step: StepInput,
    /// Why it cannot wait for safeguarding checks that are missing.
    without_checks: Option<String>,
}

/// What a strategy discussion or an enquiry led to.
#[derive(Clone, Debug, InputObject)]
pub struct DecideWorkInput {
    #[graphql(flatten)]
    step: StepInput,
    /// Of a strategy discussion SECTION_47_ENQUIRY, ASSESSMENT or NO_FURTHER_ACTION; of an enquiry INITIAL_CONFERENCE,
    /// CHILD_IN_NEED or NO_FURTHER_ACTION.
    decision: W<WorkDecision>,
    /// Where no further action is taken: why that cannot wait for safeguarding checks that are missing.
    without_checks: Option<String>,
}

/// An initial conference.
#[derive(Clone, Debug, InputObject)]
pub struct OpenConferenceInput {
    #[graphql(flatten)]
    step: StepInput,
    #[graphql(flatten)]
    family: FamilyInput,
    /// Why it cannot wait for safeguarding checks that are missing.
    without_checks: Option<String>,
}

/// A child protection plan.
#[derive(Clone, Debug, InputObject)]
pub struct MakePlanInput {
    #[graphql(flatten)]
    step: StepInput,
    /// The categories of abuse.
    abuse: Vec<W<AbuseCategory>>,
    /// What it works towards; at most 30.
    outcomes: Vec<WorkOutcomeInput>,
}

/// A review of a plan.
#[derive(Clone, Debug, InputObject)]
pub struct RecordReviewInput {
    #[graphql(flatten)]
    step: StepInput,
    #[graphql(flatten)]
    family: FamilyInput,
    /// PLAN_CONTINUES or PLAN_ENDS.
    decision: W<WorkDecision>,
    /// What was found of each outcome; of every one that is still open.
    reviewed: Option<Vec<OutcomeReviewInput>>,
    /// What the plan works towards from then on, beside what it did; at most 30.
    outcomes: Option<Vec<WorkOutcomeInput>>,
    /// Of a child protection plan: why the review conference cannot wait for safeguarding checks that are missing.
    without_checks: Option<String>,
}

/// Work that ends with a higher level of need.
#[derive(Clone, Debug, InputObject)]
pub struct StepUpInput {
    #[graphql(flatten)]
    step: StepInput,
    /// The level of need from then on.
    level: W<LevelOfNeed>,
}

/// Work that ends with a lower level of need.
#[derive(Clone, Debug, InputObject)]
pub struct StepDownInput {
    #[graphql(flatten)]
    checked: CheckedStepInput,
    /// The level of need from then on.
    level: W<LevelOfNeed>,
}

/// A piece of work as a step left it: the one that the step began, where it began one.
#[derive(SimpleObject)]
pub struct RecordedWork {
    /// The hub's id.
    id: ID,
    /// To be named in `expectedVersion`.
    version: i32,
    /// What work it is.
    kind: W<WorkKind>,
    /// Where it stands.
    status: W<WorkStatus>,
    /// Its first day.
    started_on: Date,
    /// By when what is next is due.
    due_on: Option<Date>,
    /// Its last day.
    ended_on: Option<Date>,
    /// The piece of work that it followed on.
    follows: Option<ID>,
    /// The chronology entry that the step made.
    entry: Option<ID>,
}

impl From<&WorkView> for RecordedWork {
    fn from(view: &WorkView) -> Self {
        Self {
            id: view.id.public().into(),
            version: view.version,
            kind: W(view.kind),
            status: W(view.status),
            started_on: Date(view.started_on),
            due_on: view.due_on.map(Date),
            ended_on: view.ended_on.map(Date),
            follows: view.follows.map(|id| id.public().into()),
            entry: view.entry.map(|id| id.public().into()),
        }
    }
}

/// What became of a step.
#[derive(SimpleObject)]
pub struct WorkPayload {
    /// The piece of work.
    work: Option<RecordedWork>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Pieces of work about a child.
#[derive(Default)]
pub struct WorkMutation;

/// Pieces of work about a child.
#[Object]
impl WorkMutation {
    /// A child and family assessment begins: 45 working days from then on. For social workers of the authority or area.
    async fn start_assessment(&self, ctx: &Context<'_>, input: BeginWorkInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let new = input.new_work(&mut form, Beginning::Assessment);
        begun(ctx, form, new).await
    }

    /// An assessment is written, or written anew while it waits for a manager.
    async fn complete_assessment(&self, ctx: &Context<'_>, input: CompleteAssessmentInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let doing = Doing::Complete { decision: input.decision.0, family: input.family.family(&mut form) };
        let new = input.step.new_step(&mut form, None, doing);
        taken(ctx, form, new).await
    }

    /// A manager who did not write it authorises an assessment, once the checks for ASSESSMENT_AUTHORISATION are answered.
    async fn authorise_assessment(&self, ctx: &Context<'_>, input: CheckedStepInput) -> Result<WorkPayload> {
        checked(ctx, input, Doing::Authorise).await
    }

    /// A strategy discussion is called, and is on record from then on. A decision on a concern calls one too.
    async fn convene_strategy_discussion(&self, ctx: &Context<'_>, input: BeginWorkInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let new = input.new_work(&mut form, Beginning::StrategyDiscussion);
        begun(ctx, form, new).await
    }

    /// A strategy discussion was held. Where it decided on a section 47 enquiry, the initial conference is due 15 working days
    /// after it.
    async fn record_strategy_discussion(&self, ctx: &Context<'_>, input: DecideWorkInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let doing = Doing::Hold { decision: input.decision.0 };
        let new = input.step.new_step(&mut form, input.without_checks, doing);
        taken(ctx, form, new).await
    }

    /// A section 47 enquiry begins from the strategy discussion that decided on it.
    async fn start_section47_enquiry(&self, ctx: &Context<'_>, input: StepInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let new = input.new_step(&mut form, None, Doing::StartEnquiry);
        taken(ctx, form, new).await
    }

    /// A section 47 enquiry is concluded.
    async fn conclude_section47_enquiry(&self, ctx: &Context<'_>, input: DecideWorkInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let doing = Doing::Conclude { decision: input.decision.0 };
        let new = input.step.new_step(&mut form, input.without_checks, doing);
        taken(ctx, form, new).await
    }

    /// The initial conference is held from the enquiry that led to it, once the checks for INITIAL_CONFERENCE are answered. Until
    /// it makes a plan or is closed the enquiry stays on record.
    async fn open_conference(&self, ctx: &Context<'_>, input: OpenConferenceInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let doing = Doing::OpenConference { family: input.family.family(&mut form) };
        let new = input.step.new_step(&mut form, input.without_checks, doing);
        taken(ctx, form, new).await
    }

    /// The initial conference makes a child protection plan, from the day on which it was held; first reviewed within 3 months.
    async fn make_plan(&self, ctx: &Context<'_>, input: MakePlanInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let outcomes = outcomes(&mut form, input.outcomes);
        let doing = Doing::MakePlan { abuse: input.abuse.into_iter().map(|w| w.0).collect(), outcomes };
        let new = input.step.new_step(&mut form, None, doing);
        taken(ctx, form, new).await
    }

    /// An early help plan is made, by early help, health or school with an open involvement, or by a social worker.
    async fn make_early_help_plan(&self, ctx: &Context<'_>, input: MakeEarlyHelpPlanInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let outcomes = outcomes(&mut form, input.outcomes);
        let beginning = Beginning::EarlyHelpPlan { family: input.family.family(&mut form), outcomes };
        let new = input.begin.new_work(&mut form, beginning);
        begun(ctx, form, new).await
    }

    /// A plan is reviewed; a child protection plan by a review conference, once the checks for REVIEW_CONFERENCE are answered,
    /// and again within 6 months.
    async fn record_review(&self, ctx: &Context<'_>, input: RecordReviewInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let family = input.family.family(&mut form);
        let reviewed = reviews(&mut form, input.reviewed);
        form.filled("outcomes", input.outcomes.as_ref());
        let outcomes = outcomes(&mut form, input.outcomes.unwrap_or_default());
        let doing = Doing::Review(Review { decision: input.decision.0, family, reviewed, outcomes });
        let new = input.step.new_step(&mut form, input.without_checks, doing);
        taken(ctx, form, new).await
    }

    /// The child was seen in the course of a piece of work.
    async fn record_seen(&self, ctx: &Context<'_>, input: RecordSeenInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let RecordSeenInput { step, alone, not_alone_reason, child_voice } = input;
        let new = step.new_step(&mut form, None, Doing::Seen { alone, not_alone_reason, child_voice });
        taken(ctx, form, new).await
    }

    /// An assessment or an early help plan ends, and the level of need rises, as whoever records levels may raise it. Early help
    /// that cannot raises a concern.
    async fn step_up(&self, ctx: &Context<'_>, input: StepUpInput) -> Result<WorkPayload> {
        let mut form = Form::default();
        let new = input.step.new_step(&mut form, None, Doing::StepUp { level: input.level.0 });
        taken(ctx, form, new).await
    }

    /// An assessment or a plan ends, and the level of need falls, once the checks for STEP_DOWN are answered. A child protection
    /// plan is ended by a review first.
    async fn step_down(&self, ctx: &Context<'_>, input: StepDownInput) -> Result<WorkPayload> {
        checked(ctx, input.checked, Doing::StepDown { level: input.level.0 }).await
    }

    /// A piece of work is closed, once the checks for CLOSURE are answered. A child protection plan is ended by a review first,
    /// unless the child is grown up or the authority no longer responsible.
    async fn close_work(&self, ctx: &Context<'_>, input: CheckedStepInput) -> Result<WorkPayload> {
        checked(ctx, input, Doing::Close).await
    }
}

async fn checked(ctx: &Context<'_>, input: CheckedStepInput, doing: Doing) -> Result<WorkPayload> {
    let mut form = Form::default();
    let new = input.step.new_step(&mut form, input.without_checks, doing);
    taken(ctx, form, new).await
}

async fn begun(ctx: &Context<'_>, form: Form, new: Option<(String, NewWork)>) -> Result<WorkPayload> {
    let Some((key, new)) = new else { return Ok(wrong(form)) };
    let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
    let answer = work::begin(door, caller, &key, new, form.problems()).await;
    Ok(payload(answer.map_err(|e| errors::public(ctx, e))?))
}

async fn taken(ctx: &Context<'_>, form: Form, new: Option<(Option<String>, NewStep)>) -> Result<WorkPayload> {
    let Some((key, new)) = new else { return Ok(wrong(form)) };
    let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
    let answer = work::step(door, caller, key.as_deref(), new, form.problems()).await;
    Ok(payload(answer.map_err(|e| errors::public(ctx, e))?))
}

/// The input is of no form that could be judged.
fn wrong(form: Form) -> WorkPayload {
    WorkPayload { work: None, refused: None, problems: form.problems().into_iter().map(Into::into).collect() }
}

fn payload(answer: ChangeAnswer<WorkView>) -> WorkPayload {
    let Parts { done, refused, problems } = answer.into();
    WorkPayload { work: done.as_ref().map(|view| RecordedWork::from(&***view)), refused, problems }
}
