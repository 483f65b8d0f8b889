//! How far a report of the police was posted, so that their force goes on with one that was cut off. It gives the force what the
//! force itself said, and nothing else.

use super::Door;
use crate::error::Error;
use crate::store::content::PostedChild;
use crate::store::{AsOf, Caller};

impl Door {
    /// The children of a report with that number for whom the caller's agency raised a concern, in the report's order.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub(crate) async fn posted_children(&self, caller: &Caller, number: &str) -> Result<Vec<PostedChild>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.posted_children(caller, number).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }
}
