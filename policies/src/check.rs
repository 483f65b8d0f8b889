//! Checks that Cedar's own validation does not make. They must hold for every book, built in or not.

use cedar_policy::{Effect, Policy};
use entities::Word;
use serde_json::Value;

use crate::annotations::{Annotations, FIRST_STAGE};
use crate::load::BookError;
use crate::question::{Question, Term};

/// Checks a policy against the questions that it helps to answer.
pub(crate) fn policy(policy: &Policy, annotations: &Annotations, answers: &[Question]) -> Result<(), BookError> {
    let wrong = |what: String| BookError::Policy { policy: annotations.id.clone(), what };
    if answers.is_empty() {
        return Err(wrong("no question is answered by it".to_owned()));
    }
    let json = policy.to_json().map_err(|e| wrong(e.to_string()))?;
    let reads = Reads::of(&json);
    if reads.action {
        // Each policy is evaluated once for many questions; which of them it concerns is read off its scope.
        return Err(wrong("the action belongs into the scope, not into a condition".to_owned()));
    }
    for question in answers {
        reason_fits(policy, annotations, *question).map_err(wrong)?;
        terms_stand_before(&reads, *question).map_err(wrong)?;
        if let (Question::Gate(_), Some((FIRST_STAGE, _))) = (*question, annotations.refusal())
            && reads.resource
        {
            // Else the answers for a known and an unknown child could differ before NOT_FOUND hides them.
            return Err(wrong("a refusal of the first stage must not look at the record".to_owned()));
        }
    }
    Ok(())
}

fn reason_fits(policy: &Policy, annotations: &Annotations, question: Question) -> Result<(), String> {
    if policy.effect() == Effect::Permit {
        return Ok(());
    }
    let reason = annotations.reason.as_deref().unwrap_or_default();
    match question {
        Question::Term(_) => Err("a term is permitted or not, and never forbidden".to_owned()),
        Question::Gate(_) if annotations.refusal().is_none() => Err(format!("{reason} is not a refusal code")),
        Question::Others | Question::Sensitive | Question::Class(_) if annotations.withheld().is_none() => {
            Err(format!("{reason} is not a reason to withhold"))
        }
        _ => Ok(()),
    }
}

/// A term may rest on terms that are asked before it, and on no others: those are not answered yet.
fn terms_stand_before(reads: &Reads, question: Question) -> Result<(), String> {
    let Question::Term(asked) = question else { return Ok(()) };
    let late = Term::ALL.iter().find(|t| **t >= asked && reads.terms.iter().any(|name| name == t.name()));
    match late {
        Some(term) => Err(format!("{} is asked before {} is answered", asked.name(), term.name())),
        None => Ok(()),
    }
}

/// The stage in which each term is asked: after every term that its policies use.
pub(crate) fn stages(policies: &[(&Policy, Vec<bool>)]) -> Result<Vec<usize>, BookError> {
    let mut stages: Vec<usize> = Vec::new();
    for term in Term::ALL {
        let question = Question::Term(*term);
        let mut stage = 0;
        for (policy, concerned) in policies {
            if concerned.get(question.index()).is_some_and(|yes| *yes) {
                let json = policy.to_json().map_err(|e| BookError::Cedar(e.to_string()))?;
                let used = Reads::of(&json).terms;
                let before = Term::ALL.iter().zip(&stages).filter(|(t, _)| used.iter().any(|name| name == t.name()));
                stage = before.map(|(_, s)| s + 1).fold(stage, usize::max);
            }
        }
        stages.push(stage);
    }
    Ok(stages)
}

/// Whether a policy looks at what covers the class that is asked for.
pub(crate) fn reads_covers(policy: &Policy) -> Result<bool, BookError> {
    let json = policy.to_json().map_err(|e| BookError::Cedar(e.to_string()))?;
    Ok(Reads::of(&json).covers)
}

/// What the conditions of a policy look at.
#[derive(Default)]
struct Reads {
    resource: bool,
    action: bool,
    covers: bool,
    terms: Vec<String>,
}

impl Reads {
    fn of(policy: &Value) -> Self {
        let mut reads = Self::default();
        if let Some(conditions) = policy.get("conditions") {
            reads.walk(conditions);
        }
        reads
    }

    fn walk(&mut self, json: &Value) {
        match json {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(fields) => {
                match fields.get("Var").and_then(Value::as_str) {
                    Some("resource") => self.resource = true,
                    Some("action") => self.action = true,
                    _ => {}
                }
                if let Some(access) = fields.get(".") {
                    self.terms.extend(term_of(access).map(str::to_owned));
                    self.covers |= of_context(access) == Some("covers");
                }
                fields.values().for_each(|field| self.walk(field));
            }
            _ => {}
        }
    }
}

/// The name of the term, where the access is `context.terms.NAME`.
fn term_of(access: &Value) -> Option<&str> {
    let terms = of_context(access.get("left")?.get(".")?)? == "terms";
    terms.then(|| access.get("attr")).flatten()?.as_str()
}

/// The name of the part, where the access is `context.NAME`.
fn of_context(access: &Value) -> Option<&str> {
    let context = access.get("left")?.get("Var")?.as_str()? == "context";
    context.then(|| access.get("attr")).flatten()?.as_str()
}
