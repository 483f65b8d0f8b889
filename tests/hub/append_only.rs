//! What was recorded stays: the database itself refuses to change or delete any of it.

use entities::words::{ChronologyCategory, LevelOfNeed, ProtectiveWork};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tests::database::{number, tables};
use tests::queries::{CONTRIBUTE, entry};
use tests::{ChildFile, Hub, on_both};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_refuses_update_and_delete() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["gp"])
            .level(LevelOfNeed::ChildInNeed)
            .work(ProtectiveWork::Plan)
            .entry("gp", "one", ChronologyCategory::Health, &[])
            .restricted_to(&["gp"])
            .put(&hub.door)
            .await;
        let input = entry(child, "CHILD_IN_NEED_ASSESSMENT", "key", "an entry through the door");
        hub.ask("gp", CONTRIBUTE, serde_json::json!({"input": input})).await.ok();
        // Who is signed in to the console is no knowledge: sessions come and go.
        let tables: Vec<String> =
            tables(&hub.db).await.into_iter().filter(|table| table != "console_session").collect();
        assert!(tables.len() >= 24, "where are the tables? {tables:?}");
        for table in &tables {
            let count = format!("SELECT count(*) FROM {table}");
            if number(&hub.db, &count).await == 0 {
                fill(&hub.db, table).await;
            }
            let before = number(&hub.db, &count).await;
            let column = columns(&hub.db, table).await.remove(0).0;
            let mut tries = vec![format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")];
            if hub.db.get_database_backend() == DbBackend::Postgres {
                tries.push(format!("TRUNCATE {table}"));
            }
            for sql in tries {
                match hub.db.execute_unprepared(&sql).await {
                    Ok(_) => panic!("allowed: {sql}"),
                    Err(error) => assert!(error.to_string().contains("append-only"), "{sql}: {error}"),
                }
            }
            assert_eq!(number(&hub.db, &count).await, before, "{table}");
        }
        hub.end().await;
    })
    .await;
}

/// A row of the least values: a trigger for each row says nothing about an empty table.
async fn fill(db: &DatabaseConnection, table: &str) {
    let columns = columns(db, table).await;
    let values = columns.iter().map(|(_, kind)| match kind.to_lowercase().as_str() {
        kind if kind.starts_with("bool") => {
            if db.get_database_backend() == DbBackend::Postgres {
                "false"
            } else {
                "0"
            }
        }
        kind if kind.contains("int") => "1",
        kind if kind.contains("bytea") => "'\\x00'",
        kind if kind.contains("blob") => "x'00'",
        _ => "'x'",
    });
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let values: Vec<&str> = values.collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "),
        values.join(", ")
    );
    db.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Names and types of a table's columns.
async fn columns(db: &DatabaseConnection, table: &str) -> Vec<(String, String)> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => format!(
            "SELECT column_name::text, data_type::text FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
        ),
        _ => format!("SELECT name, type FROM pragma_table_info('{table}')"),
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("columns");
    rows.iter().map(|row| (row.try_get_by_index(0).expect("name"), row.try_get_by_index(1).expect("type"))).collect()
}
