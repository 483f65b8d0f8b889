//! The policies split by role and question, so that each question is put only to those that can decide it. Cedar evaluates
//! every policy that it is given. The split must never change an answer; a test compares it with the whole book.

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy::{
    ActionConstraint, Effect, EntityId, EntityTypeName, EntityUid, Policy, PolicySet, PrincipalConstraint, Schema,
};
use entities::Word;
use entities::words::Role;

use crate::load::BookError;
use crate::question::Question;

/// The policies for each role and question.
#[derive(Clone)]
pub(crate) struct Shelf {
    places: Vec<Vec<Arc<Place>>>,
}

/// What permits and what forbids, apart: who is permitted nothing is told so, whatever forbids beside (R32).
#[derive(Clone, Default)]
pub(crate) struct Place {
    pub(crate) permits: PolicySet,
    pub(crate) forbids: PolicySet,
}

impl Place {
    fn add(&mut self, policy: &Policy) -> Result<(), BookError> {
        let set = match policy.effect() {
            Effect::Permit => &mut self.permits,
            Effect::Forbid => &mut self.forbids,
        };
        set.add(policy.clone()).map_err(|e| BookError::Cedar(e.to_string()))
    }
}

impl Shelf {
    /// Splits the policies.
    pub(crate) fn split(policies: &[Policy], actions: &Actions) -> Result<Self, BookError> {
        let role_type = type_name(Role::NAME)?;
        let roles: Vec<_> = Role::ALL.iter().map(|role| uid(&role_type, role.name())).collect();
        let mut places: Vec<Vec<Place>> =
            roles.iter().map(|_| Question::all().map(|_| Place::default()).collect()).collect();
        for policy in policies {
            let questions: Vec<_> = actions.concerned(policy);
            for (row, role) in places.iter_mut().zip(&roles) {
                if concerns_role(policy, role) {
                    for (place, _) in row.iter_mut().zip(&questions).filter(|(_, concerned)| **concerned) {
                        place.add(policy)?;
                    }
                }
            }
        }
        let places = places.into_iter().map(|row| row.into_iter().map(Arc::new).collect());
        Ok(Self {
            places: places.collect(),
        })
    }

    /// The whole book for every role and question: slow, and the measure of the split.
    #[cfg(test)]
    pub(crate) fn whole(policies: &[Policy]) -> Result<Self, BookError> {
        let mut place = Place::default();
        for policy in policies {
            place.add(policy)?;
        }
        let place = Arc::new(place);
        let row: Vec<_> = Question::all().map(|_| Arc::clone(&place)).collect();
        Ok(Self {
            places: Role::ALL.iter().map(|_| row.clone()).collect(),
        })
    }

    /// Puts another policy, or none, wherever the one with that id stands. The scope is taken to be the same.
    #[cfg(test)]
    pub(crate) fn swap(&mut self, id: &cedar_policy::PolicyId, other: Option<&Policy>) {
        for place in self.places.iter_mut().flatten() {
            if place.permits.policy(id).is_some() || place.forbids.policy(id).is_some() {
                let place = Arc::make_mut(place);
                let _ = place.permits.remove_static(id.clone());
                let _ = place.forbids.remove_static(id.clone());
                if let Some(other) = other {
                    place.add(other).unwrap();
                }
            }
        }
    }

    /// The policies that can decide the question for the role.
    pub(crate) fn get(&self, role: Role, question: Question) -> Option<&Place> {
        self.places.get(role.index())?.get(question.index()).map(Arc::as_ref)
    }
}

/// A principal scope that names no role, or one that we do not know how to split by, concerns every role.
fn concerns_role(policy: &Policy, role: &EntityUid) -> bool {
    match policy.principal_constraint() {
        PrincipalConstraint::In(uid) => uid == *role,
        _ => true,
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
