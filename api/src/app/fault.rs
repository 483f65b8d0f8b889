//! Why a command could not do its work, for people at a terminal: what happened, what to do, and an exit code.

/// A command's failure.
#[derive(Debug)]
pub struct Fault {
    message: String,
    code: u8,
}

impl Fault {
    /// The answer is no: exit 1.
    pub fn no(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// Wrong use or configuration: exit 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }

    /// A file that was to be made is there already, and what is in it is not lost.
    pub(super) fn there_already(file: &std::path::Path) -> Self {
        Self::usage(format!("{} is there already and stays as it is: name another file", file.display()))
    }

    /// Something outside failed, a database, a file, the network: exit 3.
    pub fn outside(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 3 }
    }

    /// Nothing went wrong: whoever read what the command prints wants no more of it. Exit 0, and nothing is said.
    pub(super) const fn unread() -> Self {
        Self { message: String::new(), code: 0 }
    }

    /// What happened and what to do; empty where there is nothing to be said.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The exit code (the command line's own list).
    pub const fn code(&self) -> u8 {
        self.code
    }
}

impl From<crate::store::ConnectProblem> for Fault {
    fn from(problem: crate::store::ConnectProblem) -> Self {
        match problem {
            crate::store::ConnectProblem::UnknownKind => {
                Self::usage("the database URL must begin with sqlite:// or postgres://")
            }
            crate::store::ConnectProblem::Failed(error) => {
                Self::outside(format!("the database does not answer: {error}; is it running, and is the URL right?"))
            }
        }
    }
}

impl From<crate::store::StoreError> for Fault {
    fn from(error: crate::store::StoreError) -> Self {
        Self::outside(format!("the database failed: {error}"))
    }
}

impl From<policies::BookError> for Fault {
    fn from(error: policies::BookError) -> Self {
        Self::usage(format!("the rule book cannot be used: {error}"))
    }
}

impl From<crate::access_log::StartError> for Fault {
    fn from(error: crate::access_log::StartError) -> Self {
        let why = format!("the access log cannot be written, so nothing may run: {error}");
        if error.is_of_another_key() {
            return Self::usage(format!(
                "{why}. If this hub has just been given another signing key, name the former public key in log.former_keys and run \
                 `hub log key change`; if its key signed this log before, somebody wrote to it with another: run `hub log verify --since` \
                 with a checkpoint that was kept; else name the key that signed this log in log.signing_key"
            ));
        }
        Self::outside(why)
    }
}

impl From<crate::access_log::BadKeys> for Fault {
    fn from(error: crate::access_log::BadKeys) -> Self {
        Self::usage(format!("the keys of the access log: {error}"))
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::unread(),
            _ => Self::outside(error.to_string()),
        }
    }
}

impl From<crate::error::Error> for Fault {
    fn from(error: crate::error::Error) -> Self {
        let cause = error.cause().map(|c| format!(" ({c})")).unwrap_or_default();
        Self::outside(format!("{}{cause}", error.public_message()))
    }
}
