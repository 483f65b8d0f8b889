//! What was sent, compared with what the schema has: every field of an answer, every argument, every field of an input. What is
//! added to the schema and not tried is named.

use std::collections::BTreeSet;

use async_graphql_parser::parse_query;
use async_graphql_parser::types::{Selection, SelectionSet};
use serde_json::Value;

use super::schema::{Root, Schema, bare, is_said_by_nodes};

/// By name: `Child.givenName`, `Query.checks(first)`, `CheckFilter.side`.
pub struct Sent<'a> {
    schema: &'a Schema,
    names: BTreeSet<String>,
}

/// The type whose fields a document begins with.
fn kind(root: &Root) -> &'static str {
    match root.operation {
        "mutation" => "Mutation",
        "subscription" => "Subscription",
        _ => "Query",
    }
}

impl<'a> Sent<'a> {
    /// Nothing yet.
    pub const fn new(schema: &'a Schema) -> Self {
        Self { schema, names: BTreeSet::new() }
    }

    /// Notes what a document and its variables ask for.
    pub fn note(&mut self, root: &Root, document: &str, variables: &Value) {
        for (_, operation) in parse_query(document).expect("a document").operations.iter() {
            self.answer(kind(root), &operation.node.selection_set.node);
        }
        for argument in self.schema.arguments(root) {
            self.input(bare(&argument.kind), &variables[&argument.name]);
        }
    }

    fn answer(&mut self, kind: &str, set: &SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let schema = self.schema;
                    let Some(known) = schema.fields(kind).iter().find(|known| known.name == name) else { continue };
                    self.names.insert(format!("{kind}.{name}"));
                    for (argument, _) in &field.node.arguments {
                        self.names.insert(format!("{kind}.{name}({})", argument.node));
                    }
                    self.answer(bare(&known.kind), &field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map_or(kind, |on| on.node.on.node.as_str());
                    self.answer(on, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn input(&mut self, kind: &str, value: &Value) {
        match value {
            Value::Array(list) => list.iter().for_each(|one| self.input(kind, one)),
            Value::Object(object) => {
                let schema = self.schema;
                for field in schema.fields(kind).iter().filter(|field| object.contains_key(&field.name)) {
                    self.names.insert(format!("{kind}.{}", field.name));
                    self.input(bare(&field.kind), &object[&field.name]);
                }
            }
            _ => {}
        }
    }

    /// What there is from those root fields on, and was not sent.
    pub fn missing(&self, roots: &[Root]) -> Vec<String> {
        let mut whole = Self::new(self.schema);
        for root in roots {
            whole.reach_field(kind(root), &root.field.name);
        }
        whole.names.difference(&self.names).cloned().collect()
    }

    fn reach_field(&mut self, kind: &str, name: &str) {
        let schema = self.schema;
        let field = schema.fields(kind).iter().find(|field| field.name == name);
        let Some(field) = field.filter(|_| !is_said_by_nodes(kind, name)) else { return };
        if !self.names.insert(format!("{kind}.{name}")) {
            return;
        }
        for argument in &field.arguments {
            self.names.insert(format!("{kind}.{name}({})", argument.name));
            self.reach(bare(&argument.kind));
        }
        self.reach(bare(&field.kind));
    }

    fn reach(&mut self, kind: &str) {
        let schema = self.schema;
        schema.members(kind).iter().for_each(|member| self.reach(member));
        schema.fields(kind).iter().for_each(|field| self.reach_field(kind, &field.name));
    }
}
