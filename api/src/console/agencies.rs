//! Agencies as people name them: by what they are called or by their code.

use entities::ids::AgencyId;

use super::Trouble;
use super::visit::Visit;

/// Agencies whose names are compared with what was typed.
const COMPARED: u32 = 10;

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
