//! A change and its entry are one; a change that fails hurts nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant as Moment};

use entities::Instant;
use entities::ids::AgencyId;
use entities::rows::idempotency_key;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::append::close;
use super::fixture::{House, draft, on_each};
use crate::access_log::verify::verify;
use crate::access_log::{Change, ChangeError, Log, Logged, Position, SlotLock, WriteFn};
use crate::plain::clock::SystemClock;

/// Writes an idempotency key, which can be taken.
fn writes(key: &str) -> WriteFn {
    let key = key.to_owned();
    Arc::new(move |transaction, at: Position| {
        let row = idempotency_key::Model {
            client: String::new(),
            agency: AgencyId(Uuid::from_u128(1)),
            mutation: "raiseConcern".to_owned(),
            key: key.clone(),
            input_hash: vec![1; 32],
            result: "{}".to_owned(),
            at: Instant(1),
            log: at.log,
            seq: at.seq,
        };
        Box::pin(async move { row.into_active_model().insert(transaction).await.map(drop) })
    })
}

async fn keys(house: &House) -> Vec<idempotency_key::Model> {
    idempotency_key::Entity::find().all(&house.db).await.unwrap()
}

pub(super) async fn whole(house: &House) -> u64 {
    verify(&house.db, &house.public(), None, |_| ()).await.unwrap().entries()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_and_its_entry_are_committed_together_under_one_position() {
    on_each(async |house| {
        let log = house.log().await;
        log.append(draft(())).await.unwrap();
        let made = log.change(Change::new(draft("made"), writes("a"))).await.unwrap();
        assert_eq!(*made, "made");
        assert_eq!(Logged::position(&made), Position { log: 0, seq: 1 });
        let found = keys(house).await;
        assert_eq!((found[0].log, found[0].seq), (0, 1));
        log.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_key_is_a_conflict_and_leaves_no_entry() {
    on_each(async |house| {
        let log = house.log().await;
        log.change(Change::new(draft(()), writes("a"))).await.unwrap();
        let again = log.change(Change::new(draft(()), writes("a"))).await;
        assert_eq!(again.err(), Some(ChangeError::Conflict));
        assert_eq!(log.stats().reconnects, 0);
        let next = log.append(draft(())).await.unwrap();
        assert_eq!(Logged::position(&next).seq, 1);
        log.close().await;
        assert_eq!(whole(house).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_fifty_times_at_once_is_one_row() {
    on_each(async |house| {
        let log = Arc::new(house.log().await);
        let tasks = (0..50).map(|_| {
            let log = Arc::clone(&log);
            tokio::spawn(async move { log.change(Change::new(draft(()), writes("a"))).await.map(drop) })
        });
        let mut made = 0;
        for task in tasks.collect::<Vec<_>>() {
            match task.await.unwrap() {
                Ok(()) => made += 1,
                Err(error) => assert_eq!(error, ChangeError::Conflict),
            }
        }
        assert_eq!(made, 1);
        assert_eq!(keys(house).await.len(), 1);
        close(log).await;
        assert_eq!(whole(house).await, 1);
    })
    .await;
}

/// Hands in plain entries, good changes and bad ones at once, and says how they fared.
async fn mixed(log: &Arc<Log>, bad: WriteFn) -> Vec<Option<ChangeError>> {
    let good = (0..20).map(|number| {
        let log = Arc::clone(log);
        tokio::spawn(async move {
            if number % 2 == 0 {
                log.append(draft(())).await.map(drop).unwrap();
            } else {
                log.change(Change::new(draft(()), writes(&format!("good {number}")))).await.map(drop).unwrap();
            }
        })
    });
    let good = good.collect::<Vec<_>>();
    let bad = (0..3).map(|_| {
        let (log, bad) = (Arc::clone(log), Arc::clone(&bad));
        tokio::spawn(async move { log.change(Change::new(draft(()), bad)).await.err() })
    });
    let bad = bad.collect::<Vec<_>>();
    for task in good {
        task.await.unwrap();
    }
    let mut errors = Vec::new();
    for task in bad {
        errors.push(task.await.unwrap());
    }
    errors
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_change_hurts_nobody_else() {
    let fails: WriteFn = Arc::new(|transaction, _| {
        Box::pin(async move { transaction.execute_unprepared("INSERT INTO nowhere VALUES (1)").await.map(drop) })
    });
    let panics: WriteFn = Arc::new(|_, _| Box::pin(async { panic!("on purpose") }));
    let hangs: WriteFn = Arc::new(|_, _| Box::pin(std::future::pending::<Result<(), DbErr>>()));
    for bad in [fails, panics, hangs] {
        on_each(async |house| {
            let log = Arc::new(house.log().await);
            let errors = mixed(&log, Arc::clone(&bad)).await;
            assert_eq!(errors, [Some(ChangeError::Unavailable); 3]);
            assert!(log.stats().reconnects > 0);
            assert_eq!(keys(house).await.len(), 10);
            log.append(draft(())).await.unwrap();
            close(log).await;
            assert_eq!(whole(house).await, 21);
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_hurts_nobody_once_there_is_room_again() {
    let house = House::sqlite().await;
    let log = Arc::new(house.log().await);
    log.append(draft(())).await.unwrap();
    let fills: WriteFn = Arc::new(|transaction, _| {
        Box::pin(async move {
            // The limit holds for this connection alone, and goes with it.
            transaction.execute_unprepared("PRAGMA max_page_count = 1").await?;
            let big = "INSERT INTO fact_set (hash, facts, log, seq) VALUES (x'00', hex(zeroblob(1000000)), 0, 0)";
            transaction.execute_unprepared(big).await.map(drop)
        })
    });
    let errors = mixed(&log, fills).await;
    assert_eq!(errors, [Some(ChangeError::Unavailable); 3]);
    close(log).await;
    assert_eq!(keys(&house).await.len(), 10);
    assert_eq!(whole(&house).await, 21);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_with_a_conflict_is_written_apart_and_counted() {
    on_each(async |house| {
        let log = Arc::new(house.log().await);
        log.change(Change::new(draft(()), writes("taken"))).await.unwrap();
        // Holds the writer, so that all others wait together.
        let runs = Arc::new(AtomicU32::new(0));
        let slow: WriteFn = {
            let runs = Arc::clone(&runs);
            Arc::new(move |_, _| {
                runs.fetch_add(1, Ordering::SeqCst);
                Box::pin(async {
                    tokio::time::sleep(Duration::from_millis(150)).await;
                    Ok(())
                })
            })
        };
        let holding = tokio::spawn({
            let log = Arc::clone(&log);
            async move { log.change(Change::new(draft(()), slow)).await.map(drop) }
        });
        while runs.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let begun = Moment::now();
        let errors = mixed(&log, writes("taken")).await;
        assert!(begun.elapsed() < Duration::from_secs(2));
        assert_eq!(errors, [Some(ChangeError::Conflict); 3]);
        holding.await.unwrap().unwrap();
        let stats = log.stats();
        assert_eq!((stats.fallbacks, stats.conflicts, stats.failures, stats.reconnects), (1, 3, 0, 0));
        close(log).await;
        assert_eq!(whole(house).await, 22);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hubs_with_the_same_keys_in_opposite_order_hold_up_nobody() {
    on_each(async |house| {
        let left = Arc::new(house.log().await);
        let right = Arc::new(house.log().await);
        for round in 0..5 {
            let pair = |log: &Arc<Log>, turned: bool| {
                let log = Arc::clone(log);
                let mut names = [format!("x{round}"), format!("y{round}")];
                if turned {
                    names.reverse();
                }
                tokio::spawn(async move {
                    let [first, second] = names.map(|name| log.change(Change::new(draft(()), writes(&name))));
                    let read = log.append(draft(()));
                    let (first, second, read) = tokio::join!(first, second, read);
                    read.unwrap();
                    [first.is_ok(), second.is_ok()].iter().filter(|made| **made).count()
                })
            };
            let begun = Moment::now();
            let (l, r) = (pair(&left, false), pair(&right, true));
            let made = l.await.unwrap() + r.await.unwrap();
            assert!(made <= 2, "both hubs made the same key");
            assert!(begun.elapsed() < Duration::from_secs(2));
        }
        close(left).await;
        close(right).await;
        whole(house).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_writers_on_one_log_collide_and_fail_closed() {
    on_each(async |house| {
        let one = house.log_with(SlotLock::Unheld(5), Arc::new(SystemClock)).await.unwrap();
        let two = house.log_with(SlotLock::Unheld(5), Arc::new(SystemClock)).await.unwrap();
        one.append(draft(())).await.unwrap();
        assert!(two.append(draft(())).await.is_err(), "the second writer overwrote the first");
        // It has read again where the log ends.
        assert_eq!(Logged::position(&two.append(draft(())).await.unwrap()).seq, 1);
        assert!(one.append(draft(())).await.is_err());
        one.close().await;
        two.close().await;
        assert_eq!(whole(house).await, 2);
    })
    .await;
}
