//! From what was given to a checked configuration: each value of its type, each text of its form.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use policies::{DefaultAgencies, KeyPointNumbers, Numbers};
use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::Value;

use super::keys::{KEYS, Key, Kind};
use super::sources::{Found, gather};
use super::{
    Backup, Config, ConfigError, Contact, Database, DatabaseUrl, DutyWebhook, Flags, Log, Secret, Trace, Webhooks,
};
use crate::access_log::PublicKey;
use crate::http::Limits;
use crate::plain::mash_clocks::{MashClocks, RatingClock};

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The hub's own default.
    Default,
    /// The configuration file.
    File,
    /// An environment variable.
    Environment,
    /// A flag of the command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::Flag => "flag",
        })
    }
}

/// One key as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The key, such as `database.url`.
    pub key: &'static str,
    /// Its value as TOML; of a secret only whether it is set.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}

impl Config {
    /// The variables of this process, for [`Config::load`]. A value that is no text is kept in a form that its key refuses.
    pub fn environment() -> Vec<(String, String)> {
        let text = |value: OsString| value.to_string_lossy().into_owned();
        std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect()
    }

    /// Reads the configuration: `flags` over `environment` over `file` over the defaults.
    ///
    /// # Errors
    /// An unknown key, a value that its key cannot take, a file that cannot be read.
    pub fn load(
        flags: &Flags,
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        build(gather(flags, environment, file)?)
    }
}

/// Reads typed values out of what was found.
struct Reader {
    found: Found,
}

impl Reader {
    fn fault(&self, key: &'static str, why: impl Into<String>) -> ConfigError {
        ConfigError::Value { key, origin: self.origin(key), why: why.into() }
    }

    fn origin(&self, key: &str) -> Origin {
        let file = format!("{key}_file");
        self.found.get(key).or_else(|| self.found.get(&file)).map_or(Origin::Default, |(_, origin)| *origin)
    }

    fn text(&self, key: &'static str) -> Result<Option<String>, ConfigError> {
        match self.found.get(key) {
            None => Ok(None),
            Some((Value::String(text), _)) if text.trim().is_empty() => Err(self.fault(key, "is empty")),
            Some((Value::String(text), _)) => Ok(Some(text.clone())),
            Some(_) => Err(self.fault(key, "is not a text")),
        }
    }

    fn wanted(&self, key: &'static str) -> Result<String, ConfigError> {
        self.text(key)?.ok_or_else(|| self.fault(key, "is missing"))
    }

    fn path(&self, key: &'static str) -> Result<Option<PathBuf>, ConfigError> {
        Ok(self.text(key)?.map(PathBuf::from))
    }

    /// A number of at least one; zero would mean nothing, and no limit is without end.
    fn number<N: TryFrom<i64>>(&self, key: &'static str) -> Result<N, ConfigError> {
        match self.found.get(key) {
            Some((Value::Integer(number), _)) if *number > 0 => {
                N::try_from(*number).map_err(|_| self.fault(key, "is too large"))
            }
            _ => Err(self.fault(key, "is not a whole number of at least 1")),
        }
    }

    fn millis(&self, key: &'static str) -> Result<Duration, ConfigError> {
        Ok(Duration::from_millis(self.number::<u32>(key)?.into()))
    }

    fn list<T: DeserializeOwned>(&self, key: &'static str) -> Result<Vec<T>, ConfigError> {
        let value = self.found.get(key).map_or_else(|| Value::Array(Vec::new()), |(value, _)| value.clone());
        value.try_into().map_err(|error: toml::de::Error| self.fault(key, error.message()))
    }

    /// A secret itself, or the content of its file without the line's end.
    fn secret(&self, key: &'static str) -> Result<Option<String>, ConfigError> {
        match self.found.get(&format!("{key}_file")) {
            None => self.text(key),
            Some((Value::String(path), _)) => {
                let text = fs::read_to_string(path).map_err(|error| self.fault(key, format!("{path}: {error}")))?;
                let text = text.trim_end_matches(['\r', '\n']).to_owned();
                if text.is_empty() { Err(self.fault(key, format!("{path}: is empty"))) } else { Ok(Some(text)) }
            }
            Some(_) => Err(self.fault(key, "the file's name is not a text")),
        }
    }
}

