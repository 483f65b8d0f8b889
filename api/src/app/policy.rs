//! `hub policy check` and `hub policy test`: what a partnership runs before it signs a changed agreement. Nothing is written, and
//! no database is asked.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use policies::faults::{Fault as Wrong, check_dir};
use policies::trial::{Change, Trial, try_dir};
use policies::{BookError, Numbers};
use serde_json::json;

use super::{Fault, out};

/// Whether a changed agreement can be used, and what it would change.
#[derive(Subcommand)]
pub enum PolicyCommand {
    /// Say everything that is wrong with the policies of a folder, with file and line.
    #[command(after_help = "Example: hub policy check policies")]
    Check(FolderArgs),
    /// Try the cases of a folder, and say what of the matrix would change.
    #[command(after_help = "Example: hub policy test policies")]
    Test(FolderArgs),
}

/// What both take.
#[derive(Args)]
pub struct FolderArgs {
    /// The folder of the agreement: policies in `rules` or in itself, cases in `cases`.
    #[arg(default_value = "policies")]
    dir: PathBuf,
    /// As JSON, one object.
    #[arg(long)]
    json: bool,
}

/// Runs a command; the answer goes to stdout, whatever it is.
///
/// # Errors
/// No, where something is wrong with the agreement; and where the folder cannot be read.
pub fn run(command: PolicyCommand) -> Result<(), Fault> {
    match command {
        PolicyCommand::Check(args) => check(&args),
        PolicyCommand::Test(args) => test(&args),
    }
}

fn check(args: &FolderArgs) -> Result<(), Fault> {
    let faults = check_dir(&args.dir).map_err(|e| unusable(args, &e))?;
    if args.json {
        let list: Vec<_> = faults.iter().map(fault_as_json).collect();
        out::line(json!({ "faults": list }))?;
    } else {
        out::text(faults.iter().map(fault_in_words).collect::<String>())?;
    }
    match faults.len() {
        0 => {
            eprintln!("nothing is wrong with the policies in {}; next: hub policy test {0}", args.dir.display());
            Ok(())
        }
        1 => Err(Fault::no(format!("1 thing is wrong with the policies in {}", args.dir.display()))),
        many => Err(Fault::no(format!("{many} things are wrong with the policies in {}", args.dir.display()))),
    }
}

fn test(args: &FolderArgs) -> Result<(), Fault> {
    let trial = try_dir(&args.dir, Numbers::default()).map_err(|e| {
        Fault::usage(format!("the agreement in {} cannot be tried: {e}; hub policy check {0}", args.dir.display()))
    })?;
    if args.json {
        out::line(trial_as_json(&trial))?;
    } else {
        out::text(trial_in_words(&trial))?;
    }
    if trial.failures.is_empty() {
        return Ok(());
    }
    Err(Fault::no(format!("{} of {} cases are not answered as they say", trial.failures.len(), trial.cases)))
}

fn unusable(args: &FolderArgs, error: &BookError) -> Fault {
    Fault::usage(format!("there are no policies to check in {}: {error}", args.dir.display()))
}

/// A fault as compilers write it: place, what is wrong, the line, and what to do.
fn fault_in_words(fault: &Wrong) -> String {
    let Wrong { file, line, column, piece, what, help, .. } = fault;
    let mark = " ".repeat(column.saturating_sub(1));
    format!("{file}:{line}:{column}: {what}\n    {piece}\n    {mark}^\n  to do: {help}\n\n")
}

fn fault_as_json(fault: &Wrong) -> serde_json::Value {
    let Wrong { file, line, column, what, help, .. } = fault;
    json!({"file": file, "line": line, "column": column, "what": what, "toDo": help})
}

fn trial_in_words(trial: &Trial) -> String {
    let mut text = String::new();
    for failure in &trial.failures {
        let (wanted, said) = (&failure.expected, &failure.said);
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{}: {}\n  expected {} {}\n  said     {} {}",
            failure.file,
            failure.case,
            wanted.answer,
            wanted.policies.join(", "),
            said.answer,
            said.policies.join(", ")
        );
    }
    let right = trial.cases - trial.failures.len();
    let _ = writeln!(text, "{right} of {} cases are answered as they say", trial.cases);
    let (opened, shut): (Vec<&Change>, Vec<&Change>) = trial.changes.iter().partition(|change| change.opens());
    for (heading, changes) in [("it opens", &opened), ("it shuts or gives another reason for", &shut)] {
        if !changes.is_empty() {
            let _ = writeln!(text, "\nBeside the built-in rule book {heading}:");
        }
        for change in changes {
            let _ = writeln!(
                text,
                "  {}, {}, {}: {} -> {} ({})",
                change.role,
                change.situation,
                change.class,
                change.before.name(),
                change.after.name(),
                change.policies.join(", ")
            );
        }
    }
    if trial.changes.is_empty() {
        text.push_str("in the matrix it changes nothing beside the built-in rule book\n");
    }
    text
}

fn trial_as_json(trial: &Trial) -> serde_json::Value {
    let failures: Vec<_> = trial
        .failures
        .iter()
        .map(|f| {
            let as_json = |said: &policies::cases::Said| json!({"answer": said.answer, "policies": said.policies});
            json!({"file": f.file, "case": f.case, "expected": as_json(&f.expected), "said": as_json(&f.said)})
        })
        .collect();
    let changes: Vec<_> = trial
        .changes
        .iter()
        .map(|c| {
            json!({
                "role": c.role, "situation": c.situation, "class": c.class, "before": c.before.name(),
                "after": c.after.name(), "policies": c.policies,
            })
        })
        .collect();
    json!({"cases": trial.cases, "failures": failures, "changes": changes})
}
