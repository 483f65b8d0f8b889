//! Where people stand: agency and position, for those whom somebody names as a custodian, a second person or a reader.

use entities::ids::{AgencyId, PersonId};
use entities::words::Position;
use sea_orm::{DbErr, Value};

use super::snapshot::Snapshot;

/// One present membership of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The person.
    pub(crate) person: PersonId,
    /// The agency.
    pub(crate) agency: AgencyId,
    /// The standing held there.
    pub(crate) position: Position,
}

impl Snapshot {
    /// Every present membership of those people, in one statement.
    pub(crate) async fn standings(&self, people: &[PersonId]) -> Result<Vec<Standing>, DbErr> {
        let places: Vec<String> = (1..=people.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT m.person_id, m.agency_id, m.position FROM membership AS m \
             WHERE m.person_id IN ({}) AND NOT m.ended AND {} ORDER BY m.id",
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") },
            self.newest("membership", "m", "id")
        );
        let values: Vec<Value> = people.iter().map(|id| (*id).into()).collect();
        let rows = self.all(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(Standing {
                    person: row.try_get("", "person_id")?,
                    agency: row.try_get("", "agency_id")?,
                    position: row.try_get("", "position")?,
                })
            })
            .collect()
    }
}
