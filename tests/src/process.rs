//! A hub in a process of its own, so that it can be killed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use api::access_log::SigningKey;
use api::app::issuer::DemoIssuer;
use api::disclosure::Door;
use serde_json::Value;
use tempfile::TempDir;

use crate::demo::count_as_filled;
use crate::hub::{client, open_door, token};
use crate::{Database, Engine, Town};

/// The binary `hub`, which lies two folders above the test's own.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let binary = test.parent().and_then(|deps| deps.parent()).expect("target/release/deps").join("hub");
    assert!(binary.exists(), "{} is not there: cargo build --release --workspace --bins makes it", binary.display());
    binary
}

/// The binary, with nothing configured: what the tests are told by variables is no configuration of the hub.
pub fn command() -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HUB_")) {
        command.env_remove(name);
    }
    command
}

/// Runs a command on a database, with the key beside it: its exit code, what it printed, what it said.
pub fn run(database: &Database, arguments: &[&str]) -> (i32, String, String) {
    let mut command = command();
    command.env("HUB_DATABASE_URL", database.url()).env("HUB_LOG_SIGNING_KEY_FILE", database.file("log.key"));
    let output = command.args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// A folder and a database for a hub that is started, killed and started again.
pub struct Killable {
    database: Option<Database>,
    environment: &'static [(&'static str, &'static str)],
    /// Who signs for its people.
    pub issuer: DemoIssuer,
    /// Who is there; of the demo's own people nobody.
    pub town: Town,
    process: Option<Child>,
    url: String,
    said: Said,
}

impl Killable {
    /// Starts a hub on a new database, and registers the town with it while it runs. The demo raises the budgets of a minute
    /// by itself, so that tests are not throttled.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[]).await
    }

    /// The same, with these variables in its environment whenever it starts.
    pub async fn start_with(engine: Engine, environment: &'static [(&'static str, &'static str)]) -> Self {
        let database = Database::new(engine).await;
        count_as_filled(database.dir()).expect("a folder of a demo");
        let (process, url, said) = spawn(&database, database.dir(), environment).await;
        let issuer = DemoIssuer::open(database.dir()).expect("the demo's issuer");
        let door = second_door(&database).await;
        let town = Town::settle(&door, issuer.issuer()).await;
        door.close().await;
        Self { database: Some(database), environment, issuer, town, process: Some(process), url, said }
    }

    /// The database; it outlives the process.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("not ended yet")
    }

    /// A second door on the same database: the running hub keeps its own log, this one takes the next.
    pub async fn door(&self) -> Arc<Door> {
        Arc::new(second_door(self.database()).await)
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A client and a token for that person.
    pub fn person(&self, login: &str) -> (reqwest::Client, String) {
        (client(), token(&self.issuer, login))
    }

    /// The memory that the process holds, in KiB; none where the system does not tell.
    pub fn resident_kib(&self) -> Option<u64> {
        let process = self.process.as_ref()?;
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// Ends the process as a power cut would: no signal that it could catch.
    pub fn kill(&mut self) {
        let mut process = self.process.take().expect("a running hub");
        process.kill().expect("killed");
        process.wait().expect("gone");
    }

    /// What it has said on stderr.
    pub fn said(&self) -> String {
        self.said.so_far()
    }

    /// Asks the process to end, as whoever runs it does.
    pub fn terminate(&self) {
        signal(self.process.as_ref().expect("a running hub"), "TERM");
    }

    /// Waits until it has ended; gives its exit code.
    pub fn ended(&mut self) -> Option<i32> {
        let mut process = self.process.take().expect("a running hub");
        process.wait().expect("ended").code()
    }

    /// Starts it again on what is left.
    pub async fn start_again(&mut self) {
        let (process, url, said) = spawn(self.database(), self.database().dir(), self.environment).await;
        self.process = Some(process);
        self.url = url;
        self.said = said;
    }

    /// Starts another hub on the same database, in a process of its own.
    pub async fn beside(&self) -> Beside {
        self.with_keys_of(self.database(), tempfile::tempdir().expect("a folder")).await
    }

    /// Starts another hub with the same keys on another database.
    pub async fn beside_on(&self, database: &Database) -> Beside {
        // The demo finds its file in its folder; the server's databases need none.
        let folder = tempfile::tempdir_in(database.dir()).expect("a folder");
        if database.engine() == Engine::Sqlite {
            let link = |name: &str| std::os::unix::fs::symlink(database.file(name), folder.path().join(name));
            link("hub.sqlite").expect("linked");
        }
        self.with_keys_of(database, folder).await
    }

    async fn with_keys_of(&self, database: &Database, folder: TempDir) -> Beside {
        copy_keys(self.database().dir(), folder.path());
        let (process, url, _) = spawn(database, folder.path(), self.environment).await;
        Beside { process, url, _folder: folder }
    }

    /// Ends it in good order.
    pub async fn end(mut self) {
        self.kill();
        if let Some(database) = self.database.take() {
            database.end().await;
        }
    }
}

async fn second_door(database: &Database) -> Door {
    let key = SigningKey::load(&database.file("log.key")).expect("the demo's key");
    open_door(database.url(), key).await
}

/// The keys and the list of a demo in a folder of their own: one folder is one running demo's.
fn copy_keys(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).expect("the demo's folder") {
        let file = file.expect("a file of it");
        if !file.file_name().to_string_lossy().starts_with("hub.sqlite") {
            std::fs::copy(file.path(), to.join(file.file_name())).expect("copied");
        }
    }
}

/// Starts `hub demo` on the database, with what is in the folder and these variables in its environment; gives the process and its address.
async fn spawn(database: &Database, dir: &Path, environment: &[(&str, &str)]) -> (Child, String, Said) {
    let mut command = Command::new(binary());
    command.envs(environment.iter().copied());
    command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--dir"]).arg(dir);
    if database.engine() == Engine::Postgres {
        command.args(["--database-url", database.url()]);
    }
    let mut process =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the hub starts");
    let output = process.stdout.take().expect("its output");
    let errors = Said::listen(&mut process);
    let (say, said) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let _ = say.send(lines.next());
        // Whatever else it prints must not fill the pipe.
        lines.for_each(drop);
    });
    let line = said.await.expect("the reader answers").expect("the hub says where it is");
    let said: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
    (process, said["url"].as_str().expect("a URL").to_owned(), errors)
}

/// Sends a process a signal, by the system's own command.
pub fn signal(process: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

/// What a process says on stderr, which is shown too.
#[derive(Clone, Default)]
pub struct Said(Arc<Mutex<String>>);

impl Said {
    /// Listens until it ends.
    pub fn listen(process: &mut Child) -> Self {
        let said = Self::default();
        let (errors, kept) = (process.stderr.take().expect("its errors"), said.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                eprintln!("{line}");
                let mut text = kept.0.lock().expect("whole");
                text.push_str(&line);
                text.push('\n');
            }
        });
        said
    }

    /// So far.
    pub fn so_far(&self) -> String {
        self.0.lock().expect("whole").clone()
    }
}

/// A second hub on a database.
pub struct Beside {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Beside {
    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it; the database stays.
    pub fn end(self) {
        drop(self);
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Killable {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
