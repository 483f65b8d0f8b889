//! Every root field of the schema with every place of its arguments, as documents that can be sent. A field, an argument or a
//! filter that is added later is tried without a word here; a type of which nobody said what a good value is fails.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{InputValueDefinition, TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};

/// How deep an answer is asked for: a list, what is in it, and what is in that.
const DEEP: usize = 4;

/// Inputs of which exactly one field is given, though the schema does not say so.
const ONE_OF: &[&str] = &["ConcernChildInput"];

/// A field of a type or of an input.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// As the schema writes it, without the exclamation mark where there is a default.
    pub kind: String,
    pub arguments: Vec<Field>,
}

/// A field that a document begins with.
#[derive(Clone, Debug)]
pub struct Root {
    /// `query`, `mutation` or `subscription`.
    pub operation: &'static str,
    pub field: Field,
}

/// One place of the arguments that takes a value: the names that lead there; empty for the least that can be asked.
pub type Place = Vec<String>;

/// What is in the schema.
pub struct Schema {
    objects: BTreeMap<String, Vec<Field>>,
    unions: BTreeMap<String, Vec<String>>,
    inputs: BTreeMap<String, Vec<Field>>,
    one_of: BTreeSet<String>,
    words: BTreeMap<String, String>,
}

/// Gives a good value for a scalar: of the field of that name, within that input, of that type.
pub type Example<'a> = &'a dyn Fn(&str, &str, &str) -> Option<Value>;

/// The type's name without lists and exclamation marks.
pub fn bare(kind: &str) -> &str {
    kind.trim_matches(['[', ']', '!'])
}

