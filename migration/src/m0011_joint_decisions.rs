//! Joint decisions: what partner agencies were asked, the view of each, and what was decided. Append-only.

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
        for (table, of) in
            [("joint_decision", joint_decision()), ("joint_partner", joint_partner()), ("partner_view", partner_view())]
        {
            manager.create_table(of).await?;
            append_only(manager, table).await?;
        }
        for (name, table, columns) in [
            ("joint_decision_addressed", "joint_decision", ["addressed_to", "asked_at", "id"].as_slice()),
            ("joint_decision_concern", "joint_decision", &["concern_id"]),
            ("joint_partner_agency", "joint_partner", &["agency_id"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn joint_decision() -> TableCreateStatement {
    let mut table = Table::create().table("joint_decision").to_owned();
    table.col(ColumnDef::new("id").text().not_null());
    table.col(ColumnDef::new("version").integer().not_null());
    for name in [
        "child_id",
        "addressed_to",
        "purpose",
        "agency_id",
        "person_id",
        "question",
        "threshold_document",
        "threshold_version",
        "status",
    ] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["concern_id", "round_id", "decision", "level", "reason", "decided_agency", "decided_by"] {
        table.col(ColumnDef::new(name).text().null());
    }
    for name in ["asked_at", "due_at"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    table.col(ColumnDef::new("decided_at").big_integer().null());
    table.col(ColumnDef::new("alone").boolean().not_null());
    table.primary_key(Index::create().col("id").col("version"));
    placed(table)
}

fn joint_partner() -> TableCreateStatement {
    let mut table = Table::create().table("joint_partner").to_owned();
    for name in ["decision_id", "agency_id", "agency_kind"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.primary_key(Index::create().col("decision_id").col("agency_id"));
    placed(table)
}

fn partner_view() -> TableCreateStatement {
    let mut table = Table::create().table("partner_view").to_owned();
    for name in ["decision_id", "agency_id"] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.col(ColumnDef::new("version").integer().not_null());
    for name in
        ["child_id", "level", "outcome", "reason", "evidence", "purpose", "lawful_basis", "policy_version", "person_id"]
    {
        table.col(ColumnDef::new(name).text().not_null());
    }
    table.col(ColumnDef::new("dissent").boolean().not_null());
    table.col(ColumnDef::new("at").big_integer().not_null());
    table.primary_key(Index::create().col("decision_id").col("agency_id").col("version"));
    placed(table)
}

/// The table with the place of the entry that made a row.
fn placed(mut table: TableCreateStatement) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
