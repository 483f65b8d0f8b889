//! A decision on consent as the caller recorded or withdrew it.

use entities::rows::consent;
use entities::words::{FieldClass, WithheldReason};
use entities::{Date, Instant, Set, Word};
use serde::Serialize;

use super::super::view::{Withholding, consent_withheld};
use crate::store::content::ConsentContent;

/// What a colleague's decision tells of its giver and its recorder; whoever withdraws it is not told again.
const OF_PEOPLE: &[FieldClass] =
    &[FieldClass::Identity, FieldClass::Whereabouts, FieldClass::Adult, FieldClass::Source];

/// A decision on consent as the caller recorded it.
#[derive(Debug, Serialize)]
pub struct ConsentView {
    consent: ConsentContent,
}

impl ConsentView {
    /// The view of a decision that the caller recorded, whole.
    pub(crate) fn of(row: &consent::Model, at: Instant, today: Date) -> Self {
        let reasons = vec![None; FieldClass::ALL.len()];
        Self { consent: ConsentContent::own(row, at, today, reasons) }
    }

    /// The view of a decision that a colleague recorded and the caller withdrew.
    pub(crate) fn of_colleague(row: &consent::Model, at: Instant, today: Date) -> Self {
        let people = Set::of(OF_PEOPLE);
        let reasons = FieldClass::ALL.iter().map(|c| people.contains(*c).then_some(WithheldReason::Purpose)).collect();
        Self { consent: ConsentContent::own(row, at, today, reasons) }
    }

    /// The decision.
    pub const fn consent(&self) -> &ConsentContent {
        &self.consent
    }

    /// What of it this answer leaves out.
    pub fn withheld(&self) -> Vec<Withholding> {
        consent_withheld(&self.consent)
    }
}
