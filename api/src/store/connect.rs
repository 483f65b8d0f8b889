//! How the two databases are opened: which pools and which settings.

use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use sea_orm::{ConnectOptions, DatabaseConnection, DbErr};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

/// A database could not be opened as the hub needs it.
#[derive(Debug)]
pub enum ConnectProblem {
    /// The URL is of no kind that the hub knows.
    UnknownKind,
    /// The database did not answer, or not as wanted.
    Failed(DbErr),
}

impl From<DbErr> for ConnectProblem {
    fn from(error: DbErr) -> Self {
        Self::Failed(error)
    }
}

/// A database that was opened.
pub type Connection = DatabaseConnection;

/// Connections that read at one time where nothing else is configured.
pub const READERS: u32 = 6;

/// The most connections that read an SQLite file at one time: each is a thread with a cache of its own, and more than a few
/// only take memory and turns from each other.
const FILE_READERS: u32 = 4;

/// The host of a database on another machine, where the connection to it could be read, or lead to a server that is not the one
/// that is meant. None for a file, a socket, this machine, and where the server must prove its name.
pub fn unproven_host(url: &str) -> Option<String> {
    // A URL that cannot be read leads nowhere; whoever connects is told.
    let options: PgConnectOptions = if url.starts_with("sqlite:") { return None } else { url.parse().ok()? };
    let host = options.get_host();
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let here = options.get_socket().is_some()
        || host.starts_with('/')
        || name == "localhost"
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    (!here && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)).then(|| host.to_owned())
}

/// Opens the readers' pool, of so many connections: read-only, each transaction one snapshot. The writer's connection is the log's own.
///
/// # Errors
/// Where the URL is unknown or the database does not answer.
pub async fn open_readers(url: &str, connections: u32) -> Result<DatabaseConnection, ConnectProblem> {
    if !["sqlite:", "postgres:", "postgresql:"].iter().any(|kind| url.starts_with(kind)) {
        return Err(ConnectProblem::UnknownKind);
    }
    Ok(sea_orm::Database::connect(options(url, connections, Access::Read)).await?)
}

/// Opens a database for reading it alone, as the commands of the log do. An SQLite file that nobody may write to, such as a copy
/// kept as evidence, is read as it lies there, and nothing is put beside it.
///
/// # Errors
/// Where the URL is unknown or the database does not answer.
pub async fn open_to_read(url: &str) -> Result<DatabaseConnection, ConnectProblem> {
    if !url.starts_with("sqlite:") || !is_sealed(sqlite_path(url)) {
        return open_readers(url, READERS).await;
    }
    let mut options = ConnectOptions::new(format!("sqlite://{}", sqlite_path(url)));
    options.max_connections(1).sqlx_logging(false).record_stmt_in_spans(false);
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.read_only(true).immutable(true).pragma("query_only", "ON"));
    Ok(sea_orm::Database::connect(options).await?)
}

/// Whether the file is marked as read-only, and whole by itself: what SQLite still keeps beside it would be overlooked.
fn is_sealed(path: &str) -> bool {
    let sealed = std::fs::metadata(path).is_ok_and(|file| file.permissions().readonly());
    let pending = std::fs::metadata(format!("{path}-wal")).is_ok_and(|beside| beside.len() > 0);
    sealed && !pending
}

/// Opens one connection that may change the schema, for migrations.
///
/// # Errors
/// Where the database does not answer.
pub async fn open_for_migration(url: &str) -> Result<DatabaseConnection, ConnectProblem> {
    if url.starts_with("sqlite:") {
        make_private(sqlite_path(url)).map_err(|e| DbErr::Custom(format!("the file cannot be made: {e}")))?;
    }
    Ok(sea_orm::Database::connect(options(url, 1, Access::Write)).await?)
}

/// Opens a small pool for the sessions of the console: the one thing written past the log, because it is no knowledge.
///
/// # Errors
/// Where the database does not answer.
pub async fn open_for_sessions(url: &str) -> Result<DatabaseConnection, ConnectProblem> {
    Ok(sea_orm::Database::connect(options(url, 2, Access::Write)).await?)
}

