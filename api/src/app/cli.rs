//! The command line: names, flags and exit codes as partners script them.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{Fault, demo};
use crate::graphql;

/// The safeguarding hub: each partner asks and contributes through one door that keeps a book.
#[derive(Debug, Parser)]
#[command(name = "hub", version, about, after_help = "Begin with: hub demo")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Made-up data on SQLite, a demo issuer, loopback only.
    #[command(after_help = "Example: hub demo --listen 127.0.0.1:8400")]
    Demo(DemoArgs),
    /// Print one token, signed by the demo's issuer.
    #[command(after_help = "Example: hub token --as social-worker")]
    Token(TokenArgs),
    /// Print the whole GraphQL schema.
    #[command(after_help = "Example: hub schema > schema.graphql")]
    Schema,
}

/// What `hub demo` takes.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The folder that keeps the demo between runs.
    #[arg(long, default_value = "hub-demo")]
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
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// Who to be: the demo prints the names.
    #[arg(long = "as")]
    pub who: String,
    /// How long the token holds, as in 30m or 8h.
    #[arg(long, default_value = "8h")]
    pub ttl: String,
    /// The demo's folder.
    #[arg(long, default_value = "hub-demo")]
    pub dir: PathBuf,
}

/// Runs a command.
///
/// # Errors
/// Where it could not do its work.
pub fn run(cli: Cli) -> Result<(), Fault> {
    match cli.command {
        Command::Schema => {
            print!("{}", graphql::sdl());
            Ok(())
        }
        Command::Demo(args) => blocking(demo::run(args)),
        Command::Token(args) => {
            println!("{}", demo::token(&args)?);
            Ok(())
        }
    }
}

fn blocking<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
