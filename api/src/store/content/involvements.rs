//! Which agencies work, or worked, with the opened child.

use entities::Date;
use entities::ids::{AgencyId, InvolvementId};
use entities::words::{AgencyKind, FieldClass, InvolvementState, WithheldReason};
use entities::{Set, Word};
use policies::fields::INVOLVEMENT;
use sea_orm::{DbErr, Value};
use serde::Serialize;

use super::super::caller::{Caller, json};
use super::super::opening::Opening;
use super::super::snapshot::Snapshot;
use super::{needs, rule};

/// One involvement, so far as it is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvolvementContent {
    /// The involvement.
    pub id: InvolvementId,
    /// The agency, where cleared.
    pub agency: Option<AgencyId>,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// The service, where cleared.
    pub service: Option<String>,
    /// The team, where cleared.
    pub team: Option<String>,
    /// Names of the practitioners, where cleared.
    pub practitioners: Option<Vec<String>>,
    /// First day.
    pub started_on: Option<Date>,
    /// Last day.
    pub ended_on: Option<Date>,
    /// Claimed and not yet confirmed.
    pub unconfirmed: bool,
    /// Why each class is withheld, by the class's index.
    pub(crate) reasons: Vec<Option<WithheldReason>>,
}

impl InvolvementContent {
    /// A row as the caller recorded it, whole.
    pub(crate) fn own(row: &entities::rows::involvement::Model, practitioners: Vec<String>) -> Self {
        Self {
            id: row.id,
            agency: Some(row.agency_id),
            agency_kind: row.agency_kind,
            service: Some(row.service.clone()),
            team: row.team.clone(),
            practitioners: Some(practitioners),
            started_on: Some(row.started_on),
            ended_on: row.ended_on,
            unconfirmed: row.state == InvolvementState::Claimed,
            reasons: Vec::new(),
        }
    }
}

impl Snapshot {
    /// The opened child's involvements that the viewer may know of, newest first, in one statement.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn involvements(&self, opening: &Opening, caller: &Caller) -> Result<Vec<InvolvementContent>, DbErr> {
        let mut listed = Vec::new();
        let mut named: Vec<Value> = Vec::new();
        for row in opening.involvements(&caller.agency) {
            let verdict = opening.of_involvement(row, caller.agency.owns(row.agency));
            if !verdict.listed() || verdict.field(Set::of(&[FieldClass::Involvement])).is_err() {
                continue;
            }
            let cleared =
                |field: &str| rule(INVOLVEMENT, field).is_some_and(|r| verdict.field(needs(r, Set::EMPTY)).is_ok());
            if cleared("service") {
                named.push(row.id.into());
            }
            listed.push(InvolvementContent {
                id: row.id,
                agency: cleared("agency").then_some(row.agency),
                agency_kind: row.kind,
                service: None,
                team: None,
                practitioners: None,
                started_on: Some(row.started_on),
                ended_on: row.ended_on,
                unconfirmed: row.state == InvolvementState::Claimed,
                reasons: FieldClass::ALL.iter().map(|c| verdict.field(Set::of(&[*c])).err()).collect(),
            });
        }
        if opening.rests_on_claim() {
            // A claim tells the kinds of agency (R15), not how many services of a kind there are.
            let mut kinds: Set<AgencyKind> = Set::EMPTY;
            listed.retain(|i: &InvolvementContent| {
                let told = kinds.contains(i.agency_kind);
                kinds.insert(i.agency_kind);
                i.agency.is_some() || !told
            });
        }
        let places: Vec<String> = (1..=named.len()).map(|n| format!("${n}")).collect();
        named.push(caller.agency.id.into());
        let own = format!("${}", named.len());
        let sql = format!(
            "SELECT i.id, i.service, i.team, {} AS people FROM involvement AS i WHERE i.id IN ({}) AND {}",
            self.dialect.json_rows(
                "p.name",
                &format!(
                    "person AS p WHERE i.practitioners LIKE '%\"' || p.id || '\"%' AND {}",
                    self.newest("person", "p", "id")
                )
            ),
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") },
            opening.shown(self, "involvement", "i", (&caller.agency, &own))
        );
        for row in self.all(sql, named).await? {
            let id: InvolvementId = row.try_get("", "id")?;
            let people: Vec<(String,)> = json(&row.try_get::<String>("", "people")?)?;
            let mut people: Vec<String> = people.into_iter().map(|(name,)| name).collect();
            people.sort();
            if let Some(content) = listed.iter_mut().find(|c| c.id == id) {
                content.service = Some(row.try_get("", "service")?);
                content.team = row.try_get("", "team")?;
                content.practitioners = Some(people);
            }
        }
        listed.sort_by_key(|i| std::cmp::Reverse((i.started_on, i.id)));
        Ok(listed)
    }
}
