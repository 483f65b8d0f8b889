//! An index by which an agency's searches are found in a long log: the one everyday action of which an agency may have none, so
//! that looking for it would read all that the agency ever did.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = "CREATE INDEX access_log_searches_by_agency ON access_log (agency, committed_at, log, seq) \
                   WHERE action = 'SEARCH'";
        manager.get_connection().execute_unprepared(sql).await.map(|_| ())
    }
}
