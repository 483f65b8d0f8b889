//! `hub client …`: the partner apps that may ask on practitioners' behalf.

use clap::{Args, Subcommand};

use super::super::Fault;
use super::{ListArgs, fault, print, text};
use crate::disclosure::Door;

/// `hub client …`
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Register a partner app that may ask on practitioners' behalf.
    #[command(after_help = "Example: hub client add --id school-mis --name 'School system' --agency 999001")]
    Add(ClientArgs),
    /// Print every client app.
    List(ListArgs),
}

/// What `hub client add` takes.
#[derive(Debug, Args)]
pub struct ClientArgs {
    /// The client id that the issuer gives it.
    #[arg(long)]
    id: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// Codes of the agencies it may act for.
    #[arg(long, required = true, num_args = 1..)]
    agency: Vec<String>,
    /// It may confirm claimed involvements.
    #[arg(long)]
    may_confirm_involvements: bool,
}

/// Runs `hub client …`.
///
/// # Errors
/// Where the input is wrong or the hub cannot write.
pub async fn client(door: &Door, command: ClientCommand) -> Result<(), Fault> {
    match command {
        ClientCommand::Add(args) => {
            door.add_client(&args.id, &args.name, &args.agency, args.may_confirm_involvements).await.map_err(fault)?;
            eprintln!("registered: tokens with `azp` or `act.sub` `{}` are taken", args.id);
        }
        ClientCommand::List(args) => {
            let rows = door.clients().await?;
            print(args.json, rows, |r| format!("{:<24} {}", text(r, "id"), text(r, "name")))?;
        }
    }
    Ok(())
}
