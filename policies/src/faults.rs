//! Everything that is wrong with a folder of policies, at once, each with its place and what to do: for who changes an
//! agreement. It must find whatever [`crate::RuleBook::from_dir`] refuses; a test compares.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use miette::{Diagnostic, NamedSource, SourceSpan};

use crate::annotations::Annotations;
use crate::load::{self, BookError};
use crate::question::Question;
use crate::shelf::Actions;
use crate::{check, embedded};

/// One thing that is wrong, and where.
#[derive(Clone, Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
#[diagnostic(help("{help}"))]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The line of the source.
    pub piece: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: String,
    #[source_code]
    text: NamedSource<String>,
    #[label("here")]
    span: SourceSpan,
}

const SAYS: &str = "every policy says @id, @title, @basis, @owner and @review_by, and a forbid @reason";
const HOUSE: &str = "README.md says under \"What a policy says of itself\" what a policy may do";
const WORDS: &str = "hub.cedarschema has every word, fact and question that a policy may name";
const CEDAR: &str = "docs.cedarpolicy.com says how a policy is written";

/// The folder whose `.cedar` files are the policies of an agreement: `rules` in it, or else itself.
pub fn rules_folder(folder: &Path) -> PathBuf {
    let rules = folder.join("rules");
    if rules.is_dir() { rules } else { folder.to_owned() }
}

/// Everything that is wrong with the policies of a folder; nothing where they are a book.
///
/// # Errors
/// Where the folder cannot be read or has no file of policies.
pub fn check_dir(folder: &Path) -> Result<Vec<Fault>, BookError> {
    let files = load::read_dir(&rules_folder(folder))?;
    if files.is_empty() {
        return Err(BookError::Empty);
    }
    check(&files)
}

/// Everything that is wrong with those files of policies, each a name and a text, by file and place.
///
/// # Errors
/// Where the schema that is built in cannot be read: never with the one that is shipped.
pub fn check(files: &[(String, String)]) -> Result<Vec<Fault>, BookError> {
    let failed = |e: String| BookError::Cedar(e);
    let (schema, _) = Schema::from_cedarschema_str(embedded::SCHEMA).map_err(|e| failed(e.to_string()))?;
    let mut faults = Vec::new();
    let mut sound = BTreeMap::new();
    for (name, text) in files {
        let file = Source { name, text };
        match PolicySet::from_str(text) {
            Err(errors) => faults.extend(errors.iter().map(|error| file.diagnosed(error, &(0..text.len()), CEDAR))),
            Ok(set) => annotated(file, &set, &mut sound, &mut faults),
        }
    }
    let set = PolicySet::from_policies(sound.values().map(|s: &Sound<'_>| s.policy.clone()));
    let set = set.map_err(|e| failed(e.to_string()))?;
    let result = Validator::new(schema.clone()).validate_with_level(&set, ValidationMode::Strict, 1);
    let errors = result.validation_errors().map(|e| (e.policy_id(), e as &dyn Diagnostic));
    let warnings = result.validation_warnings().map(|w| (w.policy_id(), w as &dyn Diagnostic));
    for (id, diagnostic) in errors.chain(warnings) {
        if let Some(sound) = sound.get(AsRef::<str>::as_ref(id)) {
            faults.push(sound.file.diagnosed(diagnostic, &sound.place, WORDS));
        }
    }
    let actions = Actions::of(&schema)?;
    for sound in sound.values() {
        let concerned = Question::all().zip(actions.concerned(&sound.policy));
        let answers: Vec<_> = concerned.filter(|(_, yes)| *yes).map(|(question, _)| question).collect();
        if let Err(error) = check::policy(&sound.policy, &sound.annotations, &answers) {
            faults.push(sound.file.fault(&sound.place, "id", error.to_string(), HOUSE));
        }
    }
    faults.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    Ok(faults)
}

/// A policy that reads and says of itself what it must.
struct Sound<'f> {
    file: Source<'f>,
    place: Range<usize>,
    policy: Policy,
    annotations: Annotations,
}

fn annotated<'f>(file: Source<'f>, set: &PolicySet, sound: &mut BTreeMap<String, Sound<'f>>, faults: &mut Vec<Fault>) {
    let places = statements(file.text);
    if set.templates().next().is_some() {
        faults.push(file.fault(&(0..file.text.len()), "id", "templates are not used".to_owned(), CEDAR));
    }
    for policy in set.policies() {
        // Cedar names policies by their place in the file.
        let place = policy.id().to_string().strip_prefix("policy").and_then(|n| n.parse::<usize>().ok());
        let place = place.and_then(|n| places.get(n).cloned()).unwrap_or(0..file.text.len());
        match Annotations::read(policy) {
            Err(wrong) => faults.extend(wrong.into_iter().map(|w| file.fault(&place, &w.at, w.what, SAYS))),
            Ok(annotations) if sound.contains_key(&annotations.id) => {
                let what = format!("two policies have the id {}", annotations.id);
                faults.push(file.fault(&place, "id", what, "give it an id of its own"));
            }
            Ok(annotations) => {
                let policy = policy.new_id(PolicyId::new(&annotations.id));
                sound.insert(annotations.id.clone(), Sound { file, place, policy, annotations });
            }
        }
    }
}

/// The places of the statements of a file, each up to its semicolon.
fn statements(text: &str) -> Vec<Range<usize>> {
    let (mut places, mut start) = (Vec::new(), 0);
    let (mut quoted, mut comment, mut escaped) = (false, false, false);
    let mut before = ' ';
    for (place, letter) in text.char_indices() {
        match letter {
            '\n' => comment = false,
            _ if comment => {}
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '/' if !quoted && before == '/' => comment = true,
            ';' if !quoted => {
                places.push(start..place + 1);
                start = place + 1;
            }
            _ => {}
        }
        before = letter;
    }
    places
}

/// A file, as faults point into it.
#[derive(Clone, Copy)]
struct Source<'f> {
    name: &'f str,
    text: &'f str,
}

impl Source<'_> {
    /// A fault at an annotation of the statement there, or at its head where it lacks.
    fn fault(self, place: &Range<usize>, annotation: &str, what: String, help: &str) -> Fault {
        let within = self.text.get(place.clone()).unwrap_or_default();
        let find = |text: &str| within.find(text).map(|at| (place.start + at, text.len()));
        let head = || find("@id").or_else(|| find("permit")).or_else(|| find("forbid"));
        let (at, length) = find(&format!("@{annotation}")).or_else(head).unwrap_or((place.start, 0));
        self.at(at, length, what, help)
    }

    /// What Cedar says, where it says it.
    fn diagnosed(self, diagnostic: &dyn Diagnostic, place: &Range<usize>, help: &str) -> Fault {
        let label = diagnostic.labels().and_then(|mut labels| labels.next());
        let help = diagnostic.help().map_or_else(|| help.to_owned(), |own| format!("{own}; {help}"));
        match label {
            Some(label) if place.contains(&label.offset()) => {
                let what = match label.label() {
                    Some(more) => format!("{diagnostic}: {more}"),
                    None => diagnostic.to_string(),
                };
                self.at(label.offset(), label.len(), what, &help)
            }
            _ => self.fault(place, "id", diagnostic.to_string(), &help),
        }
    }

    fn at(self, at: usize, length: usize, what: String, help: &str) -> Fault {
        let before = self.text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        Fault {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            piece: line.to_owned(),
            what,
            help: help.to_owned(),
            text: NamedSource::new(self.name, self.text.to_owned()),
            span: SourceSpan::from((at, length)),
        }
    }
}
