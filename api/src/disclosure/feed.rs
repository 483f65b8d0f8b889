//! The feed of changes: [`Door::changes`]. It goes over the events of everybody and tells of those that the caller may be told
//! of. What it gives beside them must never tell of the others: the cursor is sealed, and whether more follow is said before it is
//! looked at for whom they are (R5).

use entities::words::AccessAction;
use futures_util::future::try_join_all;

use super::Door;
use super::follow::EventView;
use crate::access_log::{Draft, Logged};
use crate::error::Error;
use crate::store::{AsOf, Caller, EventCursor, Sharing};

/// How many more events are looked at for one page than it may tell, whoever they are for. Were those counted that are judged,
/// where a page ends would tell how many are for the caller's agency and are kept from the caller (R5, R28, R34).
pub const LOOKED_BEYOND: u32 = 100;

/// Events since a cursor that somebody may be told of, whose entries are on disk.
#[derive(Debug)]
pub struct ChangesPage {
    events: Vec<Logged<EventView>>,
    cursor: String,
    more: bool,
}

impl ChangesPage {
    /// The events, in order.
    pub fn events(&self) -> &[Logged<EventView>] {
        &self.events
    }

    /// Where the next page goes on.
    pub fn cursor(&self) -> &str {
        &self.cursor
    }

    /// Whether more may follow at once.
    pub const fn more(&self) -> bool {
        self.more
    }
}

impl Door {
    /// The events since that cursor which the caller may be told of, judged now, at most so many. `since` is a cursor that the hub
    /// gave in this membership; none begins with the first.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; where the cursor is none, or the database was put back to a time before it; where `sharing`
    /// rests on a concern that was not put to the caller; and where the hub cannot answer.
    pub async fn changes(
        &self,
        caller: &Caller,
        sharing: Option<&Sharing>,
        since: Option<&str>,
        first: u32,
    ) -> Result<ChangesPage, Error> {
        self.turn_away_administrators(caller, AccessAction::Follow).await?;
        let wrong = |why| Error::bad_input(&["since"], why);
        let since = match since {
            None => EventCursor::default(),
            Some(text) => self
                .seal()
                .opened(text, caller.membership)
                .ok_or_else(|| wrong("the cursor is not one that the hub gave you in this membership"))?,
        };
        if let Some(sharing) = sharing {
            self.anchored(caller, sharing).await?;
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        if !snapshot.holds(&since).await.map_err(Error::unavailable)? {
            snapshot.close().await.map_err(Error::unavailable)?;
            return Err(wrong("the hub was put back to a time before this cursor: begin anew, without one"));
        }
        let most = first.saturating_add(LOOKED_BEYOND);
        let found = snapshot.events_after(&since, most.saturating_add(1)).await.map_err(Error::unavailable)?;
        let mut more = found.len() > most as usize;
        let (mut cursor, mut tellings) = (since.clone(), Vec::new());
        for event in found.iter().take(most as usize) {
            // Before it is looked at for whom the next one is: whether more may follow must not tell that.
            if tellings.len() >= first as usize {
                more = true;
                break;
            }
            if let Ok(Some(telling)) = self.telling(&snapshot, caller, sharing, event).await? {
                tellings.push(telling);
            }
            cursor.past(event);
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let cursor = self.seal().closed(&cursor, caller.membership, self.entropy())?;
        if tellings.is_empty() {
            let mut entry = self.entry_of(caller, AccessAction::Follow);
            entry.ask = Some(serde_json::json!({"changes": {"since": since, "first": first}}).to_string());
            self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        }
        // At once, so that they wait for one commit.
        let events = try_join_all(tellings.into_iter().map(|draft| self.log().append(draft))).await;
        let events = events.map_err(Error::unavailable)?;
        Ok(ChangesPage { events, cursor, more })
    }
}
