//! The policies split by role and by when they are asked, so that each is evaluated once for a role and not once for each
//! question. Cedar evaluates every policy that it is given; what a policy says does not hang on the action, since
//! conditions may not look at it, so that its scope can be read beforehand. This must never change an answer; a test
//! compares it with Cedar's own answers, question by question, over the whole book.

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy::{
    ActionConstraint, Effect, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, PrincipalConstraint,
    Schema,
};
use entities::Word;
use entities::words::Role;
use serde_json::json;

use crate::check;
use crate::load::BookError;
use crate::question::Question;

/// When a question is asked: terms by stages, each of which may use those before it; then gates; then the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The terms of a stage.
    Terms(usize),
    /// The gates that refuse.
    Gates,
    /// The gates that withhold, and of the classes what does not hang on what covers a class.
    Records,
    /// Of the classes the rest: asked again for each difference in what covers them.
    Covered,
}

/// The policies for each role and part, their scopes taken off.
#[derive(Clone)]
pub(crate) struct Shelf {
    roles: Vec<Vec<Arc<Batch>>>,
    concerned: HashMap<PolicyId, Vec<bool>>,
    stages: Vec<usize>,
}

/// What permits and what forbids, apart: who is permitted nothing is told so, whatever forbids beside (R32).
#[derive(Clone, Default)]
pub(crate) struct Batch {
    pub(crate) permits: PolicySet,
    pub(crate) forbids: PolicySet,
}

impl Batch {
    pub(crate) fn add(&mut self, policy: Policy) -> Result<(), BookError> {
        let set = match policy.effect() {
            Effect::Permit => &mut self.permits,
            Effect::Forbid => &mut self.forbids,
        };
        set.add(policy).map_err(|e| BookError::Cedar(e.to_string()))
    }
}

impl Shelf {
    /// Splits the policies; `stages` says of each term in which stage it is asked.
    pub(crate) fn split(policies: &[Policy], actions: &Actions, stages: Vec<usize>) -> Result<Self, BookError> {
        let role_type = type_name(Role::NAME)?;
        let roles: Vec<_> = Role::ALL.iter().map(|role| uid(&role_type, role.name())).collect();
        let parts = Self::parts(&stages);
        let mut batches: Vec<Vec<Batch>> =
            roles.iter().map(|_| parts.iter().map(|_| Batch::default()).collect()).collect();
        let mut concerned = HashMap::new();
        for policy in policies {
            let questions = actions.concerned(policy);
            let covered = check::reads_covers(policy)?;
            let concerns =
                |part| Question::all().zip(&questions).any(|(q, yes)| *yes && part_of(q, &stages, covered) == part);
            let within: Vec<_> = parts.iter().map(|part| concerns(*part)).collect();
            let bare = without_scope(policy)?;
            for (row, role) in batches.iter_mut().zip(&roles) {
                if concerns_role(policy, role)? {
                    for (batch, _) in row.iter_mut().zip(&within).filter(|(_, within)| **within) {
                        batch.add(bare.clone())?;
                    }
                }
            }
            concerned.insert(policy.id().clone(), questions);
        }
        let roles = batches.into_iter().map(|row| row.into_iter().map(Arc::new).collect());
        Ok(Self { roles: roles.collect(), concerned, stages })
    }

    /// Puts another policy of the same scope, or none, wherever the one with that id stands.
    #[cfg(test)]
    pub(crate) fn swap(&mut self, id: &PolicyId, other: Option<&Policy>) {
        let other = other.map(|policy| without_scope(policy).unwrap());
        for batch in self.roles.iter_mut().flatten() {
            if batch.permits.policy(id).is_some() || batch.forbids.policy(id).is_some() {
                let batch = Arc::make_mut(batch);
                let _ = batch.permits.remove_static(id.clone());
                let _ = batch.forbids.remove_static(id.clone());
                if let Some(other) = &other {
                    batch.add(other.clone()).unwrap();
                }
            }
        }
    }

    /// The policies that can decide a question of the part for the role.
    pub(crate) fn get(&self, role: Role, part: Part) -> Option<&Batch> {
        let place = Self::parts(&self.stages).iter().position(|p| *p == part)?;
        self.roles.get(role.index())?.get(place).map(Arc::as_ref)
    }

