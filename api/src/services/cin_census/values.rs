//! How single values of a return are read: a code, a number, yes or no.

use super::codes::{self, Code};
use crate::plain::numbers::{self, NumberProblem, Upn};

/// What reading a value gives: what it says, and what is wrong with it. Both, where it is wrong and yet in no doubt.
pub(super) type Read<T> = (Option<T>, Option<(&'static str, &'static str)>);

pub(super) fn code(list: &'static [Code], raw: &str, rule: &'static str) -> Read<&'static Code> {
    match codes::find(list, raw) {
        None => (None, Some((rule, "a code that is not in its list"))),
        some => (some, None),
    }
}

pub(super) fn read_yes_no(raw: &str) -> Read<bool> {
    match raw.to_ascii_lowercase().as_str() {
        "true" | "1" => (Some(true), None),
        "false" | "0" => (Some(false), None),
        _ => (None, Some(("YES_OR_NO", "neither true nor false"))),
    }
}

pub(super) fn read_count(raw: &str) -> Read<u32> {
    raw.parse().map_or((None, Some(("WHOLE_NUMBER", "not a whole number"))), |count| (Some(count), None))
}

pub(super) fn read_la_child_id(raw: &str) -> Read<String> {
    match numbers::la_child_id(raw) {
        Ok(id) => (Some(id), None),
        Err(_) if raw.chars().count() > 20 => (None, Some(("1570", "longer than twenty characters"))),
        Err(_) => (None, Some(("1580", "other characters than letters and digits"))),
    }
}

pub(super) fn read_upn(raw: &str) -> Read<Upn> {
    match numbers::upn(raw) {
        Ok(upn) => (Some(upn), None),
        Err(NumberProblem::Check) => (None, Some(("1510", "the check letter does not fit"))),
        Err(_) if raw.get(..12).is_some_and(|most| raw.len() == 13 && numbers::upn(&format!("{most}A")).is_ok()) => {
            (None, Some(("1550", "the last character is neither a digit nor a letter other than I, O and S")))
        }
        Err(_) => (None, Some(("1540", "not a letter, eleven digits and a digit or letter"))),
    }
}

pub(super) fn read_former_upn(raw: &str) -> Read<Upn> {
    let (value, wrong) = read_upn(raw);
    (value, wrong.map(|(_, message)| ("1560Q", message)))
}
