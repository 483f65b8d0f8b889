//! A door on a database of its own, for tests of what the services do: two authorities and a practice, their people, and a
//! child whom the first authority and the practice work with. The clock stands at ten.

use std::sync::Arc;

use entities::ids::{AgencyId, ChildId, InvolvementId, PersonId};
use entities::rows::{child, involvement};
use entities::words::{
    AccessAction, AgencyKind, InvolvementState, LawfulBasis, Position, Role, Sensitivity, SharingPurpose,
};
use entities::{Date, Instant, Set};
use migration::MigratorTrait;
use policies::RuleBook;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::access_log::{Log, SigningKey, SlotLock, writer_options};
use crate::disclosure::{Caller, ChildKey, Contacts, Door, DoorParts, NewAgency, NewPractitioner, Rows, Sharing};
use crate::plain::clock::{Clock, SetClock};
use crate::plain::entropy::{Entropy, SystemEntropy};
use crate::store::{Store, connect};

const ISSUER: &str = "https://issuer.test";

/// The day on which the tests stand.
pub(crate) const TODAY: &str = "2026-06-04";

/// A day as a test writes it.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A moment of that day.
pub(crate) fn at(text: &str) -> Instant {
    format!("{TODAY}T{text}:00Z").parse().unwrap()
}

/// A partnership of few.
pub(crate) struct Town {
    /// The way in.
    pub(crate) door: Door,
    /// For looking at the tables themselves.
    pub(crate) db: DatabaseConnection,
    /// The authority of the area, responsible for the child.
    pub(crate) authority: AgencyId,
    /// A practice with which the child is registered.
    pub(crate) practice: AgencyId,
    /// The child.
    pub(crate) child: ChildId,
    people: Vec<(&'static str, PersonId)>,
    _dir: tempfile::TempDir,
}

/// Login, agency's code, role, team, standing.
const PEOPLE: &[(&str, &str, Role, Option<&str>, Position)] = &[
    ("worker", "LA1", Role::SocialWorker, Some("Assessment"), Position::Practitioner),
    ("colleague", "LA1", Role::SocialWorker, Some("Duty"), Position::Practitioner),
    ("manager", "LA1", Role::SocialWorker, Some("Assessment"), Position::Manager),
    ("governance", "LA1", Role::InformationGovernance, None, Position::Practitioner),
    ("gp", "GP1", Role::GeneralPractitioner, None, Position::Practitioner),
    ("partner", "GP1", Role::GeneralPractitioner, None, Position::Director),
    ("stranger", "LA2", Role::SocialWorker, Some("Assessment"), Position::Manager),
];

impl Town {
    /// The town, on a new SQLite file.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("hub.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let db = connect::open_for_migration(&url).await.unwrap();
        migration::Migrator::up(&db, None).await.unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SetClock::at(at("10:00")));
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let reader = connect::open_readers(&url).await.unwrap();
        let writer = connect::open_with(writer_options(&url)).await.unwrap();
        let key = SigningKey::generate("hub/log", &SystemEntropy).unwrap();
        let lock = SlotLock::Beside(file);
        let log =
            Log::start(reader.clone(), writer, lock, key, Arc::clone(&clock), Arc::clone(&entropy)).await.unwrap();
        let contacts = Contacts { phone: "020 7946 0100".to_owned(), out_of_hours: "020 7946 0199".to_owned() };
        let book = RuleBook::embedded().unwrap();
        let door = Door::new(DoorParts { store: Store::new(reader), log, book, clock, entropy, contacts });
        let authority = agency(&door, "LA1", AgencyKind::LocalAuthority).await;
        agency(&door, "LA2", AgencyKind::LocalAuthority).await;
        let practice = agency(&door, "GP1", AgencyKind::GeneralPractice).await;
        let mut people = Vec::new();
        for (login, code, role, team, position) in PEOPLE {
            people.push((*login, person(&door, login, code, *role, *team, *position).await));
        }
        let child = ChildId(Uuid::new_v4());
        let mut rows = Rows::new();
        rows.add(details(child, authority));
        rows.add(works_with(child, authority, AgencyKind::LocalAuthority, Some("Assessment")));
        rows.add(works_with(child, practice, AgencyKind::GeneralPractice, None));
        door.administer(AccessAction::Import, Some(child), "{}", rows).await.unwrap().unwrap();
        Self { door, db, authority, practice, child, people, _dir: dir }
    }

    /// Somebody of the town, as they ask now.
    pub(crate) async fn caller(&self, login: &str) -> Caller {
        self.door.caller((ISSUER, login), None, None, "request").await.unwrap()
    }

    /// Somebody's id.
    pub(crate) fn person(&self, login: &str) -> PersonId {
        self.people.iter().find(|(name, _)| *name == login).unwrap().1
    }

    /// The child, by the hub's id.
    pub(crate) fn key(&self) -> ChildKey {
        ChildKey::Id(self.child)
    }
}

/// An everyday reason to be in the record.
pub(crate) fn sharing() -> Sharing {
    Sharing::plain(SharingPurpose::ChildInNeedAssessment, LawfulBasis::PublicTask)
}

async fn agency(door: &Door, code: &str, kind: AgencyKind) -> AgencyId {
    let area = (kind != AgencyKind::LocalAuthority).then(|| "LA1".to_owned());
    let new = NewAgency {
        code: code.to_owned(),
        name: format!("Agency {code}"),
        kind,
        public_authority: true,
        area,
        sensitive_service: false,
        phone: None,
        out_of_hours: None,
        email: None,
    };
    door.add_agency(new).await.unwrap()
}

async fn person(door: &Door, login: &str, code: &str, role: Role, team: Option<&str>, position: Position) -> PersonId {
    let new = NewPractitioner {
        issuer: ISSUER.to_owned(),
        subject: login.to_owned(),
        name: format!("The {login}"),
        agency: code.to_owned(),
        roles: Set::of(&[role]),
        team: team.map(str::to_owned),
        mash_areas: Vec::new(),
        position,
    };
    door.add_practitioner(new).await.unwrap().0
}

fn details(id: ChildId, authority: AgencyId) -> child::Model {
    child::Model {
        id,
        version: 1,
        given_name: Some("Ava".to_owned()),
        family_name: Some("Reed".to_owned()),
        aliases: "[]".to_owned(),
        date_of_birth: Some(day("2018-03-02")),
        expected_date_of_birth: None,
        date_of_death: None,
        sex: None,
        nhs_number: None,
        upn: None,
        address: Some("1 Low Road, N15 3AB".to_owned()),
        postcode: Some("N153AB".to_owned()),
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
        given_key: "ava".to_owned(),
        family_key: "reed".to_owned(),
        mother_key: String::new(),
        valid_from: day("2024-01-01"),
        reason: "registered".to_owned(),
        agency_id: authority,
        person_id: None,
        log: 0,
        seq: 0,
    }
}

fn works_with(child: ChildId, agency: AgencyId, kind: AgencyKind, team: Option<&str>) -> involvement::Model {
    involvement::Model {
        id: InvolvementId(Uuid::new_v4()),
        version: 1,
        child_id: child,
        agency_id: agency,
        agency_kind: kind,
        service: "service".to_owned(),
        team: team.map(str::to_owned),
        practitioners: "[]".to_owned(),
        started_on: day("2024-01-01"),
        ended_on: None,
        end_reason: None,
        state: InvolvementState::Open,
        sensitivity: Sensitivity::Standard,
        claimed_identity: None,
        recorded_at: at("08:00"),
        person_id: None,
        log: 0,
        seq: 0,
    }
}
