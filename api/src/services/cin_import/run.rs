//! One run: the file is read through, then its children are written a batch at a time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use entities::Date;
use entities::words::AgencyKind;
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::super::cin_census::{ImportedChild, Problem, Summary, Unreadable, scan};
use super::Tally;
use super::batch::{self, Batch};
use super::plan::Run;
use crate::disclosure::{Door, Importer};
use crate::error::Error;
use crate::plain::calendar::{Calendar, local_date};

/// Batches that may be ready before they are written.
const READY: usize = 2;
/// Children whose change waits for the log at one time. They share commits; on SQLite, whose one writer everybody shares,
/// a commit with more of them would last too long.
const IN_FLIGHT: usize = 24;
/// How often a batch is planned anew where somebody else wrote the same versions first.
const TRIES: usize = 4;
/// What the log says was asked for.
const ASK: &str = "{\"import\":\"cin-census\"}";

/// What is to be imported.
#[derive(Clone, Debug)]
pub struct Order {
    /// The return.
    pub file: PathBuf,
    /// The local authority whose return it is.
    pub importer: Importer,
}

/// What happens on the way.
#[derive(Debug)]
pub enum Event<'a> {
    /// So many children of the file are written.
    Children(u64),
    /// A value breaks a rule.
    Problem(&'a Problem),
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the file holds.
    pub summary: Summary,
    /// What was done.
    pub tally: Tally,
}

/// Why a run ended early.
#[derive(Debug)]
pub enum ImportFault {
    /// The file cannot be read; nothing was written.
    Unreadable(Unreadable),
    /// No agency has that code; nothing was written.
    UnknownAgency,
    /// That agency makes no such return; nothing was written.
    NotAnAuthority,
    /// It has closed: its successor imports (R39).
    Closed,
    /// Whoever listens could not take it: the report cannot be written.
    Listener(std::io::Error),
    /// The hub could not write. What was written until then is whole; running again goes on from there.
    Stopped {
        /// Children of the file that were written.
        children: u64,
        /// Why.
        why: Error,
    },
}

/// Reads a return through, so that one that cannot be read changes nothing. `progress` hears how many bytes are read, and
/// of how many.
///
/// # Errors
/// Where it cannot be read to its end.
pub fn read_through(
    file: &Path,
    today: Date,
    calendar: &Arc<Calendar>,
    progress: impl FnMut(u64, u64),
) -> Result<Summary, ImportFault> {
    scan(file, today, calendar, progress).map_err(ImportFault::Unreadable)
}

/// Writes the children of a return that was read through.
///
/// # Errors
/// Where the file changed meanwhile, or the hub cannot write.
pub async fn run(
    door: &Door,
    order: &Order,
    summary: Summary,
    mut hear: impl FnMut(Event<'_>) -> std::io::Result<()>,
) -> Result<Outcome, ImportFault> {
    let stopped = |children| move |why| ImportFault::Stopped { children, why };
    let importer = order.importer;
    let today = local_date(door.now());
    let reference = summary.header.reference_date.as_ref().and_then(|date| date.value);
    let as_of = reference.unwrap_or(today);
    let keepers = door.adoption_keepers(importer.agency).await.map_err(stopped(0))?;
    let (send, mut batches) = mpsc::channel(READY);
    let (file, calendar) = (order.file.clone(), Arc::new(door.calendar().clone()));
    let reader = tokio::task::spawn_blocking(move || batch::read(&file, today, &calendar, &send));
    let mut tally = Tally::default();
    let mut written = 0;
    while let Some(batch) = batches.recv().await {
        let Batch { children, problems, .. } = batch.map_err(ImportFault::Unreadable)?;
        let run = Run { door, importer, as_of, today, now: door.now(), keepers: keepers.clone() };
        let count = children.len() as u64;
        write(&run, children, &mut tally).await.map_err(stopped(written))?;
        written += count;
        for problem in &problems {
            *tally.rules.entry(problem.rule).or_default() += 1;
            hear(Event::Problem(problem)).map_err(ImportFault::Listener)?;
        }
        hear(Event::Children(written)).map_err(ImportFault::Listener)?;
    }
    reader.await.map_err(|_| stopped(written)(Error::internal("the reader of the return fell over")))?;
    Ok(Outcome { summary, tally })
}

/// The local authority with that code, as the one that imports.
///
/// # Errors
/// Where there is none, or the hub cannot answer.
pub async fn importer(door: &Door, code: &str) -> Result<Importer, ImportFault> {
    let failed = |why| ImportFault::Stopped { children: 0, why };
    let agency = door.agency_by_code(code).await.map_err(failed)?.ok_or(ImportFault::UnknownAgency)?;
    let found = door.agencies_named(&[agency]).await.map_err(failed)?;
    let found = found.first().ok_or(ImportFault::UnknownAgency)?;
    if found.closed_on.is_some_and(|closed| closed <= local_date(door.now())) {
        return Err(ImportFault::Closed);
    }
    let kind = found.kind;
    if kind == AgencyKind::LocalAuthority { Ok(Importer { agency, kind }) } else { Err(ImportFault::NotAnAuthority) }
}

/// Writes a batch; who was overtaken by somebody else's write is planned anew.
async fn write(run: &Run<'_>, mut children: Vec<ImportedChild>, tally: &mut Tally) -> Result<(), Error> {
    for _ in 0..TRIES {
        let mut overtaken = Vec::new();
        let planned = run.plan(children.clone()).await?;
        let mut done = stream::iter(planned.into_iter().map(|planned| async move {
            let made = run.door.import(run.importer, planned.child, ASK, planned.slices).await;
            (planned.key, planned.tally, made)
        }))
        .buffer_unordered(IN_FLIGHT);
        let mut failed = None;
        while let Some((key, counted, made)) = done.next().await {
            match made {
                Ok(true) => tally.add(&counted),
                Ok(false) => overtaken.push(key),
                Err(why) => failed = Some(why),
            }
        }
        drop(done);
        if let Some(why) = failed {
            return Err(why);
        }
        if overtaken.is_empty() {
            return Ok(());
        }
        children.retain(|child| overtaken.contains(&child.key));
    }
    Err(Error::unavailable("others kept changing the same records"))
}
