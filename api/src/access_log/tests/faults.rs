//! What the log does when what it stands on gives way: nothing is acknowledged that is not kept, and it goes on by itself when
//! it can.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use entities::Instant;

use super::changes::whole;
use super::fixture::{House, draft, on_each};
use crate::access_log::{Change, Log, Logged, WriteFn};
use crate::plain::clock::{Clock, SetClock, SystemClock};
use crate::testing::Lines;

/// The database's file and a place where it is out of the way.
fn paths(house: &House) -> (PathBuf, PathBuf) {
    let path = crate::store::connect::sqlite_path(house.url());
    (PathBuf::from(path), PathBuf::from(format!("{path}.away")))
}

/// A change that fails for another reason than a key that is taken: its connection is ended.
fn fails() -> WriteFn {
    Arc::new(|transaction, _| {
        Box::pin(async move {
            use sea_orm::ConnectionTrait;
            transaction.execute_unprepared("INSERT INTO nowhere VALUES (1)").await.map(drop)
        })
    })
}

async fn refused(log: &Log) {
    assert!(log.append(draft(())).await.is_err());
    assert!(log.stands().is_err() && log.failing());
    assert!(log.probe().await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_acknowledged_while_the_databases_file_is_gone_or_another() {
    let house = House::sqlite().await;
    let log = house.log().await;
    let (path, away) = paths(&house);
    log.append(draft(())).await.unwrap();
    for another in [false, true] {
        fs::rename(&path, &away).unwrap();
        if another {
            fs::copy(&away, &path).unwrap();
        }
        refused(&log).await;
        refused(&log).await;
        fs::rename(&away, &path).unwrap();
        assert!(log.stands().is_ok());
        log.append(draft(())).await.unwrap();
        assert!(!log.failing());
    }
    let pending = PathBuf::from(format!("{}-wal", path.display()));
    let pending_away = PathBuf::from(format!("{}-wal", away.display()));
    fs::rename(&pending, &pending_away).unwrap();
    assert!(log.stands().is_err(), "what is committed stands in that file alone");
    fs::rename(&pending_away, &pending).unwrap();
    log.append(draft(())).await.unwrap();
    log.close().await;
    assert_eq!(whole(&house).await, 4, "every acknowledged entry, and no other");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_probe_finds_that_the_log_can_be_written_again_and_writes_nothing() {
    on_each(async |house| {
        let log = house.log().await;
        log.probe().await.unwrap();
        house.sql("ALTER TABLE log_slot RENAME TO away").await;
        assert!(log.append(draft(())).await.is_err(), "the first entry of a log puts it on the list of logs");
        assert!(log.failing());
        house.sql("ALTER TABLE away RENAME TO log_slot").await;
        log.probe().await.unwrap();
        assert!(!log.failing());
        log.append(draft(())).await.unwrap();
        log.close().await;
        assert_eq!(whole(house).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_comes_back_shorter_than_was_acknowledged_is_not_continued() {
    on_each(async |house| {
        let log = house.log().await;
        for _ in 0..3 {
            log.append(draft(())).await.unwrap();
        }
        assert!(log.change(Change::new(draft(()), fails())).await.is_err());
        let next = log.append(draft(())).await.unwrap();
        assert_eq!(Logged::position(&next).seq, 3, "a connection that ended alone is no loss");
        house.without_triggers().await;
        house.sql("DELETE FROM access_log WHERE seq = 3").await;
        assert!(log.change(Change::new(draft(()), fails())).await.is_err());
        assert!(log.append(draft(())).await.is_err());
        assert!(log.failing());
        log.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_is_told_once_and_time_in_the_log_never_decreases() {
    let house = House::sqlite().await;
    let now = SystemClock.now();
    let clock = Arc::new(SetClock::at(now));
    let log = house.log_with(house.lock(), clock.clone()).await.unwrap();
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut times = Vec::new();
    for offset in [0, -Instant::HOUR, -Instant::HOUR, Instant::SECOND] {
        // Another test may have worked out before that nobody listens.
        tracing::callsite::rebuild_interest_cache();
        clock.set(now.plus(offset));
        times.push(Logged::committed_at(&log.append(draft(())).await.unwrap()));
    }
    log.close().await;
    drop(guard);
    assert_eq!(times, [now, now, now, now.plus(Instant::SECOND)]);
    let text = lines.text();
    assert_eq!(text.matches("clock was set back").count(), 1, "{text}");
    assert!(text.contains("clock.behind_seconds=3600") && text.contains("has caught up"), "{text}");
    assert_eq!(whole(&house).await, 4);
}
