//! From texts to a checked set of policies. Nothing of a book is used before all of it was checked.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};

use crate::annotations::Annotations;
use crate::check;
use crate::numbers::Numbers;
use crate::question::Question;
use crate::shelf::Actions;

/// Why a rule book is not used.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no file of policies.
    #[error("there is no file of policies")]
    Empty,
    /// A file is not Cedar.
    #[error("{file}: {what}")]
    Parse {
        /// The file's name.
        file: String,
        /// What the parser says.
        what: String,
    },
    /// The policies do not fit the schema; a warning counts.
    #[error("the policies do not fit the schema: {}", .0.join("; "))]
    Invalid(Vec<String>),
    /// An annotation lacks or is wrong.
    #[error("{policy}: {what}")]
    Annotation {
        /// The policy.
        policy: String,
        /// What is wrong.
        what: String,
    },
    /// A policy breaks a rule of the house.
    #[error("{policy}: {what}")]
    Policy {
        /// The policy.
        policy: String,
        /// What is wrong.
        what: String,
    },
    /// Two policies have one id.
    #[error("two policies have the id {0}")]
    Duplicate(String),
    /// A book that was kept is of another form than this hub's, or under another schema.
    #[error("the book was kept by another version of the hub: its schema is not this one's")]
    OtherSchema,
    /// The schema and the reader do not fit together.
    #[error("the rule book cannot be read: {0}")]
    Cedar(String),
}

/// A policy with what it says of itself.
pub(crate) struct Held {
    pub(crate) policy: Policy,
    pub(crate) annotations: Annotations,
}

/// A schema and its policies, checked, in the order of their ids.
pub(crate) struct Loaded {
    #[cfg(test)]
    pub(crate) schema: Schema,
    pub(crate) actions: Actions,
    pub(crate) stages: Vec<usize>,
    pub(crate) held: Vec<Held>,
    pub(crate) numbers: Numbers,
    pub(crate) text: String,
    pub(crate) hash: String,
}

/// Reads and checks a book.
pub(crate) fn load(schema_text: &str, files: &[(String, String)], numbers: Numbers) -> Result<Loaded, BookError> {
    let text = canonical(schema_text, files, &numbers);
    checked(schema_text, files, numbers, text)
}

/// Reads and checks a book that was kept. Its schema must be the present one: facts are laid out after it.
pub(crate) fn reload(schema_text: &str, text: String) -> Result<Loaded, BookError> {
    let (numbers, rest) = Numbers::split(&text).ok_or(BookError::OtherSchema)?;
    let rules = rest.strip_prefix(&schema_part(schema_text)).ok_or(BookError::OtherSchema)?;
    let kept = [("kept".to_owned(), rules.to_owned())];
    checked(schema_text, &kept, numbers, text)
}

fn checked(schema_text: &str, files: &[(String, String)], numbers: Numbers, text: String) -> Result<Loaded, BookError> {
    if files.is_empty() {
        return Err(BookError::Empty);
    }
    let (schema, warnings) = Schema::from_cedarschema_str(schema_text)
        .map_err(|e| BookError::Parse { file: "hub.cedarschema".to_owned(), what: e.to_string() })?;
    let warnings: Vec<_> = warnings.map(|w| w.to_string()).collect();
    if !warnings.is_empty() {
        return Err(BookError::Invalid(warnings));
    }
    let actions = Actions::of(&schema)?;
    let mut held = Vec::new();
    for (file, text) in files {
        held.extend(parse(file, text)?);
    }
    held.sort_by(|a, b| a.annotations.id.cmp(&b.annotations.id));
    validate(&schema, &actions, &held)?;
    let scoped: Vec<_> = held.iter().map(|h| (&h.policy, actions.concerned(&h.policy))).collect();
    let stages = check::stages(&scoped)?;
    let hash = hex::encode(digest(&SHA256, text.as_bytes()));
    Ok(Loaded {
        #[cfg(test)]
        schema,
        actions,
        stages,
        held,
        numbers,
        text,
        hash,
    })
}

fn parse(file: &str, text: &str) -> Result<Vec<Held>, BookError> {
    let unreadable = |what: String| BookError::Parse { file: file.to_owned(), what };
    let set = PolicySet::from_str(text).map_err(|e| unreadable(format!("{:?}", miette_free(&e))))?;
    if set.templates().next().is_some() {
        return Err(unreadable("templates are not used".to_owned()));
    }
    set.policies()
        .map(|policy| {
            let annotations = Annotations::read(policy).map_err(|wrong| {
                let what: Vec<_> = wrong.into_iter().map(|wrong| wrong.what).collect();
                let policy = policy.annotation("id").map_or_else(|| policy.to_string(), str::to_owned);
                BookError::Annotation { policy, what: what.join("; ") }
            })?;
            // Cedar names policies by their place; ours are named by @id, in verdicts and in the log.
            let policy = policy.new_id(PolicyId::new(&annotations.id));
            Ok(Held { policy, annotations })
        })
        .collect()
}

/// Every parse error, not the first alone.
fn miette_free(errors: &cedar_policy::ParseErrors) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

fn validate(schema: &Schema, actions: &Actions, held: &[Held]) -> Result<(), BookError> {
    for pair in held.windows(2) {
        if let [one, other] = pair
            && one.annotations.id == other.annotations.id
        {
            return Err(BookError::Duplicate(one.annotations.id.clone()));
        }
    }
    let set =
        PolicySet::from_policies(held.iter().map(|h| h.policy.clone())).map_err(|e| BookError::Cedar(e.to_string()))?;
    let result = Validator::new(schema.clone()).validate_with_level(&set, ValidationMode::Strict, 1);
    if !result.validation_passed_without_warnings() {
        let errors = result.validation_errors().map(ToString::to_string);
        let warnings = result.validation_warnings().map(ToString::to_string);
        return Err(BookError::Invalid(errors.chain(warnings).collect()));
    }
    for Held { policy, annotations } in held {
        let concerned = Question::all().zip(actions.concerned(policy));
        let answers: Vec<_> = concerned.filter(|(_, yes)| *yes).map(|(question, _)| question).collect();
        check::policy(policy, annotations, &answers)?;
    }
    Ok(())
}

/// The text that is hashed and kept: the numbers, the schema, then the files by name, line endings made one.
fn canonical(schema_text: &str, files: &[(String, String)], numbers: &Numbers) -> String {
    let mut files: Vec<_> = files.iter().collect();
    files.sort();
    let mut rules = String::new();
    for (name, body) in files {
        rules.push_str(&format!("\n// {name}\n{body}"));
    }
    numbers.line() + &schema_part(schema_text) + &rules.replace("\r\n", "\n")
}

fn schema_part(schema_text: &str) -> String {
    format!("// hub.cedarschema\n{schema_text}").replace("\r\n", "\n")
}

/// The files of policies in a folder: all that end in `.cedar`, by name.
pub(crate) fn read_dir(path: &Path) -> Result<Vec<(String, String)>, BookError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| BookError::Read { path, source }
    };
    let mut files = Vec::new();
    for item in std::fs::read_dir(path).map_err(failed(path))? {
        let path = item.map_err(failed(path))?.path();
        if path.extension().is_some_and(|e| e == "cedar") {
            let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}
