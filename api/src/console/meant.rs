//! Which child is meant by what somebody typed: the hub's id, an NHS number or a unique pupil number. Never a name.

use entities::ids::ChildId;

use crate::disclosure::ChildKey;
use crate::plain::numbers;

/// The hub's id, an NHS number, or a unique pupil number, which begins with a letter.
///
/// # Errors
/// What is wrong with the number.
pub(crate) fn child(typed: &str) -> Result<ChildKey, String> {
    if let Ok(id) = ChildId::from_public(typed) {
        return Ok(ChildKey::Id(id));
    }
    if typed.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let upn = numbers::upn(typed).map_err(|problem| problem.message().to_owned())?;
        return Ok(ChildKey::Upn(upn.as_str().to_owned()));
    }
    let number = numbers::nhs_number(typed).map_err(|problem| problem.message().to_owned())?;
    Ok(ChildKey::NhsNumber(number.as_str().to_owned()))
}
