//! A value that must not be printed. It has no `Debug`, no `Display` and is not serialised, so that printing one by mistake
//! does not compile.

/// A secret of the configuration.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself; whoever calls this keeps it out of every log, error and answer.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
