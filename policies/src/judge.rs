//! From facts to answers: Cedar is asked for each role alone. Whatever cannot be asked or answered is no.

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicyId, PolicySet, Request, Schema};
use entities::words::{FieldClass, RefusalCode, Role, WithheldReason};
use entities::{Set, Word};

use crate::annotations::{Annotations, FIRST_STAGE};
use crate::combine::{Answers, DEFAULT_DENY, Ranked, behind, closed, combine, together};
use crate::facts::{Facts, Owner, RecordKind};
use crate::load::{BookError, Loaded};
use crate::question::{Gate, Question, Term};
use crate::request::{Covers, Names, Stated, context};
#[cfg(test)]
use crate::shelf::Batch;
use crate::shelf::{Actions, Part, Shelf};
use crate::verdict::{Decided, Refusal, Verdict, Withheld};

/// Named where a question could not be answered.
const UNANSWERED: &str = "unanswered";

/// All that answering takes.
pub(crate) struct Judge {
    #[cfg(test)]
    schema: Schema,
    actions: Actions,
    shelf: Shelf,
    names: Names,
    reasons: HashMap<PolicyId, Annotations>,
    authorizer: Authorizer,
    #[cfg(test)]
    whole: Option<Batch>,
}

impl Judge {
    pub(crate) fn new(loaded: Loaded) -> Result<Self, BookError> {
        let policies: Vec<_> = loaded.held.iter().map(|h| h.policy.clone()).collect();
        Ok(Self {
            shelf: Shelf::split(&policies, &loaded.actions, loaded.stages)?,
            #[cfg(test)]
            whole: None,
            #[cfg(test)]
            schema: loaded.schema,
            actions: loaded.actions,
            names: Names::new()?,
            reasons: loaded.held.into_iter().map(|held| (held.policy.id().clone(), held.annotations)).collect(),
            authorizer: Authorizer::new(),
        })
    }

    /// The policies as they are asked.
    #[cfg(test)]
    pub(crate) fn shelf_mut(&mut self) -> &mut Shelf {
        &mut self.shelf
    }

    /// Puts the whole book to every question from now on, as it stands: slow, and the measure of the split.
    #[cfg(test)]
    pub(crate) fn unsplit(&mut self, whole: Batch) {
        self.whole = Some(whole);
    }

    /// What entities and contexts are held against. Their layout is this crate's own, and the tests check it with every case.
    #[cfg(not(test))]
    const fn checking(&self) -> Option<&Schema> {
        None
    }

    /// The same in tests: the schema, where the whole book is asked.
    #[cfg(test)]
    fn checking(&self) -> Option<&Schema> {
        self.whole.as_ref().map(|_| &self.schema)
    }

    /// The verdict, and how many questions could not be answered.
    pub(crate) fn judge(&self, facts: &Facts, book_hash: &Arc<str>) -> (Verdict, u64) {
        let mut errors = 0;
        let mut seats = Vec::new();
        match (self.names.entities(facts, self.checking()), self.names.stated(facts)) {
            (Some(entities), Some(stated)) => {
                for role in facts.caller.roles.iter() {
                    let mut seat = Seat {
                        judge: self,
                        facts,
                        role,
                        caller: self.names.caller(role),
                        entities: &entities,
                        errors: 0,
                    };
                    seats.push(seat.answers(&stated));
                    errors += seat.errors;
                }
            }
            _ => errors += 1,
        }
        let verdict = combine(seats, book_hash);
        (verdict, errors)
    }
}

/// The caller in one role, asking.
struct Seat<'a> {
    judge: &'a Judge,
    facts: &'a Facts,
    role: Role,
    caller: EntityUid,
    entities: &'a Entities,
    errors: u64,
}

/// What Cedar says to one question.
struct Said {
    allowed: bool,
    answered: bool,
    policies: Vec<PolicyId>,
}

/// The policies of a part that hold, and what they were asked with.
struct Held<'c> {
    permits: Vec<PolicyId>,
    forbids: Vec<PolicyId>,
    answered: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "the whole book is asked with it, in tests"))]
    seen: Option<&'c Context>,
}

impl Held<'_> {
    /// These and those of another part; unanswered where either is.
    fn beside(mut self, other: &Held<'_>) -> Self {
        self.permits.extend(other.permits.iter().cloned());
        self.forbids.extend(other.forbids.iter().cloned());
        self.answered &= other.answered;
        self
    }
}

