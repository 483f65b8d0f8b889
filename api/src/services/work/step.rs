//! A piece of work is taken further by the agency that keeps it: one step from the version that the caller read.

use entities::Set;
use entities::ids::WorkId;
use entities::rows::case_work;
use entities::words::{
    AbuseCategory, AccessAction, FieldClass, LevelOfNeed, Position, WorkAction, WorkDecision, WorkKind, WorkStatus,
};
use policies::Gate;
use policies::facts::{AgeBand, RecordFacts};
use serde::Serialize;

use super::super::level;
use super::super::problems::Problems;
use super::rows::{Checked, checked, closed, following, next};
use super::{Family, NewOutcome, Review, Said, checks, due, entry, family, guarded, legal, lost, outcomes};
use crate::disclosure::made::WorkView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// What is done with a piece of work.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub enum Doing {
    /// The child was seen.
    Seen { alone: bool, not_alone_reason: Option<String>, child_voice: Option<String> },
    /// An assessment is written.
    Complete { decision: WorkDecision, family: Family },
    /// A manager authorises it.
    Authorise,
    /// A strategy discussion was held.
    Hold { decision: WorkDecision },
    /// A section 47 enquiry begins from it.
    StartEnquiry,
    /// The enquiry is concluded.
    Conclude { decision: WorkDecision },
    /// The initial conference is held.
    OpenConference { family: Family },
    /// It makes a child protection plan.
    MakePlan { abuse: Vec<AbuseCategory>, outcomes: Vec<NewOutcome> },
    /// A plan is reviewed.
    Review(Review),
    /// The work ends, and the level of need rises.
    StepUp { level: LevelOfNeed },
    /// The work ends, and the level of need falls.
    StepDown { level: LevelOfNeed },
    /// The work ends.
    Close,
}

/// A step, as the caller gives it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewStep {
    pub work: WorkId,
    pub expected_version: i32,
    pub said: Said,
    pub doing: Doing,
}

impl Doing {
    const fn mutation(&self) -> &'static str {
        match self {
            Self::Seen { .. } => "recordSeen",
            Self::Complete { .. } => "completeAssessment",
            Self::Authorise => "authoriseAssessment",
            Self::Hold { .. } => "recordStrategyDiscussion",
            Self::StartEnquiry => "startSection47Enquiry",
            Self::Conclude { .. } => "concludeSection47Enquiry",
            Self::OpenConference { .. } => "openConference",
            Self::MakePlan { .. } => "makePlan",
            Self::Review(_) => "recordReview",
            Self::StepUp { .. } => "stepUp",
            Self::StepDown { .. } => "stepDown",
            Self::Close => "closeWork",
        }
    }

    const fn action(&self) -> WorkAction {
        match self {
            Self::Seen { .. } => WorkAction::ChildSeen,
            Self::Complete { .. } => WorkAction::Completed,
            Self::Authorise => WorkAction::Authorised,
            Self::Hold { .. } | Self::Conclude { .. } => WorkAction::Decided,
            Self::StartEnquiry | Self::OpenConference { .. } | Self::MakePlan { .. } => WorkAction::Followed,
            Self::Review(_) => WorkAction::Reviewed,
            Self::StepUp { .. } => WorkAction::SteppedUp,
            Self::StepDown { .. } => WorkAction::SteppedDown,
            Self::Close => WorkAction::Closed,
        }
    }

    const fn decision(&self) -> Option<WorkDecision> {
        match self {
            Self::Complete { decision, .. } | Self::Hold { decision } | Self::Conclude { decision } => Some(*decision),
            Self::Review(review) => Some(review.decision),
            _ => None,
        }
    }

    /// The level of need to which the step takes the child.
    const fn level(&self) -> Option<LevelOfNeed> {
        match self {
            Self::StepUp { level } | Self::StepDown { level } => Some(*level),
            _ => None,
        }
    }
}

