//! Why a case was closed while safeguarding checks were missing, kept with the level to which it was closed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("without_checks").text().to_owned();
        manager.alter_table(Table::alter().table("level_of_need").add_column(column).to_owned()).await
    }
}
