//! The writer's own connection: how it is made, that it keeps what it says it committed, and how it is ended. It must be
//! the only one of its pool, because locks, limits and durability are set on the connection.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement};

use super::checkpoint::BadCheckpoint;
use super::slot::MOST_LOGS;

/// Why the log cannot start, and with it the hub.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database does not answer, or has not the tables.
    #[error("the access log's database: {0}")]
    Database(#[from] DbErr),
    /// The database would not keep what it says it committed.
    #[error("the access log needs {wanted}, the database has {found}")]
    Durability {
        /// The setting that is needed.
        wanted: &'static str,
        /// The setting that was found.
        found: String,
    },
    /// The lock file cannot be made.
    #[error("the access log's lock file: {0}")]
    LockFile(std::io::Error),
    /// The database's file is not there, or is another than the one that was opened.
    #[error("the database's file was removed or replaced")]
    File,
    /// The log ends before entries that were acknowledged: what was committed is lost.
    #[error(
        "log {log} ends at {found} entries and {acknowledged} were acknowledged: restore the newest backup or replica"
    )]
    Shorter {
        /// The log.
        log: i32,
        /// How many entries are there.
        found: i64,
        /// How many there were.
        acknowledged: i64,
    },
    /// Somebody else may write to the log.
    #[error("log {log} is in use by a hub, or by a command that writes")]
    InUse {
        /// The log.
        log: i32,
    },
    /// Every slot is taken.
    #[error("all {MOST_LOGS} log slots are in use")]
    NoSlot,
    /// The log ends with something that is not its own.
    #[error("log {log} cannot be continued at entry {seq}: {why}")]
    Tip {
        /// The log.
        log: i32,
        /// The entry.
        seq: i64,
        /// What is wrong with it.
        why: BadTip,
    },
}

impl StartError {
    /// Whether a log ends with a checkpoint that none of the keys signed.
    pub const fn is_of_another_key(&self) -> bool {
        matches!(self, Self::Tip { why: BadTip::Checkpoint(BadCheckpoint::Key), .. })
    }
}

/// What is wrong with the end of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTip {
    /// The last entry carries no checkpoint.
    #[error("no checkpoint")]
    NoCheckpoint,
    /// Its checkpoint will not do.
    #[error("{0}")]
    Checkpoint(#[from] BadCheckpoint),
    /// Its checkpoint is of another tree.
    #[error("its checkpoint does not fit the tree")]
    Tree,
    /// The entries that make up the tree are not all there.
    #[error("entries of its tree are missing")]
    Missing,
    /// There is no room for more.
    #[error("the log is full")]
    Full,
}

/// How the writer's connection is made: one connection, never replaced without the writer's knowing for age or idleness.
pub fn writer_options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .min_connections(0)
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                // A database that is gone is not made anew, empty, in its place.
                .create_if_missing(false)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                // 8 MiB of pages; scratch files in memory; the log of changes goes into the database every 16 MiB.
                .pragma("cache_size", "-8192")
                .pragma("temp_store", "MEMORY")
                .pragma("wal_autocheckpoint", "4000")
                .busy_timeout(Duration::from_secs(2))
        });
    options
}

/// What of a PostgreSQL server makes a commit one on disk: the setting, what is wanted of it, and what is enough.
const SERVER: [(&str, &str, &[&str]); 2] = [
    ("synchronous_commit", "synchronous_commit = on", &["on", "remote_apply", "remote_write"]),
    ("fsync", "fsync = on", &["on"]),
];

/// Whether that value is enough.
fn kept(found: &str, wanted: &'static str, enough: &[&str]) -> Result<(), StartError> {
    if enough.contains(&found) {
        return Ok(());
    }
    Err(StartError::Durability { wanted, found: found.to_owned() })
}

