//! The signing key is changed in the steps that `api/docs/operating.md` names.

use std::fs;

use api::access_log::SigningKey;
use tests::hub::open_door;
use tests::on_both;
use tests::process::run;

use crate::commands::prepared;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_is_changed_while_no_hub_runs_and_the_log_goes_on() {
    on_both(async |engine| {
        let database = prepared(engine).await;
        let add = |code| ["agency", "add", "--code", code, "--name", code, "--kind", "SCHOOL"];
        assert_eq!(run(&database, &add("Y1")).0, 0);
        let (key, former, kept) = (database.file("log.key"), database.file("former.key"), database.file("kept.txt"));
        fs::write(&kept, run(&database, &["log", "checkpoint"]).1).expect("kept");
        fs::rename(&key, &former).expect("kept apart");
        let (_, present, _) = run(&database, &["log", "key", "new", &key.display().to_string()]);
        let was = SigningKey::load(&former).expect("the former key").public().text();
        let toml = database.file("hub.toml");
        fs::write(&toml, format!("[log]\nformer_keys = [\"{was}\"]\n")).expect("written");
        let config = toml.display().to_string();
        let with = |arguments: &[&str]| run(&database, &[arguments, &["--config", &config]].concat());

        let (code, _, said) = with(&add("Y2"));
        assert!(code == 2 && said.contains("hub log key change"), "{said}");
        let running = open_door(database.url(), SigningKey::load(&former).expect("the former key")).await;
        let change = ["log", "key", "change"];
        let (code, _, said) = with(&change);
        assert!(code == 2 && said.contains("log 0 is in use") && said.contains("stop every hub"), "{said}");
        running.close().await;
        let (code, out, said) = with(&change);
        assert_eq!(code, 0, "{said}");
        assert!(out.contains(&format!("log 0: signed by {was} up to access_0_")), "{out}");
        assert!(out.contains(&format!("signed by {} now", present.trim())), "{out}");

        let (code, out, said) = with(&change);
        assert!(code == 0 && out.is_empty() && said.contains("No key was changed"), "{out}{said}");
        let (code, _, said) = with(&add("Y2"));
        assert_eq!(code, 0, "{said}");
        let kept = kept.display().to_string();
        let (code, out, said) = with(&["log", "verify", "--since", &kept]);
        assert_eq!(code, 0, "{said}");
        assert!(out.contains(&format!("and before it by {was}")), "{out}");
        let (_, found, _) = with(&["doctor"]);
        assert!(found.lines().any(|line| line.starts_with("ok") && line.contains("checkpoint that holds")), "{found}");
        // By a kept checkpoint the present key had signed before: the log was cut back and written on with another. Here the two keys
        // have changed places.
        let (directory, apart) = (database.file("checkpoints"), database.file("present.key"));
        fs::create_dir(&directory).expect("a directory");
        fs::copy(&kept, directory.join("checkpoint.txt")).expect("kept");
        fs::rename(&key, &apart).and_then(|()| fs::copy(&former, &key)).expect("the keys change places");
        let turned =
            format!("[log]\nformer_keys = [\"{}\"]\ncheckpoints = \"{}\"\n", present.trim(), directory.display());
        fs::write(&toml, turned).expect("written");
        let (code, out, said) = with(&change);
        assert!(code == 1 && out.is_empty() && said.contains("is forged"), "{code} {out}{said}");
        fs::rename(&apart, &key).expect("as it was");
        fs::write(&toml, "[log]\nformer_keys = [\"no key\"]\n").expect("written");
        let (code, _, said) = with(&["log", "verify"]);
        assert!(code == 2 && said.contains("log.former_keys"), "{said}");
        database.end().await;
    })
    .await;
}