/// Opens a pool with those options.
///
/// # Errors
/// Where the database does not answer.
pub async fn open_with(options: ConnectOptions) -> Result<DatabaseConnection, ConnectProblem> {
    Ok(sea_orm::Database::connect(options).await?)
}

/// Makes the file of a new database, readable by whoever runs the hub and by nobody else; what SQLite keeps beside it takes
/// after it. One that is there already stays as it is.
fn make_private(path: &str) -> std::io::Result<()> {
    if path.is_empty() || path.starts_with(':') {
        return Ok(());
    }
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    }
}

/// The file that a `sqlite:` URL names.
pub fn sqlite_path(url: &str) -> &str {
    let rest = url.trim_start_matches("sqlite:");
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    rest.split('?').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use policies::Numbers;
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::time::timeout;

    use crate::store::{AsOf, Store};
    use crate::testing::Scratch;

    #[test]
    fn a_database_on_another_machine_must_prove_its_name() {
        let host = |url: &str| super::unproven_host(url);
        for good in [
            "sqlite://hub.db",
            "postgres://hub@127.0.0.1:5432/hub",
            "postgresql://hub:p%40ss@localhost/hub?sslmode=disable",
            "postgres://hub@[::1]/hub",
            "postgres://hub@%2Fvar%2Frun%2Fpostgresql/hub",
            "postgres://hub@db.example.org/hub?host=/var/run/postgresql",
            "postgres://hub@db.example.org/hub?sslmode=verify-full",
            "postgres://hub@10.0.0.7/hub?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        ] {
            assert_eq!(host(good), None, "{good}");
        }
        for bad in [
            "postgres://hub@db.example.org/hub",
            "postgres://hub@db.example.org/hub?sslmode=prefer",
            "postgres://hub@db.example.org/hub?sslmode=require",
            "postgres://hub@db.example.org/hub?sslmode=verify-ca",
            "postgres://hub@db.example.org/hub?sslmode=verify-full&sslmode=disable",
            "postgres://hub@127.0.0.1/hub?host=db.example.org",
        ] {
            assert_eq!(host(bad).as_deref(), Some("db.example.org"), "{bad}");
        }
        for bad in ["10.0.0.7", "127.0.0.1.example.org", "localhost.example.org", "[2001:db8::1]"] {
            assert_eq!(host(&format!("postgres://hub@{bad}/hub")).as_deref(), Some(bad));
        }
    }

    /// Speaks as a server does that was asked for TLS and answers that.
    async fn asked_for_tls(answer: u8) -> Vec<u8> {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://hub@{}/hub?sslmode=verify-full", server.local_addr().unwrap());
        let client = tokio::spawn(async move { super::open_readers(&url, 1).await.is_ok() });
        let (mut socket, _) = timeout(Duration::from_secs(5), server.accept()).await.unwrap().unwrap();
        let mut wanted = [0; 8];
        socket.read_exact(&mut wanted).await.unwrap();
        // The request for TLS: its length, and the number that stands for it.
        assert_eq!(wanted, [0, 0, 0, 8, 4, 210, 22, 47], "TLS is asked for before anything is said");
        socket.write_all(&[answer]).await.unwrap();
        let mut next = [0; 3];
        let read = timeout(Duration::from_secs(5), socket.read(&mut next)).await.unwrap().unwrap();
        client.abort();
        next[..read].to_vec()
    }

    #[tokio::test]
    async fn tls_towards_the_database_is_built_in_and_not_gone_without() {
        assert_eq!(asked_for_tls(b'S').await, [22, 3, 1], "a handshake begins");
        assert_eq!(asked_for_tls(b'N').await, [0_u8; 0], "nothing is said to a server without TLS");
    }

    #[tokio::test]
    async fn postgresql_compiles_no_statement() {
        for scratch in Scratch::each().await.into_iter().filter(|scratch| scratch.url().starts_with("postgres")) {
            let readers = super::open_readers(scratch.url(), 1).await.unwrap();
            let sessions = super::open_for_sessions(scratch.url()).await.unwrap();
            for connection in [readers, sessions] {
                let sql = "SELECT current_setting('jit') AS jit";
                let asked = Statement::from_string(DbBackend::Postgres, sql);
                let row = connection.query_one_raw(asked).await.unwrap().unwrap();
                assert_eq!(row.try_get::<String>("", "jit").unwrap(), "off");
                connection.close().await.unwrap();
            }
            scratch.gone().await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_beginning_that_is_given_up_leaves_no_transaction_open() {
        for scratch in Scratch::each().await.into_iter().filter(|scratch| scratch.url().starts_with("postgres")) {
            let reader = super::open_readers(scratch.url(), 2).await.unwrap();
            let store = Arc::new(Store::new(reader.clone(), &Numbers::default()));
            for n in 0..600_u64 {
                let one = tokio::spawn({
                    let store = Arc::clone(&store);
                    async move { store.snapshot(AsOf::Now).await.map(drop) }
                });
                let given_up = std::time::Instant::now() + Duration::from_micros(n % 300);
                while std::time::Instant::now() < given_up {
                    tokio::task::yield_now().await;
                }
                one.abort();
            }
            let sql = "SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() \
                       AND state LIKE 'idle in transaction%'";
            let looker = super::open_for_sessions(scratch.url()).await.unwrap();
            let mut open = -1;
            for _ in 0..40 {
                let asked = Statement::from_string(DbBackend::Postgres, sql);
                open = looker.query_one_raw(asked).await.unwrap().unwrap().try_get::<i64>("", "open").unwrap();
                if open == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            assert_eq!(open, 0, "what was begun for nobody was ended");
            looker.close().await.unwrap();
            drop(store);
            scratch.gone().await;
        }
    }

    #[tokio::test]
    async fn as_many_read_at_once_as_there_are_connections() {
        for scratch in Scratch::each().await {
            for connections in [1, 2] {
                let reader = super::open_readers(scratch.url(), connections).await.unwrap();
                let store = Arc::new(Store::new(reader.clone(), &Numbers::default()));
                let first = store.snapshot(AsOf::Now).await.unwrap();
                let second = timeout(Duration::from_millis(300), store.snapshot(AsOf::Now)).await;
                assert_eq!(second.is_ok(), connections == 2);
                first.close().await.unwrap();
                if let Ok(second) = second {
                    second.unwrap().close().await.unwrap();
                }
                reader.close().await.unwrap();
            }
            scratch.gone().await;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

fn options(url: &str, connections: u32, access: Access) -> ConnectOptions {
    let connections = if url.starts_with("sqlite:") { connections.min(FILE_READERS) } else { connections };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(4))
        .idle_timeout(Duration::from_secs(600))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(access == Access::Write)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            // 2 MiB of pages for each reader: what is not there is in the system's own cache, once for all.
            .pragma("cache_size", "-2048")
            .pragma("query_only", if access == Access::Read { "ON" } else { "OFF" })
            .statement_cache_capacity(64)
    });
    options.map_sqlx_postgres_opts(move |postgres| {
        // To compile a statement of many conditions takes PostgreSQL seconds, and to run it milliseconds: what the planner knows of a
        // young database makes it look the other way round.
        let postgres = postgres.statement_cache_capacity(64).options([("jit", "off")]);
        match access {
            // Each transaction of a reader is one snapshot, and can write nothing.
            Access::Read => postgres.options([
                ("default_transaction_isolation", "repeatable read"),
                ("default_transaction_read_only", "on"),
                // To plan a statement takes longer than to run it: it is planned once, for all values.
                ("plan_cache_mode", "force_generic_plan"),
            ]),
            Access::Write => postgres,
        }
    });
    options
}
