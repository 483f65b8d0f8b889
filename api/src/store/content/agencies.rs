//! Agencies, to name them: those on a page, and the directory.

use entities::Date;
use entities::ids::AgencyId;
use entities::words::AgencyKind;
use sea_orm::{DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};

use super::super::snapshot::Snapshot;
use super::places;

/// An agency, as the directory shows it to everybody. Beside an entry the databases give it as [`COLUMNS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyContent {
    /// The agency.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// ODS, URN, GSS or force code.
    pub code: String,
    /// Safeguarding telephone.
    pub phone: Option<String>,
    /// Out of hours telephone.
    pub out_of_hours: Option<String>,
    /// Secure e-mail.
    pub email: Option<String>,
    /// The day from which it is closed.
    pub closed_on: Option<Date>,
}

/// The columns of an agency, in the order of [`AgencyContent`].
pub(super) const COLUMNS: &str = "a.id, a.name, a.kind, a.code, a.phone, a.out_of_hours, a.email, a.closed_on";

impl Snapshot {
    /// Those agencies, in one statement.
    pub(crate) async fn agencies(&self, ids: &[AgencyId]) -> Result<Vec<AgencyContent>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT {COLUMNS} FROM agency AS a WHERE a.id IN ({}) AND {} ORDER BY a.id",
            places.join(", "),
            self.newest("agency", "a", "id")
        );
        self.all(sql, ids.iter().map(|id| (*id).into()).collect()).await?.iter().map(agency).collect()
    }

    /// Those of these agencies that are services kept to few eyes (R29). For planning.
    pub(crate) async fn kept_to_few_eyes(&self, ids: &[AgencyId]) -> Result<Vec<AgencyId>, DbErr> {
        let mut values = Vec::new();
        let places = places(&mut values, ids);
        let sql = format!(
            "SELECT a.id FROM agency AS a WHERE a.id IN ({}) AND a.sensitive_service AND {}",
            if places.is_empty() { "NULL" } else { &places },
            self.newest("agency", "a", "id")
        );
        self.all(sql, values).await?.iter().map(|row| row.try_get("", "id")).collect()
    }

    /// The agency with that code.
    pub(crate) async fn agency_by_code(&self, code: &str) -> Result<Option<AgencyId>, DbErr> {
        let sql = format!("SELECT a.id FROM agency AS a WHERE a.code = $1 AND {}", self.newest("agency", "a", "id"));
        self.one(sql, vec![code.into()]).await?.map(|row| row.try_get("", "id")).transpose()
    }

    /// A page of the directory, by name; one more than asked for where more follow, and how many there are.
    pub(crate) async fn directory(
        &self,
        kind: Option<AgencyKind>,
        search: Option<&str>,
        after: Option<(&str, AgencyId)>,
        first: u32,
    ) -> Result<(Vec<AgencyContent>, i64), DbErr> {
        let mut values: Vec<Value> = Vec::new();
        let mut conditions = vec![self.newest("agency", "a", "id"), "NOT a.sensitive_service".to_owned()];
        if let Some(kind) = kind {
            values.push(kind.into());
            conditions.push(format!("a.kind = ${}", values.len()));
        }
        if let Some(search) = search {
            let escaped = search.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            values.push(format!("%{escaped}%").into());
            let place = values.len();
            conditions
                .push(format!("(lower(a.name) LIKE ${place} ESCAPE '\\' OR lower(a.code) LIKE ${place} ESCAPE '\\')"));
        }
        let counted = format!("SELECT count(*) AS total FROM agency AS a WHERE {}", conditions.join(" AND "));
        let total = match self.one(counted, values.clone()).await? {
            Some(row) => row.try_get("", "total")?,
            None => 0,
        };
        if let Some((name, id)) = after {
            values.push(name.into());
            values.push(id.into());
            let (n, i) = (values.len() - 1, values.len());
            conditions.push(format!("(a.name > ${n} OR (a.name = ${n} AND a.id > ${i}))"));
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM agency AS a WHERE {} ORDER BY a.name, a.id LIMIT {}",
            conditions.join(" AND "),
            first + 1
        );
        let agencies = self.all(sql, values).await?.iter().map(agency).collect::<Result<_, _>>()?;
        Ok((agencies, total))
    }
}

/// An agency of a row with [`COLUMNS`].
pub(super) fn agency(row: &QueryResult) -> Result<AgencyContent, DbErr> {
    Ok(AgencyContent {
        id: row.try_get("", "id")?,
        name: row.try_get("", "name")?,
        kind: row.try_get("", "kind")?,
        code: row.try_get("", "code")?,
        phone: row.try_get("", "phone")?,
        out_of_hours: row.try_get("", "out_of_hours")?,
        email: row.try_get("", "email")?,
        closed_on: row.try_get("", "closed_on")?,
    })
}
