//! A log that was filled over HTTP and then tampered with is found out, at the entry that is wrong.

use api::access_log::verify::{VerifyError, Why, verify};
use api::access_log::{Checkpoint, checkpoints};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, TransactionTrait};
use serde_json::json;
use tests::database::{Engine, number};
use tests::queries::{CONTRIBUTE, NAME, about, entry};
use tests::{ChildFile, Hub, on_both};

/// Fills the log with reads, refusals and posts, many of them in one commit.
async fn fill(hub: &Hub) {
    let child = ChildFile::new(&hub.town).open_to(&["gp", "school"]).put(&hub.door).await;
    for round in 0..4 {
        let asks = (0..24).map(|n| async move {
            match n % 4 {
                0 => hub.ask("gp", NAME, about(child, "DIRECT_CARE")).await.ok(),
                1 => hub.ask("school", NAME, about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok(),
                2 => hub.ask("housing", NAME, about(child, "EARLY_HELP")).await.ok(),
                _ => {
                    let text = format!("entry {round} {n}");
                    let input = entry(child, "DIRECT_CARE", &text, &text);
                    hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok()
                }
            }
        });
        join_all(asks).await;
    }
}

/// Takes the triggers away, as somebody with the database's own rights can.
async fn disarm(txn: &DatabaseTransaction) {
    for table in ["access_log", "fact_set", "log_slot"] {
        let sql = match txn.get_database_backend() {
            DbBackend::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
            _ => format!("DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete"),
        };
        txn.execute_unprepared(&sql).await.expect("disarmed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tampering_is_found_at_the_entry_that_is_wrong() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        fill(&hub).await;
        let whole = verify(&hub.db, &hub.key, None, |_| {}).await.expect("whole before anybody touched it");
        assert_eq!(whole.entries(), u64::try_from(number(&hub.db, "SELECT count(*) FROM access_log").await).expect("positive"));
        let kept: Vec<Checkpoint> = checkpoints(&hub.db)
            .await
            .expect("checkpoints")
            .iter()
            .map(|text| Checkpoint::verify(text, &hub.key).expect("the hub's own"))
            .collect();
        let last = number(&hub.db, "SELECT max(seq) FROM access_log WHERE log = 0").await;
        // An entry that was committed together with later ones, and the last commit's first entry.
        let shared = number(
            &hub.db,
            "SELECT coalesce(max(seq), -1) FROM access_log WHERE log = 0 AND commit_last > seq AND allowed",
        )
        .await;
        assert!(shared > 0, "no commit was shared: the cut in the middle of one cannot be tried");
        let first_of_last =
            number(&hub.db, "SELECT min(seq) FROM access_log WHERE log = 0 AND commit_last = (SELECT max(seq) FROM access_log WHERE log = 0)").await;
        let middle = last / 2;
        let at = |column: &str, value: &str| (format!("UPDATE access_log SET {column} = {value} WHERE log = 0 AND seq = {middle}"), middle);
        let mut cases: Vec<(String, i64)> = vec![
            at("action", "'EXPORT'"),
            at("child", "'00000000-0000-4000-8000-000000000000'"),
            at("person", "'00000000-0000-4000-8000-000000000000'"),
            at("purpose", "'CRIME_PREVENTION'"),
            at("justification", "'a better story'"),
            at("asked_at", "asked_at - 1"),
            at("disclosed", "disclosed + 1"),
            at("records_disclosed", "records_disclosed + 1"),
            at("refusal_code", "'ROLE'"),
            at("client", "'another-app'"),
            // A yes that is another yes, and values that read as what they were: what looks for the old form misses them.
            at("agency", "upper(agency)"),
            at("allowed", if engine == Engine::Sqlite { "2" } else { "NOT allowed" }),
            at("emergency", if engine == Engine::Sqlite { "CASE WHEN emergency THEN 0 ELSE 2 END" } else { "NOT emergency" }),
            at("flags", "flags + 1"),
            at("committed_at", "committed_at + 1"),
            at("sources", "coalesce(sources, '') || ' '"),
            at("review_due_at", "0"),
            at("canonical", "leaf_hash"),
            at("salts", "leaf_hash"),
            (format!("DELETE FROM access_log WHERE log = 0 AND seq = {middle}"), middle),
            (format!("DELETE FROM access_log WHERE log = 0 AND seq > {shared} AND seq < {last}"), shared + 1),
            ("DELETE FROM access_log WHERE log = 0 AND seq = 0".to_owned(), 0),
        ];
        // Two entries change places.
        cases.push((
            format!(
                "UPDATE access_log SET seq = -1 WHERE log = 0 AND seq = {middle};
                 UPDATE access_log SET seq = {middle} WHERE log = 0 AND seq = {middle} + 1;
                 UPDATE access_log SET seq = {middle} + 1 WHERE log = 0 AND seq = -1"
            ),
            middle,
        ));
        for (sql, bad) in cases {
            if sql.contains(&format!("seq > {shared} AND seq < {last}")) && shared + 1 >= last {
                continue;
            }
            let txn = hub.db.begin().await.expect("a transaction");
            disarm(&txn).await;
            txn.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
            match verify(&txn, &hub.key, None, |_| {}).await {
                Err(VerifyError::Bad(found)) => assert_eq!((found.log, found.seq), (0, bad), "{sql}: {found}"),
                other => panic!("not found out: {sql}: {other:?}"),
            }
            txn.rollback().await.expect("undone");
        }
        // The log ends in the middle of a commit.
        let txn = hub.db.begin().await.expect("a transaction");
        disarm(&txn).await;
        txn.execute_unprepared(&format!("DELETE FROM access_log WHERE log = 0 AND seq > {shared}")).await.expect("cut");
        match verify(&txn, &hub.key, None, |_| {}).await {
            Err(VerifyError::Bad(found)) => assert_eq!(found.why, Why::CutInCommit, "{found}"),
            other => panic!("not found out: {other:?}"),
        }
        txn.rollback().await.expect("undone");
        // Cut at the end of a commit: whole by itself, found against a checkpoint that was kept.
        for cut in [format!("DELETE FROM access_log WHERE log = 0 AND seq >= {first_of_last}"), "DELETE FROM access_log".to_owned()] {
            let txn = hub.db.begin().await.expect("a transaction");
            disarm(&txn).await;
            txn.execute_unprepared(&cut).await.expect("cut");
            if !cut.ends_with("access_log") {
                let alone = verify(&txn, &hub.key, None, |_| {}).await;
                assert!(alone.is_ok(), "{alone:?}");
            }
            match verify(&txn, &hub.key, Some(kept.clone()), |_| {}).await {
                Err(VerifyError::Bad(found)) => assert_eq!(found.log, 0, "{found}"),
                other => panic!("not found out: {cut}: {other:?}"),
            }
            txn.rollback().await.expect("undone");
        }
        verify(&hub.db, &hub.key, Some(kept), |_| {}).await.expect("whole after all that");
        hub.end().await;
    })
    .await;
}
