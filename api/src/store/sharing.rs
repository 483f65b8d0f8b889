//! Why the caller is in the record, as stated for this request.

use entities::ids::{CheckId, ConcernId, PersonId};
use entities::words::{DispenseReason, LawfulBasis, SharingPurpose};
use serde::{Deserialize, Serialize};

/// Purpose, basis and the rest, as stated. It opens; it never widens what a payload gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// What the record is needed for.
    pub purpose: SharingPurpose,
    /// The asker's own basis.
    pub basis: LawfulBasis,
    /// The concern that bears the purpose out.
    pub concern: Option<ConcernId>,
    /// The check that bears the purpose out.
    pub check: Option<CheckId>,
    /// Why consent is gone without.
    pub dispense: Option<DispenseReason>,
    /// In the practitioner's own words.
    pub justification: Option<String>,
    /// The manager who approved.
    pub approved_by: Option<PersonId>,
    /// Break the glass.
    pub emergency: bool,
}

/// The fewest characters that a justification may have (contract, `SharingInput`).
const JUSTIFICATION_CHARACTERS: usize = 20;

impl Sharing {
    /// That purpose on that basis, and nothing more.
    pub const fn plain(purpose: SharingPurpose, basis: LawfulBasis) -> Self {
        Self {
            purpose,
            basis,
            concern: None,
            check: None,
            dispense: None,
            justification: None,
            approved_by: None,
            emergency: false,
        }
    }

    /// Whether a justification of the form required was given.
    pub fn justified(&self) -> bool {
        self.justification.as_deref().is_some_and(|text| text.trim().chars().count() >= JUSTIFICATION_CHARACTERS)
    }
}
