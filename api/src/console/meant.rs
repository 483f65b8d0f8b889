//! Which child is meant by what somebody typed: the hub's id, an NHS number or a unique pupil number. Never a name.

use entities::ids::ChildId;

use crate::disclosure::ChildKey;
use crate::plain::numbers::{self, NumberProblem};

/// What is said of a number in which a digit or a letter is wrong.
const SLIP: &str = "this number has a slip in it: check each digit";

/// The hub's id, an NHS number, or a unique pupil number, which begins with a letter.
///
/// # Errors
/// What is wrong with the number.
pub(crate) fn child(typed: &str) -> Result<ChildKey, &'static str> {
    if let Ok(id) = ChildId::from_public(typed) {
        return Ok(ChildKey::Id(id));
    }
    let wrong = |problem: NumberProblem| {
        slip(problem.code()).unwrap_or(
            "enter an NHS number of 10 digits, a unique pupil number of a letter and 12 digits, or the hub's id for a child",
        )
    };
    if typed.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let upn = numbers::upn(typed).map_err(wrong)?;
        return Ok(ChildKey::Upn(upn.as_str().to_owned()));
    }
    let number = numbers::nhs_number(typed).map_err(wrong)?;
    Ok(ChildKey::NhsNumber(number.as_str().to_owned()))
}

/// What is said of a number of the right shape, by the code of what is wrong with it; none where the shape is wrong.
pub(crate) fn slip(code: &str) -> Option<&'static str> {
    (code == NumberProblem::Check.code()).then_some(SLIP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_number_is_told_from_another_shape() {
        for typed in ["9990009999", "A801200016001"] {
            assert_eq!(child(typed).err(), Some(SLIP), "{typed}");
        }
        for typed in ["123", "child_1", ""] {
            assert!(child(typed).is_err_and(|why| why.contains("10 digits")), "{typed}");
        }
        assert!(matches!(child("999 000 0018"), Ok(ChildKey::NhsNumber(_))));
    }
}
