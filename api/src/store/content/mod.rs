//! Content, found with an opening and with nothing else. What the verdict withholds is null before it leaves the database.

mod agencies;
mod candidate;
mod checks;
mod child;
mod chronology;
mod concerns;
mod consents;
mod involvements;

pub use agencies::AgencyContent;
pub use candidate::CandidateContent;
pub use checks::{CheckContent, ChecksAsk, HouseholdMember};
pub use child::{ChildContent, IdentifierContent};
pub use chronology::{ChronologyFilter, Cursor, EntryContent, EntryPage, PageArgs};
pub use concerns::{AdditionContent, ConcernContent, ConcernFilter, ConcernsAsk, PossibleMatchContent, StepContent};
pub(crate) use concerns::{Listed, OnDuty, Side, Waiting};
pub use consents::ConsentContent;
pub(crate) use consents::standing as consent_standing;
pub use involvements::InvolvementContent;

use entities::Set;
use entities::words::FieldClass;
use policies::fields::FieldRule;

/// The classes that a field needs: its own, and the record's content classes where the table says so.
pub(crate) fn needs(rule: &FieldRule, content: Set<FieldClass>) -> Set<FieldClass> {
    let own = Set::of(rule.classes);
    if rule.content { own.union(content) } else { own }
}

/// The rule of R1 for a field.
pub(crate) fn rule(table: &'static [FieldRule], field: &str) -> Option<&'static FieldRule> {
    table.iter().find(|r| r.field == field)
}
