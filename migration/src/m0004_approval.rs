//! What waits for a second person, and what they answered. Append-only.

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
        manager.create_table(approval()).await?;
        manager.create_table(approval_answer()).await?;
        for (name, columns) in [
            ("approval_approver", ["approver_id", "due_at", "id"]),
            ("approval_child", ["child_id", "membership_id", "id"]),
        ] {
            let mut index = Index::create().name(name).table("approval").to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        append_only(manager, "approval").await?;
        append_only(manager, "approval_answer").await
    }
}

fn approval() -> TableCreateStatement {
    let mut table = Table::create().table("approval").to_owned();
    table.col(ColumnDef::new("id").text().not_null().primary_key());
    for name in ["approver_id", "person_id", "membership_id", "agency_id", "child_id", "action"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["purpose", "dispense_reason", "justification", "protection_id"] {
        table.col(ColumnDef::new(name).text().null());
    }
    for name in ["emergency", "lifting"] {
        table.col(ColumnDef::new(name).boolean().not_null());
    }
    for name in ["asked_at", "due_at"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    placed(table)
}

fn approval_answer() -> TableCreateStatement {
    let mut table = Table::create().table("approval_answer").to_owned();
    table.col(ColumnDef::new("id").text().not_null().primary_key());
    table.col(ColumnDef::new("approved").boolean().not_null());
    for name in ["reason", "person_id", "membership_id"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.col(ColumnDef::new("answered_at").big_integer().not_null());
    placed(table)
}

/// The table with the place of the entry that made a row.
fn placed(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
