//! Who writes which log, and what a log does not start with.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, Database};

use super::fixture::{draft, on_each};
use crate::access_log::slot::LOCK_CLASS;
use crate::access_log::{
    Checkpoint, Log, Logged, Position, SigningKey, StartError, checkpoints, sizes, writer_options,
};
use crate::plain::clock::SystemClock;
use crate::plain::entropy::SystemEntropy;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_has_the_lowest_free_slot_and_goes_on_with_its_log() {
    on_each(async |house| {
        let (zero, one) = (house.log().await, house.log().await);
        assert_eq!((zero.slot(), one.slot()), (0, 1));
        zero.append(draft(())).await.unwrap();
        one.append(draft(())).await.unwrap();
        one.append(draft(())).await.unwrap();
        zero.close().await;
        let again = house.log().await;
        assert_eq!(again.slot(), 0);
        assert_eq!(Logged::position(&again.append(draft(())).await.unwrap()).seq, 1);
        assert_eq!(sizes(&house.db).await.unwrap(), [(0, 2), (1, 2)]);
        let kept = checkpoints(&house.db).await.unwrap().join("\n");
        let kept = Checkpoint::verify_all(&kept, &house.public()).unwrap();
        let kept = kept.iter().map(|c| (c.origin.as_str(), c.size)).collect::<Vec<_>>();
        assert_eq!(kept, [("hub/log/0", 2), ("hub/log/1", 2)]);
        again.close().await;
        one.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_noticed_and_the_log_goes_on() {
    on_each(async |house| {
        if house.is_sqlite() {
            return;
        }
        let log = house.log().await;
        log.append(draft(())).await.unwrap();
        house
            .sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks \
                 WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            )
            .await;
        // Whatever the first one is told, nothing is answered without its entry.
        let mut answered = 1;
        for _ in 0..3 {
            answered += usize::from(log.append(draft(())).await.is_ok());
        }
        assert!(answered >= 3, "{answered}");
        assert_eq!(house.rows().await.len(), answered);
        log.close().await;
    })
    .await;
}

/// The server still holds the session that was lost, and the next slot's log, which is shorter, cannot be read at the first try.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_slot_that_failed_half_way_does_not_compare_two_logs() {
    on_each(async |house| {
        if house.is_sqlite() {
            return;
        }
        let (zero, one) = (house.log().await, house.log().await);
        for _ in 0..3 {
            zero.append(draft(())).await.unwrap();
        }
        one.append(draft(())).await.unwrap();
        one.close().await;
        house.without_triggers().await;
        house
            .sql("UPDATE access_log SET nodes = convert_to(checkpoint, 'UTF8'), checkpoint = NULL WHERE log = 1")
            .await;
        let ghost = Database::connect(writer_options(house.url())).await.unwrap();
        let ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        house.sql(ended).await;
        ghost.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK_CLASS}, 0)")).await.unwrap();
        for _ in 0..3 {
            assert!(zero.append(draft(())).await.is_err(), "log 1 has no checkpoint");
        }
        house.sql("UPDATE access_log SET checkpoint = convert_from(nodes, 'UTF8'), nodes = '' WHERE log = 1").await;
        let next = zero.append(draft(())).await.unwrap();
        assert_eq!(Logged::position(&next), Position { log: 1, seq: 1 });
        // What the log that was left had acknowledged is not forgotten.
        house.sql("DELETE FROM access_log WHERE log = 0 AND seq = 2").await;
        house.sql(&ended.replace("WHERE", "WHERE objid = 1 AND")).await;
        for _ in 0..3 {
            assert!(zero.append(draft(())).await.is_err(), "log 0 lost an entry");
        }
        ghost.close().await.unwrap();
        zero.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_log_signed_by_another_key_is_not_continued() {
    on_each(async |house| {
        let log = house.log().await;
        log.append(draft(())).await.unwrap();
        log.close().await;
        let writer = Database::connect(writer_options(house.url())).await.unwrap();
        let key = SigningKey::generate("hub/log", &SystemEntropy).unwrap();
        let started =
            Log::start(house.db.clone(), writer, house.lock(), key, Arc::new(SystemClock), Arc::new(SystemEntropy));
        let refused = started.await.err().unwrap();
        assert!(refused.is_of_another_key() && matches!(refused, StartError::Tip { log: 0, seq: 0, .. }), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_does_not_keep_commits_is_refused() {
    on_each(async |house| {
        let mut options = writer_options(house.url());
        if house.is_sqlite() {
            options.map_sqlx_sqlite_opts(|o| o.synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Normal));
        } else {
            options.map_sqlx_postgres_opts(|o| o.options([("synchronous_commit", "off")]));
        }
        let writer = Database::connect(options).await.unwrap();
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let started = Log::start(house.db.clone(), writer, house.lock(), house.key(), clock, entropy);
        assert!(matches!(started.await.err(), Some(StartError::Durability { .. })));
    })
    .await;
}
