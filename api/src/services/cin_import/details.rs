//! The child's own record: details, numbers, and the restriction that an adoption brings.

use entities::ids::{PersonId, ProtectionId};
use entities::rows::{child, child_identifier, protection};
use entities::words::{IdentifierSystem, ProtectionKind};
use uuid::Uuid;

use super::super::cin_census::ChildDetails;
use super::adoption;
use super::plan::{Compared, Target};
use super::slices::{Groups, Row};
use super::whose::verified_upn;
use crate::error::Error;
use crate::plain::calendar::start_of_day;

/// Adds what is to be written of the child itself, as one group: no record is ever there without its restriction.
pub(super) fn add(target: &Target<'_>, groups: &mut Groups) -> Result<(), Error> {
    let child = &target.piece.child;
    let mut rows = Vec::new();
    let before = target.footing.children.get(&target.child);
    // The record of a child who was adopted stays as it was; what a later return says is of the later one.
    let frozen = target.piece.sealed && target.known.contains_key("");
    let hash = child.details_hash();
    // A second element about the same child says no details of its own, and so changes none.
    let compared = if target.known.contains_key("") && (frozen || child.details.is_none()) {
        Compared::Same
    } else {
        target.compare(&child.key, &hash)
    };
    if !matches!(compared, Compared::Same) {
        let details = child.details.clone().unwrap_or_default();
        let row = match before {
            Some(before) => version(target, before, &details, verified_upn(child)),
            None => Some(first(target, &details, verified_upn(child))?),
        };
        rows.extend(row.map(|row| Row::Child(Box::new(row))));
        rows.push(Row::Record(target.record(&child.key, &hash, target.child.to_string())));
    }
    if !frozen {
        numbers(target, &mut rows)?;
    }
    if let Some(on) = child.adopted {
        let key = format!("{}{}", child.key, adoption::key(on));
        if !target.known.contains_key(target.piece.key(&key)) {
            let (row, id) = restriction(target, on)?;
            rows.push(Row::Protection(Box::new(row)));
            rows.push(Row::Record(target.record(&key, &[0; 32], id.to_string())));
        }
    }
    groups.add(rows);
    Ok(())
}

fn reason(target: &Target<'_>) -> String {
    format!("Children in Need census return to {}", target.run.as_of)
}

fn disabilities(details: &ChildDetails) -> String {
    let words: Vec<&str> = details.disabilities.iter().map(super::super::cin_census::Coded::text).collect();
    serde_json::json!(words).to_string()
}

fn first(target: &Target<'_>, details: &ChildDetails, upn: Option<&str>) -> Result<child::Model, Error> {
    let agency = target.run.importer.agency;
    Ok(child::Model {
        id: target.child,
        version: 1,
        given_name: None,
        family_name: None,
        aliases: "[]".to_owned(),
        date_of_birth: details.date_of_birth,
        expected_date_of_birth: details.expected_date_of_birth,
        date_of_death: details.date_of_death,
        sex: details.sex,
        nhs_number: None,
        upn: upn.map(str::to_owned),
        address: None,
        postcode: None,
        telephone: None,
        school: None,
        general_practice: None,
        responsible_authority: Some(agency),
        area: Some(agency),
        ethnicity: details.ethnicity.as_ref().map(|code| code.reported.clone()),
        religion: None,
        disabilities: disabilities(details),
        first_language: None,
        interpreter_needed: None,
        given_key: String::new(),
        family_key: String::new(),
        mother_key: String::new(),
        valid_from: target.run.as_of,
        reason: reason(target),
        agency_id: agency,
        person_id: None,
        log: 0,
        seq: 0,
    })
}

/// What the return says over what is there; nothing where that changes nothing. Silence changes nothing, and
/// responsibility passes by a decision of the authorities, never by a return.
fn version(
    target: &Target<'_>,
    before: &child::Model,
    details: &ChildDetails,
    upn: Option<&str>,
) -> Option<child::Model> {
    let agency = target.run.importer.agency;
    let mut row = before.clone();
    row.date_of_birth = details.date_of_birth.or(row.date_of_birth);
    row.expected_date_of_birth = details.expected_date_of_birth.or(row.expected_date_of_birth);
    row.date_of_death = details.date_of_death.or(row.date_of_death);
    row.sex = details.sex.or(row.sex);
    row.upn = upn.map(str::to_owned).or(row.upn);
    row.responsible_authority = row.responsible_authority.or(Some(agency));
    row.area = row.area.or(Some(agency));
    row.ethnicity = details.ethnicity.as_ref().map(|code| code.reported.clone()).or(row.ethnicity);
    if !details.disabilities.is_empty() {
        row.disabilities = disabilities(details);
    }
    if row == *before {
        return None;
    }
    row.version = before.version + 1;
    row.valid_from = target.run.as_of;
    row.reason = reason(target);
    row.agency_id = agency;
    row.person_id = None;
    Some(row)
}

/// The numbers that are not there yet. A pupil number whose check letter is right stands in the details.
fn numbers(target: &Target<'_>, rows: &mut Vec<Row>) -> Result<(), Error> {
    let agency = target.run.importer.agency;
    let there = target.footing.identifiers.get(&target.child);
    let upn = target.footing.children.get(&target.child).and_then(|row| row.upn.as_deref());
    for number in &target.piece.child.identifiers {
        let owner = (number.system == IdentifierSystem::Local).then_some(agency);
        let known = there
            .into_iter()
            .flatten()
            .any(|one| one.system == number.system && one.agency_id == owner && one.value == number.value);
        let in_details = number.system == IdentifierSystem::Upn
            && number.verified
            && (target.piece.child.details.is_some() || upn == Some(number.value.as_str()));
        if known || in_details {
            continue;
        }
        rows.push(Row::Identifier(child_identifier::Model {
            id: target.run.door.fresh_id()?.to_string(),
            child_id: target.child,
            system: number.system,
            agency_id: owner,
            value: number.value.clone(),
            verified: number.verified,
            log: 0,
            seq: 0,
        }));
    }
    Ok(())
}

/// The restriction of a record on adoption. Where nobody can be named as its custodian it is restricted all the same:
/// information governance sees that it is, and names them.
fn restriction(target: &Target<'_>, on: entities::Date) -> Result<(protection::Model, ProtectionId), Error> {
    let id = ProtectionId(target.run.door.fresh_id()?);
    let (named, custodians) = &target.run.keepers;
    let list = |people: &[PersonId]| serde_json::to_string(people).map_err(Error::internal);
    let row = protection::Model {
        id,
        version: 1,
        child_id: Some(target.child),
        kind: ProtectionKind::Restriction,
        agency_id: None,
        person_id: None,
        named: list(named)?,
        custodians: list(custodians)?,
        reason: "case closed as adopted".to_owned(),
        since: start_of_day(on),
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: target.run.importer.agency,
        recorded_by: PersonId(Uuid::nil()),
        described: None,
        log: 0,
        seq: 0,
    };
    Ok((row, id))
}
