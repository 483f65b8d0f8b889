//! Documents that were read a moment ago: partner apps send the same few texts all day. What is kept has passed the guards of
//! its text and its form; variables, names and root fields are looked at for each request anew.

use std::sync::Arc;

use async_graphql::parser::{self, types::ExecutableDocument};

use super::refusal::Refusal;
use super::{document, text};
use crate::http::Limits;
use crate::plain::memo::Memo;

/// Half of the most documents that are kept.
const HALF: usize = 64;

/// The longest text that is kept, in bytes.
const LONGEST: usize = 8192;

/// Documents by their text.
pub struct Documents(Memo<String, Arc<ExecutableDocument>>);

impl Default for Documents {
    fn default() -> Self {
        Self(Memo::of_twice(HALF))
    }
}

impl Documents {
    /// The document of that text.
    ///
    /// # Errors
    /// Where a guard refuses it, or it is not GraphQL.
    pub(super) fn read(&self, query: &str, limits: &Limits) -> Result<ExecutableDocument, Refusal> {
        if let Some(known) = self.0.get(query) {
            return Ok(ExecutableDocument::clone(&known));
        }
        text::check(query, limits)?;
        let read = parser::parse_query(query).map_err(|error| {
            let at = error.positions().next();
            Refusal::syntax("the document is not GraphQL; the place is where reading it stopped", at)
        })?;
        document::check(&read, limits)?;
        if query.len() <= LONGEST {
            self.0.keep(query.to_owned(), Arc::new(read.clone()));
        }
        Ok(read)
    }
}
