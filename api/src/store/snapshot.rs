//! One consistent view of the database: everything in a read transaction, or what had been recorded when the logs had
//! certain sizes. What is recorded never changes, so the second needs no transaction.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement,
    TransactionTrait, Value,
};

use serde::de::DeserializeOwned;

use super::caller::json;
use super::lanes::Lanes;
use super::measures::Measures;
use super::row;
use super::sql::Dialect;
use crate::plain::memo::Memo;

/// Which knowledge counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Everything recorded.
    Now,
    /// What had been recorded when the logs had these sizes: (log, entries).
    Sizes(Vec<(i32, i64)>),
}

/// Texts of statements of everything recorded.
static OF_NOW: LazyLock<Memo<(Dialect, String), Arc<str>>> = LazyLock::new(|| Memo::of_twice(64));

/// What statements run on.
enum Connection {
    /// One transaction: all statements see the same.
    Transaction(DatabaseTransaction),
    /// Any connection that is free.
    Any(Arc<Lanes>),
}

/// A view of the database. Dropped or closed, its connection goes back.
pub struct Snapshot {
    connection: Connection,
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
        let connection = reader.clone();
        // By a task of its own: of a beginning that broke off in the middle, the driver forgets that it was sent, and the connection
        // would go back with the transaction open, in which the next who reads sees the past.
        let begun = tokio::spawn(async move { connection.begin().await }).await;
        let transaction = begun.map_err(|_| DbErr::Custom("a transaction did not begin".to_owned()))??;
        Ok(Self::on(Connection::Transaction(transaction), reader.get_database_backend(), as_of, measures))
    }

    /// Without a transaction, on any connection: one statement of what stands, or any number as of the same sizes.
    pub(super) fn glance(lanes: &Arc<Lanes>, as_of: AsOf, measures: Arc<Measures>) -> Self {
        Self::on(Connection::Any(Arc::clone(lanes)), lanes.backend(), as_of, measures)
    }

    fn on(connection: Connection, backend: DbBackend, as_of: AsOf, measures: Arc<Measures>) -> Self {
        Self { connection, dialect: Dialect::of(backend), as_of, measures, statements: AtomicU32::new(0) }
    }

    /// What had been recorded when the logs had those sizes, for the statements that follow the one that read them; the same
    /// view where it was consistent before.
    pub(crate) fn settled(self, sizes: &[(i32, i64)]) -> Self {
        if matches!((&self.connection, &self.as_of), (Connection::Any(_), AsOf::Now)) {
            return Self { as_of: AsOf::Sizes(sizes.to_vec()), ..self };
        }
        self
    }

    /// Ends the snapshot and gives its connection back, before anybody waits for the log.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn close(self) -> Result<(), DbErr> {
        // A figure for whoever runs the hub, and how a test sees that two answers took the same: never what was asked.
        let statements = self.statements.load(Ordering::Relaxed);
        tracing::debug!(target: "hub::snapshot", statements, "closed");
        match self.connection {
            Connection::Transaction(transaction) => transaction.commit().await,
            Connection::Any(_) => Ok(()),
        }
    }

    /// How many statements were run in it so far: an answer must not take more of them for a child that is known.
    #[cfg(test)]
    pub(crate) fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(crate) async fn all(
        &self,
        sql: impl Into<Arc<str>> + Send,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let (sql, values) = self.sized(sql.into(), values);
        match &self.connection {
            Connection::Transaction(transaction) => transaction.query_all_raw(self.statement(&sql, values)).await,
            // Boxed, as a transaction's is: what asks is deep enough.
            Connection::Any(lanes) => Box::pin(lanes.all(sql, values)).await,
        }
    }

    pub(crate) async fn one(
        &self,
        sql: impl Into<Arc<str>> + Send,
        values: Vec<Value>,
    ) -> Result<Option<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let (sql, values) = self.sized(sql.into(), values);
        match &self.connection {
            Connection::Transaction(transaction) => transaction.query_one_raw(self.statement(&sql, values)).await,
            Connection::Any(lanes) => Ok(Box::pin(lanes.all(sql, values)).await?.into_iter().next()),
        }
    }

    /// The rows of a statement of [`Dialect::pairs`].
    pub(crate) async fn pairs<A, B>(&self, sql: Arc<str>, values: Vec<Value>) -> Result<Vec<(A, Option<B>)>, DbErr>
    where
        A: DeserializeOwned,
        B: DeserializeOwned,
    {
        match self.dialect {
            Dialect::Postgres => self.all(sql, values).await?.iter().map(row::read).collect(),
            Dialect::Sqlite => match self.one(sql, values).await? {
                Some(row) => json(&row.try_get_by_index::<String>(0)?),
                None => Ok(Vec::new()),
            },
        }
    }

    /// The text of a statement of everything recorded, worked out once; of another as-of, each time. `name` says all that the
    /// text depends on beside the database.
    pub(crate) fn text(&self, name: &str, work_out: impl FnOnce() -> String) -> Arc<str> {
        if self.as_of != AsOf::Now {
            return work_out().into();
        }
        let key = (self.dialect, name.to_owned());
        OF_NOW.get(&key).unwrap_or_else(|| {
            let text: Arc<str> = work_out().into();
            OF_NOW.keep(key, Arc::clone(&text));
            text
        })
    }

    /// The text and its values, with the sizes that it names bound behind the others: the text is the same for all sizes, so that
    /// the database plans it once.
    fn sized(&self, mut sql: Arc<str>, mut values: Vec<Value>) -> (Arc<str>, Vec<Value>) {
        if let AsOf::Sizes(sizes) = &self.as_of {
            for (log, size) in sizes {
                let name = size_of(*log);
                if sql.contains(&name) {
                    values.push((*size).into());
                    sql = sql.replace(&name, &format!("${}", values.len())).into();
                }
            }
        }
        (sql, values)
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.dialect.backend(), sql, values)
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
                let own = *as_of == self.as_of;
                let size = |log: i32, size: i64| if own { size_of(log) } else { size.to_string() };
                let known: Vec<String> = sizes
                    .iter()
                    .map(|(log, entries)| format!("({alias}.log = {log} AND {alias}.seq < {})", size(*log, *entries)))
                    .collect();
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

/// How SQL names the size of a log, before it is bound.
fn size_of(log: i32) -> String {
    format!(":size_of_log_{log}:")
}
