//! What is shipped: the unit, the package, the container and the list of what the hub is built from.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tests::sources::root;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn the_unit_gives_the_hub_no_right_that_it_does_not_need() {
    let unit = "api/packaging/safeguarding-hub.service";
    let text = read(unit);
    for line in [
        "User=safeguarding-hub",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "MemoryDenyWriteExecute=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "UMask=0077",
        "LimitCORE=0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}");
    }
    let drain = api::http::Limits::default().drain.as_secs();
    let stop = text.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")).expect("a time to stop");
    assert!(stop.parse::<u64>().expect("seconds") > drain, "the unit kills what is still being finished");
    let judged = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--no-pager"])
        .arg(root().join(unit))
        .output();
    match judged {
        Ok(judged) if judged.status.success() => {
            let said = String::from_utf8_lossy(&judged.stdout).into_owned();
            let level =
                said.split("Overall exposure level for ").nth(1).and_then(|rest| rest.split_whitespace().nth(1));
            let level: f64 = level.and_then(|level| level.parse().ok()).unwrap_or_else(|| panic!("{said}"));
            assert!(level < 2.0, "systemd finds the unit exposed: {level}");
        }
        _ => println!("skipped: systemd-analyze is not here, or too old to judge a file"),
    }
}

#[test]
fn the_backup_unit_keeps_two_weeks_and_nothing_that_is_half_written() {
    let unit = read("api/packaging/safeguarding-hub-backup.service");
    let after =
        unit.lines().find_map(|line| line.strip_prefix("ExecStartPost=")).expect("what is done when one was written");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, days) in [
        ("new.hub", 0),
        ("week.hub", 7),
        ("old.hub", 15),
        ("run.hub.1.unfinished", 0),
        ("cut.hub.2.unfinished", 2),
        ("notes", 99),
    ] {
        let file = fs::File::create(folder.path().join(name)).expect("made");
        let at = std::time::SystemTime::now() - std::time::Duration::from_secs(days * 24 * 3600);
        file.set_modified(at).expect("set");
    }
    let here = folder.path().display().to_string();
    let mut words =
        after.split(' ').map(|word| if word == "/var/backups/safeguarding-hub" { here.as_str() } else { word });
    let done = Command::new(words.next().expect("a program")).args(words).status().expect("it runs");
    assert!(done.success());
    let mut left: Vec<_> =
        fs::read_dir(folder.path()).expect("readable").flatten().map(|file| file.file_name()).collect();
    left.sort();
    assert_eq!(left, ["new.hub", "notes", "run.hub.1.unfinished", "week.hub"]);
}

#[test]
fn the_package_names_files_that_are_there_and_a_configuration_that_loads() {
    let manifest = read("api/Cargo.toml");
    let deb = manifest.split("[package.metadata.deb]").nth(1).expect("the package's metadata");
    assert!(manifest.contains("\ndescription = \""), "the package says in a line what it is");
    let assets = deb.split("assets = [").nth(1).and_then(|rest| rest.split("\n]").next()).expect("its files");
    let files: Vec<&str> =
        assets.lines().filter_map(|line| line.trim().strip_prefix("[\"")?.split('"').next()).collect();
    assert!(files.len() > 5, "{assets}");
    for file in files.iter().filter(|file| !file.starts_with("target/")) {
        assert!(root().join("api").join(file).exists(), "{file} is not there");
    }
    for unit in fs::read_dir(root().join("api/packaging")).expect("readable").flatten() {
        let name = unit.file_name().to_string_lossy().into_owned();
        if name.ends_with(".service") || name.ends_with(".timer") {
            assert!(files.contains(&format!("packaging/{name}").as_str()), "{name} is not in the package");
        }
    }
    let config = root().join("api/packaging/hub.toml").display().to_string();
    let shown = tests::process::command().args(["config", "--config", &config]).output().expect("it runs");
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let script = read("api/packaging/deb/postinst");
    assert!(script.starts_with("#!/bin/sh") && script.contains("set -e"), "{script}");
}

#[test]
fn the_container_runs_as_nobody_in_particular() {
    let text = read("api/packaging/Containerfile");
    let last = text.rsplit("\nFROM ").next().expect("a last stage");
    assert!(last.starts_with("gcr.io/distroless/"), "no shell and no package manager: {last}");
    assert!(last.contains("\nUSER 65532:65532\n") && !last.contains("USER root"));
    assert!(text.contains("--locked") && text.contains("--read-only"));
    // The whole folder is copied into the build: neither a demo's keys and data, nor gigabytes.
    let left_out = read(".dockerignore");
    for name in [".git", "hub-demo", "target"] {
        assert!(left_out.lines().any(|line| line == name), "{name}");
    }
}

#[test]
fn the_list_of_what_the_hub_is_built_from_has_every_package_of_the_lock_file() {
    let made = Command::new(root().join("api/packaging/sbom")).output().expect("it runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let list: Value = serde_json::from_slice(&made.stdout).expect("JSON");
    assert_eq!((&list["bomFormat"], &list["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    let locked = read("Cargo.lock").matches("[[package]]").count();
    let components = list["components"].as_array().expect("a list");
    assert_eq!(components.len(), locked);
    let tokio = components.iter().find(|one| one["name"] == "tokio").expect("tokio");
    assert!(tokio["purl"].as_str().is_some_and(|purl| purl.starts_with("pkg:cargo/tokio@1.")), "{tokio}");
    assert_eq!(tokio["hashes"][0]["alg"], "SHA-256");
}