fn build(found: Found) -> Result<Config, ConfigError> {
    let reader = Reader { found };
    let url = reader.secret("database.url")?.unwrap_or_default();
    let url = DatabaseUrl::parse(&url).map_err(|why| reader.fault("database.url", why))?;
    let listen =
        reader.wanted("listen")?.parse().map_err(|_| reader.fault("listen", "is not an address with a port"))?;
    let json = match reader.wanted("trace.format")?.as_str() {
        "text" => false,
        "json" => true,
        _ => return Err(reader.fault("trace.format", "is neither text nor json")),
    };
    let hours: (u32, u32) = (reader.number("rules.working_hours_from")?, reader.number("rules.working_hours_until")?);
    if hours.0 >= hours.1 || hours.1 > 24 {
        return Err(
            reader.fault("rules.working_hours_until", "is not an hour after rules.working_hours_from, up to 24")
        );
    }
    let rules = Numbers {
        relationship_grace_days: reader.number("rules.relationship_grace_days")?,
        emergency_hours: reader.number("rules.emergency_hours")?,
        sharing_review_working_days: reader.number("rules.sharing_review_working_days")?,
        emergency_review_days: reader.number("rules.emergency_review_days")?,
        working_hours_from: hours.0,
        working_hours_until: hours.1,
        duty_teams: reader.list("rules.duty_teams")?.into_iter().collect(),
        basis_changed_hours: reader.number("rules.basis_changed_hours")?,
        high_volume_children: reader.number("rules.high_volume_children")?,
        high_volume_minutes: reader.number("rules.high_volume_minutes")?,
        repeated_refusals: reader.number("rules.repeated_refusals")?,
        repeated_refusal_hours: reader.number("rules.repeated_refusal_hours")?,
        extra_holidays: reader.list("rules.extra_holidays")?.into_iter().collect(),
        check_valid_days: reader.number("rules.check_valid_days")?,
        early_help_review_weeks: reader.number("rules.early_help_review_weeks")?,
        strategy_discussion_days: reader.number("rules.strategy_discussion_days")?,
        key_points: key_points(&reader)?,
        check_agencies: check_agencies(&reader)?,
    };
    Ok(Config {
        listen,
        metrics: metrics(&reader, listen)?,
        origins: reader.list("origins")?,
        tls: tls(&reader)?,
        log: Log {
            signing_key: reader.secret("log.signing_key")?.map(Secret::new),
            signing_key_file: reader.path("log.signing_key_file")?,
            former_keys: former_keys(&reader)?,
            checkpoints: reader.path("log.checkpoints")?,
            flags: Duration::from_secs(reader.number::<u32>("log.flags_seconds")?.into()),
        },
        backup: Backup {
            directory: reader.path("backup.directory")?,
            age: Duration::from_secs(3600).saturating_mul(reader.number("backup.hours")?),
        },
        policies_dir: reader.path("policies.dir")?,
        limits: limits(&reader)?,
        issuers: reader.list("issuers")?,
        contact: Contact {
            safeguarding_phone: reader.text("contact.safeguarding_phone")?,
            out_of_hours_phone: reader.text("contact.out_of_hours_phone")?,
        },
        console_url: reader.text("console.url")?,
        settings: settings(&reader, &url, &rules),
        rules,
        mash: mash(&reader)?,
        duty: duty(&reader)?,
        trace: Trace { filter: reader.wanted("trace.filter")?, json, otlp: otlp(&reader)? },
        webhooks: webhooks(&reader)?,
        database: Database { url, connections: reader.number("database.connections")? },
    })
}

