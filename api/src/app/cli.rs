//! The command line: names, flags and exit codes as partners script them.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::config::{Config, Flags, Setting};
use super::logs::{self, LogCommand};
use super::{Fault, backup, demo, doctor, house, import, out, policy, registry, serve, sessions, webhooks};
use crate::disclosure::Door;
use crate::graphql;

/// The safeguarding hub: each partner asks and contributes through one door that keeps a book.
#[derive(Parser)]
#[command(name = "hub", version, about, after_help = "Begin with: hub demo")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Made-up data on SQLite, a demo issuer, loopback only.
    #[command(after_help = "Example: hub demo --listen 127.0.0.1:8400")]
    Demo(DemoArgs),
    /// Print one token, signed by the demo's issuer.
    #[command(after_help = "Example: hub token --as social-worker")]
    Token(TokenArgs),
    /// Serve a configured database to configured issuers.
    #[command(after_help = "Example: hub serve --config hub.toml")]
    Serve(ConfigArgs),
    /// Bring the database's tables to the present form.
    #[command(after_help = "Example: hub migrate --database-url postgres://hub@localhost/hub")]
    Migrate(ConfigArgs),
    /// Print every configuration key, its value and where it came from.
    Config(ShowConfigArgs),
    /// Agencies of the partnership.
    Agency(Administer<registry::AgencyCommand>),
    /// Practitioners and their roles.
    Practitioner(Administer<registry::PractitionerCommand>),
    /// Who is signed in to the console.
    Sessions(Administer<sessions::SessionsCommand>),
    /// Partner apps.
    Client(Administer<registry::ClientCommand>),
    /// Who is named for an audit, an inspection or a request.
    Inspection(Administer<registry::InspectionCommand>),
    /// Where agencies' systems are told what happened.
    Webhook(Administer<webhooks::command::WebhookCommand>),
    /// Run one of the example requests, or a whole case, against the running demo; without a name, list them.
    #[command(name = "try", after_help = "Example: hub try record\nA whole case: hub try mash-case")]
    Try(TryArgs),
    /// Bring in what a partner's system holds.
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Verify the access log, keep its checkpoints, prove an entry, make its key.
    #[command(subcommand, after_help = "Example: hub log verify")]
    Log(LogCommand),
    /// Check a changed agreement, and see what it would change.
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Look whether all is well, and say of each thing that is not what to do.
    #[command(
        after_help = "Example: hub doctor --config hub.toml\n\nExit 0: nothing found. 1: something to mend. 2: the configuration cannot be read."
    )]
    Doctor(ShowConfigArgs),
    /// Write the whole database to a file, while the hub runs.
    #[command(after_help = "Example: hub backup --config hub.toml /mnt/elsewhere/2026-11-22.hub")]
    Backup(backup::BackupArgs),
    /// Bring a backup back into an empty database, and prove that its log is whole.
    #[command(
        after_help = "Example: hub restore --database-url sqlite://new.db --key hub/log+1a2b3c4d+AXNv… 2026-11-22.hub"
    )]
    Restore(backup::RestoreArgs),
    /// Print the whole GraphQL schema.
    #[command(after_help = "Example: hub schema > schema.graphql")]
    Schema,
}

/// What `hub demo` takes.
#[derive(Args)]
pub struct DemoArgs {
    /// The folder that keeps the demo between runs.
    #[arg(long, default_value = demo::DEFAULT_DIR)]
    pub dir: PathBuf,
    /// The address to listen on; loopback only, port 0 for any free one.
    #[arg(long, default_value = "127.0.0.1:8400")]
    pub listen: SocketAddr,
    /// Begin with a new folder.
    #[arg(long)]
    pub reset: bool,
    /// Print one JSON object instead of the page, and go on serving.
    #[arg(long)]
    pub json: bool,
    /// Another database than the folder's SQLite file, for trying the demo on PostgreSQL.
    #[arg(long)]
    pub database_url: Option<String>,
}

/// What `hub token` takes.
#[derive(Args)]
pub struct TokenArgs {
    /// Who to be: the demo prints the names.
    #[arg(long = "as")]
    pub who: String,
    /// How long the token holds, as in 30m or 8h.
    #[arg(long, default_value = "8h")]
    pub ttl: String,
    /// The demo's folder.
    #[arg(long, default_value = demo::DEFAULT_DIR)]
    pub dir: PathBuf,
}

