//! What verifying asks the database about all rows at once: that values stand in the one form in which queries look for
//! them (an id in capitals, or a yes that is 2, reads the same and is found by nobody), and that the Facts which entries name
//! are there and unchanged.

use entities::Set;
use entities::rows::fact_set;
use entities::words::{AccessFlag, FieldClass, Role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use super::draft::FactSet;
use super::verify::{BadLog, VerifyError, Why};

const IDS: [&str; 5] = ["membership", "person", "agency", "child", "approved_by"];

const YES_NO: &[&str] = &["emergency", "allowed"];
const WHOLE: &[&str] = &[
    "log",
    "seq",
    "commit_last",
    "asked_at",
    "committed_at",
    "parent_log",
    "parent_seq",
    "roles",
    "emergency_until",
    "disclosed",
    "withheld",
    "records_disclosed",
    "view_format",
    "flags",
    "review_due_at",
];
const TEXTS: &[&str] = &[
    "membership",
    "person",
    "agency",
    "agency_kind",
    "client",
    "action",
    "child",
    "relationship",
    "purpose",
    "lawful_basis",
    "dispense_reason",
    "justification",
    "approved_by",
    "refusal_code",
    "sources",
    "policies",
    "ask",
    "as_of",
    "checkpoint",
];
const BYTES: &[&str] = &["rule_book", "facts", "operation", "digest", "salts", "canonical", "leaf_hash", "nodes"];

/// How many sets of Facts are read at a time.
const PAGE: u64 = 512;

pub(super) async fn check<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    let ids = IDS.map(|id| format!("length({id}) <> 36 OR {id} <> lower({id})"));
    let roles = Set::<Role>::all().bits();
    let classes = Set::<FieldClass>::all().bits();
    let flags = Set::<AccessFlag>::all().bits();
    let masks = [("roles", roles), ("disclosed", classes), ("withheld", classes), ("flags", flags)]
        .map(|(column, mask)| format!("({column} & ~CAST({mask} AS BIGINT)) <> 0"));
    // A row before the first is in no tree, and a page would show it.
    let before = ["log < 0 OR seq < 0".to_owned()];
    let odd = ids.into_iter().chain(masks).chain(before).chain(kinds(db.get_database_backend()));
    let odd = odd.collect::<Vec<_>>().join(" OR ");
    if let Some((log, seq)) = first(db, &odd).await? {
        return Err(BadLog { log, seq, why: Why::Changed }.into());
    }
    let lost = "facts IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fact_set WHERE fact_set.hash = access_log.facts)";
    if let Some((log, seq)) = first(db, lost).await? {
        return Err(BadLog { log, seq, why: Why::Facts }.into());
    }
    check_facts(db).await
}

/// SQLite keeps a value of any kind in any column, and reads every number but 0 as yes: each has to be of its column's kind.
/// PostgreSQL holds that itself.
fn kinds(backend: DbBackend) -> Vec<String> {
    if backend != DbBackend::Sqlite {
        return Vec::new();
    }
    let other = |columns: &[&str], kind: &str| {
        columns.iter().map(|c| format!("typeof({c}) NOT IN ('{kind}', 'null')")).collect::<Vec<_>>()
    };
    let yes_no = YES_NO.iter().map(|c| format!("{c} NOT IN (0, 1)"));
    [other(WHOLE, "integer"), other(YES_NO, "integer"), other(TEXTS, "text"), other(BYTES, "blob")]
        .into_iter()
        .flatten()
        .chain(yes_no)
        .collect()
}

/// The first entry of which the condition holds.
pub(super) async fn first<C: ConnectionTrait>(db: &C, condition: &str) -> Result<Option<(i32, i64)>, DbErr> {
    place(db, format!("SELECT log, seq FROM access_log WHERE {condition} ORDER BY log, seq LIMIT 1")).await
}

/// The place that the statement gives.
async fn place<C: ConnectionTrait>(db: &C, sql: String) -> Result<Option<(i32, i64)>, DbErr> {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map(|row| Ok((row.try_get("", "log")?, row.try_get("", "seq")?))).transpose()
}

async fn check_facts<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    // Facts stand under the place of the first entry of a log that named them.
    let first_named = "SELECT f.log, f.seq FROM fact_set AS f LEFT JOIN (SELECT log, facts, min(seq) AS seq FROM access_log \
                       WHERE facts IS NOT NULL GROUP BY log, facts) AS e ON e.log = f.log AND e.facts = f.hash \
                       WHERE e.seq IS NULL OR e.seq <> f.seq ORDER BY f.log, f.seq LIMIT 1";
    if let Some((log, seq)) = place(db, first_named.to_owned()).await? {
        return Err(BadLog { log, seq, why: Why::Facts }.into());
    }
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
