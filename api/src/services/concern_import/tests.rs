//! A file into the hub and again, on each database: what is added, known and refused.

use std::io::Write;
use std::sync::Arc;

use entities::words::AgencyKind;
use sea_orm::{ConnectionTrait, Statement};
use tempfile::NamedTempFile;

use super::{Event, ImportFault, Order, Outcome, Refusal, importer, read_through, run};
use crate::disclosure::Door;
use crate::plain::clock::SystemClock;
use crate::testing::{Scratch, agency, door};

const HEADER: &str =
    "reference,givenName,familyName,nhsNumber,whatHappened,familyInformed,callBack,immediateDanger,classes";

fn file(rows: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    write!(file, "{HEADER}\n{rows}").unwrap();
    file
}

async fn import(door: &Door, file: &NamedTempFile) -> (Outcome, Vec<Refusal>) {
    read_through(file.path(), |_, _| ()).unwrap();
    let order = Order { file: file.path().to_owned(), raiser: importer(door, "SCHOOL").await.unwrap() };
    let mut refused = Vec::new();
    let outcome = run(door, &order, |event| {
        if let Event::Refused(refusal) = event {
            refused.push(refusal.clone());
        }
        Ok(())
    })
    .await
    .unwrap();
    (outcome, refused)
}

async fn count(db: &sea_orm::DatabaseConnection, what: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {what}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// Runs the test on every database there is, with an authority and a school.
async fn on_each(test: impl AsyncFn(&Door, &sea_orm::DatabaseConnection)) {
    for scratch in Scratch::each().await {
        let door = door(&scratch, Arc::new(SystemClock)).await;
        door.add_agency(agency("NORTH", AgencyKind::LocalAuthority, None)).await.unwrap();
        door.add_agency(agency("SCHOOL", AgencyKind::School, Some("NORTH"))).await.unwrap();
        let db = crate::store::connect::open_readers(scratch.url(), 2).await.unwrap();
        test(&door, &db).await;
        db.close().await.unwrap();
        door.close().await;
        scratch.gone().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_adds_nothing_and_a_bad_row_is_told_and_stops_nobody() {
    on_each(async |door, db| {
        let file = file(
            "A1,Ada,Reed,9990000018,came without a coat,NOT_KNOWN,020,no,\n\
             A2,Ben,Reed,9990000001,\"two\nlines\",PERHAPS,,maybe,IDENTITY BREAD\n\
             A3,Cal,Reed\n\
             A4,Ada,Reed,9990000018,again without a coat,INFORMED_AND_AGREES,020,yes,HEALTH\n\
             A1,Eve,Reed,,another row of that reference,NOT_KNOWN,020,,\n\
             ,Fay,Reed,,no reference,NOT_KNOWN,020,,\n",
        );
        let (outcome, refused) = import(door, &file).await;
        assert_eq!(outcome, Outcome { added: 2, known: 0, refused: 4 });
        let mut told: Vec<_> = refused.iter().map(|r| (r.record.as_str(), r.field, r.value.as_str(), r.rule)).collect();
        told.sort_unstable();
        assert_eq!(
            told,
            [
                ("A1", "reference", "A1", "REFERENCE_REUSED"),
                ("A2", "callBack", "", "EMPTY"),
                ("A2", "classes", "IDENTITY BREAD", "NOT_A_CONTENT_CLASS"),
                ("A2", "classes", "IDENTITY BREAD", "WORD"),
                ("A2", "familyInformed", "PERHAPS", "WORD"),
                ("A2", "immediateDanger", "maybe", "YES_OR_NO"),
                ("A2", "nhsNumber", "9990000001", "CHECK_DIGIT"),
                ("A3", "callBack", "", "EMPTY"),
                ("A3", "familyInformed", "", "EMPTY"),
                ("A3", "row", "", "CELLS"),
                ("A3", "whatHappened", "", "EMPTY"),
                ("line 8", "reference", "", "BAD_IDEMPOTENCY_KEY"),
            ]
        );
        let (again, _) = import(door, &file).await;
        assert_eq!(again, Outcome { added: 0, known: 2, refused: 4 });
        assert_eq!(count(db, "concern").await, 2);
        // R34: the verified number joins them; who raised it is the school's system, and no person.
        assert_eq!(count(db, "(SELECT DISTINCT child_id FROM concern) AS c").await, 1);
        assert_eq!(count(db, "duty_page").await, 1);
        let entries =
            "access_log WHERE action = 'IMPORT' AND person IS NULL AND membership IS NULL AND child IS NOT NULL";
        assert_eq!(count(db, entries).await, 4, "one for each row that was taken in, and run");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agency_that_is_not_there_imports_nothing() {
    on_each(async |door, _| {
        assert!(matches!(importer(door, "NOBODY").await, Err(ImportFault::UnknownAgency)));
    })
    .await;
}
