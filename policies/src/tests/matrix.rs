//! MATRIX.md: what the book answers for each role, class and situation. Generated; a difference must be looked at, then
//! written with `HUB_BLESS=1`.

use std::fmt::Write as _;

use entities::Word;
use entities::words::{AgencyKind, FieldClass, Role, WithheldReason};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::fixture::{Bases, blessing, book, here};
use crate::{Gate, RuleBook, Verdict};

/// A situation of the matrix.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    title: String,
    about: String,
    /// What a rule that is not held yet would open here.
    #[serde(default)]
    shut: Option<String>,
    given: Map<String, Value>,
    /// What differs for the entry alone.
    #[serde(default)]
    entry: Map<String, Value>,
}

const HEAD: &str = "\
# What the rule book answers

Generated from the rule book by its tests; do not edit. `HUB_BLESS=1 cargo test --release -p policies matrix` writes it
anew.

One section for each situation, one row for each role. The caller's agency works with the child and the caller is named
for it, is a public authority and acts on PUBLIC_TASK, unless the section says otherwise. IDENTITY to EQUALITY are the
child's own details; INVOLVEMENT is another agency's open involvement; the rest is an entry of another agency, unless the
section says otherwise.

| cell | meaning |
|---|---|
| ● | given |
| R | withheld as ROLE |
| P | withheld as PURPOSE |
| S | withheld as SENSITIVITY |
| V | withheld as REVIEW |
| L | withheld as LEVEL_OF_NEED |
| C | withheld as CONSENT |
| code | the record is not opened, with that code; nothing is given |
";

/// The kind of agency that a role is usually held in.
fn agency_of(role: Role) -> AgencyKind {
    match role {
        Role::SocialWorker | Role::MashPractitioner | Role::SafeguardingLead | Role::SystemAdministrator => {
            AgencyKind::LocalAuthority
        }
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
        _ => "others-entry",
    }
}

fn cell(verdict: &Verdict, class: FieldClass) -> &'static str {
    match verdict.class(class).map_err(|w| w.reason) {
        Ok(()) => "●",
        Err(WithheldReason::Role) => "R",
        Err(WithheldReason::Purpose) => "P",
        Err(WithheldReason::Sensitivity) => "S",
        Err(WithheldReason::Review) => "V",
        Err(WithheldReason::LevelOfNeed) => "L",
        Err(WithheldReason::Consent) => "C",
    }
}

fn row(book: &RuleBook, bases: &Bases, situation: &Situation, role: Role) -> String {
    let mut cells = vec![role.name().to_owned()];
    let mut given = situation.given.clone();
    given.insert("caller.roles".to_owned(), json!([role.name()]));
    given.insert("caller.agency_kind".to_owned(), json!(agency_of(role).name()));
    let opening = book.judge(&bases.facts("standard", &given));
    if let Err(refusal) = opening.gate(Gate::Open) {
        cells.push(refusal.code.name().to_owned());
        cells.extend(FieldClass::ALL.iter().skip(1).map(|_| String::new()));
    } else {
        for class in FieldClass::ALL {
            let mut given = given.clone();
            let base = base_of(*class);
            if base == "others-entry" {
                given.extend(situation.entry.clone());
            }
            let verdict = book.judge(&bases.facts(base, &given));
            cells.push(cell(&verdict, *class).to_owned());
        }
    }
    format!("| {} |\n", cells.join(" | "))
}

fn matrix() -> String {
    let (book, bases) = (book(), Bases::read());
    let path = here().join("cases/matrix/situations.json");
    let situations: Vec<Situation> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(situations.len(), 28);
    let mut text = HEAD.to_owned();
    let names: Vec<_> = FieldClass::ALL.iter().map(|c| c.name().replace('_', " ").to_lowercase()).collect();
    for situation in &situations {
        write!(text, "\n## {}\n\n{}", situation.title, situation.about).unwrap();
        if let Some(shut) = &situation.shut {
            write!(text, " Not open yet: {shut}.").unwrap();
        }
        write!(text, "\n\n| role | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len())).unwrap();
        for role in Role::ALL {
            text.push_str(&row(&book, &bases, situation, *role));
        }
    }
    assert_eq!(book.errors(), 0);
    text
}

#[test]
fn r6_the_matrix_is_what_the_book_answers() {
    let path = here().join("MATRIX.md");
    let now = matrix();
    if blessing() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let first = kept.lines().zip(now.lines()).find(|(a, b)| a != b);
    assert!(kept == now, "MATRIX.md is not what the book answers; first difference: {first:?}");
}
