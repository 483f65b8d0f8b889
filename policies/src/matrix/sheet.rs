//! The matrix of one role as it is shown, whether as a generated file or as a page: a line for each situation, the policies that
//! decide as numbers, and under the lines what the numbers stand for. It must say what the cells say, and nothing else.

use std::collections::BTreeMap;

use entities::words::{FieldClass, RefusalCode, Role, WithheldReason};

use super::{Answer, Cell, cells_of};
use crate::cases::CaseError;
use crate::{BookPolicy, RuleBook};

/// What stands behind a refusal for which there is no policy.
pub const NO_POLICY: &str = "What no policy gives is not given.";

/// The matrix of one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The role.
    pub role: Role,
    /// One for each situation.
    pub lines: Vec<Line>,
    /// What the numbers stand for, in order.
    pub notes: Vec<Note>,
}

/// One situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its title.
    pub situation: String,
    /// Where the record is not opened: the code, and the numbers of the policies.
    pub refused: Option<(RefusalCode, String)>,
    /// Otherwise one for each class.
    pub marks: Vec<Mark>,
}

/// What is said of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The class.
    pub class: FieldClass,
    /// The answer.
    pub answer: Answer,
    /// The numbers of the policies that decide.
    pub numbers: String,
}

/// What a number stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The number.
    pub number: usize,
    /// The policy's title.
    pub title: String,
    /// The policy's id.
    pub policy: String,
}

/// The matrix of that role, as the book answers it now.
///
/// # Errors
/// Never with the situations that are shipped.
pub fn sheet(book: &RuleBook, role: Role) -> Result<Sheet, CaseError> {
    let mut notes = Notes::default();
    let cells = cells_of(book, role)?;
    let lines = cells.chunk_by(|one, other| one.situation == other.situation).map(|row| line(row, &mut notes));
    let lines = lines.collect();
    Ok(Sheet { role, lines, notes: notes.in_order(book.policies()) })
}

fn line(row: &[Cell], notes: &mut Notes) -> Line {
    let situation = row.first().map(|cell| cell.situation.clone()).unwrap_or_default();
    if let Some(Cell { answer: Answer::Refused(code), policies, .. }) = row.first() {
        return Line { situation, refused: Some((*code, notes.numbers(policies))), marks: Vec::new() };
    }
    let mark = |cell: &Cell| Mark { class: cell.class, answer: cell.answer, numbers: notes.numbers(&cell.policies) };
    Line { situation, refused: None, marks: row.iter().map(mark).collect() }
}

/// The numbers of the policies on one sheet, in the order in which they are met.
#[derive(Default)]
struct Notes(BTreeMap<String, usize>);

impl Notes {
    fn numbers(&mut self, policies: &[String]) -> String {
        let mut numbers = Vec::new();
        for id in policies {
            let next = self.0.len() + 1;
            numbers.push(*self.0.entry(id.clone()).or_insert(next));
        }
        numbers.sort_unstable();
        numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
    }

    fn in_order(self, policies: &[BookPolicy]) -> Vec<Note> {
        let title = |id: &str| policies.iter().find(|policy| policy.id == id).map_or(NO_POLICY, |policy| &policy.title);
        let note = |(policy, number): (String, usize)| Note { number, title: title(&policy).to_owned(), policy };
        let mut all: Vec<_> = self.0.into_iter().map(note).collect();
        all.sort_by_key(|note| note.number);
        all
    }
}

impl Answer {
    /// As a sign in a cell; the key to the matrix says what each means.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Given => "●",
            Self::Withheld(WithheldReason::Role) => "R",
            Self::Withheld(WithheldReason::Purpose) => "P",
            Self::Withheld(WithheldReason::Sensitivity) => "S",
            Self::Withheld(WithheldReason::Review) => "V",
            Self::Withheld(WithheldReason::LevelOfNeed) => "L",
            Self::Withheld(WithheldReason::Consent) => "C",
            Self::Refused(_) => "",
        }
    }
}
