//! How repeated root fields become one: fragments at the root are written out, what a repeated field selects is moved into
//! the first of its key, under the directives that it stood under, and fragments that are then spread nowhere are dropped.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{Directive, ExecutableDocument, InlineFragment, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned};

use super::conditions::Conditions;

/// The root with each response key once.
pub(super) fn merged(root: &SelectionSet, document: &ExecutableDocument, conditions: &Conditions<'_>) -> SelectionSet {
    let mut merger = Merger { conditions, first: HashSet::new(), later: HashMap::new() };
    let mut root = spread_out(root, document);
    merger.take_repeated(&mut root, &[]);
    merger.put_into_first(&mut root);
    root
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
    fn take_repeated(&mut self, set: &mut SelectionSet, under: &[Positioned<Directive>]) {
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
                    self.take_repeated(&mut inline.node.selection_set.node, &under);
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
    }

    fn put_into_first(&mut self, set: &mut SelectionSet) {
        for item in &mut set.items {
            if !self.conditions.included(item.node.directives()) {
                continue;
            }
            match &mut item.node {
                Selection::FragmentSpread(_) => {}
                Selection::InlineFragment(inline) => self.put_into_first(&mut inline.node.selection_set.node),
                Selection::Field(field) => {
                    if let Some(later) = self.later.remove(&field.node.response_key().node) {
                        field.node.selection_set.node.items.extend(later);
                    }
                }
            }
        }
    }
}

/// Each directive around what was selected, in an inline fragment of its own, so that the variables in it stay used.
fn wrapped(
    mut items: Vec<Positioned<Selection>>,
    under: Vec<Positioned<Directive>>,
    at: Pos,
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
pub(super) fn reachable(document: &ExecutableDocument) -> HashSet<Name> {
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
