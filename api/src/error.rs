//! The one error of the house: a stable code, a public message and, inside only, a cause. It does not implement `Display`,
//! so nothing internal can reach a client by `?`.

/// What went wrong inside.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A request-level fault. Refusals and problems with the input are answers, not errors.
#[derive(Debug)]
pub struct Error {
    code: Code,
    message: String,
    path: Vec<String>,
    cause: Option<Cause>,
}

/// What kind of fault it is; stable, for partner apps to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The query's input is not acceptable; the path says where.
    BadUserInput,
    /// The caller's role does not have this list.
    Forbidden,
    /// The hub cannot answer now; nothing was disclosed. Try again.
    Unavailable,
    /// A fault of the hub's own; nothing was disclosed.
    Internal,
}

impl Code {
    /// The code as clients see it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Forbidden => "FORBIDDEN",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

impl Error {
    /// Input that is not acceptable, and where.
    pub fn bad_input(path: &[&str], message: impl Into<String>) -> Self {
        let path = path.iter().map(|p| (*p).to_owned()).collect();
        Self { code: Code::BadUserInput, message: message.into(), path, cause: None }
    }

    /// The caller's role does not have this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self { code: Code::Forbidden, message: message.into(), path: Vec::new(), cause: None }
    }

    /// The hub cannot answer now.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self {
            code: Code::Unavailable,
            message: "the hub cannot answer now: it has disclosed nothing, and what you sent may not be kept. Send it \
                      again in a moment, a contribution with the same key; where a child is in danger, ring 999"
                .to_owned(),
            path: Vec::new(),
            cause: Some(cause.into()),
        }
    }

    /// A fault of the hub's own.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self {
            code: Code::Internal,
            message: "the hub made a mistake and has disclosed nothing: quote the request id to whoever runs it"
                .to_owned(),
            path: Vec::new(),
            cause: Some(cause.into()),
        }
    }

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What the client is told.
    pub fn public_message(&self) -> &str {
        &self.message
    }

    /// Where in the input the fault is.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// What went wrong inside, for the operational log alone.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.cause.as_deref()
    }
}
