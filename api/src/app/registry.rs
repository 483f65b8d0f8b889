//! The commands that register agencies, practitioners, client apps and those named for an inspection; each is logged.

mod client;
mod contacts;
mod inspection;
mod succession;

use clap::{Args, Subcommand, ValueEnum};
use entities::words::{AgencyKind, Position, Role};
use entities::{Set, Word};

use super::{Fault, out};
use crate::disclosure::{Door, NewAgency, NewPractitioner, RegistryProblem, RoleChange};
use crate::http::identity::IssuerConfig;
pub use client::{ClientCommand, client};
use contacts::{ContactArgs, Contacts};
pub use inspection::{InspectionCommand, inspection};
use succession::SucceedArgs;

/// `hub agency …`
#[derive(Debug, Subcommand)]
pub enum AgencyCommand {
    /// Register an agency.
    #[command(
        after_help = "Example: hub agency add --code E09000900 --name 'Northmere Council' --kind LOCAL_AUTHORITY --public-authority yes"
    )]
    Add(AgencyArgs),
    /// Give an agency other telephone numbers.
    Contact(ContactArgs),
    /// Print every agency.
    List(ListArgs),
    /// Name the successors of an agency that merges, splits or changes its code. It takes effect on that day, once information
    /// governance has settled what meets a successor and approved it (GraphQL: successionMatters, settleSuccession,
    /// decideSuccession).
    #[command(after_help = "Example: hub agency succeed --code Y00001 --to Y00002 --from 2027-04-01")]
    Succeed(SucceedArgs),
    /// Print every succession that was named, those named last first.
    #[command(after_help = "Example: hub agency successions --json")]
    Successions(ListArgs),
}

/// What `hub agency add` takes.
#[derive(Debug, Args)]
pub struct AgencyArgs {
    /// ODS, URN, GSS or force code.
    #[arg(long)]
    code: String,
    /// The name, as people know it.
    #[arg(long)]
    name: String,
    /// The kind of service.
    #[arg(long, value_parser = word::<AgencyKind>)]
    kind: AgencyKind,
    /// Whether it is a public authority.
    #[arg(long, default_value = "no")]
    public_authority: YesNo,
    /// The code of the local authority whose area it serves.
    #[arg(long)]
    area: Option<String>,
    /// Its very existence on a record is confidential.
    #[arg(long)]
    sensitive_service: bool,
    #[command(flatten)]
    contacts: Contacts,
}

/// What every list takes.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// As JSON, one array.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum YesNo {
    Yes,
    No,
}

/// `hub practitioner …`
#[derive(Debug, Subcommand)]
pub enum PractitionerCommand {
    /// Register a practitioner in an agency; one who is known gains a membership.
    #[command(
        after_help = "Example: hub practitioner add --issuer https://login.example.org --subject a.khan --name 'Amira Khan' --agency E09000900 --role SOCIAL_WORKER"
    )]
    Add(PractitionerArgs),
    /// Print everybody, a line for each membership, those who left too.
    List(ListArgs),
    /// End a membership; from the next request on the person is unknown there.
    Leave(MembershipArgs),
    /// Give or take a role.
    #[command(subcommand)]
    Role(RoleCommand),
}

/// What `hub practitioner add` takes.
#[derive(Debug, Args)]
pub struct PractitionerArgs {
    #[command(flatten)]
    membership: MembershipArgs,
    /// The name that colleagues know.
    #[arg(long)]
    name: String,
    /// Roles held.
    #[arg(long, required = true, num_args = 1.., value_parser = word::<Role>)]
    role: Vec<Role>,
    /// The team.
    #[arg(long)]
    team: Option<String>,
    /// Codes of the local authorities whose MASH the person is assigned to.
    #[arg(long, num_args = 1..)]
    mash_area: Vec<String>,
    /// Standing beside the roles.
    #[arg(long, default_value = "PRACTITIONER", value_parser = word::<Position>)]
    position: Position,
}

/// Which membership.
#[derive(Debug, Args)]
pub struct MembershipArgs {
    /// Who vouches for the login.
    #[arg(long)]
    issuer: String,
    /// The login, as the issuer names it.
    #[arg(long)]
    subject: String,
    /// The agency's code.
    #[arg(long)]
    agency: String,
}

/// `hub practitioner role …`
#[derive(Debug, Subcommand)]
pub enum RoleCommand {
    /// Give a role.
    Add(RoleArgs),
    /// Take a role.
    Remove(RoleArgs),
}

/// What `hub practitioner role` takes.
#[derive(Debug, Args)]
pub struct RoleArgs {
    #[command(flatten)]
    membership: MembershipArgs,
    /// The role.
    #[arg(long, value_parser = word::<Role>)]
    role: Role,
}

pub(super) fn word<W: Word>(text: &str) -> Result<W, String> {
    W::parse(text).ok_or_else(|| {
        let all: Vec<&str> = W::ALL.iter().map(|w| w.name()).collect();
        format!("not one of {}", all.join(", "))
    })
}

pub(super) fn fault(problem: RegistryProblem) -> Fault {
    match problem {
        RegistryProblem::Wrong(message) => Fault::usage(message),
        RegistryProblem::Failed(error) => error.into(),
    }
}

pub(super) fn print(
    json: bool,
    rows: Vec<serde_json::Value>,
    line: impl Fn(&serde_json::Value) -> String,
) -> Result<(), Fault> {
    if json {
        return out::line(serde_json::Value::Array(rows));
    }
    out::text(rows.iter().map(|row| line(row) + "\n").collect::<String>())
}

