//! The answer to one set of facts. A verdict has no public constructor: [`crate::RuleBook::judge`] alone makes one.

use std::sync::Arc;

use entities::words::{FieldClass, RefusalCode, WithheldReason};
use entities::{Set, Word};

use crate::question::Gate;

/// Why a gate refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code that the caller is given.
    pub code: RefusalCode,
    /// The ids of the policies that decided, sorted. For the log; a caller may see them only where existence is known.
    pub policies: Vec<String>,
}

/// Why a class is withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The reason that the viewer is given.
    pub reason: WithheldReason,
    /// The ids of the policies that decided, sorted.
    pub policies: Vec<String>,
}

/// What was decided on one gate or class: the answer, and for a permit the policies that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided<R> {
    pub(crate) answer: Result<(), R>,
    pub(crate) permits: Vec<String>,
}

/// What a caller may have of one kind of record in one situation, and why not the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    gates: Vec<Decided<Refusal>>,
    classes: Vec<Decided<Withheld>>,
    cleared: Set<FieldClass>,
    listed: bool,
    policies: Vec<String>,
    book_hash: Arc<str>,
}

impl Verdict {
    /// Puts a verdict together; `gates` and `classes` in the order of their vocabularies.
    pub(crate) fn new(
        gates: Vec<Decided<Refusal>>,
        classes: Vec<Decided<Withheld>>,
        listed: bool,
        policies: Vec<String>,
        book_hash: Arc<str>,
    ) -> Self {
        let cleared = FieldClass::ALL
            .iter()
            .zip(&classes)
            .filter(|(_, decided)| decided.answer.is_ok())
            .map(|(class, _)| *class)
            .collect();
        Self { gates, classes, cleared, listed, policies, book_hash }
    }

    /// Whether the gate opens.
    ///
    /// # Errors
    /// The refusal: its code, and the policies that decided.
    pub fn gate(&self, gate: Gate) -> Result<(), &Refusal> {
        match self.gates.get(gate.index()) {
            Some(decided) => decided.answer.as_ref().copied(),
            None => Err(refused_by_default()),
        }
    }

    /// The ids of the policies that decided on the gate, sorted, whether it opens or refuses.
    pub fn gate_policies(&self, gate: Gate) -> &[String] {
        match self.gates.get(gate.index()) {
            Some(Decided { answer: Ok(()), permits }) => permits,
            Some(Decided { answer: Err(refusal), .. }) => &refusal.policies,
            None => &[],
        }
    }

    /// Whether the class is given of the record judged, all gates that withhold it included (R6, R32).
    ///
    /// # Errors
    /// The reason, and the policies that decided.
    pub fn class(&self, class: FieldClass) -> Result<(), &Withheld> {
        match self.classes.get(class.index()) {
            Some(decided) => decided.answer.as_ref().copied(),
            None => Err(withheld_by_default()),
        }
    }

    /// The ids of the policies that decided on the class, sorted, whether it is given or withheld.
    pub fn class_policies(&self, class: FieldClass) -> &[String] {
        match self.classes.get(class.index()) {
            Some(Decided { answer: Ok(()), permits }) => permits,
            Some(Decided { answer: Err(withheld), .. }) => &withheld.policies,
            None => &[],
        }
    }

    /// Whether a field of those classes is given: each of them must be.
    ///
    /// # Errors
    /// The reason of the first class, in the order of the vocabulary, that is withheld (R1).
    pub fn field(&self, classes: Set<FieldClass>) -> Result<(), WithheldReason> {
        match classes.minus(self.cleared).iter().next() {
            None => Ok(()),
            Some(class) => Err(self.class(class).err().map_or(WithheldReason::Role, |w| w.reason)),
        }
    }

    /// The classes given.
    pub fn cleared(&self) -> Set<FieldClass> {
        self.cleared
    }

    /// Whether the record stands in lists and counts. One that does not is not even known of (R29).
    pub fn listed(&self) -> bool {
        self.listed
    }

    /// The ids of the policies that decided on opening and on every class, and of the terms they rest on; sorted.
    pub fn policies(&self) -> &[String] {
        &self.policies
    }

    /// The hash of the rule book that answered, in hexadecimal.
    pub fn book_hash(&self) -> &str {
        &self.book_hash
    }
}

// A verdict holds an answer for every gate and class; should one ever lack, the answer is no.
fn refused_by_default() -> &'static Refusal {
    static REFUSED: Refusal = Refusal { code: RefusalCode::Role, policies: Vec::new() };
    &REFUSED
}

fn withheld_by_default() -> &'static Withheld {
    static WITHHELD: Withheld = Withheld { reason: WithheldReason::Role, policies: Vec::new() };
    &WITHHELD
}
