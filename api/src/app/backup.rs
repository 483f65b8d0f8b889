//! `hub backup` and `hub restore`: the whole database as one file, taken while the hub runs, and brought back into an empty
//! database of either engine. What was brought back is kept only where the log proves to be the one that was taken, and every
//! row to be of it.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use migration::{Migrator, MigratorTrait};
use serde_json::json;

use super::logs::{Source, Where};
use super::unfinished::Unfinished;
use super::{Fault, out};
use crate::access_log::verify::{BadLog, VerifyError, Why};
use crate::plain::clock::{Clock, SystemClock};
use crate::store::backup::{self, BackupError, BackupFile, Copied, Manifest};
use crate::store::{StoreError, connect};

/// What `hub backup` takes.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write; it must not be there yet.
    file: PathBuf,
    /// Which database.
    #[command(flatten)]
    place: Where,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What `hub restore` takes.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The file that `hub backup` wrote.
    file: PathBuf,
    /// Into which database; it must be empty.
    #[command(flatten)]
    place: Where,
    /// The public half of the key that signed the log, or a file that holds it; once for each key that had signed it by then, the
    /// oldest first. Else those of the configuration.
    #[arg(long, value_name = "PUBLIC")]
    key: Vec<String>,
    /// Take a backup that nobody signed, such as one that was written without the signing key.
    #[arg(long)]
    unsigned: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Writes a backup. The hub may go on meanwhile: the file holds what stood at one moment.
///
/// # Errors
/// Where the database or the file fails; then no file is left.
pub async fn back_up(args: &BackupArgs) -> Result<(), Fault> {
    let source = Source::of(&args.place)?;
    let signer = source.signer()?;
    let db = source.database().await?;
    let migrations = Migrator::get_applied_migrations_read_only(&db).await?;
    let migrations = migrations.iter().map(|migration| migration.name().to_owned()).collect();
    if args.file.exists() {
        return Err(Fault::there_already(&args.file));
    }
    let bar = bar("rows written");
    let written = async {
        // Whoever may read the file may read every child's record.
        let file = Unfinished::begin(&args.file, 0o600)?;
        let to = BufWriter::new(file.file());
        let done = backup::write(&db, migrations, SystemClock.now(), signer.as_ref(), to, told(&bar)).await?;
        file.keep_new()?;
        Ok::<_, BackupError>(done)
    }
    .await;
    bar.finish_and_clear();
    let (manifest, copied) = written.map_err(|error| fault(&args.file, error))?;
    tell(args.json, &args.file, &manifest, copied)?;
    eprintln!(
        "the backup holds every child's record in clear: keep it as the database is kept, and try `hub restore` with it on a \
         machine of its own"
    );
    if !copied.signed {
        eprintln!(
            "it is not signed, because no signing key is configured here: whoever gets at the file can change a record in it, and \
             `hub restore` asks for --unsigned"
        );
    }
    Ok(())
}

/// Brings a backup back into an empty database.
///
/// # Errors
/// Where the database is not empty, the file is not as it was written, or the log does not verify: then nothing is kept. Where
/// what comes after that fails, all is kept.
pub async fn restore(args: &RestoreArgs) -> Result<(), Fault> {
    let source = Source::of(&args.place)?;
    let keys = source.keys(&args.key)?;
    let open = || BackupFile::open(File::open(&args.file)?);
    let file = open().map_err(|e| fault(&args.file, e))?;
    let manifest = file.manifest().clone();
    let known: Vec<_> = Migrator::get_migration_files().iter().map(|known| known.name().to_owned()).collect();
    let wanted = manifest.migrations.len();
    if !known.starts_with(&manifest.migrations) {
        return Err(Fault::usage("the backup was written by a newer hub: restore it with that one"));
    }
    let db = connect::open_for_migration(source.url()).await?;
    let outside = |e: StoreError| Fault::outside(format!("the database: {e}"));
    if !backup::is_empty(&db).await.map_err(outside)? {
        return Err(Fault::usage(
            "the database holds rows already, and what was recorded is never overwritten: name an empty one with \
             --database-url, and point the hub to it when all is well",
        ));
    }
    let applied = Migrator::get_applied_migrations_read_only(&db).await.map_err(outside)?.len();
    if applied > wanted {
        return Err(Fault::usage(
            "the database's tables are of a newer form than the backup's: name a database without tables",
        ));
    }
    let steps = u32::try_from(wanted.saturating_sub(applied)).unwrap_or(u32::MAX);
    if steps > 0 {
        Migrator::up(&db, Some(steps)).await.map_err(outside)?;
    }
    let bar = bar("rows brought back and entries proved");
    let copied = backup::load(&db, file, &keys, args.unsigned, told(&bar)).await;
    bar.finish_and_clear();
    let copied = copied.map_err(|e| fault(&args.file, e))?;
    let done = async { Migrator::up(&db, None).await.and(db.close().await) };
    done.await.map_err(|error| all_in(&error))?;
    tell(args.json, &args.file, &manifest, copied)?;
    eprintln!(
        "Proved: the log in the backup is whole, and every record names an entry of it.\n{}\nNext: compare it with a checkpoint kept \
         elsewhere (`hub log verify --since FILE`), run `hub doctor`, and start the hub with the signing key that the log had",
        if copied.signed { SIGNED } else { UNSIGNED }
    );
    Ok(())
}

