//! Measures reads: a hub over a large database, beside a floor that does the same read in one SQL statement. Loopback only,
//! bounded in time and traffic. `cargo run --release -p tests --bin load -- --help` says how.
//!
//! Figures are ratios within one run, alternating hub and floor, because machines are noisy.

mod drive;
mod floor;
mod hub;
mod seed;

use std::path::PathBuf;
use std::time::Duration;

/// How large and how long.
#[derive(Clone, Debug)]
pub struct Size {
    /// Children.
    pub children: u32,
    /// Chronology entries, of all children.
    pub entries: u32,
    /// Rows of the access log.
    pub log_rows: u32,
    /// How long each measurement lasts.
    pub seconds: u64,
    /// How often hub and floor alternate.
    pub rounds: u32,
    /// At how many connections.
    pub connections: Vec<usize>,
}

const USAGE: &str = "\
load: measures the hub's reads against a floor made of SQL alone

  --postgres URL   a PostgreSQL server where databases may be made; without it the PostgreSQL part is left out, and said
  --dir DIR        where the SQLite file and the demo's keys go; kept, so that a second run need not fill it again
  --small          2,000 children, 40,000 entries, 20,000 log rows, 3 seconds, one round: to see that it works
  --seconds N      how long each measurement lasts (10)
  --rounds N       how often hub and floor alternate (3)
  --connections N  at so many connections alone (1, 16 and 64)
  --engine NAME    on `postgres` or `sqlite` alone
  --hub PATH       the hub's binary (beside this one)";

// One thread, as the floor's client has.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    if let Err(problem) = run().await {
        eprintln!("load: {problem}");
        std::process::exit(3);
    }
}

/// What can go wrong is told and ends the run.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

async fn run() -> Outcome<()> {
    let mut size = Size {
        children: 20_000,
        entries: 400_000,
        log_rows: 1_000_000,
        seconds: 10,
        rounds: 3,
        connections: vec![1, 16, 64],
    };
    let mut postgres = None;
    let mut engine = None;
    let mut dir = std::env::temp_dir().join("hub-load");
    let mut binary = std::env::current_exe()?.with_file_name("hub");
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match argument.as_str() {
            "--postgres" => postgres = Some(value()?),
            "--dir" => dir = PathBuf::from(value()?),
            "--hub" => binary = PathBuf::from(value()?),
            "--seconds" => size.seconds = value()?.parse()?,
            "--rounds" => size.rounds = value()?.parse()?,
            "--connections" => size.connections = vec![value()?.parse()?],
            "--engine" => engine = Some(value()?),
            "--small" => {
                size = Size { children: 2_000, entries: 40_000, log_rows: 20_000, seconds: 3, rounds: 1, ..size }
            }
            _ => return Err(USAGE.into()),
        }
    }
    std::fs::create_dir_all(&dir)?;
    let Some(server) = postgres else {
        println!("skipped: no --postgres, so neither the floor nor PostgreSQL is measured; SQLite alone follows");
        let hub = hub::Hub::prepare(&binary, &dir.join("sqlite"), None, &size).await?;
        measure("SQLite", &hub, None, &size).await?;
        return Ok(());
    };
    let (database, url) = floor::database(&server, &size).await?;
    let on_postgres = hub::Hub::prepare(&binary, &dir.join("postgres"), Some(&url), &size).await?;
    let floor = floor::Floor::prepare(&url, &database, &size).await?;
    if engine.as_deref() != Some("sqlite") {
        measure("PostgreSQL", &on_postgres, Some(&floor), &size).await?;
    }
    if engine.as_deref() == Some("postgres") {
        return Ok(());
    }
    let on_sqlite = hub::Hub::prepare(&binary, &dir.join("sqlite"), None, &size).await?;
    measure("SQLite", &on_sqlite, Some(&floor), &size).await
}

/// Alternates hub and floor at each number of connections and prints what came of it.
async fn measure(engine: &str, hub: &hub::Hub, floor: Option<&floor::Floor>, size: &Size) -> Outcome<()> {
    println!(
        "\n{engine}: newest 50 entries of random children, every field; {} s each, {} rounds",
        size.seconds, size.rounds
    );
    println!(
        "connections | hub reads/s  p50 ms  p99 ms | floor reads/s  p99 ms | ratio  p99 ratio | commits/read | CPU ms/read | resident MiB"
    );
    for &connections in &size.connections {
        let running = hub.start().await?;
        running.warm(connections).await?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let mut commits = 0.0;
        let mut resident = 0;
        let mut processor = 0.0;
        for _ in 0..size.rounds {
            let before = hub.reads_logged().await?;
            let commits_before = hub.commits().await?;
            let used = running.processor_ms().unwrap_or(0.0);
            let run = running.drive(connections, Duration::from_secs(size.seconds)).await?;
            processor = (running.processor_ms().unwrap_or(0.0) - used) / f64::from(run.answers.max(1));
            let grown = hub.reads_logged().await? - before;
            if grown != i64::from(run.answers) {
                return Err(format!("the log grew by {grown} entries of reads for {} answers", run.answers).into());
            }
            commits = (hub.commits().await? - commits_before) as f64 / f64::from(run.answers.max(1));
            resident = running.resident_mib().unwrap_or(0);
            ours.push(run);
            if let Some(floor) = floor {
                theirs.push(floor.drive(connections, size.seconds).await?);
            }
        }
        running.stop().await;
        let ours = drive::median(ours);
        match drive::floor_median(theirs) {
            Some((reads, p99)) => println!(
                "{connections:>11} | {:>11.0} {:>7.1} {:>7.1} | {reads:>13.0} {p99:>7.1} | {:>5.2} {:>10.2} | {commits:>12.3} | {processor:>11.2} | {resident:>12}",
                ours.reads_per_second,
                ours.p50,
                ours.p99,
                ours.reads_per_second / reads,
                ours.p99 / p99
            ),
            None => println!(
                "{connections:>11} | {:>11.0} {:>7.1} {:>7.1} | {:>13} {:>7} | {:>5} {:>10} | {commits:>12.3} | {processor:>11.2} | {resident:>12}",
                ours.reads_per_second, ours.p50, ours.p99, "-", "-", "-", "-"
            ),
        }
    }
    Ok(())
}
