//! `hub log verify`: reads everything, says what was proved and what was not.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::TransactionTrait;
use serde_json::json;

use super::VerifyArgs;
use super::sources::Source;
use crate::access_log::verify::{BadLog, Report, VerifyError, Why, verify};
use crate::access_log::{BadCheckpoint, Checkpoint, Keys, sizes};
use crate::app::{Fault, out};

pub(super) async fn run(args: VerifyArgs) -> Result<(), Fault> {
    if let Some(export) = &args.export {
        return super::export::verify(&args, export);
    }
    let source = Source::of(&args.place)?;
    let keys = source.keys(&args.key)?;
    let since = args.since.as_deref().map(|file| kept(file, &keys)).transpose()?;
    let db = source.database().await?;
    // One snapshot: what is written meanwhile is neither proved nor in the way.
    let snapshot = db.begin().await?;
    let total = sizes(&snapshot).await?.iter().filter_map(|(_, size)| u64::try_from(*size).ok()).sum();
    let bar = bar(total);
    let outcome = verify(&snapshot, &keys, since.clone(), |read| bar.set_position(read)).await;
    bar.finish_and_clear();
    snapshot.commit().await?;
    answer(&args, &keys, since.as_deref(), outcome)
}

/// Says what came of it.
pub(super) fn answer(
    args: &VerifyArgs,
    keys: &Keys,
    since: Option<&[Checkpoint]>,
    outcome: Result<Report, VerifyError>,
) -> Result<(), Fault> {
    match outcome {
        Ok(report) if report.logs.is_empty() => {
            Err(Fault::no("there is no log: a hub that answered anything has one; is this its database?"))
        }
        Ok(report) => {
            if args.json {
                return out::line(whole_json(&report, since));
            }
            out::text(whole_text(&report, keys, args, since))
        }
        Err(VerifyError::Bad(bad)) => {
            if args.json {
                out::line(bad_json(bad))?;
            }
            Err(Fault::no(bad_text(bad)))
        }
        Err(VerifyError::Database(error)) => {
            Err(Fault::outside(format!("the log cannot be read, so nothing is proved: {error}")))
        }
        Err(foreign @ VerifyError::Foreign(_)) => Err(Fault::usage(foreign.to_string())),
    }
}

/// The checkpoints of a file that was kept elsewhere.
pub(super) fn kept(file: &Path, keys: &Keys) -> Result<Vec<Checkpoint>, Fault> {
    let text =
        std::fs::read_to_string(file).map_err(|e| Fault::outside(format!("{} cannot be read: {e}", file.display())))?;
    let found = Checkpoint::verify_all(&text, keys).map_err(|e| {
        let what_now = match e {
            BadCheckpoint::Key => NAME_ALL,
            _ => "is it of this hub, and whole?",
        };
        Fault::usage(format!("{} cannot be compared with: it holds {e}; {what_now}", file.display()))
    })?;
    if found.is_empty() {
        return Err(Fault::usage(format!("{} holds no checkpoint, so it would prove nothing", file.display())));
    }
    Ok(found)
}

