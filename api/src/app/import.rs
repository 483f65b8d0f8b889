//! `hub import cin-census`: the command around the run: database and key, progress, report, the answer on stdout.

mod answer;
mod bar;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use bar::Bar;

use super::config::{Config, Flags};
use super::{Fault, demo, house};
use crate::access_log::SigningKey;
use crate::disclosure::{Contacts, Door};
use crate::plain::calendar::local_date;
use crate::plain::clock::{Clock, SystemClock};
use crate::services::cin_census::report::ReportWriter;
use crate::services::cin_census::{Problem, Summary};
use crate::services::cin_import::{self, Event, ImportFault, Order, Outcome};

/// How many problems the summary shows; the report has them all.
const SHOWN: usize = 20;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// A Children in Need census return (Department for Education, XML, 2021 to 2026).
    #[command(after_help = "Example: hub import cin-census cin-2025.xml --agency E06000099 --report problems.csv\n\
                      Into the demo: hub import cin-census cin-2025.xml --agency E06000099 --dir hub-demo")]
    CinCensus(CinCensusArgs),
}

/// What `hub import cin-census` takes.
#[derive(Args)]
pub struct CinCensusArgs {
    /// The return.
    pub file: PathBuf,
    /// The code of the local authority whose return it is.
    #[arg(long)]
    pub agency: String,
    /// Where to list every value that breaks a rule, as CSV.
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// Print one JSON object instead of the summary.
    #[arg(long)]
    pub json: bool,
    /// The folder of a demo, to import into it.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// The configuration file.
    #[arg(long)]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

impl std::fmt::Debug for CinCensusArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CinCensusArgs").field("file", &self.file).field("agency", &self.agency).finish_non_exhaustive()
    }
}

/// Runs an import.
///
/// # Errors
/// Where the file cannot be read, the agency is unknown, or something outside fails.
pub async fn run(command: ImportCommand) -> Result<(), Fault> {
    let ImportCommand::CinCensus(args) = command;
    let today = local_date(SystemClock.now());
    let bar = Bar::new();
    let read = cin_import::read_through(&args.file, today, |read, of| bar.reading(read, of));
    let summary = read.map_err(|fault| explain(fault, &args))?;
    let door = door(&args).await?;
    let answer = import(&door, &args, summary, &bar).await;
    door.close().await;
    bar.done();
    let answer = answer?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        answer::json(&mut out, &answer.outcome.tally, &args.file, today)
    } else {
        answer::summary(&mut out, &answer, &args)
    }
}

/// What a run came to, and the first problems.
struct Answer {
    outcome: Outcome,
    shown: Vec<Problem>,
}

async fn import(door: &Door, args: &CinCensusArgs, summary: Summary, bar: &Bar) -> Result<Answer, Fault> {
    let mut report = args.report.as_deref().map(open_report).transpose()?;
    let mut shown = Vec::new();
    let order = Order { file: args.file.clone(), agency: args.agency.clone() };
    bar.writing(summary.children);
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

async fn door(args: &CinCensusArgs) -> Result<Door, Fault> {
    if let Some(dir) = &args.dir {
        let database_url = demo::database(dir)?;
        house::migrate(&database_url).await?;
        let contacts = Contacts { phone: String::new(), out_of_hours: String::new() };
        let signing_key = demo::signing_key(dir)?;
        return house::door(house::Plan { database_url: &database_url, signing_key, policies: None, contacts }).await;
    }
    let config = Config::load(&args.flags, Config::environment(), args.config.as_deref())
        .map_err(|error| Fault::usage(error.to_string()))?;
    let Some(key) = &config.log.signing_key else {
        return Err(Fault::usage(
            "whatever writes to the access log needs its key: set HUB_LOG_SIGNING_KEY_FILE, or name a demo with --dir",
        ));
    };
    let signing_key =
        SigningKey::parse(key.expose()).map_err(|error| Fault::usage(format!("log.signing_key: {error}")))?;
    house::door(house::Plan {
        database_url: config.database.url.expose(),
        signing_key,
        policies: config.policies_dir.as_deref(),
        contacts: Contacts { phone: String::new(), out_of_hours: String::new() },
    })
    .await
}

fn explain(fault: ImportFault, args: &CinCensusArgs) -> Fault {
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
