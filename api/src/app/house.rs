//! Puts the house together, top to bottom: database, log, rule book, store, door, schema, edge.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_graphql::{Request, Response, Variables};
use entities::ids::MembershipId;
use futures_util::stream::BoxStream;
use migration::{Migrator, MigratorTrait};
use policies::{Numbers, RuleBook};
use serde_json::Value;

use super::fault::Fault;
use crate::access_log::{self, Keys, Log, PublicKey, SigningKey, SlotLock, writer_options};
use crate::disclosure::{Caller, CallerProblem, Contacts, Door, DoorParts, Follower, Seal};
use crate::graphql::{self, HubSchema};
use crate::http::Limits;
use crate::http::graphql::{Backend, CallerError};
use crate::http::identity::Identity;
use crate::plain::clock::{Clock, SystemClock};
use crate::plain::entropy::{Entropy, SystemEntropy};
use crate::plain::mash_clocks::MashClocks;
use crate::store::{Store, connect};

/// What a house is built from.
pub struct Plan<'a> {
    /// Where the database is.
    pub database_url: &'a str,
    /// Connections that read at one time.
    pub readers: u32,
    /// What signs the log's checkpoints.
    pub signing_key: SigningKey,
    /// The keys that signed them before, the oldest first.
    pub former_keys: Vec<PublicKey>,
    /// A folder whose rule book takes the place of the embedded one.
    pub policies: Option<&'a Path>,
    /// The numbers that the rules leave to configuration.
    pub rules: Numbers,
    /// Whom to ring where the caller's area has no number.
    pub contacts: Contacts,
    /// The clocks of a MASH.
    pub clocks: MashClocks,
}

impl<'a> Plan<'a> {
    /// A house over that database with everything else as it is by default.
    pub fn new(database_url: &'a str, signing_key: SigningKey, contacts: Contacts) -> Self {
        Self {
            database_url,
            readers: connect::READERS,
            signing_key,
            former_keys: Vec::new(),
            policies: None,
            rules: Numbers::default(),
            contacts,
            clocks: MashClocks::default(),
        }
    }
}

/// Refuses a database on another machine that need not prove its name.
///
/// # Errors
/// Where its address does not ask for that.
pub fn require_proven(database_url: &str) -> Result<(), Fault> {
    match connect::unproven_host(database_url) {
        None => Ok(()),
        Some(host) => Err(Fault::usage(format!("database.url: {}; {PROVE_IT}", unproven(&host)))),
    }
}

/// What is wrong with the way to a database on that host.
pub(super) fn unproven(host: &str) -> String {
    format!(
        "the database is on another machine, `{host}`, and the connection to it is not proven: it could be read on its way, or lead to \
         another server"
    )
}

/// What to do about it.
pub(super) const PROVE_IT: &str = "add sslmode=verify-full to the address, and sslrootcert=FILE where no public authority vouches \
     for the server's certificate; a server on this machine is reached by 127.0.0.1 or its socket";

/// Brings the tables of a database to the present form.
///
/// # Errors
/// Where the database fails.
pub async fn migrate(database_url: &str) -> Result<(), Fault> {
    let db = connect::open_for_migration(database_url).await?;
    Migrator::up(&db, None).await?;
    db.close().await?;
    Ok(())
}

/// Ends with what to do where the tables are not of the present form.
///
/// # Errors
/// Where a migration is pending or the database does not answer.
pub async fn require_migrated(database_url: &str) -> Result<(), Fault> {
    // To open it would make an empty one.
    if database_url.starts_with("sqlite:") && !Path::new(connect::sqlite_path(database_url)).exists() {
        return Err(Fault::usage(format!(
            "there is no database at {}: check the path, or make one there with `hub migrate`",
            connect::sqlite_path(database_url)
        )));
    }
    let db = connect::open_for_migration(database_url).await?;
    let pending = Migrator::get_pending_migrations_read_only(&db).await?;
    db.close().await?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Fault::usage(format!("{} migrations are pending: run `hub migrate` first", pending.len())))
}

/// Refuses a database that would let what was recorded be changed or deleted, because somebody took its triggers away.
///
/// # Errors
/// Where a table is unguarded, or the database does not answer.
pub async fn require_guarded(database_url: &str) -> Result<(), Fault> {
    let db = connect::open_for_migration(database_url).await?;
    let unguarded = migration::unguarded(&db).await?;
    db.close().await?;
    if unguarded.is_empty() {
        return Ok(());
    }
    Err(Fault::outside(format!(
        "the database would let what was recorded be changed: triggers that refuse it are missing or switched off on {}; find \
         out who took them away, run `hub log verify`, and restore the database from a backup before the hub uses it",
        unguarded.join(", ")
    )))
}

