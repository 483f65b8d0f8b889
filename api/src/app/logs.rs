//! `hub log …`: whether the logs are whole, what of them is kept elsewhere, that one entry is in its log, and the key that
//! signs them. Reads alone; it must never need more than the public half of the key to verify.

mod export;
mod prove;
mod sources;
#[cfg(test)]
pub(in crate::app) mod tests;
mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

pub(in crate::app) use self::sources::Source;
use super::{Fault, out};
use crate::access_log::key::{DEFAULT_ORIGIN, KeyError};
use crate::access_log::{SigningKey, checkpoints};
use crate::plain::entropy::SystemEntropy;

/// Where the log is.
#[derive(Clone, Debug, Default, Args)]
pub struct Where {
    /// The database; else the configuration's, else the demo's.
    #[arg(long)]
    pub database_url: Option<String>,
    /// The folder of a demo, with its database and its key; hub-demo where nothing else is named.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// The configuration file.
    #[arg(long)]
    pub config: Option<PathBuf>,
}

/// What `hub log` does.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Read every entry of every log and prove that none was changed, deleted or moved.
    #[command(after_help = "Examples:\n  hub log verify\n  hub log verify --since kept/checkpoint.txt\n  \
        hub log verify --database-url postgres://hub@db/hub --key hub/log+1a2b3c4d+AXNv…\n  \
        hub log verify --export log.jsonl --public-key hub/log+1a2b3c4d+AXNv…\n\n\
        Exit 0: whole. 1: not whole, and where. 2: wrong use. 3: the database or a file cannot be read.")]
    Verify(VerifyArgs),
    /// Print the signed checkpoint at the end of every log, to be kept elsewhere.
    #[command(after_help = "Example: hub log checkpoint > /mnt/elsewhere/checkpoint.txt\n\n\
        Kept where nobody who can write to the database can write, it finds a log that was cut back or removed:\n  \
        hub log verify --since /mnt/elsewhere/checkpoint.txt")]
    Checkpoint(PrintArgs),
    /// Print the proof that an entry is in its log, in the form of C2SP tlog-proof; or that the logs go on from checkpoints
    /// that were kept elsewhere. Either reads no more rows than twice the logarithm of the log's size.
    #[command(after_help = "Examples:\n  hub log prove access_0_17 > entry.tlog-proof\n  \
        hub log prove --since /mnt/elsewhere/checkpoint.txt")]
    Prove(ProveArgs),
    /// Write all logs to a new file, which is verified by `hub log verify --export` or anybody's own tool with nothing but the
    /// public key. It names no person and no child.
    #[command(after_help = "Example: hub log export log.jsonl")]
    Export(ExportArgs),
    /// Keys that sign the log.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// What `hub log verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Where the log is.
    #[command(flatten)]
    pub place: Where,
    /// A file of checkpoints that was kept elsewhere: every log must go on from them.
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
    /// An export: nothing else is read, and the key has to be named.
    #[arg(long, value_name = "FILE", requires = "key", conflicts_with_all = ["database_url", "dir", "config"])]
    pub export: Option<PathBuf>,
    /// The public half of the key, or a file that holds it; else that of the configured key, or of the demo's.
    #[arg(long, value_name = "PUBLIC", visible_alias = "public-key")]
    pub key: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// What `hub log export` takes.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The file; it must not be there yet.
    pub file: PathBuf,
    /// Where the log is.
    #[command(flatten)]
    pub place: Where,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// What `hub log checkpoint` takes.
#[derive(Debug, Args)]
pub struct PrintArgs {
    /// Where the log is.
    #[command(flatten)]
    pub place: Where,
    /// Print a JSON list.
    #[arg(long)]
    pub json: bool,
}

/// What `hub log prove` takes.
#[derive(Debug, Args)]
pub struct ProveArgs {
    /// The entry, as answers name it: access_{log}_{sequence}.
    #[arg(required_unless_present = "since")]
    pub id: Option<String>,
    /// A file of checkpoints that was kept elsewhere: the proof that each log goes on from its own.
    #[arg(long, value_name = "FILE", conflicts_with = "id")]
    pub since: Option<PathBuf>,
    /// The public half of the key, or a file that holds it; else that of the configured key, or of the demo's.
    #[arg(long, value_name = "PUBLIC", visible_alias = "public-key")]
    pub key: Option<String>,
    /// Where the log is.
    #[command(flatten)]
    pub place: Where,
    /// Print one JSON object, with the bytes that were hashed.
    #[arg(long)]
    pub json: bool,
}

/// What `hub log key` does.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a signing key in a new file that only its owner may read, and print its public half.
    #[command(after_help = "Example: hub log key new /etc/hub/log.key\n\n\
        Name the file in HUB_LOG_SIGNING_KEY_FILE; keep the public half where the log is verified.")]
    New {
        /// The file; it must not be there yet.
        file: PathBuf,
        /// The name of this hub's logs, as checkpoints carry it.
        #[arg(long, default_value = DEFAULT_ORIGIN)]
        origin: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a command of the log; data goes to stdout.
///
/// # Errors
/// Where the answer is no, or the command could not do its work.
pub async fn run(command: LogCommand) -> Result<(), Fault> {
    match command {
        LogCommand::Verify(args) => verify::run(args).await,
        LogCommand::Checkpoint(args) => checkpoint(&args).await,
        LogCommand::Prove(args) => prove::run(&args).await,
        LogCommand::Export(args) => export::run(&args).await,
        LogCommand::Key(KeyCommand::New { file, origin, json }) => new_key(&file, &origin, json),
    }
}

async fn checkpoint(args: &PrintArgs) -> Result<(), Fault> {
    let db = Source::of(&args.place)?.database().await?;
    let texts = checkpoints(&db).await?;
    if texts.is_empty() {
        return Err(Fault::no("there is no log yet: nothing has been asked of this hub"));
    }
    if args.json {
        return out::line(json!(texts));
    }
    out::text(texts.join("\n"))
}

fn new_key(file: &std::path::Path, origin: &str, as_json: bool) -> Result<(), Fault> {
    let key = SigningKey::generate(origin, &SystemEntropy).map_err(|e| match e {
        KeyError::Origin => Fault::usage(e.to_string()),
        other => Fault::outside(other.to_string()),
    })?;
    key.write_new(file).map_err(|e| match &e {
        KeyError::File(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Fault::usage(format!(
            "{} is there already and stays as it is: a log goes on with the key that began it; name another file",
            file.display()
        )),
        _ => Fault::outside(format!("{}: {e}", file.display())),
    })?;
    let public = key.public().text();
    if as_json {
        out::line(json!({ "publicKey": public, "file": file }))?;
    } else {
        out::line(&public)?;
    }
    eprintln!(
        "the signing key is in {}: keep a copy in a safe place; this line verifies what it signs",
        file.display()
    );
    Ok(())
}
