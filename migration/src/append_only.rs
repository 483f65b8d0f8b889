//! Makes the database itself refuse to change or delete what was recorded, on both engines, and finds the tables that do not.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

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
            for verb in SQLITE_VERBS {
                connection.execute_unprepared(&sqlite_trigger(table, verb)).await?;
            }
        }
    }
    Ok(())
}

/// What an SQLite table refuses, by a trigger each.
const SQLITE_VERBS: [&str; 2] = ["UPDATE", "DELETE"];

fn sqlite_trigger(table: &str, verb: &str) -> String {
    format!(
        "CREATE TRIGGER {table}_no_{} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        verb.to_lowercase()
    )
}

/// The tables of recorded rows, which all name the log entry that made them, whose rows the database would let be changed or
/// deleted: a trigger is missing, switched off, or not the one that was put there.
///
/// # Errors
/// Where the database fails.
pub async fn unguarded(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = match db.get_database_backend() {
        // Of a trigger's type: 2 before, 8 delete, 16 update, 32 truncate.
        DbBackend::Postgres => format!(
            "SELECT c.table_name::text FROM information_schema.columns AS c \
             WHERE c.table_schema = current_schema() AND c.column_name = 'log' AND coalesce((SELECT bit_or(t.tgtype::int) \
             FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid WHERE t.tgrelid = \
             format('%I.%I', c.table_schema, c.table_name)::regclass AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL \
             AND t.tgattr::text = '' AND (t.tgtype & 2) = 2 \
             AND strpos(p.prosrc, 'BEGIN RAISE EXCEPTION ''{REFUSAL}''; END') > 0), 0) & 56 <> 56 ORDER BY 1"
        ),
        _ => {
            // The trigger of each table as it was put there, with the table's name in place of a mark.
            let as_made = |verb| sqlite_trigger("?", verb).replace('\'', "''").replace('?', "' || m.name || '");
            let [update, delete] = SQLITE_VERBS.map(as_made);
            format!(
                "SELECT m.name FROM sqlite_master AS m WHERE m.type = 'table' \
                 AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) AS c WHERE c.name = 'log') \
                 AND (SELECT count(*) FROM sqlite_master AS t WHERE t.type = 'trigger' AND t.tbl_name = m.name \
                 AND t.sql IN ('{update}', '{delete}')) < 2 ORDER BY 1"
            )
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
