//! `hub serve`: the hub over a configured database and configured issuers. Refuses anything of a demo.

use std::sync::Arc;

use super::config::Config;
use super::house::{self, House};
use super::running::Beside;
use super::webhooks::{Settings, WebhookKey};
use super::{Fault, demo, duty, measures, out, pages, running, telemetry};
use crate::access_log::SigningKey;
use crate::disclosure::{Contacts, Door};
use crate::http::identity::{Trust, Verifier};
use crate::http::{BadOrigin, Budgets, Edge, Origins, Sockets, Tls, by_tls_alone, for_origins, router};
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
        former_keys: config.log.former_keys.clone(),
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

/// What to do where webhooks have no key.
pub(super) const NO_WEBHOOK_KEY: &str = "webhooks need a key from which their secrets are made: name a file of at least 32 random characters with --webhooks-key-file";

/// How webhooks are sent; none where no key is configured.
///
/// # Errors
/// Where the key will not do.
pub(super) fn webhooks(config: &Config) -> Result<Option<Settings>, Fault> {
    let Some(key) = &config.webhooks.key else { return Ok(None) };
    let key = WebhookKey::new(key.expose()).map_err(|why| Fault::usage(format!("webhooks.key: {why}")))?;
    let schedule = config.webhooks.schedule.clone();
    Ok(Some(Settings {
        key: Arc::new(key),
        schedule,
        lost_after: super::webhooks::LOST_AFTER,
        look_again: super::webhooks::LOOK_AGAIN,
        private_addresses: config.webhooks.private_addresses,
    }))
}

/// Serves until told to stop; finishes what was accepted.
///
/// # Errors
/// Where anything is missing; then nothing is served.
pub async fn run(config: Config) -> Result<(), Fault> {
    let telemetry = telemetry::begin(&config.trace)?;
    let origins = Origins::read(&config.origins).map_err(|BadOrigin(text)| {
        Fault::usage(format!("origins: `{text}` is not an origin such as https://app.example.org"))
    })?;
    let tls = match config.tls.clone() {
        Some((certificate, key)) => {
            let tls = Tls::load(certificate, key).map_err(|e| Fault::usage(format!("tls: {e}")))?;
            Some(Arc::new(tls))
        }
        None => None,
    };
    if config.issuers.is_empty() {
        return Err(Fault::usage(
            "no issuer is configured, so nobody could sign in: add [[issuers]] to the configuration",
        ));
    }
    let verifier = Verifier::new(config.issuers.clone(), Trust::Live, Arc::new(SystemClock))
        .map_err(|fault| Fault::usage(fault.to_string()))?;
    verifier.require_key_files().await.map_err(|fault| Fault::usage(fault.to_string()))?;
    let sending = webhooks(&config)?;
    house::require_migrated(config.database.url.expose()).await?;
    let door = Arc::new(door(&config).await?);
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|e| Fault::outside(format!("{} cannot be listened on: {e}", config.listen)))?;
    let measures = match config.metrics {
        Some(listen) => Some(measures::begin(listen).await?),
        None => None,
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    out::line(format_args!("listening on {scheme}://{}", listener.local_addr()?))?;
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
    let sockets = Arc::new(Sockets::new(&limits, config.origins.clone()));
    let edge = Edge {
        backend,
        verifier,
        limits: Arc::clone(&limits),
        budgets,
        documents: Arc::default(),
        sockets: Arc::clone(&sockets),
        entropy: Arc::new(SystemEntropy),
    };
    let pages = console.as_ref().map(|console| crate::http::pages(console, &edge, Vec::new()));
    let router = for_origins(router(edge, axum::Router::new(), pages), origins);
    let router = if tls.is_some() { by_tls_alone(router) } else { router };
    let beside = Beside {
        flags: config.log.flags,
        checkpoints: config.log.checkpoints.clone(),
        measures,
        tls,
        duty: duty::Way::to(&config.duty)?,
        console,
        sockets,
        webhooks: sending,
    };
    running::until_stopped(door, listener, router, &limits, beside).await;
    telemetry.end().await;
    Ok(())
}