fn former_keys(reader: &Reader) -> Result<Vec<PublicKey>, ConfigError> {
    let key = "log.former_keys";
    let texts: Vec<String> = reader.list(key)?;
    texts.iter().map(|text| PublicKey::parse(text).map_err(|error| reader.fault(key, error.to_string()))).collect()
}

/// An address of its own: never the one that partners reach.
fn metrics(reader: &Reader, listen: SocketAddr) -> Result<Option<SocketAddr>, ConfigError> {
    let key = "metrics.listen";
    let address: Option<SocketAddr> = reader
        .text(key)?
        .map(|text| text.parse().map_err(|_| reader.fault(key, "is not an address with a port")))
        .transpose()?;
    match address {
        Some(address) if address.port() != 0 && address.port() == listen.port() => {
            Err(reader.fault(key, "has the port that everybody asks: give it one of its own"))
        }
        address => Ok(address),
    }
}

fn tls(reader: &Reader) -> Result<Option<(PathBuf, PathBuf)>, ConfigError> {
    match (reader.path("tls.certificate")?, reader.path("tls.key")?) {
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(reader.fault("tls.key", "is missing beside tls.certificate")),
        (None, Some(_)) => Err(reader.fault("tls.certificate", "is missing beside tls.key")),
    }
}

fn otlp(reader: &Reader) -> Result<Option<String>, ConfigError> {
    let address = reader.text("trace.otlp")?;
    let good = |address: &String| address.starts_with("http://") || address.starts_with("https://");
    if address.as_ref().is_some_and(|address| !good(address)) {
        return Err(reader.fault("trace.otlp", "is not an http:// or https:// address"));
    }
    Ok(address)
}

fn mash(reader: &Reader) -> Result<MashClocks, ConfigError> {
    let clock = |hours, counts| {
        let office_hours = match reader.wanted(counts)?.as_str() {
            "always" => false,
            "office" => true,
            _ => return Err(reader.fault(counts, "is neither always nor office")),
        };
        Ok(RatingClock { hours: reader.number(hours)?, office_hours })
    };
    let office = (reader.number("mash.office_opens")?, reader.number("mash.office_shuts")?);
    if office.0 >= office.1 || office.1 > 23 {
        return Err(reader.fault("mash.office_shuts", "is not an hour after the office opens, at most 23"));
    }
    Ok(MashClocks {
        red_hours: reader.number("mash.red_hours")?,
        amber: clock("mash.amber_hours", "mash.amber_counts")?,
        green: clock("mash.green_hours", "mash.green_counts")?,
        office,
        view_hours: reader.number("mash.view_hours")?,
        escalation_hours: [
            reader.number("mash.escalation_practitioner_hours")?,
            reader.number("mash.escalation_line_manager_hours")?,
            reader.number("mash.escalation_senior_manager_hours")?,
            reader.number("mash.escalation_director_hours")?,
            reader.number("mash.escalation_partners_hours")?,
        ],
        page_manager_after_minutes: reader.number("mash.page_manager_after_minutes")?,
        outcome_held_minutes: reader.number("mash.outcome_held_minutes")?,
    })
}

fn webhooks(reader: &Reader) -> Result<Webhooks, ConfigError> {
    let schedule = "webhooks.schedule_seconds";
    let waits: Vec<u32> = reader.list(schedule)?;
    if waits.is_empty() || waits.contains(&0) {
        return Err(reader.fault(schedule, "is not a list of at least one wait of at least 1 second"));
    }
    let private = "webhooks.private_addresses";
    Ok(Webhooks {
        key: reader.secret("webhooks.key")?.map(Secret::new),
        schedule: waits.into_iter().map(|wait| Duration::from_secs(wait.into())).collect(),
        private_addresses: match reader.wanted(private)?.as_str() {
            "refused" => false,
            "allowed" => true,
            _ => return Err(reader.fault(private, "is neither refused nor allowed")),
        },
    })
}

