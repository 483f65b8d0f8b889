//! What was judged already, by facts. Bounded; goes with its book, so that no answer outlives the rules it came from.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError, RwLock};

use crate::facts::Facts;
use crate::hasher::BuildFactsHasher;
use crate::verdict::Verdict;

const SHARDS: u64 = 16;
/// How many verdicts a shard holds before it starts anew. Sixteen thousand verdicts in all take some tens of megabytes.
const SHARD_LIMIT: usize = 1024;

type Shard = RwLock<HashMap<Facts, Arc<Verdict>, BuildFactsHasher>>;

/// The verdicts made so far.
pub(crate) struct Memo {
    shards: Vec<Shard>,
    build: BuildFactsHasher,
}

impl Memo {
    /// An empty memo.
    pub(crate) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| Shard::default()).collect(), build: BuildFactsHasher::default() }
    }

    fn shard(&self, facts: &Facts) -> Option<&Shard> {
        let hash = self.build.hash_one(facts);
        self.shards.get(usize::try_from((hash >> 20) % SHARDS).ok()?)
    }

    /// The verdict on those facts, if it was made already.
    pub(crate) fn get(&self, facts: &Facts) -> Option<Arc<Verdict>> {
        let shard = self.shard(facts)?;
        let held = shard.read().unwrap_or_else(PoisonError::into_inner);
        held.get(facts).cloned()
    }

    /// Keeps a verdict.
    pub(crate) fn put(&self, facts: &Facts, verdict: &Arc<Verdict>) {
        let Some(shard) = self.shard(facts) else { return };
        let mut held = shard.write().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= SHARD_LIMIT {
            held.clear();
        }
        held.insert(facts.clone(), Arc::clone(verdict));
    }
}
