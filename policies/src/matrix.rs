//! The matrix: what the book answers for each role, situation and class, and which policies decide. For people who do not
//! read policies, and for seeing what a change opens. It must ask the book and never answer for it.

mod page;
mod sheet;
mod suppose;

use entities::Word;
use entities::words::{AgencyKind, FieldClass, RefusalCode, Role, WithheldReason};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub use page::pages;
pub use sheet::{Line, Mark, NO_POLICY, Note, Sheet, sheet};
pub use suppose::{Supposed, suppose};

use crate::cases::{Bases, CaseError};
use crate::{Gate, RuleBook};

/// A situation of the matrix.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// Its name.
    pub title: String,
    /// What is so in it.
    pub about: String,
    given: Map<String, Value>,
    /// What differs for the entry alone.
    #[serde(default)]
    entry: Map<String, Value>,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Given.
    Given,
    /// Withheld, for that reason.
    Withheld(WithheldReason),
    /// The record is not opened, with that code; nothing is given.
    Refused(RefusalCode),
}

impl Answer {
    /// As a word: GIVEN, the reason or the code.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "GIVEN",
            Self::Withheld(reason) => reason.name(),
            Self::Refused(code) => code.name(),
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The caller's role.
    pub role: Role,
    /// The situation, by its title.
    pub situation: String,
    /// The class.
    pub class: FieldClass,
    /// The answer.
    pub answer: Answer,
    /// The ids of the policies that decided, sorted.
    pub policies: Vec<String>,
}

/// The situations that are built in.
///
/// # Errors
/// Never with those that are shipped, which a test reads.
pub fn situations() -> Result<Vec<Situation>, CaseError> {
    let text = include_str!("../cases/matrix/situations.json");
    serde_json::from_str(text).map_err(|source| CaseError::Form { file: "matrix/situations.json".to_owned(), source })
}

/// Every cell that the book gives: by role, then situation, then class.
///
/// # Errors
/// Never with the situations that are shipped.
pub fn cells(book: &RuleBook) -> Result<Vec<Cell>, CaseError> {
    let mut cells = Vec::new();
    for role in Role::ALL {
        cells.extend(cells_of(book, *role)?);
    }
    Ok(cells)
}

/// The cells of one role: by situation, then class.
///
/// # Errors
/// Never with the situations that are shipped.
pub fn cells_of(book: &RuleBook, role: Role) -> Result<Vec<Cell>, CaseError> {
    let bases = Bases::embedded()?;
    let mut cells = Vec::new();
    for situation in situations()? {
        for class in FieldClass::ALL {
            cells.push(cell(book, &bases, &situation, role, *class)?);
        }
    }
    Ok(cells)
}

fn cell(
    book: &RuleBook,
    bases: &Bases,
    situation: &Situation,
    role: Role,
    class: FieldClass,
) -> Result<Cell, CaseError> {
    let mut given = situation.given.clone();
    given.insert("caller.roles".to_owned(), json!([role.name()]));
    given.insert("caller.agency_kind".to_owned(), json!(agency_of(role).name()));
    let judge = |base: &str, given: &Map<String, Value>| {
        let facts = bases.facts(base, given);
        let facts = facts.map_err(|what| CaseError::Case { case: situation.title.clone(), what })?;
        Ok(book.judge(&facts))
    };
    let opening = judge("standard", &given)?;
    let (answer, policies) = match opening.gate(Gate::Open) {
        Err(refusal) => (Answer::Refused(refusal.code), refusal.policies.clone()),
        Ok(()) => {
            let base = base_of(class);
            if base == ENTRY {
                given.extend(situation.entry.clone());
            }
            let verdict = judge(base, &given)?;
            let answer = verdict.class(class).map_or_else(|w| Answer::Withheld(w.reason), |()| Answer::Given);
            (answer, verdict.class_policies(class).to_vec())
        }
    };
    Ok(Cell { role, situation: situation.title.clone(), class, answer, policies })
}

/// The kind of agency that a role is usually held in.
pub const fn agency_of(role: Role) -> AgencyKind {
    match role {
        Role::SocialWorker
        | Role::MashPractitioner
        | Role::SafeguardingLead
        | Role::SystemAdministrator
        | Role::LocalAuthorityDesignatedOfficer => AgencyKind::LocalAuthority,
        Role::PoliceOfficer => AgencyKind::Police,
        Role::HealthPractitioner => AgencyKind::HealthProvider,
        Role::GeneralPractitioner => AgencyKind::GeneralPractice,
        Role::DesignatedSafeguardingLead => AgencyKind::School,
        Role::EarlyHelpPractitioner => AgencyKind::EarlyHelp,
        Role::ProbationPractitioner => AgencyKind::Probation,
        Role::YouthJusticePractitioner => AgencyKind::YouthJustice,
        Role::HousingOfficer => AgencyKind::Housing,
        Role::Inspector => AgencyKind::Inspectorate,
        Role::InformationGovernance => AgencyKind::IntegratedCareBoard,
    }
}

const ENTRY: &str = "others-entry";

/// The base whose record shows the class.
fn base_of(class: FieldClass) -> &'static str {
    match class {
        FieldClass::Identity
        | FieldClass::NhsNumber
        | FieldClass::PupilNumber
        | FieldClass::Contact
        | FieldClass::Whereabouts
        | FieldClass::Equality => "standard",
        FieldClass::Involvement => "others-involvement",
        _ => ENTRY,
    }
}
