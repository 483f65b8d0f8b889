//! A piece of work begins: an assessment, a strategy discussion, or an early help plan. All other pieces follow on these.

use entities::ids::AgencyId;
use entities::rows::{case_work, concern, protective_work};
use entities::words::{AccessAction, AgencyKind, WorkKind};
use entities::{Date, Set};
use policies::facts::RecordFacts;
use policies::{Gate, content_classes};
use serde::Serialize;

use super::super::asked;
use super::super::problems::Problems;
use super::rows::{category, checked, first};
use super::step::{finished, made_before};
use super::{Family, NewOutcome, Said, due, entry, family, guarded, outcomes};
use crate::disclosure::made::WorkView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// What begins.
#[derive(Clone, Debug, Serialize)]
pub enum Beginning {
    /// A child and family assessment.
    Assessment,
    /// A strategy discussion is called; from then on it is on record (R10).
    StrategyDiscussion,
    /// An early help plan.
    EarlyHelpPlan {
        /// Who took part.
        family: Family,
        /// What it works towards.
        outcomes: Vec<NewOutcome>,
    },
}

/// A piece of work to begin; the concern that it rests on is the one of the sharing.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewWork {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub said: Said,
    pub beginning: Beginning,
}

impl Beginning {
    const fn kind(&self) -> WorkKind {
        match self {
            Self::Assessment => WorkKind::Assessment,
            Self::StrategyDiscussion => WorkKind::StrategyDiscussion,
            Self::EarlyHelpPlan { .. } => WorkKind::EarlyHelpPlan,
        }
    }

    /// Whether it is protective work from the moment that it begins (R10).
    const fn is_protective(&self) -> bool {
        matches!(self, Self::StrategyDiscussion)
    }

    const fn mutation(&self) -> &'static str {
        match self {
            Self::Assessment => "startAssessment",
            Self::StrategyDiscussion => "conveneStrategyDiscussion",
            Self::EarlyHelpPlan { .. } => "makeEarlyHelpPlan",
        }
    }
}

/// Begins a piece of work.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn begin(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewWork,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<WorkView>, Error> {
    let statutory = !matches!(new.beginning, Beginning::EarlyHelpPlan { .. });
    let ask = ChangeAsk {
        gate: Gate::Work,
        child: new.child.clone(),
        sharing: Some(&new.sharing),
        record: RecordFacts { statutory, protective: new.beginning.is_protective(), ..RecordFacts::CHILD },
        approver: None,
    };
    let (action, mutation) = (AccessAction::Decide, new.beginning.mutation());
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(made_before(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewWork) -> Result<Plan<WorkView>, PlanError> {
    let mut problems = Problems::of(planning);
    let said = checked(planning, &mut problems, &new.said);
    asked::rests_on(planning, &new.sharing, &mut problems).await?;
    let mut row = first(planning, new.beginning.kind(), said.day, new.sharing.concern)?;
    row.classes = row.classes.union(said.added);
    row.text = Some(said.text.clone());
    let mut rows = Rows::new();
    match &new.beginning {
        Beginning::Assessment => row.due_on = Some(due::assessment(planning.calendar(), said.day)),
        Beginning::StrategyDiscussion => row.due_on = Some(discussed_by(planning, said.day)),
        Beginning::EarlyHelpPlan { family, outcomes } => {
            let weeks = planning.snapshot.measures().early_help_review_weeks;
            row.due_on = Some(due::early_help_review(said.day, weeks));
            (row.people, row.no_father) = family::checked(family, &mut problems)?;
            problems.filled("outcomes", outcomes);
            for outcome in outcomes::agreed(planning, &mut problems, row.id, outcomes).await? {
                rows.add(outcome);
            }
        }
    }
    problems.check()?;
    if row.kind != WorkKind::StrategyDiscussion {
        let entry = entry::of_step(planning, &row, &said, None).await?;
        row.entry_id = Some(entry.id);
        planning.tell(&mut rows, [Event::entry_changed(&entry)]);
        rows.add(entry);
    }
    if let Some(work) = guarded::opened(&row) {
        rows.add(work);
    }
    Ok(finished(rows, None, row))
}

/// The strategy discussion that a decision on a concern calls, kept by the authority to which it is addressed, and the
/// protective work that it is (R10). Why it was called stays with the concern: its raiser may read this work, and never that.
pub(in crate::services) fn convened(
    planning: &Planning<'_>,
    authority: AgencyId,
    concern: Option<&concern::Model>,
) -> Result<(case_work::Model, Option<protective_work::Model>), PlanError> {
    let today = local_date(planning.caller.at);
    let kind = WorkKind::StrategyDiscussion;
    let row = case_work::Model {
        agency_id: authority,
        agency_kind: AgencyKind::LocalAuthority,
        classes: content_classes(category(kind), AgencyKind::LocalAuthority)
            .union(concern.map_or(Set::EMPTY, |concern| concern.classes)),
        due_on: Some(discussed_by(planning, today)),
        ..first(planning, kind, today, concern.map(|concern| concern.id))?
    };
    let work = guarded::opened(&row);
    Ok((row, work))
}

/// By when a strategy discussion that was called on that day is held: one that never is must show.
fn discussed_by(planning: &Planning<'_>, called: Date) -> Date {
    let working_days = planning.snapshot.measures().strategy_discussion_days;
    due::discussion(planning.calendar(), called, working_days)
}
