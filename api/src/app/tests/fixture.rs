//! A house for one test: a temporary database, a clock that stands where it is set, and people to be.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use entities::Instant;
use entities::ids::{AgencyId, ChildId, PersonId};
use entities::rows::{access_log, child, chronology_entry, involvement, level_of_need, protection};
use entities::words::{AgencyKind, LevelOfNeed, ProtectionKind, Role};
use policies::Numbers;
use sea_orm::{Database, DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use crate::disclosure::{Caller, Door, NewPractitioner};
use crate::graphql::{self, HubSchema, Limits};
use crate::plain::clock::{Clock, SetClock};
use crate::testing::{ISSUER, Scratch, agency, door_by, practitioner, rows};

/// The house and what stands beside it.
pub(super) struct House {
    pub(super) door: Arc<Door>,
    schema: HubSchema,
    pub(super) clock: Arc<SetClock>,
    db: DatabaseConnection,
    _scratch: Scratch,
}

/// A Wednesday in office hours.
pub(super) fn wednesday() -> Instant {
    "2026-06-03T10:00:00Z".parse().unwrap()
}

impl House {
    pub(super) async fn new() -> Self {
        Self::by(Numbers::default()).await
    }

    /// A house whose rules have those numbers.
    pub(super) async fn by(numbers: Numbers) -> Self {
        let scratch = Scratch::sqlite().await;
        let clock = Arc::new(SetClock::at(wednesday()));
        let door = Arc::new(door_by(&scratch, Arc::clone(&clock) as _, numbers).await);
        let db = Database::connect(scratch.url()).await.unwrap();
        let schema = graphql::schema(Arc::clone(&door), Limits::default());
        let house = Self { schema, door, clock, db, _scratch: scratch };
        house.agency("LA", AgencyKind::LocalAuthority, None).await;
        house.agency("LA2", AgencyKind::LocalAuthority, None).await;
        house.agency("POL", AgencyKind::Police, Some("LA")).await;
        house.agency("SCH", AgencyKind::School, Some("LA")).await;
        house.agency("NHS", AgencyKind::HealthProvider, Some("LA")).await;
        house.person("sw", "LA", Role::SocialWorker).await;
        house.person("sw2", "LA", Role::SocialWorker).await;
        house.person("police", "POL", Role::PoliceOfficer).await;
        house.person("dsl", "SCH", Role::DesignatedSafeguardingLead).await;
        house.person("dsl2", "SCH", Role::DesignatedSafeguardingLead).await;
        house.person("nurse", "NHS", Role::HealthPractitioner).await;
        house.person("lead", "NHS", Role::SafeguardingLead).await;
        house
    }

    async fn agency(&self, code: &str, kind: AgencyKind, area: Option<&str>) {
        self.door.add_agency(agency(code, kind, area)).await.unwrap();
    }

    async fn person(&self, login: &str, agency: &str, role: Role) -> PersonId {
        let new = NewPractitioner { team: Some("T".into()), ..practitioner(login, agency, role) };
        self.door.add_practitioner(new).await.unwrap().0
    }

    pub(super) async fn client(&self, id: &str, agency: &str) {
        self.door.add_client(id, "app", &[agency.to_owned()], true).await.unwrap();
    }

    pub(super) async fn id_of(&self, code: &str) -> AgencyId {
        self.door.agency_by_code(code).await.unwrap().unwrap()
    }

    pub(super) async fn caller(&self, login: &str) -> Caller {
        self.door.caller((ISSUER, login), None, None, "request").await.unwrap()
    }

    /// Runs an operation and gives its data; errors fail the test.
    pub(super) async fn run(&self, login: &str, query: &str, variables: Value) -> Value {
        let answer = self.answer(login, None, query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].clone()
    }

    /// Runs an operation and gives the whole answer.
    pub(super) async fn answer(&self, login: &str, client: Option<&str>, query: &str, variables: Value) -> Value {
        let caller = self.door.caller((ISSUER, login), client, None, "request").await.unwrap();
        let request = Request::new(query).variables(Variables::from_json(variables));
        let response = graphql::execute(&self.schema, caller, request).await;
        serde_json::to_value(response).unwrap()
    }

    pub(super) async fn log(&self) -> Vec<access_log::Model> {
        access_log::Entity::find().order_by_asc(access_log::Column::Seq).all(&self.db).await.unwrap()
    }

    pub(super) async fn involvements(&self) -> Vec<involvement::Model> {
        involvement::Entity::find().order_by_asc(involvement::Column::Version).all(&self.db).await.unwrap()
    }

    pub(super) async fn children(&self) -> Vec<child::Model> {
        child::Entity::find().order_by_asc(child::Column::Version).all(&self.db).await.unwrap()
    }

    pub(super) async fn levels(&self) -> Vec<level_of_need::Model> {
        level_of_need::Entity::find().order_by_asc(level_of_need::Column::Version).all(&self.db).await.unwrap()
    }

    /// A child with that name, born on 2 March 2015, with an address in N15 3AB.
    pub(super) async fn child(&self, given: &str, family: &str) -> child::Model {
        let row = rows::child(given, family, self.id_of("LA").await);
        self.put(row.clone()).await;
        row
    }

    /// Writes one row.
    pub(super) async fn put<M>(&self, row: M)
    where
        M: crate::store::Positioned + sea_orm::IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
        M::Entity: EntityTrait<Model = M>,
    {
        rows::put(&self.door, row).await;
    }

    /// That agency works with the child, since 2024, in team T.
    pub(super) async fn works(&self, code: &str, kind: AgencyKind, child: ChildId) -> involvement::Model {
        let row = rows::involvement(child, (self.id_of(code).await, kind), self.clock.now());
        let row = involvement::Model { team: Some("T".into()), ..row };
        self.put(row.clone()).await;
        row
    }

    pub(super) async fn level(&self, child: ChildId, version: i32, level: LevelOfNeed) {
        self.put(rows::level(child, version, level, self.id_of("LA").await, self.clock.now())).await;
    }

    pub(super) async fn protect(&self, child: ChildId, kind: ProtectionKind, agency: Option<AgencyId>) {
        let by = (self.id_of("LA").await, PersonId(Uuid::new_v4()));
        let row = rows::protection(child, kind, by, self.clock.now());
        self.put(protection::Model { agency_id: agency, ..row }).await;
    }

    /// An entry of that agency, with that summary.
    pub(super) async fn entry(
        &self,
        code: &str,
        kind: AgencyKind,
        child: ChildId,
        summary: &str,
    ) -> chronology_entry::Model {
        let row = rows::entry(child, (self.id_of(code).await, kind), summary, self.clock.now());
        let row = chronology_entry::Model { team: Some("T".into()), ..row };
        self.put(row.clone()).await;
        row
    }
}
