//! Bringing a backup back: in one transaction that is kept only where every line was as it was written, the log proves to be the
//! one of the manifest, and every row names an entry of it.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use aws_lc_rs::digest::{Context, SHA256};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait, Value,
};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::table::{self, Column};
use super::{BackupError, Copied, FORMAT, Line, Manifest, VERSION};
use crate::access_log::verify::verify;
use crate::access_log::{Checkpoint, Keys, PublicKey, sizes};

/// The most values of one statement; SQLite takes 32,766 and PostgreSQL 65,535.
const VALUES: usize = 8000;

/// A backup whose manifest was read.
pub struct BackupFile<R> {
    lines: Lines<R>,
    manifest: Manifest,
}

impl<R: Read> BackupFile<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// Where the file cannot be read, or is not a backup of a form that this hub knows.
    pub fn open(file: R) -> Result<Self, BackupError> {
        let mut lines = Lines { file: BufReader::new(file), sha256: Context::new(&SHA256), number: 0 };
        let bytes = lines.next()?.unwrap_or_default();
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|_| lines.wrong("this is not a backup of the hub"))?;
        if manifest.format != FORMAT {
            return Err(lines.wrong("this is not a backup of the hub"));
        }
        if manifest.version != VERSION {
            return Err(lines.wrong("the backup is of another form: use the hub that wrote it, or a newer one"));
        }
        Ok(Self { lines, manifest })
    }

    /// What the backup says of itself.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

/// The most of a file's beginning and end that is read to see whether it is whole.
const HEAD: u64 = 1 << 20;
const TAIL: u64 = 4096;

/// Whether the file begins and ends as a backup does: one that breaks off does not, nor does anything else. What is between is
/// not read.
///
/// # Errors
/// Where the file cannot be read.
pub fn is_whole(mut file: impl Read + Seek) -> Result<bool, BackupError> {
    if let Err(error) = BackupFile::open(Read::take(&mut file, HEAD)) {
        return if matches!(error, BackupError::Form { .. }) { Ok(false) } else { Err(error) };
    }
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    let last = tail.strip_suffix(b"\n").and_then(|tail| tail.rsplit(|byte| *byte == b'\n').next());
    Ok(last.is_some_and(|line| matches!(serde_json::from_slice(line), Ok(Line::End { .. }))))
}

/// What is said where another key signed the backup.
const WRONG_KEY: &str = "the key did not sign the backup: is this the key of its hub? If the key was changed since, name those up to the \
     time of the backup alone (--key), and run `hub log key change` when it is back";

/// Puts all rows into a database whose tables are empty and of the form that the manifest names, and verifies the log against
/// the manifest's checkpoints with those keys; tells `progress` now and then how many rows, then how many entries. A file that the
/// present key did not sign is taken only where that is said. Nothing is kept unless all of it holds.
///
/// # Errors
/// Where the database or the file fails, a line is not as it was written, the log does not verify, or a row names no entry of it.
pub async fn load<R: Read + Send>(
    db: &DatabaseConnection,
    backup: BackupFile<R>,
    keys: &Keys,
    unsigned_too: bool,
    mut progress: impl FnMut(u64),
) -> Result<Copied, BackupError> {
    let key = keys.present();
    let BackupFile { mut lines, manifest } = backup;
    let transaction = db.begin().await?;
    let copied = rows(&transaction, &mut lines, key, &mut progress).await?;
    if !copied.signed && !unsigned_too {
        return Err(BackupError::Unsigned);
    }
    let kept = manifest
        .checkpoints
        .iter()
        .map(|text| Checkpoint::verify(text, key))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| BackupError::Form { line: 1, why: format!("the manifest holds {e}; {WRONG_KEY}") })?;
    verify(&transaction, keys, Some(kept), progress).await?;
    if sizes(&transaction).await? != manifest.sizes {
        return Err(BackupError::Sizes);
    }
    if copied.rows > 0 && copied.entries == 0 {
        return Err(BackupError::NoLog);
    }
    if let Some(table) = table::unlogged(&transaction).await? {
        return Err(BackupError::Unlogged(table));
    }
    transaction.commit().await?;
    Ok(copied)
}

