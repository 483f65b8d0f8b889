//! How strongly somebody must have signed in: claims in which the issuer says so, with the values that will do. Which claims and values
//! those are is the issuer's own; the hub only compares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::claims::{find, steps};

/// The claims that a token must have, each with one of these values. A name is a claim's own (`acr`), or begins with a slash and
/// leads into one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Required(BTreeMap<String, Vec<String>>);

impl Required {
    /// What is wrong with it, if anything.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.0.keys().any(|name| steps(name).any(str::is_empty)) {
            return Some("a name in require is empty, or has an empty step");
        }
        if self.0.values().any(|values| values.is_empty() || values.iter().any(|value| value.trim().is_empty())) {
            return Some("require names a claim without a value, so nobody could sign in");
        }
        None
    }

    /// Whether the claims say all of it. A claim that is a list says each of its values.
    pub(crate) fn hold(&self, claims: &Map<String, Value>) -> bool {
        self.0.iter().all(|(name, values)| {
            find(claims, name).is_some_and(|said| match said {
                Value::Array(all) => all.iter().any(|one| is_one_of(one, values)),
                one => is_one_of(one, values),
            })
        })
    }

    /// The values of `acr` that will do, for which a provider can be asked.
    pub(crate) fn acr(&self) -> &[String] {
        self.0.get("acr").map_or(&[], Vec::as_slice)
    }
}

/// Levels are numbers with one issuer and texts with another.
fn is_one_of(said: &Value, values: &[String]) -> bool {
    match said {
        Value::String(text) => values.contains(text),
        Value::Number(number) => values.contains(&number.to_string()),
        _ => false,
    }
}
