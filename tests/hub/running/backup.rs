//! A backup is taken while people post, brought back elsewhere, proved and asked the same questions.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use api::access_log::verify::verify;
use api::access_log::{Checkpoint, SigningKey};
use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::database::{number, row_counts, texts};
use tests::process::{Killable, run};
use tests::queries::{CONTRIBUTE, about, entry, record};
use tests::{ChildFile, Database, Engine, on_both};

/// How many must have been acknowledged before the backup begins.
const POSTED_BEFORE: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_under_load_is_restored_elsewhere_verified_and_answers_the_same() {
    on_both(async |engine| {
        let hub = Killable::start(engine).await;
        let door = hub.door().await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).entry_of_every_class().put(&door).await;
        Arc::into_inner(door).expect("the only one").close().await;
        let (http, token) = hub.person("gp");
        let file = hub.database().file("taken.hub");
        let named = file.display().to_string();

        // Four post without pause; what each was told before the backup began must be in it.
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::new(std::sync::Mutex::new(Vec::new()));
        let posters: Vec<_> = (0..4)
            .map(|_| {
                let (http, url, token) = (http.clone(), hub.url().to_owned(), token.clone());
                let (ended, told) = (Arc::clone(&ended), Arc::clone(&told));
                tokio::spawn(async move {
                    while !ended.load(Ordering::SeqCst) {
                        let text = format!("post {}", uuid::Uuid::new_v4());
                        let input = json!({"input": entry(child, "DIRECT_CARE", &text, &text)});
                        tests::hub::post(&http, &url, &token, CONTRIBUTE, input).await.ok();
                        told.lock().expect("whole").push(text);
                    }
                })
            })
            .collect();
        while told.lock().expect("whole").len() < POSTED_BEFORE {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        let before: Vec<String> = told.lock().expect("whole").clone();
        let (code, out, said) = run(hub.database(), &["backup", &named, "--json"]);
        assert_eq!(code, 0, "{said}");
        let taken: Value = serde_json::from_str(&out).expect("JSON");
        let while_taken = told.lock().expect("whole").len();
        ended.store(true, Ordering::SeqCst);
        for poster in posters {
            poster.await.expect("no post failed while the backup was taken");
        }
        println!("{engine:?}: {} posts before, {} while it was taken", before.len(), while_taken - before.len());
        let (code, _, said) = run(hub.database(), &["backup", &named]);
        assert!(code == 2 && said.contains("stays as it is"), "{said}");

        // Into the other engine too: a partnership that outgrows its file moves by the same two commands.
        let key = SigningKey::load(&hub.database().file("log.key")).expect("the demo's key");
        let mut into = vec![Engine::Sqlite];
        if tests::database::server().is_some() {
            into.push(Engine::Postgres);
        }
        for elsewhere in into {
            let restored = Database::new(elsewhere).await;
            fs::copy(hub.database().file("log.key"), restored.file("log.key")).expect("the key goes its own way");
            let (code, out, said) = run(&restored, &["restore", &named, "--json"]);
            assert_eq!(code, 0, "{said}");
            let brought: Value = serde_json::from_str(&out).expect("JSON");
            assert_eq!(brought, taken);
            assert!(said.contains("hub doctor"), "{said}");
            let db = restored.connect().await;
            let there = texts(&db, "SELECT summary FROM chronology_entry").await;
            assert!(before.iter().all(|text| there.contains(text)), "an acknowledged post is not in the backup");
            assert_eq!(taken["entries"], number(&db, "SELECT count(*) FROM access_log").await);
            let kept: Vec<Checkpoint> = taken["checkpoints"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|text| Checkpoint::verify(text.as_str().expect("text"), key.public()).expect("signed"))
                .collect();
            let report = verify(&db, key.public(), Some(kept), |_| {}).await.expect("the log is whole");
            assert!(report.entries() > POSTED_BEFORE as u64);
            let (code, _, said) = run(&restored, &["restore", &named]);
            assert!(code == 2 && said.contains("holds rows already"), "a database that is not empty: {said}");
            db.close().await.expect("closed");
            if elsewhere == engine {
                same_answers(&hub, &restored, child).await;
            }
            restored.end().await;
        }
        hub.end().await;
    })
    .await;
}

/// The hub that was backed up and one on the restored database give the same record, but for what is posted all the time.
async fn same_answers(hub: &Killable, restored: &Database, child: ChildId) {
    let (http, token) = hub.person("gp");
    let query = record().replace("first: 50", "first: 50, filter: {agencyKinds: [VOLUNTARY_SECTOR]}");
    let asked = async |url: &str| {
        tests::hub::post(&http, url, &token, &query, about(child, "DIRECT_CARE")).await.ok().canonical()
    };
    let other = hub.beside_on(restored).await;
    let original = asked(hub.url()).await;
    assert!(original.contains(SECRET), "{original}");
    assert_eq!(asked(other.url()).await, original);
    other.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_was_cut_changed_or_signed_by_another_is_not_brought_back() {
    on_both(async |engine| {
        let database = Database::new(engine).await;
        let key = database.file("log.key").display().to_string();
        let other = database.file("other.key").display().to_string();
        assert_eq!(run(&database, &["log", "key", "new", &key]).0, 0);
        assert_eq!(run(&database, &["log", "key", "new", &other]).0, 0);
        assert_eq!(run(&database, &["migrate"]).0, 0);
        for code in ["A1", "A2", "A3"] {
            assert_eq!(run(&database, &["agency", "add", "--code", code, "--name", code, "--kind", "SCHOOL"]).0, 0);
        }
        let good = database.file("good.hub");
        assert_eq!(run(&database, &["backup", &good.display().to_string()]).0, 0);
        let text = fs::read_to_string(&good).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        let without =
            |at: usize| lines.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, l)| format!("{l}\n")).collect();
        let row = lines.iter().position(|line| line.contains("\"A2\"")).expect("a row");
        let cut: String = lines.iter().take(lines.len() - 1).map(|line| format!("{line}\n")).collect();
        let bad: [(&str, String, &str); 6] = [
            ("empty", String::new(), "not a backup"),
            ("another file", "{\"a\":1}\n".to_owned(), "not a backup"),
            ("cut", cut, "breaks off"),
            ("a row less", without(row), "not as it was written"),
            ("another value", text.replacen("\"A2\"", "\"A9\"", 1), "not as it was written"),
            ("more behind it", format!("{text}[]\n"), "not as it was written"),
        ];
        let restored = Database::new(engine).await;
        fs::copy(database.file("log.key"), restored.file("log.key")).expect("the key");
        let file = database.file("bad.hub").display().to_string();
        for (what, content, why) in bad {
            fs::write(&file, content).expect("written");
            let (code, out, said) = run(&restored, &["restore", &file]);
            assert_eq!((code, out.as_str()), (1, ""), "{what}: {said}");
            assert!(said.contains(why) && said.contains("nothing was kept"), "{what}: {said}");
        }
        let good = good.display().to_string();
        let (code, _, said) = run(&restored, &["restore", &good, "--key", &other]);
        assert!(code == 1 && said.contains("the key of its hub"), "{said}");
        let db = restored.connect().await;
        assert!(row_counts(&db).await.iter().all(|(_, rows)| *rows == 0), "nothing of a bad backup is kept");
        db.close().await.expect("closed");
        assert_eq!(run(&restored, &["restore", &good]).0, 0, "after all that the good one goes in");
        let (_, out, _) = run(&restored, &["agency", "list"]);
        assert!(out.contains("A2"), "{out}");
        restored.end().await;
        database.end().await;
    })
    .await;
}
