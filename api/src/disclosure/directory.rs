//! The directory of agencies: no child's information, so no entry in the log.

use std::collections::BTreeSet;

use entities::ids::AgencyId;
use entities::words::AgencyKind;

use super::Door;
use crate::access_log::{checkpoints, checkpoints_after};
use crate::error::Error;
use crate::store::content::{AgencyContent, areas};
use crate::store::{AsOf, Caller};

/// How a hub stands at one moment.
#[derive(Clone, Copy, Debug)]
pub struct HubStanding {
    /// Whether the log could be written when it was last tried.
    pub writable: bool,
    /// Requests that wait for the log's writer.
    pub waiting: usize,
    /// What the log's writer did since it started.
    pub log: crate::access_log::Stats,
    /// Connections that read now.
    pub reading: u32,
    /// Connections that may read at once.
    pub readers: u32,
    /// Verdicts that were remembered since the start.
    pub verdicts_remembered: u64,
    /// Verdicts that were made since the start.
    pub verdicts_made: u64,
    /// Questions that the rule book could not answer, and that were answered no. Anything but 0 is a fault.
    pub verdict_errors: u64,
}

impl Door {
    /// Whether the database answers and the log can be written, so that the hub can answer; otherwise why not, for the
    /// operational log.
    ///
    /// # Errors
    /// What is missing.
    pub async fn ready(&self) -> Result<(), String> {
        self.log().stands().map_err(|_| "the database's file was removed or replaced".to_owned())?;
        if self.log().failing() {
            return Err("the access log cannot be written".to_owned());
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(|e| e.to_string())?;
        snapshot.close().await.map_err(|e| e.to_string())
    }

    /// Tries whether an entry could be written, so that a hub that nobody can ask notices that it works again.
    ///
    /// # Errors
    /// Where none could be; the log has said so.
    pub async fn probe(&self) -> Result<(), Error> {
        self.log().probe().await.map_err(Error::unavailable)
    }

    /// How the hub stands at this moment, in numbers alone.
    pub fn standing(&self) -> HubStanding {
        let ((remembered, made), (reading, readers)) = (self.book().verdicts(), self.store().pool());
        HubStanding {
            writable: self.log().stands().is_ok() && !self.log().failing(),
            waiting: self.log().waiting(),
            log: self.log().stats(),
            reading,
            readers,
            verdicts_remembered: remembered,
            verdicts_made: made,
            verdict_errors: self.book().errors(),
        }
    }

    /// The newest signed checkpoint of every log, to be kept outside the database.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn checkpoints(&self) -> Result<String, Error> {
        let all = checkpoints(self.log().reader()).await.map_err(Error::unavailable)?;
        Ok(all.join("\n"))
    }

    /// The same, to be kept in place of that text; none where a log does not go on from it, and it must stay as it is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn checkpoints_after(&self, kept: &str) -> Result<Option<String>, Error> {
        let log = self.log();
        let all = checkpoints_after(log.reader(), kept, log.keys()).await.map_err(Error::unavailable)?;
        Ok(all.map(|all| all.join("\n")))
    }

    /// Those agencies, to name them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agencies_named(&self, ids: &[AgencyId]) -> Result<Vec<AgencyContent>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let agencies = snapshot.agencies(ids).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(agencies)
    }

    /// The other agencies whose people sit in a MASH of the caller's, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mash_partners(&self, caller: &Caller) -> Result<Vec<AgencyContent>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut ids = BTreeSet::new();
        for area in areas(caller) {
            let there = snapshot.mash_agencies(area).await.map_err(Error::unavailable)?;
            ids.extend(there.into_iter().chain([area]).map(|id| caller.successions.heir(id)));
        }
        let others: Vec<AgencyId> = ids.into_iter().filter(|id| !caller.agency.owns(*id)).collect();
        let mut agencies = snapshot.agencies(&others).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        agencies.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(agencies)
    }

    /// A page of the directory by name, one more than asked for where more follow, and how many there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agency_directory(
        &self,
        kind: Option<AgencyKind>,
        search: Option<&str>,
        after: Option<(&str, AgencyId)>,
        first: u32,
    ) -> Result<(Vec<AgencyContent>, i64), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let page = snapshot.directory(kind, search, after, first).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(page)
    }
}
