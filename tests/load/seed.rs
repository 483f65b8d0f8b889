//! A large partnership in a database: children, entries of several agencies, and a long log, all through the hub's own code.

use std::sync::Arc;

use api::access_log::{Draft, EntryDraft, FactSet, Log, SigningKey, SlotLock, writer_options};
use api::plain::clock::SystemClock;
use api::plain::entropy::SystemEntropy;
use entities::ids::{AgencyId, ChildId, EntryId, InvolvementId, MembershipId, PersonId};
use entities::rows::{
    agency, child, chronology_entry, involvement, level_of_need, membership, person, protective_work,
};
use entities::words::{
    AccessAction, AgencyKind, ChronologyCategory, FieldClass, ImpactDirection, InvolvementState, LevelOfNeed, Position,
    ProtectiveWork, Role, Sensitivity, Significance, TimePrecision,
};
use entities::{Date, Instant, Set, Word};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel, TransactionTrait,
};
use uuid::Uuid;

use crate::{Outcome, Size};

/// The n-th child's id.
pub fn child_id(n: u32) -> Uuid {
    Uuid::from_u128(0xc0de_0000_0000_4000_8000_0000_0000_0000 | u128::from(n))
}

fn id(kind: u128, n: u32) -> Uuid {
    Uuid::from_u128((kind << 96) | 0x4000_8000_0000_0000_0000 | u128::from(n))
}

const KINDS: [AgencyKind; 4] =
    [AgencyKind::LocalAuthority, AgencyKind::School, AgencyKind::GeneralPractice, AgencyKind::Police];

/// Fills an empty database; the issuer is who vouches for the one social worker.
pub async fn fill(url: &str, issuer: &str, key: SigningKey, size: &Size) -> Outcome<()> {
    api::app::house::migrate(url).await.map_err(|f| f.message().to_owned())?;
    let writer = Database::connect(writer_options(url)).await?;
    if agency::Entity::find_by_id((AgencyId(id(1, 0)), 1)).one(&writer).await?.is_some() {
        writer.close().await?;
        return Ok(());
    }
    println!("filling: {} children, {} entries, {} log rows", size.children, size.entries, size.log_rows);
    people(&writer, issuer).await?;
    children(&writer, size).await?;
    entries(&writer, size).await?;
    log(url, writer, key, size).await
}

