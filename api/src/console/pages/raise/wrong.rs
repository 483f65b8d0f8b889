//! What is wrong with the answers: what a page asks for and is missing, or cannot be read; and what the service finds wrong, back
//! on the page that asked. What is enough is the service's to say.

use super::said;
use super::steps::{self, NUMBER, Step, UNBORN};
use crate::console::form::{ErrorSummary, Kind};
use crate::console::posted::Posted;
use crate::console::{days, meant};
use crate::disclosure::{Caller, Problem};
use crate::services::concerns;

/// What is wrong with the answers of one page, in the order of its fields.
pub(super) fn of(step: Step, posted: &Posted, caller: &Caller) -> ErrorSummary {
    on(step, posted, &concerns::wrong(caller, &said::so_far(posted)))
}

/// The first page on which something is wrong.
pub(super) fn first(posted: &Posted, caller: &Caller) -> Option<(Step, ErrorSummary)> {
    among(posted, &concerns::wrong(caller, &said::so_far(posted)))
}

/// The same, of what the service found.
pub(super) fn among(posted: &Posted, found: &[Problem]) -> Option<(Step, ErrorSummary)> {
    Step::ALL.iter().map(|step| (*step, on(*step, posted, found))).find(|(_, errors)| !errors.is_empty())
}

fn on(step: Step, posted: &Posted, found: &[Problem]) -> ErrorSummary {
    let mut wrong = missing(step, posted);
    for problem in found {
        let (of, field) = place(posted, problem);
        if of == Some(step) && !wrong.iter().any(|(said, _)| *said == field) {
            let words = words(posted, &field, problem);
            wrong.push((field, words));
        }
    }
    let fields = step.fields(posted, &ErrorSummary::default());
    wrong.sort_by_key(|(name, _)| fields.iter().position(|field| field.name == *name));
    let mut errors = ErrorSummary::default();
    for (field, message) in &wrong {
        errors.add(field, message);
    }
    errors
}

/// What is missing on its page, or cannot be read.
fn missing(step: Step, posted: &Posted) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut add = |name: &str, message: &str| wrong.push((name.to_owned(), message.to_owned()));
    for field in step.fields(posted, &ErrorSummary::default()) {
        if let (Kind::Day, Err(message)) = (&field.kind, days::read(posted, &field.name)) {
            add(&field.name, message);
        }
    }
    let age = posted.text("approximateAge").trim();
    let must = match (step, posted.text("way")) {
        (Step::Danger, _) => ("immediateDanger", "say whether the child is in immediate danger"),
        (Step::Way, _) => ("way", "choose how you can say who the child is"),
        (Step::Child, NUMBER) => ("number", "enter the NHS number or the unique pupil number"),
        (Step::Child, UNBORN) => ("motherName", MOTHER),
        (Step::Child, _) => {
            if !age.is_empty() && age.parse::<i32>().is_err() {
                add("approximateAge", "enter the age as a number of years");
            }
            return wrong;
        }
        (Step::Happened, _) => ("whatHappened", "say what happened"),
        (Step::Family, _) => ("familyInformed", "say whether the family knows"),
        (Step::You, _) => ("callBack", "enter a number to ring you on"),
        (Step::Voice | Step::Where | Step::People, _) => return wrong,
    };
    if posted.text(must.0).trim().is_empty() {
        add(must.0, must.1);
    }
    wrong
}

/// What is said where the mother is not named.
const MOTHER: &str = "enter the mother's name";

/// What the service found, in the words of the page.
fn words(posted: &Posted, field: &str, problem: &Problem) -> String {
    let words = match (problem.code, field) {
        ("IN_THE_FUTURE", "dateOfBirth") => {
            "the day must be today or before; if the child is not born yet, go back and say so"
        }
        ("IN_THE_FUTURE", _) => "the day must be today or before",
        ("NOT_ENOUGH_TO_FIND", _) => match posted.text("way") {
            NUMBER => "enter a name as well, so that the number can be checked",
            UNBORN => MOTHER,
            _ => "enter a name, or an address and an age",
        },
        (code, "number") => meant::slip(code)
            .unwrap_or("enter an NHS number of 10 digits or a unique pupil number of a letter and 12 digits"),
        _ => &problem.message,
    };
    words.to_owned()
}

/// On which page what the service found is mended, and at which field.
fn place(posted: &Posted, problem: &Problem) -> (Option<Step>, String) {
    let path: Vec<&str> = problem.path.iter().skip(1).map(String::as_str).collect();
    let last = path.last().copied().unwrap_or_default();
    let mother = path.contains(&"mother");
    let (step, field) = match (path.first().copied().unwrap_or_default(), last) {
        ("child", "nhsNumber" | "upn") => (Step::Child, "number"),
        ("child", "dateOfBirth") if mother => (Step::Child, "motherBorn"),
        ("child", "name") if mother => (Step::Child, "motherName"),
        ("child", "dateOfBirth") => (Step::Child, "dateOfBirth"),
        ("child", "expectedDateOfBirth") => (Step::Child, "expected"),
        ("child", "approximateAge") => (Step::Child, "approximateAge"),
        ("child", "address") => (Step::Child, "address"),
        ("child", "school") => (Step::Child, "school"),
        ("child", "description") => (Step::Child, "description"),
        ("child", "familyName") => (Step::Child, "familyName"),
        ("child", _) if posted.text("way") == UNBORN => (Step::Child, "motherName"),
        ("child", _) => (Step::Child, "givenName"),
        ("people", of) => {
            let what = match of {
                "relation" => "Relation",
                "dateOfBirth" => "Born",
                _ => "Name",
            };
            let which = path.get(1).and_then(|n| n.parse::<usize>().ok()).unwrap_or_default();
            let end = steps::people(posted).into_iter().nth(which).unwrap_or_default();
            return (Some(Step::People), format!("person{what}{end}"));
        }
        ("whatHappened", _) => (Step::Happened, "whatHappened"),
        ("occurredAt", _) => (Step::Happened, "happenedOn"),
        ("childVoice", _) => (Step::Voice, "childVoice"),
        ("whereIsTheChildNow", _) => (Step::Where, "whereIsTheChildNow"),
        ("familyNotInformedReason", _) => (Step::Family, "familyNotInformedReason"),
        ("keepFromFamily", _) => (Step::Family, "keepFromFamily"),
        ("actionsTaken", _) => (Step::You, "actionsTaken"),
        ("callBack", _) => (Step::You, "callBack"),
        _ => return (None, String::new()),
    };
    (Some(step), field.to_owned())
}
