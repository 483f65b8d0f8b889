//! `hub doctor` finds what is wrong, and says what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use sea_orm::ConnectionTrait;
use serde_json::Value;
use tests::process::run;
use tests::{Database, Engine, on_both};

/// A key set as a provider publishes it, with one key of no worth.
const JWKS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"2026","use":"sig","alg":"EdDSA",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

/// What the doctor says: exit code, and of each check its state, what was found and what to do.
fn doctor(database: &Database) -> (i32, Vec<(String, String, String, String)>) {
    let config = database.file("hub.toml").display().to_string();
    let (code, out, said) = run(database, &["doctor", "--json", "--config", &config]);
    let said: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{said}"));
    let text = |check: &Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let checks = said["checks"].as_array().expect("a list").iter();
    let checks = checks.map(|c| (text(c, "check"), text(c, "state"), text(c, "found"), text(c, "fix"))).collect();
    assert_eq!(said["clean"], code == 0);
    (code, checks)
}

/// The doctor finds this one thing and says so: found, and what to do.
#[track_caller]
fn finds(database: &Database, check: &str, found: &str, fix: &str) {
    let (code, checks) = doctor(database);
    assert_eq!(code, 1, "{checks:?}");
    let hit =
        checks.iter().find(|(c, state, f, x)| c == check && state == "finding" && f.contains(found) && x.contains(fix));
    assert!(hit.is_some(), "{check}: {checks:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_is_content_with_a_hub_in_order_and_finds_each_thing_that_is_not() {
    on_both(async |engine| {
        let database = Database::new(engine).await;
        let key = database.file("log.key").display().to_string();
        let write = |name: &str, text: &str| {
            fs::write(database.file(name), text).expect("written");
            database.file(name).display().to_string()
        };
        let jwks = write("jwks.json", JWKS);
        let (kept, backups) = (database.file("kept"), database.file("backups"));
        fs::create_dir_all(&kept).expect("made");
        fs::create_dir_all(&backups).expect("made");
        let settings = |jwks: &str| {
            format!(
                "[log]\ncheckpoints = \"{}\"\n[backup]\ndirectory = \"{}\"\n[[issuers]]\nissuer = \
                 \"https://login.example.org\"\naudience = \"safeguarding-hub\"\nalgorithms = [\"EdDSA\"]\njwks = \"{jwks}\"\n",
                kept.display(),
                backups.display()
            )
        };
        write("hub.toml", &settings(&jwks));
        assert_eq!(run(&database, &["log", "key", "new", &key]).0, 0);
        if engine == Engine::Sqlite {
            finds(&database, "database", "does not answer", "hub restore");
            assert!(!database.file("hub.sqlite").exists(), "the doctor makes nothing");
            // A database on the server may come with its tables.
            database.connect().await.close().await.expect("closed");
            finds(&database, "migrations", "pending", "hub migrate");
        }
        assert_eq!(run(&database, &["migrate"]).0, 0);
        finds(&database, "agencies", "none is registered", "hub agency add");
        let add = ["agency", "add", "--code", "Y1", "--name", "Y1", "--kind", "SCHOOL"];
        assert_eq!(run(&database, &add).0, 0);
        finds(&database, "contacts", "Y1", "hub agency contact");
        let numbers = ["agency", "contact", "--code", "Y1", "--phone", "020 7946 0000", "--out-of-hours", "020 7946 0001"];
        assert_eq!(run(&database, &numbers).0, 0);
        for (check, role) in [("leads", "SAFEGUARDING_LEAD"), ("governance", "INFORMATION_GOVERNANCE")] {
            finds(&database, check, "Y1", role);
            let person = ["practitioner", "add", "--issuer", "https://login.example.org", "--subject", role];
            let place = ["--name", role, "--agency", "Y1", "--role", role];
            assert_eq!(run(&database, &[&person[..], &place].concat()).0, 0);
        }
        finds(&database, "checkpoints", "is not there", "hub serve");
        let (_, checkpoint, _) = run(&database, &["log", "checkpoint"]);
        write("kept/checkpoint.txt", "");
        finds(&database, "checkpoints", "holds none", "an older copy");
        write("kept/checkpoint.txt", &checkpoint);
        // One that was not written to its end, and what became of it under another name, are none.
        write("backups/one.hub.unfinished", "half of");
        finds(&database, "backup", "there is none", "hub backup");
        assert_eq!(run(&database, &["backup", &backups.join("one.hub").display().to_string()]).0, 0);
        let whole = fs::read_to_string(backups.join("one.hub")).expect("text");
        write("backups/one.hub", &whole[..whole.len() - 10]);
        finds(&database, "backup", "there is none", "hub backup");
        write("backups/one.hub", &whole);

        let (code, checks) = doctor(&database);
        assert_eq!(code, 0, "all is well: {checks:?}");
        for check in ["database", "migrations", "triggers", "demo", "log", "signing key", "clock", "policies", "issuers",
            "connection", "disk", "backup", "checkpoints", "agencies", "contacts", "leads", "governance"] {
            assert!(checks.iter().any(|(c, ..)| c == check), "{check} is looked at: {checks:?}");
        }
        let config = database.file("hub.toml").display().to_string();
        let (_, text, _) = run(&database, &["doctor", "--config", &config]);
        assert!(text.lines().all(|line| line.starts_with("ok") || line.starts_with('-')), "{text}");

        // From here each thing is put out of order, found, and put right again.
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("set");
        finds(&database, "signing key", "mode 644", "chmod 600");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("set");
        let good = fs::read_to_string(&key).expect("the key");
        fs::remove_file(&key).expect("moved away");
        assert_eq!(run(&database, &["log", "key", "new", &key]).0, 0);
        finds(&database, "log", "another key signed", "hub log key change");
        fs::write(&key, good).expect("put back");
        for (content, why) in [("{\"keys\":[]}", "no key"), ("nonsense", "not a JSON web key set")] {
            write("jwks.json", content);
            finds(&database, "issuers", why, "jwks");
        }
        write("jwks.json", &JWKS.replace("2026", "demo-2026"));
        finds(&database, "issuers", "demo", "jwks");
        write("jwks.json", JWKS);
        let policies = database.file("policies");
        fs::create_dir_all(&policies).expect("made");
        fs::write(policies.join("one.cedar"), "permit(").expect("written");
        write("hub.toml", &format!("{}[policies]\ndir = \"{}\"\n", settings(&jwks), policies.display()));
        finds(&database, "policies", "one.cedar", "hub policy check");
        write("hub.toml", &settings(&jwks));
        let old = fs::File::options().write(true).open(backups.join("one.hub")).expect("there");
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(30 * 3600);
        old.set_modified(long_ago).expect("set");
        finds(&database, "backup", "30 hours old", "hub backup");
        old.set_modified(std::time::SystemTime::now()).expect("set");
        let kept_file = fs::File::options().write(true).open(kept.join("checkpoint.txt")).expect("there");
        kept_file.set_modified(long_ago).expect("set");
        finds(&database, "checkpoints", "minutes old", "hub serve");
        kept_file.set_modified(std::time::SystemTime::now()).expect("set");
        let (code, checks) = doctor(&database);
        assert_eq!(code, 0, "all is well again: {checks:?}");
        // Against what is kept the end of the log is missing, from the running hub's side unseen.
        let db = database.connect().await;
        let cut = "DELETE FROM access_log WHERE seq = (SELECT max(seq) FROM access_log)";
        let (off, on) = match engine {
            Engine::Postgres => ("ALTER TABLE access_log DISABLE TRIGGER ALL", "ALTER TABLE access_log ENABLE TRIGGER ALL"),
            Engine::Sqlite => ("DROP TRIGGER access_log_no_delete", ""),
        };
        for sql in [off, cut, on].into_iter().filter(|sql| !sql.is_empty()) {
            db.execute_unprepared(sql).await.expect("done");
        }
        finds(&database, "checkpoints", "does not go on from", "hub log verify --since");
        let sql = if engine == Engine::Postgres {
            "DROP TRIGGER consent_append_only ON consent"
        } else {
            "DROP TRIGGER consent_no_update"
        };
        db.execute_unprepared(sql).await.expect("taken away");
        db.close().await.expect("closed");
        finds(&database, "triggers", "consent", "hub log verify");
        database.end().await;
    })
    .await;
}
