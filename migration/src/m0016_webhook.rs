//! Webhooks: where agencies' systems are told what happened, each attempt to tell them, what became of it, and which were to be
//! tried anew. Append-only.

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
        manager.create_table(webhook()).await?;
        append_only(manager, "webhook").await?;
        for (name, at) in [("webhook_attempt", "begun_at"), ("webhook_outcome", "ended_at"), ("webhook_replay", "at")] {
            manager.create_table(of_attempt(name, at)).await?;
            append_only(manager, name).await?;
        }
        let begun = Index::create().name("webhook_attempt_begun").table("webhook_attempt").col("begun_at").to_owned();
        manager.create_index(begun).await
    }
}

fn webhook() -> TableCreateStatement {
    let mut table = Table::create().table("webhook").to_owned();
    for name in ["id", "agency_id", "url", "since"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["version", "generation"] {
        table.col(ColumnDef::new(name).integer().not_null());
    }
    for name in ["events", "rotated_at", "at"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    table.col(ColumnDef::new("removed").boolean().not_null());
    table.primary_key(Index::create().col("id").col("version"));
    placed(table)
}

/// A table of what is about one attempt.
fn of_attempt(name: &'static str, at: &'static str) -> TableCreateStatement {
    let mut table = Table::create().table(name).to_owned();
    table.col(ColumnDef::new("webhook_id").text().not_null());
    table.col(ColumnDef::new("event_log").integer().not_null());
    table.col(ColumnDef::new("event_seq").big_integer().not_null());
    for name in ["event_ordinal", "attempt"] {
        table.col(ColumnDef::new(name).integer().not_null());
    }
    if name == "webhook_outcome" {
        for name in ["delivered", "dead"] {
            table.col(ColumnDef::new(name).boolean().not_null());
        }
        table.col(ColumnDef::new("status").integer().null());
    }
    table.col(ColumnDef::new(at).big_integer().not_null());
    let mut key = Index::create();
    for name in ["webhook_id", "event_log", "event_seq", "event_ordinal", "attempt"] {
        key.col(name);
    }
    table.primary_key(&mut key);
    placed(table)
}

/// The table with the place of the entry that made a row.
fn placed(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