/// Shown where the errors go to a terminal, and nowhere else.
pub(super) fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    if let Ok(style) =
        ProgressStyle::with_template("reading the log {wide_bar} {human_pos} of {human_len} entries, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

fn whole_text(report: &Report, keys: &Keys, args: &VerifyArgs, since: Option<&[Checkpoint]>) -> String {
    let mut text = format!(
        "Whole: {} in {}, signed by {}\n",
        count(report.entries(), "entry", "entries"),
        count(report.logs.len() as u64, "log", "logs"),
        keys.present().text()
    );
    for former in keys.former().iter().rev() {
        text.push_str(&format!("  and before it by {}\n", former.text()));
    }
    for log in &report.logs {
        let last = log.last_at.map(|at| format!(", the last of {at}")).unwrap_or_default();
        text.push_str(&format!("  log {}: {}{last}\n", log.log, count(log.size, "entry", "entries")));
    }
    text.push_str("Proved: no entry of the access log was changed, deleted, moved or put in between, and no log ends within a commit.\n");
    // An export holds entries alone.
    if args.export.is_none() {
        text.push_str("Proved: the rule books that entries name are those by which they were judged, and the flags of accesses those that were set.\n");
    }
    match (args.since.as_deref(), since) {
        (Some(file), Some(since)) => {
            text.push_str(&format!(
                "Proved: every log goes on from the {} in {}:",
                count(since.len() as u64, "checkpoint", "checkpoints"),
                file.display()
            ));
            for checkpoint in newest(since) {
                text.push_str(&format!(" {} at {};", checkpoint.origin, checkpoint.size));
            }
            text.push_str(
                "\n  so nothing up to there was cut off or written anew.\n\
                 Not proved: that nothing was cut off the end that came after these checkpoints.\n",
            );
        }
        _ => text.push_str(
            "Not proved: that no log was cut back to the end of an earlier commit, or removed whole. That is found against a\n  \
             checkpoint kept elsewhere: `hub log checkpoint > FILE` from time to time, then `hub log verify --since FILE`.\n",
        ),
    }
    text.push_str(
        "Not proved: that the records themselves stand as they were recorded. The database refuses to change or delete them,\n  \
         and whoever can take that away can change them: the log shows who saw what, and asking an entry again shows whether\n  \
         the record still gives the same answer.\n",
    );
    text
}

/// The largest checkpoint of each log.
fn newest(since: &[Checkpoint]) -> Vec<&Checkpoint> {
    let mut by_size: Vec<&Checkpoint> = since.iter().collect();
    by_size.sort_by(|a, b| a.origin.cmp(&b.origin).then(b.size.cmp(&a.size)));
    by_size.dedup_by(|a, b| a.origin == b.origin);
    by_size
}

fn whole_json(report: &Report, since: Option<&[Checkpoint]>) -> serde_json::Value {
    let logs: Vec<_> = report
        .logs
        .iter()
        .map(|log| {
            json!({
                "log": log.log, "size": log.size, "root": hex::encode(log.root),
                "lastAt": log.last_at.map(|at| at.to_string()), "checkpoint": log.checkpoint,
            })
        })
        .collect();
    json!({ "whole": true, "entries": report.entries(), "logs": logs, "checkpointsHeld": since.map_or(0, <[_]>::len) })
}

fn bad_json(bad: BadLog) -> serde_json::Value {
    json!({ "whole": false, "log": bad.log, "sequence": bad.seq, "why": bad.why.to_string(), "whatNow": what_now(bad.why) })
}

fn bad_text(bad: BadLog) -> String {
    format!("the access log is not whole. The first bad place: {bad}\nWhat now: {}", what_now(bad.why))
}

/// What to do where a key is missing.
const NAME_ALL: &str = "name every key that ever signed this log, the oldest first: the former ones in log.former_keys, or all of them \
     with --key, and the one that signs today last";

fn what_now(why: Why) -> &'static str {
    match why {
        Why::Key => {
            "name every key that ever signed this log, the oldest first: the former ones in log.former_keys, or all of them with --key, \
             and the one that signs today last. If no key is missing, the log was tampered with: keep the database as it is, make a \
             copy, and tell your data protection officer; entries before this place hold"
        }
        Why::EndsFormer => {
            "was this written before the key was changed, such as a backup or an export? Then name the keys up to that time alone \
             (--key). Did `hub log key change` break off? Then run it again. Else whoever had the former key wrote this log anew: keep \
             the database as it is, make a copy, and tell your data protection officer"
        }
        Why::FormerKey => {
            "check first that the keys are named in their order, the oldest first. If they are, whoever had the former key changed this \
             log: keep the database as it is, make a copy, and tell your data protection officer; entries before this place hold"
        }
        Why::Checkpoint => {
            "the log was tampered with: keep the database as it is, make a copy, and tell your data protection officer; entries \
             before this place hold"
        }
        Why::Cut | Why::Rewritten => {
            "check first that the checkpoints are of this database and not of a later one that a backup was put in place \
             of. Else somebody cut or rewrote the log: keep the database as it is, make a copy, and tell your data \
             protection officer"
        }
        _ => {
            "keep the database as it is and make a copy before anything else is done with it; tell your data protection \
             officer; entries of this log before this place hold, later ones prove nothing until it is explained"
        }
    }
}

fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
