//! `hub demo`: made-up data in a folder of its own, a demo issuer, loopback only, by the same code as everything else.

mod agencies;
mod announce;
mod clock;
mod deeds;
mod families;
mod fill;
mod folder;
mod invocation;
mod limits;
pub mod mash_case;
mod people;
mod seed;
mod story;
#[cfg(test)]
mod tests;
mod tries;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use self::clock::StoryClock;
use self::folder::Folder;
use self::seed::Seed;
use super::cli::{DemoArgs, TokenArgs};
use super::house::{self, House};
use super::issuer::{DemoIssuer, Holder, SignInPerson};
use super::running::{self, Beside};
use super::{Fault, background, duty, measures, out, pages, telemetry, webhooks};
use crate::access_log::SigningKey;
use crate::console::api::Player;
use crate::disclosure::{Contacts, Door};
use crate::http::identity::{Trust, Verifier};
use crate::http::{Budgets, Edge, Sockets, router};
use crate::plain::clock::{Clock, SystemClock};
use crate::plain::entropy::SystemEntropy;
pub use tries::attempt;

/// The name that signs the demo's log; `hub serve` refuses it.
pub(super) const LOG_ORIGIN: &str = "hub.demo.invalid/log";
/// The folder that a demo is kept in where no other is named.
pub const DEFAULT_DIR: &str = "hub-demo";

/// Runs the demo until it is told to stop.
///
/// # Errors
/// Where the folder, the database or the address cannot be had.
pub async fn run(args: DemoArgs) -> Result<(), Fault> {
    if !args.listen.ip().is_loopback() {
        return Err(Fault::usage(
            "the demo listens on this machine alone: give a loopback address such as 127.0.0.1:8400",
        ));
    }
    let limits = limits::of_the_demo()?;
    let watch = limits::watched()?;
    let telemetry = watch.trace.as_ref().map(telemetry::begin).transpose()?;
    let folder = Folder::at(&args.dir);
    // The folder before the address: a second demo on it is told so, whatever address it asks for.
    let taken = folder.take()?;
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|e| Fault::outside(format!("{} cannot be listened on: {e}; try --listen 127.0.0.1:0", args.listen)))?;
    taken.prepare(args.reset)?;
    let url = format!("http://{}", listener.local_addr()?);
    let issuer = DemoIssuer::prepare(&args.dir, &url).map_err(|e| Fault::outside(e.to_string()))?;
    let database = match &args.database_url {
        Some(url) => url.clone(),
        None => format!("sqlite://{}?mode=rwc", args.dir.join("hub.sqlite").display()),
    };
    house::migrate(&database).await?;
    let contacts = Contacts { phone: "020 7946 0100".to_owned(), out_of_hours: "020 7946 0199".to_owned() };
    let mut plan = house::Plan::new(&database, signing_key(&args.dir)?, contacts);
    // Whoever tries things out does not wait an hour to see what a raiser is told.
    plan.clocks.outcome_held_minutes = 0;
    let story = Arc::new(StoryClock::new());
    let door = Arc::new(house::door_by(plan, Arc::clone(&story) as Arc<dyn Clock>).await?);
    let backend = House::new(Arc::clone(&door), &limits);
    let seed = Seed { house: &backend, door: &door, clock: &story, issuer: issuer.issuer(), entropy: &SystemEntropy };
    let (contents, left) = seed.begin(&folder).await?;
    taken.keep_address(&url)?;
    let place = announce::Place {
        url: &url,
        issuer: issuer.issuer(),
        audience: &issuer.config().audience,
        dir: &args.dir,
        limits: &limits,
    };
    if args.json {
        out::line(announce::object(&place, &contents))?;
    } else {
        out::text(announce::page(&place))?;
    }
    // Who asks before it is told waits until it is.
    seed.finish(&folder, &contents, left).await?;
    let clock = Arc::new(SystemClock);
    let verifier = Verifier::new(vec![issuer.config()], Trust::Demo, clock).map_err(|f| Fault::usage(f.to_string()))?;
    let budgets = Arc::new(Budgets::new(&limits, Arc::new(SystemClock)));
    let providers = vec![issuer.provider(&url)];
    let clock = Arc::new(SystemClock);
    let console = pages::console(&door, &database, &url, providers, Arc::clone(&budgets), clock).await?;
    let sockets = Arc::new(Sockets::new(&limits, vec![url.clone()]));
    let edge = Edge {
        backend,
        verifier,
        limits: Arc::new(limits.clone()),
        budgets,
        documents: Arc::default(),
        sockets: Arc::clone(&sockets),
        entropy: Arc::new(SystemEntropy),
    };
    let measures = match watch.metrics {
        Some(listen) => Some(measures::begin(listen).await?),
        None => None,
    };
    let desk = issuer.routes(&url, people::to_be(), Arc::new(SystemClock), Arc::new(SystemEntropy));
    let pages = crate::http::pages(&console, &edge, players(&issuer));
    let router = router(edge, desk, Some(pages));
    let beside = Beside {
        flags: background::FLAGS_EVERY,
        checkpoints: None,
        measures,
        tls: None,
        duty: duty::Way::Terminal,
        console: Some(console),
        sockets,
        webhooks: Some(sending(&args.dir)?),
    };
    running::until_stopped(door, listener, router, &limits, beside).await;
    if let Some(telemetry) = telemetry {
        telemetry.end().await;
    }
    Ok(())
}

