//! The turns that are taken with a matter that partner agencies are asked about: what is asked, said and decided follows one after
//! the other, and of two that come at once one is planned again. Append-only.

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
        let mut table = Table::create().table("decision_turn").to_owned();
        table
            .col(ColumnDef::new("matter").text().not_null())
            .col(ColumnDef::new("turn").integer().not_null())
            .col(ColumnDef::new("log").integer().not_null())
            .col(ColumnDef::new("seq").big_integer().not_null())
            .primary_key(Index::create().col("matter").col("turn"));
        manager.create_table(table).await?;
        append_only(manager, "decision_turn").await
    }
}