pub(super) fn text(row: &serde_json::Value, key: &str) -> String {
    row.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
}

/// That it came to an end, and when, where it did.
fn since(row: &serde_json::Value, key: &str, what: &str) -> String {
    row.get(key).and_then(|v| v.as_str()).map_or_else(String::new, |on| format!("  {what}{on}"))
}

/// Refuses to register somebody whom no configured issuer could sign in.
///
/// # Errors
/// Where issuers are configured and this is none of them.
pub(super) fn require_issuer(command: &PractitionerCommand, issuers: &[IssuerConfig]) -> Result<(), Fault> {
    let PractitionerCommand::Add(args) = command else { return Ok(()) };
    let known: Vec<&str> = issuers.iter().map(|issuer| issuer.issuer.as_str()).collect();
    if known.is_empty() || known.contains(&args.membership.issuer.as_str()) {
        return Ok(());
    }
    Err(Fault::usage(format!(
        "--issuer: `{}` is no configured issuer, so nobody could sign in by it; there are {}",
        args.membership.issuer,
        known.join(", ")
    )))
}

/// Runs `hub agency …`.
///
/// # Errors
/// Where the input is wrong or the hub cannot write.
pub async fn agency(door: &Door, command: AgencyCommand) -> Result<(), Fault> {
    match command {
        AgencyCommand::Add(args) => {
            let id = door
                .add_agency(NewAgency {
                    code: args.code,
                    name: args.name,
                    kind: args.kind,
                    public_authority: matches!(args.public_authority, YesNo::Yes),
                    area: args.area,
                    sensitive_service: args.sensitive_service,
                    phone: args.contacts.phone,
                    out_of_hours: args.contacts.out_of_hours,
                    email: args.contacts.email,
                })
                .await
                .map_err(fault)?;
            out::line(id.public())?;
        }
        AgencyCommand::Contact(args) => contacts::change(door, args).await?,
        AgencyCommand::List(args) => {
            let mut rows = Vec::new();
            let mut after: Option<(String, entities::ids::AgencyId)> = None;
            loop {
                let from = after.as_ref().map(|(name, id)| (name.as_str(), *id));
                let (page, _) = door.agency_directory(None, None, from, 100).await?;
                after = page.last().filter(|_| page.len() > 100).map(|a| (a.name.clone(), a.id));
                rows.extend(page.iter().map(|a| {
                    serde_json::json!({"id": a.id.public(), "code": a.code, "name": a.name, "kind": a.kind.name(),
                        "closedOn": a.closed_on})
                }));
                if after.is_none() {
                    break;
                }
            }
            print(args.json, rows, |r| {
                let closed = since(r, "closedOn", "closed on ");
                format!(
                    "{:<12} {:<22} {}  {}{closed}",
                    text(r, "code"),
                    text(r, "kind"),
                    text(r, "name"),
                    text(r, "id")
                )
            })?;
        }
        AgencyCommand::Succeed(args) => succession::succeed(door, args).await?,
        AgencyCommand::Successions(args) => succession::list(door, args).await?,
    }
    Ok(())
}

/// Runs `hub practitioner …`.
///
/// # Errors
/// Where the input is wrong or the hub cannot write.
pub async fn practitioner(door: &Door, command: PractitionerCommand) -> Result<(), Fault> {
    match command {
        PractitionerCommand::Add(args) => {
            let (person, membership) = door
                .add_practitioner(NewPractitioner {
                    issuer: args.membership.issuer,
                    subject: args.membership.subject,
                    name: args.name,
                    agency: args.membership.agency,
                    roles: Set::of(&args.role),
                    team: args.team,
                    mash_areas: args.mash_area,
                    position: args.position,
                })
                .await
                .map_err(fault)?;
            out::line(format_args!("{} {}", person.public(), membership.public()))?;
        }
        PractitionerCommand::List(args) => {
            let rows = door.practitioners().await?.into_iter().map(|p| {
                serde_json::json!({
                    "practitioner": p.person_id.public(), "name": p.name, "issuer": p.issuer, "subject": p.subject,
                    "membership": p.membership_id.public(), "agency": p.agency, "team": p.team, "roles": p.roles,
                    "position": p.position, "left": p.ended, "agencyClosedOn": p.agency_closed_on,
                })
            });
            print(args.json, rows.collect(), |r| {
                let roles = r.get("roles").map(ToString::to_string).unwrap_or_default();
                let left = if r.get("left") == Some(&true.into()) { "  left" } else { "" };
                let closed = since(r, "agencyClosedOn", "agency closed on ");
                format!(
                    "{:<12} {:<24} {} {}  {}{left}{closed}",
                    text(r, "agency"),
                    text(r, "name"),
                    text(r, "subject"),
                    roles,
                    text(r, "practitioner")
                )
            })?;
        }
        PractitionerCommand::Leave(args) => {
            door.end_membership(&args.issuer, &args.subject, &args.agency).await.map_err(fault)?;
            eprintln!("ended: from the next request on `{}` is unknown at `{}`", args.subject, args.agency);
        }
        PractitionerCommand::Role(command) => {
            let (args, change) = match command {
                RoleCommand::Add(args) => (args, RoleChange::Add),
                RoleCommand::Remove(args) => (args, RoleChange::Remove),
            };
            let m = args.membership;
            door.change_role(&m.issuer, &m.subject, &m.agency, args.role, change).await.map_err(fault)?;
            eprintln!("done: it takes effect with the next request");
        }
    }
    Ok(())
}