/// The people whom the query page runs a query as, side by side: as different as the rules tell them apart.
const PLAYERS: [&str; 4] = ["social-worker", "gp", "school", "housing"];

/// Everybody whom the query page runs a query as: first these four, in that order.
fn players(issuer: &DemoIssuer) -> Vec<Player> {
    let mut people = people::to_be();
    let place = |subject: &str| PLAYERS.iter().position(|login| *login == subject).unwrap_or(PLAYERS.len());
    people.sort_by_key(|person| place(&person.subject));
    let player = |person: &SignInPerson| {
        let side_by_side = place(&person.subject) < PLAYERS.len();
        issuer.player(&person.subject, &format!("{}, {}", person.name, person.about), side_by_side)
    };
    people.iter().map(player).collect()
}

/// One token for one of the demo's people, from the folder alone.
///
/// # Errors
/// Where there is no such person or no demo in the folder.
pub fn token(args: &TokenArgs) -> Result<String, Fault> {
    issue(&args.dir, &args.who, duration(&args.ttl)?)
}

fn issue(dir: &Path, who: &str, ttl: Duration) -> Result<String, Fault> {
    let Some(person) = people::PEOPLE.iter().find(|p| p.login == who) else {
        let names: Vec<&str> = people::PEOPLE.iter().map(|p| p.login).collect();
        return Err(Fault::usage(format!("nobody in the demo is called `{}`; there are {}", who, names.join(", "))));
    };
    let issuer = DemoIssuer::open(dir)
        .map_err(|e| Fault::outside(format!("there is no demo in {}: {e}; start it with `hub demo`", dir.display())))?;
    let holder = Holder { subject: person.login, name: person.name, client: None };
    issuer.token(&holder, ttl, None, &SystemClock, &SystemEntropy).map_err(|e| Fault::outside(e.to_string()))
}

fn duration(text: &str) -> Result<Duration, Fault> {
    let wrong = || Fault::usage(format!("`{text}` is not a duration: write 45s, 30m or 8h"));
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => number,
        "m" => number.saturating_mul(60),
        "h" => number.saturating_mul(3600),
        _ => return Err(wrong()),
    };
    match seconds {
        0 => Err(wrong()),
        1..=86_400 => Ok(Duration::from_secs(seconds)),
        _ => Err(Fault::usage(format!("`{text}` is too long: a token of the demo lasts at most 24h"))),
    }
}

/// The door over the demo in that folder, for commands that write to it.
///
/// # Errors
/// Where there is no demo in it.
pub(super) async fn door(dir: &Path) -> Result<Door, Fault> {
    if Folder::at(dir).contents()?.is_none() {
        return Err(Fault::usage(format!("there is no demo in {}; start it with `hub demo`", dir.display())));
    }
    let database_url = format!("sqlite://{}?mode=rwc", dir.join("hub.sqlite").display());
    house::migrate(&database_url).await?;
    let contacts = Contacts { phone: String::new(), out_of_hours: String::new() };
    house::door(house::Plan::new(&database_url, signing_key(dir)?, contacts)).await
}

/// How the demo sends webhooks: to this machine too, with secrets made from the key of its log.
fn sending(dir: &Path) -> Result<webhooks::Settings, Fault> {
    let text = std::fs::read_to_string(dir.join("log.key"))?;
    let key = webhooks::WebhookKey::new(&text).map_err(Fault::usage)?;
    let schedule = webhooks::SCHEDULE.into_iter().map(Duration::from_secs).collect();
    Ok(webhooks::Settings {
        key: Arc::new(key),
        schedule,
        lost_after: webhooks::LOST_AFTER,
        look_again: webhooks::LOOK_AGAIN,
        private_addresses: true,
    })
}

fn signing_key(dir: &Path) -> Result<SigningKey, Fault> {
    let file = dir.join("log.key");
    let failed = |e: crate::access_log::key::KeyError| Fault::outside(e.to_string());
    if file.exists() {
        return SigningKey::load(&file).map_err(failed);
    }
    let key = SigningKey::generate(LOG_ORIGIN, &SystemEntropy).map_err(failed)?;
    key.write_new(&file).map_err(failed)?;
    Ok(key)
}

/// Until somebody says stop: interrupt or terminate.
pub(super) async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => {
                let _ = interrupt.await;
                return;
            }
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
