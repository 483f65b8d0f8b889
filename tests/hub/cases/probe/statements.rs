//! Which statements ran on the hub's database. Only PostgreSQL tells it from outside; elsewhere there is nothing to compare.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tests::Hub;

/// Begins to count, where the database can.
pub async fn count_statements(hub: &Hub) {
    if hub.db.get_database_backend() == DbBackend::Postgres
        && hub.db.execute_unprepared("CREATE EXTENSION pg_stat_statements").await.is_err()
    {
        println!("skipped: pg_stat_statements is not to be had on this server");
    }
}

/// What ran so far, and how often; empty where the database does not tell.
pub async fn ran(hub: &Hub) -> Vec<(String, i64)> {
    if hub.db.get_database_backend() != DbBackend::Postgres {
        return Vec::new();
    }
    let sql = "SELECT query, sum(calls)::bigint FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%' GROUP BY query";
    let Ok(rows) = hub.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await else {
        return Vec::new();
    };
    rows.iter().map(|row| (row.try_get_by_index(0).expect("text"), row.try_get_by_index(1).expect("number"))).collect()
}

/// What ran between the two.
pub fn since(before: &[(String, i64)], after: Vec<(String, i64)>) -> Vec<(String, i64)> {
    let mut ran: Vec<(String, i64)> = after
        .into_iter()
        .map(|(query, calls)| {
            let known = before.iter().find(|(known, _)| *known == query).map_or(0, |(_, calls)| *calls);
            (query, calls - known)
        })
        .filter(|(_, calls)| *calls > 0)
        .collect();
    ran.sort();
    ran
}
