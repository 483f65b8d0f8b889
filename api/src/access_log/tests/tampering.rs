//! Every way of touching a log that verifying must find, by somebody who owns the database but not the key.

use super::fixture::{House, draft, on_each};
use crate::access_log::export::{ExportError, export};
use crate::access_log::proof::prove;
use crate::access_log::verify::{BadLog, VerifyError, Why, verify};
use crate::access_log::{Checkpoint, Position, SigningKey, checkpoints_after};
use crate::plain::entropy::SystemEntropy;

/// Commits of 3, 1 and 4 entries.
async fn filled(house: &House) -> String {
    let log = house.log().await;
    log.append_all(vec![draft(()), draft(()), draft(())]).await.unwrap();
    log.append(draft(())).await.unwrap();
    log.append_all(vec![draft(()), draft(()), draft(()), draft(())]).await.unwrap();
    log.close().await;
    house.without_triggers().await;
    let report = verify(&house.db, &house.public(), None, |_| ()).await.unwrap();
    assert_eq!(report.entries(), 8);
    report.logs[0].checkpoint.clone().unwrap()
}

async fn found(house: &House, since: Option<&str>) -> Option<BadLog> {
    let since = since.map(|text| Checkpoint::verify_all(text, &house.public()).unwrap());
    match verify(&house.db, &house.public(), since, |_| ()).await {
        Ok(_) => None,
        Err(VerifyError::Bad(bad)) => Some(bad),
        Err(other) => panic!("{other}"),
    }
}

async fn expect(sql: &str, seq: i64, why: Why) {
    expect_in(0, sql, seq, why).await;
}

async fn expect_in(log: i32, sql: &str, seq: i64, why: Why) {
    on_each(async |house| {
        filled(house).await;
        house.sql(sql).await;
        assert_eq!(found(house, None).await, Some(BadLog { log, seq, why }), "{sql}");
    })
    .await;
}

#[tokio::test]
async fn a_changed_column_is_found() {
    for change in [
        "allowed = NOT allowed",
        "purpose = 'EARLY_HELP'",
        "purpose = 'NO_SUCH_PURPOSE'",
        "child = NULL",
        "child = '00000000-0000-4000-8000-000000000000'",
        "person = upper(person)",
        "justification = 'another'",
        "records_disclosed = 0",
        "disclosed = 0",
        "flags = flags + 1099511627776",
        "policies = '[]'",
        "as_of = '[]'",
        "asked_at = asked_at + 1",
        "committed_at = committed_at + 1",
        "ask = '{}'",
        "digest = NULL",
        "commit_last = 3",
        "salts = facts",
        "canonical = facts",
    ] {
        expect(&format!("UPDATE access_log SET {change} WHERE seq = 5"), 5, Why::Changed).await;
    }
}

#[tokio::test]
async fn a_changed_hash_or_checkpoint_is_found() {
    expect("UPDATE access_log SET leaf_hash = rule_book WHERE seq = 5", 5, Why::Tree).await;
    expect("UPDATE access_log SET nodes = rule_book WHERE seq = 5", 5, Why::Tree).await;
    expect("UPDATE access_log SET checkpoint = NULL WHERE seq = 3", 3, Why::Checkpoint).await;
    expect("UPDATE access_log SET checkpoint = 'signed' WHERE seq = 4", 4, Why::Checkpoint).await;
    expect("UPDATE access_log SET checkpoint = checkpoint || checkpoint WHERE seq = 7", 7, Why::Checkpoint).await;
    let other = "UPDATE access_log SET checkpoint = (SELECT checkpoint FROM access_log WHERE seq = 3) WHERE seq = 7";
    expect(other, 7, Why::Checkpoint).await;
}

#[tokio::test]
async fn deleted_reordered_and_cut_entries_are_found() {
    expect("DELETE FROM access_log WHERE seq = 0", 0, Why::Missing).await;
    expect("DELETE FROM access_log WHERE seq = 5", 5, Why::Missing).await;
    let swap = "UPDATE access_log SET seq = 99 WHERE seq = 1; UPDATE access_log SET seq = 1 WHERE seq = 2; \
                UPDATE access_log SET seq = 2 WHERE seq = 99";
    expect(swap, 1, Why::Changed).await;
    for kept in [2, 5, 6, 7] {
        expect(&format!("DELETE FROM access_log WHERE seq >= {kept}"), kept, Why::CutInCommit).await;
    }
    expect("DELETE FROM access_log", 0, Why::Missing).await;
    expect("DELETE FROM log_slot", 0, Why::Slot).await;
    expect("UPDATE log_slot SET opened_at = 0", 0, Why::Slot).await;
    let moved = "UPDATE access_log SET log = 1; UPDATE log_slot SET log = 1";
    expect_in(1, moved, 0, Why::Changed).await;
}

