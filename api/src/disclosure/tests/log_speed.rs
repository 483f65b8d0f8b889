//! How long the filters and pages of a long log take. Left out of ordinary runs, because to fill the log takes minutes:
//! `HUB_TEST_LOG_ROWS=1000000 cargo test --release -p api --lib log_speed -- --ignored --nocapture`. The total of a page is
//! measured only where it is asked for, and has no bound: it counts every entry that the viewer may see. `HUB_TEST_LOG_ENGINE=postgres`
//! or `=sqlite` measures that one alone.

use std::time::{Duration, Instant as Wall};

use entities::words::{AccessAction, AccessFlag, Word};
use entities::{Instant, Set};
use sea_orm::{ConnectionTrait, DbBackend};

use super::fixture::{Town, assessment, in_each_town, since_ever};
use crate::disclosure::{ChildKey, LogAsk, LogCursor, LogFilter, QueueAsk, SeenAsk, Whose};

/// What a page of the log takes at most.
const MOST: Duration = Duration::from_millis(50);

/// The log that is filled beside the town's own.
const LOG: i32 = 9;

fn rows() -> u32 {
    std::env::var("HUB_TEST_LOG_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000)
}

/// Copies an entry many times: of ten agencies, 400 people and 20,000 children, over a year; one in four out of hours, one in
/// thirty with a flag of another kind, one in 25 refused.
async fn fill(town: &Town, rows: u32) {
    let db = town.tables().await;
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let numbers = |most: u32| {
        if postgres {
            format!("(SELECT i FROM generate_series(1, {most}) AS g(i)) AS n")
        } else {
            format!(
                "(WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < {most}) SELECT i FROM g) AS n"
            )
        }
    };
    // Ids made of a number: `kind`, then twelve digits.
    let id = |kind: &str, number: &str| {
        if postgres {
            format!("'{kind}-0000-4000-8000-' || lpad(({number})::text, 12, '0')")
        } else {
            format!("'{kind}-0000-4000-8000-' || printf('%012d', {number})")
        }
    };
    let yes = |condition: &str| {
        if postgres { format!("({condition})") } else { format!("CASE WHEN {condition} THEN 1 ELSE 0 END") }
    };
    let year = Instant::DAY * 365;
    let flag = |flag: AccessFlag| Set::of(&[flag]).bits();
    let flags = format!(
        "CASE WHEN i % 4 = 0 THEN {} ELSE 0 END + CASE WHEN i % 1000 = 7 THEN {} WHEN i % 30 = 1 THEN {} \
         WHEN i % 5000 = 3 THEN {} ELSE 0 END",
        flag(AccessFlag::OutOfHours),
        flag(AccessFlag::Emergency),
        flag(AccessFlag::NoAllocation),
        flag(AccessFlag::ConsentDispensed)
    );
    let changed = [
        ("log", LOG.to_string()),
        ("seq", "i - 1".to_owned()),
        ("committed_at", format!("t.committed_at - {year} + CAST(i AS BIGINT) * {}", year / i64::from(rows) - 1)),
        ("agency", format!("CASE WHEN i % 10 = 0 THEN t.agency ELSE {} END", id("a0000000", "i % 10"))),
        (
            "person",
            format!(
                "CASE WHEN i % 4000 = 0 THEN t.person ELSE {} END",
                id("b0000000", "(CAST(i AS BIGINT) * 7919) % 400")
            ),
        ),
        (
            "child",
            format!(
                "CASE WHEN i % 20000 = 0 THEN t.child ELSE {} END",
                id("c0000000", "(CAST(i AS BIGINT) * 104729) % 20000")
            ),
        ),
        ("action", "CASE WHEN i % 400 = 9 THEN 'EXPORT' WHEN i % 12 = 5 THEN 'SEARCH' ELSE 'VIEW' END".to_owned()),
        ("allowed", yes("i % 25 <> 11")),
        ("refusal_code", "CASE WHEN i % 25 = 11 THEN 'NOT_FOUND' END".to_owned()),
        ("emergency", yes("i % 1000 = 7")),
        ("flags", flags),
        ("review_due_at", "CASE WHEN i % 1000 = 7 THEN t.committed_at END".to_owned()),
    ];
    let columns = "log, seq, commit_last, asked_at, committed_at, parent_log, parent_seq, membership, person, agency, \
                   agency_kind, roles, client, action, child, relationship, purpose, lawful_basis, dispense_reason, \
                   justification, approved_by, emergency, emergency_until, allowed, refusal_code, disclosed, withheld, \
                   records_disclosed, sources, policies, rule_book, facts, operation, ask, as_of, view_format, digest, \
                   flags, review_due_at, salts, canonical, leaf_hash, nodes, checkpoint";
    let values: Vec<String> = columns
        .split(", ")
        .map(|column| {
            let column = column.trim();
            changed
                .iter()
                .find(|(name, _)| *name == column)
                .map_or_else(|| format!("t.{column}"), |(_, sql)| sql.clone())
        })
        .collect();
    let sql = format!(
        "INSERT INTO access_log ({columns}) SELECT {} FROM {} CROSS JOIN (SELECT * FROM access_log WHERE action = 'VIEW' \
         AND allowed ORDER BY seq LIMIT 1) AS t",
        values.join(", "),
        numbers(rows)
    );
    db.execute_unprepared(&sql).await.unwrap();
    let later = format!(
        "INSERT INTO access_flag (entry_log, entry_seq, flags, committed_at, agency, log, seq) SELECT e.log, e.seq, {}, \
         e.committed_at, e.agency, 0, 0 FROM access_log AS e WHERE e.log = {LOG} AND e.seq % 300 = 2",
        flag(AccessFlag::HighVolume)
    );
    db.execute_unprepared(&later).await.unwrap();
    let reviews = format!(
        "INSERT INTO access_review (id, entry_log, entry_seq, verdict, note, reviewer, reviewed_at, log, seq) SELECT {}, \
         e.log, e.seq, 'JUSTIFIED', 'asked', {}, e.committed_at, 0, 0 FROM access_log AS e WHERE e.log = {LOG} \
         AND e.seq % 2000 = 6",
        id("d0000000", "e.seq"),
        id("b0000000", "1")
    );
    db.execute_unprepared(&reviews).await.unwrap();
    // As it is in a hub that has run for a year: a server knows how its rows are spread, and a file's journal is in the file.
    let settled = if postgres { "ANALYZE" } else { "PRAGMA wal_checkpoint(TRUNCATE)" };
    db.execute_unprepared(settled).await.unwrap();
    db.close().await.unwrap();
}

/// The best of five.
async fn best<T>(mut work: impl AsyncFnMut() -> T) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Wall::now();
        work().await;
        best = best.min(start.elapsed());
    }
    best
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "fills the log with a million entries"]
async fn log_speed_of_every_filter_and_page() {
    let only = std::env::var("HUB_TEST_LOG_ENGINE").ok();
    in_each_town(async |town| {
        let tables = town.tables().await;
        let engine = if tables.get_database_backend() == DbBackend::Postgres { "postgres" } else { "sqlite" };
        tables.close().await.unwrap();
        if only.as_deref().is_some_and(|only| only != engine) {
            return;
        }
        town.look("worker", town.child, &assessment()).await;
        fill(town, rows()).await;
        let worker = town.caller("worker").await;
        let now = town.door.now();
        let mut filters = vec![
            ("since ever".to_owned(), since_ever()),
            (
                "a week".to_owned(),
                LogFilter {
                    from: Some(now.plus(-200 * Instant::DAY)),
                    to: Some(now.plus(-193 * Instant::DAY)),
                    ..LogFilter::default()
                },
            ),
            ("a child".to_owned(), LogFilter { child: Some(ChildKey::Id(town.child)), ..LogFilter::default() }),
            (
                "a child by number".to_owned(),
                LogFilter { child: Some(ChildKey::NhsNumber("9990000018".to_owned())), ..LogFilter::default() },
            ),
            ("a practitioner".to_owned(), LogFilter { person: Some(worker.person), ..LogFilter::default() }),
            ("an agency".to_owned(), LogFilter { agency: Some(town.authority), ..since_ever() }),
            ("refused".to_owned(), LogFilter { allowed: Some(false), ..since_ever() }),
            ("allowed".to_owned(), LogFilter { allowed: Some(true), ..since_ever() }),
            ("in an emergency".to_owned(), LogFilter { emergency: Some(true), ..since_ever() }),
            ("in none".to_owned(), LogFilter { emergency: Some(false), ..since_ever() }),
            ("reviewed".to_owned(), LogFilter { reviewed: Some(true), ..since_ever() }),
            ("to be reviewed".to_owned(), LogFilter { reviewed: Some(false), ..since_ever() }),
        ];
        for flag in AccessFlag::ALL {
            filters.push((flag.to_string(), LogFilter { flags: Some(Set::of(&[*flag])), ..since_ever() }));
        }
        for action in AccessAction::ALL {
            filters.push((action.to_string(), LogFilter { actions: Some(vec![*action]), ..since_ever() }));
        }
        let mut slow = Vec::new();
        let mut tell = |what: String, took: Duration| {
            println!("{:>9.2} ms  {what}", took.as_secs_f64() * 1000.0);
            if took > MOST {
                slow.push(format!("{what}: {took:?}"));
            }
        };
        let middle = LogCursor { committed_at: now.plus(-180 * Instant::DAY), log: LOG, seq: 0 };
        for login in ["lead", "governance"] {
            let caller = town.caller(login).await;
            for (name, filter) in &filters {
                for after in [None, Some(middle)] {
                    let ask = LogAsk { filter: filter.clone(), after, first: 50, total: false };
                    let took = best(async || town.door.access_log(&caller, &ask).await.unwrap()).await;
                    tell(format!("{login}: {name}{}", if after.is_some() { ", from the middle on" } else { "" }), took);
                }
            }
            let queue = QueueAsk { after: None, first: 50, total: false };
            let took = best(async || town.door.access_reviews(&caller, &queue).await.unwrap()).await;
            tell(format!("{login}: what waits for review"), took);
            for whose in [Whose::Child(ChildKey::Id(town.child)), Whose::Person(worker.person)] {
                let ask = SeenAsk { whose: whose.clone(), after: None, first: 50, total: true };
                let took = best(async || town.door.log_seen(&caller, &ask).await.unwrap()).await;
                tell(format!("{login}: seen, {whose:?}"), took);
            }
        }
        assert!(slow.is_empty(), "more than {MOST:?} at {} entries:\n{}", rows(), slow.join("\n"));
    })
    .await;
}
