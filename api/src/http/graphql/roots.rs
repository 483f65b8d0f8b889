//! Root fields of one response key become one field, as the GraphQL specification merges them; the library would run the
//! resolver once for each, and so log a disclosure, or make a change, twice. Clients that compose fragments send such
//! documents every day. Two root fields of one key that do not ask the same are refused.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
    TypeCondition,
};
use async_graphql::{Name, Positioned, Variables};

use super::conditions::Conditions;
use super::merge::{merged, reachable};
use super::refusal::Refusal;
use crate::http::Limits;

/// Merges the root fields of the operation that will run, and says what kind of operation it is. A subscription has one, and no
/// directive stands above it (GraphQL, "Single root field"); it is moved out of the fragments that it stands in, in which the
/// library would not see it.
pub(super) fn merge(
    document: &mut ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
    limits: &Limits,
) -> Result<OperationType, Refusal> {
    let operation = chosen(&document.operations, name)?;
    let kind = operation.ty;
    let conditions = Conditions { variables };
    let mut found = Found {
        document,
        conditions: &conditions,
        keys: HashMap::new(),
        repeated: false,
        foreign: false,
        nested: false,
    };
    found.collect(&operation.selection_set.node, kind)?;
    let (keys, repeated, foreign, nested) = (found.keys.len(), found.repeated, found.foreign, found.nested);
    let one_alone = kind == OperationType::Subscription;
    if one_alone && keys > 1 {
        let message = "a subscription has one root field: send one operation for each";
        return Err(Refusal::invalid("GRAPHQL_VALIDATION_FAILED", message));
    }
    if keys > limits.root_fields {
        return Err(Refusal::beyond(
            "QUERY_TOO_MANY_ROOTS",
            "the operation has too many root fields",
            limits.root_fields,
        ));
    }
    if !(repeated || one_alone && nested) {
        return Ok(kind);
    }
    if foreign {
        return Err(Refusal::invalid(
            "GRAPHQL_VALIDATION_FAILED",
            "a fragment at the root is on another type than the root",
        ));
    }
    let mut root = merged(&operation.selection_set.node, document, &conditions);
    if one_alone && let Some(only) = first_field(&root) {
        root = SelectionSet { items: vec![only.clone()] };
    }
    let before = reachable(document);
    if let Some(operation) = chosen_mut(&mut document.operations, name) {
        operation.selection_set.node = root;
    }
    // A fragment that is now spread nowhere would fail validation; one that never was still should.
    let after = reachable(document);
    document.fragments.retain(|name, _| after.contains(name) || !before.contains(name));
    Ok(kind)
}

/// The operation that will run.
pub(super) fn chosen<'a>(
    operations: &'a DocumentOperations,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Refusal> {
    let unknown = || Refusal::invalid("OPERATION_UNKNOWN", "the document has no operation of that name");
    match (operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => Err(unknown()),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|it| &it.node).ok_or_else(unknown)
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(&only.node),
                _ => Err(Refusal::invalid(
                    "OPERATION_UNKNOWN",
                    "the document has several operations: name one in operationName",
                )),
            }
        }
    }
}

fn chosen_mut<'a>(operations: &'a mut DocumentOperations, name: Option<&str>) -> Option<&'a mut OperationDefinition> {
    match (operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&mut operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get_mut(name).map(|it| &mut it.node),
        (DocumentOperations::Multiple(operations), None) => operations.values_mut().next().map(|it| &mut it.node),
    }
}

/// The first field of a set in which every fragment is written out.
fn first_field(set: &SelectionSet) -> Option<&Positioned<Selection>> {
    set.items.iter().find_map(|item| match &item.node {
        Selection::Field(_) => Some(item),
        Selection::InlineFragment(inline) => first_field(&inline.node.selection_set.node),
        Selection::FragmentSpread(_) => None,
    })
}

/// The root fields that run, through fragments.
struct Found<'a> {
    document: &'a ExecutableDocument,
    conditions: &'a Conditions<'a>,
    keys: HashMap<&'a str, &'a Field>,
    repeated: bool,
    foreign: bool,
    /// A fragment stands at the root.
    nested: bool,
}

impl<'a> Found<'a> {
    fn collect(&mut self, set: &'a SelectionSet, kind: OperationType) -> Result<(), Refusal> {
        for item in &set.items {
            if kind == OperationType::Subscription && !item.node.directives().is_empty() {
                let message = "no directive stands at the root of a subscription";
                return Err(Refusal::invalid("GRAPHQL_VALIDATION_FAILED", message).placed(item.pos));
            }
            if !self.conditions.included(item.node.directives()) {
                continue;
            }
            self.nested |= !matches!(&item.node, Selection::Field(_));
            match &item.node {
                Selection::Field(field) => {
                    let node = &field.node;
                    match self.keys.get(node.response_key().node.as_str()) {
                        Some(first) if asks_the_same(first, node) => self.repeated = true,
                        Some(_) => {
                            let message =
                                "two root fields of one response key ask different things: give one of them an alias";
                            return Err(Refusal::invalid("ROOT_FIELDS_CONFLICT", message).placed(field.pos));
                        }
                        None => {
                            self.keys.insert(node.response_key().node.as_str(), node);
                        }
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.judge(inline.node.type_condition.as_ref(), kind);
                    self.collect(&inline.node.selection_set.node, kind)?;
                }
                Selection::FragmentSpread(spread) => {
                    // One that does not exist is named by validation.
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.judge(Some(&fragment.node.type_condition), kind);
                        self.collect(&fragment.node.selection_set.node, kind)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Merging moves fields out of fragments, where validation would no longer see a wrong type.
    fn judge(&mut self, condition: Option<&Positioned<TypeCondition>>, kind: OperationType) {
        let root = match kind {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        if condition.is_some_and(|condition| condition.node.on.node != root) {
            self.foreign = true;
        }
    }
}

fn asks_the_same(one: &Field, other: &Field) -> bool {
    let argument = |field: &Field, name: &Name| field.get_argument(name).map(|value| value.node.clone());
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|(name, value)| argument(other, &name.node).as_ref() == Some(&value.node))
}
