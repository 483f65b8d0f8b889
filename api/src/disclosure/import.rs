//! The way in for imports: an agency's own system records what a return says of a child. Nobody asks for anything and
//! nothing leaves; each child and run makes an entry all the same, with what is written or alone.

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::words::{AccessAction, AgencyKind};
use uuid::Uuid;

use super::Door;
use super::event::Event;
use crate::access_log::{Draft, EntryDraft, Parent};
use crate::error::Error;
use crate::store::{AsOf, Caller, Footing, FootingAsk, Made, MadeAsk, Rows};

/// The agency whose system imports. There is no person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Importer {
    /// The agency.
    pub agency: AgencyId,
    /// Its kind.
    pub kind: AgencyKind,
}

impl Door {
    /// Writes what a return says of one child, each slice of rows together with an entry; later slices belong to the first
    /// one's entry. With no rows there is the entry alone. `false` where somebody wrote the same version of something
    /// first: what is there must then be looked up again, and the slices before stand.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn import(
        &self,
        importer: Importer,
        child: ChildId,
        what: &str,
        slices: Vec<Rows>,
    ) -> Result<bool, Error> {
        let mut entry = EntryDraft::new(self.now(), AccessAction::Import);
        entry.agency = Some(importer.agency);
        entry.agency_kind = Some(importer.kind);
        entry.child = Some(child);
        entry.ask = Some(what.to_owned());
        if slices.is_empty() {
            self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
            return Ok(true);
        }
        let last = slices.len().saturating_sub(1);
        for (n, mut rows) in slices.into_iter().enumerate() {
            if n == last {
                // Told once, and when all of it is there.
                rows.add(Event::details_changed(child, importer.agency).row(0, entry.at));
            }
            let Some(position) = self.make(entry.clone(), rows).await? else { return Ok(false) };
            if entry.parent == Parent::None {
                entry.parent = Parent::Entry(position);
            }
        }
        Ok(true)
    }

    /// An agency's own system, as one that hands concerns over: no person and no role, so that it may do what anybody may and
    /// nothing else. None where the agency has closed.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn system_of(&self, agency: AgencyId) -> Result<Option<Caller>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.system_of(agency, self.now()).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }

    /// What is there of some children of a return, to write with.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn footing(&self, ask: &FootingAsk) -> Result<Footing, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.footing(ask).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }

    /// Rows that an import made before, as they stand, to write with.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn made(&self, ask: &MadeAsk) -> Result<Made, Error> {
        if ask.involvements.is_empty() && ask.entries.is_empty() && ask.works.is_empty() {
            return Ok(Made::default());
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.made(ask).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }

    /// Who keeps a record that this agency's import restricts on adoption: those who still see it, and its custodians.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn adoption_keepers(&self, agency: AgencyId) -> Result<(Vec<PersonId>, Vec<PersonId>), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.adoption_keepers(agency).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }

    /// A fresh random id for what an import makes.
    ///
    /// # Errors
    /// Where there is no randomness to be had.
    pub fn fresh_id(&self) -> Result<Uuid, Error> {
        self.entropy().uuid().map_err(|_| Error::internal("no randomness"))
    }
}
