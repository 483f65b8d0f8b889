//! Connections that are kept for single statements. A pool asks the database after each use whether a connection is still good,
//! which takes as long as a small statement; these are handed on as they are. One that failed, or whose reader went away in the
//! middle, goes back to the pool, which looks at it. No transaction must ever begin on one: what was left open of it would show
//! everybody after it the database as it was then. So they are of a pool of their own.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::sqlx::pool::{Pool, PoolConnection};
use sea_orm::sqlx::{
    Arguments, AssertSqlSafe, Database, Encode, Error, Executor, IntoArguments, Postgres, Sqlite, Type, query_with,
};
use sea_orm::{DatabaseConnection, DbBackend, DbErr, QueryResult, RuntimeErr, Value};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Half as many connections as read in transactions, and one at least.
pub(super) enum Lanes {
    Postgres(Kept<Postgres>),
    Sqlite(Kept<Sqlite>),
}

impl Lanes {
    pub(super) fn of(reader: &DatabaseConnection) -> Self {
        match reader.get_database_backend() {
            DbBackend::Postgres => Self::Postgres(Kept::of(reader.get_postgres_connection_pool())),
            _ => Self::Sqlite(Kept::of(reader.get_sqlite_connection_pool())),
        }
    }

    pub(super) const fn backend(&self) -> DbBackend {
        match self {
            Self::Postgres(_) => DbBackend::Postgres,
            Self::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    /// How many connections read at this moment, and how many there may be.
    pub(super) fn busy(&self) -> (usize, usize) {
        match self {
            Self::Postgres(kept) => kept.busy(),
            Self::Sqlite(kept) => kept.busy(),
        }
    }

    /// The rows of a statement.
    pub(super) async fn all(&self, sql: Arc<str>, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Postgres(kept) => Ok(kept.all(sql, values).await?.into_iter().map(QueryResult::from).collect()),
            Self::Sqlite(kept) => Ok(kept.all(sql, values).await?.into_iter().map(QueryResult::from).collect()),
        }
    }
}

/// Connections to one kind of database.
pub(super) struct Kept<D: Database> {
    pool: Pool<D>,
    turns: Semaphore,
    idle: Mutex<Vec<PoolConnection<D>>>,
    most: usize,
}

impl<D> Kept<D>
where
    D: Database,
    D::Arguments: IntoArguments<D>,
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    for<'v> Option<String>: Encode<'v, D> + Type<D>,
    for<'v> Option<i64>: Encode<'v, D> + Type<D>,
    for<'v> Option<i32>: Encode<'v, D> + Type<D>,
    for<'v> Option<bool>: Encode<'v, D> + Type<D>,
    for<'v> Option<Vec<u8>>: Encode<'v, D> + Type<D>,
{
    fn of(pool: &Pool<D>) -> Self {
        let most = (pool.options().get_max_connections() / 2).max(1);
        let options = pool.options().clone().min_connections(0).max_connections(most);
        let pool = options.connect_lazy_with(pool.connect_options().as_ref().clone());
        let most = most as usize;
        Self { pool, turns: Semaphore::new(most), idle: Mutex::default(), most }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<PoolConnection<D>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn busy(&self) -> (usize, usize) {
        (self.most.saturating_sub(self.turns.available_permits()), self.most)
    }

    async fn all(&self, sql: Arc<str>, values: Vec<Value>) -> Result<Vec<D::Row>, DbErr> {
        let arguments = arguments::<D>(values)?;
        // As long as a pool lets anybody wait, so that a database that is gone is told to all who wait at once.
        let patience = self.pool.options().get_acquire_timeout();
        let turn = timeout(patience, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| failed(Error::PoolTimedOut))?.map_err(|_| failed(Error::PoolClosed))?;
        let idle = self.kept().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.pool.acquire().await.map_err(failed)?,
        };
        let rows = query_with(AssertSqlSafe(sql), arguments).fetch_all(&mut *connection).await.map_err(failed)?;
        self.kept().push(connection);
        Ok(rows)
    }
}

impl<D: Database> Drop for Kept<D> {
    fn drop(&mut self) {
        // A pool takes a connection back by a task, for which there must be a runtime.
        if Handle::try_current().is_err() {
            let idle = self.idle.get_mut().unwrap_or_else(PoisonError::into_inner);
            idle.drain(..).for_each(std::mem::forget);
        }
    }
}

/// The values that a statement names, of the few types that the hub's tables know.
fn arguments<D>(values: Vec<Value>) -> Result<D::Arguments, DbErr>
where
    D: Database,
    for<'v> Option<String>: Encode<'v, D> + Type<D>,
    for<'v> Option<i64>: Encode<'v, D> + Type<D>,
    for<'v> Option<i32>: Encode<'v, D> + Type<D>,
    for<'v> Option<bool>: Encode<'v, D> + Type<D>,
    for<'v> Option<Vec<u8>>: Encode<'v, D> + Type<D>,
{
    let mut arguments = D::Arguments::default();
    for value in values {
        match value {
            Value::String(text) => arguments.add(text),
            Value::BigInt(number) => arguments.add(number),
            Value::Int(number) => arguments.add(number),
            Value::Bool(truth) => arguments.add(truth),
            Value::Bytes(bytes) => arguments.add(bytes),
            _ => return Err(DbErr::Type("a value of a kind that no column has".to_owned())),
        }
        .map_err(|error| failed(Error::Encode(error)))?;
    }
    Ok(arguments)
}

fn failed(error: Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use sea_orm::TransactionTrait;

    use super::*;
    use crate::store::connect::open_readers;
    use crate::testing::Scratch;

    impl Lanes {
        fn idle(&self) -> usize {
            match self {
                Self::Postgres(kept) => kept.kept().len(),
                Self::Sqlite(kept) => kept.kept().len(),
            }
        }
    }

    #[tokio::test]
    async fn single_statements_have_connections_of_their_own_half_as_many_as_transactions() {
        for scratch in Scratch::each().await {
            let reader = open_readers(scratch.url(), 4).await.unwrap();
            let lanes = Lanes::of(&reader);
            let ask = |sql: &'static str| lanes.all(sql.into(), vec![Value::from(7_i64)]);
            let answers = join_all((0..30).map(|_| ask("SELECT $1 AS n"))).await;
            assert!(answers.iter().all(|rows| rows.as_ref().unwrap()[0].try_get::<i64>("", "n").unwrap() == 7));
            assert_eq!((lanes.idle(), lanes.busy()), (2, (0, 2)));
            let transactions = join_all((0..4).map(|_| reader.begin())).await;
            for transaction in transactions {
                transaction.unwrap().rollback().await.unwrap();
            }
            drop(lanes);
            reader.close().await.unwrap();
            scratch.gone().await;
        }
    }

    #[tokio::test]
    async fn what_failed_is_not_kept_and_harms_nobody_after_it() {
        for scratch in Scratch::each().await {
            let reader = open_readers(scratch.url(), 2).await.unwrap();
            let lanes = Lanes::of(&reader);
            for _ in 0..3 {
                lanes.all("SELECT n FROM nothing".into(), Vec::new()).await.unwrap_err();
                assert_eq!(lanes.idle(), 0);
                lanes.all("SELECT 1 AS n".into(), Vec::new()).await.unwrap();
                assert_eq!(lanes.idle(), 1);
            }
            drop(lanes);
            reader.close().await.unwrap();
            scratch.gone().await;
        }
    }

    #[tokio::test]
    async fn every_kind_of_value_is_read_as_it_was_bound() {
        for scratch in Scratch::each().await {
            let reader = open_readers(scratch.url(), 1).await.unwrap();
            let lanes = Lanes::of(&reader);
            let mut values = vec!["it's".into(), i64::MAX.into(), i32::MIN.into(), true.into()];
            values.extend([vec![0_u8, 255].into(), None::<String>.into()]);
            let sql = "SELECT $1 AS text, $2 AS long, $3 AS whole, $4 AS truth, $5 AS hash, $6 AS absent";
            let row = &lanes.all(sql.into(), values).await.unwrap()[0];
            assert_eq!(row.try_get::<String>("", "text").unwrap(), "it's");
            assert_eq!(row.try_get::<i64>("", "long").unwrap(), i64::MAX);
            assert_eq!(row.try_get::<i32>("", "whole").unwrap(), i32::MIN);
            assert!(row.try_get::<bool>("", "truth").unwrap());
            assert_eq!(row.try_get::<Vec<u8>>("", "hash").unwrap(), [0, 255]);
            assert_eq!(row.try_get::<Option<String>>("", "absent").unwrap(), None);
            lanes.all("SELECT 1".into(), vec![Value::Double(Some(1.0))]).await.unwrap_err();
            drop(lanes);
            reader.close().await.unwrap();
            scratch.gone().await;
        }
    }
}