    /// How many stages of terms there are.
    pub(crate) fn stage_count(&self) -> usize {
        self.stages.iter().max().map_or(0, |last| last + 1)
    }

    /// The stage in which a term is asked.
    pub(crate) fn stage(&self, term: impl Word) -> Option<usize> {
        self.stages.get(term.index()).copied()
    }

    /// Whether the policy's scope holds the question.
    pub(crate) fn concerns(&self, policy: &PolicyId, question: Question) -> bool {
        let questions = self.concerned.get(policy);
        questions.and_then(|q| q.get(question.index())).is_some_and(|yes| *yes)
    }

    fn parts(stages: &[usize]) -> Vec<Part> {
        let last = stages.iter().max().map_or(0, |last| last + 1);
        (0..last).map(Part::Terms).chain([Part::Gates, Part::Records, Part::Covered]).collect()
    }
}

fn part_of(question: Question, stages: &[usize], covered: bool) -> Part {
    match question {
        Question::Term(term) => Part::Terms(stages.get(term.index()).copied().unwrap_or_default()),
        Question::Gate(_) => Part::Gates,
        Question::Class(_) if covered => Part::Covered,
        Question::Others | Question::Sensitive | Question::Class(_) => Part::Records,
    }
}

/// The policy with its conditions alone: by whom and for what it is asked was read off its scope before.
fn without_scope(policy: &Policy) -> Result<Policy, BookError> {
    let failed = |e: String| BookError::Cedar(e);
    let mut body = policy.to_json().map_err(|e| failed(e.to_string()))?;
    if let Some(fields) = body.as_object_mut() {
        fields.insert("principal".to_owned(), json!({ "op": "All" }));
        fields.insert("action".to_owned(), json!({ "op": "All" }));
    }
    Policy::from_json(Some(policy.id().clone()), body).map_err(|e| failed(e.to_string()))
}

fn concerns_role(policy: &Policy, role: &EntityUid) -> Result<bool, BookError> {
    match policy.principal_constraint() {
        PrincipalConstraint::Any => Ok(true),
        PrincipalConstraint::In(uid) => Ok(uid == *role),
        _ => Err(BookError::Policy {
            policy: policy.id().to_string(),
            what: "the principal is any, or in a role".to_owned(),
        }),
    }
}

/// Every question's action, and the groups that it is in.
pub(crate) struct Actions {
    uids: Vec<EntityUid>,
    groups: HashMap<EntityUid, Vec<EntityUid>>,
}

impl Actions {
    /// Looks the questions up in the schema; each must be an action there.
    pub(crate) fn of(schema: &Schema) -> Result<Self, BookError> {
        let entities = schema.action_entities().map_err(|e| BookError::Cedar(e.to_string()))?;
        let action_type = type_name("Action")?;
        let mut uids = Vec::new();
        let mut groups = HashMap::new();
        for question in Question::all() {
            let uid = uid(&action_type, question.name());
            let above = entities
                .ancestors(&uid)
                .ok_or_else(|| BookError::Cedar(format!("the schema has no action {}", question.name())))?;
            groups.insert(uid.clone(), above.cloned().collect());
            uids.push(uid);
        }
        Ok(Self { uids, groups })
    }

    /// The action that asks the question.
    pub(crate) fn uid(&self, question: Question) -> Option<&EntityUid> {
        self.uids.get(question.index())
    }

    /// Whether the policy's action scope holds each of the questions, in their order.
    pub(crate) fn concerned(&self, policy: &Policy) -> Vec<bool> {
        let scope = policy.action_constraint();
        let within = |action: &EntityUid, uid: &EntityUid| {
            uid == action || self.groups.get(action).is_some_and(|above| above.contains(uid))
        };
        let holds = |action: &EntityUid| match &scope {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(uid) => uid == action,
            ActionConstraint::In(uids) => uids.iter().any(|uid| within(action, uid)),
        };
        self.uids.iter().map(holds).collect()
    }
}

/// A type's name, parsed.
pub(crate) fn type_name(name: &str) -> Result<EntityTypeName, BookError> {
    name.parse().map_err(|_| BookError::Cedar(format!("{name} is not a type")))
}

/// An entity's name.
pub(crate) fn uid(type_name: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(type_name.clone(), EntityId::new(id))
}
