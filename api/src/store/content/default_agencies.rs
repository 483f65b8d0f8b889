//! Whom a round of checks asks where nobody is named: the agencies of an area by code or by kind, and the child's own.

use entities::Date;
use entities::ids::AgencyId;
use entities::words::{AgencyKind, KeyPoint, Word};
use sea_orm::{DbErr, Value};

use super::super::opening::Opening;
use super::super::snapshot::Snapshot;
use super::super::succession::Successions;
use super::agencies::{AgencyContent, COLUMNS, agency};

/// Kinds of which a child has its own: no other of the area is asked.
const THE_CHILDS_OWN: [AgencyKind; 3] = [AgencyKind::School, AgencyKind::EarlyYears, AgencyKind::GeneralPractice];

/// For whom agencies are sought.
#[derive(Clone, Copy, Debug)]
pub struct DefaultsAsk {
    /// The area that counts where the child's does not, or is not known.
    pub(crate) area: Option<AgencyId>,
    /// Whether where the child lives and what it goes to may count: whom a round asks tells it.
    pub(crate) told: bool,
    /// The point in the work.
    pub(crate) key_point: KeyPoint,
    /// Agencies that have closed by then are not asked.
    pub(crate) today: Date,
}

impl Snapshot {
    /// The agencies that are asked about the opened child by default, in three statements. None that is sensitive: that it
    /// knows a family is confidential.
    pub(crate) async fn default_agencies(
        &self,
        opening: &Opening,
        successions: &Successions,
        ask: DefaultsAsk,
    ) -> Result<Vec<AgencyContent>, DbErr> {
        let (lives, own) = if ask.told { self.place_of(opening).await? } else { (None, Vec::new()) };
        let ask_area = lives.map(|area| successions.heir(area)).or(ask.area);
        let area = self.agencies(&ask_area.into_iter().collect::<Vec<_>>()).await?;
        let code = area.first().map_or("", |area| area.code.as_str());
        let measures = self.measures();
        let set = measures.default_agencies(code, ask.key_point);
        let mut values: Vec<Value> = vec![ask.today.into()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        // Words and ids of the hub's own: there is nothing in them to be bound.
        let list = |kinds: &mut dyn Iterator<Item = AgencyKind>| {
            let names: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name())).collect();
            if names.is_empty() { "NULL".to_owned() } else { names.join(", ") }
        };
        let kinds = measures.check_kinds(ask.key_point);
        let expected = format!("a.kind IN ({})", list(&mut kinds.iter().copied()));
        let served = list(&mut kinds.iter().copied().filter(|kind| !THE_CHILDS_OWN.contains(kind)));
        let ids: Vec<String> = own.iter().map(|id| format!("'{id}'")).collect();
        let own = if ids.is_empty() { "FALSE".to_owned() } else { format!("a.id IN ({})", ids.join(", ")) };
        let wanted = match set {
            Some((codes, exact)) => {
                let codes: Vec<String> = codes.iter().map(|code| bind(code.as_str().into())).collect();
                let codes = if codes.is_empty() { "NULL".to_owned() } else { codes.join(", ") };
                if exact {
                    format!("a.code IN ({codes})")
                } else {
                    format!("({expected} AND (a.code IN ({codes}) OR {own}))")
                }
            }
            None => {
                let area = match ask_area {
                    Some(area) => format!("a.area = {}", bind(area.into())),
                    None => "FALSE".to_owned(),
                };
                format!("((a.kind IN ({served}) AND {area} AND NOT a.sensitive_service) OR ({expected} AND {own}))")
            }
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM agency AS a WHERE {wanted} AND (a.closed_on IS NULL OR a.closed_on > $1) AND {} ORDER BY a.id",
            self.newest("agency", "a", "id")
        );
        self.all(sql, values).await?.iter().map(agency).collect()
    }

    /// The area of the opened child, and its school and practice.
    async fn place_of(&self, opening: &Opening) -> Result<(Option<AgencyId>, Vec<AgencyId>), DbErr> {
        let sql = format!(
            "SELECT coalesce(c.area, c.responsible_authority) AS area, c.school, c.general_practice FROM child AS c \
             WHERE c.id = $1 AND {}",
            self.newest("child", "c", "id")
        );
        let Some(row) = self.one(sql, vec![opening.child().into()]).await? else { return Ok((None, Vec::new())) };
        let id = |column: &str| row.try_get::<Option<AgencyId>>("", column);
        Ok((id("area")?, [id("school")?, id("general_practice")?].into_iter().flatten().collect()))
    }
}