/// Puts the rows of all tables in, up to the last line.
async fn rows<R: Read>(
    transaction: &DatabaseTransaction,
    lines: &mut Lines<R>,
    key: &PublicKey,
    progress: &mut impl FnMut(u64),
) -> Result<Copied, BackupError> {
    let there = table::all(transaction).await?;
    let mut copied = Copied { rows: 0, entries: 0, signed: false };
    let mut into: Option<Insert> = None;
    loop {
        let hash = hex::encode(lines.sha256.clone().finish());
        let bytes = lines.next()?.ok_or_else(|| lines.wrong("the backup breaks off: it was not written to its end"))?;
        if bytes.first() == Some(&b'[') {
            let insert = into.as_mut().ok_or_else(|| lines.wrong("a row before any table"))?;
            insert.take(lines.read(&bytes)?, lines)?;
            insert.put(transaction, VALUES).await?;
            copied.rows = copied.rows.saturating_add(1);
            if copied.rows.is_multiple_of(1000) {
                progress(copied.rows);
            }
            copied.entries = copied.entries.saturating_add(u64::from(insert.table == "access_log"));
            continue;
        }
        if let Some(mut insert) = into.take() {
            insert.put(transaction, 1).await?;
        }
        match lines.read(&bytes)? {
            Line::Table { name, columns } => {
                if !there.contains(&name) || table::columns(transaction, &name).await? != columns {
                    return Err(lines.wrong(&format!("{name} has another form here")));
                }
                into = Some(Insert { table: name, columns, values: Vec::new() });
            }
            Line::End { rows, sha256, signature } => {
                if rows != copied.rows || sha256 != hash || lines.next()?.is_some() {
                    return Err(lines.wrong("the backup is not as it was written"));
                }
                if signature.as_ref().is_some_and(|signature| !key.signed_backup(&sha256, signature)) {
                    return Err(lines.wrong(WRONG_KEY));
                }
                copied.signed = signature.is_some();
                return Ok(copied);
            }
        }
    }
}

/// Rows on their way into a table.
struct Insert {
    table: String,
    columns: Vec<Column>,
    values: Vec<Value>,
}

impl Insert {
    fn take<R>(&mut self, row: Vec<Json>, lines: &Lines<R>) -> Result<(), BackupError> {
        if row.len() != self.columns.len() {
            return Err(lines.wrong("a row has not the columns of its table"));
        }
        for (json, column) in row.into_iter().zip(&self.columns) {
            let wrong = || lines.wrong(&format!("{}.{} is not of its kind", self.table, column.name));
            self.values.push(table::to_value(json, column.kind).ok_or_else(wrong)?);
        }
        Ok(())
    }

    /// Puts in what waits, where there are so many values.
    async fn put(&mut self, transaction: &DatabaseTransaction, from: usize) -> Result<(), BackupError> {
        if self.values.len() < from {
            return Ok(());
        }
        let backend = transaction.get_database_backend();
        let mut number = 0_usize;
        let mut placeholder = || {
            number = number.saturating_add(1);
            if backend == DbBackend::Postgres { format!("${number}") } else { "?".to_owned() }
        };
        let rows = self.values.len().checked_div(self.columns.len()).unwrap_or_default();
        let rows: Vec<String> = (0..rows)
            .map(|_| format!("({})", self.columns.iter().map(|_| placeholder()).collect::<Vec<_>>().join(",")))
            .collect();
        let names: Vec<String> = self.columns.iter().map(|column| table::quoted(&column.name)).collect();
        let table = table::quoted(&self.table);
        let sql = format!("INSERT INTO {table} ({}) VALUES {}", names.join(","), rows.join(","));
        let values = std::mem::take(&mut self.values);
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}

/// Reads lines, and hashes what it has read.
struct Lines<R> {
    file: BufReader<R>,
    sha256: Context,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// The next line with its end; none where the file is at its own.
    fn next(&mut self) -> Result<Option<Vec<u8>>, BackupError> {
        let mut bytes = Vec::new();
        self.number = self.number.saturating_add(1);
        if self.file.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        self.sha256.update(&bytes);
        Ok(Some(bytes))
    }
}

impl<R> Lines<R> {
    fn read<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, BackupError> {
        serde_json::from_slice(bytes).map_err(|_| self.wrong("the line cannot be read"))
    }

    fn wrong(&self, why: &str) -> BackupError {
        BackupError::Form { line: self.number, why: why.to_owned() }
    }
}
