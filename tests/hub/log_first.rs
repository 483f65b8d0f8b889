//! No log, no data; and one entry for each opening, whatever the answer.

use entities::words::{ChronologyCategory, LevelOfNeed};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::database::{number, row_counts, texts};
use tests::queries::{CONTRIBUTE, NAME, about, entry, record};
use tests::{ChildFile, Hub, on_both};

/// Makes the log refuse every new entry, as a full or broken disk would.
async fn break_log(db: &DatabaseConnection) {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
             CREATE TRIGGER broken BEFORE INSERT ON access_log FOR EACH ROW EXECUTE FUNCTION broken()"
        }
        _ => "CREATE TRIGGER broken BEFORE INSERT ON access_log BEGIN SELECT RAISE(ABORT, 'no'); END",
    };
    db.execute_unprepared(sql).await.expect("broken");
}

async fn mend_log(db: &DatabaseConnection) {
    let on = if db.get_database_backend() == DbBackend::Postgres { " ON access_log" } else { "" };
    db.execute_unprepared(&format!("DROP TRIGGER broken{on}")).await.expect("mended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_log_unwritable_nothing_is_answered_and_nothing_leaks() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["social-worker", "gp"])
            .level(LevelOfNeed::ChildProtection)
            .entry_of_every_class()
            .put(&hub.door)
            .await;
        let good = hub.ask("social-worker", &record(), about(child, "SECTION_47_ENQUIRY")).await.ok();
        assert!(good.text.contains(SECRET), "{}", good.text);
        break_log(&hub.db).await;
        let before = row_counts(&hub.db).await;
        let two = "query Two($child: ChildRef!, $sharing: SharingInput!) {
            one: sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { child { givenName } } }
            two: sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { child { familyName } } }
            viewer { name } }";
        let full = record();
        let posted = json!({"input": entry(child, "DIRECT_CARE", "key", "not to be kept")});
        for (login, query, variables) in [
            ("social-worker", full.as_str(), about(child, "SECTION_47_ENQUIRY")),
            ("gp", NAME, about(child, "DIRECT_CARE")),
            ("social-worker", two, about(child, "SECTION_47_ENQUIRY")),
            // A refusal is an answer too, and needs its entry.
            ("housing", full.as_str(), about(child, "EARLY_HELP")),
            ("gp", CONTRIBUTE, posted),
        ] {
            let answer = hub.ask(login, query, variables).await;
            assert_eq!(answer.error(), "UNAVAILABLE", "{}", answer.text);
            assert!(answer.at("data").is_null(), "{}", answer.text);
            assert!(!answer.text.contains(SECRET), "{}", answer.text);
            assert!(!answer.text.contains("RAISE") && !answer.text.contains("access_log"), "{}", answer.text);
        }
        assert_eq!(row_counts(&hub.db).await, before);
        mend_log(&hub.db).await;
        let again = hub.ask("social-worker", &full, about(child, "SECTION_47_ENQUIRY")).await.ok();
        assert!(again.text.contains(SECRET), "the hub answers again when the log can be written: {}", again.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_opening_has_one_entry_and_nothing_else_has() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["gp"])
            .entry("gp", "one", ChronologyCategory::Health, &[])
            .put(&hub.door)
            .await;
        let entries = async || number(&hub.db, "SELECT count(*) FROM access_log").await;
        let full = record();
        let aliased = "query Two($child: ChildRef!, $sharing: SharingInput!) {
            one: sharedRecord(child: $child, sharing: $sharing) { __typename }
            two: sharedRecord(child: $child, sharing: $sharing) { __typename } }";
        let merged = "query Two($child: ChildRef!, $sharing: SharingInput!) {
            sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { child { givenName } } }
            sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { child { familyName } } } }";
        let posted = |key: &str, summary: &str| json!({"input": entry(child, "DIRECT_CARE", key, summary)});
        let stranger = json!({"child": {"id": entities::ids::ChildId(uuid::Uuid::new_v4()).public()},
            "sharing": {"purpose": "DIRECT_CARE", "lawfulBasis": "PUBLIC_TASK"}});
        for (what, query, variables, expected) in [
            ("a record", full.as_str(), about(child, "DIRECT_CARE"), 1),
            ("a refusal by purpose", &full, about(child, "CRIME_PREVENTION"), 1),
            ("a child that is not there", &full, stranger, 1),
            ("two aliases", aliased, about(child, "DIRECT_CARE"), 2),
            ("one field written twice", merged, about(child, "DIRECT_CARE"), 1),
            ("an entry", CONTRIBUTE, posted("a", "one"), 1),
            ("the same again", CONTRIBUTE, posted("a", "one"), 1),
            ("the same key for another", CONTRIBUTE, posted("a", "two"), 1),
            ("a problem", CONTRIBUTE, posted("b", " "), 1),
            ("a bad key", CONTRIBUTE, posted(" ", "two"), 1),
            ("nobody's record", "{ viewer { name } }", Value::Null, 0),
            ("no operation at all", "{ nothing }", Value::Null, 0),
        ] {
            let before = entries().await;
            let answer = hub.ask("gp", query, variables).await;
            assert_eq!(entries().await - before, expected, "{what}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_says_what_was_answered() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["gp"])
            .level(LevelOfNeed::ChildProtection)
            .entry("police", "one", ChronologyCategory::PoliceReport, &[])
            .put(&hub.door)
            .await;
        let answer = hub.ask("gp", &record(), about(child, "DIRECT_CARE")).await.ok();
        let id = answer.str("data.sharedRecord.sharing.accessLogEntryId").to_owned();
        let (log, seq) = id.strip_prefix("access_").and_then(|id| id.split_once('_')).expect("a position");
        let one = |column: &str| format!("SELECT {column} FROM access_log WHERE log = {log} AND seq = {seq}");
        let person = hub.town.person("gp");
        for (column, expected) in [
            ("action", "VIEW".to_owned()),
            ("person", person.id.to_string()),
            ("membership", person.membership.to_string()),
            ("agency", person.agency.to_string()),
            ("child", child.to_string()),
            ("purpose", "DIRECT_CARE".to_owned()),
            ("lawful_basis", "PUBLIC_TASK".to_owned()),
            ("relationship", "OPEN".to_owned()),
        ] {
            assert_eq!(texts(&hub.db, &one(column)).await, [expected], "{column}");
        }
        let masks = |list: &Value| -> i64 {
            let names = list.as_array().expect("a list").iter().filter_map(Value::as_str);
            names
                .map(|name| 1 << entities::Word::index(name.parse::<entities::words::FieldClass>().expect("a class")))
                .sum()
        };
        let disclosed = masks(answer.at("data.sharedRecord.sharing.disclosed"));
        let withheld = masks(answer.at("data.sharedRecord.sharing.withheld"));
        assert_eq!(number(&hub.db, &one("disclosed")).await, disclosed);
        assert_eq!(number(&hub.db, &one("withheld")).await, withheld);
        // Never a value of the record.
        for column in ["ask", "policies", "as_of"] {
            let text = texts(&hub.db, &one(column)).await.remove(0);
            assert!(!text.contains(SECRET), "{column}: {text}");
        }
        hub.end().await;
    })
    .await;
}

/// A class is disclosed where some entry's content of it was given, not where it would have been given of another entry.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_that_was_withheld_of_every_entry_is_not_logged_as_disclosed() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["gp"])
            .level(LevelOfNeed::ChildProtection)
            .entry("police", "one", ChronologyCategory::PoliceReport, &[])
            .put(&hub.door)
            .await;
        let answer = hub.ask("gp", &record(), about(child, "DIRECT_CARE")).await.ok();
        assert!(answer.at("data.sharedRecord.chronology.nodes.0.category").is_null(), "{}", answer.text);
        let has = |list: &str| {
            let list = answer.at(&format!("data.sharedRecord.sharing.{list}")).as_array().cloned().unwrap_or_default();
            list.contains(&json!("POLICE"))
        };
        assert!(has("withheld") && !has("disclosed"), "{}", answer.at("data.sharedRecord.sharing"));
        hub.end().await;
    })
    .await;
}
