//! A database of its own for every test: a file, or a database on the server that `HUB_TEST_POSTGRES` names.

use std::path::{Path, PathBuf};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use uuid::Uuid;

/// The engine that a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Runs a test on SQLite, and on PostgreSQL where there is one.
pub async fn on_both(test: impl AsyncFn(Engine)) {
    test(Engine::Sqlite).await;
    if server().is_some() {
        test(Engine::Postgres).await;
    } else {
        println!("skipped: no PostgreSQL (HUB_TEST_POSTGRES names none); tests/run starts one");
    }
}

/// The server for tests, where there is one.
pub fn server() -> Option<String> {
    std::env::var("HUB_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// A database without records, and a folder beside it; both are gone with it.
pub struct Database {
    engine: Engine,
    url: String,
    name: String,
    dir: tempfile::TempDir,
}

impl Database {
    /// Makes one.
    pub async fn new(engine: Engine) -> Self {
        Self::in_folder(engine, tempfile::tempdir().expect("a folder for the test")).await
    }

    /// Makes one beside what is in that folder.
    pub async fn in_folder(engine: Engine, dir: tempfile::TempDir) -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        let url = match engine {
            // The demo's own file, so that a hub that is started on the folder finds it.
            Engine::Sqlite => format!("sqlite://{}?mode=rwc", dir.path().join("hub.sqlite").display()),
            Engine::Postgres => {
                let server = server().expect("HUB_TEST_POSTGRES");
                // Copied where tests/run has made one with the tables: making them takes longer than most tests.
                let template = std::env::var("HUB_TEST_TEMPLATE").map(|template| format!(" TEMPLATE {template}"));
                admin(&server, &format!("CREATE DATABASE {name}{}", template.unwrap_or_default())).await;
                let (base, _) = server.rsplit_once('/').expect("a URL that ends with a database");
                format!("{base}/{name}")
            }
        };
        Self { engine, url, name, dir }
    }

    /// Its engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder beside it.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A file in that folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A connection of the test's own, with every right; not the hub's.
    pub async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.url);
        options.max_connections(2).sqlx_logging(false);
        sea_orm::Database::connect(options).await.expect("the test's own connection")
    }

    /// Lets nobody connect any more, and ends the connections there are, as a server that goes down; or lets them again. On
    /// PostgreSQL alone.
    pub async fn take_away(&self, away: bool) {
        let server = server().expect("HUB_TEST_POSTGRES");
        admin(&server, &format!("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}", self.name, !away)).await;
        if away {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
            admin(&server, &format!("{end} = '{}'", self.name)).await;
        }
    }

    /// Ends it. What a failed test leaves behind goes with the server of the tests.
    pub async fn end(self) {
        if let (Engine::Postgres, Some(server)) = (self.engine, server()) {
            admin(&server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
        }
    }
}

async fn admin(server: &str, sql: &str) {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    let db = sea_orm::Database::connect(options).await.expect("the server of HUB_TEST_POSTGRES answers");
    db.execute_unprepared(sql).await.expect("its user may create databases");
    db.close().await.expect("closed");
}

/// The first column of the first row, as a number.
pub async fn number(db: &impl ConnectionTrait, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect(sql);
    let row = row.unwrap_or_else(|| panic!("no row: {sql}"));
    row.try_get_by_index::<i64>(0)
        .or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from))
        .unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// The first column of every row, as text.
pub async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect(sql);
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap_or_else(|e| panic!("{sql}: {e}"))).collect()
}

/// Every table of the hub.
pub async fn tables(db: &impl ConnectionTrait) -> Vec<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    };
    texts(db, sql).await.into_iter().filter(|table| table != "seaql_migrations").collect()
}

/// How many rows every table has, so that a test can tell that nothing was written.
pub async fn row_counts(db: &impl ConnectionTrait) -> Vec<(String, i64)> {
    let mut counts = Vec::new();
    for table in tables(db).await {
        let count = number(db, &format!("SELECT count(*) FROM {table}")).await;
        counts.push((table, count));
    }
    counts
}
