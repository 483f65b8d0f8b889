//! What is wrong with the configuration, for the person who wrote it. It names keys, never the value of a secret.

use std::fmt;

use super::load::Origin;

/// A configuration that the hub does not start with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// A key that the hub does not know.
    Unknown {
        /// The key as written.
        key: String,
        /// Where it stands.
        origin: Origin,
        /// The known key that is most like it.
        nearest: Option<&'static str>,
    },
    /// A value that the key cannot take.
    Value {
        /// The key.
        key: &'static str,
        /// Where it stands.
        origin: Origin,
        /// What is wrong with it.
        why: String,
    },
    /// A secret given both itself and as a file, in one place.
    Twice {
        /// The key.
        key: &'static str,
        /// Where it stands.
        origin: Origin,
    },
    /// A file that cannot be read, or is no TOML.
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { key, origin, nearest } => {
                write!(f, "unknown key `{key}` ({origin})")?;
                nearest.map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
            }
            Self::Value { key, origin, why } => write!(f, "{key} ({origin}): {why}"),
            Self::Twice { key, origin } => write!(f, "{key} ({origin}): given both itself and as a file"),
            Self::File { path, why } => write!(f, "{path}: {why}"),
        }
    }
}
impl std::error::Error for ConfigError {}