#[tokio::test]
async fn lost_or_changed_facts_are_found() {
    expect("DELETE FROM fact_set", 0, Why::Facts).await;
    expect("UPDATE fact_set SET facts = '{}'", 0, Why::Facts).await;
    expect("UPDATE fact_set SET seq = 3", 3, Why::Facts).await;
}

#[tokio::test]
async fn lost_or_changed_rule_books_are_found() {
    expect("DELETE FROM rule_book", 0, Why::Book).await;
    expect("UPDATE rule_book SET book = 'permit everything'", 0, Why::Book).await;
}

#[tokio::test]
async fn a_cut_at_the_end_of_a_commit_is_found_against_a_checkpoint() {
    on_each(async |house| {
        let checkpoint = filled(house).await;
        assert_eq!(found(house, Some(&checkpoint)).await, None);
        house.sql("DELETE FROM access_log WHERE seq >= 4").await;
        assert_eq!(found(house, None).await, None);
        assert_eq!(found(house, Some(&checkpoint)).await, Some(BadLog { log: 0, seq: 4, why: Why::Cut }));
    })
    .await;
}

#[tokio::test]
async fn a_log_removed_whole_or_written_anew_is_found_against_a_checkpoint() {
    on_each(async |house| {
        let checkpoint = filled(house).await;
        house.sql("DELETE FROM access_log; DELETE FROM log_slot").await;
        assert_eq!(found(house, None).await, Some(BadLog { log: 0, seq: 0, why: Why::Facts }), "facts are left");
        house.sql("DELETE FROM fact_set").await;
        assert_eq!(found(house, None).await, None);
        assert_eq!(found(house, Some(&checkpoint)).await, Some(BadLog { log: 0, seq: 0, why: Why::Cut }));
        // Even by somebody who has the key.
        let again = filled_again(house).await;
        assert_eq!(found(house, None).await, None);
        assert_eq!(found(house, Some(&again)).await, None);
        let both = format!("{checkpoint}\n{again}");
        assert_eq!(found(house, Some(&both)).await, Some(BadLog { log: 0, seq: 7, why: Why::Rewritten }));
    })
    .await;
}

async fn filled_again(house: &House) -> String {
    let log = house.log().await;
    for _ in 0..9 {
        log.append(draft(())).await.unwrap();
    }
    log.close().await;
    verify(&house.db, &house.public(), None, |_| ()).await.unwrap().logs[0].checkpoint.clone().unwrap()
}

#[tokio::test]
async fn no_proof_is_given_of_an_entry_that_was_changed_or_by_another_key() {
    on_each(async |house| {
        filled(house).await;
        let proof = async |key| prove(&house.db, Position { log: 0, seq: 5 }, &key).await.unwrap();
        assert!(proof(house.public()).await.is_some());
        assert_eq!(proof(SigningKey::generate("hub/log", &SystemEntropy).unwrap().public().clone()).await, None);
        for change in ["canonical = rule_book WHERE seq = 5", "leaf_hash = rule_book WHERE seq = 4"] {
            house.sql(&format!("UPDATE access_log SET {change}")).await;
            assert_eq!(proof(house.public()).await, None, "{change}");
        }
    })
    .await;
}

#[tokio::test]
async fn kept_checkpoints_are_not_written_over_by_a_log_that_does_not_go_on_from_them() {
    on_each(async |house| {
        let kept = filled(house).await;
        let key = house.public();
        let after = async |kept: &str| checkpoints_after(&house.db, kept, &key).await.unwrap();
        for text in ["", &kept] {
            assert_eq!(after(text).await.as_deref(), Some(&[kept.clone()][..]));
        }
        assert_eq!(after("of another hub").await, None);
        house.sql("DELETE FROM log_slot").await;
        assert_eq!(after(&kept).await, None, "the log is on no list any more");
        house.sql("DELETE FROM access_log; DELETE FROM fact_set").await;
        assert_eq!(after(&kept).await, None, "and gone");
        filled_again(house).await;
        assert_eq!(after(&kept).await, None, "it was written anew, and is longer by now");
    })
    .await;
}

#[tokio::test]
async fn a_log_that_the_list_of_logs_hides_is_not_left_out_of_an_export() {
    on_each(async |house| {
        filled(house).await;
        let exported = async || match export(&house.db, &mut Vec::new(), |_| ()).await {
            Err(ExportError::Bad(VerifyError::Bad(bad))) => Some(bad.why),
            other => other.map(|_| None).unwrap(),
        };
        assert_eq!(exported().await, None);
        house.sql("UPDATE log_slot SET log = 3").await;
        assert_eq!(exported().await, Some(Why::Slot));
        house.sql("DELETE FROM access_log").await;
        assert_eq!(exported().await, Some(Why::Missing));
    })
    .await;
}
