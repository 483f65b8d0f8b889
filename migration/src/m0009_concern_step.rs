//! What becomes of a concern: the steps of those to whom it is addressed, what its raiser adds, for which of them
//! somebody is paged, and what the custodians of a restricted record answer. Append-only.

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
        for (table, of) in [
            ("concern_step", step()),
            ("concern_addition", addition()),
            ("duty_page", page()),
            ("custody_match", custody_match()),
            ("custody_answer", custody_answer()),
        ] {
            manager.create_table(of).await?;
            append_only(manager, table).await?;
        }
        for (name, table, column) in [
            ("concern_step_child", "concern_step", "child_id"),
            ("concern_addition_concern", "concern_addition", "concern_id"),
            ("duty_page_addressed", "duty_page", "addressed_to"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn step() -> TableCreateStatement {
    let mut table = Table::create().table("concern_step").to_owned();
    table.col(ColumnDef::new("concern_id").text().not_null());
    table.col(ColumnDef::new("version").integer().not_null());
    for name in ["child_id", "action", "status", "agency_id", "person_id"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["rating", "decision", "outcome", "reason"] {
        table.col(ColumnDef::new(name).text().null());
    }
    for name in ["rating_due_at", "told_at", "shown_from"] {
        table.col(ColumnDef::new(name).big_integer().null());
    }
    table.col(ColumnDef::new("at").big_integer().not_null());
    table.primary_key(Index::create().col("concern_id").col("version"));
    placed(table)
}

fn addition() -> TableCreateStatement {
    let mut table = Table::create().table("concern_addition").to_owned();
    table.col(ColumnDef::new("id").text().not_null().primary_key());
    for name in ["concern_id", "child_id", "text", "agency_id", "person_id"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.col(ColumnDef::new("at").big_integer().not_null());
    placed(table)
}

fn page() -> TableCreateStatement {
    let mut table = Table::create().table("duty_page").to_owned();
    table.col(ColumnDef::new("concern_id").text().not_null().primary_key());
    table.col(ColumnDef::new("addressed_to").text().not_null());
    table.col(ColumnDef::new("paged_at").big_integer().not_null());
    placed(table)
}

fn custody_match() -> TableCreateStatement {
    let mut table = Table::create().table("custody_match").to_owned();
    for name in ["concern_id", "child_id"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.primary_key(Index::create().col("concern_id").col("child_id"));
    placed(table)
}

fn custody_answer() -> TableCreateStatement {
    let mut table = Table::create().table("custody_answer").to_owned();
    for name in ["concern_id", "child_id", "reason", "agency_id", "person_id"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.col(ColumnDef::new("same").boolean().not_null());
    table.col(ColumnDef::new("at").big_integer().not_null());
    table.primary_key(Index::create().col("concern_id").col("child_id"));
    placed(table)
}

/// The table with the place of the entry that made a row.
fn placed(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
