//! `hub sessions …`: who is signed in to the console, as whoever runs the hub ends it. It must never show what a cookie holds.

use clap::{Args, Subcommand};

use super::{Fault, house, out};
use crate::sessions::Sessions;
use crate::store::connect;

/// `hub sessions …`
#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// End every session of a person, in every browser. They can sign in again, unless the issuer or `hub practitioner leave`
    /// keeps them from it.
    #[command(after_help = "Example: hub sessions end --issuer https://login.example.org --subject a.khan")]
    End(LoginArgs),
}

/// Whose.
#[derive(Debug, Args)]
pub struct LoginArgs {
    /// Who vouches for the login.
    #[arg(long)]
    issuer: String,
    /// The login, as the issuer names it.
    #[arg(long)]
    subject: String,
}

/// Runs the command on that database; it prints how many sessions ended.
///
/// # Errors
/// Where the database does not answer, or is not of the present form.
pub async fn run(database_url: &str, command: SessionsCommand) -> Result<(), Fault> {
    house::require_migrated(database_url).await?;
    let SessionsCommand::End(LoginArgs { issuer, subject }) = command;
    let sessions = Sessions::new(connect::open_for_sessions(database_url).await?);
    let ended = sessions.end_all((&issuer, &subject)).await;
    sessions.close().await;
    out::line(ended?)
}
