//! `hub webhook …`: where agencies' systems are told what happened.

use clap::{Args, Subcommand};
use entities::ids::WebhookId;
use entities::words::EventKind;
use entities::{Set, Word};
use serde_json::{Value, json};

use super::super::registry::{fault, print, text, word};
use super::super::{Fault, out};
use super::send::address;
use super::{Settings, sign};
use crate::disclosure::{Door, Webhook};

/// `hub webhook …`
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// Register an address for what happens from now on, and print its secret, once.
    #[command(
        after_help = "Example: hub webhook add --agency E09000900 --url https://app.example.org/hub --events CONCERN_RECEIVED CHECK_ANSWERED"
    )]
    Add(AddArgs),
    /// Print every webhook, with how much of it was given up.
    List(ListArgs),
    /// Print what was given up: what did not arrive in all attempts.
    #[command(after_help = "Example: hub webhook dead --json")]
    Dead(ListArgs),
    /// Send nothing more to an address.
    Remove(WhichArgs),
    /// Send anew what was given up: one event, or all of it.
    #[command(after_help = "Example: hub webhook replay --id webhook_… --event event_…")]
    Replay(ReplayArgs),
    /// Make a new secret and print it, once; for a day what is sent is signed with the old one, too.
    Secret(WhichArgs),
}

/// What `hub webhook add` takes.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The agency's code.
    #[arg(long)]
    agency: String,
    /// The address, https alone.
    #[arg(long)]
    url: String,
    /// What it is told of.
    #[arg(long, required = true, num_args = 1.., value_parser = word::<EventKind>)]
    events: Vec<EventKind>,
    /// As JSON, one object.
    #[arg(long)]
    json: bool,
}

/// What every list takes.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// As JSON, one array.
    #[arg(long)]
    json: bool,
}

/// Which webhook.
#[derive(Debug, Args)]
pub struct WhichArgs {
    /// The webhook's id, as `hub webhook list` prints it.
    #[arg(long)]
    id: String,
}

/// What `hub webhook replay` takes.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// One event alone.
    #[arg(long)]
    event: Option<String>,
}

/// Runs `hub webhook …`.
///
/// # Errors
/// Where the input is wrong or the hub cannot write.
pub async fn run(door: &Door, command: WebhookCommand, settings: &Settings) -> Result<(), Fault> {
    match command {
        WebhookCommand::Add(args) => {
            let url = address(&args.url, settings.private_addresses);
            let url = url.map_err(|why| Fault::usage(format!("--url: {why}")))?;
            let hook = door.add_webhook(&args.agency, url.to_string(), Set::of(&args.events)).await.map_err(fault)?;
            let secret = secret(settings, &hook);
            if args.json {
                out::line(json!({"id": hook.id().public(), "secret": secret.expose()}))?;
            } else {
                out::line(format_args!("{}\n{}", hook.id().public(), secret.expose()))?;
            }
            eprintln!("registered: keep the secret now, it is not shown again");
        }
        WebhookCommand::List(args) => print(args.json, list(door).await?, |row| {
            format!("{}  {:>4} given up  {}", text(row, "id"), row["dead"], text(row, "url"))
        })?,
        WebhookCommand::Dead(args) => print(args.json, dead(door).await?, |row| {
            format!(
                "{}  {}  {} attempts  last {}",
                text(row, "webhook"),
                text(row, "event"),
                row["attempts"],
                row["status"]
            )
        })?,
        WebhookCommand::Remove(args) => {
            door.remove_webhook(id(&args)?).await.map_err(fault)?;
            eprintln!("removed: nothing more is sent to it");
        }
        WebhookCommand::Replay(args) => {
            if args.event.as_ref().is_some_and(|event| !event.starts_with("event_")) {
                return Err(Fault::usage("--event is an id that begins with event_, as `hub webhook dead` prints it"));
            }
            let count = door.replay_webhook(id(&args.which)?, args.event.as_deref()).await.map_err(fault)?;
            eprintln!("{count} are sent anew");
        }
        WebhookCommand::Secret(args) => {
            let hook = door.renew_webhook(id(&args)?).await.map_err(fault)?;
            out::line(secret(settings, &hook).expose())?;
            eprintln!("renewed: keep the secret now, it is not shown again; the old one signs for one more day");
        }
    }
    Ok(())
}

fn id(args: &WhichArgs) -> Result<WebhookId, Fault> {
    WebhookId::from_public(&args.id).map_err(|e| Fault::usage(format!("--id: {e}")))
}

fn secret(settings: &Settings, hook: &Webhook) -> sign::Secret {
    settings.key.secret(hook.id(), hook.generation())
}

async fn list(door: &Door) -> Result<Vec<Value>, Fault> {
    let (hooks, unarrived) = (door.webhooks().await?, door.unarrived(None).await?);
    let row = |hook: &Webhook| {
        let dead = unarrived.iter().filter(|one| one.webhook == hook.id() && one.dead).count();
        let events: Vec<&str> = hook.events().iter().map(EventKind::name).collect();
        json!({"id": hook.id().public(), "agency": hook.agency().public(), "url": hook.url(), "events": events, "dead": dead})
    };
    Ok(hooks.iter().map(row).collect())
}

async fn dead(door: &Door) -> Result<Vec<Value>, Fault> {
    let given_up = door.unarrived(None).await?;
    let row = |one: &crate::disclosure::Unarrived| json!({"webhook": one.webhook.public(), "event": door.event_id(one.event, one.happened_at), "attempts": one.attempt, "status": one.status});
    Ok(given_up.iter().filter(|one| one.dead).map(row).collect())
}