async fn people(db: &DatabaseConnection, issuer: &str) -> Outcome<()> {
    for (n, kind) in (0_u32..).zip(KINDS) {
        let row = agency::Model {
            id: AgencyId(id(1, n)),
            version: 1,
            code: format!("LOAD{n}"),
            name: format!("Agency {n}"),
            kind,
            public_authority: true,
            area: Some(AgencyId(id(1, 0))),
            sensitive_service: false,
            phone: Some("020 7946 0001".into()),
            out_of_hours: None,
            email: None,
            closed_on: None,
            log: 0,
            seq: 0,
        };
        agency::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    }
    let who = person::Model {
        id: PersonId(id(2, 0)),
        version: 1,
        issuer: issuer.to_owned(),
        subject: "social-worker".into(),
        name: "Amira Khan".into(),
        log: 0,
        seq: 0,
    };
    person::Entity::insert(who.into_active_model()).exec_without_returning(db).await?;
    let works = membership::Model {
        id: MembershipId(id(3, 0)),
        version: 1,
        person_id: PersonId(id(2, 0)),
        agency_id: AgencyId(id(1, 0)),
        team: Some("Assessment".into()),
        position: Position::Practitioner,
        roles: Set::of(&[Role::SocialWorker]),
        mash_areas: "[]".into(),
        ended: false,
        log: 0,
        seq: 0,
    };
    membership::Entity::insert(works.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

async fn insert<E>(db: &DatabaseConnection, rows: &mut Vec<E::Model>) -> Outcome<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Send + Sync,
    E::ActiveModel: Send,
{
    let txn = db.begin().await?;
    let mut all = std::mem::take(rows).into_iter().map(IntoActiveModel::into_active_model).peekable();
    while all.peek().is_some() {
        let some: Vec<E::ActiveModel> = all.by_ref().take(200).collect();
        E::insert_many(some).exec_without_returning(&txn).await?;
    }
    txn.commit().await?;
    Ok(())
}

async fn children(db: &DatabaseConnection, size: &Size) -> Outcome<()> {
    let day = Date::new(2020, 1, 1).ok_or("a date")?;
    let (mut details, mut open, mut levels, mut works) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for n in 0..size.children {
        let child_id = ChildId(child_id(n));
        details.push(child::Model {
            id: child_id,
            version: 1,
            given_name: Some(format!("Given{n}")),
            family_name: Some(format!("Family{}", n / 2)),
            aliases: "[]".into(),
            date_of_birth: Some(day.plus_days(-i64::from(n % 5000))),
            expected_date_of_birth: None,
            date_of_death: None,
            sex: None,
            nhs_number: None,
            upn: None,
            address: Some(format!("{n} Long Road")),
            postcode: None,
            telephone: None,
            school: Some(AgencyId(id(1, 1))),
            general_practice: Some(AgencyId(id(1, 2))),
            responsible_authority: Some(AgencyId(id(1, 0))),
            area: Some(AgencyId(id(1, 0))),
            ethnicity: Some("WBRI".into()),
            religion: None,
            disabilities: "[]".into(),
            first_language: Some("English".into()),
            interpreter_needed: Some(false),
            given_key: format!("given{n}"),
            family_key: format!("family{}", n / 2),
            mother_key: String::new(),
            valid_from: day,
            reason: "load".into(),
            agency_id: AgencyId(id(1, 0)),
            person_id: None,
            log: 0,
            seq: 0,
        });
        for (k, kind) in (0_u32..).zip(KINDS).take(3) {
            open.push(involvement::Model {
                id: InvolvementId(id(4, n * 4 + k)),
                version: 1,
                child_id,
                agency_id: AgencyId(id(1, k)),
                agency_kind: kind,
                service: "service".into(),
                team: Some("Assessment".into()),
                practitioners: "[]".into(),
                started_on: day,
                ended_on: None,
                end_reason: None,
                state: InvolvementState::Open,
                sensitivity: Sensitivity::Standard,
                claimed_identity: None,
                recorded_at: Instant(0),
                person_id: None,
                log: 0,
                seq: 0,
            });
        }
        levels.push(level_of_need::Model {
            child_id,
            version: 1,
            level: LevelOfNeed::ChildProtection,
            decided_on: day,
            reason: "load".into(),
            threshold_document: None,
            without_checks: None,
            agency_id: AgencyId(id(1, 0)),
            person_id: None,
            recorded_at: Instant(0),
            log: 0,
            seq: 0,
        });
        works.push(protective_work::Model {
            id: id(5, n).to_string(),
            version: 1,
            child_id,
            kind: ProtectiveWork::Section47,
            opened_on: day,
            closed_on: None,
            agency_id: AgencyId(id(1, 0)),
            person_id: None,
            log: 0,
            seq: 0,
        });
    }
    insert::<child::Entity>(db, &mut details).await?;
    insert::<involvement::Entity>(db, &mut open).await?;
    insert::<level_of_need::Entity>(db, &mut levels).await?;
    insert::<protective_work::Entity>(db, &mut works).await
}

/// One child in a hundred has half of all entries between them: over 500 each; the others about ten.
async fn entries(db: &DatabaseConnection, size: &Size) -> Outcome<()> {
    let heavy = (size.children / 100).max(1);
    let many = (size.entries / 2 / heavy).max(1);
    let few = (size.entries / 2 / (size.children - heavy)).max(1);
    let start = Date::new(2021, 1, 1).ok_or("a date")?;
    let base = start.0.and_time(chrono_midnight()).and_utc().timestamp_micros();
    let mut rows = Vec::new();
    let mut made = 0_u32;
    for n in 0..size.children {
        let of_child = if n % 100 == 0 { many } else { few };
        for e in 0..of_child {
            made += 1;
            let kind = (e as usize) % KINDS.len();
            rows.push(entry(n, made, e, kind, base));
        }
        if rows.len() >= 5000 {
            insert::<chronology_entry::Entity>(db, &mut rows).await?;
        }
    }
    insert::<chronology_entry::Entity>(db, &mut rows).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        // SQLite is left without statistics, as the hub leaves it: with them it plans every statement anew for each child.
        db.execute_unprepared("ANALYZE").await?;
    }
    Ok(())
}

fn chrono_midnight() -> chrono::NaiveTime {
    chrono::NaiveTime::MIN
}

fn entry(n: u32, made: u32, e: u32, kind: usize, base: i64) -> chronology_entry::Model {
    let category = ChronologyCategory::ALL.get(made as usize % 20).copied().unwrap_or(ChronologyCategory::Other);
    let agency_kind = KINDS.get(kind).copied().unwrap_or(AgencyKind::LocalAuthority);
    let at = Instant(base + i64::from(e) * 40 * Instant::HOUR + i64::from(n));
    chronology_entry::Model {
        id: EntryId(id(6, made)),
        version: 1,
        child_id: ChildId(child_id(n)),
        agency_id: AgencyId(id(1, u32::try_from(kind).unwrap_or(0))),
        agency_kind,
        team: Some("Assessment".into()),
        person_id: None,
        recorded_by: "A Practitioner".into(),
        occurred_at: at,
        occurred_until: None,
        occurred_precision: TimePrecision::Day,
        recorded_at: at,
        category,
        significance: Significance::Notable,
        sensitivity: Sensitivity::Standard,
        classes: policies::content_classes(category, agency_kind),
        added_classes: Set::<FieldClass>::EMPTY,
        handling: Set::EMPTY,
        about_adults: "[]".into(),
        tell: "[]".into(),
        named: "[]".into(),
        summary: format!("Entry {e}: seen at home, in good spirits, with the older sister."),
        narrative: Some("The home was warm and there was food in the kitchen. ".repeat(4)),
        impact_on_child: Some("Slept better and came to school on time for most of the week.".into()),
        impact_direction: Some(ImpactDirection::Positive),
        child_voice: Some("I like it when we walk to school together.".into()),
        action: Some("Visit again in two weeks.".into()),
        outcome: Some("Plan reviewed.".into()),
        withdrawn_at: None,
        wrong_child: false,
        correction_reason: None,
        log: 0,
        seq: 0,
    }
}

async fn log(url: &str, writer: DatabaseConnection, key: SigningKey, size: &Size) -> Outcome<()> {
    let reader = Database::connect(writer_options(url)).await?;
    let lock = match url.strip_prefix("sqlite://") {
        Some(path) => SlotLock::Beside(path.split('?').next().unwrap_or(path).into()),
        None => SlotLock::Session,
    };
    let log = Log::start(reader, writer, lock, key, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    let facts = Arc::new(FactSet::new("{\"load\":true}".into()));
    let mut left = size.log_rows;
    while left > 0 {
        let some = left.min(512);
        let drafts = (0..some)
            .map(|k| {
                let mut entry = EntryDraft::new(Instant(i64::from(left) * 1_000_000), AccessAction::View);
                entry.membership = Some(MembershipId(id(3, 0)));
                entry.person = Some(PersonId(id(2, 0)));
                entry.agency = Some(AgencyId(id(1, 0)));
                entry.agency_kind = Some(AgencyKind::LocalAuthority);
                entry.child = Some(ChildId(child_id((left + k) % size.children)));
                entry.facts = Some(Arc::clone(&facts));
                Draft::new((), entry)
            })
            .collect();
        log.append_all(drafts).await?;
        left -= some;
    }
    log.close().await;
    Ok(())
}
