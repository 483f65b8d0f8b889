//! Tables and columns as the database has them, and values on their way between a row and JSON: numbers, truth and text as they
//! are, bytes in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::BackupError;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Text,
    Number,
    Truth,
    Bytes,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// Who is signed in to the console: no knowledge, and whoever signed out since must not be let in again by it.
const SESSIONS: &str = "console_session";

/// The names of the tables that a backup holds; the list of migrations is none of them.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() \
             AND table_type = 'BASE TABLE' AND table_name <> 'seaql_migrations' ORDER BY 1"
        }
        _ => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND name <> 'seaql_migrations' ORDER BY 1"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let names: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    Ok(names.into_iter().filter(|name| name != SESSIONS).collect())
}

/// The first table with a row that names an entry which is in no log.
pub(super) async fn unlogged(db: &impl ConnectionTrait) -> Result<Option<String>, BackupError> {
    for table in all(db).await? {
        let columns = columns(db, &table).await?;
        if !["log", "seq"].iter().all(|place| columns.iter().any(|column| column.name == *place)) {
            return Err(BackupError::Table(format!("{table} does not say which entry of the log made its rows")));
        }
        let sql = format!(
            "SELECT 1 FROM {} AS t WHERE NOT EXISTS (SELECT 1 FROM access_log AS a WHERE a.log = t.log AND a.seq = t.seq) \
             LIMIT 1",
            quoted(&table)
        );
        if db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?.is_some() {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// The columns of a table, in order.
pub(super) async fn columns(db: &impl ConnectionTrait, table: &str) -> Result<Vec<Column>, BackupError> {
    let backend = db.get_database_backend();
    let (sql, value) = match backend {
        DbBackend::Postgres => (
            "SELECT column_name::text, data_type::text FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
            table,
        ),
        _ => ("SELECT name, type FROM pragma_table_info($1) ORDER BY cid", table),
    };
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, [value.into()])).await?;
    rows.iter()
        .map(|row| {
            let (name, declared): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let kind = kind(&declared)
                .ok_or_else(|| BackupError::Table(format!("{table}.{name} is of the unknown kind {declared}")))?;
            Ok(Column { name, kind })
        })
        .collect()
}

fn kind(declared: &str) -> Option<Kind> {
    let declared = declared.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| declared.contains(part));
    match () {
        () if has(&["bool"]) => Some(Kind::Truth),
        () if has(&["int"]) => Some(Kind::Number),
        () if has(&["blob", "bytea"]) => Some(Kind::Bytes),
        () if has(&["text", "char"]) => Some(Kind::Text),
        () => None,
    }
}

/// A name as both databases take it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The expressions that give a row's values, each in the one type of its kind.
pub(super) fn selected(backend: DbBackend, columns: &[Column]) -> String {
    let of = |column: &Column| match (backend, column.kind) {
        (DbBackend::Postgres, Kind::Number) => format!("{}::bigint", quoted(&column.name)),
        _ => quoted(&column.name),
    };
    columns.iter().map(of).collect::<Vec<_>>().join(", ")
}

/// A row's values, which begin at that place of it.
pub(super) fn to_json(row: &QueryResult, from: usize, columns: &[Column]) -> Result<Vec<Json>, DbErr> {
    let value = |(at, column): (usize, &Column)| -> Result<Json, DbErr> {
        Ok(match column.kind {
            Kind::Text => row.try_get_by_index::<Option<String>>(at)?.into(),
            Kind::Number => row.try_get_by_index::<Option<i64>>(at)?.into(),
            Kind::Truth => row.try_get_by_index::<Option<bool>>(at)?.into(),
            Kind::Bytes => row.try_get_by_index::<Option<Vec<u8>>>(at)?.map(|bytes| STANDARD.encode(bytes)).into(),
        })
    };
    (from..).zip(columns).map(value).collect()
}

/// A value as a statement takes it; none where it is not of the column's kind.
pub(super) fn to_value(json: Json, kind: Kind) -> Option<Value> {
    Some(match (kind, json) {
        (Kind::Text, Json::Null) => None::<String>.into(),
        (Kind::Number, Json::Null) => None::<i64>.into(),
        (Kind::Truth, Json::Null) => None::<bool>.into(),
        (Kind::Bytes, Json::Null) => None::<Vec<u8>>.into(),
        (Kind::Text, Json::String(text)) => text.into(),
        (Kind::Number, Json::Number(number)) => number.as_i64()?.into(),
        (Kind::Truth, Json::Bool(truth)) => truth.into(),
        (Kind::Bytes, Json::String(text)) => STANDARD.decode(text).ok()?.into(),
        _ => return None,
    })
}
