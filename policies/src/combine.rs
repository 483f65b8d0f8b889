//! From the answers of each role to one verdict, in the order of answers (R32). It must never give what no role was given.

use std::collections::BTreeSet;
use std::sync::Arc;

use entities::Word;
use entities::words::{FieldClass, RefusalCode, WithheldReason};

use crate::annotations::Stage;
use crate::question::Gate;
use crate::verdict::{Decided, Refusal, Verdict, Withheld};

/// Named where no policy permits.
pub const DEFAULT_DENY: &str = "default-deny";

/// What one role answers.
pub(crate) struct Answers {
    pub(crate) gates: Vec<Decided<Ranked<Refusal>>>,
    pub(crate) classes: Vec<Decided<Withheld>>,
    pub(crate) listed: bool,
    pub(crate) terms: Vec<String>,
}

/// A refusal with its place in the order of answers.
#[derive(Clone)]
pub(crate) struct Ranked<R> {
    pub(crate) rank: (Stage, usize),
    pub(crate) refusal: R,
}

/// A class that is withheld.
pub(crate) fn closed(withheld: &Withheld) -> Decided<Withheld> {
    Decided { answer: Err(withheld.clone()), permits: Vec::new() }
}

/// Behind a shut door every class is shut: why, in the words for classes.
pub(crate) fn behind(refusal: &Refusal) -> Withheld {
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
pub(crate) fn together<'a>(parts: impl Iterator<Item = &'a Decided<Withheld>>) -> Decided<Withheld> {
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
pub(crate) fn combine(seats: Vec<Answers>, book_hash: &Arc<str>) -> Verdict {
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
    let listed = seats.iter().any(|seat| seat.listed);
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

fn no_role_gate() -> Decided<Refusal> {
    Decided {
        answer: Err(Refusal { code: RefusalCode::Role, policies: vec![DEFAULT_DENY.to_owned()] }),
        permits: Vec::new(),
    }
}

fn no_role_class() -> Decided<Withheld> {
    closed(&Withheld { reason: WithheldReason::Role, policies: vec![DEFAULT_DENY.to_owned()] })
}
