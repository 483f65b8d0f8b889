//! A subject judged at one gate: with what was begun without an anchor, and with consent that is gone without, where these
//! change the answer. It looks at facts and the rule book alone.

use std::sync::Arc;

use entities::ids::ChildId;
use entities::words::{RefusalCode, Relationship};
use policies::facts::{Approval, Facts, OwnPart};
use policies::{Gate, RuleBook, Verdict};

use super::bounds::Bounds;
use super::{MaskMemo, Opening, Refused, Subject, Trace, relationship};

impl Subject {
    /// The child, if there is one.
    pub(crate) fn child(&self) -> Option<ChildId> {
        self.loaded.child
    }

    /// The same, with a second person named who is to answer for it (R36).
    #[must_use]
    pub(crate) fn with_approver_named(mut self) -> Self {
        self.loaded.facts.sharing.approval = Approval::Pending;
        if let Some(begun) = &mut self.loaded.facts_if_begun {
            begun.sharing.approval = Approval::Pending;
        }
        self
    }

    pub(super) fn judge(self, book: &Arc<RuleBook>, gate: Gate, memo: &MaskMemo) -> Result<Opening, Box<Refused>> {
        let Self { mut loaded } = self;
        let plain = book.judge(&loaded.facts);
        let differ = |facts: &Facts, verdict: &Verdict, other: &Facts, others: &Verdict| {
            let code = |verdict: &Verdict| verdict.gate(gate).err().map(|refusal| refusal.code);
            code(verdict) != code(others)
                || verdict.cleared() != others.cleared()
                || memo.masks(book, facts).differ(&memo.masks(book, other))
        };
        // Beginning without an anchor counts only where it changes the answer; who may begin is the rule book's to say.
        let begun = loaded.facts_if_begun.take().and_then(|facts| {
            let verdict = book.judge(&facts);
            differ(&facts, &verdict, &loaded.facts, &plain).then_some((facts, verdict))
        });
        let was_begun = begun.is_some();
        let (facts, verdict) = begun.unwrap_or_else(|| (loaded.facts.clone(), plain));
        let trace = |policies: Vec<String>| Trace {
            child: loaded.child,
            relationship: relationship(&facts),
            sizes: loaded.sizes.clone(),
            begun: was_begun,
            // A refusal begins nothing.
            begins: false,
            // Nor is a refusal an access in an emergency.
            emergency: None,
            dispensed: false,
            pending: false,
            asks: false,
            unallocated: false,
            same_family_name: loaded.same_family_name,
            restricted: facts.child.restricted,
            markings: Vec::new(),
            facts: facts.clone(),
            policies,
        };
        if let Err(refusal) = verdict.gate(gate) {
            let trace = trace(refusal.policies.clone());
            // Where another person said no, or did not answer, the one who is named now is asked all the same: their yes opens.
            let asks = loaded.asks
                && gate == Gate::Open
                && refusal.code == RefusalCode::JustificationRequired
                && facts.sharing.approval == Approval::Refused;
            return Err(Box::new(Refused { code: refusal.code, trace: Trace { asks, ..trace } }));
        }
        let Some(child) = loaded.child else {
            // A gate that opens for nobody's child would be a fault in the rule book; closed, as for any absent child.
            return Err(Box::new(Refused { code: RefusalCode::NotFound, trace: trace(verdict.policies().to_vec()) }));
        };
        let masks = memo.masks(book, &facts);
        // Consent and level hold back reading alone (R23): going on without them gives nothing to who writes.
        let dispensed = gate == Gate::Open && facts.sharing.dispense.is_some() && {
            let mut without = facts.clone();
            without.sharing.dispense = None;
            differ(&facts, &verdict, &without, &book.judge(&without))
        };
        let unallocated = gate == Gate::Open && opened_by_justification(&facts, &verdict, book, &differ);
        loaded.facts.sharing.begun_without_anchor = facts.sharing.begun_without_anchor;
        Ok(Opening {
            child,
            verdict,
            masks,
            book: Arc::clone(book),
            loaded,
            facts,
            bounds: Bounds::None,
            begins: was_begun,
            dispensed,
            unallocated,
        })
    }
}

/// Whether the caller's justification opened what only those with a part in the work see without one (R16). Roles that serve a
/// whole agency count as having a part; so it is asked what a part would have given.
fn opened_by_justification(
    facts: &Facts,
    verdict: &Verdict,
    book: &RuleBook,
    differ: &impl Fn(&Facts, &Verdict, &Facts, &Verdict) -> bool,
) -> bool {
    let related = facts.relationship.widest != Relationship::None;
    if !related || facts.relationship.own_part != OwnPart::AgencyOnly || !facts.sharing.justified {
        return false;
    }
    let mut silent = facts.clone();
    silent.sharing.justified = false;
    let mut with_a_part = silent.clone();
    with_a_part.relationship.own_part = OwnPart::SameTeam;
    let unsaid = book.judge(&silent);
    differ(facts, verdict, &silent, &unsaid) && differ(&with_a_part, &book.judge(&with_a_part), &silent, &unsaid)
}
