//! The floor: pgbench doing the same read and one log row in one statement, with JSON made in SQL.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Database};
use tokio::process::Command;

use crate::{Outcome, Size};

/// One measurement of the floor.
#[derive(Clone, Debug)]
pub struct FloorRun {
    /// Statements in a second.
    pub reads_per_second: f64,
    /// All but one in a hundred ended within this many milliseconds.
    pub p99: f64,
}

/// The floor over the hub's own tables.
pub struct Floor {
    url: String,
    script: PathBuf,
    pgbench: PathBuf,
}

/// The same read as the hub's: of the newest 50 entries that stand every field, with the agency as it is named now and the
/// earlier versions, the total of what stands, and one log row. Sets stay the numbers that they are in their columns, and
/// headlines are left out: what SQL would need to spell them is not the floor's to pay for.
const STATEMENT: &str = r#"\set n random(0, :children - 1)
WITH page AS (
  SELECT e.id, to_timestamp(e.occurred_at / 1e6) AS "occurredAt", to_timestamp(e.occurred_until / 1e6) AS "occurredUntil",
    e.occurred_precision AS "occurredPrecision", to_timestamp(e.recorded_at / 1e6) AS "recordedAt",
    json_build_object('name', a.name) AS agency, e.agency_kind AS "agencyKind", e.category, e.significance, e.sensitivity,
    e.classes, e.handling, e.summary, e.narrative, e.impact_on_child AS "impactOnChild",
    e.impact_direction AS "impactDirection", e.child_voice AS "childVoice", e.action, e.outcome,
    e.recorded_by AS "recordedBy", e.version, to_timestamp(e.withdrawn_at / 1e6) AS "withdrawnAt",
    e.correction_reason AS "correctionReason",
    coalesce((SELECT json_agg(json_build_object('id', h.id, 'version', h.version) ORDER BY h.version DESC)
      FROM chronology_entry h WHERE h.id = e.id AND h.version < e.version), '[]') AS history
  FROM (SELECT * FROM chronology_entry e
    WHERE e.child_id = 'c0de0000-0000-4000-8000-' || lpad(to_hex(:n::int), 12, '0')
      AND NOT EXISTS (SELECT 1 FROM chronology_entry n WHERE n.id = e.id AND n.version = e.version + 1)
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT 50) e
  JOIN agency a ON a.id = e.agency_id
    AND NOT EXISTS (SELECT 1 FROM agency n WHERE n.id = a.id AND n.version = a.version + 1)
  ORDER BY e.occurred_at DESC, e.id DESC
), logged AS (
  INSERT INTO floor_log (child, who, at) VALUES (:n::int, 'social-worker', now()) RETURNING id
)
SELECT (SELECT id FROM logged), (SELECT count(*) FROM chronology_entry e
  WHERE e.child_id = 'c0de0000-0000-4000-8000-' || lpad(to_hex(:n::int), 12, '0')
    AND NOT EXISTS (SELECT 1 FROM chronology_entry n WHERE n.id = e.id AND n.version = e.version + 1)),
  (SELECT json_agg(page) FROM page);
"#;

/// The name and address of the database of this size on that server; made where it is not there.
pub async fn database(server: &str, size: &Size) -> Outcome<(String, String)> {
    let name = format!("hub_load_{}_{}_{}", size.children, size.entries, size.log_rows);
    let admin = Database::connect(server).await?;
    // It is there already where a run before made it.
    let _ = admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await;
    admin.close().await?;
    let (base, _) = server.rsplit_once('/').ok_or("the URL names no database")?;
    Ok((name.clone(), format!("{base}/{name}")))
}

impl Floor {
    /// Makes the floor's table and script.
    pub async fn prepare(url: &str, name: &str, size: &Size) -> Outcome<Self> {
        let db = Database::connect(url).await?;
        db.execute_unprepared(
            "CREATE TABLE IF NOT EXISTS floor_log (id bigserial PRIMARY KEY, child bigint, who text, at timestamptz); \
             ANALYZE",
        )
        .await?;
        db.close().await?;
        let script = std::env::temp_dir().join(format!("{name}.pgbench"));
        std::fs::write(&script, STATEMENT.replace(":children", &size.children.to_string()))?;
        let debian = PathBuf::from("/usr/lib/postgresql/15/bin/pgbench");
        let pgbench = if debian.exists() { debian } else { PathBuf::from("pgbench") };
        Ok(Self { url: url.to_owned(), script, pgbench })
    }

    /// Runs it with that many connections for that long.
    pub async fn drive(&self, connections: usize, seconds: u64) -> Outcome<FloorRun> {
        let logs = tempfile::tempdir()?;
        let output = Command::new(&self.pgbench)
            .current_dir(logs.path())
            .args(["--no-vacuum", "--protocol=prepared", "--log", "--jobs=1"])
            .arg(format!("--client={connections}"))
            .arg(format!("--time={seconds}"))
            .arg("--file")
            .arg(&self.script)
            .arg(&self.url)
            .output()
            .await?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let text = String::from_utf8(output.stdout)?;
        let tps = text
            .lines()
            .find_map(|l| l.strip_prefix("tps = "))
            .and_then(|l| l.split_whitespace().next())
            .ok_or("pgbench told no rate")?
            .parse()?;
        let mut times = Vec::new();
        for file in std::fs::read_dir(logs.path())? {
            for line in std::fs::read_to_string(file?.path())?.lines() {
                times.push(line.split(' ').nth(2).ok_or("pgbench's log")?.parse::<u64>()?);
            }
        }
        times.sort_unstable();
        let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or(0) as f64 / 1000.0;
        Ok(FloorRun { reads_per_second: tps, p99 })
    }
}
