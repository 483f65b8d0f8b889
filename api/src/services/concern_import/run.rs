//! One run: the file is read through, then its rows are raised one after the other. One at a time: two rows about one child with
//! a verified number are then about one record, and the log's writer is not held for others.

use std::path::{Path, PathBuf};

use super::super::concerns;
use super::cells::Cells;
use super::columns::of_field;
use super::table::{Row, Summary, Table, Unreadable, scan};
use crate::disclosure::{Caller, ChangeAnswer, Door, Problem};
use crate::error::Error;

/// The longest part of a cell that a report repeats, in characters.
const SHOWN: usize = 200;

/// What is to be imported.
#[derive(Clone, Debug)]
pub struct Order {
    /// The file.
    pub file: PathBuf,
    /// The agency's own system, as the one that raises.
    pub raiser: Caller,
}

/// One thing that is wrong with a row that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The source's reference; `line 17` where there is none.
    pub record: String,
    /// The column.
    pub field: &'static str,
    /// The cell as it stands, cut where it is long.
    pub value: String,
    /// The rule's word.
    pub rule: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// What happens on the way.
#[derive(Debug)]
pub enum Event<'a> {
    /// So many rows of the file are done with.
    Rows(u64),
    /// A row was refused for this, among what else is told of it.
    Refused(&'a Refusal),
}

/// What a run came to, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Became concerns.
    pub added: u64,
    /// Were taken in before.
    pub known: u64,
    /// Were refused.
    pub refused: u64,
}

impl Outcome {
    fn rows(self) -> u64 {
        self.added + self.known + self.refused
    }
}

/// Why a run ended early.
#[derive(Debug)]
pub enum ImportFault {
    /// The file is no table of concerns; nothing was written.
    Unreadable(Unreadable),
    /// No agency has that code; nothing was written.
    UnknownAgency,
    /// It has closed: its successor imports (R39).
    Closed,
    /// Whoever listens could not take it: the report cannot be written.
    Listener(std::io::Error),
    /// The hub could not write. Running again goes on from there.
    Stopped {
        /// Rows that were done with.
        rows: u64,
        /// Why.
        why: Error,
    },
}

/// The agency with that code, as one whose system raises concerns.
///
/// # Errors
/// Where there is none, it has closed, or the hub cannot answer.
pub async fn importer(door: &Door, code: &str) -> Result<Caller, ImportFault> {
    let failed = |why| ImportFault::Stopped { rows: 0, why };
    let agency = door.agency_by_code(code).await.map_err(failed)?.ok_or(ImportFault::UnknownAgency)?;
    door.system_of(agency).await.map_err(failed)?.ok_or(ImportFault::Closed)
}

/// Reads a file through, so that one that cannot be read changes nothing. `progress` hears how many bytes are read, and of how
/// many.
///
/// # Errors
/// Where it is no table of concerns.
pub fn read_through(file: &Path, progress: impl FnMut(u64, u64)) -> Result<Summary, ImportFault> {
    scan(file, progress).map_err(ImportFault::Unreadable)
}

/// Raises the rows of a file that was read through.
///
/// # Errors
/// Where the file changed meanwhile, or the hub cannot write.
pub async fn run(
    door: &Door,
    order: &Order,
    mut hear: impl FnMut(Event<'_>) -> std::io::Result<()>,
) -> Result<Outcome, ImportFault> {
    let mut table = Table::open(&order.file).map_err(ImportFault::Unreadable)?;
    let columns = table.columns().to_vec();
    let mut outcome = Outcome::default();
    while let Some(row) = table.next().map_err(ImportFault::Unreadable)? {
        let raised = raise(door, &order.raiser, &columns, &row).await;
        match raised.map_err(|why| ImportFault::Stopped { rows: outcome.rows(), why })? {
            Raised::Added => outcome.added += 1,
            Raised::Known => outcome.known += 1,
            Raised::Refused(problems) => {
                outcome.refused += 1;
                for refusal in told(&columns, &row, problems) {
                    hear(Event::Refused(&refusal)).map_err(ImportFault::Listener)?;
                }
            }
        }
        hear(Event::Rows(outcome.rows())).map_err(ImportFault::Listener)?;
    }
    Ok(outcome)
}

enum Raised {
    Added,
    Known,
    Refused(Vec<Problem>),
}

async fn raise(door: &Door, raiser: &Caller, columns: &[&'static str], row: &Row) -> Result<Raised, Error> {
    let cells = Cells::new(columns, &row.cells);
    let reference = cells.text("reference").unwrap_or_default().to_owned();
    let (new, form) = cells.concern();
    let raiser = Caller { at: door.now(), ..raiser.clone() };
    Ok(match concerns::import(door, &raiser, &reference, new, form).await? {
        ChangeAnswer::Done(view) if view.is_recalled() => Raised::Known,
        ChangeAnswer::Done(_) => Raised::Added,
        ChangeAnswer::Problems(problems) => Raised::Refused(problems),
        ChangeAnswer::Refused(_) => return Err(Error::internal("a concern was refused to a system")),
    })
}

/// What a report says of a refused row.
fn told(columns: &[&'static str], row: &Row, problems: Vec<Problem>) -> Vec<Refusal> {
    let cells = Cells::new(columns, &row.cells);
    let record = cells.text("reference").map_or_else(|| format!("line {}", row.line), str::to_owned);
    let tell = |problem: Problem| {
        let path: Vec<&str> = problem.path.iter().skip(1).map(String::as_str).collect();
        let field = of_field(&path.join("."));
        let value = cells.text(field).unwrap_or_default();
        let (rule, message) = match problem.code {
            "IDEMPOTENCY_KEY_REUSED" => (
                "REFERENCE_REUSED",
                "a row with this reference was taken in before and said something else: add to that concern, or give what is \
                 new a reference of its own"
                    .to_owned(),
            ),
            code => (code, problem.message),
        };
        Refusal { record: record.clone(), field, value: value.chars().take(SHOWN).collect(), rule, message }
    };
    problems.into_iter().map(tell).collect()
}
