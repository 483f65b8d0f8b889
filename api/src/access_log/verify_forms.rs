//! What verifying asks the database about all rows at once: that values stand in the one form in which queries look for
//! them (an id in capitals reads the same and is found by nobody), and that the Facts which entries name are there and
//! unchanged.

use entities::Set;
use entities::rows::fact_set;
use entities::words::{AccessFlag, FieldClass, Role};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::draft::FactSet;
use super::verify::{BadLog, VerifyError, Why};

const IDS: [&str; 5] = ["membership", "person", "agency", "child", "approved_by"];

/// How many sets of Facts are read at a time.
const PAGE: u64 = 512;

pub(super) async fn check<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    let ids = IDS.map(|id| format!("length({id}) <> 36 OR {id} <> lower({id})"));
    let roles = Set::<Role>::all().bits();
    let classes = Set::<FieldClass>::all().bits();
    let flags = Set::<AccessFlag>::all().bits();
    let masks = [("roles", roles), ("disclosed", classes), ("withheld", classes), ("flags", flags)]
        .map(|(column, mask)| format!("({column} & ~CAST({mask} AS BIGINT)) <> 0"));
    let odd = ids.into_iter().chain(masks).collect::<Vec<_>>().join(" OR ");
    if let Some((log, seq)) = first(db, &odd).await? {
        return Err(BadLog { log, seq, why: Why::Changed }.into());
    }
    let lost = "facts IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fact_set WHERE fact_set.hash = access_log.facts)";
    if let Some((log, seq)) = first(db, lost).await? {
        return Err(BadLog { log, seq, why: Why::Facts }.into());
    }
    check_facts(db).await
}

/// The first entry of which the condition holds.
async fn first<C: ConnectionTrait>(db: &C, condition: &str) -> Result<Option<(i32, i64)>, DbErr> {
    let sql = format!("SELECT log, seq FROM access_log WHERE {condition} ORDER BY log, seq LIMIT 1");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map(|row| Ok((row.try_get("", "log")?, row.try_get("", "seq")?))).transpose()
}

async fn check_facts<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    let mut after: Option<Vec<u8>> = None;
    loop {
        let mut rows = fact_set::Entity::find().order_by_asc(fact_set::Column::Hash).limit(PAGE);
        if let Some(after) = after {
            rows = rows.filter(fact_set::Column::Hash.gt(after));
        }
        let rows = rows.all(db).await?;
        for row in &rows {
            if FactSet::new(row.facts.clone()).hash().as_slice() != row.hash {
                return Err(BadLog { log: row.log, seq: row.seq, why: Why::Facts }.into());
            }
        }
        match rows.last() {
            Some(last) if rows.len() as u64 == PAGE => after = Some(last.hash.clone()),
            _ => return Ok(()),
        }
    }
}
