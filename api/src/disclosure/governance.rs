//! What who governs the partnership's information may see of the hub itself: the agreement by which it judges. No child is in
//! it; whoever does not govern is told that there is nothing.

use std::sync::Arc;

use entities::words::{AccessAction, RefusalCode, Role};
use policies::RuleBook;

use super::{Door, entry};
use crate::access_log::Draft;
use crate::error::Error;
use crate::store::Caller;

impl Door {
    /// The rule book that judges now, for reading and for trying.
    ///
    /// # Errors
    /// FORBIDDEN, and logged, for who does not govern the partnership's information.
    pub async fn agreement(&self, caller: &Caller) -> Result<Arc<RuleBook>, Error> {
        self.governs(caller, "agreement").await?;
        Ok(self.book())
    }

    /// Turns away who does not govern the partnership's information, and says so in the log.
    pub(super) async fn governs(&self, caller: &Caller, what: &str) -> Result<(), Error> {
        if caller.roles.contains(Role::InformationGovernance) {
            return Ok(());
        }
        let mut entry = self.entry_of(caller, AccessAction::Administer);
        entry.ask = Some(format!("{{\"read\":\"{what}\"}}"));
        entry::refuse(&mut entry, RefusalCode::Role);
        self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        Err(Error::forbidden("information governance alone reads this"))
    }
}
