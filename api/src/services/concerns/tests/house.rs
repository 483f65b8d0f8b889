//! A small partnership: two local authorities, a school and a surgery, with people in them.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use entities::ids::{ChildId, PersonId};
use entities::rows::{concern, concern_match, protection};
use entities::words::{AgencyKind, Position, ProtectionKind, Role};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, EntityTrait};
use serde_json::{Value, json};

use crate::disclosure::{Caller, Door, NewAgency, NewPractitioner};
use crate::graphql::{self, HubSchema, Limits};
use crate::plain::clock::{Clock, SystemClock};
use crate::testing::{ISSUER, Scratch, agency, door, practitioner, rows};

/// Login, name, agency, role, areas of a MASH.
const PEOPLE: &[(&str, &str, &str, Role, &[&str])] = &[
    ("school", "Mary Price", "SCHOOL", Role::DesignatedSafeguardingLead, &[]),
    ("teacher", "Ann Fox", "SCHOOL", Role::EarlyHelpPractitioner, &[]),
    ("lead", "Eve Lane", "SCHOOL", Role::SafeguardingLead, &[]),
    ("gp", "Ngozi Okafor", "SURGERY", Role::GeneralPractitioner, &[]),
    ("police", "Tom Bell", "FORCE", Role::PoliceOfficer, &[]),
    ("nobody", "Lee Stray", "CHARITY", Role::EarlyHelpPractitioner, &[]),
    ("social-worker", "Amira Khan", "NORTH", Role::SocialWorker, &[]),
    ("other-social-worker", "Bea Hill", "NORTH", Role::SocialWorker, &[]),
    ("manager", "May Gray", "NORTH", Role::SocialWorker, &[]),
    ("southern", "Ruth Cole", "SOUTH", Role::SocialWorker, &[]),
    ("mash", "Dev Shah", "SURGERY", Role::MashPractitioner, &["NORTH"]),
    ("admin", "Kit Moor", "NORTH", Role::SystemAdministrator, &[]),
];

pub(super) struct House {
    pub(super) door: Arc<Door>,
    pub(super) db: DatabaseConnection,
    schema: HubSchema,
    _scratch: Scratch,
}

impl House {
    pub(super) async fn new() -> Self {
        Self::by(Arc::new(SystemClock)).await
    }

    /// One that goes by that clock.
    pub(super) async fn by(clock: Arc<dyn Clock>) -> Self {
        let scratch = Scratch::sqlite().await;
        let door = door(&scratch, clock).await;
        for (code, kind, area) in [
            ("NORTH", AgencyKind::LocalAuthority, None),
            ("SOUTH", AgencyKind::LocalAuthority, None),
            ("SCHOOL", AgencyKind::School, Some("NORTH")),
            ("SURGERY", AgencyKind::GeneralPractice, Some("NORTH")),
            ("FORCE", AgencyKind::Police, Some("NORTH")),
            ("CHARITY", AgencyKind::VoluntarySector, None),
        ] {
            let new = NewAgency {
                public_authority: kind != AgencyKind::VoluntarySector,
                phone: Some(format!("020 {code}")),
                ..agency(code, kind, area)
            };
            door.add_agency(new).await.unwrap();
        }
        for (login, name, agency, role, mash) in PEOPLE {
            let new = NewPractitioner {
                name: (*name).to_owned(),
                mash_areas: mash.iter().map(|code| (*code).to_owned()).collect(),
                position: if *login == "manager" { Position::Manager } else { Position::Practitioner },
                ..practitioner(login, agency, *role)
            };
            door.add_practitioner(new).await.unwrap();
        }
        let door = Arc::new(door);
        let db = Database::connect(scratch.url()).await.unwrap();
        Self { schema: graphql::schema(Arc::clone(&door), Limits::default()), door, db, _scratch: scratch }
    }

    pub(super) async fn caller(&self, login: &str) -> Caller {
        self.door.caller((ISSUER, login), None, None, "test").await.unwrap()
    }

    /// Runs an operation as that person; data and errors as JSON.
    pub(super) async fn run(&self, login: &str, operation: &str, variables: Value) -> Value {
        let request = Request::new(operation).variables(Variables::from_json(variables));
        let response = graphql::execute(&self.schema, self.caller(login).await, request).await;
        serde_json::to_value(&response).unwrap()
    }

    /// Raises a concern; the payload.
    pub(super) async fn raise(&self, login: &str, input: Value) -> Value {
        let operation = "mutation($input: RaiseConcernInput!) { raiseConcern(input: $input) { whatNow problems { path code } \
             concern { id reference status raisedAt decisionDueAt immediateDanger about whatHappened raisedBy { code } \
             child { id } withheld { field } } } }";
        let answer = self.run(login, operation, json!({ "input": input })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["raiseConcern"].clone()
    }

    /// The concerns that somebody sees.
    pub(super) async fn concerns(&self, login: &str) -> Vec<Value> {
        let operation = "{ concerns { totalCount nodes { id about whatHappened raisedBy { code } \
             child { id givenName withheld { field } } withheld { field reason } } } }";
        let answer = self.run(login, operation, json!({})).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let page = &answer["data"]["concerns"];
        let nodes = page["nodes"].as_array().unwrap().clone();
        assert_eq!(page["totalCount"], json!(nodes.len()), "the total counts what is shown");
        nodes
    }

    /// The only concern that somebody sees.
    pub(super) async fn only(&self, login: &str) -> Value {
        let mut all = self.concerns(login).await;
        assert_eq!(all.len(), 1, "{login} sees one");
        all.remove(0)
    }

    /// Every concern on record, oldest first.
    pub(super) async fn rows(&self) -> Vec<concern::Model> {
        let mut rows = concern::Entity::find().all(&self.db).await.unwrap();
        rows.sort_by_key(|row| (row.log, row.seq));
        rows
    }

    pub(super) async fn matches(&self) -> Vec<concern_match::Model> {
        concern_match::Entity::find().all(&self.db).await.unwrap()
    }

    pub(super) async fn count(&self, sql: &str) -> i64 {
        let statement =
            sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, format!("SELECT (SELECT {sql}) AS n"));
        self.db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// Keeps a record to nobody, or one person or agency out of it.
    pub(super) async fn protect(&self, child: ChildId, kind: ProtectionKind, person: Option<PersonId>) {
        let by = self.caller("social-worker").await;
        let row = rows::protection(child, kind, (by.agency.id, by.person), by.at);
        rows::put(&self.door, protection::Model { person_id: person, ..row }).await;
    }
}

/// A concern about Jo Reed, by that key, with whatever else is said.
pub(super) fn input(key: &str, other: Value) -> Value {
    let mut input = json!({
        "idempotencyKey": key,
        "child": { "described": {
            "givenName": "Jo", "familyName": "Reed", "dateOfBirth": "2019-05-04", "nhsNumber": "999 000 0018",
        } },
        "whatHappened": "came to school with a bruise on the cheek",
        "familyInformed": "NOT_KNOWN",
        "callBack": "020 7946 0106",
    });
    for (name, value) in other.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}
