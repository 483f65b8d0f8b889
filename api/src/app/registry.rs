//! The commands that register agencies, practitioners, client apps and those named for an inspection; each is logged.

mod succession;

use clap::{Args, Subcommand, ValueEnum};
use entities::ids::{ChildId, PersonId};
use entities::words::{AgencyKind, Position, Role, SharingPurpose};
use entities::{Date, Set, Word};

use super::Fault;
use crate::disclosure::{Door, NewAgency, NewPractitioner, RegistryProblem, RoleChange};
use succession::SucceedArgs;

/// `hub agency …`
#[derive(Debug, Subcommand)]
pub enum AgencyCommand {
    /// Register an agency.
    #[command(
        after_help = "Example: hub agency add --code E09000900 --name 'Northmere Council' --kind LOCAL_AUTHORITY --public-authority yes"
    )]
    Add(AgencyArgs),
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
    /// Safeguarding telephone.
    #[arg(long)]
    phone: Option<String>,
    /// Out of hours telephone.
    #[arg(long)]
    out_of_hours: Option<String>,
    /// Secure e-mail.
    #[arg(long)]
    email: Option<String>,
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
    /// Print everybody, a line for each membership.
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

pub(super) fn print(json: bool, rows: Vec<serde_json::Value>, line: impl Fn(&serde_json::Value) -> String) {
    if json {
        println!("{}", serde_json::Value::Array(rows));
    } else {
        rows.iter().for_each(|row| println!("{}", line(row)));
    }
}

pub(super) fn text(row: &serde_json::Value, key: &str) -> String {
    row.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
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
                    phone: args.phone,
                    out_of_hours: args.out_of_hours,
                    email: args.email,
                })
                .await
                .map_err(fault)?;
            println!("{}", id.public());
        }
        AgencyCommand::List(args) => {
            let mut rows = Vec::new();
            let mut after: Option<(String, entities::ids::AgencyId)> = None;
            loop {
                let from = after.as_ref().map(|(name, id)| (name.as_str(), *id));
                let (page, _) = door.agency_directory(None, None, from, 100).await?;
                after = page.last().filter(|_| page.len() > 100).map(|a| (a.name.clone(), a.id));
                rows.extend(page.iter().map(
                    |a| serde_json::json!({"id": a.id.public(), "code": a.code, "name": a.name, "kind": a.kind.name()}),
                ));
                if after.is_none() {
                    break;
                }
            }
            print(args.json, rows, |r| {
                format!("{:<12} {:<22} {}  {}", text(r, "code"), text(r, "kind"), text(r, "name"), text(r, "id"))
            });
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
            println!("{} {}", person.public(), membership.public());
        }
        PractitionerCommand::List(args) => {
            let rows = door.practitioners().await?.into_iter().map(|p| {
                serde_json::json!({
                    "practitioner": p.person_id.public(), "name": p.name, "issuer": p.issuer, "subject": p.subject,
                    "membership": p.membership_id.public(), "agency": p.agency, "team": p.team, "roles": p.roles,
                    "position": p.position,
                })
            });
            print(args.json, rows.collect(), |r| {
                let roles = r.get("roles").map(ToString::to_string).unwrap_or_default();
                format!(
                    "{:<12} {:<24} {} {}  {}",
                    text(r, "agency"),
                    text(r, "name"),
                    text(r, "subject"),
                    roles,
                    text(r, "practitioner")
                )
            });
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
            print(args.json, rows, |r| format!("{:<24} {}", text(r, "id"), text(r, "name")));
        }
    }
    Ok(())
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
                format!(
                    "{} {} {} until {}",
                    text(r, "purpose"),
                    text(r, "practitioner"),
                    text(r, "child"),
                    text(r, "until")
                )
            });
        }
    }
    Ok(())
}
