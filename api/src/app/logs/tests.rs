//! `hub log …` on a folder like the demo's: what it answers, and with which exit code.

use std::path::Path;

use entities::words::AgencyKind;
use sea_orm::{ConnectionTrait, Database};

use super::{ChangeArgs, ExportArgs, KeyCommand, LogCommand, PrintArgs, ProveArgs, VerifyArgs, Where, run};
use crate::access_log::{SigningKey, checkpoints};
use crate::app::{Fault, house};
use crate::plain::entropy::SystemEntropy;
use crate::testing::{agency, contacts};

/// Registers agencies, so that the log of the folder gets so many entries more.
pub(in crate::app) async fn enter(dir: &Path, codes: &[&str]) {
    let file = dir.join("log.key");
    if !file.exists() {
        SigningKey::generate("hub.test/log", &SystemEntropy).unwrap().write_new(&file).unwrap();
    }
    let url = format!("sqlite://{}?mode=rwc", dir.join("hub.sqlite").display());
    house::migrate(&url).await.unwrap();
    let signing_key = SigningKey::load(&file).unwrap();
    let door = house::door(house::Plan::new(&url, signing_key, contacts())).await.unwrap();
    for code in codes {
        door.add_agency(agency(code, AgencyKind::School, None)).await.unwrap();
    }
    door.close().await;
}

pub(in crate::app) async fn sql(dir: &Path, text: &str) {
    let db = Database::connect(format!("sqlite://{}", dir.join("hub.sqlite").display())).await.unwrap();
    db.execute_unprepared(text).await.unwrap();
    db.close().await.unwrap();
}

pub(in crate::app) fn at(dir: &Path) -> Where {
    Where { database_url: None, dir: Some(dir.to_owned()), config: None }
}

