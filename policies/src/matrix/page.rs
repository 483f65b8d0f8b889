//! The matrix as pages for reading: one for each role, a row for each situation, a column for each class, and under the table
//! the titles of the policies that the numbers in the cells stand for.

use std::fmt::Write as _;

use entities::Word;
use entities::words::{FieldClass, Role};

use super::{Mark, Note, Sheet, sheet, situations};
use crate::RuleBook;
use crate::cases::CaseError;

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
    let situations = situations()?;
    let mut index = format!("{HEAD}\n## Pages\n\n");
    let mut pages = Vec::new();
    for role in Role::ALL {
        let _ = writeln!(index, "- [{}](matrix/{}.md)", spoken(role.name()), role.name());
        pages.push((format!("matrix/{}.md", role.name()), page(&sheet(book, *role)?)));
    }
    index.push_str("\n## Situations\n\n| situation | what is so |\n|---|---|\n");
    for situation in situations {
        let _ = writeln!(index, "| {} | {} |", situation.title, situation.about);
    }
    pages.insert(0, ("MATRIX.md".to_owned(), index));
    Ok(pages)
}

fn page(sheet: &Sheet) -> String {
    let classes: Vec<_> = FieldClass::ALL.iter().map(|class| spoken(class.name()).to_lowercase()).collect();
    let mut text =
        format!("# {}\n\nGenerated; [MATRIX.md](../MATRIX.md) says how to read it.\n\n", spoken(sheet.role.name()));
    let _ = writeln!(text, "| situation | {} |\n|---|{}", classes.join(" | "), "---|".repeat(classes.len()));
    for line in &sheet.lines {
        let _ = write!(text, "| {} |", line.situation);
        match &line.refused {
            Some((code, numbers)) => {
                let empty = " |".repeat(classes.len().saturating_sub(1));
                let _ = writeln!(text, " {} {numbers} |{empty}", code.name());
            }
            None => {
                for Mark { answer, numbers, .. } in &line.marks {
                    let _ = write!(text, " {} {numbers} |", answer.mark());
                }
                text.push('\n');
            }
        }
    }
    text.push_str("\n| | what decides | policy |\n|---|---|---|\n");
    for Note { number, title, policy } in &sheet.notes {
        let _ = writeln!(text, "| {number} | {title} | {policy} |");
    }
    text
}

/// A word as people write it: the first letter large, no underscores.
fn spoken(word: &str) -> String {
    let lower = word.replace('_', " ").to_lowercase();
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
