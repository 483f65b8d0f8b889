//! Pieces of work about a child, one row a step, and the outcomes that plans work towards. Append-only.

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
        manager.create_table(case_work()).await?;
        manager.create_table(work_outcome()).await?;
        for (name, table, columns) in [
            ("case_work_child", "case_work", ["child_id", "kind"]),
            ("case_work_agency", "case_work", ["agency_id", "due_on"]),
            ("work_outcome_work", "work_outcome", ["work_id", "due_on"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        append_only(manager, "case_work").await?;
        append_only(manager, "work_outcome").await
    }
}

fn case_work() -> TableCreateStatement {
    let mut table = versioned("case_work");
    for name in
        ["child_id", "kind", "action", "status", "day", "started_on", "people", "agency_id", "agency_kind", "person_id"]
    {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in [
        "due_on",
        "ended_on",
        "follows",
        "concern_id",
        "decision",
        "no_father",
        "not_alone_reason",
        "text",
        "without_checks",
        "entry_id",
        "team",
    ] {
        table.col(ColumnDef::new(name).text().null());
    }
    table.col(ColumnDef::new("seen_alone").boolean().null());
    for name in ["abuse", "classes", "recorded_at"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    placed(table)
}

fn work_outcome() -> TableCreateStatement {
    let mut table = versioned("work_outcome");
    for name in ["work_id", "child_id", "change", "measure", "owner_agency", "due_on", "state"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["owner", "reviewed_on", "note"] {
        table.col(ColumnDef::new(name).text().null());
    }
    placed(table)
}

/// A table of things and their versions.
fn versioned(name: &'static str) -> TableCreateStatement {
    let mut table = Table::create().table(name).to_owned();
    table.col(ColumnDef::new("id").text().not_null());
    table.col(ColumnDef::new("version").integer().not_null());
    table.primary_key(Index::create().col("id").col("version"));
    table
}

/// The table with the place of the entry that made a row.
fn placed(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
