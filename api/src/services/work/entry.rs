//! The chronology entry that a step makes, in the same transaction: what happened in the hub's words, and beside it the words of
//! who took the step. It is an entry like any other of its agency.

use entities::Set;
use entities::rows::{case_work, chronology_entry};
use entities::words::{
    AbuseCategory, ChronologyCategory, Sensitivity, Significance, TimePrecision, WorkAction, WorkDecision, WorkKind,
};
use policies::content_classes;

use super::super::chronology::{EntryText, written};
use super::super::problems::Problems;
use super::rows::{Checked, category};
use crate::disclosure::{PlanError, Planning};
use crate::plain::calendar::start_of_day;

/// The entry of a step, of which nothing is wrong.
pub(super) async fn of_step(
    planning: &Planning<'_>,
    row: &case_work::Model,
    said: &Checked,
    child_voice: Option<&str>,
) -> Result<chronology_entry::Model, PlanError> {
    let told_as = match row.action {
        WorkAction::ChildSeen => ChronologyCategory::Visit,
        WorkAction::Reviewed => ChronologyCategory::Review,
        _ => category(row.kind),
    };
    let decided = matches!(row.action, WorkAction::Completed | WorkAction::Decided | WorkAction::Reviewed);
    // What a service that is kept to few eyes does is for few eyes (R29).
    let kept = planning.snapshot.kept_to_few_eyes(&[row.agency_id]).await?.contains(&row.agency_id);
    let text = EntryText {
        occurred_at: start_of_day(row.day),
        occurred_until: None,
        occurred_precision: TimePrecision::Day,
        category: told_as,
        significance: Significance::Significant,
        sensitivity: if kept { Sensitivity::Sensitive } else { Sensitivity::Standard },
        handling: Set::EMPTY,
        // That the child was seen, or the plan reviewed, is told as what it was part of.
        classes: said.added.union(content_classes(category(row.kind), row.agency_kind)).to_vec(),
        about_adults: Vec::new(),
        tell: Vec::new(),
        named: Vec::new(),
        summary: summary(row),
        narrative: Some(said.text.clone()),
        impact_on_child: None,
        impact_direction: None,
        child_voice: child_voice.map(str::to_owned),
        action: None,
        outcome: row.decision.filter(|_| decided).map(|decision| in_words(decision).to_owned()),
    };
    // All of it was looked at before; nothing of a piece of work is a missing episode.
    let (entry, _) = written(planning, &mut Problems::default(), &text).await?;
    Ok(entry)
}

/// What happened, in a line.
fn summary(row: &case_work::Model) -> String {
    let work = match row.kind {
        WorkKind::Assessment => "Child and family assessment",
        WorkKind::StrategyDiscussion => "Strategy discussion",
        WorkKind::Section47Enquiry => "Section 47 enquiry",
        WorkKind::InitialConference => "Initial child protection conference",
        WorkKind::ChildProtectionPlan => "Child protection plan",
        WorkKind::EarlyHelpPlan => "Early help plan",
    };
    let done = match (row.action, row.kind) {
        (WorkAction::Started, WorkKind::ChildProtectionPlan | WorkKind::EarlyHelpPlan) => "made",
        (WorkAction::Started, WorkKind::InitialConference) => "held",
        (WorkAction::Started, _) => "begun",
        (WorkAction::ChildSeen, _) if row.seen_alone == Some(true) => "child seen, alone",
        (WorkAction::ChildSeen, _) => "child seen, not alone",
        (WorkAction::Completed, _) => "completed",
        (WorkAction::Authorised, _) => "authorised",
        (WorkAction::Decided, WorkKind::StrategyDiscussion) => "held",
        (WorkAction::Decided, _) => "concluded",
        (WorkAction::Reviewed, _) => "reviewed",
        (WorkAction::Followed, _) => "led to the next step",
        (WorkAction::SteppedUp, _) => "ended by stepping up",
        (WorkAction::SteppedDown, _) => "ended by stepping down",
        (WorkAction::Closed, _) => "closed",
    };
    let abuse: Vec<&str> = row.abuse.iter().map(named).collect();
    if row.action == WorkAction::Started && !abuse.is_empty() {
        return format!("{work}: {done}, for {}", abuse.join(", "));
    }
    format!("{work}: {done}")
}

const fn named(abuse: AbuseCategory) -> &'static str {
    match abuse {
        AbuseCategory::Neglect => "neglect",
        AbuseCategory::Physical => "physical abuse",
        AbuseCategory::Sexual => "sexual abuse",
        AbuseCategory::Emotional => "emotional abuse",
    }
}

const fn in_words(decision: WorkDecision) -> &'static str {
    match decision {
        WorkDecision::NoFurtherAction => "No further action",
        WorkDecision::EarlyHelp => "Early help",
        WorkDecision::ChildInNeed => "Help as a child in need",
        WorkDecision::Assessment => "Child and family assessment",
        WorkDecision::StrategyDiscussion => "Strategy discussion",
        WorkDecision::Section47Enquiry => "Section 47 enquiry",
        WorkDecision::InitialConference => "Initial child protection conference",
        WorkDecision::PlanContinues => "The plan continues",
        WorkDecision::PlanEnds => "The plan ends",
    }
}
