//! `hub import cin-census`: the command around the run: database and key, progress, report, the answer on stdout.

mod answer;
mod bar;
mod concerns;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};

use bar::Bar;

use super::cli::ConfigArgs;
use super::config::Config;
use super::{Fault, demo, house, serve};
use crate::disclosure::Door;
use crate::plain::calendar::{Calendar, local_date};
use crate::plain::clock::{Clock, SystemClock};
use crate::services::cin_census::report::ReportWriter;
use crate::services::cin_census::{Problem, Summary};
use crate::services::cin_import::{self, Event, ImportFault, Order, Outcome};

/// How many problems the summary shows; the report has them all.
const SHOWN: usize = 20;

/// What can be imported.
#[derive(Subcommand)]
pub enum ImportCommand {
    /// A Children in Need census return (Department for Education, XML, 2021 to 2026).
    #[command(after_help = "Example: hub import cin-census cin-2025.xml --agency E06000099 --report problems.csv\n\
                      Into the demo: hub import cin-census cin-2025.xml --agency E06000099 --dir hub-demo")]
    CinCensus(ImportArgs),
    /// Concerns that an agency's own system hands over, as CSV.
    #[command(
        after_help = "Example: hub import concerns concerns.csv --agency 999001 --report refused.csv\n\
                      Into the demo: hub import concerns concerns.csv --agency 999001 --dir hub-demo",
        after_long_help = concerns::long_help()
    )]
    Concerns(ImportArgs),
}

/// What an import takes.
#[derive(Args)]
pub struct ImportArgs {
    /// The file: a return, or a table in CSV.
    pub file: PathBuf,
    /// The code of the agency whose file it is.
    #[arg(long)]
    pub agency: String,
    /// Where to list every value that breaks a rule, as CSV: record, field, value, rule.
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// Print one JSON object instead of the summary.
    #[arg(long)]
    pub json: bool,
    /// The folder of a demo, to import into it.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    #[command(flatten)]
    from: ConfigArgs,
}

/// Runs an import.
///
/// # Errors
/// Where the file cannot be read, the agency is unknown, or something outside fails.
pub async fn run(command: ImportCommand) -> Result<(), Fault> {
    match command {
        ImportCommand::CinCensus(args) => cin_census(args).await,
        ImportCommand::Concerns(args) => concerns::run(args).await,
    }
}

/// The door over the configured database, or over the demo in that folder.
async fn door(dir: Option<&Path>, config: Option<&Config>) -> Result<Door, Fault> {
    match (dir, config) {
        (None, Some(config)) => {
            house::require_migrated(config.database.url.expose()).await?;
            serve::door(config).await
        }
        (dir, _) => demo::door(dir.unwrap_or_else(|| Path::new(demo::DEFAULT_DIR))).await,
    }
}

async fn cin_census(args: ImportArgs) -> Result<(), Fault> {
    let today = local_date(SystemClock.now());
    let config = args.dir.is_none().then(|| args.from.load()).transpose()?;
    let holidays = config.as_ref().map(|config| config.rules.extra_holidays.clone()).unwrap_or_default();
    let calendar = Arc::new(Calendar::with_closed_days(holidays));
    let bar = Bar::new();
    let read = cin_import::read_through(&args.file, today, &calendar, |read, of| bar.reading(read, of));
    let summary = read.map_err(|fault| explain(fault, &args))?;
    let door = door(args.dir.as_deref(), config.as_ref()).await?;
    let answer = import(&door, &args, summary, &bar).await;
    door.close().await;
    bar.done();
    let answer = answer?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        answer::json(&mut out, &answer.outcome.tally, &args.file, today, &calendar)
    } else {
        answer::summary(&mut out, &answer, &args)
    }
}

/// What a run came to, and the first problems.
struct Answer {
    outcome: Outcome,
    shown: Vec<Problem>,
}

async fn import(door: &Door, args: &ImportArgs, summary: Summary, bar: &Bar) -> Result<Answer, Fault> {
    // Before the report: an earlier one stays whole where nothing is imported.
    let importer = cin_import::importer(door, &args.agency).await.map_err(|fault| explain(fault, args))?;
    let mut report = args.report.as_deref().map(open_report).transpose()?;
    let mut shown = Vec::new();
    let order = Order { file: args.file.clone(), importer };
    bar.writing(summary.children, "children");
    let outcome = cin_import::run(door, &order, summary, |event| match event {
        Event::Children(written) => {
            bar.written(written);
            Ok(())
        }
        Event::Problem(problem) => {
            if shown.len() < SHOWN {
                shown.push(problem.clone());
            }
            report.as_mut().map_or(Ok(()), |report| report.write(problem).map_err(std::io::Error::other))
        }
    })
    .await
    .map_err(|fault| explain(fault, args))?;
    if let Some(report) = report {
        report.finish()?.sync_all()?;
    }
    Ok(Answer { outcome, shown })
}

fn open_report(path: &Path) -> Result<ReportWriter<File>, Fault> {
    let failed =
        |why: String| Fault::outside(format!("{} cannot be written: {why}; nothing was imported", path.display()));
    let file = File::create(path).map_err(|e| failed(e.to_string()))?;
    ReportWriter::new(file).map_err(|e| failed(e.to_string()))
}

fn explain(fault: ImportFault, args: &ImportArgs) -> Fault {
    let file = args.file.display();
    match fault {
        ImportFault::Unreadable(why) if why.line == 0 => Fault::usage(format!("{file}: {}", why.message)),
        ImportFault::Unreadable(why) => Fault::usage(format!(
            "{file}: line {}, column {}: {}; nothing was imported",
            why.line, why.column, why.message
        )),
        ImportFault::UnknownAgency => {
            Fault::usage(format!("no agency has the code `{}`: register it first; nothing was imported", args.agency))
        }
        ImportFault::NotAnAuthority => Fault::usage(format!(
            "`{}` is no local authority, and only these make this return; nothing was imported",
            args.agency
        )),
        ImportFault::Closed => Fault::usage(format!(
            "`{}` has closed: import for the agency that succeeds it; nothing was imported",
            args.agency
        )),
        ImportFault::Listener(why) => Fault::outside(format!("the report cannot be written: {why}")),
        ImportFault::Stopped { children, why } => {
            let why = Fault::from(why);
            Fault::outside(format!(
                "stopped after {children} children: {}; run it again and it goes on from there",
                why.message()
            ))
        }
    }
}
