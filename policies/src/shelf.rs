//! The policies split by role and question, so that each question is put only to those that can decide it. Cedar evaluates
//! every policy that it is given. The split must never change an answer; a test compares it with the whole book.

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy::{
    ActionConstraint, EntityId, EntityTypeName, EntityUid, Policy, PolicySet, PrincipalConstraint, Schema,
};
use entities::Word;
use entities::words::Role;

use crate::load::BookError;
use crate::question::Question;

/// The policies for each role and question.
pub(crate) struct Shelf {
    sets: Vec<Vec<Arc<PolicySet>>>,
}

impl Shelf {
    /// Splits the policies.
    pub(crate) fn split(policies: &[Policy], actions: &Actions) -> Result<Self, BookError> {
        let role_type = type_name(Role::NAME)?;
        let mut sets = Vec::new();
        for role in Role::ALL {
            let uid = uid(&role_type, role.name());
            let mut row = Vec::new();
            for question in Question::all() {
                let chosen =
                    policies.iter().filter(|p| concerns_role(p, &uid) && actions.concerned(p, question)).cloned();
                let set = PolicySet::from_policies(chosen).map_err(|e| BookError::Cedar(e.to_string()))?;
                row.push(Arc::new(set));
            }
            sets.push(row);
        }
        Ok(Self { sets })
    }

    /// The whole book for every role and question: slow, and the measure of the split.
    #[cfg(test)]
    pub(crate) fn whole(policies: &[Policy]) -> Result<Self, BookError> {
        let set = PolicySet::from_policies(policies.iter().cloned()).map_err(|e| BookError::Cedar(e.to_string()))?;
        let set = Arc::new(set);
        let row: Vec<_> = Question::all().map(|_| Arc::clone(&set)).collect();
        Ok(Self { sets: Role::ALL.iter().map(|_| row.clone()).collect() })
    }

    /// The policies that can decide the question for the role.
    pub(crate) fn get(&self, role: Role, question: Question) -> Option<&PolicySet> {
        self.sets.get(role.index())?.get(question.index()).map(Arc::as_ref)
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

    /// Whether the policy's action scope holds the question.
    pub(crate) fn concerned(&self, policy: &Policy, question: Question) -> bool {
        let Some(action) = self.uid(question) else { return false };
        let within =
            |uid: &EntityUid| uid == action || self.groups.get(action).is_some_and(|above| above.contains(uid));
        match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(uid) => uid == *action,
            ActionConstraint::In(uids) => uids.iter().any(within),
        }
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
