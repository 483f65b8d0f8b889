//! A small town: an authority, a school, the police and a surgery, one child whom two of them know, and a clock to be set.
//! On SQLite always, and on PostgreSQL where `HUB_TEST_POSTGRES` names a server.

use std::sync::Arc;

use entities::ids::{AgencyId, ChildId, EntryId, InvolvementId, MembershipId, PersonId, ProtectionId};
use entities::rows::{child, chronology_entry, involvement, level_of_need, membership, protection};
use entities::words::{
    AccessAction, AgencyKind, ChronologyCategory, InvolvementState, LawfulBasis, LevelOfNeed, Position as Standing,
    ProtectionKind, RefusalCode, Role, Sensitivity, SharingPurpose, Significance, TimePrecision,
};
use entities::{Date, Instant, Set};
use migration::MigratorTrait;
use policies::RuleBook;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use uuid::Uuid;

use crate::access_log::{Log, Logged, Position, SigningKey, SlotLock, writer_options};
use crate::disclosure::{
    Caller, ChildKey, ChronologyFilter, Contacts, Door, DoorParts, LogAsk, LogEntryView, LogFilter, NewAgency,
    NewPractitioner, OpenAnswer, PageArgs, RecordAsk, Rows, Sharing,
};
use crate::plain::clock::SetClock;
use crate::plain::entropy::SystemEntropy;
use crate::store::{Store, connect};

const ISSUER: &str = "https://login.test";

pub(crate) struct Town {
    pub(crate) door: Arc<Door>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) authority: AgencyId,
    pub(crate) school: AgencyId,
    pub(crate) child: ChildId,
    _dir: tempfile::TempDir,
}

/// Runs the test in a town on every database there is.
pub(crate) async fn in_each_town(test: impl AsyncFn(&Town)) {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("hub.sqlite").display());
    let lock = SlotLock::Beside(dir.path().join("hub.sqlite"));
    let town = Town::built(&url, lock, dir).await;
    test(&town).await;
    town.closed().await;
    let Ok(server) = std::env::var("HUB_TEST_POSTGRES") else {
        println!("skipped on PostgreSQL: HUB_TEST_POSTGRES is not set");
        return;
    };
    let name = format!("door_{}", Uuid::new_v4().simple());
    let admin = Database::connect(ConnectOptions::new(&server)).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let town = Town::built(&format!("{base}/{name}"), SlotLock::Session, tempfile::tempdir().unwrap()).await;
    test(&town).await;
    town.closed().await;
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
}

