//! The concern that a request says it rests on: it must have been put to the caller, or the request is told so (R10). It looks
//! at no child: which one the concern is about is for the facts.

use entities::ids::ConcernId;

use super::{Door, Problem};
use crate::error::Error;
use crate::plain::reference::ConcernReference;
use crate::store::{AsOf, Caller, Sharing, Snapshot};

const UNKNOWN: &str = "no such concern is addressed to your agency: name the one that brought you here, or none";

impl Door {
    /// The concern with that reference, if it was put to the caller; none otherwise, whether or not there is one.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn concern_called(
        &self,
        caller: &Caller,
        reference: ConcernReference,
    ) -> Result<Option<ConcernId>, Error> {
        let snapshot = self.store().glance(AsOf::Now);
        let found = snapshot.asked_by_reference(caller, reference).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }

    /// Whether the concern that a reading names was put to the caller. One statement, and none where no concern is named.
    ///
    /// # Errors
    /// BAD_USER_INPUT where it was not; and where the hub cannot answer.
    pub(super) async fn anchored(&self, caller: &Caller, sharing: &Sharing) -> Result<(), Error> {
        if sharing.concern.is_none() {
            return Ok(());
        }
        let snapshot = self.store().glance(AsOf::Now);
        let unknown = unknown(&snapshot, caller, sharing).await?;
        snapshot.close().await.map_err(Error::unavailable)?;
        if unknown { Err(Error::bad_input(&["sharing", "concern"], UNKNOWN)) } else { Ok(()) }
    }
}

/// What is wrong with the form of a change, and with the concern that it names.
pub(super) async fn problems(
    snapshot: &Snapshot,
    caller: &Caller,
    sharing: Option<&Sharing>,
    form: &[Problem],
) -> Result<Vec<Problem>, Error> {
    let mut all = form.to_vec();
    if let Some(sharing) = sharing
        && unknown(snapshot, caller, sharing).await?
    {
        all.push(Problem::at(&["input", "sharing", "concern"], "UNKNOWN_ID", UNKNOWN));
    }
    Ok(all)
}

async fn unknown(snapshot: &Snapshot, caller: &Caller, sharing: &Sharing) -> Result<bool, Error> {
    match sharing.concern {
        None => Ok(false),
        Some(concern) => snapshot.was_asked(caller, concern).await.map(|asked| !asked).map_err(Error::unavailable),
    }
}
