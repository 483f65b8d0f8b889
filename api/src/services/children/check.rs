//! Whether what was said of a child can be kept: texts, dates, numbers, and enough of it to find the child by.

use entities::Date;

use super::super::problems::Problems;
use super::said::{ChildDetails, PersonDetails};
use crate::plain::numbers::{self, NumberProblem};

/// The oldest that somebody may be said to be about: care leavers are supported until 25.
const OLDEST: i32 = 25;

/// A number that passed its check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// An NHS number.
    Nhs(String),
    /// A permanent UPN.
    Upn(String),
    /// A temporary UPN: of the right shape, borne out by nothing.
    TemporaryUpn(String),
}

/// A description whose texts are clean and whose numbers passed their checks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Described {
    pub(crate) details: ChildDetails,
    pub(crate) numbers: Vec<Number>,
}

/// Checks a description; `field` is where it stands in the input.
pub(crate) fn check_details(problems: &mut Problems, field: &str, said: &ChildDetails, today: Date) -> Described {
    let at = |name: &str| format!("{field}.{name}");
    let mut text = |name: &str, value: &Option<String>| problems.optional(&at(name), value.as_deref());
    let mut details = ChildDetails {
        given_name: text("givenName", &said.given_name),
        family_name: text("familyName", &said.family_name),
        description: text("description", &said.description),
        address: text("address", &said.address),
        school: text("school", &said.school),
        general_practice: text("generalPractice", &said.general_practice),
        ethnicity: text("ethnicity", &said.ethnicity),
        first_language: text("firstLanguage", &said.first_language),
        mother: None,
        ..said.clone()
    };
    details.mother = said.mother.as_ref().map(|mother| check_person(problems, &at("mother"), mother, today));
    born(problems, &at("dateOfBirth"), said.date_of_birth, today);
    if said.approximate_age.is_some_and(|age| !(0..=OLDEST).contains(&age)) {
        problems.add(&at("approximateAge"), "OUT_OF_RANGE", format!("an age is 0 to {OLDEST} years"));
    }
    let numbers = [
        said.nhs_number.as_deref().and_then(|n| keep(problems, &at("nhsNumber"), nhs(n))),
        said.upn.as_deref().and_then(|n| keep(problems, &at("upn"), upn(n))),
    ];
    let named = said.given_name.is_some() || said.family_name.is_some();
    let mother = said.mother.as_ref().is_some_and(|m| m.name.is_some());
    let aged = said.date_of_birth.is_some() || said.expected_date_of_birth.is_some() || said.approximate_age.is_some();
    if !(named || mother || (said.address.is_some() && aged)) {
        problems.add(
            field,
            "NOT_ENOUGH_TO_FIND",
            "say enough to find the child: a name, or the mother's name, or an address with an age",
        );
    }
    Described { details, numbers: numbers.into_iter().flatten().collect() }
}

/// Checks the description of a person.
pub(crate) fn check_person(problems: &mut Problems, field: &str, said: &PersonDetails, today: Date) -> PersonDetails {
    let at = |name: &str| format!("{field}.{name}");
    born(problems, &at("dateOfBirth"), said.date_of_birth, today);
    PersonDetails {
        name: problems.optional(&at("name"), said.name.as_deref()),
        date_of_birth: said.date_of_birth,
        address: problems.optional(&at("address"), said.address.as_deref()),
        telephone: problems.optional(&at("telephone"), said.telephone.as_deref()),
    }
}

/// A date of birth lies in the past.
pub(super) fn born(problems: &mut Problems, field: &str, date: Option<Date>, today: Date) {
    if date.is_some_and(|date| date > today) {
        problems.add(
            field,
            "IN_THE_FUTURE",
            "this lies in the future: check the date; for an unborn child give expectedDateOfBirth",
        );
    }
}

/// The NHS number, if it passes its check.
pub(super) fn nhs(text: &str) -> Result<Number, NumberProblem> {
    numbers::nhs_number(text).map(|n| Number::Nhs(n.as_str().to_owned()))
}

/// The UPN, if it passes its check.
pub(super) fn upn(text: &str) -> Result<Number, NumberProblem> {
    numbers::upn(text).map(|n| {
        let text = n.as_str().to_owned();
        if n.is_verified() { Number::Upn(text) } else { Number::TemporaryUpn(text) }
    })
}

/// Keeps a number, or its problem.
pub(super) fn keep(problems: &mut Problems, field: &str, read: Result<Number, NumberProblem>) -> Option<Number> {
    match read {
        Ok(number) => Some(number),
        Err(problem) => {
            problems.add(field, problem.code(), problem.message());
            None
        }
    }
}
