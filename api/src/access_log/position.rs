//! Where an entry stands: its log and its place in it. Also the entry's public id.

use std::fmt;
use std::str::FromStr;

/// The place of an entry. Within one log places ascend; between logs they say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Position {
    /// Which of the hub's logs.
    pub log: i32,
    /// The place in it, from 0.
    pub seq: i64,
}

/// A text that is not the public id of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form `access_{{log}}_{{sequence}}`")]
pub struct BadPosition;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "access_{}_{}", self.log, self.seq)
    }
}

impl FromStr for Position {
    type Err = BadPosition;

    fn from_str(text: &str) -> Result<Self, BadPosition> {
        let (log, seq) = text.strip_prefix("access_").and_then(|rest| rest.split_once('_')).ok_or(BadPosition)?;
        let log = log.parse::<i32>().map_err(|_| BadPosition)?;
        let seq = seq.parse::<i64>().map_err(|_| BadPosition)?;
        let position = Self { log, seq };
        // One entry has one id: no signs, no leading zeros.
        if log < 0 || seq < 0 || position.to_string() != text {
            return Err(BadPosition);
        }
        Ok(position)
    }
}
