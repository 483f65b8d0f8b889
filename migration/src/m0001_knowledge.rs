//! What agencies recorded, and everything that a verdict or a view may read: `m0001_knowledge.sql`, and the triggers that
//! refuse to change or delete any of it.

use sea_orm_migration::prelude::*;

use crate::append_only::append_only;

const TABLES: &[&str] = &[
    "agency",
    "person",
    "membership",
    "client_app",
    "child",
    "child_identifier",
    "involvement",
    "level_of_need",
    "protective_work",
    "chronology_entry",
    "concern",
    "concern_match",
    "consent",
    "protection",
    "named_access",
    "opening",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(include_str!("m0001_knowledge.sql")).await?;
        for table in TABLES {
            append_only(manager, table).await?;
        }
        Ok(())
    }
}
