//! What a hub does now and then beside answering: the pass that writes the flags which depend on other accesses, the look
//! whether the log can be written, and the checkpoints that are kept outside the database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior};

use crate::disclosure::{Door, FlagPass};
use crate::http::Tls;

/// The time between two passes where configuration says nothing.
pub(super) const FLAGS_EVERY: Duration = Duration::from_secs(10);

/// The time between two looks whether the log can be written.
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// The time between two checkpoints.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);

/// The file of the checkpoints in their directory.
pub(super) const CHECKPOINT_FILE: &str = "checkpoint.txt";

/// Runs a pass over the flags every so often, until it is ended with [`end`].
pub(super) fn pass_flags(door: Arc<Door>, every: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = ticks(every);
        let mut pass = FlagPass::default();
        loop {
            time.tick().await;
            if let Err(error) = door.flag_accesses(&mut pass).await {
                tracing::error!(cause = ?error.cause(), "the flags of accesses cannot be written");
            }
        }
    })
}

/// Looks every few seconds whether the log can be written, so that a fault is noticed and its end too, asked or not. The log
/// itself says what it finds.
pub(super) fn probe(door: Arc<Door>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = ticks(PROBE_EVERY);
        loop {
            time.tick().await;
            let _ = door.probe().await;
        }
    })
}

/// Writes the newest checkpoints to a place outside the database, once a minute: against them a cut or lost log is found.
pub(super) fn keep_checkpoints(door: Arc<Door>, dir: PathBuf) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = ticks(CHECKPOINT_EVERY);
        loop {
            time.tick().await;
            let kept = match door.checkpoints().await {
                Ok(text) if shorter(&dir.join(CHECKPOINT_FILE), &text).await => {
                    tracing::error!(
                        dir = %dir.display(),
                        "a log is shorter than what was kept of it: the kept checkpoints stay; run `hub log verify --since`"
                    );
                    continue;
                }
                Ok(text) => {
                    tokio::fs::create_dir_all(&dir).await.and(write_whole(&dir.join(CHECKPOINT_FILE), &text).await)
                }
                Err(error) => {
                    tracing::error!(cause = ?error.cause(), "the log's checkpoints cannot be read");
                    continue;
                }
            };
            if let Err(error) = kept {
                tracing::error!(cause = %error, dir = %dir.display(), "the log's checkpoints cannot be kept");
            }
        }
    })
}

/// Reads certificate and key again whenever the process is told to by SIGHUP. A hub without a certificate of its own stays as it
/// is: the signal must not end it.
pub(super) fn reload(tls: Option<Arc<Tls>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let Ok(mut told) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else { return };
        while told.recv().await.is_some() {
            let Some(tls) = &tls else {
                tracing::info!("told to read its certificate again, and it has none: a proxy's is read by the proxy");
                continue;
            };
            match tls.reload() {
                Ok(()) => tracing::info!("certificate and key were read again"),
                Err(error) => tracing::error!(cause = %error, "certificate and key stay as they were"),
            }
        }
    })
}

/// Ends it. What it handed to the log is written or not, as a whole.
pub(super) async fn end(task: JoinHandle<()>) {
    task.abort();
    // It ends as one that was ended.
    let _ = task.await;
}

/// What took long is not made up for by several at once.
fn ticks(every: Duration) -> Interval {
    let mut time = tokio::time::interval(every);
    time.set_missed_tick_behavior(MissedTickBehavior::Delay);
    time
}

/// Whether a log ends before what the file says of it, or is not there any more: then the file is what proves it.
async fn shorter(file: &Path, now: &str) -> bool {
    let Ok(kept) = tokio::fs::read_to_string(file).await else { return false };
    let now = sizes(now);
    sizes(&kept).iter().any(|(log, size)| now.get(log).is_none_or(|now| now < size))
}

/// The size of each log by its name: the line below it (C2SP checkpoint).
fn sizes(checkpoints: &str) -> BTreeMap<&str, u64> {
    let lines = checkpoints.lines().zip(checkpoints.lines().skip(1));
    lines.filter_map(|(name, size)| Some((name, size.parse().ok()?))).collect()
}

/// Writes a file whole or not at all.
async fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    tokio::fs::write(&beside, text).await?;
    tokio::fs::rename(&beside, file).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str =
        "hub/log/0\n41\nAAAA\n\n\u{2014} hub/log/0 sig\n\nhub/log/1\n7\nBBBB\n\n\u{2014} hub/log/1 sig\n";

    #[tokio::test]
    async fn what_was_kept_of_a_log_is_not_written_over_by_a_shorter_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(CHECKPOINT_FILE);
        assert!(!shorter(&file, KEPT).await, "nothing was kept yet");
        std::fs::write(&file, KEPT).unwrap();
        assert!(!shorter(&file, KEPT).await);
        assert!(!shorter(&file, &KEPT.replace("41", "42")).await, "it grew");
        assert!(shorter(&file, &KEPT.replace("41", "40")).await, "it was cut");
        assert!(shorter(&file, KEPT.split("hub/log/1").next().unwrap()).await, "a log is gone");
    }
}
