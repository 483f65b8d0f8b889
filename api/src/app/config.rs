//! The configuration: one TOML file, each key also a flag and an environment variable. A flag wins over the environment, the
//! environment over the file, the file over the default. A key that is not known stops the hub: a misspelt limit would
//! otherwise be no limit. Secrets are of a type that cannot be printed.

mod database;
mod fault;
mod flags;
mod keys;
mod load;
mod secret;
mod sources;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;

use entities::Date;

pub use database::{DatabaseUrl, Engine};
pub use fault::ConfigError;
pub use flags::Flags;
pub use keys::default_toml;
pub use load::{Origin, Setting};
pub use secret::Secret;

use crate::http::Limits;
use crate::http::identity::IssuerConfig;

/// The hub's configuration, checked.
pub struct Config {
    /// The database and its pool.
    pub database: Database,
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// How the hub is reached from outside, such as `https://hub.example.org`, without a path.
    pub public_origin: Option<String>,
    /// The access log's key and checkpoints.
    pub log: Log,
    /// A directory whose rule book replaces the built-in one.
    pub policies_dir: Option<PathBuf>,
    /// What a request may cost.
    pub limits: Limits,
    /// The issuers whose tokens are trusted.
    pub issuers: Vec<IssuerConfig>,
    /// Whom to ring where an area has no numbers of its own (R33).
    pub contact: Contact,
    /// The numbers that the rules leave to configuration.
    pub rules: Rules,
    /// The operational log.
    pub trace: Trace,
    settings: Vec<Setting>,
}

/// The database and its pool.
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// Connections that read at once.
    pub connections: u32,
}

/// The access log's key and checkpoints.
pub struct Log {
    /// The key that signs checkpoints, as `hub log key new` wrote it.
    pub signing_key: Option<Secret>,
    /// A directory outside the database that gets a checkpoint a minute.
    pub checkpoints: Option<PathBuf>,
    /// The first line of each checkpoint: the log's name to the world.
    pub origin: String,
}

/// Whom to ring where an area has no numbers of its own (R33).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The safeguarding team by day.
    pub safeguarding_phone: Option<String>,
    /// The emergency duty team.
    pub out_of_hours_phone: Option<String>,
}

/// The numbers that the rules leave to configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Days that an ended relationship still shows what was on record on its last day (R13).
    pub relationship_grace_days: u32,
    /// Hours that an emergency opens a record for (R31).
    pub emergency_hours: u32,
    /// Bank holidays beside those that the calendar knows by rule.
    pub extra_holidays: Vec<Date>,
}

/// The operational log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What to write: a level, or a filter such as `info,hub::request=warn`.
    pub filter: String,
    /// JSON lines instead of text.
    pub json: bool,
}

impl Config {
    /// Every key with its value and where it came from, in the order of the documented defaults. A secret shows as `(set)`
    /// or `(not set)`.
    pub fn describe(&self) -> &[Setting] {
        &self.settings
    }
}
