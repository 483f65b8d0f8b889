//! What waits for those to whom concerns are addressed: the way to a page of it, and who has none.

use entities::words::{AccessAction, RefusalCode};

use super::{ConcernPage, Door, entry};
use crate::access_log::Draft;
use crate::error::Error;
use crate::store::Caller;
use crate::store::content::{ConcernsAsk, areas};

impl Door {
    /// The most urgent of the concerns that wait for the caller's agency or MASH to decide, with how many wait.
    ///
    /// # Errors
    /// FORBIDDEN, and logged, for whom no concern is addressed to; and where the hub cannot answer.
    pub async fn waiting_concerns(
        &self,
        caller: &Caller,
        fields: Vec<String>,
        first: u32,
    ) -> Result<ConcernPage, Error> {
        self.answers_concerns(caller).await?;
        let ask = ConcernsAsk { first, fields, total: true, waiting: true, ..ConcernsAsk::default() };
        self.concerns(caller, &ask).await
    }

    /// Turns away whom no concern is addressed to (R34), and says so in the log.
    ///
    /// # Errors
    /// FORBIDDEN for them; and where the hub cannot answer.
    pub async fn answers_concerns(&self, caller: &Caller) -> Result<(), Error> {
        if !areas(caller).is_empty() {
            return Ok(());
        }
        let mut entry = self.entry_of(caller, AccessAction::View);
        entry.ask = Some("{\"read\":\"waitingConcerns\"}".to_owned());
        entry::refuse(&mut entry, RefusalCode::Role);
        self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        Err(Error::forbidden("no concern is addressed to you in this membership"))
    }
}
