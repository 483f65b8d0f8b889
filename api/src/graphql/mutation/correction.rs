//! Correcting and withdrawing one's own agency's entries.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use entities::ids::{AgencyId, EntryId, GiverId, PersonId};
use entities::words::{
    ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};

use super::super::errors;
use super::super::input::{Form, SharingInput};
use super::super::scalars::DateTime;
use super::super::words::W;
use super::chronology::{ChronologyEntryPayload, payload};
use super::patch::{ids, patch};
use crate::services::chronology::{self, Correction, Withdrawal};

/// What an entry should say. Absent fields stay as they were; null clears.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectChronologyEntryInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The entry, of your own agency.
    pub entry: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// Why it is corrected.
    pub reason: String,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// When it happened; not in the future.
    pub occurred_at: MaybeUndefined<DateTime>,
    /// When it ended.
    pub occurred_until: MaybeUndefined<DateTime>,
    /// How exactly the time is known.
    pub occurred_precision: MaybeUndefined<W<TimePrecision>>,
    /// What kind of event.
    pub category: MaybeUndefined<W<ChronologyCategory>>,
    /// How much it matters.
    pub significance: MaybeUndefined<W<Significance>>,
    /// How few eyes it is kept to.
    pub sensitivity: MaybeUndefined<W<Sensitivity>>,
    /// How to handle it.
    pub handling: MaybeUndefined<Vec<W<HandlingTag>>>,
    /// What it holds beside what its category and agency imply, in place of what was added before.
    pub classes: MaybeUndefined<Vec<W<FieldClass>>>,
    /// Givers' ids of the adults it is about.
    pub about_adults: MaybeUndefined<Vec<ID>>,
    /// Agencies with an open relationship that are to be told, on the contributor's own basis.
    pub tell: MaybeUndefined<Vec<ID>>,
    /// For RESTRICTED: practitioners beside the author's team.
    pub named: MaybeUndefined<Vec<ID>>,
    /// What happened, in a line.
    pub summary: MaybeUndefined<String>,
    /// What happened, in your words.
    pub narrative: MaybeUndefined<String>,
    /// What it did to the child.
    pub impact_on_child: MaybeUndefined<String>,
    /// Good or bad for the child.
    pub impact_direction: MaybeUndefined<W<ImpactDirection>>,
    /// What the child said or showed, in their words where possible.
    pub child_voice: MaybeUndefined<String>,
    /// What was done.
    pub action: MaybeUndefined<String>,
    /// What came of it.
    pub outcome: MaybeUndefined<String>,
}

/// An entry to withdraw.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawChronologyEntryInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The entry, of your own agency.
    pub entry: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// Why it is withdrawn.
    pub reason: String,
    /// Filed on the wrong child: it leaves every view but your agency's.
    pub wrong_child: bool,
    /// Why you are in this record.
    pub sharing: SharingInput,
}

/// Correcting and withdrawing one's own agency's entries.
#[derive(Default)]
pub struct CorrectionMutation;

/// Correcting and withdrawing one's own agency's entries.
#[Object]
impl CorrectionMutation {
    /// Correct an entry of your own agency: a new version, and the earlier one stays. Absent fields stay as they were; null
    /// clears. The answer gives an entry whole to its author, and to a colleague what they corrected.
    async fn correct_chronology_entry(
        &self,
        ctx: &Context<'_>,
        input: CorrectChronologyEntryInput,
    ) -> Result<ChronologyEntryPayload> {
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let Some(correction) = correction(input, &mut form) else { return Ok(ChronologyEntryPayload::wrong(form)) };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = chronology::correct(door, caller, key.as_deref(), correction, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// Withdraw an entry of your own agency: it stays, and says that it was withdrawn and why.
    async fn withdraw_chronology_entry(
        &self,
        ctx: &Context<'_>,
        input: WithdrawChronologyEntryInput,
    ) -> Result<ChronologyEntryPayload> {
        let mut form = Form::default();
        let entry = form.id("entry", &input.entry, EntryId::from_public);
        let sharing = form.keep(input.sharing.for_change());
        let (Some(entry), Some(sharing)) = (entry, sharing) else { return Ok(ChronologyEntryPayload::wrong(form)) };
        let withdrawal = Withdrawal {
            entry,
            expected_version: input.expected_version,
            reason: input.reason,
            wrong_child: input.wrong_child,
            sharing,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = chronology::withdraw(door, caller, key, withdrawal, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }
}

/// The correction as given; none where the entry or the sharing cannot be read.
fn correction(input: CorrectChronologyEntryInput, form: &mut Form) -> Option<Correction> {
    let entry = form.id("entry", &input.entry, EntryId::from_public);
    let sharing = form.keep(input.sharing.for_change());
    let about_adults = ids(form, "aboutAdults", input.about_adults, GiverId::from_public);
    let tell = ids(form, "tell", input.tell, AgencyId::from_public);
    let named = ids(form, "named", input.named, PersonId::from_public);
    Some(Correction {
        entry: entry?,
        expected_version: input.expected_version,
        reason: input.reason,
        sharing: sharing?,
        occurred_at: patch(input.occurred_at, |at| at.0),
        occurred_until: patch(input.occurred_until, |at| at.0),
        occurred_precision: patch(input.occurred_precision, |w| w.0),
        category: patch(input.category, |w| w.0),
        significance: patch(input.significance, |w| w.0),
        sensitivity: patch(input.sensitivity, |w| w.0),
        handling: patch(input.handling, |list| W::set(&list)),
        classes: patch(input.classes, |list| list.into_iter().map(|c| c.0).collect()),
        about_adults,
        tell,
        named,
        summary: patch(input.summary, |text| text),
        narrative: patch(input.narrative, |text| text),
        impact_on_child: patch(input.impact_on_child, |text| text),
        impact_direction: patch(input.impact_direction, |w| w.0),
        child_voice: patch(input.child_voice, |text| text),
        action: patch(input.action, |text| text),
        outcome: patch(input.outcome, |text| text),
    })
}
