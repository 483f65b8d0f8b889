//! The public schema: the committed copy is what the hub serves, and what partners rely on is in it.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::Positioned;
use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{ConstDirective, InputValueDefinition, TypeKind, TypeSystemDefinition};
use tests::sources::{root, shared};

/// Whether generated files are to be rewritten rather than compared.
fn bless() -> bool {
    std::env::var("HUB_BLESS").is_ok_and(|value| value == "1")
}

#[test]
fn golden_schema_is_what_the_hub_serves() {
    let file = root().join("api/schema.graphql");
    let served = api::graphql::sdl();
    if bless() {
        std::fs::write(&file, &served).expect("written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    if committed != served {
        let differs = committed.lines().zip(served.lines()).position(|(a, b)| a != b);
        panic!(
            "api/schema.graphql is not what the hub serves (first at line {:?}): HUB_BLESS=1 tests/run golden rewrites it",
            differs.map(|line| line + 1)
        );
    }
}

#[test]
fn golden_every_definition_of_the_contract_is_served() {
    let Some(shared) = shared() else { return };
    let contract = std::fs::read_to_string(shared.join("design/contract.graphql")).expect("the contract");
    let (wanted, served) = (definitions(&contract), definitions(&api::graphql::sdl()));
    assert!(wanted.len() > 80, "the contract was not read");
    let mut missing = BTreeSet::new();
    let mut differs = Vec::new();
    for (name, members) in &wanted {
        let Some(there) = served.get(name) else {
            missing.insert(name.clone());
            continue;
        };
        for (member, form) in members {
            let full = format!("{name}.{member}");
            match there.get(member) {
                None => {
                    missing.insert(full);
                }
                Some(other) if other != form => differs.push(format!("{full}: wanted `{form}`, served `{other}`")),
                Some(_) => {}
            }
        }
    }
    assert!(differs.is_empty(), "{}", differs.join("\n"));
    let file = root().join("tests/hub/not_yet.txt");
    let known: BTreeSet<String> = std::fs::read_to_string(&file)
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .filter(|l| !l.is_empty())
        .collect();
    if bless() {
        // The list only ever shrinks.
        let left: Vec<&str> = known.intersection(&missing).map(String::as_str).collect();
        let text = left.iter().map(|name| format!("{name}\n")).collect::<String>();
        std::fs::write(&file, text).expect("written");
        return;
    }
    let lost: Vec<_> = missing.difference(&known).collect();
    assert!(lost.is_empty(), "of the contract, and not served: {lost:?}");
    let there: Vec<_> = known.difference(&missing).collect();
    assert!(
        there.is_empty(),
        "served now, take it off tests/hub/not_yet.txt (HUB_BLESS=1 tests/run golden does): {there:?}"
    );
}

/// Every definition by name, each with its members in one written form; what describes them is left out.
fn definitions(schema: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let document = parse_schema(schema).unwrap_or_else(|e| panic!("not a schema: {e}"));
    let mut all = BTreeMap::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let mut members = BTreeMap::new();
        let kind = match definition.kind {
            TypeKind::Scalar => "scalar",
            TypeKind::Object(object) => {
                for field in object.fields {
                    let field = field.node;
                    let arguments: BTreeSet<String> =
                        field.arguments.iter().map(|argument| value(&argument.node)).collect();
                    let arguments = arguments.into_iter().collect::<Vec<_>>().join(", ");
                    members.insert(field.name.node.to_string(), format!("({arguments}): {}", field.ty.node));
                }
                "type"
            }
            TypeKind::Interface(_) => "interface",
            TypeKind::Union(union) => {
                members.extend(union.members.iter().map(|member| (member.node.to_string(), String::new())));
                "union"
            }
            TypeKind::Enum(words) => {
                members.extend(words.values.iter().map(|word| (word.node.value.node.to_string(), String::new())));
                "enum"
            }
            TypeKind::InputObject(input) => {
                members.extend(input.fields.iter().map(|field| (field.node.name.node.to_string(), value(&field.node))));
                if one_of(&definition.directives) { "input @oneOf" } else { "input" }
            }
        };
        members.insert("(kind)".to_owned(), kind.to_owned());
        all.insert(definition.name.node.to_string(), members);
    }
    all
}

fn one_of(directives: &[Positioned<ConstDirective>]) -> bool {
    directives.iter().any(|directive| directive.node.name.node == "oneOf")
}

fn value(of: &InputValueDefinition) -> String {
    let default = of.default_value.as_ref().map(|value| format!(" = {}", value.node)).unwrap_or_default();
    format!("{}: {}{default}", of.name.node, of.ty.node)
}