async fn verify(dir: &Path, since: Option<&Path>, keys: &[&str]) -> Result<(), Fault> {
    let since = since.map(Path::to_owned);
    let key = keys.iter().map(|key| (*key).to_owned()).collect();
    run(LogCommand::Verify(VerifyArgs { place: at(dir), since, export: None, key, json: false })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_log_verifies_and_a_cut_one_fails_against_what_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    enter(dir, &["A", "B", "C"]).await;
    verify(dir, None, &[]).await.unwrap();
    let db = Database::connect(format!("sqlite://{}", dir.join("hub.sqlite").display())).await.unwrap();
    let kept = dir.join("kept.txt");
    std::fs::write(&kept, checkpoints(&db).await.unwrap().join("\n")).unwrap();
    db.close().await.unwrap();
    run(LogCommand::Checkpoint(PrintArgs { place: at(dir), json: true })).await.unwrap();
    enter(dir, &["D"]).await;
    verify(dir, Some(&kept), &[]).await.unwrap();

    // Each registration is a commit of its own: cut there, the rest is whole by itself and not against the checkpoint.
    sql(dir, "DROP TRIGGER access_log_no_delete; DELETE FROM access_log WHERE seq >= 2").await;
    verify(dir, None, &[]).await.unwrap();
    let fault = verify(dir, Some(&kept), &[]).await.unwrap_err();
    assert_eq!(fault.code(), 1);
    assert!(fault.message().contains("log 0, sequence 2: the log is shorter"), "{}", fault.message());
    assert!(fault.message().contains("What now: "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_bad_place_is_named_and_wrong_use_is_not_a_no() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let nothing = verify(dir, None, &[]).await.unwrap_err();
    assert_eq!(nothing.code(), 3, "{}", nothing.message());
    enter(dir, &["A", "B", "C"]).await;
    let empty = dir.join("empty.txt");
    std::fs::write(&empty, "").unwrap();
    assert_eq!(verify(dir, Some(&empty), &[]).await.unwrap_err().code(), 2, "no checkpoint proves nothing");
    assert_eq!(verify(dir, Some(&dir.join("gone.txt")), &[]).await.unwrap_err().code(), 3);
    assert_eq!(verify(dir, None, &["not a key"]).await.unwrap_err().code(), 2);
    let other = SigningKey::generate("hub.test/log", &SystemEntropy).unwrap().public().text();
    let fault = verify(dir, None, &[&other]).await.unwrap_err();
    assert!(fault.code() == 1 && fault.message().contains("name every key that ever signed"), "{}", fault.message());
    let own = SigningKey::load(&dir.join("log.key")).unwrap().public().text();
    verify(dir, None, &[&own]).await.unwrap();

    sql(dir, "DROP TRIGGER access_log_no_update; UPDATE access_log SET asked_at = asked_at + 1 WHERE seq = 1").await;
    let fault = verify(dir, None, &[]).await.unwrap_err();
    assert_eq!(fault.code(), 1);
    assert!(fault.message().contains("log 0, sequence 1: the entry was changed"), "{}", fault.message());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_is_proved_and_a_key_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    enter(dir, &["A", "B", "C"]).await;
    let prove = |id: &str, json| {
        LogCommand::Prove(ProveArgs { id: Some(id.to_owned()), since: None, key: Vec::new(), place: at(dir), json })
    };
    run(prove("access_0_1", false)).await.unwrap();
    run(prove("access_0_1", true)).await.unwrap();
    assert_eq!(run(prove("access_0_7", false)).await.unwrap_err().code(), 1);
    assert_eq!(run(prove("0/1", false)).await.unwrap_err().code(), 2);

    let new = |file: &str, origin: &str| {
        LogCommand::Key(KeyCommand::New { file: dir.join(file), origin: origin.to_owned(), json: false })
    };
    run(new("new.key", "hub/log")).await.unwrap();
    assert!(SigningKey::load(&dir.join("new.key")).is_ok());
    assert_eq!(run(new("new.key", "hub/log")).await.unwrap_err().code(), 2, "what is there stays");
    assert_eq!(run(new("other.key", "two words")).await.unwrap_err().code(), 2);
    assert_eq!(run(new("none/other.key", "hub/log")).await.unwrap_err().code(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_nobody_may_write_to_is_read_as_it_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    enter(dir, &["A", "B"]).await;
    let copy = tempfile::tempdir().unwrap();
    // What the log still keeps beside the file goes into it, as a backup does.
    sql(dir, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    for name in ["hub.sqlite", "log.key"] {
        std::fs::copy(dir.join(name), copy.path().join(name)).unwrap();
    }
    let file = copy.path().join("hub.sqlite");
    let mut rights = std::fs::metadata(&file).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&file, rights).unwrap();
    verify(copy.path(), None, &[]).await.unwrap();
    let beside = std::fs::read_dir(copy.path()).unwrap().count();
    assert_eq!(beside, 2, "something was put beside the copy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_is_proved_to_go_on_from_what_was_kept_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    enter(dir, &["A", "B", "C"]).await;
    let db = Database::connect(format!("sqlite://{}", dir.join("hub.sqlite").display())).await.unwrap();
    let kept = dir.join("kept.txt");
    std::fs::write(&kept, checkpoints(&db).await.unwrap().join("\n")).unwrap();
    db.close().await.unwrap();
    enter(dir, &["D"]).await;
    let prove = |json| {
        let since = Some(kept.clone());
        run(LogCommand::Prove(ProveArgs { id: None, since, key: Vec::new(), place: at(dir), json }))
    };
    prove(false).await.unwrap();
    prove(true).await.unwrap();
    let wiped = "UPDATE access_log SET leaf_hash = zeroblob(32), nodes = zeroblob(length(nodes))";
    sql(dir, &format!("DROP TRIGGER access_log_no_update; {wiped}")).await;
    let fault = prove(false).await.unwrap_err();
    assert_eq!(fault.code(), 1);
    assert!(fault.message().contains("log 0 does not go on from its checkpoint"), "{}", fault.message());
    assert!(fault.message().contains("its entries up to there are others"), "{}", fault.message());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_verified_with_nothing_but_the_public_key() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    enter(dir, &["A", "B", "C"]).await;
    let file = dir.join("log.jsonl");
    let export = || run(LogCommand::Export(ExportArgs { file: file.clone(), place: at(dir), json: false }));
    // Where the list of logs is not that of the entries, nothing is left of the file, and the next run goes well.
    sql(dir, "DROP TRIGGER log_slot_no_update; UPDATE log_slot SET log = 3").await;
    assert_eq!(export().await.unwrap_err().code(), 1);
    assert!(std::fs::read_dir(dir).unwrap().all(|file| !file.unwrap().path().to_string_lossy().contains("jsonl")));
    sql(dir, "UPDATE log_slot SET log = 0").await;
    export().await.unwrap();
    assert_eq!(export().await.unwrap_err().code(), 2, "what is there stays");
    let key = SigningKey::load(&dir.join("log.key")).unwrap().public().text();
    std::fs::remove_file(dir.join("log.key")).unwrap();
    std::fs::remove_file(dir.join("hub.sqlite")).unwrap();
    let verify = |key: &str, file: &Path| {
        let (place, key, export) = (Where::default(), vec![key.to_owned()], Some(file.to_owned()));
        run(LogCommand::Verify(VerifyArgs { place, since: None, export, key, json: false }))
    };
    verify(&key, &file).await.unwrap();
    assert_eq!(verify(&key, &dir.join("none")).await.unwrap_err().code(), 3);
    assert_eq!(verify("no key", &file).await.unwrap_err().code(), 2);

    let text = std::fs::read_to_string(&file).unwrap();
    let second = text.lines().nth(2).unwrap();
    std::fs::write(&file, text.replace(second, text.lines().nth(1).unwrap())).unwrap();
    let fault = verify(&key, &file).await.unwrap_err();
    assert_eq!(fault.code(), 1);
    assert!(fault.message().contains("line 3"), "{}", fault.message());
    let checkpoint = text.replace("\"sequence\":1,\"entry\":\"A", "\"sequence\":1,\"entry\":\"B");
    std::fs::write(&file, checkpoint).unwrap();
    let fault = verify(&key, &file).await.unwrap_err();
    assert_eq!(fault.code(), 1);
    assert!(fault.message().contains("log 0, sequence 1"), "{}", fault.message());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_signing_key_is_changed_and_each_message_says_the_way_on() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    enter(dir, &["A", "B"]).await;
    let key = || SigningKey::load(&dir.join("log.key")).unwrap();
    let former = key().public().text();
    let kept = dir.join("kept.txt");
    let db = Database::connect(format!("sqlite://{}", dir.join("hub.sqlite").display())).await.unwrap();
    std::fs::write(&kept, checkpoints(&db).await.unwrap().join("\n")).unwrap();
    db.close().await.unwrap();
    let export = |name: &str| ExportArgs { file: dir.join(name), place: at(dir), json: false };
    run(LogCommand::Export(export("before.jsonl"))).await.unwrap();

    // The former key is lost: its public half is enough.
    std::fs::remove_file(dir.join("log.key")).unwrap();
    SigningKey::generate("hub.test/log", &SystemEntropy).unwrap().write_new(&dir.join("log.key")).unwrap();
    let url = format!("sqlite://{}", dir.join("hub.sqlite").display());
    let refused = house::door(house::Plan::new(&url, key(), contacts())).await.err().unwrap();
    assert!(refused.code() == 2 && refused.message().contains("hub log key change"), "{}", refused.message());
    let change = |former: &[&str]| {
        let former_key = former.iter().map(|key| (*key).to_owned()).collect();
        run(LogCommand::Key(KeyCommand::Change(ChangeArgs { former_key, place: at(dir), json: false })))
    };
    let refused = change(&[]).await.unwrap_err();
    assert!(refused.code() == 2 && refused.message().contains("log.former_keys"), "{}", refused.message());
    change(&[&former]).await.unwrap();
    change(&[&former]).await.unwrap();
    enter(dir, &["C"]).await;

    let present = key().public().text();
    let missing = verify(dir, None, &[]).await.unwrap_err();
    assert_eq!(missing.code(), 1);
    for said in ["log 0, sequence 0", "signed by a key that is not named", "log.former_keys", "--key"] {
        assert!(missing.message().contains(said), "{said}: {}", missing.message());
    }
    verify(dir, None, &[&former, &present]).await.unwrap();
    verify(dir, Some(&kept), &[&former, &present]).await.unwrap();
    let foreign = verify(dir, Some(&kept), &[]).await.unwrap_err();
    assert!(foreign.code() == 2 && foreign.message().contains("log.former_keys"), "{}", foreign.message());
    let twice = verify(dir, None, &[&present, &present]).await.unwrap_err();
    assert!(twice.code() == 2 && twice.message().contains("twice"), "{}", twice.message());
    let both = || vec![former.clone(), present.clone()];
    run(LogCommand::Prove(ProveArgs { id: None, since: Some(kept.clone()), key: both(), place: at(dir), json: false }))
        .await
        .unwrap();

    run(LogCommand::Export(export("after.jsonl"))).await.unwrap();
    let exported = |name: &str, key: Vec<String>| {
        let (place, export) = (Where::default(), Some(dir.join(name)));
        run(LogCommand::Verify(VerifyArgs { place, since: None, export, key, json: false }))
    };
    exported("after.jsonl", both()).await.unwrap();
    exported("before.jsonl", vec![former.clone()]).await.unwrap();
    let before = exported("before.jsonl", both()).await.unwrap_err();
    assert!(before.message().contains("before the key was changed"), "{}", before.message());
}
