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
use std::time::Duration;

pub use database::{DatabaseUrl, Engine};
pub use fault::ConfigError;
pub use flags::Flags;
pub use keys::default_toml;
pub use load::{Origin, Setting};
pub use secret::Secret;

use policies::Numbers;
use reqwest::Url;
use serde::{Deserialize, Deserializer};

use crate::access_log::PublicKey;
use crate::http::Limits;
use crate::http::identity::IssuerConfig;
use crate::plain::mash_clocks::MashClocks;

/// The hub's configuration, checked. Its values are for `app` alone, so that the compiler finds one that nobody uses.
pub struct Config {
    /// The database and its pool.
    pub(super) database: Database,
    /// Where to listen; port 0 lets the system choose.
    pub(super) listen: SocketAddr,
    /// Where measures are served; nowhere where it is none.
    pub(super) metrics: Option<SocketAddr>,
    /// The origins whose pages may ask from a browser.
    pub(super) origins: Vec<String>,
    /// The files of the hub's own certificate and key.
    pub(super) tls: Option<(PathBuf, PathBuf)>,
    /// The access log's key and checkpoints.
    pub(super) log: Log,
    /// A directory whose rule book replaces the built-in one.
    pub(super) policies_dir: Option<PathBuf>,
    /// What a request may cost.
    pub(super) limits: Limits,
    /// The issuers whose tokens are trusted.
    pub(super) issuers: Vec<IssuerConfig>,
    /// Whom to ring where an area has no numbers of its own (R33).
    pub(super) contact: Contact,
    /// Where browsers find the console; none where there is none.
    pub(super) console_url: Option<String>,
    /// The numbers that the rules leave to configuration.
    pub(super) rules: Numbers,
    /// How webhooks are sent.
    pub(super) webhooks: Webhooks,
    /// The clocks of a MASH.
    pub(super) mash: MashClocks,
    /// Where pages about children in immediate danger go.
    pub(super) duty: Vec<DutyWebhook>,
    /// Where backups are kept.
    pub(super) backup: Backup,
    /// The operational log.
    pub(super) trace: Trace,
    settings: Vec<Setting>,
}

/// The database and its pool.
pub(super) struct Database {
    /// Where it is.
    pub(super) url: DatabaseUrl,
    /// Connections that read at once.
    pub(super) connections: u32,
}

/// The access log's key and checkpoints.
pub(super) struct Log {
    /// The key that signs checkpoints, as `hub log key new` wrote it.
    pub(super) signing_key: Option<Secret>,
    /// The file that it was read from.
    pub(super) signing_key_file: Option<PathBuf>,
    /// The public halves of the keys that signed them before, the oldest first.
    pub(super) former_keys: Vec<PublicKey>,
    /// A directory outside the database that gets a checkpoint a minute.
    pub(super) checkpoints: Option<PathBuf>,
    /// The time between two passes that write the flags which depend on other accesses (R38).
    pub(super) flags: Duration,
}

/// Where backups are kept, and how old the newest may be.
pub(super) struct Backup {
    /// The directory.
    pub(super) directory: Option<PathBuf>,
    /// How old the newest backup may be.
    pub(super) age: Duration,
}

/// How webhooks are sent.
pub(super) struct Webhooks {
    /// What their secrets are made from.
    pub(super) key: Option<Secret>,
    /// After which attempt how long is waited for the next.
    pub(super) schedule: Vec<Duration>,
    /// Whether addresses of this machine and of private networks may be sent to.
    pub(super) private_addresses: bool,
}

/// Whom to ring where an area has no numbers of its own (R33).
pub(super) struct Contact {
    /// The safeguarding team by day.
    pub(super) safeguarding_phone: Option<String>,
    /// The emergency duty team.
    pub(super) out_of_hours_phone: Option<String>,
}

/// Where an area's pages about children in immediate danger go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyWebhook {
    /// The code of the local authority.
    pub(super) area: String,
    /// The endpoint, by https.
    #[serde(deserialize_with = "https")]
    pub(super) url: Url,
}

fn https<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    let url = Url::parse(&String::deserialize(from)?).ok().filter(|url| url.scheme() == "https");
    url.ok_or_else(|| serde::de::Error::custom("an endpoint is an https:// address"))
}

/// The operational log.
pub(super) struct Trace {
    /// What to write: a level, or a filter such as `info,hub::request=warn`.
    pub(super) filter: String,
    /// JSON lines instead of text.
    pub(super) json: bool,
    /// The collector that traces go to; nowhere where it is none.
    pub(super) otlp: Option<String>,
}

impl Config {
    /// Every key with its value and where it came from, in the order of the documented defaults. A secret shows as `(set)`
    /// or `(not set)`.
    pub fn describe(&self) -> &[Setting] {
        &self.settings
    }
}
