//! Writing a backup: everything is read in one transaction that sees one moment, while the hub goes on writing.

use std::io::Write;

use aws_lc_rs::digest::{Context, SHA256};
use entities::Instant;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait};
use serde::Serialize;

use super::table::{self, Column};
use super::{BackupError, Copied, FORMAT, Line, Manifest, VERSION};
use crate::access_log::{Checkpoint, SigningKey, checkpoints, sizes};

/// How many rows are read at a time.
const PAGE: usize = 1000;

/// Writes all rows of a database that is read through this pool, signed by the log's key where it is given, and tells `progress`
/// now and then how many; gives what the file says of itself, and how much is in it.
///
/// # Errors
/// Where the database or the file fails, or the key is not that of the log; then the file is not whole.
pub async fn write(
    db: &DatabaseConnection,
    migrations: Vec<String>,
    taken_at: Instant,
    signer: Option<&SigningKey>,
    out: impl Write,
    mut progress: impl FnMut(u64),
) -> Result<(Manifest, Copied), BackupError> {
    let snapshot = db.begin().await?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        taken_at,
        migrations,
        sizes: sizes(&snapshot).await?,
        checkpoints: checkpoints(&snapshot).await?,
    };
    if let Some(key) = signer {
        for text in &manifest.checkpoints {
            Checkpoint::verify(text, key.public()).map_err(BackupError::Key)?;
        }
    }
    let mut out = Hashed { out, sha256: Context::new(&SHA256), rows: 0 };
    out.line(&manifest)?;
    let mut copied = Copied { rows: 0, entries: 0, signed: signer.is_some() };
    for name in table::all(&snapshot).await? {
        let columns = table::columns(&snapshot, &name).await?;
        out.line(&Line::Table { name: name.clone(), columns: columns.clone() })?;
        let rows = rows_of(&snapshot, &name, &columns, &mut out, &mut progress).await?;
        copied.rows = copied.rows.saturating_add(rows);
        if name == "access_log" {
            copied.entries = rows;
        }
    }
    snapshot.commit().await?;
    let sha256 = hex::encode(out.sha256.clone().finish());
    let signature = signer.map(|key| key.sign_backup(&sha256));
    out.line(&Line::End { rows: copied.rows, sha256, signature })?;
    out.out.flush()?;
    Ok((manifest, copied))
}

/// Writes a table's rows page by page: PostgreSQL keeps the place in a cursor, SQLite goes on after the last row's number.
async fn rows_of<W: Write>(
    snapshot: &DatabaseTransaction,
    table: &str,
    columns: &[Column],
    out: &mut Hashed<W>,
    progress: &mut impl FnMut(u64),
) -> Result<u64, BackupError> {
    let backend = snapshot.get_database_backend();
    let postgres = backend == DbBackend::Postgres;
    let (name, values) = (table::quoted(table), table::selected(backend, columns));
    // A name of its own: the text of what is fetched is remembered with the columns that it had.
    let cursor = table::quoted(&format!("hub_backup_{table}"));
    if postgres {
        let sql = format!("DECLARE {cursor} NO SCROLL CURSOR FOR SELECT 0::bigint, {values} FROM {name}");
        snapshot.execute_unprepared(&sql).await?;
    }
    let (mut written, mut last) = (0_u64, i64::MIN);
    loop {
        let sql = if postgres {
            format!("FETCH {PAGE} FROM {cursor}")
        } else {
            format!("SELECT rowid, {values} FROM {name} WHERE rowid > {last} ORDER BY rowid LIMIT {PAGE}")
        };
        let page = snapshot.query_all_raw(Statement::from_string(backend, sql)).await?;
        for row in &page {
            last = row.try_get_by_index(0)?;
            out.line(&table::to_json(row, 1, columns)?)?;
            written = written.saturating_add(1);
        }
        out.rows = out.rows.saturating_add(page.len() as u64);
        progress(out.rows);
        if page.len() < PAGE {
            break;
        }
    }
    if postgres {
        snapshot.execute_unprepared(&format!("CLOSE {cursor}")).await?;
    }
    Ok(written)
}

/// Writes lines and hashes what it writes.
struct Hashed<W> {
    out: W,
    sha256: Context,
    rows: u64,
}

impl<W: Write> Hashed<W> {
    fn line(&mut self, line: &impl Serialize) -> Result<(), BackupError> {
        let mut bytes = serde_json::to_vec(line).map_err(std::io::Error::from)?;
        bytes.push(b'\n');
        self.sha256.update(&bytes);
        self.out.write_all(&bytes)?;
        Ok(())
    }
}
