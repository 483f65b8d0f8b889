//! Mutations of the chronology.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::ids::{AgencyId, GiverId, PersonId};
use entities::words::{
    ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};

use super::super::chronology::ChronologyEntry;
use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::DateTime;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::disclosure::ChangeAnswer;
use crate::disclosure::made::EntryView;
use crate::services::chronology::{self, EntryText, NewEntry};

/// An entry to contribute.
#[derive(Clone, Debug, InputObject)]
pub struct ContributeChronologyEntryInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
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
    /// How few eyes it is kept to.
    #[graphql(default_with = "W(Sensitivity::Standard)")]
    pub sensitivity: W<Sensitivity>,
    /// How to handle it.
    pub handling: Option<Vec<W<HandlingTag>>>,
    /// What it holds beside what its category and agency imply.
    pub classes: Option<Vec<W<FieldClass>>>,
    /// Givers' ids of the adults it is about.
    pub about_adults: Option<Vec<ID>>,
    /// Agencies with an open relationship that are to be told, on the contributor's own basis.
    pub tell: Option<Vec<ID>>,
    /// For RESTRICTED: practitioners beside the author's team.
    pub named: Option<Vec<ID>>,
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

/// What became of an entry.
#[derive(SimpleObject)]
pub struct ChronologyEntryPayload {
    /// The entry as you recorded it.
    entry: Option<ChronologyEntry>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Mutations of the chronology.
#[derive(Default)]
pub struct ChronologyMutation;

/// Mutations of the chronology.
#[Object]
impl ChronologyMutation {
    /// Write an entry about a child that your agency works with, is asked about or claims.
    async fn contribute_chronology_entry(
        &self,
        ctx: &Context<'_>,
        input: ContributeChronologyEntryInput,
    ) -> Result<ChronologyEntryPayload> {
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let Some(new) = new_entry(input, &mut form) else { return Ok(ChronologyEntryPayload::wrong(form)) };
        let answer = chronology::contribute(errors::door(ctx)?, errors::caller(ctx)?, &key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }
}

pub(super) async fn payload(ctx: &Context<'_>, answer: ChangeAnswer<EntryView>) -> Result<ChronologyEntryPayload> {
    let Parts { done, refused, problems } = answer.into();
    let entry = match done {
        None => None,
        Some(view) => {
            let own = errors::caller(ctx)?.agency.id;
            let mut named = errors::door(ctx)?.agencies_named(&[own]).await.map_err(|e| errors::public(ctx, e))?;
            Some(ChronologyEntry::Made { view, agency: named.pop().map(Box::new) })
        }
    };
    Ok(ChronologyEntryPayload { entry, refused, problems })
}

impl ChronologyEntryPayload {
    /// The input is of no form that could be judged.
    pub(super) fn wrong(form: Form) -> Self {
        Self { entry: None, refused: None, problems: form.problems().into_iter().map(Into::into).collect() }
    }
}

/// The entry as given; none where the child or the sharing cannot be read.
fn new_entry(input: ContributeChronologyEntryInput, form: &mut Form) -> Option<NewEntry> {
    let child = form.keep(input.child.key(&["input", "child"]));
    let sharing = form.keep(input.sharing.for_change());
    let about_adults = form.ids("aboutAdults", input.about_adults.as_ref(), GiverId::from_public);
    let tell = form.ids("tell", input.tell.as_ref(), AgencyId::from_public);
    let named = form.ids("named", input.named.as_ref(), PersonId::from_public);
    form.filled("aboutAdults", input.about_adults.as_ref());
    form.filled("tell", input.tell.as_ref());
    form.filled("named", input.named.as_ref());
    form.filled("handling", input.handling.as_ref());
    form.filled("classes", input.classes.as_ref());
    let entry = EntryText {
        occurred_at: input.occurred_at.0,
        occurred_until: input.occurred_until.map(|at| at.0),
        occurred_precision: input.occurred_precision.0,
        category: input.category.0,
        significance: input.significance.0,
        sensitivity: input.sensitivity.0,
        handling: W::set(&input.handling.unwrap_or_default()),
        classes: input.classes.unwrap_or_default().into_iter().map(|c| c.0).collect(),
        about_adults,
        tell,
        named,
        summary: input.summary,
        narrative: input.narrative,
        impact_on_child: input.impact_on_child,
        impact_direction: input.impact_direction.map(|d| d.0),
        child_voice: input.child_voice,
        action: input.action,
        outcome: input.outcome,
    };
    Some(NewEntry { child: child?, sharing: sharing?, entry })
}
