//! What is not brought back: a log that was cut or taken out, a file that its hub did not sign. How each failure is told.

use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;

use super::*;
use crate::access_log::SigningKey;
use crate::app::logs::tests::{at, enter, sql};
use crate::app::logs::{self, ChangeArgs, KeyCommand, LogCommand};

/// The lines of a backup of three registrations, and the folder with database and key.
async fn taken(dir: &Path) -> Vec<String> {
    enter(dir, &["A", "B", "C"]).await;
    backed_up(dir).await
}

async fn backed_up(dir: &Path) -> Vec<String> {
    let file = dir.join("good.hub");
    back_up(&BackupArgs { file: file.clone(), place: at(dir), json: false }).await.unwrap();
    fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

/// Those lines as a file with a last line that counts and hashes them, signed by that key or by nobody.
fn sealed(dir: &Path, lines: &[String], key: Option<&SigningKey>) -> PathBuf {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let sha256 = hex::encode(digest(&SHA256, text.as_bytes()));
    let rows = lines.iter().filter(|line| line.starts_with('[')).count();
    let mut end = json!({"rows": rows, "sha256": sha256});
    if let Some(key) = key {
        end["signature"] = key.sign_backup(&sha256).into();
    }
    let file = dir.join("forged.hub");
    fs::write(&file, format!("{text}{}\n", json!({ "end": end }))).unwrap();
    file
}

async fn brought_back(dir: &Path, file: &Path, unsigned: bool) -> Result<(), Fault> {
    let url = format!("sqlite://{}?mode=rwc", dir.join("restored.sqlite").display());
    let place = Where { database_url: Some(url), ..at(dir) };
    restore(&RestoreArgs { file: file.to_owned(), place, key: Vec::new(), unsigned, json: false }).await
}

/// The lines of one table's rows, and the place of that column in them.
fn rows_of(lines: &[String], table: &str, column: &str) -> (Vec<usize>, usize) {
    let head = format!("{{\"table\":{{\"name\":\"{table}\"");
    let start = lines.iter().position(|line| line.starts_with(&head)).unwrap();
    let columns: Value = serde_json::from_str(&lines[start]).unwrap();
    let columns = columns["table"]["columns"].as_array().unwrap();
    let column = columns.iter().position(|one| one["name"] == column).unwrap();
    let rows = (start + 1..).take_while(|at| lines[*at].starts_with('[')).collect();
    (rows, column)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_whose_log_was_cut_or_taken_out_is_not_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let mut lines = taken(dir).await;
    lines.pop();
    let manifest = |sizes: Value, checkpoints: Value| {
        let mut manifest: Value = serde_json::from_str(&lines[0]).unwrap();
        manifest["sizes"] = sizes;
        manifest["checkpoints"] = checkpoints;
        manifest.to_string()
    };
    // Rows of the forger's making, and nothing that says who put them there.
    let (agencies, _) = rows_of(&lines, "agency", "id");
    let mut rows_alone = vec![manifest(json!([]), json!([])), lines[agencies[0] - 1].clone()];
    rows_alone.extend(agencies.iter().map(|at| lines[*at].clone()));
    // The log ends one commit earlier, with the checkpoint that stands there, and what the last one wrote is left.
    let (entries, checkpoint) = rows_of(&lines, "access_log", "checkpoint");
    let size = entries.len();
    let earlier: Value = serde_json::from_str(&lines[entries[size - 2]]).unwrap();
    let mut cut = lines.clone();
    cut[0] = manifest(json!([[0, size - 1]]), json!([earlier[checkpoint]]));
    cut.remove(entries[size - 1]);
    for (forged, why) in [(rows_alone, "rows and no log"), (cut, "a row of agency names an entry that is in no log")] {
        let fault = brought_back(dir, &sealed(dir, &forged, None), true).await.unwrap_err();
        assert!(fault.code() == 1 && fault.message().contains(why), "{why}: {}", fault.message());
    }
    brought_back(dir, &sealed(dir, &lines, None), true).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_its_hub_did_not_sign_is_brought_back_only_where_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let mut lines = taken(dir).await;
    let key = SigningKey::load(&dir.join("log.key")).unwrap();
    let last = lines.pop().unwrap();
    assert_eq!(fs::read_to_string(sealed(dir, &lines, Some(&key))).unwrap().lines().last().unwrap().len(), last.len());
    let refused = async |file: PathBuf, unsigned: bool, why: &str| {
        let fault = brought_back(dir, &file, unsigned).await.unwrap_err();
        assert!(fault.code() == 1 && fault.message().contains(why), "{why}: {}", fault.message());
    };
    refused(sealed(dir, &lines, None), false, "--unsigned").await;
    let stranger = SigningKey::generate("hub.test/log", &crate::plain::entropy::SystemEntropy).unwrap();
    refused(sealed(dir, &lines, Some(&stranger)), true, "did not sign").await;
    // A value is another, and the hash is right again: what was signed is another hash.
    let (agencies, _) = rows_of(&lines, "agency", "id");
    lines[agencies[0]] = lines[agencies[0]].replace("\"A\"", "\"Z\"");
    let signed = fs::read_to_string(sealed(dir, &lines, None)).unwrap();
    let old: Value = serde_json::from_str(&last).unwrap();
    let mut new: Value = serde_json::from_str(signed.lines().last().unwrap()).unwrap();
    new["end"]["signature"] = old["end"]["signature"].clone();
    let changed = dir.join("changed.hub");
    fs::write(&changed, signed.replace(signed.lines().last().unwrap(), &new.to_string())).unwrap();
    refused(changed, true, "did not sign").await;
    brought_back(dir, &dir.join("good.hub"), false).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_holds_no_session_of_the_console_and_is_not_signed_by_another_key() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    taken(dir).await;
    sql(dir, "INSERT INTO console_session VALUES ('cookie', 'issuer', 'subject', NULL, 1, 2)").await;
    fs::remove_file(dir.join("good.hub")).unwrap();
    let lines = backed_up(dir).await;
    assert!(lines.iter().any(|line| line.contains("\"membership\"")));
    // The first line names the migrations.
    assert!(!lines.iter().skip(1).any(|line| line.contains("console_session") || line.contains("\"cookie\"")));
    fs::remove_file(dir.join("log.key")).unwrap();
    SigningKey::generate("hub.test/log", &crate::plain::entropy::SystemEntropy)
        .unwrap()
        .write_new(&dir.join("log.key"))
        .unwrap();
    let file = dir.join("other.hub");
    let fault = back_up(&BackupArgs { file: file.clone(), place: at(dir), json: false }).await.unwrap_err();
    assert!(fault.code() == 2 && fault.message().contains("hub log key change"), "{}", fault.message());
    assert!(!file.exists());
}

#[test]
fn a_failing_database_is_no_forged_log_and_what_fails_afterwards_takes_nothing_back() {
    let of = |error| fault(Path::new("a.hub"), BackupError::Log(error));
    let gone = of(VerifyError::Database(StoreError::Custom("gone".to_owned())));
    assert!(gone.code() == 3 && !gone.message().contains("data protection officer"), "{}", gone.message());
    assert_eq!(of(VerifyError::Foreign("another".to_owned())).code(), 2);
    assert_eq!(fault(Path::new("a.hub"), BackupError::Sizes).code(), 1);
    let after = all_in(&StoreError::Custom("gone".to_owned()));
    assert!(after.code() == 3 && after.message().contains("every row was brought back"), "{}", after.message());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_before_a_change_of_the_key_is_brought_back_by_the_key_of_then() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    taken(dir).await;
    let (former, good) = (dir.join("former.key"), dir.join("good.hub"));
    fs::rename(dir.join("log.key"), &former).unwrap();
    SigningKey::generate("hub.test/log", &crate::plain::entropy::SystemEntropy)
        .unwrap()
        .write_new(&dir.join("log.key"))
        .unwrap();
    let former = SigningKey::load(&former).unwrap().public().text();
    let present = SigningKey::load(&dir.join("log.key")).unwrap().public().text();
    let change = |url: Option<String>| {
        let place = Where { database_url: url, ..at(dir) };
        let args = ChangeArgs { former_key: vec![former.clone()], place, json: false };
        logs::run(LogCommand::Key(KeyCommand::Change(args)))
    };
    change(None).await.unwrap();
    let back = async |file: &Path, name: &str, key: &[&String]| {
        let url = format!("sqlite://{}?mode=rwc", dir.join(name).display());
        let place = Where { database_url: Some(url), ..at(dir) };
        let key = key.iter().map(|key| (*key).clone()).collect();
        restore(&RestoreArgs { file: file.to_owned(), place, key, unsigned: false, json: false }).await
    };
    for keys in [&[&present][..], &[&former, &present]] {
        let fault = back(&good, "then.sqlite", keys).await.unwrap_err();
        assert!(fault.code() == 1 && fault.message().contains("up to the time of the backup"), "{}", fault.message());
    }
    back(&good, "then.sqlite", &[&former]).await.unwrap();
    change(Some(format!("sqlite://{}", dir.join("then.sqlite").display()))).await.unwrap();
    // One of after it takes both, and the present one alone says what is missing.
    fs::remove_file(&good).unwrap();
    backed_up(dir).await;
    let fault = back(&good, "now.sqlite", &[&present]).await.unwrap_err();
    assert!(fault.message().contains("signed by a key that is not named"), "{}", fault.message());
    back(&good, "now.sqlite", &[&former, &present]).await.unwrap();
}
