//! What imports made of the records of returns, by which the next run knows them again. Append-only.

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
        let mut table = Table::create().table("imported_record").to_owned();
        for name in ["agency_id", "child_key", "key"] {
            table.col(ColumnDef::new(name).text().not_null());
        }
        table.col(ColumnDef::new("version").integer().not_null());
        table.col(ColumnDef::new("content_hash").blob().not_null());
        for name in ["as_of", "child_id", "made"] {
            table.col(ColumnDef::new(name).text().not_null());
        }
        table.col(ColumnDef::new("log").integer().not_null());
        table.col(ColumnDef::new("seq").big_integer().not_null());
        let mut primary = Index::create();
        for name in ["agency_id", "child_key", "key", "version"] {
            primary.col(name);
        }
        table.primary_key(&mut primary);
        manager.create_table(table).await?;
        append_only(manager, "imported_record").await
    }
}
