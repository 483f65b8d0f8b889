//! What an operation costs, as the schema's own limit counts it: each field but `__typename` one, and what stands in a page
//! once for each entry that the page may hold. The library counts so too and tells nobody outside it, unless an extension
//! listens, which slows every field of every answer; and it does not count a page that stands in a named fragment on a union.
//! So it is counted here once more, and a test compares the two.

use std::collections::HashMap;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Request, Value, Variables};

use super::{event, selection};

/// Fields that are pages, and how many entries each holds where the query does not say (contract).
const PAGES: [(&str, i32); 16] = [
    ("accessLog", 50),
    ("accessReviews", 50),
    ("agencies", 50),
    ("approvals", 20),
    ("changes", 50),
    ("checks", 20),
    ("chronology", selection::DEFAULT_FIRST),
    ("concerns", 20),
    ("escalations", 20),
    ("findChildren", 10),
    ("jointDecisions", 20),
    ("missingChecks", 20),
    ("overdueWork", 20),
    ("successionMatters", 50),
    ("whatHasSeen", 50),
    ("whoHasSeen", 50),
];

/// What the request's operation costs; nothing for a document that cannot be read.
pub fn cost(request: &mut Request) -> usize {
    let variables = std::mem::take(&mut request.variables);
    let name = request.operation_name.clone();
    let cost = request.parsed_query().map_or(0, |document| operation(document, name.as_deref(), &variables));
    request.variables = variables;
    cost
}