const SIGNED: &str = "Proved: the file is as somebody with the signing key wrote it.\n\
    Not proved: that it is the newest, and that the records stood as they were recorded when it was written.";

const UNSIGNED: &str = "Not proved, because the file is not signed: that nothing was cut off the end of the log, and that the records \
    are those that were backed up.";

/// The rows are kept, and what comes after failed.
fn all_in(error: &StoreError) -> Fault {
    Fault::outside(format!(
        "every row was brought back and proved, and stays; what failed came after it: {error}. Run `hub migrate` on this database, \
         then `hub doctor`"
    ))
}

/// Shown where the errors go to a terminal, and nowhere else.
fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what);
    match ProgressStyle::with_template("{spinner} {human_pos} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn told(bar: &ProgressBar) -> impl FnMut(u64) + '_ {
    |done| bar.set_position(done)
}

fn tell(as_json: bool, file: &Path, manifest: &Manifest, copied: Copied) -> Result<(), Fault> {
    let Copied { rows, entries, signed } = copied;
    if as_json {
        return out::line(json!({
            "file": file, "takenAt": manifest.taken_at.to_string(), "rows": rows, "entries": entries, "signed": signed,
            "checkpoints": manifest.checkpoints,
        }));
    }
    let logs = manifest.sizes.len();
    let at = manifest.taken_at;
    out::line(format_args!("{}: {rows} rows, {entries} entries of {logs} logs, as of {at}", file.display()))
}

fn fault(file: &Path, error: BackupError) -> Fault {
    let name = file.display();
    match error {
        BackupError::Database(_) | BackupError::Table(_) | BackupError::Log(VerifyError::Database(_)) => {
            Fault::outside(format!("nothing was kept: {error}"))
        }
        BackupError::File(error) if error.kind() == io::ErrorKind::AlreadyExists => Fault::there_already(file),
        BackupError::File(error) => Fault::outside(format!("{name}: {error}")),
        BackupError::Key(_) => Fault::usage(format!(
            "no backup was written: {error}; name the key that signs this log; if it was changed, run `hub log key change` first"
        )),
        BackupError::Log(VerifyError::Foreign(_)) => Fault::usage(format!("nothing was kept: {error}")),
        BackupError::Unsigned => Fault::no(format!(
            "nothing was kept: {name} is not signed, so whoever had it may have changed the records in it. If it was written where \
             there was no signing key, and nobody else could write to it, bring it back with --unsigned"
        )),
        BackupError::Form { .. } => {
            Fault::no(format!("{name} cannot be brought back, and nothing was kept: {error}; take an older backup"))
        }
        BackupError::Log(VerifyError::Bad(BadLog { why: Why::Key, .. })) => Fault::usage(format!(
            "nothing was kept: {error}. Name every key that had signed this log when {name} was written, the oldest first, with --key or \
             in log.former_keys"
        )),
        BackupError::Log(VerifyError::Bad(_)) | BackupError::Sizes | BackupError::NoLog | BackupError::Unlogged(_) => {
            Fault::no(format!(
                "nothing was kept, because the log in {name} is not the one that was backed up: {error}. Take an older backup, keep \
             this one, and tell your data protection officer"
            ))
        }
    }
}
