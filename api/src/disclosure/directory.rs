//! The directory of agencies: no child's information, so no entry in the log.

use entities::ids::AgencyId;
use entities::words::AgencyKind;

use super::Door;
use crate::error::Error;
use crate::store::AsOf;
use crate::store::content::AgencyContent;

impl Door {
    /// Whether the database answers, so that the hub can; otherwise why not, for the operational log.
    ///
    /// # Errors
    /// What is missing.
    pub async fn ready(&self) -> Result<(), String> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(|e| e.to_string())?;
        snapshot.close().await.map_err(|e| e.to_string())
    }

    /// The newest signed checkpoint of every log, to be kept outside the database.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn checkpoints(&self) -> Result<String, Error> {
        let all = crate::access_log::checkpoints(self.log().reader()).await.map_err(Error::unavailable)?;
        Ok(all.join("\n"))
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
