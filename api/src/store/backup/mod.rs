//! The whole database as one file, and back: every row of every table as it stood at one moment, with a manifest that says what
//! the access log was then. The same file comes from either engine and goes into either. Reading it trusts nothing: every line is
//! counted and hashed, the hash is signed by the key of the log, the log is verified against the signed checkpoints of the manifest,
//! and every row names an entry of it, before anything is kept. Who is signed in to the console is no part of it.
//!
//! One line of JSON each: the [`Manifest`]; for each table a [`Line::Table`] and its rows; a [`Line::End`] with the number of rows,
//! the SHA-256 of all bytes before it, and the signature over that.

mod read;
mod table;
mod write;

use entities::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};

pub use read::{BackupFile, is_whole, load};
pub use write::write;

use crate::access_log::BadCheckpoint;
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
    End {
        rows: u64,
        sha256: String,
        /// By the key of the log; none where whoever wrote it had not got the key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
}

/// What was written or brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Rows of all tables.
    pub rows: u64,
    /// Entries of the access log among them.
    pub entries: u64,
    /// Whether the key of the log signed the file.
    pub signed: bool,
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
    /// A row names an entry of the log that is not there.
    #[error("a row of {0} names an entry that is in no log")]
    Unlogged(String),
    /// There are rows, and no log at all.
    #[error("it holds rows and no log")]
    NoLog,
    /// Nobody signed the file, and one that is not signed was not asked for.
    #[error("the backup is not signed")]
    Unsigned,
    /// The key that was to sign the file is not that of the log.
    #[error("the log is not of the signing key: {0}")]
    Key(BadCheckpoint),
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
