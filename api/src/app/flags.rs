//! The pass that writes the flags which depend on other accesses, now and then, beside everything else that a hub does.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::disclosure::{Door, FlagPass};

/// The time between two passes where configuration says nothing.
pub(super) const EVERY: Duration = Duration::from_secs(10);

/// Runs a pass every so often, until it is ended with [`end`].
pub(super) fn keep(door: Arc<Door>, every: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = tokio::time::interval(every);
        // A pass that took long is not made up for by several at once.
        time.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pass = FlagPass::default();
        loop {
            time.tick().await;
            if let Err(error) = door.flag_accesses(&mut pass).await {
                tracing::error!(cause = ?error.cause(), "the flags of accesses cannot be written");
            }
        }
    })
}

/// Ends a task of the hub's own. What one of them handed to the log is written or not, as a whole.
pub(super) async fn end(task: JoinHandle<()>) {
    task.abort();
    // It ends as one that was ended.
    let _ = task.await;
}
