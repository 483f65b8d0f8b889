//! Flags of accesses that depend on other accesses, written after them, and how far that went. Append-only. Also the indexes by
//! which the log's filters find what is out of the ordinary.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::append_only::append_only;

/// What is out of the ordinary in the log, as the statements that look for it say it: a flag other than OUT_OF_HOURS, a
/// refusal, or an action other than the everyday ones. An index is used where a statement repeats its condition.
const UNUSUAL: &str = "((flags & 3839) <> 0 OR NOT allowed OR action NOT IN ('VIEW', 'SEARCH'))";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(access_flag()).await?;
        manager.create_table(access_flag_pass()).await?;
        for (name, whose) in [("access_flag_by_time", None), ("access_flag_by_agency", Some("agency"))] {
            let mut index = Index::create().name(name).table("access_flag").to_owned();
            for column in whose.into_iter().chain(["committed_at", "entry_log", "entry_seq"]) {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        for (name, columns, condition) in [
            ("access_log_unusual", "committed_at, log, seq, flags, agency, action", UNUSUAL),
            ("access_log_unusual_by_agency", "agency, committed_at, log, seq, flags, action", UNUSUAL),
            ("access_log_flagged_by_agency", "agency, committed_at, log, seq", "flags <> 0"),
            ("access_log_by_both", "person, child, committed_at", "child IS NOT NULL"),
        ] {
            let sql = format!("CREATE INDEX {name} ON access_log ({columns}) WHERE {condition}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        append_only(manager, "access_flag").await?;
        append_only(manager, "access_flag_pass").await
    }
}

fn access_flag() -> TableCreateStatement {
    let mut table = Table::create().table("access_flag").to_owned();
    table.col(ColumnDef::new("entry_log").integer().not_null());
    for name in ["entry_seq", "flags", "committed_at"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    table.col(ColumnDef::new("agency").text().null());
    placed(table, &["entry_log", "entry_seq", "flags"])
}

fn access_flag_pass() -> TableCreateStatement {
    let mut table = Table::create().table("access_flag_pass").to_owned();
    table.col(ColumnDef::new("of_log").integer().not_null());
    for name in ["since", "until"] {
        table.col(ColumnDef::new(name).big_integer().not_null());
    }
    placed(table, &["of_log", "since"])
}

/// The table with the place of the entry that made a row, and its key.
fn placed(mut table: TableCreateStatement, key: &[&'static str]) -> TableCreateStatement {
    table.col(ColumnDef::new("log").integer().not_null());
    table.col(ColumnDef::new("seq").big_integer().not_null());
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    table
}