impl Town {
    async fn built(url: &str, lock: SlotLock, dir: tempfile::TempDir) -> Self {
        let migrating = connect::open_for_migration(url).await.unwrap();
        migration::Migrator::up(&migrating, None).await.unwrap();
        migrating.close().await.unwrap();
        // A Tuesday at noon: no entry is out of hours.
        let clock = Arc::new(SetClock::at("2026-03-03T12:00:00Z".parse().unwrap()));
        let reader = connect::open_readers(url).await.unwrap();
        let writer = connect::open_with(writer_options(url)).await.unwrap();
        let key = SigningKey::generate("hub/log", &SystemEntropy).unwrap();
        let log = Log::start(reader.clone(), writer, lock, key, clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        let door = Door::new(DoorParts {
            store: Store::new(reader),
            log,
            book: RuleBook::embedded().unwrap(),
            clock: clock.clone(),
            entropy: Arc::new(SystemEntropy),
            contacts: Contacts { phone: "020 7946 0100".to_owned(), out_of_hours: "020 7946 0199".to_owned() },
        });
        let authority = agency(&door, "LA1", AgencyKind::LocalAuthority).await;
        let school = agency(&door, "SCH", AgencyKind::School).await;
        agency(&door, "POL", AgencyKind::Police).await;
        agency(&door, "GP1", AgencyKind::GeneralPractice).await;
        for (login, at, role) in [
            ("worker", "LA1", Role::SocialWorker),
            ("lead", "LA1", Role::SafeguardingLead),
            ("second-lead", "LA1", Role::SafeguardingLead),
            ("governance", "LA1", Role::InformationGovernance),
            ("teacher", "SCH", Role::DesignatedSafeguardingLead),
            ("school-lead", "SCH", Role::SafeguardingLead),
            ("officer", "POL", Role::PoliceOfficer),
            ("police-lead", "POL", Role::SafeguardingLead),
            ("gp", "GP1", Role::GeneralPractitioner),
        ] {
            door.add_practitioner(NewPractitioner {
                issuer: ISSUER.to_owned(),
                subject: login.to_owned(),
                name: format!("The {login}"),
                agency: at.to_owned(),
                roles: Set::of(&[role]),
                team: None,
                mash_areas: Vec::new(),
                position: Standing::Practitioner,
            })
            .await
            .unwrap();
        }
        let town = Self { door: Arc::new(door), clock, authority, school, child: ChildId(Uuid::new_v4()), _dir: dir };
        town.settle().await;
        town
    }

    async fn closed(self) {
        Arc::into_inner(self.door).expect("nobody holds the door any more").close().await;
    }

    /// The child, open to the authority and the school, each of which has recorded something.
    async fn settle(&self) {
        let worker = self.caller("worker").await;
        let teacher = self.caller("teacher").await;
        self.write(child(self.child, 1, "1 Mill Lane", self.authority)).await;
        self.write(involvement(self.child, &worker)).await;
        self.write(involvement(self.child, &teacher)).await;
        self.write(entry(self.child, &worker, "assessment begun")).await;
        self.write(entry(self.child, &teacher, "did not come to school")).await;
        self.write(level_of_need::Model {
            child_id: self.child,
            version: 1,
            level: LevelOfNeed::ChildProtection,
            decided_on: day(2026, 2, 2),
            reason: "likely significant harm".to_owned(),
            threshold_document: None,
            agency_id: self.authority,
            person_id: Some(worker.person),
            recorded_at: self.door.now(),
            log: 0,
            seq: 0,
        })
        .await;
        self.clock.advance(Instant::SECOND);
    }

    /// Writes one row, as whoever runs the hub.
    pub(crate) async fn write<M>(&self, row: M)
    where
        M: crate::store::Positioned + sea_orm::IntoActiveModel<<M::Entity as sea_orm::EntityTrait>::ActiveModel>,
        <M::Entity as sea_orm::EntityTrait>::ActiveModel: Send,
        M::Entity: sea_orm::EntityTrait<Model = M>,
    {
        let mut rows = Rows::new();
        rows.add(row);
        self.door.administer(AccessAction::Administer, None, "{}", rows).await.unwrap().unwrap();
    }

    pub(crate) async fn caller(&self, login: &str) -> Caller {
        self.door.caller((ISSUER, login), None, None, "request").await.unwrap()
    }

    /// Opens a child's record and gives the entry and the refusal, if it is one; a second passes.
    pub(crate) async fn look(&self, login: &str, child: ChildId, sharing: &Sharing) -> (Position, Option<RefusalCode>) {
        let caller = self.caller(login).await;
        let answer = self.door.open(&caller, &ChildKey::Id(child), sharing, &record_ask()).await.unwrap();
        self.clock.advance(Instant::SECOND);
        match answer {
            OpenAnswer::Record(view) => (Logged::position(&view), None),
            OpenAnswer::Refused(view) => (Logged::position(&view), Some(view.code())),
        }
    }

    /// The first page of the log, whole, for a filter.
    pub(crate) async fn log(&self, login: &str, filter: LogFilter) -> Vec<LogEntryView> {
        let caller = self.caller(login).await;
        let ask = LogAsk { filter, after: None, first: 100, total: true };
        let page = self.door.access_log(&caller, &ask).await.unwrap();
        self.clock.advance(Instant::SECOND);
        assert_eq!(page.total(), Some(page.entries().len() as i64), "the total is of what is shown");
        page.entries().to_vec()
    }

    /// Everything that the login may see.
    pub(crate) async fn whole_log(&self, login: &str) -> Vec<LogEntryView> {
        self.log(login, since_ever()).await
    }

    /// Restricts the child's record to those named.
    pub(crate) async fn restrict(&self, named: &[PersonId], custodians: &[PersonId]) {
        let by = self.caller("worker").await;
        self.write(protection(self.child, ProtectionKind::Restriction, &by, named, custodians, None)).await;
    }

    /// Declares a conflict of interest of a person with the child.
    pub(crate) async fn conflict(&self, person: PersonId) {
        let by = self.caller("worker").await;
        self.write(protection(self.child, ProtectionKind::Conflict, &by, &[], &[], Some(person))).await;
    }
}

pub(crate) fn since_ever() -> LogFilter {
    LogFilter { from: Some(Instant(0)), ..LogFilter::default() }
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> Date {
    Date::new(year, month, day).unwrap()
}

pub(crate) fn assessment() -> Sharing {
    Sharing::plain(SharingPurpose::ChildInNeedAssessment, LawfulBasis::PublicTask)
}

pub(crate) fn record_ask() -> RecordAsk {
    RecordAsk {
        child: vec!["address".to_owned(), "familyName".to_owned()],
        pages: vec![PageArgs {
            filter: ChronologyFilter::default(),
            first: 50,
            after: None,
            oldest_first: false,
            fields: vec!["category".to_owned(), "summary".to_owned()],
            total: true,
            history: true,
        }],
        involvements: vec!["agency".to_owned(), "endedOn".to_owned()],
        ..RecordAsk::default()
    }
}

async fn agency(door: &Door, code: &str, kind: AgencyKind) -> AgencyId {
    door.add_agency(NewAgency {
        code: code.to_owned(),
        name: format!("Agency {code}"),
        kind,
        public_authority: true,
        area: Some("LA1".to_owned()),
        sensitive_service: false,
        phone: Some("020 7946 0101".to_owned()),
        out_of_hours: None,
        email: None,
    })
    .await
    .unwrap()
}

pub(crate) fn child(id: ChildId, version: i32, address: &str, authority: AgencyId) -> child::Model {
    child::Model {
        id,
        version,
        given_name: Some("Ada".to_owned()),
        family_name: Some("Moss".to_owned()),
        aliases: "[]".to_owned(),
        date_of_birth: Some(day(2018, 5, 1)),
        expected_date_of_birth: None,
        date_of_death: None,
        sex: None,
        nhs_number: Some("9990000018".to_owned()),
        upn: None,
        address: Some(address.to_owned()),
        postcode: None,
        telephone: None,
        school: None,
        general_practice: None,
        responsible_authority: Some(authority),
        area: Some(authority),
        ethnicity: None,
        religion: None,
        disabilities: "[]".to_owned(),
        first_language: None,
        interpreter_needed: None,
        given_key: "ada".to_owned(),
        family_key: "moss".to_owned(),
        mother_key: String::new(),
        valid_from: day(2026, 1, 1),
        reason: "as told".to_owned(),
        agency_id: authority,
        person_id: None,
        log: 0,
        seq: 0,
    }
}

pub(crate) fn involvement(child: ChildId, of: &Caller) -> involvement::Model {
    involvement::Model {
        id: InvolvementId(Uuid::new_v4()),
        version: 1,
        child_id: child,
        agency_id: of.agency.id,
        agency_kind: of.agency.kind,
        service: "its own".to_owned(),
        team: None,
        practitioners: format!("[\"{}\"]", of.person),
        started_on: day(2026, 1, 5),
        ended_on: None,
        end_reason: None,
        state: InvolvementState::Open,
        sensitivity: Sensitivity::Standard,
        claimed_identity: None,
        recorded_at: of.at,
        person_id: Some(of.person),
        log: 0,
        seq: 0,
    }
}

pub(crate) fn entry(child: ChildId, by: &Caller, summary: &str) -> chronology_entry::Model {
    chronology_entry::Model {
        id: EntryId(Uuid::new_v4()),
        version: 1,
        child_id: child,
        agency_id: by.agency.id,
        agency_kind: by.agency.kind,
        team: None,
        person_id: Some(by.person),
        recorded_by: by.name.clone(),
        occurred_at: Instant(by.at.0 - Instant::DAY),
        occurred_until: None,
        occurred_precision: TimePrecision::Time,
        recorded_at: by.at,
        category: ChronologyCategory::Other,
        significance: Significance::Significant,
        sensitivity: Sensitivity::Standard,
        classes: Set::EMPTY,
        added_classes: Set::EMPTY,
        handling: Set::EMPTY,
        about_adults: "[]".to_owned(),
        tell: "[]".to_owned(),
        named: "[]".to_owned(),
        summary: summary.to_owned(),
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
    }
}

pub(crate) fn left(caller: &Caller, roles: Set<Role>, version: i32) -> membership::Model {
    membership::Model {
        id: MembershipId(caller.membership.0),
        version,
        person_id: caller.person,
        agency_id: caller.agency.id,
        team: caller.team.clone(),
        position: caller.position,
        roles,
        mash_areas: "[]".to_owned(),
        ended: false,
        log: 0,
        seq: 0,
    }
}

fn protection(
    child: ChildId,
    kind: ProtectionKind,
    by: &Caller,
    named: &[PersonId],
    custodians: &[PersonId],
    person: Option<PersonId>,
) -> protection::Model {
    protection::Model {
        id: ProtectionId(Uuid::new_v4()),
        version: 1,
        child_id: Some(child),
        kind,
        agency_id: None,
        person_id: person,
        named: serde_json::to_string(named).unwrap(),
        custodians: serde_json::to_string(custodians).unwrap(),
        reason: "at risk from a colleague's family".to_owned(),
        since: by.at,
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: by.agency.id,
        recorded_by: by.person,
        described: None,
        log: 0,
        seq: 0,
    }
}
