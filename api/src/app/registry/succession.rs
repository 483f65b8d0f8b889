//! `hub agency succeed` and `hub agency successions` (R39): naming who succeeds an agency. Approving it is governance's, in its
//! own session, and no command's.

use clap::Args;
use entities::Date;
use serde_json::json;

use super::super::{Fault, out};
use super::{ListArgs, fault, print, text};
use crate::disclosure::{Door, NewSuccession};

/// What `hub agency succeed` takes.
#[derive(Debug, Args)]
pub struct SucceedArgs {
    /// The code of the agency that closes.
    #[arg(long)]
    code: String,
    /// The codes of its successors, registered before. The first one keeps the records.
    #[arg(long, required = true, num_args = 1..)]
    to: Vec<String>,
    /// The first day on which nobody acts for the agency.
    #[arg(long)]
    from: String,
    /// As JSON, one object.
    #[arg(long)]
    json: bool,
}

/// Runs `hub agency succeed`.
///
/// # Errors
/// Where the input is wrong or the hub cannot write.
pub(super) async fn succeed(door: &Door, args: SucceedArgs) -> Result<(), Fault> {
    let from: Date = args.from.parse().map_err(|_| Fault::usage("--from is a date such as 2027-04-01"))?;
    let id = door.name_successor(NewSuccession { code: args.code, to: args.to, from }).await.map_err(fault)?;
    if args.json {
        out::line(json!({"succession": id.public()}))?;
    } else {
        out::line(id.public())?;
    }
    eprintln!(
        "named: it takes effect on {from}, once information governance has settled what it meets and approved it"
    );
    Ok(())
}

/// Runs `hub agency successions`.
///
/// # Errors
/// Where the database fails.
pub(super) async fn list(door: &Door, args: ListArgs) -> Result<(), Fault> {
    print(args.json, door.registered_successions().await?, |row| {
        let list = |key: &str| {
            let all = row.get(key).and_then(serde_json::Value::as_array).into_iter().flatten();
            all.filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(" ")
        };
        format!(
            "{:<12} by {:<20} from {}  {:<8}  {}",
            text(row, "agency"),
            list("successors"),
            text(row, "from"),
            text(row, "state"),
            text(row, "succession")
        )
    })
}
