//! A hub that runs: what goes on beside its edge from the start until somebody says stop, and in which order it ends.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::measures::Measures;
use super::{background, demo, duty, events, webhooks};
use crate::console::Console;
use crate::disclosure::Door;
use crate::http::{Limits, Sockets, Tls, serve, serve_by};

/// What a hub runs with beside its edge.
pub(super) struct Beside {
    /// The time between two passes over the flags.
    pub(super) flags: Duration,
    /// Where checkpoints are kept.
    pub(super) checkpoints: Option<PathBuf>,
    /// Where measures are served.
    pub(super) measures: Option<Measures>,
    /// The hub's own certificate.
    pub(super) tls: Option<Arc<Tls>>,
    /// How pages about children in immediate danger go out.
    pub(super) duty: duty::Way,
    /// The pages for people, where they are served.
    pub(super) console: Option<Console>,
    /// The sockets on which subscribers wait.
    pub(super) sockets: Arc<Sockets>,
    /// How webhooks are sent, where they are.
    pub(super) webhooks: Option<webhooks::Settings>,
}

/// Serves until it is told to stop, finishes what was accepted, and closes the log last.
pub(super) async fn until_stopped(
    door: Arc<Door>,
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    beside: Beside,
) {
    let mut tasks = vec![
        background::pass_flags(Arc::clone(&door), beside.flags),
        background::probe(Arc::clone(&door)),
        duty::keep(Arc::clone(&door), beside.duty),
        events::keep(Arc::clone(&door)),
    ];
    if let Some(settings) = beside.webhooks {
        tasks.push(webhooks::keep(Arc::clone(&door), settings));
    }
    if let Some(dir) = beside.checkpoints {
        tasks.push(background::keep_checkpoints(Arc::clone(&door), dir));
    }
    tasks.push(background::reload(beside.tls.clone()));
    let (tell, mut told) = watch::channel(false);
    let measures = beside.measures.map(|measures| {
        let (listener, routes) = measures.split(Arc::clone(&door));
        let limits = limits.clone();
        tokio::spawn(async move { serve(listener, routes, &limits, async move { drop(told.changed().await) }).await })
    });
    let console = beside.console.clone();
    let stop = async move {
        demo::stop().await;
        if let Some(console) = console {
            console.stop();
        }
    };
    serve_by(beside.tls, listener, router, limits, stop).await;
    beside.sockets.end(limits.drain).await;
    let _ = tell.send(true);
    if let Some(measures) = measures {
        // It ends when it is told to.
        let _ = measures.await;
    }
    if let Some(console) = beside.console {
        console.close().await;
    }
    for task in tasks {
        background::end(task).await;
    }
    close(door, limits.drain).await;
}

/// Closes the log once nobody holds the door any more: what was aborted lets go of it a moment later.
async fn close(mut door: Arc<Door>, longest: Duration) {
    let until = tokio::time::Instant::now() + longest;
    loop {
        door = match Arc::try_unwrap(door) {
            Ok(door) => return door.close().await,
            Err(held) if tokio::time::Instant::now() < until => held,
            Err(_) => {
                tracing::warn!("stopped without closing the log: somebody still held it");
                return;
            }
        };
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
