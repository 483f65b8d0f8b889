//! An entry made ready by whoever asks, so that the one writer has less to do: salted, committed to, and put in the form of
//! a row. Only its place, its time and its hashes are missing.

use std::fmt::Write;
use std::sync::Arc;

use entities::Instant;
use entities::ids::AgencyId;
use entities::rows::access_log::Model;

use super::canonical::{self, Commitments, SALT_LEN};
use super::checkpoint::Checkpoint;
use super::draft::{EntryDraft, FactSet, Outcome, Parent};
use super::key::SigningKey;
use super::merkle::{self, Frontier};
use super::{LogError, Position};
use crate::plain::entropy::Entropy;

pub(super) struct Prepared {
    pub(super) row: Model,
    pub(super) facts: Option<Arc<FactSet>>,
    pub(super) parent: Parent,
    commitments: Commitments,
}

impl Prepared {
    pub(super) fn new(draft: EntryDraft, entropy: &dyn Entropy) -> Result<Self, LogError> {
        let mut policies = draft.policies;
        policies.sort_unstable();
        let (allowed, refusal_code) = match draft.outcome {
            Outcome::Allowed => (true, None),
            Outcome::Refused(code) => (false, Some(code)),
        };
        let mut row = Model {
            log: 0,
            seq: 0,
            commit_last: 0,
            asked_at: draft.at,
            committed_at: Instant(0),
            parent_log: None,
            parent_seq: None,
            membership: draft.membership,
            person: draft.person,
            agency: draft.agency,
            agency_kind: draft.agency_kind,
            roles: draft.roles,
            client: draft.client,
            action: draft.action,
            child: draft.child,
            relationship: draft.relationship,
            purpose: draft.purpose,
            lawful_basis: draft.lawful_basis,
            dispense_reason: draft.dispense_reason,
            justification: draft.justification,
            approved_by: draft.approved_by,
            emergency: draft.emergency,
            emergency_until: draft.emergency_until,
            allowed,
            refusal_code,
            disclosed: draft.disclosed,
            withheld: draft.withheld,
            records_disclosed: i64::from(draft.records_disclosed),
            sources: sources_text(draft.sources),
            policies: serde_json::to_string(&policies).map_err(|_| LogError::Unavailable)?,
            rule_book: draft.rule_book.map(|hash| hash.to_vec()),
            facts: draft.facts.as_ref().map(|facts| facts.hash().to_vec()),
            operation: draft.operation.map(|hash| hash.to_vec()),
            ask: draft.ask,
            as_of: as_of_text(draft.as_of),
            view_format: i32::from(draft.view_format),
            digest: draft.digest.map(|hash| hash.to_vec()),
            flags: draft.flags,
            review_due_at: draft.review_due_at,
            salts: Vec::new(),
            canonical: Vec::new(),
            leaf_hash: Vec::new(),
            nodes: Vec::new(),
            checkpoint: None,
        };
        row.salts = vec![0; SALT_LEN.saturating_mul(canonical::salts_needed(&row))];
        entropy.fill(&mut row.salts).map_err(|_| LogError::Unavailable)?;
        let commitments = canonical::commitments(&row).ok_or(LogError::Unavailable)?;
        Ok(Self { row, facts: draft.facts, parent: draft.parent, commitments })
    }

    /// Gives the entry its place and its time, and puts it at the end of the tree. May be done again, elsewhere.
    pub(super) fn seal(&mut self, place: Place, frontier: &mut Frontier, key: &SigningKey) {
        let Place { at, first, last, committed_at } = place;
        let parent = match self.parent {
            Parent::None => None,
            Parent::Entry(position) => Some(position),
            Parent::FirstOfAppend => (first != at).then_some(first),
        };
        let row = &mut self.row;
        row.log = at.log;
        row.seq = at.seq;
        row.commit_last = last;
        row.committed_at = committed_at;
        row.parent_log = parent.map(|p| p.log);
        row.parent_seq = parent.map(|p| p.seq);
        row.canonical = canonical::encode(row, &self.commitments);
        let leaf = merkle::leaf_hash(&row.canonical);
        row.leaf_hash = leaf.to_vec();
        row.nodes = frontier.push(leaf).concat();
        row.checkpoint = (at.seq == last).then(|| Checkpoint::sign(at.log, frontier.size(), frontier.root(), key));
    }
}

/// Where and when an entry goes in.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) at: Position,
    /// The first entry of the same append.
    pub(super) first: Position,
    /// The last place of the commit.
    pub(super) last: i64,
    pub(super) committed_at: Instant,
}

/// The ids, sorted and each once, as a JSON list; none where there are none.
fn sources_text(mut sources: Vec<AgencyId>) -> Option<String> {
    sources.sort_unstable();
    sources.dedup();
    let ids = sources.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>();
    (!ids.is_empty()).then(|| format!("[{}]", ids.join(",")))
}

fn as_of_text(mut sizes: Vec<(i32, i64)>) -> String {
    sizes.sort_unstable();
    let mut text = String::from("[");
    for (number, (log, size)) in sizes.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}[{log},{size}]");
    }
    text.push(']');
    text
}
