//! Rows as tests write them: each says what nearly every test wants, and a test changes the rest.

use entities::ids::{AgencyId, ChildId, EntryId, InvolvementId, PersonId, ProtectionId};
use entities::rows::{child, chronology_entry, involvement, level_of_need, protection};
use entities::words::{
    AccessAction, AgencyKind, ChronologyCategory, InvolvementState, LevelOfNeed, ProtectionKind, Sensitivity,
    Significance, TimePrecision,
};
use entities::{Instant, Set};
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::day;
use crate::disclosure::{Door, Rows};
use crate::plain::text::normalise_name;
use crate::store::Positioned;

/// Writes one row, as whoever runs the hub.
pub(crate) async fn put<M>(door: &Door, row: M)
where
    M: Positioned + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
    M::Entity: EntityTrait<Model = M>,
{
    let mut rows = Rows::new();
    rows.add(row);
    door.administer(AccessAction::Administer, None, "{}", rows).await.unwrap().unwrap();
}

/// A child with that name, born on 2 March 2015, with an address in N15 3AB, of nobody's area.
pub(crate) fn child(given: &str, family: &str, by: AgencyId) -> child::Model {
    child::Model {
        id: ChildId(Uuid::new_v4()),
        version: 1,
        given_name: Some(given.to_owned()),
        family_name: Some(family.to_owned()),
        aliases: "[]".to_owned(),
        date_of_birth: Some(day("2015-03-02")),
        expected_date_of_birth: None,
        date_of_death: None,
        sex: None,
        nhs_number: None,
        upn: None,
        address: Some("1 Old Road, N15 3AB".to_owned()),
        postcode: Some("N153AB".to_owned()),
        telephone: None,
        school: None,
        general_practice: None,
        responsible_authority: None,
        area: None,
        ethnicity: None,
        religion: None,
        disabilities: "[]".to_owned(),
        first_language: None,
        interpreter_needed: None,
        given_key: normalise_name(given),
        family_key: normalise_name(family),
        mother_key: String::new(),
        valid_from: day("2020-01-01"),
        reason: "as told".to_owned(),
        agency_id: by,
        person_id: None,
        log: 0,
        seq: 0,
    }
}

/// That agency works with the child, since 2024.
pub(crate) fn involvement(child: ChildId, (agency, kind): (AgencyId, AgencyKind), at: Instant) -> involvement::Model {
    involvement::Model {
        id: InvolvementId(Uuid::new_v4()),
        version: 1,
        child_id: child,
        agency_id: agency,
        agency_kind: kind,
        service: "service".to_owned(),
        team: None,
        practitioners: "[]".to_owned(),
        started_on: day("2024-01-01"),
        ended_on: None,
        end_reason: None,
        state: InvolvementState::Open,
        sensitivity: Sensitivity::Standard,
        claimed_identity: None,
        recorded_at: at,
        person_id: None,
        log: 0,
        seq: 0,
    }
}

/// An entry of that agency about the day before.
pub(crate) fn entry(
    child: ChildId,
    (agency, kind): (AgencyId, AgencyKind),
    summary: &str,
    at: Instant,
) -> chronology_entry::Model {
    chronology_entry::Model {
        id: EntryId(Uuid::new_v4()),
        version: 1,
        child_id: child,
        agency_id: agency,
        agency_kind: kind,
        team: None,
        person_id: None,
        recorded_by: "somebody".to_owned(),
        occurred_at: Instant(at.0 - Instant::DAY),
        occurred_until: None,
        occurred_precision: TimePrecision::Time,
        recorded_at: at,
        category: ChronologyCategory::Other,
        significance: Significance::Significant,
        sensitivity: Sensitivity::Standard,
        classes: Set::EMPTY,
        added_classes: Set::EMPTY,
        handling: Set::EMPTY,
        about_adults: "[]".to_owned(),
        tell: "[]".to_owned(),
        named: "[]".to_owned(),
        summary: summary.to_owned(),
        narrative: None,
        impact_on_child: None,
        impact_direction: None,
        child_voice: None,
        action: None,
        outcome: None,
        withdrawn_at: None,
        wrong_child: false,
        correction_reason: None,
        log: 0,
        seq: 0,
    }
}

/// A protection that keeps nobody out yet, or everybody.
pub(crate) fn protection(
    child: ChildId,
    kind: ProtectionKind,
    by: (AgencyId, PersonId),
    at: Instant,
) -> protection::Model {
    protection::Model {
        id: ProtectionId(Uuid::new_v4()),
        version: 1,
        child_id: Some(child),
        kind,
        agency_id: None,
        person_id: None,
        named: "[]".to_owned(),
        custodians: "[]".to_owned(),
        reason: "at risk from a colleague's family".to_owned(),
        since: at,
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: by.0,
        recorded_by: by.1,
        described: None,
        log: 0,
        seq: 0,
    }
}

/// A level of need as that agency decided it.
pub(crate) fn level(
    child: ChildId,
    version: i32,
    level: LevelOfNeed,
    by: AgencyId,
    at: Instant,
) -> level_of_need::Model {
    level_of_need::Model {
        child_id: child,
        version,
        level,
        decided_on: day("2026-01-01"),
        reason: "as assessed".to_owned(),
        threshold_document: None,
        without_checks: None,
        agency_id: by,
        person_id: None,
        recorded_at: at,
        log: 0,
        seq: 0,
    }
}
