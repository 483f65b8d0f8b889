//! The flags of the command line, made from the list of keys: `--database-url` for `database.url`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

use super::keys::{KEYS, Key, Kind};

/// The flags that were given, by key; a command takes them in with `#[command(flatten)]`.
#[derive(Clone, Default)]
pub struct Flags {
    pub(super) given: BTreeMap<String, String>,
}

impl Flags {
    /// Flags as if given on the command line.
    pub fn of<'a>(given: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { given: given.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect() }
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for key in KEYS {
            let names = [Some(key.name.to_owned()), key.has_file().then(|| format!("{}_file", key.name))];
            for name in names.into_iter().flatten() {
                if let Some(value) = matches.get_one::<String>(&name) {
                    self.given.insert(name, value.clone());
                }
            }
        }
        Ok(())
    }
}

/// The names that a flag is known by.
struct Names {
    key: &'static Key,
    flag: String,
    /// Of the flag that names a file instead, for a secret.
    file: Option<FileNames>,
}

struct FileNames {
    id: String,
    flag: String,
    help: String,
}

static NAMES: LazyLock<Vec<Names>> = LazyLock::new(|| {
    let names = |key: &'static Key| Names {
        key,
        flag: key.flag(),
        file: key.has_file().then(|| FileNames {
            id: format!("{}_file", key.name),
            flag: format!("{}-file", key.flag()),
            help: format!("File that holds {}", key.name),
        }),
    };
    KEYS.iter().map(names).collect()
});

impl Args for Flags {
    fn augment_args(mut command: Command) -> Command {
        for Names { key, flag, file } in NAMES.iter() {
            let value = match key.kind {
                Kind::Number => "NUMBER",
                Kind::List => "JSON",
                Kind::Address => "URL",
                Kind::Text | Kind::Secret => "TEXT",
            };
            let arg = Arg::new(key.name).long(flag.as_str()).value_name(value).help(key.help);
            command = command.arg(arg.help_heading("Configuration").hide_short_help(key.name.starts_with("limits.")));
            if let Some(file) = file {
                let arg =
                    Arg::new(file.id.as_str()).long(file.flag.as_str()).value_name("FILE").help(file.help.as_str());
                command = command.arg(arg.help_heading("Configuration"));
            }
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
