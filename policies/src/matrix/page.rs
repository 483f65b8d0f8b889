//! The matrix as pages for reading: one for each role, a row for each situation, a column for each class, and under the table
//! the titles of the policies that the numbers in the cells stand for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entities::Word;
use entities::words::{FieldClass, Role, WithheldReason};

use super::{Answer, Cell, cells, situations};
use crate::cases::CaseError;
use crate::{BookPolicy, RuleBook};

const HEAD: &str = "\
# What the rule book answers

Generated from the rule book by its tests; do not edit. `HUB_BLESS=1 cargo test --release -p policies matrix` writes it
anew, and the pages that it names.

There is a page for each role, for a Caldicott Guardian or a lead to read against the agreement. On it stands a row for each
situation and a column for each class of information. A cell says whether the class is given and, if not, why; the numbers
in it are those of the policies that decide, whose titles stand under the table. What a policy says in full, what it rests
on, who answers for it and when it is looked at again stands in `rules/`, under the id beside its title.

| cell | meaning |
|---|---|
| ● | given |
| R | withheld as ROLE: the role is never given it |
| P | withheld as PURPOSE: the purpose does not need it, or nothing on record bears it out |
| S | withheld as SENSITIVITY: it is kept to fewer eyes |
| V | withheld as REVIEW: the young person objected, a person must decide |
| L | withheld as LEVEL_OF_NEED: it is not shared at that level |
| C | withheld as CONSENT: no valid consent covers it |
| a code in the first column | the record is not opened, with that code; nothing is given |

Unless the situation says otherwise: the caller's agency works with the child and the caller is named for it, is a public
authority and acts on PUBLIC_TASK. Identity to equality are the child's own details; involvement is another agency's open
involvement; the rest is an entry of another agency.
";

/// Every page with its name: the index first, then one for each role.
///
/// # Errors
/// Never with the situations that are shipped.
pub fn pages(book: &RuleBook) -> Result<Vec<(String, String)>, CaseError> {
    let (cells, situations) = (cells(book)?, situations()?);
    let mut index = format!("{HEAD}\n## Pages\n\n");
    let mut pages = Vec::new();
    for role in Role::ALL {
        let _ = writeln!(index, "- [{}](matrix/{}.md)", spoken(role.name()), role.name());
        let own: Vec<_> = cells.iter().filter(|cell| cell.role == *role).collect();
        pages.push((format!("matrix/{}.md", role.name()), page(*role, &own, book.policies())));
    }
    index.push_str("\n## Situations\n\n| situation | what is so |\n|---|---|\n");
    for situation in situations {
        let _ = writeln!(index, "| {} | {} |", situation.title, situation.about);
    }
    pages.insert(0, ("MATRIX.md".to_owned(), index));
    Ok(pages)
}

fn page(role: Role, cells: &[&Cell], policies: &[BookPolicy]) -> String {
    let mut notes = Notes::default();
    let classes: Vec<_> = FieldClass::ALL.iter().map(|class| spoken(class.name()).to_lowercase()).collect();
    let mut text =
        format!("# {}\n\nGenerated; [MATRIX.md](../MATRIX.md) says how to read it.\n\n", spoken(role.name()));
    let _ = writeln!(text, "| situation | {} |\n|---|{}", classes.join(" | "), "---|".repeat(classes.len()));
    for row in cells.chunk_by(|one, other| one.situation == other.situation) {
        let _ = write!(text, "| {} |", row.first().map_or("", |cell| &cell.situation));
        match row.first().map(|cell| cell.answer) {
            Some(Answer::Refused(code)) => {
                let numbers = row.first().map(|cell| notes.numbers(&cell.policies)).unwrap_or_default();
                let _ = writeln!(text, " {} {numbers} |{}", code.name(), " |".repeat(row.len().saturating_sub(1)));
            }
            _ => {
                for cell in row {
                    let _ = write!(text, " {} {} |", mark(cell.answer), notes.numbers(&cell.policies));
                }
                text.push('\n');
            }
        }
    }
    text.push_str("\n| | what decides | policy |\n|---|---|---|\n");
    for (number, id) in notes.in_order() {
        let title = policies.iter().find(|policy| policy.id == id).map_or(NO_POLICY, |policy| &policy.title);
        let _ = writeln!(text, "| {number} | {title} | {id} |");
    }
    text
}

/// What stands behind a refusal for which there is no policy.
const NO_POLICY: &str = "What no policy gives is not given.";

/// The numbers of the policies on one page, in the order in which they are met.
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

    fn in_order(self) -> Vec<(usize, String)> {
        let mut all: Vec<_> = self.0.into_iter().map(|(id, number)| (number, id)).collect();
        all.sort();
        all
    }
}

const fn mark(answer: Answer) -> &'static str {
    match answer {
        Answer::Given => "●",
        Answer::Withheld(WithheldReason::Role) => "R",
        Answer::Withheld(WithheldReason::Purpose) => "P",
        Answer::Withheld(WithheldReason::Sensitivity) => "S",
        Answer::Withheld(WithheldReason::Review) => "V",
        Answer::Withheld(WithheldReason::LevelOfNeed) => "L",
        Answer::Withheld(WithheldReason::Consent) => "C",
        Answer::Refused(_) => "",
    }
}

/// A word as people write it: the first letter large, no underscores.
fn spoken(word: &str) -> String {
    let lower = word.replace('_', " ").to_lowercase();
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