fn key_points(reader: &Reader) -> Result<Vec<KeyPointNumbers>, ConfigError> {
    let key = "rules.key_points";
    let key_points: Vec<KeyPointNumbers> = reader.list(key)?;
    if key_points.iter().any(|set| set.working_days == 0) {
        return Err(reader.fault(key, "needs at least 1 working day for each key point"));
    }
    let numbers = Numbers { key_points, ..Numbers::default() };
    match numbers.set_twice() {
        Some(twice) => Err(reader.fault(key, format!("sets {twice} twice"))),
        None => Ok(numbers.key_points),
    }
}

fn check_agencies(reader: &Reader) -> Result<Vec<DefaultAgencies>, ConfigError> {
    let key = "rules.check_agencies";
    let set: Vec<DefaultAgencies> = reader.list(key)?;
    let mut seen = BTreeSet::new();
    for one in &set {
        if one.area.trim().is_empty() || one.agencies.is_empty() || one.agencies.iter().any(|c| c.trim().is_empty()) {
            return Err(reader.fault(key, "needs the code of an area and those of at least one agency"));
        }
        if !seen.insert((&one.area, one.key_point)) {
            return Err(reader.fault(key, format!("sets the area {} twice", one.area)));
        }
    }
    Ok(set)
}

fn duty(reader: &Reader) -> Result<Vec<DutyWebhook>, ConfigError> {
    let key = "duty.webhooks";
    let webhooks: Vec<DutyWebhook> = reader.list(key)?;
    let mut seen = BTreeSet::new();
    match webhooks.iter().find(|webhook| !seen.insert(webhook.area.as_str())) {
        Some(twice) => Err(reader.fault(key, format!("sets the area {} twice", twice.area))),
        None => Ok(webhooks),
    }
}

fn limits(reader: &Reader) -> Result<Limits, ConfigError> {
    Ok(Limits {
        body: reader.number("limits.body")?,
        document: reader.number("limits.document")?,
        tokens: reader.number("limits.tokens")?,
        nesting: reader.number("limits.nesting")?,
        selections: reader.number("limits.selections")?,
        spreads: reader.number("limits.spreads")?,
        aliases: reader.number("limits.aliases")?,
        root_fields: reader.number("limits.root_fields")?,
        depth: reader.number("limits.depth")?,
        complexity: reader.number("limits.complexity")?,
        directives: reader.number("limits.directives")?,
        person_requests: reader.number("limits.person_requests")?,
        client_requests: reader.number("limits.client_requests")?,
        person_cost: reader.number("limits.person_cost")?,
        client_cost: reader.number("limits.client_cost")?,
        deadline: reader.millis("limits.deadline_ms")?,
        head_time: reader.millis("limits.head_ms")?,
        headers: reader.number("limits.headers")?,
        head: reader.number("limits.head")?,
        connections: reader.number("limits.connections")?,
        sockets: reader.number("limits.sockets")?,
        person_sockets: reader.number("limits.person_sockets")?,
        client_sockets: reader.number("limits.client_sockets")?,
        person_streams: reader.number("limits.person_streams")?,
        client_streams: reader.number("limits.client_streams")?,
        message: reader.number("limits.message")?,
        init: reader.millis("limits.init_ms")?,
        drain: reader.millis("limits.drain_ms")?,
    })
}

fn settings(reader: &Reader, url: &DatabaseUrl, rules: &Numbers) -> Vec<Setting> {
    let set = |name: &str| reader.found.contains_key(name) || reader.found.contains_key(&format!("{name}_file"));
    let value = |key: &Key| match key.kind {
        // What stands, the defaults of the others beside those that are set.
        _ if key.name == "rules.key_points" => {
            Value::try_from(rules.key_points()).map_or_else(|_| String::new(), |all| all.to_string())
        }
        Kind::Secret => if set(key.name) { "(set)" } else { "(not set)" }.to_owned(),
        Kind::Address => Value::String(url.to_string()).to_string(),
        _ => reader.found.get(key.name).map_or_else(|| "(not set)".to_owned(), |(value, _)| value.to_string()),
    };
    KEYS.iter().map(|key| Setting { key: key.name, value: value(key), origin: reader.origin(key.name) }).collect()
}
