//! What of a chronology entry is cleared, for every situation that an entry can be in, as masks that SQL applies: what is
//! not cleared never leaves the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use entities::words::{FieldClass, Sensitivity, WithheldReason};
use entities::{Set, Word};
use policies::RuleBook;
use policies::facts::{Facts, Owner, RecordFacts, RecordKind, Whereabouts};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::plain::memo::Memo;

/// The bits of a situation's code; `content::chronology` computes the same ones in SQL.
pub(crate) mod bits {
    use entities::words::Sensitivity;

    /// The caller's own agency's.
    pub(crate) const OWN: u16 = 1;
    /// Another agency's, a school.
    pub(crate) const SCHOOL: u16 = 2;
    /// SENSITIVE.
    pub(crate) const SENSITIVE: u16 = 4;
    /// RESTRICTED.
    pub(crate) const RESTRICTED: u16 = 8;
    /// Recorded by the caller.
    pub(crate) const BY_CALLER: u16 = 16;
    /// Recorded by the caller's team.
    pub(crate) const BY_TEAM: u16 = 32;
    /// The caller is named for it.
    pub(crate) const NAMED: u16 = 64;
    /// Told to the caller's agency.
    pub(crate) const TOLD: u16 = 128;
    /// The adults it is about all gave consent that covers ADULT.
    pub(crate) const ADULTS: u16 = 256;
    /// Where the child's whereabouts are protected from the caller: recorded before, or by an agency that is not local (R7).
    pub(crate) const DISTANT: u16 = 512;
    /// SENSITIVE, and the answer to a check of the caller's agency (R29).
    pub(crate) const ANSWER: u16 = 1024;

    /// How few eyes an entry with that code is kept to.
    pub(crate) const fn sensitivity(code: u16) -> Sensitivity {
        match code & (SENSITIVE | RESTRICTED) {
            0 => Sensitivity::Standard,
            SENSITIVE => Sensitivity::Sensitive,
            _ => Sensitivity::Restricted,
        }
    }
}
use bits::{ADULTS, ANSWER, BY_CALLER, BY_TEAM, DISTANT, NAMED, OWN, RESTRICTED, SCHOOL, SENSITIVE, TOLD};

const CODES: u16 = 2048;

/// One situation, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    /// Whether the entry is listed at all.
    pub(crate) listed: bool,
    /// The classes cleared.
    pub(crate) cleared: Set<FieldClass>,
    /// Why each class that is not cleared is withheld, by the class's index.
    pub(crate) reasons: Vec<Option<WithheldReason>>,
}

/// Every situation, judged for one caller, child and sharing.
#[derive(Debug)]
pub(crate) struct EntryMasks {
    by_code: BTreeMap<u16, Arc<Situation>>,
    policies: Vec<String>,
    groups: Groups,
}

/// Listed situations by what is withheld: (mask of the classes not cleared, codes).
pub(crate) type Groups = Arc<[(u64, Vec<u16>)]>;

impl EntryMasks {
    fn judge(book: &RuleBook, facts: &Facts) -> Self {
        let mut by_code = BTreeMap::new();
        // Hundreds of codes have a handful of situations between them.
        let mut situations: Vec<Arc<Situation>> = Vec::new();
        let mut policies = BTreeSet::new();
        for code in 0..CODES {
            // Whose texts may tell where a child is matters only where that is protected.
            if code & DISTANT != 0 && facts.child.whereabouts != Whereabouts::Protected {
                continue;
            }
            let Some(record) = record(code) else { continue };
            let mut of_record = facts.clone();
            of_record.record = record;
            let verdict = book.judge(&of_record);
            let reasons = FieldClass::ALL.iter().map(|c| verdict.field(Set::of(&[*c])).err()).collect();
            if record.owner == Owner::Other && record.sensitivity == Sensitivity::Standard {
                policies.extend(verdict.policies().iter().cloned());
            }
            let situation = Situation { listed: verdict.listed(), cleared: verdict.cleared(), reasons };
            let known = situations.iter().find(|known| ***known == situation).map(Arc::clone);
            by_code.insert(
                code,
                known.unwrap_or_else(|| {
                    let new = Arc::new(situation);
                    situations.push(Arc::clone(&new));
                    new
                }),
            );
        }
        let mut groups: BTreeMap<u64, Vec<u16>> = BTreeMap::new();
        for (code, situation) in by_code.iter().filter(|(_, s)| s.listed) {
            groups.entry(Set::<FieldClass>::all().minus(situation.cleared).bits()).or_default().push(*code);
        }
        Self { by_code, policies: policies.into_iter().collect(), groups: groups.into_iter().collect() }
    }

