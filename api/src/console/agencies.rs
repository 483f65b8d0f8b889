//! Agencies as people name them: by what they are called or by their code.

use entities::ids::AgencyId;

use super::Trouble;
use super::visit::Visit;

/// Agencies whose names are compared with what was typed.
const COMPARED: u32 = 10;

/// Agencies that are offered while a name is typed.
const OFFERED: u32 = 100;

/// The names of the first agencies by name, to choose from.
///
/// # Errors
/// Where the hub cannot answer.
pub(crate) async fn offered(visit: &Visit) -> Result<Vec<String>, Trouble> {
    let (found, _) = visit.door().agency_directory(None, None, None, OFFERED).await?;
    let mut names: Vec<String> = found.into_iter().map(|agency| agency.name).collect();
    names.truncate(OFFERED as usize);
    Ok(names)
}

/// The agency of that name or code; none where none or several have it.
///
/// # Errors
/// Where the hub cannot answer.
pub(crate) async fn named(visit: &Visit, typed: &str) -> Result<Option<AgencyId>, Trouble> {
    let (found, _) = visit.door().agency_directory(None, Some(typed), None, COMPARED).await?;
    let whole =
        found.iter().find(|agency| agency.name.eq_ignore_ascii_case(typed) || agency.code.eq_ignore_ascii_case(typed));
    Ok(match (whole, found.as_slice()) {
        (Some(agency), _) | (None, [agency]) => Some(agency.id),
        _ => None,
    })
}
