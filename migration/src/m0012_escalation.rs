//! Escalations: what was raised against what, and each step of it. Append-only.

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
        manager.create_table(escalation()).await?;
        append_only(manager, "escalation").await?;
        for (name, column) in [("escalation_raised", "raised_agency"), ("escalation_appealed", "appealed_to")] {
            let index =
                Index::create().name(name).table("escalation").col(column).col("raised_at").col("id").to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn escalation() -> TableCreateStatement {
    let mut table = Table::create().table("escalation").to_owned();
    table.col(ColumnDef::new("id").text().not_null());
    table.col(ColumnDef::new("version").integer().not_null());
    for name in [
        "against",
        "subject",
        "raised_agency",
        "raised_by",
        "appealed_to",
        "action",
        "status",
        "stage",
        "reason",
        "agency_id",
        "person_id",
    ] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["child_id", "concern_id", "outcome", "learning"] {
        table.col(ColumnDef::new(name).text().null());
    }
    for name in [
        "raised_at",
        "due_practitioner",
        "due_line_manager",
        "due_senior_manager",
        "due_director",
        "due_partners",
        "at",
    ] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    table.primary_key(Index::create().col("id").col("version"));
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
