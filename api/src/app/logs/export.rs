//! `hub log export`, and `hub log verify --export`: the log as a file, and whether such a file is whole.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use sea_orm::TransactionTrait;
use serde_json::json;

use super::sources::{Source, named_keys};
use super::verify::{answer, bar, kept};
use super::{ExportArgs, VerifyArgs};
use crate::access_log::export::{ExportError, export, verify_export};
use crate::access_log::sizes;
use crate::app::unfinished::Unfinished;
use crate::app::{Fault, out};

pub(super) async fn run(args: &ExportArgs) -> Result<(), Fault> {
    let db = Source::of(&args.place)?.database().await?;
    if args.file.exists() {
        return Err(Fault::there_already(&args.file));
    }
    let file = Unfinished::begin(&args.file, 0o644).map_err(|e| unwritable(&args.file, &e))?;
    let snapshot = db.begin().await?;
    let total = sizes(&snapshot).await?.iter().filter_map(|(_, size)| u64::try_from(*size).ok()).sum();
    let bar = bar(total);
    let mut to = BufWriter::new(file.file());
    let outcome = export(&snapshot, &mut to, |written| bar.set_position(written)).await;
    bar.finish_and_clear();
    snapshot.commit().await?;
    let entries = outcome.map_err(|error| match error {
        ExportError::Bad(bad) => Fault::no(format!("nothing was exported: {bad}; run `hub log verify`")),
        error => unwritable(&args.file, &error),
    })?;
    drop(to);
    file.keep_new().map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Fault::there_already(&args.file),
        _ => unwritable(&args.file, &error),
    })?;
    if args.json {
        return out::line(json!({"file": args.file, "entries": entries}));
    }
    out::line(format_args!("{entries} entries are in {}", args.file.display()))
}

fn unwritable(file: &Path, why: &dyn std::fmt::Display) -> Fault {
    Fault::outside(format!("the log cannot be exported to {}: {why}", file.display()))
}

/// Verifies the file with the keys that are named and nothing else.
pub(super) fn verify(args: &VerifyArgs, file: &Path) -> Result<(), Fault> {
    let keys = named_keys(&args.key)?;
    let since = args.since.as_deref().map(|file| kept(file, &keys)).transpose()?;
    let read = File::open(file).map_err(|e| Fault::outside(format!("{} cannot be read: {e}", file.display())))?;
    match verify_export(BufReader::new(read), &keys, since.clone()) {
        Ok(report) => answer(args, &keys, since.as_deref(), Ok(report)),
        Err(ExportError::Bad(bad)) => answer(args, &keys, since.as_deref(), Err(bad)),
        Err(form @ ExportError::Form(_)) => Err(Fault::no(format!(
            "{} is not a whole export: {form}; export the log again, and if that fails too, run `hub log verify`",
            file.display()
        ))),
        Err(ExportError::File(e)) => Err(Fault::outside(format!("{} cannot be read: {e}", file.display()))),
        Err(ExportError::Database(e)) => Err(e.into()),
    }
}
