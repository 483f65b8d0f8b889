//! `hub inspection …`: who is named for an audit, an inspection or a request, and until when.

use clap::{Args, Subcommand};
use entities::Date;
use entities::ids::{ChildId, PersonId};
use entities::words::SharingPurpose;

use super::super::Fault;
use super::{ListArgs, fault, print, text, word};
use crate::disclosure::Door;

/// `hub inspection …`
#[derive(Debug, Subcommand)]
pub enum InspectionCommand {
    /// Name a person for an audit, an inspection or a request about some children, until a date.
    #[command(
        after_help = "Example: hub inspection add --practitioner practitioner_… --child child_… --purpose INSPECTION --until 2027-01-31"
    )]
    Add(InspectionArgs),
    /// Print who is named for what.
    List(ListArgs),
}

/// What `hub inspection add` takes.
#[derive(Debug, Args)]
pub struct InspectionArgs {
    /// The person's id, as `hub practitioner list` prints it.
    #[arg(long)]
    practitioner: String,
    /// The children's ids.
    #[arg(long, required = true, num_args = 1..)]
    child: Vec<String>,
    /// INSPECTION, CASE_AUDIT or SUBJECT_ACCESS.
    #[arg(long, value_parser = word::<SharingPurpose>)]
    purpose: SharingPurpose,
    /// The last day.
    #[arg(long)]
    until: String,
}

/// Runs `hub inspection …`.
///
/// # Errors
/// Where the input is wrong or the hub cannot write.
pub async fn inspection(door: &Door, command: InspectionCommand) -> Result<(), Fault> {
    match command {
        InspectionCommand::Add(args) => {
            let person =
                PersonId::from_public(&args.practitioner).map_err(|e| Fault::usage(format!("--practitioner: {e}")))?;
            let children = args
                .child
                .iter()
                .map(|c| ChildId::from_public(c).map_err(|e| Fault::usage(format!("--child: {e}"))))
                .collect::<Result<Vec<_>, _>>()?;
            let until: Date = args.until.parse().map_err(|_| Fault::usage("--until is a date such as 2027-01-31"))?;
            door.name_for_access(person, &children, args.purpose, until).await.map_err(fault)?;
            eprintln!("named until {until} for {} children", children.len());
        }
        InspectionCommand::List(args) => {
            let rows = door.named_for_access().await?;
            print(args.json, rows, |r| {
                let over = if r.get("over") == Some(&true.into()) { ", over" } else { "" };
                format!(
                    "{} {} {} until {}{over}",
                    text(r, "purpose"),
                    text(r, "practitioner"),
                    text(r, "child"),
                    text(r, "until")
                )
            })?;
        }
    }
    Ok(())
}
