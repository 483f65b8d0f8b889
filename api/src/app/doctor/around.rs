//! What the doctor looks at around the database: key, clock, rule book, issuers, disk, backups, checkpoints.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use entities::Instant;

use super::Findings;
use crate::access_log::{Checkpoint, Keys, SigningKey, checkpoints_after};
use crate::app::config::Config;
use crate::app::{background, demo, house, unfinished};
use crate::http::identity::{Trust, Verifier};
use crate::plain::calendar::local_date;
use crate::plain::clock::SystemClock;
use crate::store::backup;
use crate::store::connect::Connection;

/// The first moment that a clock can show: this hub is no older.
const FIRST: &str = "2026-01-01T00:00:00Z";

/// The least room that a database's disk should have, in KiB: some months of a log that is written all day.
const ROOM: u64 = 1024 * 1024;

/// How old the kept checkpoints may be; one is written each minute.
const CHECKPOINT_AGE: Duration = Duration::from_secs(600);

/// The key that signs the log and those that signed it before, as they are configured.
pub(super) fn signing_keys(config: &Config, findings: &mut Findings) -> Option<Keys> {
    let check = "signing key";
    let Some(secret) = &config.log.signing_key else {
        findings.bad(
            check,
            "none is configured, so no hub starts",
            "make one with `hub log key new FILE` and name it in log.signing_key_file",
        );
        return None;
    };
    let key = match SigningKey::parse(secret.expose().trim()) {
        Ok(key) => key,
        Err(error) => {
            findings.bad(
                check,
                error.to_string(),
                "name the file that `hub log key new` wrote in log.signing_key_file",
            );
            return None;
        }
    };
    let keys = match Keys::new(config.log.former_keys.clone(), key.public().clone()) {
        Ok(keys) => keys,
        Err(error) => {
            findings.bad(check, error.to_string(), "name each former key once in log.former_keys, and no other hub's");
            return None;
        }
    };
    if keys.present().origin() == demo::LOG_ORIGIN {
        findings.bad(check, "it is a demo's key, which anybody may have", "make one with `hub log key new FILE`");
        return Some(keys);
    }
    match &config.log.signing_key_file {
        Some(file) => match fs::metadata(file).map(|file| file.permissions().mode() & 0o777) {
            Ok(mode) if mode & 0o077 != 0 => findings.bad(
                check,
                format!("others than its owner may reach {} (mode {mode:o})", file.display()),
                format!(
                    "chmod 600 {}; if others had the chance to read it, tell who keeps the checkpoints",
                    file.display()
                ),
            ),
            Ok(_) => findings.good(check, format!("its owner alone may read {}", file.display())),
            Err(error) => findings.bad(check, format!("{}: {error}", file.display()), "see to log.signing_key_file"),
        },
        None => findings.good(check, "it is given by itself, in no file"),
    }
    Some(keys)
}

/// This machine's clock, so far as it can be judged alone.
pub(super) fn clock(now: Instant, findings: &mut Findings) {
    if FIRST.parse::<Instant>().is_ok_and(|first| now < first) {
        findings.bad(
            "clock",
            format!("it stands at {now}"),
            "set it by a time service: every deadline and token goes by it",
        );
    } else {
        findings.good("clock", now.to_string());
    }
}

/// The agreement: whether it loads, and whose review is due.
pub(super) fn rule_book(config: &Config, now: Instant, findings: &mut Findings) {
    let book = match house::rule_book(config.policies_dir.as_deref(), config.rules.clone()) {
        Ok(book) => book,
        Err(error) => {
            findings.bad("policies", error.to_string(), "run `hub policy check DIR`, which names file and line");
            return;
        }
    };
    let today = local_date(now);
    let due: Vec<&str> =
        book.policies().iter().filter(|policy| policy.review_by < today).map(|policy| policy.id.as_str()).collect();
    if due.is_empty() {
        findings.good("policies", format!("{} load, and none is due for review", book.policies().len()));
    } else {
        findings.bad(
            "policies",
            format!("{} should have been reviewed by now: {}", due.len(), due.join(", ")),
            "let their owners review them and write the next date as @review_by",
        );
    }
}

/// Whether each issuer's keys can be had and used.
pub(super) async fn issuers(config: &Config, findings: &mut Findings) {
    let check = "issuers";
    if config.issuers.is_empty() {
        findings.bad(check, "none is configured, so nobody could sign in", "add [[issuers]]: see api/docs/identity.md");
        return;
    }
    let verifier = match Verifier::new(config.issuers.clone(), Trust::Live, Arc::new(SystemClock)) {
        Ok(verifier) => verifier,
        Err(fault) => {
            findings.bad(check, fault.to_string(), "see api/docs/identity.md");
            return;
        }
    };
    for (issuer, keys) in verifier.examine().await {
        match keys {
            Ok(count) => findings.good(check, format!("{issuer}: {count} keys can be used")),
            Err(why) => findings.bad(
                check,
                format!("{issuer}: its keys cannot be used: {why}"),
                "see to jwks and algorithms of this issuer, and whether this machine may reach it",
            ),
        }
    }
}

