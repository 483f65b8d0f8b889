//! Who may use the hub, as whoever runs it reads it: those who left and what has closed too.

use entities::ids::PersonId;
use entities::rows::{client_app, named_access};

use super::Door;
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller, RegisteredPractitioner};

/// Managers of one agency who are offered to choose from.
const MOST_MANAGERS: u32 = 200;

/// Managers to choose a second person from.
#[derive(Clone, Debug, Default)]
pub struct Managers {
    /// Each with their name.
    pub people: Vec<(PersonId, String)>,
    /// Whether they are those of the area's authority, because the agency has none of its own.
    pub of_authority: bool,
}

impl Door {
    /// Everybody who is registered, one line for each membership.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn practitioners(&self) -> Result<Vec<RegisteredPractitioner>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let all = snapshot.registered_practitioners().await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(all)
    }

    /// The managers whom the caller may name as a second person (R21), by name: those of their own agency, or, where it has none,
    /// those of the authority whose area it serves. It is the same whichever child is meant.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn managers(&self, caller: &Caller) -> Result<Managers, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut people = snapshot.managers(caller, MOST_MANAGERS).await.map_err(Error::unavailable)?;
        let of_authority = people.is_empty();
        if of_authority {
            people = snapshot.managers_of_area(caller, MOST_MANAGERS).await.map_err(Error::unavailable)?;
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(Managers { people, of_authority })
    }

    /// Every client app, as JSON objects.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn clients(&self) -> Result<Vec<serde_json::Value>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let all = snapshot.registered_clients().await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let shown = |c: client_app::Model| {
            serde_json::json!({"id": c.id, "name": c.name, "agencies": c.agencies,
                "mayConfirmInvolvements": c.may_confirm_involvements})
        };
        Ok(all.into_iter().map(shown).collect())
    }

    /// Everybody named for an audit, an inspection or a request, as JSON objects.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn named_for_access(&self) -> Result<Vec<serde_json::Value>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let all = snapshot.all_named_access().await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let today = local_date(self.now());
        let shown = |n: named_access::Model| {
            serde_json::json!({"practitioner": n.person_id.public(), "child": n.child_id.public(),
                "purpose": n.purpose, "until": n.until, "over": n.until < today})
        };
        Ok(all.into_iter().map(shown).collect())
    }
}
