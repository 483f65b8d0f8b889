//! `hub log …`: whether the logs are whole, what of them is kept elsewhere, that one entry is in its log, and the key that
//! signs them. Reads alone; it must never need more than the public half of the key to verify.

mod export;
mod key;
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
use crate::access_log::checkpoints;
use crate::access_log::key::DEFAULT_ORIGIN;

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
        hub log verify --export log.jsonl --public-key hub/log+1a2b3c4d+AXNv…\n  \
        hub log verify --key hub/log+1a2b3c4d+AXNv… --key hub/log+5e6f7a8b+AfQ0…   (the key was changed once)\n\n\
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
    /// The public half of the key, or a file that holds it; once for each key that ever signed this log, the oldest first. Else the
    /// configured keys, or the demo's.
    #[arg(long, value_name = "PUBLIC", visible_alias = "public-key")]
    pub key: Vec<String>,
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
    /// The public half of the key, or a file that holds it; once for each key that ever signed this log, the oldest first. Else the
    /// configured keys, or the demo's.
    #[arg(long, value_name = "PUBLIC", visible_alias = "public-key")]
    pub key: Vec<String>,
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
    /// Put the configured signing key in the place of the former one, in every log. No hub may run meanwhile.
    #[command(after_help = "Example: hub log key change --config /etc/safeguarding-hub/hub.toml\n\n\
        Before it, name the new key in log.signing_key_file and the public half of the former one in log.former_keys; see \
        \"Changing the key\" in api/docs/operating.md.\n\n\
        It may be run again, and then does what is left. Exit 0: every log is signed by the new key. 2: a hub runs, or a log ends with \
        a checkpoint of none of the keys; nothing was written. 3: the database failed.")]
    Change(ChangeArgs),
}

/// What `hub log key change` takes.
#[derive(Debug, Args)]
pub struct ChangeArgs {
    /// The public half of a former key, or a file that holds it; once for each, the oldest first. Else those of the configuration.
    #[arg(long, value_name = "PUBLIC")]
    pub former_key: Vec<String>,
    /// Where the log is, and the new key.
    #[command(flatten)]
    pub place: Where,
    /// Print a JSON list.
    #[arg(long)]
    pub json: bool,
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
        LogCommand::Key(KeyCommand::New { file, origin, json }) => key::new(&file, &origin, json),
        LogCommand::Key(KeyCommand::Change(args)) => key::change(&args).await,
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
