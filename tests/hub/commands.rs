//! Commands as whoever runs the hub types them, on a database of their own.

use std::process::Command;

use sea_orm::ConnectionTrait;
use serde_json::Value;
use tests::process::binary;
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

/// Runs a command: its exit code, what it printed, what it said.
pub fn hub(database: &Database, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(binary());
    // What the tests are told by variables is no configuration of the hub.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HUB_")) {
        command.env_remove(name);
    }
    command.env("HUB_DATABASE_URL", database.url()).env("HUB_LOG_SIGNING_KEY_FILE", database.file("log.key"));
    let output = command.args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
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
        let (code, out, said) = hub(&database, &succeed("Y00002", "2027-04-01"));
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("governance") && said.contains("approved"), "{said}");
        let named: Value = serde_json::from_str(&out).expect("JSON");
        let (_, out, _) = hub(&database, &["agency", "successions", "--json"]);
        let all: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(all[0]["succession"], named["succession"], "{out}");
        assert_eq!((&all[0]["state"], &all[0]["from"]), (&"NAMED".into(), &"2027-04-01".into()), "{out}");
        let (_, out, _) = hub(&database, &["agency", "successions"]);
        assert!(out.contains("Y00001") && out.contains("Y00002") && out.contains("NAMED"), "{out}");
        for (to, from, why) in [("Y00009", "2027-04-01", "register it first"), ("Y00002", "soon", "a date such as")] {
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
