//! The address of the database, which may hold a password and so prints without it.

use std::fmt;

/// The database engines that the hub runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// The address of a database: `sqlite://path` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    engine: Engine,
    text: String,
}

impl DatabaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it is of neither kind, or names no lasting database. The address itself is not repeated.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let wanted = "must begin with sqlite:// or postgres://";
        let (scheme, rest) = text.split_once("://").ok_or(wanted)?;
        let engine = match scheme {
            "sqlite" => Engine::Sqlite,
            "postgres" | "postgresql" => Engine::Postgres,
            _ => return Err(wanted),
        };
        if rest.is_empty() || rest.starts_with('?') {
            return Err("names no database");
        }
        if engine == Engine::Sqlite && (rest.starts_with(":memory:") || rest.contains("mode=memory")) {
            return Err("is a database in memory, which would be lost: name a file");
        }
        Ok(Self { engine, text: text.to_owned() })
    }

    /// The engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The address with its password; whoever calls this keeps it out of every log, error and answer.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> Option<&str> {
        let rest = self.text.strip_prefix("sqlite://")?;
        Some(rest.split_once('?').map_or(rest, |(file, _)| file))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Engine::Postgres, Some((scheme, rest))) = (self.engine, self.text.split_once("://")) else {
            return f.write_str(&self.text);
        };
        // A password may itself hold `/`, `?` or `@`: everything up to the last `@` belongs to the user.
        let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, place)| (Some(user), place));
        write!(f, "{scheme}://")?;
        if let Some(user) = user {
            match user.split_once(':') {
                Some((name, _)) => write!(f, "{name}:***@")?,
                None => write!(f, "{user}@")?,
            }
        }
        let (place, options) = place.split_once('?').unwrap_or((place, ""));
        f.write_str(place)?;
        for (at, option) in options.split('&').filter(|option| !option.is_empty()).enumerate() {
            f.write_str(if at == 0 { "?" } else { "&" })?;
            match option.split_once('=') {
                Some((name, _)) if name.contains("password") => write!(f, "{name}=***")?,
                _ => f.write_str(option)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
