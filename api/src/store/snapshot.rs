//! One consistent view of the database: a read transaction, now or as of an earlier entry of the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult, Statement, TransactionTrait, Value,
};

use super::measures::Measures;
use super::sql::Dialect;

/// Which knowledge counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Everything recorded.
    Now,
    /// What had been recorded when the logs had these sizes: (log, entries).
    Sizes(Vec<(i32, i64)>),
}

/// A read transaction. Dropped or closed, its connection goes back.
pub struct Snapshot {
    txn: DatabaseTransaction,
    pub(crate) dialect: Dialect,
    as_of: AsOf,
    measures: Arc<Measures>,
    statements: AtomicU32,
}

impl Snapshot {
    pub(crate) async fn begin(
        reader: &DatabaseConnection,
        as_of: AsOf,
        measures: Arc<Measures>,
    ) -> Result<Self, DbErr> {
        let txn = reader.begin().await?;
        let dialect = Dialect::of(txn.get_database_backend());
        Ok(Self { dialect, txn, as_of, measures, statements: AtomicU32::new(0) })
    }

    /// Ends the snapshot and gives its connection back, before anybody waits for the log.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn close(self) -> Result<(), DbErr> {
        self.txn.commit().await
    }

    /// How many statements were run in it so far: an answer must not take more of them for a child that is known.
    #[cfg(test)]
    pub(crate) fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(crate) async fn all(&self, sql: String, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.txn.query_all_raw(Statement::from_sql_and_values(self.dialect.backend(), sql, values)).await
    }

    pub(crate) async fn one(&self, sql: String, values: Vec<Value>) -> Result<Option<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.txn.query_one_raw(Statement::from_sql_and_values(self.dialect.backend(), sql, values)).await
    }

    /// Which knowledge counts in this snapshot.
    pub(crate) const fn as_of(&self) -> &AsOf {
        &self.as_of
    }

    /// What facts are made by in this snapshot.
    pub(crate) fn measures(&self) -> &Measures {
        &self.measures
    }

    /// SQL that holds for the rows of `alias` that had been recorded.
    pub(crate) fn recorded(&self, alias: &str) -> String {
        self.recorded_at(&self.as_of, alias)
    }

    /// The same as of another moment.
    pub(crate) fn recorded_at(&self, as_of: &AsOf, alias: &str) -> String {
        match as_of {
            AsOf::Now => "TRUE".to_owned(),
            AsOf::Sizes(sizes) => {
                let known: Vec<String> =
                    sizes.iter().map(|(log, size)| format!("({alias}.log = {log} AND {alias}.seq < {size})")).collect();
                if known.is_empty() { "FALSE".to_owned() } else { format!("({})", known.join(" OR ")) }
            }
        }
    }

    /// SQL that holds for the newest recorded version of each thing in `table AS alias`, told apart by `key`.
    pub(crate) fn newest(&self, table: &str, alias: &str, key: &str) -> String {
        self.newest_at(&self.as_of, table, alias, key)
    }

    /// The same as of another moment.
    pub(crate) fn newest_at(&self, as_of: &AsOf, table: &str, alias: &str, key: &str) -> String {
        let newer = format!("{alias}_newer");
        format!(
            "{} AND NOT EXISTS (SELECT 1 FROM {table} AS {newer} WHERE {newer}.{key} = {alias}.{key} \
             AND {newer}.version = {alias}.version + 1 AND {})",
            self.recorded_at(as_of, alias),
            self.recorded_at(as_of, &newer)
        )
    }
}
