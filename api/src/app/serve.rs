//! `hub serve`: the hub over a configured database and configured issuers. Refuses anything of a demo.

use std::sync::Arc;

use super::config::Config;
use super::house::{self, House};
use super::{Fault, demo, flags, pages};
use crate::access_log::SigningKey;
use crate::disclosure::{Contacts, Door};
use crate::http::identity::{Trust, Verifier};
use crate::http::{Budgets, Edge, log_panics_without_content, router, serve};
use crate::plain::clock::SystemClock;
use crate::plain::entropy::SystemEntropy;

/// The door over the configured database, for serving and for commands that write.
///
/// # Errors
/// Where the configuration or the database will not do.
pub async fn door(config: &Config) -> Result<Door, Fault> {
    let Some(secret) = &config.log.signing_key else {
        return Err(Fault::usage(
            "the access log needs a signing key: make one with `hub log key new FILE` and name it with --log-signing-key-file",
        ));
    };
    let signing_key =
        SigningKey::parse(secret.expose().trim()).map_err(|e| Fault::usage(format!("log.signing_key: {e}")))?;
    if signing_key.public().origin() == demo::LOG_ORIGIN {
        return Err(Fault::usage("log.signing_key is a demo's key: make one with `hub log key new FILE`"));
    }
    let url = config.database.url.expose();
    house::refuse_demo(url).await?;
    house::require_guarded(url).await?;
    let or = |number: &Option<String>, otherwise: &str| number.clone().unwrap_or_else(|| otherwise.to_owned());
    house::door(house::Plan {
        database_url: url,
        readers: config.database.connections,
        signing_key,
        rules: config.rules.clone(),
        policies: config.policies_dir.as_deref(),
        clocks: config.mash,
        contacts: Contacts {
            phone: or(&config.contact.safeguarding_phone, "the council's children's services"),
            out_of_hours: or(&config.contact.out_of_hours_phone, "the council's emergency duty team"),
        },
    })
    .await
}

/// Serves until told to stop; finishes what was accepted.
///
/// # Errors
/// Where anything is missing; then nothing is served.
pub async fn run(config: Config) -> Result<(), Fault> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.trace.filter)
        .map_err(|e| Fault::usage(format!("trace.filter: {e}")))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.trace.json {
        lines.json().init()
    } else {
        lines.init()
    }
    log_panics_without_content();
    if config.issuers.is_empty() {
        return Err(Fault::usage(
            "no issuer is configured, so nobody could sign in: add [[issuers]] to the configuration",
        ));
    }
    let verifier = Verifier::new(config.issuers.clone(), Trust::Live, Arc::new(SystemClock))
        .map_err(|fault| Fault::usage(fault.to_string()))?;
    house::require_migrated(config.database.url.expose()).await?;
    let door = Arc::new(door(&config).await?);
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|e| Fault::outside(format!("{} cannot be listened on: {e}", config.listen)))?;
    println!("listening on http://{}", listener.local_addr()?);
    let limits = Arc::new(config.limits.clone());
    let backend = House::new(Arc::clone(&door), &limits);
    let budgets = Arc::new(Budgets::new(&limits, Arc::new(SystemClock)));
    let console = match &config.console_url {
        Some(url) => {
            let (with, clock) = (pages::providers(url, &config.issuers)?, Arc::new(SystemClock));
            let database = config.database.url.expose();
            Some(pages::console(&door, database, url, with, Arc::clone(&budgets), clock).await?)
        }
        None => None,
    };
    let edge = Edge {
        backend,
        verifier,
        limits: Arc::clone(&limits),
        budgets,
        documents: Arc::default(),
        entropy: Arc::new(SystemEntropy),
    };
    let keeper = config.log.checkpoints.clone().map(|dir| tokio::spawn(keep_checkpoints(Arc::clone(&door), dir)));
    let passes = flags::keep(Arc::clone(&door), config.log.flags);
    let more = console.as_ref().map(|console| crate::http::pages(console, &edge, Vec::new())).unwrap_or_default();
    serve(listener, router(edge, more), &limits, demo::stop()).await;
    if let Some(console) = console {
        console.close().await;
    }
    flags::end(passes).await;
    if let Some(keeper) = keeper {
        keeper.abort();
        let _ = keeper.await;
    }
    if let Some(door) = Arc::into_inner(door) {
        door.close().await;
    }
    Ok(())
}

/// Writes the newest checkpoints to a place outside the database, once a minute: against them a cut or lost log is found.
async fn keep_checkpoints(door: Arc<Door>, dir: std::path::PathBuf) {
    let mut minute = tokio::time::interval(std::time::Duration::from_secs(60));
    loop {
        minute.tick().await;
        let kept = match door.checkpoints().await {
            Ok(text) => {
                tokio::fs::create_dir_all(&dir).await.and(write_whole(&dir.join("checkpoint.txt"), &text).await)
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
}

/// Writes a file whole or not at all.
async fn write_whole(file: &std::path::Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    tokio::fs::write(&beside, text).await?;
    tokio::fs::rename(&beside, file).await
}
