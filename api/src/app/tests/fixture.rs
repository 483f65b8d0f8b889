//! A house for one test: a temporary database, a clock that stands where it is set, and people to be.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use entities::ids::{AgencyId, ChildId, EntryId, InvolvementId, PersonId, ProtectionId};
use entities::rows::{access_log, child, chronology_entry, involvement, level_of_need, protection};
use entities::words::{
    AccessAction, AgencyKind, ChronologyCategory, FieldClass, InvolvementState, LevelOfNeed, Position, ProtectionKind,
    Role, Sensitivity, Significance, TimePrecision,
};
use entities::{Date, Instant, Set};
use policies::RuleBook;
use sea_orm::{Database, DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use crate::access_log::{Log, SigningKey, SlotLock, writer_options};
use crate::app::house::migrate;
use crate::disclosure::{Caller, Contacts, Door, DoorParts, NewAgency, NewPractitioner, Rows};
use crate::graphql::{self, HubSchema, Limits};
use crate::plain::clock::{Clock, SetClock};
use crate::plain::entropy::{Entropy, SystemEntropy};
use crate::plain::text::normalise_name;
use crate::store::{Store, connect};

/// The house and what stands beside it.
pub(super) struct House {
    pub(super) door: Arc<Door>,
    schema: HubSchema,
    pub(super) clock: Arc<SetClock>,
    db: DatabaseConnection,
    _dir: tempfile::TempDir,
}

/// A Wednesday in office hours.
pub(super) fn wednesday() -> Instant {
    "2026-06-03T10:00:00Z".parse().unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl House {
    pub(super) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.sqlite");
        let url = format!("sqlite://{}?mode=rwc", path.display());
        migrate(&url).await.unwrap_or_else(|fault| panic!("{}", fault.message()));
        let clock = Arc::new(SetClock::at(wednesday()));
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let reader = connect::open_readers(&url).await.unwrap();
        let writer = Database::connect(writer_options(&url)).await.unwrap();
        let key = SigningKey::generate("hub/log", &SystemEntropy).unwrap();
        let time: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let log =
            Log::start(reader.clone(), writer, SlotLock::Beside(path), key, Arc::clone(&time), Arc::clone(&entropy));
        let log = log.await.unwrap();
        let contacts = Contacts { phone: "1".into(), out_of_hours: "2".into() };
        let book = RuleBook::embedded().unwrap();
        let store = Store::new(reader.clone());
        let door = Arc::new(Door::new(DoorParts { store, log, book, clock: time, entropy, contacts }));
        let house =
            Self { schema: graphql::schema(Arc::clone(&door), Limits::default()), door, clock, db: reader, _dir: dir };
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
        let new = NewAgency {
            code: code.into(),
            name: format!("{code} agency"),
            kind,
            public_authority: true,
            area: area.map(str::to_owned),
            sensitive_service: false,
            phone: None,
            out_of_hours: None,
            email: None,
        };
        self.door.add_agency(new).await.unwrap();
    }

    async fn person(&self, login: &str, agency: &str, role: Role) -> PersonId {
        let new = NewPractitioner {
            issuer: "test".into(),
            subject: login.into(),
            name: login.to_uppercase(),
            agency: agency.into(),
            roles: Set::of(&[role]),
            team: Some("T".into()),
            mash_areas: Vec::new(),
            position: Position::Practitioner,
        };
        self.door.add_practitioner(new).await.unwrap().0
    }

    pub(super) async fn client(&self, id: &str, agency: &str) {
        self.door.add_client(id, "app", &[agency.to_owned()], true).await.unwrap();
    }

    pub(super) async fn id_of(&self, code: &str) -> AgencyId {
        self.door.agency_by_code(code).await.unwrap().unwrap()
    }

    pub(super) async fn caller(&self, login: &str) -> Caller {
        self.door.caller(("test", login), None, None, "request").await.unwrap()
    }

    /// Runs an operation and gives its data; errors fail the test.
    pub(super) async fn run(&self, login: &str, query: &str, variables: Value) -> Value {
        let answer = self.answer(login, None, query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].clone()
    }

    /// Runs an operation and gives the whole answer.
    pub(super) async fn answer(&self, login: &str, client: Option<&str>, query: &str, variables: Value) -> Value {
        let caller = self.door.caller(("test", login), client, None, "request").await.unwrap();
        let request = Request::new(query).variables(Variables::from_json(variables));
        let response = graphql::execute(&self.schema, caller, request).await;
        serde_json::to_value(response).unwrap()
    }

    pub(super) async fn write(&self, rows: Rows) {
        self.door.administer(AccessAction::Import, None, "{}", rows).await.unwrap().unwrap();
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
        let row = child::Model {
            id: ChildId(Uuid::new_v4()),
            version: 1,
            given_name: Some(given.into()),
            family_name: Some(family.into()),
            aliases: "[]".into(),
            date_of_birth: Date::new(2015, 3, 2),
            expected_date_of_birth: None,
            date_of_death: None,
            sex: None,
            nhs_number: None,
            upn: None,
            address: Some("1 Old Road, N15 3AB".into()),
            postcode: Some("N153AB".into()),
            telephone: None,
            school: None,
            general_practice: None,
            responsible_authority: None,
            area: None,
            ethnicity: None,
            religion: None,
            disabilities: "[]".into(),
            first_language: None,
            interpreter_needed: None,
            given_key: normalise_name(given),
            family_key: normalise_name(family),
            mother_key: String::new(),
            valid_from: day("2020-01-01"),
            reason: "test".into(),
            agency_id: self.id_of("LA").await,
            person_id: None,
            log: 0,
            seq: 0,
        };
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
        let mut rows = Rows::new();
        rows.add(row);
        self.write(rows).await;
    }

    /// That agency works with the child, since 2024, in team T.
    pub(super) async fn works(&self, code: &str, kind: AgencyKind, child: ChildId) -> involvement::Model {
        let row = involvement::Model {
            id: InvolvementId(Uuid::new_v4()),
            version: 1,
            child_id: child,
            agency_id: self.id_of(code).await,
            agency_kind: kind,
            service: "service".into(),
            team: Some("T".into()),
            practitioners: "[]".into(),
            started_on: day("2024-01-01"),
            ended_on: None,
            end_reason: None,
            state: InvolvementState::Open,
            sensitivity: Sensitivity::Standard,
            claimed_identity: None,
            recorded_at: self.clock.now(),
            person_id: None,
            log: 0,
            seq: 0,
        };
        self.put(row.clone()).await;
        row
    }

    pub(super) async fn level(&self, child: ChildId, version: i32, level: LevelOfNeed) {
        let row = level_of_need::Model {
            child_id: child,
            version,
            level,
            decided_on: day("2026-01-01"),
            reason: "test".into(),
            threshold_document: None,
            agency_id: self.id_of("LA").await,
            person_id: None,
            recorded_at: self.clock.now(),
            log: 0,
            seq: 0,
        };
        self.put(row).await;
    }

    pub(super) async fn protect(&self, child: ChildId, kind: ProtectionKind, agency: Option<AgencyId>) {
        let row = protection::Model {
            id: ProtectionId(Uuid::new_v4()),
            version: 1,
            child_id: Some(child),
            kind,
            agency_id: agency,
            person_id: None,
            named: "[]".into(),
            custodians: "[]".into(),
            reason: "test".into(),
            since: self.clock.now(),
            until: None,
            lifted: false,
            approved_by: None,
            recorded_agency_id: self.id_of("LA").await,
            recorded_by: PersonId(Uuid::new_v4()),
            described: None,
            log: 0,
            seq: 0,
        };
        self.put(row).await;
    }

    /// An entry of that agency, with that summary.
    pub(super) async fn entry(
        &self,
        code: &str,
        kind: AgencyKind,
        child: ChildId,
        summary: &str,
    ) -> chronology_entry::Model {
        let row = chronology_entry::Model {
            id: EntryId(Uuid::new_v4()),
            version: 1,
            child_id: child,
            agency_id: self.id_of(code).await,
            agency_kind: kind,
            team: Some("T".into()),
            person_id: None,
            recorded_by: "somebody".into(),
            occurred_at: "2026-05-01T10:00:00Z".parse().unwrap(),
            occurred_until: None,
            occurred_precision: TimePrecision::Time,
            recorded_at: self.clock.now(),
            category: ChronologyCategory::Visit,
            significance: Significance::Notable,
            sensitivity: Sensitivity::Standard,
            classes: Set::<FieldClass>::EMPTY,
            added_classes: Set::EMPTY,
            handling: Set::EMPTY,
            about_adults: "[]".into(),
            tell: "[]".into(),
            named: "[]".into(),
            summary: summary.into(),
            narrative: None,
            impact_on_child: None,
            impact_direction: None,
            child_voice: None,
            action: None,
            outcome: None,
            withdrawn_at: None,
            wrong_child: false,
            correction_reason: None,
            log: 0,
            seq: 0,
        };
        self.put(row.clone()).await;
        row
    }
}