/// Refuses a database that a demo filled: its people have keys that anybody may use.
///
/// # Errors
/// Where a demo's checkpoint stands in its log, or the database does not answer.
pub async fn refuse_demo(database_url: &str) -> Result<(), Fault> {
    let db = connect::open_for_migration(database_url).await?;
    let checkpoints = access_log::checkpoints(&db).await?;
    db.close().await?;
    if checkpoints.iter().any(|text| text.starts_with(super::demo::LOG_ORIGIN)) {
        return Err(Fault::usage("this database was filled by `hub demo`: the hub serves nobody from it"));
    }
    Ok(())
}

/// Builds the door: everything from the database up to disclosure.
///
/// # Errors
/// Where anything is missing; then nothing runs.
pub async fn door(plan: Plan<'_>) -> Result<Door, Fault> {
    door_by(plan, Arc::new(SystemClock)).await
}

/// The same by another clock.
///
/// # Errors
/// Where anything is missing; then nothing runs.
pub async fn door_by(plan: Plan<'_>, clock: Arc<dyn Clock>) -> Result<Door, Fault> {
    let book = rule_book(plan.policies, plan.rules)?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let reader = connect::open_readers(plan.database_url, plan.readers).await?;
    let writer = connect::open_with(writer_options(plan.database_url)).await?;
    let lock = slot_lock(plan.database_url);
    let seal = Seal::of(&plan.signing_key)?;
    let keys = Keys::new(plan.former_keys, plan.signing_key.public().clone())?;
    let log = Log::start(reader.clone(), writer, lock, plan.signing_key, Arc::clone(&clock), Arc::clone(&entropy));
    let log = log.await?.known_by(keys);
    let store = Store::new(reader, book.numbers());
    let (contacts, clocks) = (plan.contacts, plan.clocks);
    let door = Door::new(DoorParts { store, log, book, clock, entropy, contacts, clocks, seal });
    door.keep_book().await?;
    Ok(door)
}

/// What holds the slots of the logs of that database.
pub(super) fn slot_lock(database_url: &str) -> SlotLock {
    if database_url.starts_with("sqlite:") {
        SlotLock::Beside(PathBuf::from(connect::sqlite_path(database_url)))
    } else {
        SlotLock::Session
    }
}

/// The rule book of a folder, or the built-in one.
pub(super) fn rule_book(dir: Option<&Path>, rules: Numbers) -> Result<RuleBook, policies::BookError> {
    match dir {
        Some(dir) => RuleBook::from_dir(dir, rules),
        None => RuleBook::embedded(rules),
    }
}

/// The house as the edge sees it.
#[derive(Clone)]
pub struct House {
    door: Arc<Door>,
    schema: HubSchema,
}

impl House {
    /// The house behind that door.
    pub fn new(door: Arc<Door>, limits: &Limits) -> Self {
        let Limits { depth, complexity, directives, .. } = *limits;
        let limits = graphql::Limits { depth, complexity, directives };
        Self { schema: graphql::schema(Arc::clone(&door), limits), door }
    }

    /// Runs an operation as that person and gives the answer as it would go out.
    ///
    /// # Errors
    /// Where the answer cannot be put in JSON.
    pub(super) async fn send(&self, caller: Caller, document: &str, variables: Value) -> serde_json::Result<Value> {
        let request = Request::new(document).variables(Variables::from_json(variables));
        serde_json::to_value(graphql::execute(&self.schema, caller, request).await)
    }
}

impl Backend for House {
    type Caller = Caller;

    async fn caller(&self, identity: &Identity, acting: Option<&str>, request_id: &str) -> Result<Caller, CallerError> {
        let wanted = acting.or(identity.membership.as_deref());
        let wanted = wanted.map(MembershipId::from_public).transpose().map_err(|_| CallerError::MembershipUnknown)?;
        let login = (identity.issuer.as_str(), identity.subject.as_str());
        self.door.caller(login, identity.client.as_deref(), wanted, request_id).await.map_err(|problem| match problem {
            CallerProblem::PractitionerUnknown => CallerError::PractitionerUnknown,
            CallerProblem::ClientUnknown => CallerError::ClientUnknown,
            CallerProblem::MembershipUnknown => CallerError::MembershipUnknown,
            CallerProblem::MembershipRequired => CallerError::MembershipRequired,
            CallerProblem::Unavailable(cause) => {
                tracing::error!(request.id = %request_id, cause = %cause, "the caller could not be looked up");
                CallerError::Unavailable
            }
        })
    }

    fn cost(&self, request: &mut Request) -> usize {
        graphql::cost(request)
    }

    async fn execute(&self, caller: Caller, request: Request) -> Response {
        graphql::execute(&self.schema, caller, request).await
    }

    fn follow(&self, identity: &Identity, caller: Caller, request: Request) -> BoxStream<'static, Response> {
        let follower = Follower {
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
            client: identity.client.clone(),
            membership: caller.membership,
            roles: caller.roles,
            until: identity.expires,
            request: caller.request.clone(),
        };
        graphql::follow(&self.schema, caller, follower, request)
    }

    async fn ready(&self) -> Result<(), String> {
        self.door.ready().await
    }

    fn membership(&self, caller: &Caller) -> Option<MembershipId> {
        Some(caller.membership)
    }
}
