//! Closed vocabularies. Each is written once, here, with its public name and the sentence that GraphQL shows for it.
//!
//! Rust name, name in GraphQL, in the tables and in the policies are tested for equality where each is used.

#[macro_use]
mod macros;
mod access;
mod check;
mod child;
mod chronology;
mod concern;
mod consent;
mod decision;
mod escalation;
mod event;
mod people;
mod sharing;
mod work;

pub use access::*;
pub use check::*;
pub use child::*;
pub use chronology::*;
pub use concern::*;
pub use consent::*;
pub use decision::*;
pub use escalation::*;
pub use event::*;
pub use people::*;
pub use sharing::*;
pub use work::*;

/// A closed vocabulary whose members have a fixed public name.
pub trait Word: Copy + Eq + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static {
    /// The vocabulary's name in GraphQL and in the policies.
    const NAME: &'static str;
    /// What the vocabulary is about, in a sentence.
    const DOC: &'static str;
    /// Every member, in the order of the contract.
    const ALL: &'static [Self];
    /// The member's public name, `SCREAMING_SNAKE_CASE`.
    fn name(self) -> &'static str;
    /// What the member means, in a sentence; empty where the name says it.
    fn doc(self) -> &'static str;
    /// The member's place in [`Word::ALL`]; never changes, sets are stored by it.
    fn index(self) -> usize;
    /// The member with that public name.
    fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|w| w.name() == name)
    }
}

/// A text that is not a member of the vocabulary it was read for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// The vocabulary's name.
    pub vocabulary: &'static str,
}

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a member of {}", self.vocabulary)
    }
}

impl std::error::Error for UnknownWord {}
