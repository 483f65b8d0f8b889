//! What the import answers on stdout: one JSON object, or a summary for people.

use std::cmp::Reverse;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use entities::Date;

use super::super::Fault;
use super::{Answer, ImportArgs};
use crate::plain::calendar::Calendar;
use crate::services::cin_census::{self, Problem};
use crate::services::cin_import::Tally;

/// The object of the command line's contract. Problems are read from the return once more, so that a long list of them
/// needs no memory.
pub(super) fn json(
    out: &mut impl Write,
    tally: &Tally,
    file: &Path,
    today: Date,
    calendar: &Arc<Calendar>,
) -> Result<(), Fault> {
    let counts = |added: u64, known: u64| serde_json::json!({"added": added, "known": known});
    write!(
        out,
        "{{\"children\":{},\"entries\":{},\"problems\":[",
        counts(tally.children_added, tally.children_known),
        counts(tally.entries_added + tally.entries_changed, tally.entries_known)
    )?;
    let mut first = true;
    let mut write = |problem: &Problem| -> std::io::Result<()> {
        let Problem { record, field, value, rule, .. } = problem;
        let line = serde_json::json!({"record": record, "field": field, "value": value, "rule": rule});
        let comma = if std::mem::take(&mut first) { "" } else { "," };
        write!(out, "{comma}{line}")
    };
    let unreadable = |why: cin_census::Unreadable| Fault::outside(format!("the file changed while it was read: {why}"));
    let mut all = cin_census::children(file, today, calendar).map_err(unreadable)?;
    for child in all.by_ref() {
        child.map_err(unreadable)?.problems.iter().try_for_each(&mut write)?;
    }
    all.problems().iter().try_for_each(&mut write)?;
    writeln!(out, "]}}")?;
    out.flush()?;
    Ok(())
}

/// The summary for people.
pub(super) fn summary(out: &mut impl Write, answer: &Answer, args: &ImportArgs) -> Result<(), Fault> {
    let tally = &answer.outcome.tally;
    let header = &answer.outcome.summary.header;
    let reference = header.reference_date.as_ref().map_or("an unknown day", |date| date.raw.as_str());
    writeln!(out, "{}: return to {reference}", args.file.display())?;
    writeln!(out, "  children  {} added, {} known", tally.children_added, tally.children_known)?;
    writeln!(
        out,
        "  entries   {} added, {} with a new version, {} known",
        tally.entries_added, tally.entries_changed, tally.entries_known
    )?;
    writeln!(out, "  problems  {}", tally.problems())?;
    let mut rules: Vec<(&&str, &u64)> = tally.rules.iter().collect();
    rules.sort_by_key(|(rule, count)| (Reverse(**count), **rule));
    for (rule, count) in rules {
        writeln!(out, "    {count:>6}  rule {rule}")?;
    }
    match &args.report {
        Some(report) => writeln!(out, "  each with record, field, value and rule in {}", report.display())?,
        None => {
            for Problem { record, field, value, rule, message } in &answer.shown {
                writeln!(out, "    {record}  {field}  {value:?}  {rule}: {message}")?;
            }
            let more = tally.problems().saturating_sub(answer.shown.len() as u64);
            if more > 0 {
                writeln!(out, "    and {more} more: `--report problems.csv` lists them all")?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
