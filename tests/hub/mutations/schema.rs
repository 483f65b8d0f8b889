//! The mutations of the schema, and every field of their inputs, so that none is left untried.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{TypeKind, TypeSystemDefinition};

/// A field of an input that holds no further fields.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where it stands in the input; an item of a list is the first one.
    pub path: Vec<String>,
    /// The scalar or enum.
    pub kind: String,
    /// Whether it is a list of them.
    pub list: bool,
}

impl Leaf {
    /// The path as problems name it, without the input itself.
    pub fn at(&self) -> String {
        self.path.join(".")
    }
}

/// A mutation of the schema.
pub struct Mutation {
    /// Its name.
    pub name: String,
    /// Its operation, with all that its payload tells of how it went.
    pub operation: String,
    /// The type of its input.
    pub input: String,
    /// Where in the answer stands what was made.
    pub made: String,
    /// The scalars of its input.
    pub leaves: Vec<Leaf>,
    /// The lists of its input, of whatever they are.
    pub lists: Vec<String>,
}

struct Types {
    objects: BTreeMap<String, Vec<(String, String)>>,
    inputs: BTreeMap<String, Vec<(String, String)>>,
}

/// The type's name without lists and exclamation marks.
fn bare(kind: &str) -> &str {
    kind.trim_matches(['[', ']', '!'])
}

/// Every mutation that the hub serves, by name.
pub fn mutations() -> Vec<Mutation> {
    let mut types = Types { objects: BTreeMap::new(), inputs: BTreeMap::new() };
    let mut served = Vec::new();
    for definition in parse_schema(api::graphql::sdl()).expect("a schema").definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        match definition.node.kind {
            TypeKind::Object(object) => {
                for field in &object.fields {
                    let (field, kind) = (field.node.name.node.to_string(), field.node.ty.node.to_string());
                    types.objects.entry(name.clone()).or_default().push((field, kind));
                }
                if name == "Mutation" {
                    served = object.fields.into_iter().map(|field| field.node).collect();
                }
            }
            TypeKind::InputObject(input) => {
                let fields =
                    input.fields.iter().map(|f| (f.node.name.node.to_string(), f.node.ty.node.to_string())).collect();
                types.inputs.insert(name, fields);
            }
            _ => {}
        }
    }
    served
        .into_iter()
        .map(|field| {
            let name = field.name.node.to_string();
            let input = field.arguments[0].node.ty.node.to_string();
            let payload = bare(&field.ty.node.to_string()).to_owned();
            let (mut leaves, mut lists) = (Vec::new(), Vec::new());
            types.walk(bare(&input), &[], &mut leaves, &mut lists);
            Mutation {
                operation: format!(
                    "mutation M($input: {input}) {{ {name}(input: $input) {{ {} }} }}",
                    types.selection(&payload)
                ),
                input: bare(&input).to_owned(),
                made: format!("data.{name}.{}", types.objects[&payload][0].0),
                name,
                leaves,
                lists,
            }
        })
        .collect()
}

impl Types {
    fn walk(&self, input: &str, at: &[String], leaves: &mut Vec<Leaf>, lists: &mut Vec<String>) {
        for (field, kind) in &self.inputs[input] {
            let mut path = at.to_vec();
            path.push(field.clone());
            let list = kind.starts_with('[');
            if list {
                lists.push(path.join("."));
            }
            if self.inputs.contains_key(bare(kind)) {
                if list {
                    path.push("0".to_owned());
                }
                self.walk(bare(kind), &path, leaves, lists);
            } else {
                leaves.push(Leaf { path, kind: bare(kind).to_owned(), list });
            }
        }
    }

    /// Every field of a payload: what was made by its ids, the refusal's code, and the problems whole.
    fn selection(&self, payload: &str) -> String {
        let fields = self.objects[payload].iter().map(|(field, kind)| match bare(kind) {
            "Problem" => format!("{field} {{ path code message }}"),
            "SharingRefused" => format!("{field} {{ code }}"),
            of => match self.objects.get(of) {
                Some(fields) if fields.iter().any(|(name, _)| name == "id") => format!("{field} {{ id }}"),
                Some(_) => format!("{field} {{ __typename }}"),
                None => field.clone(),
            },
        });
        fields.collect::<Vec<_>>().join(" ")
    }
}

/// The names of mutations as a set, for comparing.
pub fn names(of: &[Mutation]) -> BTreeSet<&str> {
    of.iter().map(|mutation| mutation.name.as_str()).collect()
}
