//! A situation that somebody makes up, to see what the book would answer: facts built from a few choices, about no child. It must
//! ask the book and never answer for it.

use entities::Word;
use entities::words::{FieldClass, LawfulBasis, LevelOfNeed, Role, SharingPurpose};
use serde_json::{Map, json};

use super::{Cell, Situation, cell};
use crate::RuleBook;
use crate::cases::{Bases, CaseError};
use crate::facts::ConsentStanding;

/// What is supposed. The rest is as in the matrix: the caller's agency works with the child and the caller is named for it; the
/// agency is of the kind that the role is usually held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// The caller's role.
    pub role: Role,
    /// Whether the caller's agency is a public authority.
    pub public_authority: bool,
    /// The stated purpose.
    pub purpose: SharingPurpose,
    /// The stated lawful basis.
    pub basis: LawfulBasis,
    /// What was decided on consent. One that was given covers every class, and was given by the person concerned.
    pub consent: ConsentStanding,
    /// The child's present level of need.
    pub level: LevelOfNeed,
    /// Whether another person put on record an undecided concern, an open section 47 enquiry and a missing episode.
    pub borne_out: bool,
}

/// What the book answers for each class; where the record is not opened, that for all of them.
///
/// # Errors
/// Never with the facts that are shipped.
pub fn suppose(book: &RuleBook, supposed: &Supposed) -> Result<Vec<Cell>, CaseError> {
    let Supposed { role, public_authority, purpose, basis, consent, level, borne_out } = *supposed;
    let mut given = Map::new();
    let mut say = |fact: &str, value| given.insert(fact.to_owned(), value);
    say("caller.public_authority", json!(public_authority));
    say("sharing.purpose", json!(purpose.name()));
    say("sharing.basis", json!(basis.name()));
    say("child.level", json!(level.name()));
    say("consent.standing", json!(consent));
    if consent == ConsentStanding::Given {
        let all: Vec<_> = FieldClass::ALL.iter().map(|class| class.name()).collect();
        say("consent.classes", json!(all));
        say("consent.by_person_concerned", json!(true));
        say("record.adults_consent", json!(true));
    }
    if borne_out {
        for work in ["child.concern", "child.section_47", "child.missing"] {
            say(work, json!("BY_ANOTHER"));
        }
    }
    let situation = Situation { title: String::new(), about: String::new(), given, entry: Map::new() };
    let bases = Bases::embedded()?;
    FieldClass::ALL.iter().map(|class| cell(book, &bases, &situation, role, *class)).collect()
}
