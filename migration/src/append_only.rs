//! Makes the database itself refuse to change or delete what was recorded, on both engines.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The text that the database answers with when somebody tries to change or delete a row of an append-only table.
pub(crate) const REFUSAL: &str = "append-only: what was recorded is never changed or deleted";

/// Puts triggers on the table that refuse UPDATE and DELETE (and TRUNCATE, where the engine has it).
pub(crate) async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    match manager.get_database_backend() {
        DbBackend::Postgres => {
            connection
                .execute_unprepared(&format!(
                    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
                     CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} \
                     FOR EACH ROW EXECUTE FUNCTION refuse_change();
                     CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} \
                     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
                ))
                .await?;
        }
        _ => {
            for verb in ["UPDATE", "DELETE"] {
                connection
                    .execute_unprepared(&format!(
                        "CREATE TRIGGER {table}_no_{} BEFORE {verb} ON {table} \
                         BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                        verb.to_lowercase()
                    ))
                    .await?;
            }
        }
    }
    Ok(())
}
