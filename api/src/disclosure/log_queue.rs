//! What waits for the caller's review: [`Door::access_reviews`]. It is the access log read in another order, by the same rule
//! (R37), and logged like it.

use serde_json::json;

use super::Door;
use super::log_read::{LogReader, page};
use super::log_view::LogPageView;
use crate::access_log::Logged;
use crate::error::Error;
use crate::store::{Caller, QueueCursor};

/// A page of the queue that is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueAsk {
    /// Only what stands after this.
    pub after: Option<QueueCursor>,
    /// At most so many, 1 to 100.
    pub first: u32,
    /// Whether the total is asked for.
    pub total: bool,
}

impl Door {
    /// What waits for the caller's review, most urgent first.
    ///
    /// # Errors
    /// FORBIDDEN where the caller reviews nothing at all; and where the hub cannot answer.
    pub async fn access_reviews(&self, caller: &Caller, ask: &QueueAsk) -> Result<Logged<LogPageView>, Error> {
        let canonical = json!({"reviews": {"after": ask.after, "first": ask.first, "total": ask.total}}).to_string();
        let LogReader { snapshot, scope, entry } = self.log_reader(caller, canonical).await?;
        let waiting = snapshot.log_queue(&scope, caller.at, ask.after, ask.first).await.map_err(Error::unavailable)?;
        let total =
            if ask.total { Some(snapshot.log_queue_total(&scope).await.map_err(Error::unavailable)?) } else { None };
        let more = waiting.len() > ask.first as usize;
        let (seen, cursors): (Vec<_>, Vec<_>) = waiting.into_iter().take(ask.first as usize).unzip();
        let view = page(snapshot, &scope, seen, total, more).await?;
        self.read(LogPageView { queue: cursors, ..view }, entry).await
    }
}