/// Sets the limits of the connection and asserts that a commit on it is a commit on disk.
pub(super) async fn prepare(db: &DatabaseConnection) -> Result<(), StartError> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            // The longest that one change may hold up everybody else; and nothing is compiled, which alone may take longer.
            db.execute_unprepared("SET lock_timeout = '50ms'; SET statement_timeout = '250ms'; SET jit = off").await?;
            for (setting, wanted, enough) in SERVER {
                let found = text(db, &format!("SELECT current_setting('{setting}')")).await?;
                kept(&found, wanted, enough)?;
            }
        }
        _ => {
            let found = text(db, "PRAGMA journal_mode").await?;
            if found != "wal" {
                return Err(StartError::Durability { wanted: "journal_mode = wal", found });
            }
            let found = number(db, "PRAGMA synchronous").await?;
            if found < 2 {
                return Err(StartError::Durability { wanted: "synchronous = FULL", found: found.to_string() });
            }
        }
    }
    Ok(())
}

/// Gives its locks back and ends the connection, which is good: the server lets go of the locks of one that ended only after a while,
/// and whoever comes next would be told that the logs are in use.
pub(super) async fn leave(db: &DatabaseConnection) {
    if db.get_database_backend() == DbBackend::Postgres {
        let unlocked = db.execute_unprepared("SELECT pg_advisory_unlock_all()");
        // Else they go with the connection.
        let _ = tokio::time::timeout(Duration::from_secs(1), unlocked).await;
    }
    end(db).await;
}

/// Ends the connection, and with it whatever transaction and lock it may still hold; the pool opens another.
pub(super) async fn end(db: &DatabaseConnection) {
    // A connection that cannot be had or closed in good order is one that is gone already.
    match db.get_database_backend() {
        DbBackend::Postgres => {
            if let Ok(connection) = db.get_postgres_connection_pool().acquire().await {
                let _ = connection.close().await;
            }
        }
        _ => {
            if let Ok(connection) = db.get_sqlite_connection_pool().acquire().await {
                let _ = connection.close().await;
            }
        }
    }
}

/// What the server calls this connection; tells whether the pool has replaced it. Always 0 on SQLite, where nothing hangs
/// on the connection.
pub(super) async fn session(db: &impl ConnectionTrait) -> Result<i32, DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => one(db, "SELECT pg_backend_pid()").await,
        _ => Ok(0),
    }
}

/// What may be said of a database's error in the operational log: its kind and code, never its text, which may quote a row.
pub(super) fn kind(error: &DbErr) -> String {
    let code = |cause: &RuntimeErr| match cause {
        RuntimeErr::SqlxError(error) => {
            error.as_database_error().and_then(|e| e.code().map(|code| code.into_owned())).unwrap_or_default()
        }
        RuntimeErr::Internal(_) => String::new(),
    };
    match error {
        DbErr::Conn(cause) => format!("connection {}", code(cause)),
        DbErr::Exec(cause) => format!("statement {}", code(cause)),
        DbErr::Query(cause) => format!("query {}", code(cause)),
        DbErr::ConnectionAcquire(_) => "no connection".to_owned(),
        _ => "other".to_owned(),
    }
}

async fn text(db: &impl ConnectionTrait, sql: &str) -> Result<String, DbErr> {
    one(db, sql).await
}

async fn number(db: &impl ConnectionTrait, sql: &str) -> Result<i64, DbErr> {
    one(db, sql).await
}

/// The one value of the one row that the statement gives.
pub(super) async fn one<T: sea_orm::TryGetable>(db: &impl ConnectionTrait, sql: &str) -> Result<T, DbErr> {
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
    row.try_get_by_index(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `fsync` is the whole server's, so that no test may turn it off for itself.
    #[test]
    fn a_server_that_forgets_commits_in_a_power_cut_is_refused() {
        let refused = |setting: &str, found: &str| {
            let (_, wanted, enough) = SERVER.into_iter().find(|(of, ..)| *of == setting).unwrap();
            kept(found, wanted, enough).is_err()
        };
        assert!(
            refused("fsync", "off") && refused("synchronous_commit", "off") && refused("synchronous_commit", "local")
        );
        assert!(!refused("fsync", "on") && !refused("synchronous_commit", "remote_write"));
    }
}
