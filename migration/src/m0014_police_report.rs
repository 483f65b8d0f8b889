//! What is police-shaped of a report that the police posted. Append-only.

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
        manager.create_table(police_report()).await?;
        // A force's number is used once: what is posted again is found, and never doubled.
        let number = Index::create()
            .name("police_report_number")
            .table("police_report")
            .col("agency_id")
            .col("report_number")
            .col("place")
            .unique()
            .to_owned();
        manager.create_index(number).await?;
        append_only(manager, "police_report").await
    }
}

fn police_report() -> TableCreateStatement {
    let mut table = Table::create().table("police_report").to_owned();
    table.col(ColumnDef::new("concern_id").text().not_null().primary_key());
    for name in [
        "agency_id",
        "report_number",
        "rating",
        "unit",
        "attended_because",
        "attended_precision",
        "adults",
        "third_parties",
    ] {
        table.col(ColumnDef::new(name).text().not_null());
    }
    for name in ["attended_where", "child_voice"] {
        table.col(ColumnDef::new(name).text().null());
    }
    for name in ["place", "children", "log"] {
        table.col(ColumnDef::new(name).integer().not_null());
    }
    table.col(ColumnDef::new("attended_at").big_integer().null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    table
}