/// Where the configuration comes from.
#[derive(Args)]
pub struct ConfigArgs {
    /// The configuration file.
    #[arg(long, env = "HUB_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

impl ConfigArgs {
    /// Reads it, for whatever speaks with the database.
    pub(super) fn load(&self) -> Result<Config, Fault> {
        let config = self.read()?;
        house::require_proven(config.database.url.expose())?;
        Ok(config)
    }

    /// Reads it, to show or to look at.
    fn read(&self) -> Result<Config, Fault> {
        Config::load(&self.flags, Config::environment(), self.config.as_deref())
            .map_err(|e| Fault::usage(e.to_string()))
    }
}

/// What `hub config` takes.
#[derive(Args)]
pub struct ShowConfigArgs {
    #[command(flatten)]
    from: ConfigArgs,
    /// As JSON, one array.
    #[arg(long)]
    json: bool,
}

/// A command that writes to the configured database.
#[derive(Args)]
pub struct Administer<C: Subcommand> {
    #[command(flatten)]
    from: ConfigArgs,
    #[command(subcommand)]
    command: C,
}

/// What `hub try` takes.
#[derive(Args)]
pub struct TryArgs {
    /// Which request: `hub try` lists them.
    pub name: Option<String>,
    /// The demo's folder.
    #[arg(long, default_value = demo::DEFAULT_DIR)]
    pub dir: PathBuf,
    /// Print the answer as it came.
    #[arg(long)]
    pub json: bool,
}

/// Runs a command.
///
/// # Errors
/// Where it could not do its work.
pub fn run(cli: Cli) -> Result<(), Fault> {
    match cli.command {
        Command::Schema => out::text(graphql::sdl()),
        Command::Demo(args) => blocking(demo::run(args)),
        Command::Serve(args) => blocking(serve::run(args.load()?)),
        Command::Migrate(args) => {
            blocking(house::migrate(args.load()?.database.url.expose()))?;
            eprintln!("the tables are of the present form");
            Ok(())
        }
        Command::Config(args) => show_config(&args),
        Command::Agency(with) => administer(with, |door, command| Box::pin(registry::agency(door, command))),
        Command::Practitioner(with) => {
            registry::require_issuer(&with.command, &with.from.load()?.issuers)?;
            administer(with, |door, command| Box::pin(registry::practitioner(door, command)))
        }
        Command::Sessions(with) => {
            let config = with.from.load()?;
            blocking(sessions::run(config.database.url.expose(), with.command))
        }
        Command::Client(with) => administer(with, |door, command| Box::pin(registry::client(door, command))),
        Command::Inspection(with) => administer(with, |door, command| Box::pin(registry::inspection(door, command))),
        Command::Webhook(with) => {
            let settings = serve::webhooks(&with.from.load()?)?;
            let Some(settings) = settings else { return Err(Fault::usage(serve::NO_WEBHOOK_KEY)) };
            administer(with, move |door, command| {
                Box::pin(async move { webhooks::command::run(door, command, &settings).await })
            })
        }
        Command::Try(args) => out::text(blocking(demo::attempt(&args))?),
        Command::Import(command) => blocking(import::run(command)),
        Command::Doctor(args) => blocking(doctor::run(args.from.read()?, args.json)),
        Command::Backup(args) => blocking(backup::back_up(&args)),
        Command::Restore(args) => blocking(backup::restore(&args)),
        Command::Policy(command) => policy::run(command),
        Command::Log(command) => blocking(logs::run(command)),
        Command::Token(args) => out::line(demo::token(&args)?),
    }
}

fn show_config(args: &ShowConfigArgs) -> Result<(), Fault> {
    let config = args.from.read()?;
    if args.json {
        let text = serde_json::to_string_pretty(config.describe()).map_err(|e| Fault::outside(e.to_string()))?;
        return out::line(text);
    }
    let line = |setting: &Setting| format!("{:<28} {:<32} {}\n", setting.key, setting.value, setting.origin);
    out::text(config.describe().iter().map(line).collect::<String>())
}

type Work<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), Fault>> + 'a>>;

/// Opens the door over the configured database, runs the command, and lets the log finish.
fn administer<C: Subcommand>(
    with: Administer<C>,
    run: impl for<'a> FnOnce(&'a Door, C) -> Work<'a>,
) -> Result<(), Fault> {
    let config = with.from.load()?;
    blocking(async {
        house::require_migrated(config.database.url.expose()).await?;
        let door = serve::door(&config).await?;
        let done = run(&door, with.command).await;
        door.close().await;
        done
    })
}

fn blocking<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
