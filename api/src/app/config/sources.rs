//! The places that values come from (file, environment, flags) and how a stronger one is laid over a weaker one. Whatever
//! is not on the list of keys is refused here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml::Value;

use super::keys::{KEYS, Key, Kind};
use super::load::Origin;
use super::{ConfigError, Flags};

/// Values by key name (`…_file` included), from the strongest place that has one.
pub(super) type Found = BTreeMap<String, (Value, Origin)>;

/// Everything that was given, over the defaults.
pub(super) fn gather(
    flags: &Flags,
    environment: impl IntoIterator<Item = (String, String)>,
    file: Option<&Path>,
) -> Result<Found, ConfigError> {
    let mut found = Found::new();
    for key in KEYS {
        if let Some(default) = key.default {
            found.insert(key.name.to_owned(), (written(key, default, Origin::Default)?, Origin::Default));
        }
    }
    if let Some(path) = file {
        take(&mut found, from_file(path)?, Origin::File)?;
    }
    take(&mut found, from_environment(environment)?, Origin::Environment)?;
    let mut given = BTreeMap::new();
    for (name, text) in &flags.given {
        let known = known(name).ok_or_else(|| unknown(name, Origin::Flag))?;
        given.insert(name.clone(), known.value(text, Origin::Flag)?);
    }
    take(&mut found, given, Origin::Flag)?;
    Ok(found)
}

/// A known key, or the `…_file` of one.
struct Known {
    key: &'static Key,
    file: bool,
}

impl Known {
    /// Reads a value given as text.
    fn value(&self, text: &str, origin: Origin) -> Result<Value, ConfigError> {
        if self.file { Ok(Value::String(text.to_owned())) } else { given(self.key, text, origin) }
    }
}

fn known(name: &str) -> Option<Known> {
    let of = |name: &str| KEYS.iter().find(|key| key.name == name);
    if let Some(key) = of(name) {
        return Some(Known { key, file: false });
    }
    let key = of(name.strip_suffix("_file")?)?;
    key.has_file().then_some(Known { key, file: true })
}

fn unknown(name: &str, origin: Origin) -> ConfigError {
    ConfigError::Unknown { key: name.to_owned(), origin, nearest: nearest(name, KEYS.iter().map(|key| key.name)) }
}

/// A default, written as TOML.
fn written(key: &'static Key, text: &str, origin: Origin) -> Result<Value, ConfigError> {
    let parsed = toml::from_str::<BTreeMap<String, Value>>(&format!("value = {text}"));
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    value.ok_or_else(|| ConfigError::Value { key: key.name, origin, why: "is not TOML".to_owned() })
}

/// A value of a flag or a variable, written plainly.
fn given(key: &'static Key, text: &str, origin: Origin) -> Result<Value, ConfigError> {
    let fault = |why: &str| ConfigError::Value { key: key.name, origin, why: why.to_owned() };
    match key.kind {
        Kind::Text | Kind::Secret | Kind::Address => Ok(Value::String(text.to_owned())),
        Kind::Number => text.trim().parse().map(Value::Integer).map_err(|_| fault("is not a whole number")),
        Kind::List => serde_json::from_str(text).map_err(|_| fault("is not a list in JSON")),
    }
}

fn from_file(path: &Path) -> Result<BTreeMap<String, Value>, ConfigError> {
    let fault = |why: String| ConfigError::File { path: path.display().to_string(), why };
    let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    // The parser's own message repeats the line, which may hold a secret: only its place is given.
    let tables: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        fault(format!("is not TOML, at line {line}"))
    })?;
    let mut values = BTreeMap::new();
    let mut waiting = vec![(String::new(), tables)];
    while let Some((prefix, table)) = waiting.pop() {
        for (name, value) in table {
            let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value {
                _ if known(&name).is_some() => {
                    values.insert(name, value);
                }
                Value::Table(table) if KEYS.iter().any(|key| key.name.starts_with(&format!("{name}."))) => {
                    waiting.push((name, table));
                }
                _ => return Err(unknown(&name, Origin::File)),
            }
        }
    }
    Ok(values)
}

/// Variables that begin with `HUB_`: `HUB_CONFIG` names the file, `HUB_TEST_…` belongs to the tests, an empty one counts as
/// absent, as containers pass it.
fn from_environment(
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<BTreeMap<String, Value>, ConfigError> {
    let mut names = BTreeMap::new();
    for key in KEYS {
        names.insert(key.variable(), key.name.to_owned());
        if key.has_file() {
            names.insert(format!("{}_FILE", key.variable()), format!("{}_file", key.name));
        }
    }
    let mut values = BTreeMap::new();
    for (variable, text) in environment {
        if !variable.starts_with("HUB_")
            || variable == "HUB_CONFIG"
            || variable.starts_with("HUB_TEST_")
            || text.is_empty()
        {
            continue;
        }
        let Some((name, known)) = names.get(&variable).and_then(|name| Some((name, known(name)?))) else {
            let like = variable.trim_start_matches("HUB_").to_ascii_lowercase();
            let nearest = nearest(&like.replace('_', "."), KEYS.iter().map(|key| key.name));
            return Err(ConfigError::Unknown { key: variable, origin: Origin::Environment, nearest });
        };
        values.insert(name.clone(), known.value(&text, Origin::Environment)?);
    }
    Ok(values)
}

/// Lays the values of a stronger place over those of weaker ones. A secret and its file are one key: either takes the other's
/// place, and both at once are refused.
fn take(found: &mut Found, values: BTreeMap<String, Value>, origin: Origin) -> Result<(), ConfigError> {
    for key in KEYS.iter().filter(|key| key.has_file()) {
        let file = format!("{}_file", key.name);
        match (values.contains_key(key.name), values.contains_key(&file)) {
            (true, true) => return Err(ConfigError::Twice { key: key.name, origin }),
            (true, false) => drop(found.remove(&file)),
            (false, true) => drop(found.remove(key.name)),
            (false, false) => {}
        }
    }
    for (name, value) in values {
        found.insert(name, (value, origin));
    }
    Ok(())
}

/// The known name that is most like this one, if any is at all.
fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::jaro_winkler(wrong, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}
