//! A database of its own for each test, with an authority and a door.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use entities::words::AgencyKind;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tempfile::NamedTempFile;

use crate::disclosure::Door;
use crate::plain::calendar::local_date;
use crate::plain::clock::SystemClock;
use crate::services::cin_census::{Problem, sample};
use crate::services::cin_import::{self, Event, ImportFault, Order, Tally};
use crate::testing::{Scratch, agency, door};

pub(super) const AUTHORITY: &str = "E06000099";

/// Tables that a run may add rows to.
const TABLES: [&str; 9] = [
    "child",
    "child_identifier",
    "involvement",
    "level_of_need",
    "protective_work",
    "chronology_entry",
    "protection",
    "imported_record",
    "event",
];

pub(super) struct House {
    scratch: Scratch,
    pub(super) door: Option<Door>,
    pub(super) db: DatabaseConnection,
}

/// Runs the test on every database there is.
pub(super) async fn on_each(test: impl AsyncFn(&House)) {
    for scratch in Scratch::each().await {
        let door = door(&scratch, Arc::new(SystemClock)).await;
        door.add_agency(agency(AUTHORITY, AgencyKind::LocalAuthority, None)).await.unwrap();
        let db = crate::store::connect::open_readers(scratch.url(), 4).await.unwrap();
        let house = House { scratch, door: Some(door), db };
        test(&house).await;
        house.db.close().await.unwrap();
        house.door.unwrap().close().await;
        house.scratch.gone().await;
    }
}

impl House {
    pub(super) fn door(&self) -> &Door {
        self.door.as_ref().unwrap()
    }

    /// Imports a return, and gives the counts and every problem.
    pub(super) async fn import(&self, file: &Path) -> (Tally, Vec<Problem>) {
        self.import_for(file, AUTHORITY).await
    }

    pub(super) async fn import_for(&self, file: &Path, agency: &str) -> (Tally, Vec<Problem>) {
        let mut problems = Vec::new();
        let tally = self
            .try_import(file, agency, |event| {
                if let Event::Problem(problem) = event {
                    problems.push(problem.clone());
                }
                Ok(())
            })
            .await
            .unwrap();
        (tally, problems)
    }

    pub(super) async fn try_import(
        &self,
        file: &Path,
        agency: &str,
        hear: impl FnMut(Event<'_>) -> std::io::Result<()>,
    ) -> Result<Tally, ImportFault> {
        let calendar = Arc::new(self.door().calendar().clone());
        let summary = cin_import::read_through(file, local_date(self.door().now()), &calendar, |_, _| ())?;
        let importer = cin_import::importer(self.door(), agency).await?;
        let order = Order { file: file.to_owned(), importer };
        Ok(cin_import::run(self.door(), &order, summary, hear).await?.tally)
    }

    pub(super) async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    pub(super) async fn text(&self, sql: &str) -> Option<String> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_one_raw(statement).await.unwrap().map(|row| row.try_get_by_index(0).unwrap())
    }

    /// How many rows each table has.
    pub(super) async fn rows(&self) -> BTreeMap<&'static str, i64> {
        let mut rows = BTreeMap::new();
        for table in TABLES {
            rows.insert(table, self.number(&format!("SELECT count(*) FROM {table}")).await);
        }
        rows
    }

    pub(super) async fn imports_logged(&self) -> i64 {
        self.number("SELECT count(*) FROM access_log WHERE action = 'IMPORT' AND parent_log IS NULL").await
    }
}

/// An invented return.
pub(super) fn sample_of(year: i32, children: u64, bad_per_thousand: u64) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    sample::write(&sample::Options { year, children, bad_per_thousand, seed: 7 }, file.as_file()).unwrap();
    file
}

/// A return of those children to the end of March of that year.
pub(super) fn message(year: i32, children: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    write!(
        file,
        "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>\
         <ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails></Header><Children>{children}</Children></Message>"
    )
    .unwrap();
    file
}
