//! The hub under measurement: a process of its own, over a database filled once.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use api::access_log::SigningKey;
use api::app::issuer::{DemoIssuer, Holder};
use api::plain::clock::SystemClock;
use api::plain::entropy::SystemEntropy;
use sea_orm::{ConnectionTrait, Database, Statement};
use tests::demo::count_as_filled;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::drive::{self, Run};
use crate::{Outcome, Size, seed};

/// A hub that can be started over its filled database.
pub struct Hub {
    binary: PathBuf,
    dir: PathBuf,
    database: String,
    token: String,
    children: u32,
}

impl Hub {
    /// Fills the database where it is not filled yet.
    pub async fn prepare(binary: &Path, dir: &Path, url: Option<&str>, size: &Size) -> Outcome<Self> {
        std::fs::create_dir_all(dir)?;
        let database = match url {
            Some(url) => url.to_owned(),
            None => format!("sqlite://{}?mode=rwc", dir.join("hub.sqlite").display()),
        };
        let issuer = DemoIssuer::prepare(dir, "http://127.0.0.1:8400")?;
        let key_file = dir.join("log.key");
        if !key_file.exists() {
            SigningKey::generate("hub.demo.invalid/log", &SystemEntropy)?.write_new(&key_file)?;
        }
        seed::fill(&database, issuer.issuer(), SigningKey::load(&key_file)?, size).await?;
        count_as_filled(dir)?;
        let holder = Holder { subject: "social-worker", name: "Amira Khan", client: None };
        let token = issuer.token(&holder, Duration::from_secs(8 * 3600), None, &SystemClock, &SystemEntropy)?;
        Ok(Self { binary: binary.to_owned(), dir: dir.to_owned(), database, token, children: size.children })
    }

    /// Starts the process and waits until it serves. A demo raises the budgets of a minute, so that one token may read as fast
    /// as is measured.
    pub async fn start(&self) -> Outcome<Running> {
        let mut child = Command::new(&self.binary)
            .args(["demo", "--json", "--listen", "127.0.0.1:0", "--dir"])
            .arg(&self.dir)
            .args(["--database-url", &self.database])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().ok_or("the hub has no output")?;
        let line = BufReader::new(out).lines().next_line().await?.ok_or("the hub ended at once")?;
        let told: serde_json::Value = serde_json::from_str(&line)?;
        let url = told.get("url").and_then(|u| u.as_str()).ok_or("the hub told no address")?;
        let address = url.trim_start_matches("http://").to_owned();
        Ok(Running { child, address, token: Arc::from(self.token.as_str()), children: self.children })
    }

    async fn number(&self, sql: &str) -> Outcome<i64> {
        let db = Database::connect(self.database.as_str()).await?;
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let number = row.ok_or("no row")?.try_get_by_index(0)?;
        db.close().await?;
        Ok(number)
    }

    /// How many entries of reads the logs hold; what the hub does on its own account meanwhile has entries too.
    pub async fn reads_logged(&self) -> Outcome<i64> {
        self.number("SELECT count(*) FROM access_log WHERE action = 'VIEW'").await
    }

    /// How many commits the logs were written in.
    pub async fn commits(&self) -> Outcome<i64> {
        self.number("SELECT count(*) FROM access_log WHERE checkpoint IS NOT NULL").await
    }
}

/// A hub that serves.
pub struct Running {
    child: Child,
    address: String,
    token: Arc<str>,
    children: u32,
}

impl Running {
    /// Reads for two seconds, so that pools and memos are as in use.
    pub async fn warm(&self, connections: usize) -> Outcome<()> {
        self.drive(connections, Duration::from_secs(2)).await.map(|_| ())
    }

    /// Reads with that many connections for that long.
    pub async fn drive(&self, connections: usize, time: Duration) -> Outcome<Run> {
        drive::drive(&self.address, &self.token, self.children, connections, time).await
    }

    /// The process's resident memory.
    pub fn resident_mib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
        let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib / 1024)
    }

    /// The processor time that the process has used, in milliseconds; the database's is not in it, but for SQLite.
    pub fn processor_ms(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()?)).ok()?;
        // Behind the name in brackets, the 12th and 13th field are user and system time in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
        Some(ticks * 10.0)
    }

    /// Ends the process.
    pub async fn stop(mut self) {
        let _ = self.child.kill().await;
    }
}
