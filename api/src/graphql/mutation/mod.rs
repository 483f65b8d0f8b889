//! The mutations, one file per piece of the work. Expected outcomes (a refusal, a problem with the input) are data in the
//! payload.

mod chronology;
mod payload;

use async_graphql::MergedObject;

pub use chronology::ChronologyMutation;

/// Everything that can be recorded.
#[derive(Default, MergedObject)]
pub struct Mutation(ChronologyMutation);
