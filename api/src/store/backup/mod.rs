//! The whole database as one file, and back: every row of every table as it stood at one moment, with a manifest that says what
//! the access log was then. The same file comes from either engine and goes into either. Reading it trusts nothing: every line is
//! counted and hashed, and the log is verified against the signed checkpoints of the manifest before anything is kept.
//!
//! One line of JSON each: the [`Manifest`]; for each table a [`Line::Table`] and its rows; a [`Line::End`] with the number of rows
//! and the SHA-256 of all bytes before it.

mod read;
mod table;
mod write;

use entities::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};

pub use read::{BackupFile, load};
pub use write::write;

use crate::access_log::verify::VerifyError;

/// Says what the file is.
const FORMAT: &str = "safeguarding-hub backup";
/// The version of the form.
const VERSION: u32 = 1;

/// What a backup says of itself, in its first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    format: String,
    version: u32,
    /// When it was taken, in microseconds since 1970.
    pub taken_at: Instant,
    /// The migrations that had made the tables, oldest first.
    pub migrations: Vec<String>,
    /// The sizes of the logs: (log, entries).
    pub sizes: Vec<(i32, i64)>,
    /// The signed checkpoint at the end of each log.
    pub checkpoints: Vec<String>,
}

/// A line after the manifest that is no row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Line {
    /// The rows that follow are of this table, with these columns.
    Table { name: String, columns: Vec<table::Column> },
    /// Nothing follows.
    End { rows: u64, sha256: String },
}

/// What was written or brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Rows of all tables.
    pub rows: u64,
    /// Entries of the access log among them.
    pub entries: u64,
}

/// Why a backup could not be written or brought back; then nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error("the database: {0}")]
    Database(#[from] DbErr),
    /// The file failed.
    #[error("the file: {0}")]
    File(#[from] std::io::Error),
    /// The file is not a backup, or not as it was written.
    #[error("line {line}: {why}")]
    Form {
        /// The line, counted from 1.
        line: u64,
        /// What is wrong there.
        why: String,
    },
    /// The database has a table or column that no backup can hold.
    #[error("{0}")]
    Table(String),
    /// The log that was brought back is not the one of the manifest.
    #[error("{0}")]
    Log(#[from] VerifyError),
    /// The logs that were brought back have other sizes than the manifest says.
    #[error("the logs have other sizes than the manifest says")]
    Sizes,
}

/// Whether no table holds a row of the hub.
///
/// # Errors
/// Where the database fails.
pub async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    for table in table::all(db).await? {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", table::quoted(&table));
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
        if db.query_one_raw(statement).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}
