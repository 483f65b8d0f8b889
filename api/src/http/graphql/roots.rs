//! Root fields of one response key become one field, as the GraphQL specification merges them; the library would run the
//! resolver once for each, and so log a disclosure, or make a change, twice. Clients that compose fragments send such
//! documents every day. Two root fields of one key that do not ask the same are refused.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, OperationType,
    Selection, SelectionSet, TypeCondition,
};
use async_graphql::{Name, Positioned, Value, Variables};

use super::refusal::Refusal;
use crate::http::Limits;

/// Merges the root fields of the operation that will run, and says what kind of operation it is.
pub(super) fn merge(
    document: &mut ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
    limits: &Limits,
) -> Result<OperationType, Refusal> {
    let operation = chosen(&document.operations, name)?;
    let kind = operation.ty;
    let conditions = Conditions { variables };
    let mut found = Found { document, conditions: &conditions, keys: HashMap::new(), repeated: false, foreign: false };
    found.collect(&operation.selection_set.node, kind)?;
    let (keys, repeated, foreign) = (found.keys.len(), found.repeated, found.foreign);
    if keys > limits.root_fields {
        return Err(Refusal::beyond(
            "QUERY_TOO_MANY_ROOTS",
            "the operation has too many root fields",
            limits.root_fields,
        ));
    }
    if !repeated {
        return Ok(kind);
    }
    if foreign {
        return Err(Refusal::invalid(
            "GRAPHQL_VALIDATION_FAILED",
            "a fragment at the root is on another type than the root",
        ));
    }
    let mut merger = Merger { conditions: &conditions, first: HashSet::new(), later: HashMap::new() };
    let mut root = spread_out(&operation.selection_set.node, document);
    merger.take_repeated(&mut root, &[])?;
    merger.put_into_first(&mut root)?;
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

/// The root fields that run, through fragments.
struct Found<'a> {
    document: &'a ExecutableDocument,
    conditions: &'a Conditions<'a>,
    keys: HashMap<&'a str, &'a Field>,
    repeated: bool,
    foreign: bool,
}

impl<'a> Found<'a> {
    fn collect(&mut self, set: &'a SelectionSet, kind: OperationType) -> Result<(), Refusal> {
        for item in &set.items {
            if !self.conditions.included(item.node.directives()) {
                continue;
            }
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

/// What `@skip` and `@include` come to with this request's variables, defaults filled in.
struct Conditions<'a> {
    variables: &'a Variables,
}

impl Conditions<'_> {
    fn included(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| match directive.node.name.node.as_str() {
            "skip" => !self.truth(&directive.node).unwrap_or(false),
            "include" => self.truth(&directive.node).unwrap_or(true),
            _ => true,
        })
    }

    /// None where it is no boolean; the field then counts as running, and execution names the fault.
    fn truth(&self, directive: &Directive) -> Option<bool> {
        let value = directive.get_argument("if")?.node.clone();
        let value = value.into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
        match value {
            Ok(Value::Boolean(value)) => Some(value),
            _ => None,
        }
    }
}

/// The root with each fragment spread written out in its place; deeper spreads stay.
fn spread_out(set: &SelectionSet, document: &ExecutableDocument) -> SelectionSet {
    let items = set.items.iter().map(|item| match &item.node {
        Selection::Field(_) => item.clone(),
        Selection::InlineFragment(inline) => {
            let mut inline = inline.clone();
            inline.node.selection_set.node = spread_out(&inline.node.selection_set.node, document);
            Positioned::new(Selection::InlineFragment(inline), item.pos)
        }
        Selection::FragmentSpread(spread) => match document.fragments.get(&spread.node.fragment_name.node) {
            None => item.clone(),
            Some(fragment) => {
                let mut directives = spread.node.directives.clone();
                directives.extend(fragment.node.directives.iter().cloned());
                let inner = spread_out(&fragment.node.selection_set.node, document);
                let inline = InlineFragment {
                    type_condition: Some(fragment.node.type_condition.clone()),
                    directives,
                    selection_set: Positioned::new(inner, fragment.node.selection_set.pos),
                };
                Positioned::new(Selection::InlineFragment(Positioned::new(inline, spread.pos)), item.pos)
            }
        },
    });
    SelectionSet { items: items.collect() }
}

struct Merger<'a> {
    conditions: &'a Conditions<'a>,
    first: HashSet<Name>,
    later: HashMap<Name, Vec<Positioned<Selection>>>,
}

impl Merger<'_> {
    /// Takes every field out whose key has been before and keeps what it selects, under the directives that it stood under.
    fn take_repeated(&mut self, set: &mut SelectionSet, under: &[Positioned<Directive>]) -> Result<(), Refusal> {
        let mut kept = Vec::with_capacity(set.items.len());
        for mut item in std::mem::take(&mut set.items) {
            if !self.conditions.included(item.node.directives()) {
                kept.push(item);
                continue;
            }
            match &mut item.node {
                Selection::FragmentSpread(_) => kept.push(item),
                Selection::InlineFragment(inline) => {
                    let mut under = under.to_vec();
                    under.extend(inline.node.directives.iter().cloned());
                    self.take_repeated(&mut inline.node.selection_set.node, &under)?;
                    if !inline.node.selection_set.node.items.is_empty() {
                        kept.push(item);
                    }
                }
                Selection::Field(field) => {
                    let key = field.node.response_key().node.clone();
                    if self.first.insert(key.clone()) {
                        kept.push(item);
                        continue;
                    }
                    let mut under = under.to_vec();
                    under.extend(field.node.directives.iter().cloned());
                    let selected = std::mem::take(&mut field.node.selection_set.node.items);
                    self.later.entry(key).or_default().extend(wrapped(selected, under, field.pos));
                }
            }
        }
        set.items = kept;
        Ok(())
    }

    fn put_into_first(&mut self, set: &mut SelectionSet) -> Result<(), Refusal> {
        for item in &mut set.items {
            if !self.conditions.included(item.node.directives()) {
                continue;
            }
            match &mut item.node {
                Selection::FragmentSpread(_) => {}
                Selection::InlineFragment(inline) => self.put_into_first(&mut inline.node.selection_set.node)?,
                Selection::Field(field) => {
                    if let Some(later) = self.later.remove(&field.node.response_key().node) {
                        field.node.selection_set.node.items.extend(later);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Each directive around what was selected, in an inline fragment of its own, so that the variables in it stay used.
fn wrapped(
    mut items: Vec<Positioned<Selection>>,
    under: Vec<Positioned<Directive>>,
    at: async_graphql::Pos,
) -> Vec<Positioned<Selection>> {
    if items.is_empty() {
        return items;
    }
    for directive in under.into_iter().rev() {
        let inline = InlineFragment {
            type_condition: None,
            directives: vec![directive],
            selection_set: Positioned::new(SelectionSet { items }, at),
        };
        items = vec![Positioned::new(Selection::InlineFragment(Positioned::new(inline, at)), at)];
    }
    items
}

/// The fragments that the operations reach.
fn reachable(document: &ExecutableDocument) -> HashSet<Name> {
    fn walk(set: &SelectionSet, document: &ExecutableDocument, seen: &mut HashSet<Name>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => walk(&field.node.selection_set.node, document, seen),
                Selection::InlineFragment(inline) => walk(&inline.node.selection_set.node, document, seen),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name)
                        && seen.insert(name.clone())
                    {
                        walk(&fragment.node.selection_set.node, document, seen);
                    }
                }
            }
        }
    }
    let mut seen = HashSet::new();
    for (_, operation) in document.operations.iter() {
        walk(&operation.node.selection_set.node, document, &mut seen);
    }
    seen
}
