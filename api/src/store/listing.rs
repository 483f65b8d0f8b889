//! A page of what is listed newest first, by a moment and an id. Who may know of what stands in the conditions.

use entities::Instant;
use sea_orm::{DbErr, QueryResult, Value};

use super::snapshot::Snapshot;

/// What is listed, and of what.
pub(super) struct Listing {
    /// The columns.
    pub(super) columns: String,
    /// The tables.
    pub(super) from: String,
    /// The moment and the id by which it is ordered.
    pub(super) order: (&'static str, &'static str),
    /// All must hold.
    pub(super) conditions: Vec<String>,
    /// The values that these bind.
    pub(super) values: Vec<Value>,
}

impl Snapshot {
    /// A page, one row more than asked for where more follow; and how many there are, where that is wanted.
    pub(super) async fn listing<I: Into<Value>>(
        &self,
        listing: Listing,
        after: Option<(Instant, I)>,
        first: u32,
        total: bool,
    ) -> Result<(Vec<QueryResult>, i64), DbErr> {
        let Listing { columns, from, order: (moment, id), mut conditions, mut values } = listing;
        let total = if total {
            let sql = format!("SELECT count(*) AS total FROM {from} WHERE {}", conditions.join(" AND "));
            let row = self.one(sql, values.clone()).await?;
            row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or(0)
        } else {
            0
        };
        if let Some((at, last)) = after {
            values.extend([Value::from(at), last.into()]);
            let (at, last) = (values.len() - 1, values.len());
            conditions.push(format!("({moment} < ${at} OR ({moment} = ${at} AND {id} < ${last}))"));
        }
        let sql = format!(
            "SELECT {columns} FROM {from} WHERE {} ORDER BY {moment} DESC, {id} DESC LIMIT {}",
            conditions.join(" AND "),
            first.saturating_add(1)
        );
        Ok((self.all(sql, values).await?, total))
    }
}
