//! The cases as they stand in `cases/`: facts by a base and what differs from it, one question, the answer expected.

use std::collections::BTreeMap;
use std::path::PathBuf;

use entities::Word;
use entities::words::FieldClass;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::facts::Facts;
use crate::load::{self, Loaded};
use crate::question::Gate;
use crate::verdict::Verdict;
use crate::{Numbers, RuleBook, embedded};

/// One case.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) rule: String,
    pub(crate) name: String,
    base: String,
    given: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listed: Option<String>,
    pub(crate) answer: String,
    pub(crate) policies: Vec<String>,
}

/// What a book says to a case.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) answer: String,
    pub(crate) policies: Vec<String>,
}

impl Case {
    /// Rule and name, to find it by.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.rule, self.name)
    }

    /// The facts.
    pub(crate) fn facts(&self, bases: &Bases) -> Facts {
        bases.facts(&self.base, &self.given)
    }

    /// What is asked for, read off a verdict.
    pub(crate) fn read(&self, verdict: &Verdict) -> Said {
        let (answer, policies) = if let Some(gate) = &self.gate {
            let gate = Gate::parse(gate).unwrap();
            let answer = verdict.gate(gate).err().map(|r| r.code.name());
            (answer.unwrap_or("PERMIT"), verdict.gate_policies(gate).to_vec())
        } else if let Some(class) = &self.class {
            let class = FieldClass::parse(class).unwrap();
            let answer = verdict.class(class).err().map(|w| w.reason.name());
            (answer.unwrap_or("PERMIT"), verdict.class_policies(class).to_vec())
        } else {
            assert!(self.listed.is_some(), "{} asks nothing", self.title());
            (if verdict.listed() { "YES" } else { "NO" }, Vec::new())
        };
        Said { answer: answer.to_owned(), policies }
    }

    /// What the case expects.
    pub(crate) fn expected(&self) -> Said {
        Said { answer: self.answer.clone(), policies: self.policies.clone() }
    }

    /// Whether the case asks for the first answer there is: that something is given.
    pub(crate) fn permits(&self) -> bool {
        matches!(self.answer.as_str(), "PERMIT" | "YES")
    }
}

/// A file of cases.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseFile {
    pub(crate) about: String,
    pub(crate) cases: Vec<Case>,
}

impl CaseFile {
    /// As it stands on disk: one line for each case.
    pub(crate) fn text(&self) -> String {
        let cases: Vec<_> = self.cases.iter().map(|c| serde_json::to_string(c).unwrap()).collect();
        let about = serde_json::to_string(&self.about).unwrap();
        format!("{{\n  \"about\": {about},\n  \"cases\": [\n    {}\n  ]\n}}\n", cases.join(",\n    "))
    }
}

/// The folder of this crate.
pub(crate) fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of cases, by path.
pub(crate) fn case_files() -> Vec<(PathBuf, CaseFile)> {
    let mut files: Vec<_> = std::fs::read_dir(here().join("cases"))
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| {
            let file = serde_json::from_str(&std::fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            (path, file)
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!files.is_empty());
    files
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    case_files().into_iter().flat_map(|(_, file)| file.cases).collect()
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    #[serde(default)]
    like: Option<String>,
    given: Map<String, Value>,
}

/// The facts that cases start from.
pub(crate) struct Bases(BTreeMap<String, Base>);

impl Bases {
    /// Reads them.
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(here().join("cases/base/facts.json")).unwrap();
        Self(serde_json::from_str(&text).unwrap())
    }

    fn whole(&self, name: &str) -> Map<String, Value> {
        let base = self.0.get(name).unwrap_or_else(|| panic!("no base {name}"));
        match &base.like {
            None => base.given.clone(),
            Some(like) => with(self.whole(like), &base.given),
        }
    }

    /// The facts of a base with what differs.
    pub(crate) fn facts(&self, name: &str, given: &Map<String, Value>) -> Facts {
        let whole = Value::Object(with(self.whole(name), given));
        // From text: words are read as text that is borrowed, which a value cannot lend.
        let text = whole.to_string();
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}: {text}"))
    }

    /// The facts of a base with what differs, as pairs.
    pub(crate) fn facts_with(&self, name: &str, given: &[(&str, Value)]) -> Facts {
        let given = given.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        self.facts(name, &given)
    }
}

/// Puts `part.field` in its place.
fn with(mut whole: Map<String, Value>, given: &Map<String, Value>) -> Map<String, Value> {
    for (path, value) in given {
        match path.split_once('.') {
            None => {
                whole.insert(path.clone(), value.clone());
            }
            Some((part, field)) => {
                let part = whole.get_mut(part).and_then(Value::as_object_mut).unwrap();
                assert!(part.contains_key(field), "no fact {path}");
                part.insert(field.to_owned(), value.clone());
            }
        }
    }
    whole
}

/// The book that is built in, loaded and not yet a book.
pub(crate) fn loaded() -> Loaded {
    let files: Vec<_> = embedded::RULES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    load::load(embedded::SCHEMA, &files, Numbers::default()).unwrap_or_else(|e| panic!("{e}"))
}

/// The book that is built in.
pub(crate) fn book() -> RuleBook {
    RuleBook::embedded(Numbers::default()).unwrap_or_else(|e| panic!("{e}"))
}

/// Whether generated files are to be written anew instead of compared.
pub(crate) fn blessing() -> bool {
    std::env::var_os("HUB_BLESS").is_some()
}
