//! A small town: an authority, a school, the police and a surgery, one child whom two of them know, and a clock to be set.
//! On SQLite always, and on PostgreSQL where `HUB_TEST_POSTGRES` names a server.

use std::sync::Arc;

use entities::ids::{AgencyId, ChildId, MembershipId, PersonId};
use entities::rows::{
    access_flag, access_log, child, chronology_entry, involvement, membership, protection, rule_book,
};
use entities::words::{
    AccessFlag, AgencyKind, LawfulBasis, LevelOfNeed, ProtectionKind, RefusalCode, Role, SharingPurpose,
};
use entities::{Date, Instant, Set};
use policies::Numbers;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::access_log::{Logged, Position, PublicKey};
use crate::disclosure::{
    Caller, ChildKey, ChronologyFilter, Door, LogAsk, LogEntryView, LogFilter, NewAgency, OpenAnswer, PageArgs,
    RecordAsk, Sharing,
};
use crate::plain::clock::SetClock;
use crate::testing::{ISSUER, Scratch, agency, door_by, practitioner, rows};

pub(crate) struct Town {
    pub(crate) door: Arc<Door>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) authority: AgencyId,
    pub(crate) school: AgencyId,
    pub(crate) child: ChildId,
    scratch: Scratch,
}

/// Runs the test in a town on every database there is.
pub(crate) async fn in_each_town(test: impl AsyncFn(&Town)) {
    for scratch in Scratch::each().await {
        let town = Town::built(scratch).await;
        test(&town).await;
        Arc::into_inner(town.door).expect("nobody holds the door any more").close().await;
        town.scratch.gone().await;
    }
}

impl Town {
    async fn built(scratch: Scratch) -> Self {
        // A Tuesday at noon: no entry is out of hours.
        let clock = Arc::new(SetClock::at("2026-03-03T12:00:00Z".parse().unwrap()));
        let door = door_by(&scratch, Arc::clone(&clock) as _, Numbers::default()).await;
        let add = async |code, kind| {
            let new = NewAgency { phone: Some("020 7946 0101".to_owned()), ..agency(code, kind, Some("LA1")) };
            door.add_agency(new).await.unwrap()
        };
        let authority = add("LA1", AgencyKind::LocalAuthority).await;
        let school = add("SCH", AgencyKind::School).await;
        add("POL", AgencyKind::Police).await;
        add("GP1", AgencyKind::GeneralPractice).await;
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
            door.add_practitioner(practitioner(login, at, role)).await.unwrap();
        }
        let child = ChildId(uuid::Uuid::new_v4());
        let town = Self { door: Arc::new(door), clock, authority, school, child, scratch };
        town.settle().await;
        town
    }

    /// The involvements of an agency as they were first recorded.
    pub(crate) async fn involvements_of(&self, agency: AgencyId) -> Vec<involvement::Model> {
        let db = self.tables().await;
        let rows = involvement::Entity::find().filter(involvement::Column::AgencyId.eq(agency)).all(&db).await.unwrap();
        db.close().await.unwrap();
        rows
    }

    /// How many rule books are kept.
    pub(crate) async fn books(&self) -> u64 {
        let db = self.tables().await;
        let count = rule_book::Entity::find().count(&db).await.unwrap();
        db.close().await.unwrap();
        count
    }

    /// The flags with which an entry was written.
    pub(crate) async fn flags_at(&self, at: Position) -> Set<AccessFlag> {
        let db = self.tables().await;
        let row = access_log::Entity::find_by_id((at.log, at.seq)).one(&db).await.unwrap().unwrap();
        db.close().await.unwrap();
        row.flags
    }

    /// The flags that a pass wrote, by entry.
    pub(crate) async fn later_flags(&self) -> Vec<(Position, AccessFlag)> {
        let db = self.tables().await;
        let rows = access_flag::Entity::find().order_by_asc(access_flag::Column::CommittedAt).all(&db).await.unwrap();
        db.close().await.unwrap();
        let of = |row: &access_flag::Model| Position { log: row.entry_log, seq: row.entry_seq };
        rows.iter().flat_map(|row| row.flags.iter().map(|flag| (of(row), flag))).collect()
    }

    /// What the log's checkpoints are verified by.
    pub(crate) fn public(&self) -> PublicKey {
        self.scratch.key().public().clone()
    }

    pub(crate) async fn tables(&self) -> sea_orm::DatabaseConnection {
        sea_orm::Database::connect(self.scratch.url()).await.unwrap()
    }

    /// Another door over the same database, whose rules have those numbers.
    pub(crate) async fn door_by(&self, numbers: Numbers) -> Door {
        door_by(&self.scratch, Arc::clone(&self.clock) as _, numbers).await
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
        let level = rows::level(self.child, 1, LevelOfNeed::ChildProtection, self.authority, self.door.now());
        self.write(level).await;
        self.clock.advance(Instant::SECOND);
    }

    /// Writes one row, as whoever runs the hub.
    pub(crate) async fn write<M>(&self, row: M)
    where
        M: crate::store::Positioned + sea_orm::IntoActiveModel<<M::Entity as sea_orm::EntityTrait>::ActiveModel>,
        <M::Entity as sea_orm::EntityTrait>::ActiveModel: Send,
        M::Entity: sea_orm::EntityTrait<Model = M>,
    {
        rows::put(&self.door, row).await;
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

pub(crate) fn child(id: ChildId, version: i32, address: &str, authority: AgencyId) -> child::Model {
    child::Model {
        id,
        version,
        nhs_number: Some("9990000018".to_owned()),
        address: Some(address.to_owned()),
        responsible_authority: Some(authority),
        area: Some(authority),
        ..rows::child("Ada", "Moss", authority)
    }
}

pub(crate) fn involvement(child: ChildId, of: &Caller) -> involvement::Model {
    involvement::Model {
        practitioners: format!("[\"{}\"]", of.person),
        person_id: Some(of.person),
        ..rows::involvement(child, (of.agency.id, of.agency.kind), of.at)
    }
}

pub(crate) fn entry(child: ChildId, by: &Caller, summary: &str) -> chronology_entry::Model {
    chronology_entry::Model {
        person_id: Some(by.person),
        recorded_by: by.name.clone(),
        ..rows::entry(child, (by.agency.id, by.agency.kind), summary, by.at)
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
        person_id: person,
        named: serde_json::to_string(named).unwrap(),
        custodians: serde_json::to_string(custodians).unwrap(),
        ..rows::protection(child, kind, (by.agency.id, by.person), by.at)
    }
}
