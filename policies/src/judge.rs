//! From facts to a verdict: each role alone, then the role that comes furthest. Whatever cannot be asked or answered is no.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicyId, PolicySet, Request, Schema};
use entities::words::{FieldClass, RefusalCode, Role, WithheldReason};
use entities::{Set, Word};

use crate::annotations::{Annotations, FIRST_STAGE, Stage};
use crate::facts::{Facts, Owner, RecordKind};
use crate::load::{BookError, Loaded};
use crate::question::{Gate, Question, Term};
use crate::request::{Covers, Names, context};
use crate::shelf::{Actions, Place, Shelf};
use crate::verdict::{Decided, Refusal, Verdict, Withheld};

/// Named where no policy permits.
const DEFAULT_DENY: &str = "default-deny";
/// Named where a question could not be answered.
const UNANSWERED: &str = "unanswered";

/// All that answering takes.
pub(crate) struct Judge {
    schema: Schema,
    actions: Actions,
    shelf: Shelf,
    names: Names,
    reasons: HashMap<PolicyId, Annotations>,
    authorizer: Authorizer,
}

impl Judge {
    pub(crate) fn new(loaded: Loaded) -> Result<Self, BookError> {
        let policies: Vec<_> = loaded.held.iter().map(|h| h.policy.clone()).collect();
        Ok(Self {
            shelf: Shelf::split(&policies, &loaded.actions)?,
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

    /// The verdict, and how many questions could not be answered.
    pub(crate) fn judge(&self, facts: &Facts, book_hash: &Arc<str>) -> (Verdict, u64) {
        let mut errors = 0;
        let mut seats = Vec::new();
        match (self.names.entities(facts, &self.schema), self.names.stated(facts)) {
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
        let verdict = combine(seats, facts, book_hash);
        (verdict, errors)
    }
}

/// What one role answers.
struct Answers {
    gates: Vec<Decided<Ranked<Refusal>>>,
    classes: Vec<Decided<Withheld>>,
    terms: Vec<String>,
}

/// A refusal with its place in the order of answers.
#[derive(Clone)]
struct Ranked<R> {
    rank: (Stage, usize),
    refusal: R,
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

impl<'a> Seat<'a> {
    fn answers(&mut self, stated: &Vec<(String, cedar_policy::RestrictedExpression)>) -> Answers {
        let mut terms = Set::EMPTY;
        let mut term_policies = Vec::new();
        let mut seen = context(stated, terms, None);
        for term in Term::ALL {
            let said = self.ask(Question::Term(*term), seen.as_ref());
            if said.allowed {
                terms.insert(*term);
                term_policies.extend(ids(&said));
                seen = context(stated, terms, None);
            }
        }
        let gates: Vec<_> = Gate::ALL.iter().map(|gate| self.gate(Question::Gate(*gate), seen.as_ref())).collect();
        let shut = gates
            .get(Gate::Open.index())
            .and_then(|open| open.answer.as_ref().err())
            .map(|ranked| behind(&ranked.refusal));
        let classes = match shut {
            Some(withheld) => vec![closed(&withheld); FieldClass::ALL.len()],
            None => self.classes(stated, terms, seen.as_ref()),
        };
        Answers { gates, classes, terms: term_policies }
    }

    fn classes(
        &mut self,
        stated: &Vec<(String, cedar_policy::RestrictedExpression)>,
        terms: Set<Term>,
        seen: Option<&Context>,
    ) -> Vec<Decided<Withheld>> {
        let record = self.facts.record;
        let recorded = matches!(record.kind, RecordKind::Entry | RecordKind::Involvement | RecordKind::Consent);
        let mut above = Vec::new();
        if recorded && record.owner == Owner::Other {
            above.push(self.withholding(Question::Others, seen));
        }
        if recorded {
            above.push(self.withholding(Question::Sensitive, seen));
        }
        // Few of the contexts differ: what covers a class is mostly nothing, or the same for many.
        let mut made: Vec<(Covers, Option<Context>)> = Vec::new();
        FieldClass::ALL
            .iter()
            .map(|class| {
                let covers = Covers::of(self.facts, *class);
                if !made.iter().any(|(known, _)| *known == covers) {
                    made.push((covers, context(stated, terms, Some(covers))));
                }
                let seen = made.iter().find(|(known, _)| *known == covers).and_then(|(_, c)| c.as_ref());
                let own = self.withholding(Question::Class(*class), seen);
                together(above.iter().chain([&own]))
            })
            .collect()
    }

    fn gate(&mut self, question: Question, seen: Option<&Context>) -> Decided<Ranked<Refusal>> {
        let said = self.ask(question, seen);
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

    fn withholding(&mut self, question: Question, seen: Option<&Context>) -> Decided<Withheld> {
        let said = self.ask(question, seen);
        if said.allowed {
            return Decided { answer: Ok(()), permits: ids(&said) };
        }
        let first = said.policies.iter().filter_map(|id| self.judge.reasons.get(id)?.withheld()).min();
        closed(&Withheld { reason: first.unwrap_or(WithheldReason::Role), policies: denied(&said) })
    }

    /// Asks Cedar: whether anything permits, then whether anything forbids. A policy that errs is skipped there, a forbid
    /// too, so that any error makes the answer no.
    fn ask(&mut self, question: Question, seen: Option<&Context>) -> Said {
        let Some((place, request)) = self.request(question, seen) else { return self.unanswered() };
        let Some(permits) = self.decide(&request, &place.permits) else { return self.unanswered() };
        if permits.is_empty() {
            return Said {
                allowed: false,
                answered: true,
                policies: Vec::new(),
            };
        }
        let Some(forbids) = self.decide(&request, &place.forbids) else { return self.unanswered() };
        Said {
            allowed: forbids.is_empty(),
            answered: true,
            policies: if forbids.is_empty() { permits } else { forbids },
        }
    }

    /// The policies of the set that hold; none where one of them could not be evaluated.
    fn decide(&self, request: &Request, set: &PolicySet) -> Option<Vec<PolicyId>> {
        if set.is_empty() {
            return Some(Vec::new());
        }
        let response = self.judge.authorizer.is_authorized(request, set, self.entities);
        let diagnostics = response.diagnostics();
        diagnostics.errors().next().is_none().then(|| diagnostics.reason().cloned().collect())
    }

    fn request(&self, question: Question, seen: Option<&Context>) -> Option<(&'a Place, Request)> {
        let place = self.judge.shelf.get(self.role, question)?;
        let action = self.judge.actions.uid(question)?.clone();
        let record = self.judge.names.record();
        // Requests are validated like everything else: the context has no other check.
        let schema = Some(&self.judge.schema);
        let request = Request::new(self.caller.clone(), action, record, seen?.clone(), schema).ok()?;
        Some((place, request))
    }

    fn unanswered(&mut self) -> Said {
        self.errors += 1;
        Said { allowed: false, answered: false, policies: Vec::new() }
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

fn closed(withheld: &Withheld) -> Decided<Withheld> {
    Decided { answer: Err(withheld.clone()), permits: Vec::new() }
}

/// Behind a shut door every class is shut: why, in the words for classes.
fn behind(refusal: &Refusal) -> Withheld {
    let reason = match refusal.code {
        RefusalCode::Role => WithheldReason::Role,
        RefusalCode::PurposeNotOpenToRole | RefusalCode::BasisNotOpenToAgency | RefusalCode::JustificationRequired => {
            WithheldReason::Purpose
        }
        RefusalCode::NotFound => WithheldReason::Sensitivity,
        RefusalCode::ReviewRequired => WithheldReason::Review,
        RefusalCode::ConsentMissing
        | RefusalCode::ConsentRefused
        | RefusalCode::ConsentWithdrawn
        | RefusalCode::ConsentExpired
        | RefusalCode::ConsentOutOfScope => WithheldReason::Consent,
    };
    Withheld { reason, policies: refusal.policies.clone() }
}

/// A class and the gates above it: given if all are, else withheld for the first reason in the order of answers (R32).
fn together<'a>(parts: impl Iterator<Item = &'a Decided<Withheld>>) -> Decided<Withheld> {
    let mut permits = BTreeSet::new();
    let mut forbids = BTreeSet::new();
    let mut reason = None;
    for part in parts {
        match &part.answer {
            Ok(()) => permits.extend(part.permits.iter().cloned()),
            Err(withheld) => {
                forbids.extend(withheld.policies.iter().cloned());
                reason = Some(reason.map_or(withheld.reason, |r: WithheldReason| r.min(withheld.reason)));
            }
        }
    }
    match reason {
        None => Decided { answer: Ok(()), permits: permits.into_iter().collect() },
        Some(reason) => closed(&Withheld { reason, policies: forbids.into_iter().collect() }),
    }
}

/// The answers of all roles as one: for each gate and class that of the role which comes furthest.
fn combine(seats: Vec<Answers>, facts: &Facts, book_hash: &Arc<str>) -> Verdict {
    let gates: Vec<_> = Gate::ALL
        .iter()
        .map(|gate| {
            let all = seats.iter().filter_map(|seat| seat.gates.get(gate.index()));
            let best = all.max_by_key(|decided| match &decided.answer {
                Ok(()) => (Stage::MAX, usize::MAX),
                Err(ranked) => ranked.rank,
            });
            best.map_or_else(no_role_gate, |decided| Decided {
                answer: decided.answer.clone().map_err(|ranked| ranked.refusal),
                permits: decided.permits.clone(),
            })
        })
        .collect();
    let classes: Vec<_> = FieldClass::ALL
        .iter()
        .map(|class| {
            let all = seats.iter().filter_map(|seat| seat.classes.get(class.index()));
            let best = all.max_by_key(|decided| match &decided.answer {
                Ok(()) => (true, WithheldReason::Role),
                Err(withheld) => (false, withheld.reason),
            });
            best.cloned().unwrap_or_else(no_role_class)
        })
        .collect();
    let listed = gates.get(Gate::Open.index()).is_some_and(|open| open.answer.is_ok())
        && listed_by(facts.record.kind)
            .is_none_or(|class| classes.get(class.index()).is_some_and(|c| c.answer.is_ok()));
    let mut policies: BTreeSet<String> = seats.into_iter().flat_map(|seat| seat.terms).collect();
    if let Some(open) = gates.get(Gate::Open.index()) {
        policies.extend(open.permits.iter().cloned());
        policies.extend(open.answer.as_ref().err().into_iter().flat_map(|refusal| refusal.policies.iter().cloned()));
    }
    for class in &classes {
        policies.extend(class.permits.iter().cloned());
        policies.extend(class.answer.as_ref().err().into_iter().flat_map(|withheld| withheld.policies.iter().cloned()));
    }
    Verdict::new(gates, classes, listed, policies.into_iter().collect(), Arc::clone(book_hash))
}

/// The class without which a record of that kind is not even listed.
fn listed_by(kind: RecordKind) -> Option<FieldClass> {
    match kind {
        RecordKind::Child => None,
        RecordKind::Involvement => Some(FieldClass::Involvement),
        RecordKind::Entry | RecordKind::Concern | RecordKind::Consent => Some(FieldClass::Summary),
    }
}

fn no_role_gate() -> Decided<Refusal> {
    Decided {
        answer: Err(Refusal { code: RefusalCode::Role, policies: vec![DEFAULT_DENY.to_owned()] }),
        permits: Vec::new(),
    }
}

fn no_role_class() -> Decided<Withheld> {
    closed(&Withheld { reason: WithheldReason::Role, policies: vec![DEFAULT_DENY.to_owned()] })
}
