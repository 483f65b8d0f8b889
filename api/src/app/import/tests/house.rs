//! A database of its own for each test, with an authority and a door.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use entities::words::AgencyKind;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::NamedTempFile;
use uuid::Uuid;

use crate::access_log::SigningKey;
use crate::app::house;
use crate::disclosure::{Contacts, Door, NewAgency};
use crate::plain::calendar::local_date;
use crate::plain::entropy::SystemEntropy;
use crate::services::cin_census::{Problem, sample};
use crate::services::cin_import::{self, Event, ImportFault, Order, Tally};

pub(super) const AUTHORITY: &str = "E06000099";

/// Tables that a run may add rows to.
const TABLES: [&str; 8] = [
    "child",
    "child_identifier",
    "involvement",
    "level_of_need",
    "protective_work",
    "chronology_entry",
    "protection",
    "imported_record",
];

pub(super) struct House {
    _dir: tempfile::TempDir,
    pub(super) door: Option<Door>,
    pub(super) db: DatabaseConnection,
    admin: Option<(String, String)>,
}

/// Runs the test on every database there is.
pub(super) async fn on_each(test: impl AsyncFn(&House)) {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("hub.db").display());
    let house = House::made(url, dir, None).await;
    test(&house).await;
    house.close().await;
    match std::env::var("HUB_TEST_POSTGRES") {
        Ok(server) => {
            let name = format!("import_{}", Uuid::new_v4().simple());
            let admin = Database::connect(ConnectOptions::new(&server)).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            admin.close().await.unwrap();
            let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
            let house = House::made(url, tempfile::tempdir().unwrap(), Some((server, name))).await;
            test(&house).await;
            house.close().await;
        }
        Err(_) => println!("skipped on PostgreSQL: HUB_TEST_POSTGRES is not set"),
    }
}

pub(super) async fn open(url: &str, dir: &Path) -> Door {
    let file = dir.join("log.key");
    if !file.exists() {
        SigningKey::generate("hub/log", &SystemEntropy).unwrap().write_new(&file).unwrap();
    }
    let contacts = Contacts { phone: String::new(), out_of_hours: String::new() };
    let signing_key = SigningKey::load(&file).unwrap();
    house::door(house::Plan { database_url: url, signing_key, policies: None, contacts }).await.unwrap()
}

pub(super) fn agency(code: &str, kind: AgencyKind) -> NewAgency {
    NewAgency {
        code: code.to_owned(),
        name: code.to_owned(),
        kind,
        public_authority: true,
        area: None,
        sensitive_service: false,
        phone: None,
        out_of_hours: None,
        email: None,
    }
}

impl House {
    async fn made(url: String, dir: tempfile::TempDir, admin: Option<(String, String)>) -> Self {
        house::migrate(&url).await.unwrap();
        let door = open(&url, dir.path()).await;
        door.add_agency(agency(AUTHORITY, AgencyKind::LocalAuthority)).await.unwrap();
        let db = crate::store::connect::open_readers(&url).await.unwrap();
        Self { _dir: dir, door: Some(door), db, admin }
    }

    async fn close(self) {
        self.db.close().await.unwrap();
        self.door.unwrap().close().await;
        if let Some((server, name)) = self.admin {
            let admin = Database::connect(ConnectOptions::new(server)).await.unwrap();
            admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            admin.close().await.unwrap();
        }
    }

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
        let summary = cin_import::read_through(file, local_date(self.door().now()), |_, _| ())?;
        let order = Order { file: file.to_owned(), agency: agency.to_owned() };
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
