//! Content, found with an opening and with nothing else. What the verdict withholds is null before it leaves the database.

mod agencies;
mod candidate;
mod checks;
mod child;
mod chronology;
mod concerns;
mod consents;
mod decisions;
mod default_agencies;
mod escalations;
mod involvements;
mod works;

pub use agencies::AgencyContent;
pub use candidate::CandidateContent;
pub use checks::{CheckContent, ChecksAsk, HouseholdMember};
pub use child::{ChildContent, IdentifierContent};
pub use chronology::{ChronologyFilter, Cursor, EntryContent, EntryPage, PageArgs};
pub(crate) use concerns::areas;
pub(in crate::store) use concerns::{ALLEGED, named, safeguarding};
pub use concerns::{
    AdditionContent, ConcernContent, ConcernFilter, ConcernsAsk, OtherChildContent, PersonContent, PoliceContent,
    PossibleMatchContent, PostedChild, ReportContent, StepContent,
};
pub(crate) use concerns::{Listed, OnDuty, Side, Waiting};
pub use consents::ConsentContent;
pub(crate) use consents::standing as consent_standing;
pub(crate) use decisions::view_state;
pub use decisions::{JointDecisionContent, JointDecisionsAsk, PartnerViewContent};
pub use default_agencies::DefaultsAsk;
pub(crate) use escalations::Told;
pub use escalations::{EscalationContent, EscalationStepContent};
pub use involvements::InvolvementContent;
pub use works::{CaseWorkContent, FamilyMember, OutcomeContent, SeenContent, WorkStepContent};

use entities::Set;
use entities::words::FieldClass;
use policies::fields::FieldRule;
use sea_orm::Value;

/// The classes that a field needs: its own, and the record's content classes where the table says so.
pub(crate) fn needs(rule: &FieldRule, content: Set<FieldClass>) -> Set<FieldClass> {
    let own = Set::of(rule.classes);
    if rule.content { own.union(content) } else { own }
}

/// The rule of R1 for a field.
pub(crate) fn rule(table: &'static [FieldRule], field: &str) -> Option<&'static FieldRule> {
    table.iter().find(|r| r.field == field)
}

/// The places of ids in a statement's list; their values are added to the others.
pub(crate) fn places<I: Copy + Into<Value>>(values: &mut Vec<Value>, ids: &[I]) -> String {
    let places: Vec<String> = ids
        .iter()
        .map(|id| {
            values.push((*id).into());
            format!("${}", values.len())
        })
        .collect();
    if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
}
