//! A full input for any mutation of the schema about a given child, so that a mutation that is added later is tried too.

use std::collections::BTreeMap;

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};
use tests::Hub;

use super::whom::Whom;

/// Optional fields that are filled too: they decide which records a request means, or who stands behind it.
const ALSO: &[&str] = &["idempotencyKey", "approvedBy", "named", "until"];

/// The inputs of the schema: the fields of each, by name and type; and the first word of each vocabulary.
pub struct Inputs {
    fields: BTreeMap<String, Vec<(String, String)>>,
    words: BTreeMap<String, String>,
}

impl Inputs {
    /// Reads the schema.
    pub fn read() -> Self {
        let mut inputs = Self { fields: BTreeMap::new(), words: BTreeMap::new() };
        for definition in parse_schema(api::graphql::sdl()).expect("a schema").definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::InputObject(input) => {
                    let fields = input.fields.iter().map(|field| &field.node);
                    let fields = fields.map(|field| (field.name.node.to_string(), field.ty.node.to_string()));
                    inputs.fields.insert(name, fields.collect());
                }
                TypeKind::Enum(list) => {
                    inputs.words.insert(name, list.values[0].node.value.node.to_string());
                }
                _ => {}
            }
        }
        inputs
    }

    /// The input of that type about that child, who is named by that reference, for those reasons.
    pub fn fill(&self, hub: &Hub, of: &str, whom: &Whom, reference: &Value, sharing: &Value) -> Value {
        let mut input = json!({});
        for (field, kind) in &self.fields[of] {
            if !kind.ends_with('!') && !ALSO.contains(&field.as_str()) {
                continue;
            }
            let bare = kind.trim_matches(['[', ']', '!']);
            let one = match (bare, field.as_str()) {
                ("ChildRef", _) => reference.clone(),
                ("ConcernChildInput", _) => whom.described(),
                ("SharingInput", _) => sharing.clone(),
                ("Boolean", _) => json!(false),
                ("Int", _) => json!(7),
                ("Date", "until" | "dueOn") => json!("2999-01-01"),
                ("Date", _) => json!("2026-01-05"),
                ("DateTime", _) => json!("2026-01-05T10:00:00Z"),
                ("String", "idempotencyKey") => json!(uuid::Uuid::new_v4().to_string()),
                ("String", "reportNumber") => json!(uuid::Uuid::new_v4().to_string()),
                ("String", _) => json!("made up for a test"),
                ("ID", "entry") if of == "ReviewAccessInput" => json!(whom.parts["accessLogEntry"]),
                ("ID", field) if whom.parts.contains_key(field) => json!(whom.parts[field]),
                ("ID", "agency" | "to" | "agencies" | "tell" | "successor" | "ownerAgency") => {
                    json!(hub.town.agency("T-NEIGHBOUR").public())
                }
                ("ID", "custodians") => {
                    let people = ["manager", "gp"].map(|login| hub.town.person(login).id.public());
                    input[field] = json!(people);
                    continue;
                }
                ("ID", _) => json!(hub.town.person("manager").id.public()),
                (input, _) if self.fields.contains_key(input) => self.fill(hub, input, whom, reference, sharing),
                (word, _) => json!(self.words.get(word).unwrap_or_else(|| panic!("what is a good {word}?"))),
            };
            input[field] = if kind.starts_with('[') { json!([one]) } else { one };
        }
        input
    }
}
