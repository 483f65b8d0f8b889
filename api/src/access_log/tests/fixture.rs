//! A database of its own for each test, on SQLite always and on PostgreSQL where `HUB_TEST_POSTGRES` names a server.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use entities::Instant;
use entities::ids::{AgencyId, ChildId, MembershipId, PersonId};
use entities::words::{AccessAction, AgencyKind, FieldClass, LawfulBasis, Relationship, Role, SharingPurpose};
use entities::{Set, rows::access_log};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::access_log::{Draft, EntryDraft, FactSet, Log, PublicKey, SigningKey, SlotLock, StartError, writer_options};
use crate::plain::clock::{Clock, SystemClock};
use crate::plain::entropy::{Entropy, SystemEntropy};
use crate::testing::Scratch;

/// A database with the tables of the hub.
pub(super) struct House {
    scratch: Scratch,
    pub(super) db: DatabaseConnection,
}

/// Runs the test on every database there is.
pub(super) async fn on_each(test: impl AsyncFn(&House)) {
    for scratch in Scratch::each().await {
        let house = House::made(scratch).await;
        test(&house).await;
        house.db.close().await.unwrap();
        house.scratch.gone().await;
    }
}

impl House {
    pub(super) async fn sqlite() -> Self {
        Self::made(Scratch::sqlite().await).await
    }

    async fn made(scratch: Scratch) -> Self {
        let mut options = writer_options(scratch.url());
        options.max_connections(8);
        let house = Self { db: Database::connect(options).await.unwrap(), scratch };
        let hash = if house.is_sqlite() { "x'" } else { "'\\x" };
        let row = format!("INSERT INTO rule_book VALUES ({hash}{}', '{BOOK}', 0, 0, 0)", hex::encode(book()));
        house.sql(&row).await;
        house
    }

    pub(super) fn url(&self) -> &str {
        self.scratch.url()
    }

    pub(super) fn key(&self) -> SigningKey {
        self.scratch.key()
    }

    pub(super) fn public(&self) -> PublicKey {
        self.key().public().clone()
    }

    pub(super) fn lock(&self) -> SlotLock {
        self.scratch.lock()
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.scratch.is_sqlite()
    }

    pub(super) async fn log(&self) -> Log {
        self.log_with(self.lock(), Arc::new(SystemClock)).await.unwrap()
    }

    pub(super) async fn log_with(&self, lock: SlotLock, clock: Arc<dyn Clock>) -> Result<Log, StartError> {
        let writer = Database::connect(writer_options(self.url())).await.unwrap();
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        Log::start(self.db.clone(), writer, lock, self.key(), clock, entropy).await
    }

    pub(super) async fn sql(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap();
    }

    /// Takes the triggers away, as somebody who owns the database could.
    pub(super) async fn without_triggers(&self) {
        for table in ["access_log", "log_slot", "fact_set", "rule_book"] {
            if self.is_sqlite() {
                self.sql(&format!("DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete")).await;
            } else {
                self.sql(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await;
            }
        }
    }

    pub(super) async fn rows(&self) -> Vec<access_log::Model> {
        access_log::Entity::find()
            .order_by_asc(access_log::Column::Log)
            .order_by_asc(access_log::Column::Seq)
            .all(&self.db)
            .await
            .unwrap()
    }
}

/// The rule book that entries name.
const BOOK: &str = "a rule book";

fn book() -> [u8; 32] {
    digest(&SHA256, BOOK.as_bytes()).as_ref().try_into().unwrap()
}

/// An entry that has a value in nearly every field.
pub(super) fn entry() -> EntryDraft {
    EntryDraft {
        membership: Some(MembershipId(Uuid::new_v4())),
        person: Some(PersonId(Uuid::new_v4())),
        agency: Some(AgencyId(Uuid::from_u128(7))),
        agency_kind: Some(AgencyKind::LocalAuthority),
        roles: Set::of(&[Role::SocialWorker]),
        client: Some("case-system".to_owned()),
        child: Some(ChildId(Uuid::new_v4())),
        relationship: Some(Relationship::Open),
        purpose: Some(SharingPurpose::Section47Enquiry),
        lawful_basis: Some(LawfulBasis::PublicTask),
        justification: Some("strategy discussion tomorrow".to_owned()),
        disclosed: Set::of(&[FieldClass::Identity, FieldClass::Summary]),
        withheld: Set::of(&[FieldClass::Adult]),
        records_disclosed: 12,
        sources: vec![AgencyId(Uuid::from_u128(9)), AgencyId(Uuid::from_u128(8))],
        policies: vec!["social-worker-ceiling".to_owned(), "adult-needs-purpose".to_owned()],
        rule_book: Some(book()),
        facts: Some(Arc::new(FactSet::new(r#"{"caller":{"roles":["SOCIAL_WORKER"]}}"#.to_owned()))),
        operation: Some([4; 32]),
        ask: Some(r#"{"child":"1","fields":["summary"],"first":50}"#.to_owned()),
        as_of: vec![(1, 8), (0, 5)],
        view_format: 1,
        digest: Some([5; 32]),
        review_due_at: Some(Instant(1_800_000_000_000_000)),
        ..EntryDraft::new(SystemClock.now(), AccessAction::View)
    }
}

pub(super) fn draft<T>(view: T) -> Draft<T> {
    Draft::new(view, entry())
}