impl Seat<'_> {
    fn answers(&mut self, stated: &Stated) -> Answers {
        let (terms, term_policies, seen) = self.terms(stated);
        let held = self.evaluate(Part::Gates, Question::Gate(Gate::Open), seen.as_ref());
        let gates: Vec<_> = Gate::ALL.iter().map(|gate| self.gate(Question::Gate(*gate), &held)).collect();
        let shut = gates
            .get(Gate::Open.index())
            .and_then(|open| open.answer.as_ref().err())
            .map(|ranked| behind(&ranked.refusal));
        let (classes, listed) = match shut {
            Some(withheld) => (vec![closed(&withheld); FieldClass::ALL.len()], false),
            None => self.classes(stated, terms, seen.as_ref()),
        };
        Answers { gates, classes, listed, terms: term_policies }
    }

    /// The terms that are answered yes, by which policies, and the context that tells of them.
    fn terms(&mut self, stated: &Stated) -> (Set<Term>, Vec<String>, Option<Context>) {
        let mut terms = Set::EMPTY;
        let mut policies = Vec::new();
        let mut seen = context(stated, terms, None);
        for stage in 0..self.judge.shelf.stage_count() {
            let before = terms;
            let asked = Term::ALL.iter().filter(|t| self.judge.shelf.stage(**t) == Some(stage));
            let asked: Vec<_> = asked.copied().collect();
            let Some(first) = asked.first() else { continue };
            let held = self.evaluate(Part::Terms(stage), Question::Term(*first), seen.as_ref());
            for term in asked {
                let said = self.said(Question::Term(term), &held);
                if said.allowed {
                    terms.insert(term);
                    policies.extend(ids(&said));
                }
            }
            if terms != before {
                seen = context(stated, terms, None);
            }
        }
        (terms, policies, seen)
    }

    /// The answer for each class, and whether the record is listed.
    fn classes(&mut self, stated: &Stated, terms: Set<Term>, seen: Option<&Context>) -> (Vec<Decided<Withheld>>, bool) {
        let record = self.facts.record;
        let recorded = matches!(record.kind, RecordKind::Entry | RecordKind::Involvement | RecordKind::Consent);
        let all = self.evaluate(Part::Records, Question::Others, seen);
        let mut above = Vec::new();
        if recorded && record.owner == Owner::Other {
            above.push(self.withholding(Question::Others, &all));
        }
        if recorded {
            above.push(self.withholding(Question::Sensitive, &all));
        }
        let behind_gates = above.iter().all(|gate| gate.answer.is_ok());
        let mut answers: Vec<(usize, Decided<Withheld>)> = Vec::new();
        // Few contexts differ: what covers a class is mostly nothing, or the same for many.
        let mut left: Vec<_> = FieldClass::ALL.iter().map(|c| (*c, Covers::of(self.facts, *c))).collect();
        while let Some((first, covers)) = left.first().copied() {
            let (same, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, c)| *c == covers);
            left = others;
            let seen = context(stated, terms, Some(covers));
            let held = self.evaluate(Part::Covered, Question::Class(first), seen.as_ref()).beside(&all);
            for (class, _) in same {
                let own = self.withholding(Question::Class(class), &held);
                answers.push((class.index(), together(above.iter().chain([&own]))));
            }
        }
        answers.sort_by_key(|(place, _)| *place);
        let answers: Vec<_> = answers.into_iter().map(|(_, decided)| decided).collect();
        let given = |class: FieldClass| answers.get(class.index()).is_some_and(|c| c.answer.is_ok());
        let listed = match record.kind {
            RecordKind::Child => true,
            RecordKind::Involvement => given(FieldClass::Involvement),
            RecordKind::Entry | RecordKind::Concern => given(FieldClass::Summary),
            // It carries no class of its own (R1): the gates alone say who sees it (R26).
            RecordKind::Consent => behind_gates,
        };
        (answers, listed)
    }

    fn gate(&mut self, question: Question, held: &Held<'_>) -> Decided<Ranked<Refusal>> {
        let said = self.said(question, held);
        if said.allowed {
            return Decided { answer: Ok(()), permits: ids(&said) };
        }
        let first = said
            .policies
            .iter()
            .filter_map(|id| self.judge.reasons.get(id)?.refusal())
            .min_by_key(|(stage, code)| (*stage, code.index()));
        let (stage, code) = first.unwrap_or((FIRST_STAGE, RefusalCode::Role));
        Decided {
            answer: Err(Ranked { rank: (stage, code.index()), refusal: Refusal { code, policies: denied(&said) } }),
            permits: Vec::new(),
        }
    }

    fn withholding(&mut self, question: Question, held: &Held<'_>) -> Decided<Withheld> {
        let said = self.said(question, held);
        if said.allowed {
            return Decided { answer: Ok(()), permits: ids(&said) };
        }
        let first = said.policies.iter().filter_map(|id| self.judge.reasons.get(id)?.withheld()).min();
        closed(&Withheld { reason: first.unwrap_or(WithheldReason::Role), policies: denied(&said) })
    }

    /// Asks Cedar which policies of a part hold, by one question of it that stands for all. A policy that errs is skipped
    /// there, a forbid too, so that any error leaves the whole part unanswered.
    fn evaluate<'c>(&mut self, part: Part, question: Question, seen: Option<&'c Context>) -> Held<'c> {
        let judge = self.judge;
        let both = judge.shelf.get(self.role, part).and_then(|batch| {
            let request = self.request(question, seen, judge.checking())?;
            Some((self.holding(&request, &batch.permits)?, self.holding(&request, &batch.forbids)?))
        });
        let answered = both.is_some();
        if !answered {
            self.errors += 1;
        }
        let (permits, forbids) = both.unwrap_or_default();
        Held { permits, forbids, answered, seen }
    }

    /// The answer to one question, from the policies that hold.
    fn said(&mut self, question: Question, held: &Held<'_>) -> Said {
        #[cfg(test)]
        if let Some(whole) = &self.judge.whole {
            return self.said_by_whole(whole, question, held.seen);
        }
        let concerning = |policies: &[PolicyId]| -> Vec<PolicyId> {
            let concerned = policies.iter().filter(|p| self.judge.shelf.concerns(p, question));
            concerned.cloned().collect()
        };
        said(concerning(&held.permits), concerning(&held.forbids), held.answered)
    }

    /// The answer to one question as Cedar gives it, over the book as it stands.
    #[cfg(test)]
    fn said_by_whole(&self, whole: &Batch, question: Question, seen: Option<&Context>) -> Said {
        let request = self.request(question, seen, None).unwrap();
        let permits = self.holding(&request, &whole.permits).unwrap();
        let forbids = self.holding(&request, &whole.forbids).unwrap();
        said(permits, forbids, true)
    }

    /// The policies of the set that hold; none where one of them could not be evaluated.
    fn holding(&self, request: &Request, set: &PolicySet) -> Option<Vec<PolicyId>> {
        if set.is_empty() {
            return Some(Vec::new());
        }
        let response = self.judge.authorizer.is_authorized(request, set, self.entities);
        let diagnostics = response.diagnostics();
        diagnostics.errors().next().is_none().then(|| diagnostics.reason().cloned().collect())
    }

    fn request(&self, question: Question, seen: Option<&Context>, against: Option<&Schema>) -> Option<Request> {
        let action = self.judge.actions.uid(question)?.clone();
        let record = self.judge.names.record();
        Request::new(self.caller.clone(), action, record, seen?.clone(), against).ok()
    }
}

fn said(permits: Vec<PolicyId>, forbids: Vec<PolicyId>, answered: bool) -> Said {
    let allowed = answered && !permits.is_empty() && forbids.is_empty();
    Said {
        allowed,
        answered,
        // Who is permitted nothing is told that, and not what forbids beside.
        policies: if allowed || permits.is_empty() { permits } else { forbids },
    }
}

fn ids(said: &Said) -> Vec<String> {
    let mut ids: Vec<_> = said.policies.iter().map(ToString::to_string).collect();
    ids.sort();
    ids
}

/// The ids that denied; where no policy did, the name for that.
fn denied(said: &Said) -> Vec<String> {
    match (said.answered, said.policies.is_empty()) {
        (false, _) => vec![UNANSWERED.to_owned()],
        (true, true) => vec![DEFAULT_DENY.to_owned()],
        (true, false) => ids(said),
    }
}
