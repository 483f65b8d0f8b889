//! An entry that comes with the answer to a check: as one that is contributed, but SENSITIVE unless it is said otherwise (R14).

use async_graphql::{ID, InputObject};
use entities::ids::GiverId;
use entities::words::{
    ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};

use super::super::input::Form;
use super::super::scalars::DateTime;
use super::super::words::W;
use crate::services::chronology::EntryText;

/// An entry that comes with an answer.
#[derive(Clone, Debug, InputObject)]
pub struct CheckEntryInput {
    /// When it happened; not in the future.
    pub occurred_at: DateTime,
    /// When it ended.
    pub occurred_until: Option<DateTime>,
    /// How exactly the time is known.
    #[graphql(default_with = "W(TimePrecision::Time)")]
    pub occurred_precision: W<TimePrecision>,
    /// What kind of event.
    pub category: W<ChronologyCategory>,
    /// How much it matters.
    pub significance: W<Significance>,
    /// How few eyes it is kept to; the agency that asked reads what is SENSITIVE.
    #[graphql(default_with = "W(Sensitivity::Sensitive)")]
    pub sensitivity: W<Sensitivity>,
    /// How to handle it.
    pub handling: Option<Vec<W<HandlingTag>>>,
    /// What it holds beside what its category and agency imply.
    pub classes: Option<Vec<W<FieldClass>>>,
    /// Givers' ids of the adults it is about.
    pub about_adults: Option<Vec<ID>>,
    /// What happened, in a line; 1 to 20,000 characters, as every text.
    pub summary: String,
    /// What happened, in your words.
    pub narrative: Option<String>,
    /// What it did to the child.
    pub impact_on_child: Option<String>,
    /// Good or bad for the child.
    pub impact_direction: Option<W<ImpactDirection>>,
    /// What the child said or showed, in their words where possible.
    pub child_voice: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
}

/// The entry as given, the n-th of the answer.
pub(super) fn entry(input: CheckEntryInput, n: usize, form: &mut Form) -> EntryText {
    let field = |name: &str| format!("entries.{n}.{name}");
    let about_adults = form.ids(&field("aboutAdults"), input.about_adults.as_ref(), GiverId::from_public);
    form.filled(&field("aboutAdults"), input.about_adults.as_ref());
    form.filled(&field("handling"), input.handling.as_ref());
    form.filled(&field("classes"), input.classes.as_ref());
    EntryText {
        occurred_at: input.occurred_at.0,
        occurred_until: input.occurred_until.map(|at| at.0),
        occurred_precision: input.occurred_precision.0,
        category: input.category.0,
        significance: input.significance.0,
        sensitivity: input.sensitivity.0,
        handling: W::set(&input.handling.unwrap_or_default()),
        classes: input.classes.unwrap_or_default().into_iter().map(|c| c.0).collect(),
        about_adults,
        tell: Vec::new(),
        named: Vec::new(),
        summary: input.summary,
        narrative: input.narrative,
        impact_on_child: input.impact_on_child,
        impact_direction: input.impact_direction.map(|d| d.0),
        child_voice: input.child_voice,
        action: input.action,
        outcome: input.outcome,
    }
}
