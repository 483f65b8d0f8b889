//! Who is signed in to the console. Rows are changed and deleted: they are no knowledge, and no fact or view reads them.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create().table("console_session").to_owned();
        table.col(ColumnDef::new("digest").text().not_null().primary_key());
        for name in ["issuer", "subject"] {
            table.col(ColumnDef::new(name).text().not_null());
        }
        table.col(ColumnDef::new("membership").text().null());
        for name in ["last_seen_at", "ends_at"] {
            table.col(ColumnDef::new(name).big_integer().not_null());
        }
        manager.create_table(table).await?;
        let of_person = Index::create()
            .name("console_session_person")
            .table("console_session")
            .col("issuer")
            .col("subject")
            .to_owned();
        manager.create_index(of_person).await
    }
}
