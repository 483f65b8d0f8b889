//! The task that looks for events of every hub on the database, and hands them to whoever listens in this one.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::disclosure::Door;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(250);

/// Looks now and then, until the task is aborted. While nobody listens it reads nothing.
pub fn keep(door: Arc<Door>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = tokio::time::interval(EVERY);
        time.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            time.tick().await;
            if let Err(error) = door.ring().await {
                tracing::error!(cause = ?error.cause(), "events cannot be read");
            }
        }
    })
}