fn operation(document: &ExecutableDocument, name: Option<&str>, variables: &Variables) -> usize {
    let chosen = match (&document.operations, name) {
        (DocumentOperations::Single(only), _) => Some(only),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) => all.values().next(),
    };
    let mut counter = Counter { document, variables, fragments: HashMap::new() };
    chosen.map_or(0, |operation| counter.set(&operation.node.selection_set.node))
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    /// Each fragment is counted once, however often it is spread.
    fragments: HashMap<&'a str, usize>,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> usize {
        set.items.iter().fold(0_usize, |sum, item| {
            sum.saturating_add(match &item.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(spread.node.fragment_name.node.as_str()),
            })
        })
    }

    fn field(&mut self, field: &'a Field) -> usize {
        if field.name.node == "__typename" {
            return 0;
        }
        let children = self.set(&field.selection_set.node);
        match PAGES.iter().find(|(name, _)| *name == field.name.node.as_str()) {
            Some((name, default)) => {
                let of = if *name == "changes" { event::cost } else { selection::cost };
                of(self.first(field).unwrap_or(*default), children)
            }
            None => children.saturating_add(1),
        }
    }

    /// How many entries the field asks for, where it says so.
    fn first(&self, field: &Field) -> Option<i32> {
        let value = field.get_argument("first")?.node.clone();
        match value.into_const_with(|name| self.variables.get(&name).cloned().ok_or(())).ok()? {
            Value::Number(number) => i32::try_from(number.as_i64()?).ok(),
            _ => None,
        }
    }

    fn fragment(&mut self, name: &'a str) -> usize {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        // A fragment within itself is refused before; counting it as nothing ends the walk whatever comes.
        self.fragments.insert(name, 0);
        let fragment = self.document.fragments.get(name);
        let cost = fragment.map_or(0, |fragment| self.set(&fragment.node.selection_set.node));
        self.fragments.insert(name, cost);
        cost
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::extensions::Analyzer;
    use futures_util::FutureExt;
    use serde_json::{Value as Json, json};

    use super::*;

    /// What the library says that the document costs.
    fn by_the_library(document: &str, variables: &Json) -> u64 {
        let request = Request::new(document).variables(Variables::from_json(variables.clone()));
        // Without a door behind it nothing can be answered, and nothing waits; the cost is known before.
        let answer = super::super::builder().extension(Analyzer).finish().execute(request).now_or_never().unwrap();
        let told = answer.extensions.get("analyzer").unwrap_or_else(|| panic!("{document}: {:?}", answer.errors));
        told.clone().into_json().unwrap()["complexity"].as_u64().unwrap()
    }

    #[test]
    fn the_cost_is_what_the_schema_counts() {
        let record = "sharedRecord(child: {id: \"child_1\"}, sharing: {purpose: EARLY_HELP, lawfulBasis: PUBLIC_TASK})";
        let documents = [
            ("{ viewer { name agency { code } roles } }".to_owned(), json!({})),
            (format!("{{ {record} {{ __typename ... on SharedRecord {{ child {{ givenName }} }} }} }}"), json!({})),
            (
                format!("{{ {record} {{ ... on SharedRecord {{ chronology {{ totalCount nodes {{ id summary }} }} }} }} }}"),
                json!({}),
            ),
            (
                format!(
                    "query($n: Int!) {{ {record} {{ ... on SharedRecord {{ chronology(first: $n) {{ nodes {{ id history {{ id }} }} }} \
                     again: chronology(first: 3) {{ nodes {{ id history {{ id }} }} }} }} }} }}"
                ),
                json!({"n": 100}),
            ),
            ("{ concerns { nodes { id } } many: concerns(first: 7) { nodes { id reference } } }".to_owned(), json!({})),
            ("{ accessLog(filter: {}) { nodes { id } pageInfo { hasNextPage } } }".to_owned(), json!({})),
            ("{ agencies(first: 9) { totalCount nodes { id name } } approvals { nodes { id } } }".to_owned(), json!({})),
            (
                "{ findChildren(match: {familyName: \"A\"}, sharing: {purpose: EARLY_HELP, lawfulBasis: PUBLIC_TASK}) { \
                    ... on ChildCandidates { accessLogEntryId } } }"
                    .to_owned(),
                json!({}),
            ),
            ("{ changes { events { id } more } few: changes(first: 2) { cursor } }".to_owned(), json!({})),
            ("{ __schema { types { name fields { name args { name } } } } }".to_owned(), json!({})),
        ];
        let mut wrong = Vec::new();
        for (document, variables) in documents {
            let mut request = Request::new(&document).variables(Variables::from_json(variables.clone()));
            let ours = cost(&mut request) as u64;
            assert!(ours > 1);
            let theirs = by_the_library(&document, &variables);
            if ours != theirs {
                wrong.push(format!("{ours}, the library {theirs}: {document}"));
            }
            assert_eq!(request.variables, Variables::from_json(variables), "the request is as it was");
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_fragment_costs_what_it_would_if_it_were_written_out() {
        let record = "sharedRecord(child: {id: \"child_1\"}, sharing: {purpose: EARLY_HELP, lawfulBasis: PUBLIC_TASK})";
        let entries = "nodes { id history { id } }";
        let spread = format!(
            "{{ {record} {{ ...r }} }} fragment r on SharedRecord {{ chronology(first: 100) {{ ...c }} a: chronology(first: 3) {{ ...c }} }} \
             fragment c on ChronologyConnection {{ {entries} }}"
        );
        let written = format!(
            "{{ {record} {{ ... on SharedRecord {{ chronology(first: 100) {{ {entries} }} a: chronology(first: 3) {{ {entries} }} }} }} }}"
        );
        assert_eq!(cost(&mut Request::new(&spread)), cost(&mut Request::new(&written)));
        // The library takes a page in a named fragment on a union for a plain field, so its own limit is not enough.
        assert!(by_the_library(&spread, &json!({})) < by_the_library(&written, &json!({})));
    }

    #[test]
    fn every_page_of_the_schema_is_known_with_its_default() {
        let schema = super::super::sdl();
        let mut pages: Vec<(String, i32)> = schema
            .lines()
            .filter_map(|line| {
                let (name, arguments) = line.trim().split_once('(')?;
                let (_, default) = arguments.split_once("first: Int! = ")?;
                let digits: String = default.chars().take_while(char::is_ascii_digit).collect();
                Some((name.to_owned(), digits.parse().unwrap()))
            })
            .collect();
        pages.sort();
        let known: Vec<_> = PAGES.iter().map(|(name, default)| ((*name).to_owned(), *default)).collect();
        assert_eq!(pages, known, "a field with `first` is a page: say so here, and give it its cost in the schema");
    }
}
