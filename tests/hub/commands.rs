//! Commands as whoever runs the hub types them, on a database of their own.

use std::io::Read;
use std::process::Stdio;

use sea_orm::ConnectionTrait;
use serde_json::Value;
use tests::process::command;
pub use tests::process::run as hub;
use tests::{Database, Engine, on_both};

/// A migrated database, and a key for its log.
pub async fn prepared(engine: Engine) -> Database {
    let database = Database::new(engine).await;
    let key = database.file("log.key").display().to_string();
    for arguments in [&["log", "key", "new", &key][..], &["migrate"]] {
        let (code, _, said) = hub(&database, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
    }
    database
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_a_successor_is_named_at_the_command_line_and_waits_for_governance() {
    on_both(async |engine| {
        let database = prepared(engine).await;
        for code in ["Y00001", "Y00002"] {
            let add = ["agency", "add", "--code", code, "--name", code, "--kind", "GENERAL_PRACTICE"];
            assert_eq!(hub(&database, &add).0, 0);
        }
        let succeed = |to, from| ["agency", "succeed", "--code", "Y00001", "--to", to, "--from", from, "--json"];
        let (code, out, said) = hub(&database, &succeed("Y00002", "2999-04-01"));
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("governance") && said.contains("approved"), "{said}");
        let named: Value = serde_json::from_str(&out).expect("JSON");
        let (_, out, _) = hub(&database, &["agency", "successions", "--json"]);
        let all: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(all[0]["succession"], named["succession"], "{out}");
        assert_eq!((&all[0]["state"], &all[0]["from"]), (&"NAMED".into(), &"2999-04-01".into()), "{out}");
        let (_, out, _) = hub(&database, &["agency", "successions"]);
        assert!(out.contains("Y00001") && out.contains("Y00002") && out.contains("NAMED"), "{out}");
        for (to, from, why) in [
            ("Y00009", "2999-04-01", "register it first"),
            ("Y00002", "soon", "a date such as"),
            ("Y00002", "2026-01-05", "is over"),
        ] {
            let (code, out, said) = hub(&database, &succeed(to, from));
            assert_eq!((code, out.as_str()), (2, ""), "{said}");
            assert!(said.contains(why), "{said}");
        }
        let (code, out, _) = hub(&database, &["agency", "succeed", "--help"]);
        assert!(code == 0 && out.contains("Example: hub agency succeed"), "{out}");
        database.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hub_does_not_start_on_a_database_that_lets_what_was_recorded_be_changed() {
    on_both(async |engine| {
        let postgres = engine == Engine::Postgres;
        let ways: &[&str] = if postgres {
            &[
                "DROP TRIGGER consent_append_only ON consent",
                "DROP TRIGGER consent_no_truncate ON consent",
                "ALTER TABLE consent DISABLE TRIGGER consent_append_only",
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
            ]
        } else {
            &[
                "DROP TRIGGER consent_no_update",
                "DROP TRIGGER consent_no_delete",
                "DROP TRIGGER consent_no_update; CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent WHEN 0 \
                 BEGIN SELECT RAISE(ABORT, 'append-only: what was recorded is never changed or deleted'); END",
            ]
        };
        for way in ways {
            let database = prepared(engine).await;
            assert_eq!(hub(&database, &["agency", "list"]).0, 0, "whole, it starts");
            let db = database.connect().await;
            db.execute_unprepared(way).await.expect("taken away");
            db.close().await.expect("closed");
            let config = database.file("hub.toml");
            let issuer = "[[issuers]]\nissuer = \"https://login.example.org\"\naudience = \"safeguarding-hub\"\n\
                algorithms = [\"ES256\"]\njwks = \"https://login.example.org/jwks.json\"\n";
            std::fs::write(&config, issuer).expect("written");
            let config = config.display().to_string();
            for command in [&["agency", "list"][..], &["serve", "--config", &config, "--listen", "127.0.0.1:0"]] {
                let (code, out, said) = hub(&database, command);
                assert_eq!((code, out.as_str()), (3, ""), "{way}: {said}");
                assert!(said.contains("consent") && said.contains("hub log verify"), "{way}: {said}");
            }
            database.end().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_registered_is_refused_with_a_message() {
    let database = prepared(Engine::Sqlite).await;
    let agency = ["agency", "add", "--code", "Y1", "--name", "One", "--kind", "SCHOOL"];
    assert_eq!(hub(&database, &agency).0, 0);
    let person = [
        "practitioner",
        "add",
        "--issuer",
        "https://a.example",
        "--subject",
        "s",
        "--name",
        "N",
        "--agency",
        "Y1",
        "--role",
        "HOUSING_OFFICER",
    ];
    let (code, out, said) = hub(&database, &person);
    assert_eq!(code, 0, "{said}");
    let id = out.split_whitespace().next().expect("an id").to_owned();
    let child = format!("child_{}", uuid::Uuid::new_v4());
    let named = |until| {
        ["inspection", "add", "--practitioner", &id, "--child", &child, "--purpose", "CASE_AUDIT", "--until", until]
            .map(str::to_owned)
    };
    let config = database.file("issuers.toml");
    let issuer = "[[issuers]]\nissuer = \"https://a.example\"\naudience = \"hub\"\nalgorithms = [\"ES256\"]\n\
        jwks = \"https://a.example/jwks.json\"\n";
    std::fs::write(&config, issuer).expect("written");
    let config = config.display().to_string();
    let wrong = |of: &[&str], at: usize, value: &str| {
        let mut all: Vec<String> = of.iter().map(|word| (*word).to_owned()).collect();
        all[at] = value.to_owned();
        all
    };
    let mut other = wrong(&person, 3, "https://b.example");
    other.splice(1..1, ["--config".to_owned(), config]);
    for (arguments, why) in [
        (wrong(&agency, 3, " "), "must not be empty"),
        (wrong(&agency, 5, ""), "must not be empty"),
        (wrong(&agency, 5, "bell \u{7}"), "control characters"),
        (wrong(&person, 5, ""), "must not be empty"),
        (wrong(&person, 7, " "), "must not be empty"),
        (wrong(&["client", "add", "--id", "", "--name", "App", "--agency", "Y1"], 3, " "), "must not be empty"),
        (other, "no configured issuer"),
        (named("2020-01-31").to_vec(), "is over"),
        (wrong(&["token", "--as", "gp", "--ttl", "0s"], 0, "token"), "not a duration"),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, out, said) = hub(&database, &arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    let until = named("2999-01-31");
    assert_eq!(hub(&database, &until.each_ref().map(String::as_str)).0, 0);
    database.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_show_what_has_closed_and_who_left() {
    on_both(async |engine| {
        let database = prepared(engine).await;
        for code in ["Y1", "Y2"] {
            assert_eq!(hub(&database, &["agency", "add", "--code", code, "--name", code, "--kind", "SCHOOL"]).0, 0);
        }
        let who = ["--issuer", "https://a.example", "--subject", "s", "--agency", "Y1"];
        let add = [&["practitioner", "add"][..], &who, &["--name", "N", "--role", "HOUSING_OFFICER"]].concat();
        assert_eq!(hub(&database, &add).0, 0);
        assert_eq!(hub(&database, &[&["practitioner", "leave"][..], &who].concat()).0, 0);
        let (_, out, _) = hub(&database, &["practitioner", "list"]);
        assert!(out.trim_end().ends_with("left"), "{out}");
        let json = |what: &str| serde_json::from_str::<Value>(&hub(&database, &[what, "list", "--json"]).1).expect("JSON");
        assert_eq!(json("practitioner")[0]["left"], true);
        let login = ["sessions", "end", "--issuer", "https://a.example", "--subject", "s"];
        assert_eq!(hub(&database, &login).1.trim(), "0", "nobody was signed in");
        assert_eq!(json("agency")[0]["closedOn"], Value::Null);
        let db = database.connect().await;
        let session = "INSERT INTO console_session (digest, issuer, subject, last_seen_at, ends_at) \
            VALUES ('d', 'https://a.example', 's', 0, 1), ('e', 'https://a.example', 'other', 0, 1)";
        db.execute_unprepared(session).await.expect("signed in");
        assert_eq!(hub(&database, &login).1.trim(), "1", "the person's own, and no other");
        let closed = "INSERT INTO agency SELECT id, version + 1, code, name, kind, public_authority, area, sensitive_service, \
            phone, out_of_hours, email, '2026-01-05', log, seq FROM agency WHERE code = 'Y2'";
        db.execute_unprepared(closed).await.expect("closed");
        db.close().await.expect("closed");
        assert_eq!(json("agency")[1]["closedOn"], "2026-01-05");
        let (_, out, _) = hub(&database, &["agency", "list"]);
        assert!(out.contains("closed on 2026-01-05"), "{out}");
        database.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_configuration_is_named_before_or_after_what_is_to_be_done() {
    let database = prepared(Engine::Sqlite).await;
    let (config, key) = (database.file("hub.toml"), database.file("log.key"));
    let text = format!(
        "[database]\nurl = \"{}\"\n[log]\nsigning_key_file = \"{}\"\n{}",
        database.url(),
        key.display(),
        issuer_by_address()
    );
    std::fs::write(&config, text).expect("written");
    let config = config.display().to_string();
    let add = ["add", "--code", "Y00001", "--name", "Y00001", "--kind", "SCHOOL"];
    for arguments in [
        [&["agency"][..], &add, &["--config", &config]].concat(),
        vec!["agency", "--config", &config, "list"],
        vec!["agency", "list", "--config", &config],
        vec!["migrate", "--config", &config],
    ] {
        let done = command().args(&arguments).output().expect("it runs");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        let lists = arguments.contains(&"list");
        assert!(!lists || String::from_utf8_lossy(&done.stdout).contains("Y00001"), "{arguments:?}");
    }
    database.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_path_makes_no_empty_database() {
    let database = prepared(Engine::Sqlite).await;
    let missing = database.file("mistyped.db");
    let url = format!("sqlite://{}", missing.display());
    let config = database.file("hub.toml");
    let jwks = database.file("jwks.json");
    let issuer = format!(
        "[[issuers]]\nissuer = \"https://a.example\"\naudience = \"hub\"\nalgorithms = [\"ES256\"]\njwks = \"{}\"\n",
        jwks.display()
    );
    std::fs::write(&config, issuer).expect("written");
    let config = config.display().to_string();
    let serve = ["serve", "--config", &config, "--listen", "127.0.0.1:0", "--database-url", &url];
    // The keys of a file are looked at first: with none that is usable nobody could sign in.
    for keys in [None, Some("{\"keys\": []}"), Some("no JSON")] {
        if let Some(keys) = keys {
            std::fs::write(&jwks, keys).expect("written");
        }
        let (code, out, said) = hub(&database, &serve);
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(said.contains("https://a.example"), "{said}");
    }
    std::fs::write(&config, issuer_by_address()).expect("written");
    for arguments in [&serve[..], &["agency", "--database-url", &url, "list"]] {
        let (code, out, said) = hub(&database, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(said.contains("hub migrate") && said.contains("mistyped.db"), "{said}");
    }
    assert!(!missing.exists(), "a database was made");
    database.end().await;
}

fn issuer_by_address() -> &'static str {
    "[[issuers]]\nissuer = \"https://a.example\"\naudience = \"hub\"\nalgorithms = [\"ES256\"]\njwks = \"https://a.example/jwks.json\"\n"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipe_that_takes_no_more_ends_a_command_quietly() {
    let database = prepared(Engine::Sqlite).await;
    let mut schema = command().arg("schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut first = [0; 16];
    schema.stdout.take().expect("a pipe").read_exact(&mut first).expect("a beginning");
    // The pipe is closed now, long before the whole schema went through it.
    let output = schema.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""));
    database.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concerns_are_imported_once_and_what_is_no_table_changes_nothing() {
    on_both(async |engine| {
        let database = prepared(engine).await;
        for add in [
            ["agency", "add", "--code", "L1", "--name", "L", "--kind", "LOCAL_AUTHORITY"],
            ["agency", "add", "--code", "S1", "--name", "S", "--kind", "SCHOOL"],
        ] {
            assert_eq!(hub(&database, &add).0, 0);
        }
        let file = database.file("concerns.csv").display().to_string();
        let report = database.file("refused.csv").display().to_string();
        let import = ["import", "concerns", &file, "--agency", "S1", "--report", &report, "--json"];
        let good = "reference,givenName,whatHappened,familyInformed,callBack\nM1,Ada,\"cold, hungry\",NOT_KNOWN,020\n\
            M2,Ben,,NOT_KNOWN,020\n";
        std::fs::write(&file, good).expect("written");
        for (added, known) in [(1, 0), (0, 1)] {
            let (code, out, said) = hub(&database, &import);
            assert_eq!(code, 0, "{said}");
            let told: Value = serde_json::from_str(&out).expect("JSON");
            assert_eq!(told["concerns"], serde_json::json!({"added": added, "known": known}), "{out}");
            assert_eq!((&told["refused"], &told["problems"][0]["field"]), (&1.into(), &"whatHappened".into()), "{out}");
            let listed = std::fs::read_to_string(&report).expect("a report");
            assert_eq!(listed, "record,field,value,rule\nM2,whatHappened,,EMPTY\n");
        }
        for (text, why) in [
            (&b"reference,givenName\nM1,Ada\n"[..], "lacks whatHappened"),
            (&b"reference,whatHappened,familyInformed,callBack\nM9,caf\xe9,NOT_KNOWN,1\n"[..], "not UTF-8"),
        ] {
            std::fs::write(&file, text).expect("written");
            let (code, out, said) = hub(&database, &import);
            assert_eq!((code, out.as_str()), (2, ""), "{said}");
            assert!(said.contains(why) && said.contains("nothing was imported"), "{said}");
        }
        let (code, out, _) = hub(&database, &["import", "concerns", "--help"]);
        assert!(code == 0 && out.contains("whatHappened") && out.contains("MIS-2026-0117"), "{out}");
        database.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_on_another_machine_is_spoken_with_by_proven_tls_alone() {
    let database = prepared(Engine::Sqlite).await;
    let config = database.file("hub.toml");
    std::fs::write(&config, issuer_by_address()).expect("written");
    let (config, file) = (config.display().to_string(), database.file("all.hub").display().to_string());
    let far = ["--database-url", "postgres://hub:secret@db.hub.test.invalid/hub?sslmode=require"];
    for (command, then) in [
        (&["serve", "--listen", "127.0.0.1:0"][..], &[][..]),
        (&["migrate"], &[]),
        (&["agency"], &["list"]),
        (&["backup", &file], &[]),
        (&["log", "verify"], &[]),
        (&["log", "key", "change"], &[]),
    ] {
        let command = [command, &["--config", &config], &far, then].concat();
        let (code, out, said) = hub(&database, &command);
        assert_eq!((code, out.as_str()), (2, ""), "{command:?}: {said}");
        assert!(
            said.contains("`db.hub.test.invalid`") && said.contains("add sslmode=verify-full"),
            "{command:?}: {said}"
        );
        assert!(!said.contains("secret"), "{command:?}: {said}");
    }
    // With it the server is asked, and there is none.
    let proven = ["--database-url", "postgres://hub:secret@db.hub.test.invalid/hub?sslmode=verify-full"];
    let (code, _, said) = hub(&database, &[&["migrate"][..], &proven].concat());
    assert!(code == 3 && said.contains("does not answer") && !said.contains("secret"), "{code}: {said}");
    // The doctor and whoever looks at the configuration are not turned away.
    let (code, out, said) = hub(&database, &[&["doctor", "--json", "--config", &config][..], &far].concat());
    let found: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{said}"));
    let connection = found["checks"].as_array().expect("a list").iter().find(|check| check["check"] == "connection");
    let connection = connection.expect("it is looked at");
    assert_eq!((code, connection["state"].as_str()), (1, Some("finding")), "{connection}");
    assert!(connection["fix"].as_str().expect("what to do").contains("sslmode=verify-full"), "{connection}");
    assert_eq!(hub(&database, &[&["config"][..], &far].concat()).0, 0);
    database.end().await;
}
