//! What waits for a person's decision because a young person objected, and what they decided. Append-only.

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
        let big = |name: &'static str| ColumnDef::new(name).big_integer().not_null().take();
        let mut review = keyed("sharing_review");
        for name in ["child_id", "person_id", "membership_id", "agency_id", "agency_kind", "purpose", "reason"] {
            review.col(ColumnDef::new(name).text().not_null());
        }
        review.col(ColumnDef::new("entry_log").integer().not_null());
        for name in ["entry_seq", "asked_at", "due_at"] {
            review.col(big(name));
        }
        let mut decision = keyed("sharing_review_decision");
        decision.col(ColumnDef::new("allowed").boolean().not_null());
        for name in ["classes", "decided_at"] {
            decision.col(big(name));
        }
        decision.col(ColumnDef::new("until").text().null());
        for name in ["reason", "person_id", "membership_id"] {
            decision.col(ColumnDef::new(name).text().not_null());
        }
        for mut table in [review, decision] {
            table.col(ColumnDef::new("log").integer().not_null()).col(big("seq"));
            manager.create_table(table).await?;
        }
        let of_child = Index::create()
            .name("sharing_review_child")
            .table("sharing_review")
            .col("child_id")
            .col("agency_id")
            .col("id")
            .to_owned();
        manager.create_index(of_child).await?;
        append_only(manager, "sharing_review").await?;
        append_only(manager, "sharing_review_decision").await
    }
}

/// A table whose rows have an id.
fn keyed(name: &'static str) -> TableCreateStatement {
    let mut table = Table::create().table(name).to_owned();
    table.col(ColumnDef::new("id").text().not_null().primary_key());
    table
}