impl Schema {
    /// Reads the schema that the hub serves.
    pub fn read() -> Self {
        let mut schema = Self {
            objects: BTreeMap::new(),
            unions: BTreeMap::new(),
            inputs: BTreeMap::new(),
            one_of: ONE_OF.iter().map(|name| (*name).to_owned()).collect(),
            words: BTreeMap::new(),
        };
        for definition in parse_schema(api::graphql::sdl()).expect("a schema").definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            let one_of = definition.node.directives.iter().any(|directive| directive.node.name.node == "oneOf");
            match definition.node.kind {
                TypeKind::Object(object) => {
                    let fields = object.fields.iter().map(|field| Field {
                        name: field.node.name.node.to_string(),
                        kind: field.node.ty.node.to_string(),
                        arguments: field.node.arguments.iter().map(|argument| value(&argument.node)).collect(),
                    });
                    schema.objects.insert(name, fields.collect());
                }
                TypeKind::InputObject(input) => {
                    if one_of {
                        schema.one_of.insert(name.clone());
                    }
                    schema.inputs.insert(name, input.fields.iter().map(|field| value(&field.node)).collect());
                }
                TypeKind::Enum(list) => {
                    schema.words.insert(name, list.values[0].node.value.node.to_string());
                }
                TypeKind::Union(union) => {
                    schema.unions.insert(name, union.members.iter().map(|member| member.node.to_string()).collect());
                }
                TypeKind::Scalar | TypeKind::Interface(_) => {}
            }
        }
        schema
    }

    /// Every root field.
    pub fn roots(&self) -> Vec<Root> {
        let of = |operation, kind: &str| {
            let fields = self.objects.get(kind).cloned().unwrap_or_default();
            fields.into_iter().map(move |field| Root { operation, field })
        };
        of("query", "Query").chain(of("mutation", "Mutation")).chain(of("subscription", "Subscription")).collect()
    }

    /// Every place of the root's arguments, those of the fields below it included, and first the least that can be asked.
    pub fn places(&self, root: &Root) -> Vec<Place> {
        let mut places = vec![Vec::new()];
        for argument in self.arguments(root) {
            self.walk(&argument, Vec::new(), &mut places);
        }
        places
    }

    /// The fields of a type; none where it has none.
    pub fn fields(&self, kind: &str) -> &[Field] {
        self.objects.get(kind).or_else(|| self.inputs.get(kind)).map_or(&[], Vec::as_slice)
    }

    /// The types of a union; none where it is none.
    pub fn members(&self, kind: &str) -> &[String] {
        self.unions.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The root's own arguments, and those of fields below it, which are told apart by the field's name before theirs.
    pub fn arguments(&self, root: &Root) -> Vec<Field> {
        let mut all = root.field.arguments.clone();
        self.below(bare(&root.field.kind), DEEP, &mut |field, argument| {
            let name = format!("{field}_{}", argument.name);
            if all.iter().all(|known| known.name != name) {
                all.push(Field { name, ..argument.clone() });
            }
        });
        all
    }

    fn below(&self, kind: &str, depth: usize, found: &mut impl FnMut(&str, &Field)) {
        let Some(less) = depth.checked_sub(1) else { return };
        for member in self.unions.get(kind).into_iter().flatten() {
            self.below(member, depth, found);
        }
        for field in self.objects.get(kind).into_iter().flatten().filter(|field| field.name != "edges") {
            field.arguments.iter().for_each(|argument| found(&field.name, argument));
            self.below(bare(&field.kind), less, found);
        }
    }

    fn walk(&self, field: &Field, mut path: Place, places: &mut Vec<Place>) {
        path.push(field.name.clone());
        match self.inputs.get(bare(&field.kind)) {
            Some(fields) => fields.iter().for_each(|field| self.walk(field, path.clone(), places)),
            None => places.push(path),
        }
    }

    /// The document of a root field, with the arguments that those variables are for.
    pub fn document(&self, root: &Root, variables: &Value) -> String {
        let arguments = self.arguments(root);
        let given = arguments.iter().filter(|argument| !variables[&argument.name].is_null());
        let declared: Vec<String> = given.map(|argument| format!("${}: {}", argument.name, argument.kind)).collect();
        let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
        let selection = self.selection(bare(&root.field.kind), DEEP, variables);
        let given = given_to(&root.field, "", variables);
        format!("{} Q{declared} {{ {}{given} {selection} }}", root.operation, root.field.name)
    }

    fn selection(&self, kind: &str, depth: usize, variables: &Value) -> String {
        if let Some(members) = self.unions.get(kind) {
            let each =
                members.iter().map(|member| format!("... on {member} {}", self.selection(member, depth, variables)));
            return format!("{{ __typename {} }}", each.collect::<Vec<_>>().join(" "));
        }
        let Some(fields) = self.objects.get(kind) else { return String::new() };
        let mut chosen = vec!["__typename".to_owned()];
        for field in fields.iter().filter(|field| !is_said_by_nodes(kind, &field.name)) {
            let of = bare(&field.kind);
            let leaf = !self.objects.contains_key(of) && !self.unions.contains_key(of);
            if leaf || depth > 1 {
                let given = given_to(field, &format!("{}_", field.name), variables);
                chosen.push(format!("{}{given} {}", field.name, self.selection(of, depth - 1, variables)));
            }
        }
        format!("{{ {} }}", chosen.join(" "))
    }

    /// Variables for the root field with what it needs, and with that place.
    pub fn variables(&self, root: &Root, place: &[String], example: Example<'_>) -> Value {
        let mut variables = json!({});
        for argument in self.arguments(root) {
            let wanted = place.first() == Some(&argument.name);
            if wanted || argument.kind.ends_with('!') {
                let rest = if wanted { &place[1..] } else { &[] };
                variables[&argument.name] = self.value("", &argument, rest, example);
            }
        }
        variables
    }

    /// A value of that field, with that place of it.
    pub fn value(&self, within: &str, field: &Field, place: &[String], example: Example<'_>) -> Value {
        let kind = bare(&field.kind);
        let one = match self.inputs.get(kind) {
            Some(fields) => {
                let mut object = json!({});
                let one_of = self.one_of.contains(kind);
                let first = place.first().or(fields.first().map(|field| &field.name)).filter(|_| one_of);
                for inner in fields {
                    let wanted = place.first() == Some(&inner.name);
                    let needed = if one_of { first == Some(&inner.name) } else { inner.kind.ends_with('!') };
                    if wanted || needed {
                        let rest = if wanted { &place[1..] } else { &[] };
                        object[&inner.name] = self.value(kind, inner, rest, example);
                    }
                }
                object
            }
            None => example(within, &field.name, kind)
                .or_else(|| self.words.get(kind).map(|word| json!(word)))
                .unwrap_or_else(|| {
                    panic!("{within}.{}: what is a good {kind}? say it in wrong_people/examples.rs", field.name)
                }),
        };
        if field.kind.starts_with('[') && !one.is_array() { json!([one]) } else { one }
    }
}

/// Whether that field of a list's edges gives again what its nodes do.
pub fn is_said_by_nodes(kind: &str, field: &str) -> bool {
    kind.ends_with("Edge") && field == "node"
}

/// What has a default may be left out.
fn value(of: &InputValueDefinition) -> Field {
    let kind = of.ty.node.to_string();
    let kind = if of.default_value.is_some() { kind.trim_end_matches('!').to_owned() } else { kind };
    Field { name: of.name.node.to_string(), kind, arguments: Vec::new() }
}

/// The field's arguments that there are variables for.
fn given_to(field: &Field, prefix: &str, variables: &Value) -> String {
    let names = field.arguments.iter().map(|argument| (&argument.name, format!("{prefix}{}", argument.name)));
    let given = names.filter(|(_, variable)| !variables[variable].is_null());
    let each: Vec<String> = given.map(|(name, variable)| format!("{name}: ${variable}")).collect();
    if each.is_empty() { String::new() } else { format!("({})", each.join(", ")) }
}
