//! An agreement tried: its cases, and what of the matrix it would change against the book that is built in. For who changes an
//! agreement, and who signs it off. It must not say whether a change is right.

use std::path::Path;

use entities::words::{FieldClass, Role};

use crate::cases::{Bases, CaseError, Said, case_files};
use crate::faults::rules_folder;
use crate::matrix::{Answer, cells};
use crate::{BookError, Numbers, RuleBook};

/// Why an agreement cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The policies are no book.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The cases cannot be tried.
    #[error(transparent)]
    Cases(#[from] CaseError),
}

/// What a trial showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// How many cases there were.
    pub cases: usize,
    /// Those that were not answered as they say.
    pub failures: Vec<Failure>,
    /// Cells of the matrix that differ.
    pub changes: Vec<Change>,
}

/// A case that was not answered as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file's name.
    pub file: String,
    /// Rule and name of the case.
    pub case: String,
    /// What it expects.
    pub expected: Said,
    /// What the book said.
    pub said: Said,
}

/// A cell of the matrix that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The role.
    pub role: Role,
    /// The situation.
    pub situation: String,
    /// The class.
    pub class: FieldClass,
    /// What the book that is built in answers.
    pub before: Answer,
    /// What the agreement answers.
    pub after: Answer,
    /// The policies of the agreement that decide.
    pub policies: Vec<String>,
}

impl Change {
    /// Whether the agreement gives what was not given.
    pub fn opens(&self) -> bool {
        self.after == Answer::Given
    }
}

/// Tries the agreement in a folder: the policies in `rules`, or in the folder itself, and the cases in `cases`, if there are.
///
/// # Errors
/// Where the policies are no book, or a case cannot be read.
pub fn try_dir(folder: &Path, numbers: Numbers) -> Result<Trial, TrialError> {
    let book = RuleBook::from_dir(&rules_folder(folder), numbers.clone())?;
    let folder = folder.join("cases");
    let files = if folder.is_dir() { case_files(&folder)? } else { Vec::new() };
    let bases = Bases::embedded()?;
    let mut trial = Trial { cases: 0, failures: Vec::new(), changes: changes(&book, numbers)? };
    for (path, file) in files {
        for case in file.cases {
            trial.cases += 1;
            let said = case.read(&book.judge(&bases.facts_of(&case)?))?;
            if !case.expects(&said) {
                trial.failures.push(Failure {
                    file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                    case: case.title(),
                    expected: Said { answer: case.answer, policies: case.policies },
                    said,
                });
            }
        }
    }
    Ok(trial)
}

fn changes(book: &RuleBook, numbers: Numbers) -> Result<Vec<Change>, TrialError> {
    let (before, after) = (cells(&RuleBook::embedded(numbers)?)?, cells(book)?);
    let pairs = before.into_iter().zip(after).filter(|(before, after)| before.answer != after.answer);
    Ok(pairs
        .map(|(before, after)| Change {
            role: after.role,
            situation: after.situation,
            class: after.class,
            before: before.answer,
            after: after.answer,
            policies: after.policies,
        })
        .collect())
}
