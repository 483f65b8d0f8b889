//! The log as a file that can be verified with nothing but itself and the public key. It holds of each entry the bytes that were
//! hashed, in which commitments stand for persons, children and texts; it must never hold a value that can be erased, nor a
//! salt. `docs/log-format.md` describes it for those who write a verifier of their own.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entities::rows::access_log::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::checkpoint::Checkpoint;
use super::keys::Keys;
use super::reading::Reading;
use super::tip::{self, sizes};
use super::verify::{BadLog, Expected, Report, VerifyError, Why};

/// The name of the form, in the first line.
const FORMAT: &str = "hub-log-export/1";

/// How many entries are read at a time.
const PAGE: u64 = 512;

/// The longest line that is read, in bytes: an entry is far shorter.
const LONGEST: u64 = 1 << 20;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    format: String,
}

/// The line of one entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    log: i32,
    sequence: i64,
    entry: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checkpoint: Option<String>,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    entries: u64,
}

/// Why an export was not written or not verified.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written or read.
    #[error("{0}")]
    File(#[from] io::Error),
    /// The database does not answer.
    #[error("the access log's database: {0}")]
    Database(#[from] DbErr),
    /// A line, counted from 1, is not of the form.
    #[error("line {0} is not one of an export of this form")]
    Form(u64),
    /// What it holds is not whole, or cannot be compared.
    #[error("{0}")]
    Bad(#[from] VerifyError),
}

/// Writes every log, from its first entry to its last, and gives how many entries that are; `progress` is told now and then.
/// Read it within one transaction, so that every log ends where a commit does.
///
/// # Errors
/// Where the database does not answer, the file cannot be written, or the list of logs is not that of the logs that have entries.
pub async fn export<C: ConnectionTrait>(
    db: &C,
    to: &mut (impl Write + Send),
    mut progress: impl FnMut(u64),
) -> Result<u64, ExportError> {
    line(to, &Title { format: FORMAT.to_owned() })?;
    let mut entries = 0_u64;
    for log in logs(db).await? {
        let mut next = 0_i64;
        loop {
            let page: Vec<(i64, Vec<u8>, Option<String>)> = Entity::find()
                .select_only()
                .columns([Column::Seq, Column::Canonical, Column::Checkpoint])
                .filter(Column::Log.eq(log))
                .filter(Column::Seq.gte(next))
                .order_by_asc(Column::Seq)
                .limit(PAGE)
                .into_tuple()
                .all(db)
                .await?;
            for (sequence, canonical, checkpoint) in &page {
                let checkpoint = checkpoint.clone();
                line(to, &Line { log, sequence: *sequence, entry: STANDARD.encode(canonical), checkpoint })?;
                next = sequence.saturating_add(1);
                entries = entries.saturating_add(1);
            }
            progress(entries);
            if (page.len() as u64) < PAGE {
                break;
            }
        }
    }
    line(to, &End { entries })?;
    to.flush()?;
    Ok(entries)
}

/// The logs, by number. One that somebody took off the list, or all of whose entries are gone, would else be left out in silence.
async fn logs<C: ConnectionTrait>(db: &C) -> Result<Vec<i32>, ExportError> {
    let listed: BTreeSet<i32> = sizes(db).await?.into_iter().map(|(log, _)| log).collect();
    let written: BTreeSet<i32> = tip::written(db).await?.into_iter().collect();
    match listed.symmetric_difference(&written).next() {
        Some(log) => {
            let why = if written.contains(log) { Why::Slot } else { Why::Missing };
            Err(VerifyError::from(BadLog { log: *log, seq: 0, why }).into())
        }
        None => Ok(listed.into_iter().collect()),
    }
}

fn line(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, value)?;
    to.write_all(b"\n")
}

/// Verifies an export with the public keys alone: every entry, every commit, every checkpoint, and that it goes on from
/// checkpoints that were kept elsewhere, where there are any.
///
/// # Errors
/// The first thing that is wrong; or that the file cannot be read or is no export.
pub fn verify_export(
    from: impl BufRead,
    keys: impl Into<Keys>,
    since: Option<Vec<Checkpoint>>,
) -> Result<Report, ExportError> {
    let keys = keys.into();
    let expected = Expected::of(since, &keys)?;
    let mut lines = Lines { from, number: 0 };
    let title: Title = lines.next()?.ok_or(ExportError::Form(1))?;
    if title.format != FORMAT {
        return Err(ExportError::Form(1));
    }
    let mut report = Report::default();
    let mut reading: Option<(i32, Reading<'_>)> = None;
    let end = loop {
        let next: Either = lines.next()?.ok_or_else(|| lines.bad())?;
        let line = match next {
            Either::End(end) => break end,
            Either::Entry(line) => line,
        };
        if reading.as_ref().is_none_or(|(log, _)| *log != line.log) {
            // Each log once, by number.
            if reading.as_ref().is_some_and(|(log, _)| *log > line.log) {
                return Err(lines.bad());
            }
            let begun = (line.log, Reading::new(line.log, &keys, expected.of_log(line.log)));
            finish(&mut report, reading.replace(begun))?;
        }
        let Some((_, reading)) = &mut reading else { return Err(lines.bad()) };
        let bytes = STANDARD.decode(&line.entry).map_err(|_| lines.bad())?;
        if line.sequence != reading.next() {
            return Err(lines.bad());
        }
        reading.take_bytes(&bytes, line.checkpoint.as_deref()).map_err(VerifyError::from)?;
    };
    finish(&mut report, reading)?;
    if end.entries != report.entries() || lines.next::<Either>()?.is_some() {
        return Err(lines.bad());
    }
    // A log that a checkpoint knows and the export does not.
    for log in expected.logs().filter(|log| report.logs.iter().all(|read| read.log != *log)) {
        Reading::new(log, &keys, expected.of_log(log)).end_of_bytes().map_err(VerifyError::from)?;
    }
    Ok(report)
}

fn finish(report: &mut Report, reading: Option<(i32, Reading<'_>)>) -> Result<(), VerifyError> {
    if let Some((_, reading)) = reading {
        report.logs.push(reading.end_of_bytes()?);
    }
    Ok(())
}

/// A line after the first.
#[derive(Deserialize)]
#[serde(untagged)]
enum Either {
    Entry(Line),
    End(End),
}

struct Lines<R> {
    from: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The next line; none at the end.
    fn next<T: for<'de> Deserialize<'de>>(&mut self) -> Result<Option<T>, ExportError> {
        self.number = self.number.saturating_add(1);
        let mut text = String::new();
        let read = io::Read::take(&mut self.from, LONGEST).read_line(&mut text);
        match read {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(self.bad()),
            read => read?,
        };
        if text.is_empty() {
            return Ok(None);
        }
        let line = text.strip_suffix('\n').ok_or_else(|| self.bad())?;
        serde_json::from_str(line).map(Some).map_err(|_| self.bad())
    }

    fn bad(&self) -> ExportError {
        ExportError::Form(self.number)
    }
}
