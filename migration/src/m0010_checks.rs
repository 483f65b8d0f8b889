//! Safeguarding checks: what was asked of whom, what came back, the entries that came with it, and decisions to go on without
//! consent. Append-only.

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
        for table in [check_round(), safeguarding_check(), check_entry(), dispensing_decision()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("check_child", "safeguarding_check", ["child_id", "key_point", "asked_kind"]),
            ("check_asking", "safeguarding_check", ["agency_id", "requested_at", "id"]),
            ("check_asked", "safeguarding_check", ["asked_agency", "requested_at", "id"]),
            ("dispensing_concern", "dispensing_decision", ["concern_id", "decided_at", "id"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        for table in ["check_round", "safeguarding_check", "check_entry", "dispensing_decision"] {
            append_only(manager, table).await?;
        }
        Ok(())
    }
}

fn check_round() -> TableCreateStatement {
    let mut table = Table::create().table("check_round").to_owned();
    table.col(ColumnDef::new("id").text().not_null().primary_key());
    texts(
        &mut table,
        &["child_id", "key_point", "purpose", "agency_id", "person_id", "text", "household", "former_addresses"],
        &["concern_id"],
    );
    table.col(ColumnDef::new("requested_at").big_integer().not_null());
    placed(table)
}

fn safeguarding_check() -> TableCreateStatement {
    let mut table = Table::create().table("safeguarding_check").to_owned();
    table.col(ColumnDef::new("id").text().not_null());
    table.col(ColumnDef::new("version").integer().not_null());
    texts(
        &mut table,
        &[
            "round_id",
            "child_id",
            "key_point",
            "purpose",
            "agency_id",
            "person_id",
            "asked_agency",
            "asked_kind",
            "status",
            "systems",
        ],
        &["ground", "answer", "reason", "ask_whom", "answered_by", "valid_until", "withdrawn_reason"],
    );
    for name in ["classes", "requested_at"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    for name in ["sent_at", "due_at", "answered_at"] {
        table.col(ColumnDef::new(name).big_integer().null());
    }
    table.primary_key(Index::create().col("id").col("version"));
    placed(table)
}

fn check_entry() -> TableCreateStatement {
    let mut table = Table::create().table("check_entry").to_owned();
    table.col(ColumnDef::new("entry_id").text().not_null().primary_key());
    texts(&mut table, &["check_id", "asking_agency"], &[]);
    placed(table)
}

fn dispensing_decision() -> TableCreateStatement {
    let mut table = Table::create().table("dispensing_decision").to_owned();
    table.col(ColumnDef::new("id").text().not_null().primary_key());
    texts(
        &mut table,
        &["child_id", "dispense_reason", "reason", "agency_id", "person_id"],
        &["concern_id", "check_id"],
    );
    table.col(ColumnDef::new("decided_at").big_integer().not_null());
    placed(table)
}

/// Columns of text: those that are always there, and those that may be null.
fn texts(table: &mut TableCreateStatement, always: &[&'static str], maybe: &[&'static str]) {
    for name in always {
        table.col(ColumnDef::new(*name).text().not_null());
    }
    for name in maybe {
        table.col(ColumnDef::new(*name).text().null());
    }
}

/// The table with the place of the entry that made a row.
fn placed(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
