//! What a hub does now and then beside answering: the pass that writes the flags which depend on other accesses, the look
//! whether the log can be written, and the checkpoints that are kept outside the database.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior};

use super::unfinished::Unfinished;
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

/// Writes the newest checkpoints to a place outside the database, once a minute: against them a cut or lost log is found. Those
/// from which a log does not go on stay, for they are what finds it.
pub(super) fn keep_checkpoints(door: Arc<Door>, dir: PathBuf) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = ticks(CHECKPOINT_EVERY);
        let file = dir.join(CHECKPOINT_FILE);
        loop {
            time.tick().await;
            let kept = match tokio::fs::read_to_string(&file).await {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
                kept => kept,
            };
            let kept = match kept {
                Ok(kept) => match door.checkpoints_after(&kept).await {
                    Ok(Some(text)) => write_whole(file.clone(), text).await,
                    Ok(None) => {
                        tracing::error!(
                            file = %file.display(),
                            "a log does not go on from what was kept of it: the kept checkpoints stay; run `hub log verify --since`"
                        );
                        continue;
                    }
                    Err(error) => {
                        tracing::error!(cause = ?error.cause(), "the log's checkpoints cannot be read");
                        continue;
                    }
                },
                Err(error) => Err(error),
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
    // From here on, and not only when the task has its first turn.
    let told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup());
    tokio::spawn(async move {
        let Ok(mut told) = told else { return };
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

/// Writes a file whole or not at all, on disk when it is done.
async fn write_whole(file: PathBuf, text: String) -> io::Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        if let Some(dir) = file.parent() {
            fs::create_dir_all(dir)?;
        }
        let new = Unfinished::begin(&file, 0o644)?;
        new.file().write_all(text.as_bytes())?;
        new.keep()
    });
    written.await.map_err(io::Error::other)?
}