    /// The situation with that code; everything withheld where there is none.
    pub(crate) fn situation(&self, code: u16) -> Option<&Arc<Situation>> {
        self.by_code.get(&code)
    }

    /// The situations whose entries are listed, by what is withheld.
    pub(crate) fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The classes cleared in some listed situation.
    pub(crate) fn cleared(&self) -> Set<FieldClass> {
        self.by_code.values().filter(|s| s.listed).fold(Set::EMPTY, |all, s| all.union(s.cleared))
    }

    /// What other agencies' ordinary entries are: listed or withheld whole, and why.
    pub(crate) fn others(&self) -> Option<&Arc<Situation>> {
        self.by_code.get(&0)
    }

    /// The policies that decided on other agencies' ordinary entries.
    pub(crate) fn policies(&self) -> &[String] {
        &self.policies
    }

    /// Whether something is withheld for that reason.
    pub(crate) fn withhold(&self, reason: WithheldReason) -> bool {
        self.by_code.values().any(|situation| situation.reasons.contains(&Some(reason)))
    }

    /// Whether another judgement clears something else.
    pub(crate) fn differ(&self, other: &Self) -> bool {
        self.by_code
            .iter()
            .any(|(code, s)| other.by_code.get(code).is_none_or(|o| o.listed != s.listed || o.cleared != s.cleared))
    }
}

/// The record that a code stands for; none where no entry can have it.
fn record(code: u16) -> Option<RecordFacts> {
    let has = |bit: u16| code & bit != 0;
    let own = has(OWN);
    let impossible = has(SENSITIVE) && has(RESTRICTED)
        || own && (has(SCHOOL) || has(ADULTS) || has(TOLD) || has(DISTANT))
        // Of others it makes no difference whose question they answer.
        || has(ANSWER) && (own || !has(SENSITIVE))
        || !own && (has(BY_CALLER) || has(BY_TEAM));
    if impossible {
        return None;
    }
    Some(RecordFacts {
        kind: RecordKind::Entry,
        owner: if own { Owner::Own } else { Owner::Other },
        school: has(SCHOOL),
        sensitivity: bits::sensitivity(code),
        by_caller: has(BY_CALLER),
        by_team: has(BY_TEAM),
        caller_named: has(NAMED),
        told: has(TOLD),
        answer: has(ANSWER),
        adults_consent: has(ADULTS),
        distant: has(DISTANT),
        addressed: false,
        open: true,
        ..RecordFacts::CHILD
    })
}

/// Does what takes tens of milliseconds without holding up the other requests of the same thread.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        // A runtime of one thread has nobody to hand the others to; outside one there are none.
        _ => work(),
    }
}

/// Half of the most judgements that are remembered.
const HALF: usize = 1024;

/// Judgements already made, by the rule book's hash and the facts.
pub(crate) struct MaskMemo(Memo<(String, Facts), Arc<EntryMasks>>);

impl Default for MaskMemo {
    fn default() -> Self {
        Self(Memo::of_twice(HALF))
    }
}

impl MaskMemo {
    /// The masks for those facts.
    pub(crate) fn masks(&self, book: &RuleBook, facts: &Facts) -> Arc<EntryMasks> {
        let key = (book.hash().to_owned(), facts.clone());
        self.0.get(&key).unwrap_or_else(|| {
            let masks = Arc::new(aside(|| EntryMasks::judge(book, facts)));
            self.0.keep(key, Arc::clone(&masks));
            masks
        })
    }
}
