//! A child seen in a search: a verdict bound to it that clears no more than what tells candidates apart. Children whom the
//! caller could open for that purpose are seen, and those whom the rule book shows beyond (R17), of whom only who they are is
//! told; of all others a search leaves no trace, but that the custodians of a restricted record are told of the attempt (R28).

use std::sync::Arc;

use entities::Set;
use entities::ids::ChildId;
use entities::words::{FieldClass, Relationship, WithheldReason};
use policies::facts::{Facts, Sought};
use policies::{Gate, RuleBook, Verdict};

use super::{Subject, Trace, relationship};

/// A child that a search may show.
pub struct Sighting {
    child: ChildId,
    verdict: Arc<Verdict>,
    /// Shown without being open: these classes are all that is told.
    beyond: Option<Set<FieldClass>>,
    trace: Trace,
    claimed: bool,
}

/// A restricted record that a search would have shown, were it not restricted. Nothing of it is ever shown.
pub struct Attempt(pub(in crate::store) Sighting);

impl Attempt {
    /// The child.
    pub const fn child(&self) -> ChildId {
        self.0.child
    }
}

/// What a search makes of a child that it may show.
pub(crate) enum Sight {
    /// It may be shown.
    Of(Sighting),
    /// It may not be known: its record is restricted to others.
    Restricted(Attempt),
}

impl Subject {
    /// What a search makes of the child, sought by that, with the class of the number that fitted; none where it is not shown.
    pub(crate) fn sight(mut self, book: &RuleBook, (sought, number): (Sought, Option<FieldClass>)) -> Option<Sight> {
        let restricted = std::mem::take(&mut self.loaded.facts.child.restricted);
        self.loaded.facts.record.sought = sought;
        if let Some(begun) = &mut self.loaded.facts_if_begun {
            begun.child.restricted = false;
            begun.record.sought = sought;
        }
        // Whom an emergency would open is not what a search shows: only whom one that holds does (R17, R31).
        for facts in std::iter::once(&mut self.loaded.facts).chain(&mut self.loaded.facts_if_begun) {
            facts.sharing.emergency_asked = false;
        }
        let sighting = self.sighting(book, number)?;
        Some(if restricted { Sight::Restricted(Attempt(sighting)) } else { Sight::Of(sighting) })
    }

    fn sighting(mut self, book: &RuleBook, number: Option<FieldClass>) -> Option<Sighting> {
        let child = self.loaded.child?;
        let open = |verdict: &Verdict| verdict.gate(Gate::Open).is_ok();
        let shown = |verdict: &Verdict| open(verdict) || verdict.gate(Gate::Show).is_ok();
        let seen = |verdict: &Verdict| verdict.gate(Gate::Search).is_ok() && shown(verdict);
        let plain = book.judge(&self.loaded.facts);
        let begun = self.loaded.facts_if_begun.take().and_then(|facts| {
            let verdict = book.judge(&facts);
            let differs = seen(&verdict) != seen(&plain) || open(&verdict) != open(&plain);
            let differs = differs || verdict.cleared() != plain.cleared();
            differs.then_some((facts, verdict))
        });
        let was_begun = begun.is_some();
        let (facts, verdict) = begun.unwrap_or((self.loaded.facts, plain));
        if !seen(&verdict) {
            return None;
        }
        let mut policies = verdict.gate_policies(Gate::Search).to_vec();
        // Who is not opened is told as who they are, and as the number that the caller gave rightly.
        let beyond =
            (!open(&verdict)).then(|| number.into_iter().chain([FieldClass::Identity]).collect::<Set<FieldClass>>());
        if beyond.is_some() {
            policies.extend(verdict.gate_policies(Gate::Show).iter().cloned());
        } else {
            policies.extend(verdict.policies().iter().cloned());
        }
        policies.sort();
        policies.dedup();
        Some(Sighting {
            child,
            claimed: rests_on(book, &facts, Relationship::Claimed),
            verdict,
            beyond,
            trace: Trace {
                child: Some(child),
                relationship: relationship(&facts),
                sizes: self.loaded.sizes,
                begun: was_begun,
                begins: false,
                emergency: self.loaded.emergency.filter(|emergency| !emergency.begins),
                dispensed: false,
                pending: false,
                asks: false,
                unallocated: false,
                same_family_name: self.loaded.same_family_name,
                restricted: false,
                markings: self.loaded.markings,
                facts,
                policies,
            },
        })
    }
}

/// Whether those facts open the record by that relationship, and without it would not.
pub(super) fn rests_on(book: &RuleBook, facts: &Facts, on: Relationship) -> bool {
    if facts.relationship.widest != on {
        return false;
    }
    let mut without = facts.clone();
    without.relationship.widest = Relationship::None;
    without.relationship.recently_ended = false;
    book.judge(&without).gate(Gate::Open).is_err()
}

impl Sighting {
    /// The child.
    pub const fn child(&self) -> ChildId {
        self.child
    }

    /// The classes cleared for the child's own details.
    pub fn cleared(&self) -> Set<FieldClass> {
        self.beyond.unwrap_or_else(|| self.verdict.cleared())
    }

    /// Whether a field with those classes is cleared.
    ///
    /// # Errors
    /// The reason of the first class that is not.
    pub fn field(&self, classes: Set<FieldClass>) -> Result<(), WithheldReason> {
        match self.beyond {
            Some(told) if told.contains_all(classes) => Ok(()),
            Some(_) => Err(WithheldReason::Purpose),
            None => self.verdict.field(classes),
        }
    }

    /// Whether it is seen by a claim alone, and so as the claimant stated it (R15).
    pub const fn claimed(&self) -> bool {
        self.claimed
    }

    /// What it rests on, for the log.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }
}
