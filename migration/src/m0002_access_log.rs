//! The access log, and what goes with it: which logs there are, the Facts and rule books that entries name by hash, the
//! reviews of entries, and the idempotency keys. All append-only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [access_log(), log_slot(), fact_set(), rule_book(), access_review(), idempotency_key()] {
            manager.create_table(table).await?;
        }
        for (name, subject) in [
            ("access_log_by_time", None),
            ("access_log_by_child", Some("child")),
            ("access_log_by_person", Some("person")),
            ("access_log_by_agency", Some("agency")),
        ] {
            let mut index = Index::create().name(name).table("access_log").to_owned();
            for column in subject.into_iter().chain(["committed_at", "log", "seq"]) {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        // Only views that gave somebody's entries are looked for by whose they were.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX access_log_by_source ON access_log (committed_at, log, seq) WHERE sources IS NOT NULL",
            )
            .await?;
        let reviews = Index::create()
            .name("access_review_by_entry")
            .table("access_review")
            .col("entry_log")
            .col("entry_seq")
            .to_owned();
        manager.create_index(reviews).await?;
        for table in ["access_log", "log_slot", "fact_set", "rule_book", "access_review", "idempotency_key"] {
            append_only(manager, table).await?;
        }
        Ok(())
    }
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

fn maybe_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

fn maybe_big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

fn small(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

fn yes_no(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}

fn maybe_bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().null().take()
}

fn table<const N: usize>(name: &'static str, columns: [ColumnDef; N], key: &[&'static str]) -> TableCreateStatement {
    let mut table = Table::create().table(name).to_owned();
    for mut column in columns {
        table.col(&mut column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    table
}

fn access_log() -> TableCreateStatement {
    let columns = [
        small("log"),
        big("seq"),
        big("commit_last"),
        big("asked_at"),
        big("committed_at"),
        ColumnDef::new("parent_log").integer().null().take(),
        maybe_big("parent_seq"),
        maybe_text("membership"),
        maybe_text("person"),
        maybe_text("agency"),
        maybe_text("agency_kind"),
        big("roles"),
        maybe_text("client"),
        text("action"),
        maybe_text("child"),
        maybe_text("relationship"),
        maybe_text("purpose"),
        maybe_text("lawful_basis"),
        maybe_text("dispense_reason"),
        maybe_text("justification"),
        maybe_text("approved_by"),
        yes_no("emergency"),
        maybe_big("emergency_until"),
        yes_no("allowed"),
        maybe_text("refusal_code"),
        big("disclosed"),
        big("withheld"),
        big("records_disclosed"),
        maybe_text("sources"),
        text("policies"),
        maybe_bytes("rule_book"),
        maybe_bytes("facts"),
        maybe_bytes("operation"),
        maybe_text("ask"),
        text("as_of"),
        small("view_format"),
        maybe_bytes("digest"),
        big("flags"),
        maybe_big("review_due_at"),
        bytes("salts"),
        bytes("canonical"),
        bytes("leaf_hash"),
        bytes("nodes"),
        maybe_text("checkpoint"),
    ];
    table("access_log", columns, &["log", "seq"])
}

fn log_slot() -> TableCreateStatement {
    table("log_slot", [small("log"), big("seq"), big("opened_at")], &["log"])
}

fn fact_set() -> TableCreateStatement {
    table("fact_set", [bytes("hash"), text("facts"), small("log"), big("seq")], &["hash"])
}

fn rule_book() -> TableCreateStatement {
    table("rule_book", [bytes("hash"), text("book"), big("at"), small("log"), big("seq")], &["hash"])
}

fn access_review() -> TableCreateStatement {
    let columns = [
        text("id"),
        small("entry_log"),
        big("entry_seq"),
        text("verdict"),
        text("note"),
        text("reviewer"),
        big("reviewed_at"),
        small("log"),
        big("seq"),
    ];
    table("access_review", columns, &["id"])
}

fn idempotency_key() -> TableCreateStatement {
    let columns = [
        text("client"),
        text("agency"),
        text("mutation"),
        text("key"),
        bytes("input_hash"),
        text("result"),
        big("at"),
        small("log"),
        big("seq"),
    ];
    table("idempotency_key", columns, &["client", "agency", "mutation", "key"])
}
