//! Responsibility for a child passes from one authority to another: what was offered and what was accepted. Append-only.

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
        let mut table = Table::create().table("responsibility_transfer").to_owned();
        table.col(ColumnDef::new("child_id").text().not_null());
        table.col(ColumnDef::new("version").integer().not_null());
        for name in ["id", "from_agency", "to_agency", "passes_on"] {
            table.col(ColumnDef::new(name).text().not_null());
        }
        table.col(ColumnDef::new("accepted").boolean().not_null());
        for name in ["reason", "person_id"] {
            table.col(ColumnDef::new(name).text().not_null());
        }
        table.col(ColumnDef::new("recorded_at").big_integer().not_null());
        table.col(ColumnDef::new("log").integer().not_null());
        table.col(ColumnDef::new("seq").big_integer().not_null());
        table.primary_key(Index::create().col("child_id").col("version"));
        manager.create_table(table).await?;
        append_only(manager, "responsibility_transfer").await
    }
}
