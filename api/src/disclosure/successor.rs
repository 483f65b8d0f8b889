//! An agency names its successor (R39): whoever registers agencies writes it down for the agency, and nothing passes until
//! governance has approved it. It must never approve anything.

use entities::Date;
use entities::ids::{AgencyId, SuccessionId};
use entities::rows::{agency, succession};
use entities::words::SuccessionState;
use serde_json::json;

use super::registry::wrong;
use super::successions::MOST;
use super::{Door, RegistryProblem};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Rows, Snapshot, successors};

/// A succession to name.
#[derive(Clone, Debug)]
pub struct NewSuccession {
    /// The code of the agency that closes.
    pub code: String,
    /// The codes of its successors, first the one that keeps its records.
    pub to: Vec<String>,
    /// From which day.
    pub from: Date,
}

impl Door {
    /// Names the successors of an agency from a day on.
    ///
    /// # Errors
    /// Where the day is over, an agency is unknown, has closed or is named twice, one of them is a sensitive service or of a kind
    /// and another is not, or the hub cannot write.
    pub async fn name_successor(&self, new: NewSuccession) -> Result<SuccessionId, RegistryProblem> {
        let today = local_date(self.now());
        if new.from < today {
            return wrong(format!(
                "{} is over: nothing passes before it is approved, so name {today} or a later day",
                new.from
            ));
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let named = named(&snapshot, &new).await;
        snapshot.close().await.map_err(Error::unavailable)?;
        let named = named?;
        let [agency, keeper, others @ ..] = named.as_slice() else { return wrong("name a successor with --to") };
        let others: Vec<AgencyId> = others.iter().map(|other| other.id).collect();
        let id = SuccessionId(self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?);
        let mut rows = Rows::new();
        rows.add(succession::Model {
            id,
            version: 1,
            agency_id: agency.id,
            keeper: keeper.id,
            others: serde_json::to_string(&others).map_err(Error::internal)?,
            takes_effect_on: new.from,
            state: SuccessionState::Named,
            reason: None,
            person_id: None,
            recorded_at: self.now(),
            log: 0,
            seq: 0,
        });
        self.registered(&json!({"succession": id}).to_string(), Some(agency.kind), rows).await?;
        Ok(id)
    }

    /// The successions as they stand, those named last first, as JSON objects.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn registered_successions(&self) -> Result<Vec<serde_json::Value>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut shown = Vec::new();
        for row in snapshot.successions(MOST).await.map_err(Error::unavailable)? {
            let to = successors(&row).map_err(Error::internal)?;
            let ids = [vec![row.agency_id], to.clone()].concat();
            let agencies = snapshot.agencies(&ids).await.map_err(Error::unavailable)?;
            let code = |id: AgencyId| agencies.iter().find(|a| a.id == id).map(|a| a.code.clone()).unwrap_or_default();
            let to: Vec<String> = to.into_iter().map(code).collect();
            shown.push(json!({"succession": row.id.public(), "agency": code(row.agency_id), "successors": to,
                "from": row.takes_effect_on, "state": row.state}));
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(shown)
    }
}

/// The agency that closes and then its successors, where they may be.
async fn named(snapshot: &Snapshot, new: &NewSuccession) -> Result<Vec<agency::Model>, RegistryProblem> {
    let mut found: Vec<agency::Model> = Vec::new();
    for code in std::iter::once(&new.code).chain(&new.to) {
        match snapshot.agency_of_code(code).await.map_err(Error::unavailable)? {
            None => return wrong(format!("no agency has the code `{code}`: register it first")),
            Some(agency) if agency.closed_on.is_some() => {
                return wrong(format!("`{code}` has closed, or is about to: name the agency that succeeds it"));
            }
            Some(agency) if found.iter().any(|known| known.id == agency.id) => {
                return wrong(format!("`{code}` is named twice: an agency is succeeded by others, each named once"));
            }
            Some(agency) => found.push(agency),
        }
    }
    // What a kind of agency may have, its successor has: one of another kind would have what nobody decided that it may.
    if let Some(other) = found.iter().find(|agency| found.first().is_some_and(|closing| closing.kind != agency.kind)) {
        return wrong(format!("`{}` is an agency of another kind: an agency is succeeded by its like", other.code));
    }
    // Who succeeds an agency is told to everybody, and so would be that there is such a service (R29).
    if found.iter().any(|agency| agency.sensitive_service) && !found.iter().all(|agency| agency.sensitive_service) {
        return wrong(
            "a sensitive service is succeeded by sensitive services, and by these alone: register the successor with \
             --sensitive-service",
        );
    }
    Ok(found)
}