/// Takes a step. One that changes the level of need is judged by the gate of levels, as every change of it is (R27, R36).
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn step(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewStep,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<WorkView>, Error> {
    let (child, record) = door.child_of_work(caller, new.work).await?;
    let level = new.doing.level();
    let gate = if level.is_some() { Gate::Level } else { Gate::Work };
    let record = RecordFacts { new_level: level, ..record };
    let ask = ChangeAsk { gate, child, sharing: None, record, approver: None };
    let request = Request { action: AccessAction::Decide, mutation: new.doing.mutation(), key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(made_before(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewStep) -> Result<Plan<WorkView>, PlanError> {
    let stands = planning.snapshot.case_work(planning.opening, new.work, None).await?.ok_or_else(lost)?;
    let mut problems = Problems::of(planning);
    let mut said = checked(planning, &mut problems, &new.said);
    if said.day < stands.started_on {
        problems.add("happenedOn", "BEFORE_START", "the work had not begun on that day: check the date");
    }
    problems.version(new.expected_version, stands.version);
    if new.expected_version == stands.version {
        may_follow(planning, new, &stands, &mut said, &mut problems).await?;
    }
    let mut row = next(planning, &stands, new.doing.action(), &said);
    row.decision = new.doing.decision().or(row.decision);
    row.without_checks = said.without_checks.take();
    let mut rows = Rows::new();
    let begun = taken(planning, &new.doing, &mut row, &mut rows, &mut problems).await?;
    let mut told: Vec<Event> = Vec::new();
    if let Some(to) = new.doing.level() {
        let mut decided = level::decided(planning, &mut problems, to, ("happenedOn", said.day)).await?;
        decided.reason.clone_from(&said.text);
        told.push(Event::level_changed(decided.child_id, decided.agency_id));
        rows.add(decided);
    }
    problems.check()?;
    let voice = match &new.doing {
        Doing::Seen { child_voice, .. } => child_voice.as_deref(),
        _ => None,
    };
    // A step by which another piece of work begins is told as its beginning.
    let (mut before, mut work) = match begun {
        Some(begun) => (Some(row), begun),
        None => (None, row),
    };
    let entry = entry::of_step(planning, &work, &said, voice).await?;
    for row in before.iter_mut().chain([&mut work]) {
        row.entry_id = Some(entry.id);
    }
    told.push(Event::entry_changed(&entry));
    planning.tell(&mut rows, told);
    rows.add(entry);
    Ok(finished(rows, before, work))
}

/// Whether the step may follow on what stands, by whom, and with which checks.
async fn may_follow(
    planning: &Planning<'_>,
    new: &NewStep,
    stands: &case_work::Model,
    said: &mut Checked,
    problems: &mut Problems,
) -> Result<(), PlanError> {
    let facts = planning.opening.facts();
    let grown_up = matches!(facts.child.age, AgeBand::From18To24 | AgeBand::From25);
    // Where nobody is on record as responsible, nobody else has taken the child over.
    let responsible = planning.opening.responsible_authority();
    let passed_on = responsible.is_some_and(|authority| !planning.caller.agency.owns(authority));
    if let Err(message) = legal::legal(&new.doing, stands, grown_up || passed_on) {
        problems.add("work", "ILLEGAL_STEP", message);
        return Ok(());
    }
    if let Some(decision) = new.doing.decision()
        && !legal::fits(&new.doing, decision)
    {
        problems.add("decision", "DOES_NOT_FIT", "this work does not lead to that: choose what it led to");
    }
    if matches!(new.doing, Doing::Authorise) {
        if planning.caller.position < Position::Manager {
            problems.add("work", "NOT_A_MANAGER", "a manager or above authorises an assessment: ask yours");
        }
        let authors = planning.snapshot.authors_of_work(planning.opening, stands.id).await?;
        if authors.contains(&planning.caller.person) {
            problems.add("work", "OWN_WORK", "you wrote this assessment: another manager authorises it");
        }
    }
    if let Some(to) = new.doing.level() {
        let (now, up) = (facts.child.level, matches!(new.doing, Doing::StepUp { .. }));
        if up && to <= now {
            problems.add("level", "NOT_HIGHER", format!("the level of need is {now}: one steps up to a higher one"));
        }
        if !up && to >= now {
            problems.add("level", "NOT_LOWER", format!("the level of need is {now}: one steps down to a lower one"));
        }
    }
    let reason = said.without_checks.take();
    if let Some(key_point) = checks::key_point(&new.doing, stands.kind) {
        // A step that is dated back passes no check that has run out since.
        let day = said.day.max(local_date(planning.caller.at));
        said.without_checks = checks::waited_for(planning, problems, key_point, day, reason).await?;
    }
    Ok(())
}

/// What the step changes: of the work, which is `row`, and beside it. Gives the piece of work that follows, if one does.
async fn taken(
    planning: &Planning<'_>,
    doing: &Doing,
    row: &mut case_work::Model,
    rows: &mut Rows,
    problems: &mut Problems,
) -> Result<Option<case_work::Model>, PlanError> {
    let (calendar, day) = (planning.calendar(), row.day);
    let mut begun = None;
    // Whether protective work goes on beyond the step.
    let mut guards = true;
    match doing {
        Doing::Seen { alone, not_alone_reason, child_voice } => {
            row.seen_alone = Some(*alone);
            row.not_alone_reason = problems.optional("notAloneReason", not_alone_reason.as_deref());
            let _ = problems.optional("childVoice", child_voice.as_deref());
            if !alone && not_alone_reason.is_none() {
                problems.add("notAloneReason", "REQUIRED", "a child is seen alone: say why this one was not");
            }
        }
        Doing::Complete { family, .. } => {
            row.status = WorkStatus::Completed;
            (row.people, row.no_father) = family::checked(family, problems)?;
        }
        Doing::Authorise => {
            row.status = WorkStatus::Concluded;
            row.due_on = None;
        }
        Doing::Hold { decision: WorkDecision::Section47Enquiry } => {
            row.status = WorkStatus::Concluded;
            row.due_on = Some(due::conference(calendar, day));
        }
        Doing::Conclude { decision: WorkDecision::InitialConference } => row.status = WorkStatus::Concluded,
        Doing::StartEnquiry => {
            let mut enquiry = following(planning, WorkKind::Section47Enquiry, day, row)?;
            enquiry.due_on = row.due_on;
            begun = Some(enquiry);
            guards = false;
            closed(row);
        }
        Doing::OpenConference { family } => {
            // The plan starts on the day of the conference.
            let mut conference = following(planning, WorkKind::InitialConference, day, row)?;
            conference.due_on = Some(day);
            (conference.people, conference.no_father) = family::checked(family, problems)?;
            begun = Some(conference);
            closed(row);
        }
        Doing::MakePlan { abuse, outcomes } => {
            let mut plan = following(planning, WorkKind::ChildProtectionPlan, row.started_on, row)?;
            plan.due_on = Some(due::first_review(row.started_on));
            plan.abuse = Set::of(abuse);
            problems.filled("abuse", abuse);
            problems.filled("outcomes", outcomes);
            for outcome in outcomes::agreed(planning, problems, plan.id, outcomes).await? {
                rows.add(outcome);
            }
            begun = Some(plan);
            guards = false;
            closed(row);
        }
        Doing::Review(review) => {
            guards = reviewed(planning, review, row, rows, problems).await?;
        }
        Doing::Hold { .. } | Doing::Conclude { .. } | Doing::StepUp { .. } | Doing::StepDown { .. } | Doing::Close => {
            guards = false;
            closed(row);
        }
    }
    if !guards && let Some(work) = guarded::ended(planning, row).await? {
        rows.add(work);
    }
    if let Some(next) = &mut begun {
        next.text.clone_from(&row.text);
        next.without_checks = row.without_checks.take();
        next.classes = next.classes.union(row.classes);
        if let Some(work) = guarded::opened(next) {
            rows.add(work);
        }
    }
    Ok(begun)
}

/// A review: what was found of every outcome, and by when the next one is due; whether the plan goes on.
async fn reviewed(
    planning: &Planning<'_>,
    review: &Review,
    row: &mut case_work::Model,
    rows: &mut Rows,
    problems: &mut Problems,
) -> Result<bool, PlanError> {
    (row.people, row.no_father) = family::checked(&review.family, problems)?;
    let found = outcomes::reviewed(planning, problems, row.id, (row.day, &review.reviewed)).await?;
    let agreed = outcomes::agreed(planning, problems, row.id, &review.outcomes).await?;
    found.into_iter().chain(agreed).for_each(|outcome| rows.add(outcome));
    let goes_on = review.decision == WorkDecision::PlanContinues;
    row.due_on = match (goes_on, row.kind) {
        (false, _) => None,
        (true, WorkKind::ChildProtectionPlan) => Some(due::next_review(row.day)),
        (true, _) => {
            let weeks = planning.snapshot.measures().early_help_review_weeks;
            Some(due::early_help_review(row.day, weeks))
        }
    };
    if !goes_on {
        row.status = WorkStatus::Concluded;
    }
    Ok(goes_on)
}

/// The plan of what is written; the view is of the work, not of what it followed on.
pub(super) fn finished(mut rows: Rows, before: Option<case_work::Model>, work: case_work::Model) -> Plan<WorkView> {
    let classes = work.classes.union(Set::of(&[FieldClass::Summary, FieldClass::Narrative]));
    let (view, made) = (WorkView::of(&work), format!("{}:{}", work.id, work.version));
    before.into_iter().chain([work]).for_each(|work| rows.add(work));
    Plan { view, rows, made, classes }
}

/// The view of what an earlier request with the same key made.
pub(super) async fn made_before(planning: &Planning<'_>, made: String) -> Result<WorkView, PlanError> {
    let (id, version) = made.split_once(':').ok_or_else(lost)?;
    let (id, version) = (id.parse().map_err(|_| lost())?, version.parse().map_err(|_| lost())?);
    let row = planning.snapshot.case_work(planning.opening, id, Some(version)).await?;
    row.map(|row| WorkView::of(&row)).ok_or_else(lost)
}
