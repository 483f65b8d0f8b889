//! The register of consents in numbers, for governance: by purpose, kind of agency and what stands. A number under five is never
//! given, nor a total from which it could be worked out, so that no number tells of a family.

use std::collections::BTreeMap;

use entities::words::{AccessAction, AgencyKind, ConsentStatus, SharingPurpose};
use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Draft, Logged};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller};

/// The smallest number that is given.
pub(super) const FEWEST: i64 = 5;

/// Decisions for one purpose and one kind of agency that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsentCount {
    /// For which purpose.
    pub purpose: SharingPurpose,
    /// With which kind of agency.
    pub agency_kind: AgencyKind,
    /// What stands.
    pub status: ConsentStatus,
    /// How many decisions; none where there are fewer than five.
    pub count: Option<i64>,
}

/// The register: by purpose, kind of agency and what stands; a decision for several purposes or kinds counts in each.
#[derive(Debug, Serialize)]
pub struct ConsentRegister {
    counts: Vec<ConsentCount>,
}

impl ConsentRegister {
    /// The numbers.
    pub fn counts(&self) -> &[ConsentCount] {
        &self.counts
    }
}

impl Door {
    /// The register of consents in numbers.
    ///
    /// # Errors
    /// FORBIDDEN, and logged, for who does not govern the partnership's information; and where the hub cannot answer.
    pub async fn consent_register(&self, caller: &Caller) -> Result<Logged<ConsentRegister>, Error> {
        self.governs(caller, "consentRegister").await?;
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let alike = snapshot.consents_alike(caller.at, local_date(caller.at)).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let mut counted: BTreeMap<(SharingPurpose, AgencyKind, ConsentStatus), i64> = BTreeMap::new();
        for group in alike {
            for purpose in group.purposes.iter() {
                for kind in group.kinds.iter() {
                    *counted.entry((purpose, kind, group.status)).or_default() += group.count;
                }
            }
        }
        let count = |((purpose, agency_kind, status), count)| ConsentCount {
            purpose,
            agency_kind,
            status,
            count: Some(count).filter(|count| *count >= FEWEST),
        };
        let view = ConsentRegister { counts: counted.into_iter().map(count).collect() };
        let mut entry = self.entry_of(caller, AccessAction::Administer);
        entry.ask = Some("{\"read\":\"consentRegister\"}".to_owned());
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}
