//! Where the log and the key that verifies it are found.

use std::path::{Path, PathBuf};

use sea_orm::DatabaseConnection;

use super::Where;
use crate::access_log::{PublicKey, SigningKey};
use crate::app::Fault;
use crate::store::connect;

const DEMO_DIR: &str = "hub-demo";

/// Opens the database, for reading.
pub(super) async fn database(place: &Where) -> Result<DatabaseConnection, Fault> {
    let url = match url(place) {
        Some(url) => url,
        None => {
            let dir = dir(place);
            let file = dir.join("hub.sqlite");
            if !file.exists() {
                return Err(Fault::outside(format!(
                    "there is no demo in {}: start one with `hub demo`, or name a database with --database-url",
                    dir.display()
                )));
            }
            format!("sqlite://{}", file.display())
        }
    };
    Ok(connect::open_readers(&url).await?)
}

/// The database that is named; a folder that is named counts more than the environment.
fn url(place: &Where) -> Option<String> {
    place.database_url.clone().or_else(|| match place.dir {
        Some(_) => None,
        None => std::env::var("HUB_DATABASE_URL").ok().filter(|url| !url.is_empty()),
    })
}

fn dir(place: &Where) -> PathBuf {
    place.dir.clone().unwrap_or_else(|| PathBuf::from(DEMO_DIR))
}

/// The public half of the key: what is named, the demo's, or that of the key which signs.
pub(super) fn key(place: &Where, named: Option<&str>) -> Result<PublicKey, Fault> {
    if let Some(named) = named {
        let path = Path::new(named);
        let text = if path.is_file() { read(path)? } else { named.to_owned() };
        return parse(&text);
    }
    if url(place).is_none() || place.dir.is_some() {
        return parse(&read(&dir(place).join("log.key"))?);
    }
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(text) = variable("HUB_LOG_SIGNING_KEY") {
        return parse(&text);
    }
    match variable("HUB_LOG_SIGNING_KEY_FILE") {
        Some(file) => parse(&read(Path::new(&file))?),
        None => Err(Fault::usage(
            "say which key signs this log: --key with its public half, as `hub log key new` printed it",
        )),
    }
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