/// Room on the disk of an SQLite database. Asked of `df`: the system's own call is not to be had without unsafe code.
pub(super) fn disk(config: &Config, findings: &mut Findings) {
    let Some(file) = config.database.url.file() else {
        findings.skip("disk", "the database server's own watch sees to it");
        return;
    };
    let folder = Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match free_kib(folder) {
        Some(free) if free < ROOM => findings.bad(
            "disk",
            format!("{} MiB are free where the database is", free / 1024),
            "make room: with a full disk the hub answers nobody",
        ),
        Some(free) => findings.good("disk", format!("{} MiB are free where the database is", free / 1024)),
        None => findings.skip("disk", "df does not say how much is free"),
    }
}

fn free_kib(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// How old the newest backup is, where it is known where they are kept.
pub(super) fn backups(config: &Config, findings: &mut Findings) {
    let Some(directory) = &config.backup.directory else {
        findings.bad(
            "backup",
            "it is not known where backups are kept",
            "take one each day with `hub backup FILE`, and name the directory in backup.directory",
        );
        return;
    };
    let files = fs::read_dir(directory).into_iter().flatten().flatten().filter_map(|file| {
        let meta = file.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((meta.modified().ok()?, file.path()))
    });
    // What was not written to its end is still there after a power cut, and is no backup.
    let mut files: Vec<_> =
        files.filter(|(_, file)| file.extension().is_none_or(|end| end != unfinished::ENDING)).collect();
    files.sort();
    let whole = |file: &Path| File::open(file).is_ok_and(|file| backup::is_whole(file).unwrap_or(false));
    let newest = files.iter().rev().find(|(_, file)| whole(file)).map(|(at, _)| *at);
    let hours = |age: Duration| age.as_secs() / 3600;
    match newest.map(|at| SystemTime::now().duration_since(at).unwrap_or_default()) {
        Some(age) if age <= config.backup.age => {
            findings.good("backup", format!("the newest is {} hours old", hours(age)));
        }
        Some(age) => findings.bad(
            "backup",
            format!("the newest in {} is {} hours old", directory.display(), hours(age)),
            "run `hub backup FILE`, and see why nobody did: a timer is in api/packaging",
        ),
        None => findings.bad(
            "backup",
            format!("there is none in {}, among {} files", directory.display(), files.len()),
            "run `hub backup FILE`; a timer is in api/packaging",
        ),
    }
}

/// Whether checkpoints are kept outside the database, the log goes on from them, and they are new.
pub(super) async fn checkpoints(config: &Config, log: Option<(&Keys, &Connection)>, findings: &mut Findings) {
    let check = "checkpoints";
    let Some(directory) = &config.log.checkpoints else {
        findings.bad(
            check,
            "none is kept outside the database: a log that was cut back would not be found out",
            "name a directory in log.checkpoints, where whoever can write to the database cannot write",
        );
        return;
    };
    let file = directory.join(background::CHECKPOINT_FILE);
    let (Ok(text), Ok(meta)) = (fs::read_to_string(&file), fs::metadata(&file)) else {
        findings.bad(
            check,
            format!("{} is not there", file.display()),
            "see whether `hub serve` runs, and whether it may write there",
        );
        return;
    };
    if text.trim().is_empty() {
        findings.bad(
            check,
            format!("{} holds none: a log that was cut back would not be found out", file.display()),
            "keep a copy of it; see whether the log is there with `hub log verify --since` and an older copy, and whether `hub serve` \
             runs",
        );
        return;
    }
    if let Some((keys, db)) = log {
        if let Err(error) = Checkpoint::verify_all(&text, keys) {
            findings.bad(
                check,
                format!("{} holds {error}", file.display()),
                "see whether it is this hub's directory; then run `hub log verify --since` with an older copy",
            );
            return;
        }
        match checkpoints_after(db, &text, keys).await {
            Ok(Some(_)) => {}
            Ok(None) => {
                findings.bad(
                    check,
                    format!("a log does not go on from {}: it was cut back, written anew or removed", file.display()),
                    format!(
                        "keep a copy of both, run `hub log verify --since {}`, and tell your data protection officer",
                        file.display()
                    ),
                );
                return;
            }
            Err(error) => {
                findings.skip(check, format!("the log cannot be compared with {}: {error}", file.display()));
                return;
            }
        }
    }
    let age = meta.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok()).unwrap_or_default();
    if age > CHECKPOINT_AGE {
        findings.bad(
            check,
            format!("the newest in {} is {} minutes old", file.display(), age.as_secs() / 60),
            "see whether `hub serve` runs, and whether it may write there",
        );
    } else {
        findings.good(check, format!("{} is {} s old", file.display(), age.as_secs()));
    }
}
