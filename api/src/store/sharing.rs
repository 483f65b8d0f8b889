//! Why the caller is in the record, as stated for this request.

use entities::ids::{CheckId, ConcernId, PersonId};
use entities::words::{DispenseReason, LawfulBasis, SharingPurpose};
use sea_orm::{DbErr, Value};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::shut::Viewer;
use super::snapshot::Snapshot;
use crate::plain::reference::ConcernReference;

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

impl Snapshot {
    /// Whether a concern with that id is addressed to the caller's agency or to a MASH that they are assigned to (R10). One about
    /// a child whose record is shut to the caller is not there (R28); whichever other child it is about, the answer is the same.
    pub(crate) async fn was_asked(&self, caller: &Caller, concern: ConcernId) -> Result<bool, DbErr> {
        Ok(self.asked(caller, "q.id = $1", concern.into()).await?.is_some())
    }

    /// The concern with that reference, under the same conditions.
    pub(crate) async fn asked_by_reference(
        &self,
        caller: &Caller,
        reference: ConcernReference,
    ) -> Result<Option<ConcernId>, DbErr> {
        self.asked(caller, "q.reference = $1", reference.to_string().into()).await
    }

    async fn asked(&self, caller: &Caller, is: &str, named: Value) -> Result<Option<ConcernId>, DbErr> {
        let mut values: Vec<Value> = vec![named, caller.agency.id.into()];
        values.extend(caller.mash_areas.iter().map(|area| Value::from(*area)));
        let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
        let viewer = Viewer::of(caller);
        let shut = self.shut("q.child_id", &viewer, values.len() + 1);
        values.extend(viewer.values());
        let sql = format!(
            "SELECT q.id FROM concern AS q WHERE {is} AND q.addressed_to IN ({}) AND NOT {shut} AND {}",
            places.join(", "),
            self.recorded("q")
        );
        self.one(sql, values).await?.map(|row| row.try_get("", "id")).transpose()
    }
}
