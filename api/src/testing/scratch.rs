//! A database of its own for each test, on SQLite always and on PostgreSQL where `HUB_TEST_POSTGRES` names a server.

use std::path::{Path, PathBuf};

use migration::MigratorTrait;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use uuid::Uuid;

use crate::access_log::{SigningKey, SlotLock};
use crate::plain::entropy::SystemEntropy;
use crate::store::connect;

/// A database with the tables of the hub, and a key to sign its log.
pub(crate) struct Scratch {
    url: String,
    dir: tempfile::TempDir,
    /// The server and the database's name there.
    server: Option<(String, String)>,
}

impl Scratch {
    /// One for every engine there is.
    pub(crate) async fn each() -> Vec<Self> {
        let mut each = vec![Self::sqlite().await];
        match std::env::var("HUB_TEST_POSTGRES") {
            Ok(server) => each.push(Self::postgres(server).await),
            Err(_) => println!("skipped on PostgreSQL: HUB_TEST_POSTGRES is not set"),
        }
        each
    }

    /// A file.
    pub(crate) async fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", dir.path().join("hub.sqlite").display());
        Self::made(url, dir, None).await
    }

    async fn postgres(server: String) -> Self {
        let name = format!("scratch_{}", Uuid::new_v4().simple());
        // Copied where tests/run has made one with the tables: making them takes longer than most tests.
        let template = std::env::var("HUB_TEST_TEMPLATE").map(|template| format!(" TEMPLATE {template}"));
        administer(&server, &format!("CREATE DATABASE {name}{}", template.unwrap_or_default())).await;
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        Self::made(url, tempfile::tempdir().unwrap(), Some((server, name))).await
    }

    async fn made(url: String, dir: tempfile::TempDir, server: Option<(String, String)>) -> Self {
        let db = connect::open_for_migration(&url).await.unwrap();
        migration::Migrator::up(&db, None).await.unwrap();
        db.close().await.unwrap();
        let scratch = Self { url, dir, server };
        SigningKey::generate("hub/log", &SystemEntropy).unwrap().write_new(&scratch.key_file()).unwrap();
        scratch
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A folder beside it.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    /// How a log's slot is taken there.
    pub(crate) fn lock(&self) -> SlotLock {
        if self.is_sqlite() { SlotLock::Beside(self.dir().join("hub.sqlite")) } else { SlotLock::Session }
    }

    /// What signs its log.
    pub(crate) fn key(&self) -> SigningKey {
        SigningKey::load(&self.key_file()).unwrap()
    }

    fn key_file(&self) -> PathBuf {
        self.dir().join("log.key")
    }

    /// Takes it away; nobody may hold it any more.
    pub(crate) async fn gone(self) {
        if let Some((server, name)) = &self.server {
            administer(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn administer(server: &str, sql: &str) {
    let db = Database::connect(ConnectOptions::new(server)).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}
