//! `hub import concerns`: the command around the run: database and key, progress, report, the answer on stdout.

use std::io::Write;

use super::bar::Bar;
use super::{ImportArgs, SHOWN, door, open_report};
use crate::app::Fault;
use crate::disclosure::Door;
use crate::services::concern_import::{self, Event, ImportFault, Order, Outcome, Refusal, Summary};

/// What `--help` says beneath the flags.
pub(super) fn long_help() -> String {
    format!(
        "{}\nExample of a file:\n  reference,givenName,familyName,dateOfBirth,whatHappened,familyInformed,callBack\n  \
         MIS-2026-0117,Ada,Reed,2019-05-04,\"Came without a coat, third day.\",INFORMED_AND_AGREES,020 7946 0106\n\n\
         A second run adds nothing: a row is known by its reference. A row that breaks a rule is refused and told, and the \
         others are taken in.\n\n\
         Example: hub import concerns concerns.csv --agency 999001 --report refused.csv\n\
         Exit 0: read, with or without refused rows. 2: wrong use, or no table of concerns, and nothing was changed. \
         3: the database or a file failed; run it again and it goes on.",
        concern_import::help()
    )
}

pub(super) async fn run(args: ImportArgs) -> Result<(), Fault> {
    let config = args.dir.is_none().then(|| args.from.load()).transpose()?;
    let bar = Bar::new();
    let read = concern_import::read_through(&args.file, |read, of| bar.reading(read, of));
    let summary = read.map_err(|fault| explain(fault, &args))?;
    let door = door(args.dir.as_deref(), config.as_ref()).await?;
    let done = import(&door, &args, summary, &bar).await;
    door.close().await;
    bar.done();
    done
}

async fn import(door: &Door, args: &ImportArgs, summary: Summary, bar: &Bar) -> Result<(), Fault> {
    // Before the report: an earlier one stays whole where nothing is imported.
    let raiser = concern_import::importer(door, &args.agency).await.map_err(|fault| explain(fault, args))?;
    let mut report = args.report.as_deref().map(open_report).transpose()?;
    let order = Order { file: args.file.clone(), raiser };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        write!(out, "{{\"problems\":[")?;
    }
    let (mut shown, mut told) = (Vec::new(), 0_u64);
    bar.writing(summary.rows, "concerns");
    let outcome = concern_import::run(door, &order, |event| match event {
        Event::Rows(done) => {
            bar.written(done);
            Ok(())
        }
        Event::Refused(refusal) => {
            if args.json {
                let comma = if told == 0 { "" } else { "," };
                write!(out, "{comma}{}", as_json(refusal))?;
            } else if shown.len() < SHOWN {
                shown.push(refusal.clone());
            }
            told += 1;
            let cells = [&refusal.record, refusal.field, &refusal.value, refusal.rule];
            report.as_mut().map_or(Ok(()), |report| report.line(cells).map_err(std::io::Error::other))
        }
    })
    .await
    .map_err(|fault| explain(fault, args))?;
    if let Some(report) = report {
        report.finish()?.sync_all()?;
    }
    let Outcome { added, known, refused } = outcome;
    if args.json {
        let counts = serde_json::json!({"added": added, "known": known});
        writeln!(out, "],\"concerns\":{counts},\"refused\":{refused}}}")?;
        return Ok(out.flush()?);
    }
    bar.done();
    writeln!(out, "{}: {} rows", args.file.display(), summary.rows)?;
    writeln!(out, "  concerns  {added} added, {known} known")?;
    writeln!(out, "  refused   {refused}")?;
    if let Some(report) = args.report.as_deref().filter(|_| refused > 0) {
        writeln!(out, "  each with record, field, value and rule in {}", report.display())?;
    } else {
        for Refusal { record, field, value, rule, message } in &shown {
            writeln!(out, "    {record}  {field}  {value:?}  {rule}: {message}")?;
        }
        let more = told.saturating_sub(shown.len() as u64);
        if more > 0 {
            writeln!(out, "    and {more} more: `--report refused.csv` lists them all")?;
        }
    }
    Ok(out.flush()?)
}

fn as_json(refusal: &Refusal) -> serde_json::Value {
    let Refusal { record, field, value, rule, message } = refusal;
    serde_json::json!({"record": record, "field": field, "value": value, "rule": rule, "message": message})
}

fn explain(fault: ImportFault, args: &ImportArgs) -> Fault {
    let file = args.file.display();
    match fault {
        ImportFault::Unreadable(wrong) => {
            let line = if wrong.line == 0 { String::new() } else { format!("line {}: ", wrong.line) };
            Fault::usage(format!("{file}: {line}{}; nothing was imported", wrong.why))
        }
        ImportFault::UnknownAgency => {
            Fault::usage(format!("no agency has the code `{}`: register it first; nothing was imported", args.agency))
        }
        ImportFault::Closed => Fault::usage(format!(
            "`{}` has closed: import for the agency that succeeds it; nothing was imported",
            args.agency
        )),
        ImportFault::Listener(why) => Fault::outside(format!("the report cannot be written: {why}")),
        ImportFault::Stopped { rows, why } => {
            let why = Fault::from(why);
            Fault::outside(format!(
                "stopped after {rows} rows: {}; run it again and it goes on from there",
                why.message()
            ))
        }
    }
}
