//! Cases: facts by a base and what differs from it, one question, the answer expected. A partnership tries its agreement with
//! them, and so do the tests of this crate. Nothing here may say what an answer should be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use entities::Word;
use entities::words::FieldClass;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::embedded::CASES;
use crate::facts::Facts;
use crate::question::Gate;
use crate::verdict::Verdict;

/// Why cases cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not one of cases.
    #[error("{file}: {source}")]
    Form {
        /// The file's name.
        file: String,
        /// What the parser says, with line and column.
        source: serde_json::Error,
    },
    /// A case asks for what there is not.
    #[error("{case}: {what}")]
    Case {
        /// Rule and name of the case.
        case: String,
        /// What is wrong with it.
        what: String,
    },
}

/// One case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The number of the rule, like `R19`.
    pub rule: String,
    /// What the case shows, in a few words.
    pub name: String,
    /// The facts that it starts from.
    pub base: String,
    /// What differs from them, by `part.fact`.
    pub given: Map<String, Value>,
    /// The gate that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// The class that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Whether the record is listed is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
    /// The answer expected: PERMIT or the reason; YES or NO where `listed` is asked for.
    pub answer: String,
    /// The policies expected to decide.
    pub policies: Vec<String>,
}

/// What a book says to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// PERMIT or the reason; YES or NO.
    pub answer: String,
    /// The policies that decided, sorted.
    pub policies: Vec<String>,
}

impl Case {
    /// Rule and name, to find it by.
    pub fn title(&self) -> String {
        format!("{} {}", self.rule, self.name)
    }

    /// What is asked for, in a word: the gate, the class, or whether the record is listed.
    pub fn asks(&self) -> &str {
        self.gate.as_deref().or(self.class.as_deref()).unwrap_or("listed")
    }

    /// What is asked for, read off a verdict.
    ///
    /// # Errors
    /// Where there is no such gate or class, or nothing is asked for.
    pub fn read(&self, verdict: &Verdict) -> Result<Said, CaseError> {
        let wrong = |what: String| CaseError::Case { case: self.title(), what };
        let (answer, policies) = match (&self.gate, &self.class, &self.listed) {
            (Some(name), None, None) => {
                let gate = Gate::parse(name).ok_or_else(|| wrong(format!("there is no gate {name}")))?;
                let refusal = verdict.gate(gate).err().map(|r| r.code.name());
                (refusal.unwrap_or("PERMIT"), verdict.gate_policies(gate).to_vec())
            }
            (None, Some(name), None) => {
                let class = FieldClass::parse(name).ok_or_else(|| wrong(format!("there is no class {name}")))?;
                let withheld = verdict.class(class).err().map(|w| w.reason.name());
                (withheld.unwrap_or("PERMIT"), verdict.class_policies(class).to_vec())
            }
            (None, None, Some(_)) => (if verdict.listed() { "YES" } else { "NO" }, Vec::new()),
            _ => return Err(wrong("one of gate, class and listed is asked for".to_owned())),
        };
        Ok(Said { answer: answer.to_owned(), policies })
    }

    /// Whether that is what the case expects; where it names no policies, any may decide.
    pub fn expects(&self, said: &Said) -> bool {
        self.answer == said.answer && (self.policies.is_empty() || self.policies == said.policies)
    }
}

/// A file of cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// What the cases are about.
    pub about: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// Every file of cases in a folder, by path.
///
/// # Errors
/// Where the folder or a file cannot be read, or a file is not one of cases.
pub fn case_files(folder: &Path) -> Result<Vec<(PathBuf, CaseFile)>, CaseError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| CaseError::Read { path, source }
    };
    let mut paths = Vec::new();
    for item in std::fs::read_dir(folder).map_err(failed(folder))? {
        paths.push(item.map_err(failed(folder))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
        let file = serde_json::from_str(&text)
            .map_err(|source| CaseError::Form { file: path.display().to_string(), source })?;
        Ok((path, file))
    };
    paths.into_iter().map(read).collect()
}

/// The cases of the book that is built in, in the order of their files.
///
/// # Errors
/// Never with those that are shipped, which a test reads.
pub fn embedded_cases() -> Result<Vec<Case>, CaseError> {
    let mut cases = Vec::new();
    for (name, text) in CASES {
        let read: Result<CaseFile, _> = serde_json::from_str(text);
        cases.extend(read.map_err(|source| CaseError::Form { file: (*name).to_owned(), source })?.cases);
    }
    Ok(cases)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    #[serde(default)]
    like: Option<String>,
    given: Map<String, Value>,
}

/// The facts that cases start from, by name.
#[derive(Clone, Debug)]
pub struct Bases(BTreeMap<String, Base>);

impl Bases {
    /// Those that are built in.
    ///
    /// # Errors
    /// Never with those that are shipped, which a test reads.
    pub fn embedded() -> Result<Self, CaseError> {
        let text = include_str!("../cases/base/facts.json");
        let read = serde_json::from_str(text);
        read.map(Self).map_err(|source| CaseError::Form { file: "base/facts.json".to_owned(), source })
    }

    fn whole(&self, name: &str) -> Result<Map<String, Value>, String> {
        let base = self.0.get(name).ok_or_else(|| format!("there is no base {name}"))?;
        match &base.like {
            None => Ok(base.given.clone()),
            Some(like) => with(self.whole(like)?, &base.given),
        }
    }

    /// The facts of a base with what differs.
    ///
    /// # Errors
    /// Where there is no such base, fact or word.
    pub fn facts(&self, name: &str, given: &Map<String, Value>) -> Result<Facts, String> {
        let whole = Value::Object(with(self.whole(name)?, given)?);
        // From text: words are read as text that is borrowed, which a value cannot lend.
        serde_json::from_str(&whole.to_string()).map_err(|e| e.to_string())
    }

    /// The facts of a case.
    ///
    /// # Errors
    /// Where there is no such base, fact or word.
    pub fn facts_of(&self, case: &Case) -> Result<Facts, CaseError> {
        self.facts(&case.base, &case.given).map_err(|what| CaseError::Case { case: case.title(), what })
    }
}

/// Puts each `part.fact` in its place.
fn with(mut whole: Map<String, Value>, given: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    for (path, value) in given {
        match path.split_once('.') {
            None => {
                whole.insert(path.clone(), value.clone());
            }
            Some((part, fact)) => {
                let place = whole.get_mut(part).and_then(Value::as_object_mut).and_then(|part| part.get_mut(fact));
                *place.ok_or_else(|| format!("there is no fact {path}"))? = value.clone();
            }
        }
    }
    Ok(whole)
}
