//! The cases as they stand in `cases/`, and the book that is built in.

use std::path::PathBuf;

use serde_json::Value;

pub(crate) use crate::cases::{Case, CaseFile, Said};
use crate::facts::Facts;
use crate::load::{self, Loaded};
use crate::{Numbers, RuleBook, Verdict, embedded};

impl Case {
    /// The facts.
    pub(crate) fn facts(&self, bases: &Bases) -> Facts {
        bases.0.facts_of(self).unwrap_or_else(|e| panic!("{e}"))
    }

    /// What the book says to it.
    pub(crate) fn said(&self, verdict: &Verdict) -> Said {
        self.read(verdict).unwrap_or_else(|e| panic!("{e}"))
    }

    /// What the case expects.
    pub(crate) fn expected(&self) -> Said {
        Said { answer: self.answer.clone(), policies: self.policies.clone() }
    }

    /// Whether the case asks for the first answer there is: that something is given.
    pub(crate) fn permits(&self) -> bool {
        matches!(self.answer.as_str(), "PERMIT" | "YES")
    }

    /// Whether its caller holds more than one role.
    pub(crate) fn two_roles(&self) -> bool {
        self.given.get("caller.roles").and_then(Value::as_array).is_some_and(|roles| roles.len() > 1)
    }
}

impl CaseFile {
    /// As it stands on disk: one line for each case.
    pub(crate) fn text(&self) -> String {
        let cases: Vec<_> = self.cases.iter().map(|c| serde_json::to_string(c).unwrap()).collect();
        let about = serde_json::to_string(&self.about).unwrap();
        format!("{{\n  \"about\": {about},\n  \"cases\": [\n    {}\n  ]\n}}\n", cases.join(",\n    "))
    }
}

/// The facts that cases start from.
pub(crate) struct Bases(pub(crate) crate::cases::Bases);

impl Bases {
    /// Reads them.
    pub(crate) fn read() -> Self {
        Self(crate::cases::Bases::embedded().unwrap_or_else(|e| panic!("{e}")))
    }

    /// The facts of a base with what differs, as pairs.
    pub(crate) fn facts_with(&self, name: &str, given: &[(&str, Value)]) -> Facts {
        let given = given.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        self.0.facts(name, &given).unwrap_or_else(|e| panic!("{e}"))
    }
}

/// The folder of this crate.
pub(crate) fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of cases, by path.
pub(crate) fn case_files() -> Vec<(PathBuf, CaseFile)> {
    let files = crate::cases::case_files(&here().join("cases")).unwrap_or_else(|e| panic!("{e}"));
    assert!(!files.is_empty());
    files
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    case_files().into_iter().flat_map(|(_, file)| file.cases).collect()
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
