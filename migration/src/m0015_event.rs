//! Events: what happened, of which people and their systems are told. Ids alone, written with the change. Append-only.

use sea_orm_migration::prelude::*;

use crate::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create().table("event").to_owned();
        table.col(ColumnDef::new("log").integer().not_null());
        table.col(ColumnDef::new("seq").big_integer().not_null());
        table.col(ColumnDef::new("ordinal").integer().not_null());
        for name in ["kind", "subject", "child_id", "agencies"] {
            table.col(ColumnDef::new(name).text().not_null());
        }
        table.col(ColumnDef::new("at").big_integer().not_null());
        table.primary_key(Index::create().col("log").col("seq").col("ordinal"));
        manager.create_table(table).await?;
        append_only(manager, "event").await
    }
}
