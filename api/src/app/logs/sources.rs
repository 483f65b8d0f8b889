//! Where the log and the key that verifies it are found: what is named, else the configuration, else the demo's folder.

use std::path::{Path, PathBuf};

use sea_orm::DatabaseConnection;

use super::Where;
use crate::access_log::{Keys, PublicKey, SigningKey};
use crate::app::config::{Config, Flags};
use crate::app::{Fault, background, house};
use crate::store::connect;

const DEMO_DIR: &str = "hub-demo";

/// What the command works on.
pub(in crate::app) struct Source {
    url: String,
    /// The folder whose key counts.
    dir: Option<PathBuf>,
    /// The text of the key that signs, where the configuration has it.
    signing: Option<String>,
    /// The public keys that signed before it, the oldest first.
    former: Vec<PublicKey>,
    /// The directory outside the database that gets checkpoints.
    checkpoints: Option<PathBuf>,
}

impl Source {
    /// Finds it. A folder that is named counts more than the environment.
    pub(in crate::app) fn of(place: &Where) -> Result<Self, Fault> {
        let found = Self::found(place)?;
        house::require_proven(&found.url)?;
        Ok(found)
    }

    fn found(place: &Where) -> Result<Self, Fault> {
        let named = place.database_url.as_deref();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let configured = named.is_some()
            || place.config.is_some()
            || ["HUB_CONFIG", "HUB_DATABASE_URL", "HUB_DATABASE_URL_FILE"].into_iter().any(set);
        match (&place.dir, named) {
            (Some(dir), Some(url)) => {
                let (url, dir) = (url.to_owned(), Some(dir.clone()));
                Ok(Self { url, dir, signing: None, former: Vec::new(), checkpoints: None })
            }
            (None, _) if configured => {
                let flags = Flags::of(named.map(|url| ("database.url", url)));
                let file = place.config.clone().or_else(|| std::env::var_os("HUB_CONFIG").map(PathBuf::from));
                let config = Config::load(&flags, Config::environment(), file.as_deref())
                    .map_err(|e| Fault::usage(e.to_string()))?;
                let signing = config.log.signing_key.as_ref().map(|key| key.expose().to_owned());
                Ok(Self {
                    url: config.database.url.expose().to_owned(),
                    dir: None,
                    signing,
                    former: config.log.former_keys,
                    checkpoints: config.log.checkpoints,
                })
            }
            (dir, _) => Self::demo(dir.clone().unwrap_or_else(|| PathBuf::from(DEMO_DIR))),
        }
    }

    fn demo(dir: PathBuf) -> Result<Self, Fault> {
        let file = dir.join("hub.sqlite");
        if !file.exists() {
            return Err(Fault::outside(format!(
                "there is no demo in {}: start one with `hub demo`, or name a database with --database-url",
                dir.display()
            )));
        }
        let url = format!("sqlite://{}", file.display());
        Ok(Self { url, dir: Some(dir), signing: None, former: Vec::new(), checkpoints: None })
    }

    /// The address of the database, with its password.
    pub(in crate::app) fn url(&self) -> &str {
        &self.url
    }

    /// Where the newest checkpoints are kept outside the database, if anywhere.
    pub(super) fn checkpoints(&self) -> Option<PathBuf> {
        self.checkpoints.as_ref().map(|directory| directory.join(background::CHECKPOINT_FILE))
    }

    /// Opens the database, for reading.
    pub(in crate::app) async fn database(&self) -> Result<DatabaseConnection, Fault> {
        Ok(connect::open_to_read(&self.url).await?)
    }

    /// The key that signs, where the folder or the configuration has it.
    pub(in crate::app) fn signer(&self) -> Result<Option<SigningKey>, Fault> {
        let text = match (&self.dir, &self.signing) {
            (Some(dir), _) => read(&dir.join("log.key"))?,
            (None, Some(text)) => text.clone(),
            (None, None) => return Ok(None),
        };
        match SigningKey::parse(&text) {
            Ok(key) => Ok(Some(key)),
            // The public half alone signs nothing.
            Err(_) if PublicKey::parse(&text).is_ok() => Ok(None),
            Err(error) => Err(Fault::usage(error.to_string())),
        }
    }

    /// The public halves of the keys: those that are named, else the folder's or that of the key which signs, and the former ones.
    pub(in crate::app) fn keys(&self, named: &[String]) -> Result<Keys, Fault> {
        if !named.is_empty() {
            return named_keys(named);
        }
        let present = match (&self.dir, &self.signing) {
            (Some(dir), _) => parse(&read(&dir.join("log.key"))?),
            (None, Some(text)) => parse(text),
            (None, None) => Err(Fault::usage(
                "say which key signs this log: --key with its public half, as `hub log key new` printed it",
            )),
        }?;
        Ok(Keys::new(self.former.clone(), present)?)
    }

    /// The former keys: those that are named, else the configuration's.
    pub(super) fn former(&self, named: &[String]) -> Result<Vec<PublicKey>, Fault> {
        if named.is_empty() { Ok(self.former.clone()) } else { named.iter().map(|key| named_key(key)).collect() }
    }
}

/// The keys of those texts or files: the oldest first, and last the one that signs today.
pub(super) fn named_keys(named: &[String]) -> Result<Keys, Fault> {
    let mut keys = named.iter().map(|key| named_key(key)).collect::<Result<Vec<_>, _>>()?;
    let present = keys.pop().ok_or_else(|| Fault::usage("name a key with --key"))?;
    Ok(Keys::new(keys, present)?)
}

/// The key of that text, or of the file of that name.
fn named_key(named: &str) -> Result<PublicKey, Fault> {
    let path = Path::new(named);
    if path.is_file() { parse(&read(path)?) } else { parse(named) }
}

fn read(file: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(file)
        .map_err(|e| Fault::outside(format!("the key in {} cannot be read: {e}", file.display())))
}

/// A public key, or the public half of a signing key.
fn parse(text: &str) -> Result<PublicKey, Fault> {
    match SigningKey::parse(text) {
        Ok(key) => Ok(key.public().clone()),
        Err(_) => PublicKey::parse(text).map_err(|e| Fault::usage(e.to_string())),
    }
}
