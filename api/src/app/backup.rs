//! `hub backup` and `hub restore`: the whole database as one file, taken while the hub runs, and brought back into an empty
//! database of either engine. What was brought back is kept only where the log proves to be the one that was taken.

use std::fs::{self, File, OpenOptions};
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use migration::{Migrator, MigratorTrait};
use serde_json::json;

use super::logs::{Source, Where};
use super::{Fault, out};
use crate::plain::clock::{Clock, SystemClock};
use crate::store::backup::{self, BackupError, BackupFile, Copied, Manifest};
use crate::store::connect;

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
    /// The public half of the key that signed the log, or a file that holds it; else that of the configured key.
    #[arg(long, value_name = "PUBLIC")]
    key: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Writes a backup. The hub may go on meanwhile: the file holds what stood at one moment.
///
/// # Errors
/// Where the database or the file fails; then no file is left.
pub async fn back_up(args: &BackupArgs) -> Result<(), Fault> {
    let db = Source::of(&args.place)?.database().await?;
    let migrations = Migrator::get_applied_migrations_read_only(&db).await?;
    let migrations = migrations.iter().map(|migration| migration.name().to_owned()).collect();
    let beside = args.file.with_extension("unfinished");
    if args.file.exists() {
        return Err(Fault::usage(format!(
            "{} is there already and stays as it is: name another file",
            args.file.display()
        )));
    }
    let bar = bar("rows written");
    let written = async {
        // Whoever may read the file may read every child's record.
        let file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
        let done = backup::write(&db, migrations, SystemClock.now(), BufWriter::new(&file), told(&bar)).await?;
        file.sync_all()?;
        fs::rename(&beside, &args.file)?;
        Ok::<_, BackupError>(done)
    }
    .await;
    bar.finish_and_clear();
    let (manifest, copied) = written.map_err(|error| {
        // What is left of it is no backup.
        let _ = fs::remove_file(&beside);
        fault(&args.file, error)
    })?;
    tell(args.json, &args.file, &manifest, copied)?;
    eprintln!(
        "the backup holds every child's record in clear: keep it as the database is kept, and try `hub restore` with it on a \
         machine of its own"
    );
    Ok(())
}

/// Brings a backup back into an empty database.
///
/// # Errors
/// Where the database is not empty, the file is not as it was written, or the log does not verify; then nothing is kept.
pub async fn restore(args: &RestoreArgs) -> Result<(), Fault> {
    let source = Source::of(&args.place)?;
    let key = source.key(args.key.as_deref())?;
    let open = || BackupFile::open(File::open(&args.file)?);
    let file = open().map_err(|e| fault(&args.file, e))?;
    let manifest = file.manifest().clone();
    let known: Vec<_> = Migrator::get_migration_files().iter().map(|known| known.name().to_owned()).collect();
    let wanted = manifest.migrations.len();
    if !known.starts_with(&manifest.migrations) {
        return Err(Fault::usage("the backup was written by a newer hub: restore it with that one"));
    }
    let db = connect::open_for_migration(source.url()).await?;
    let outside = |e: crate::store::StoreError| Fault::outside(format!("the database: {e}"));
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
    let copied = backup::load(&db, file, &key, told(&bar)).await;
    bar.finish_and_clear();
    let copied = copied.map_err(|e| fault(&args.file, e))?;
    Migrator::up(&db, None).await.map_err(outside)?;
    db.close().await.map_err(outside)?;
    tell(args.json, &args.file, &manifest, copied)?;
    eprintln!(
        "the log in the backup is whole. Not proved: that nothing was cut off its end, and that the records stand as they were \
         recorded. Next: compare it with a checkpoint kept elsewhere (`hub log verify --since FILE`), run `hub doctor`, and start \
         the hub with the signing key that the log had"
    );
    Ok(())
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
    let Copied { rows, entries } = copied;
    if as_json {
        return out::line(json!({
            "file": file, "takenAt": manifest.taken_at.to_string(), "rows": rows, "entries": entries,
            "checkpoints": manifest.checkpoints,
        }));
    }
    let logs = manifest.sizes.len();
    let at = manifest.taken_at;
    out::line(format_args!("{}: {rows} rows, {entries} entries of {logs} logs, as of {at}", file.display()))
}

fn fault(file: &Path, error: BackupError) -> Fault {
    let file = file.display();
    match error {
        BackupError::Database(_) | BackupError::Table(_) => Fault::outside(format!("nothing was kept: {error}")),
        BackupError::File(error) => Fault::outside(format!("{file}: {error}")),
        BackupError::Form { .. } => {
            Fault::no(format!("{file} cannot be brought back, and nothing was kept: {error}; take an older backup"))
        }
        BackupError::Log(_) | BackupError::Sizes => Fault::no(format!(
            "nothing was kept, because the log in {file} is not the one that was backed up: {error}. Take an older backup, keep \
             this one, and tell your data protection officer"
        )),
    }
}
