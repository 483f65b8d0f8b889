//! Agencies that other agencies succeed (R39): what was named and decided, and what was settled before. Append-only.

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
        let mut succession = Table::create().table("succession").to_owned();
        succession.col(ColumnDef::new("id").text().not_null());
        succession.col(ColumnDef::new("version").integer().not_null());
        for name in ["agency_id", "keeper", "others", "takes_effect_on", "state"] {
            succession.col(ColumnDef::new(name).text().not_null());
        }
        for name in ["reason", "person_id"] {
            succession.col(ColumnDef::new(name).text().null());
        }
        succession.primary_key(Index::create().col("id").col("version"));
        manager.create_table(recorded(succession)).await?;
        append_only(manager, "succession").await?;

        let mut settlement = Table::create().table("succession_settlement").to_owned();
        for name in ["succession_id", "protection_id"] {
            settlement.col(ColumnDef::new(name).text().not_null());
        }
        settlement.col(ColumnDef::new("protection_version").integer().not_null());
        for name in ["child_id", "reason", "person_id"] {
            settlement.col(ColumnDef::new(name).text().not_null());
        }
        let mut primary = Index::create();
        for name in ["succession_id", "protection_id", "protection_version"] {
            primary.col(name);
        }
        settlement.primary_key(&mut primary);
        manager.create_table(recorded(settlement)).await?;
        append_only(manager, "succession_settlement").await
    }
}

/// The table with when a row was made, and the place of the entry that made it.
fn recorded(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("recorded_at").big_integer().not_null());
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
