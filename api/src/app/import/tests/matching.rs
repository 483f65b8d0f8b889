//! Whose record a child's is, and what an import must leave alone.

use entities::ids::{ChildId, PersonId, SuccessionId};
use entities::rows::{agency, child_identifier, level_of_need, protection, succession};
use entities::words::{AccessAction, AgencyKind, IdentifierSystem, LevelOfNeed, ProtectionKind, SuccessionState};
use entities::{Date, Instant};
use uuid::Uuid;

use super::house::{AUTHORITY, House, message, on_each};
use crate::disclosure::Rows;
use crate::services::cin_import::ImportFault;
use crate::testing::agency;

const OPEN: &str = "<CINdetails><CINreferralDate>2024-05-01</CINreferralDate><ReferralSource>1A</ReferralSource>\
    <PrimaryNeedCode>N1</PrimaryNeedCode></CINdetails>";
const OTHER: &str = "LA2";

fn child(local: &str, upn: &str, born: &str, episodes: &str) -> String {
    format!(
        "<Child><ChildIdentifiers><LAchildID>{local}</LAchildID><UPN>{upn}</UPN><PersonBirthDate>{born}</PersonBirthDate>\
         <Sex>F</Sex></ChildIdentifiers>{episodes}</Child>"
    )
}

const UPN: &str = "X801200016001";

async fn second_authority(house: &House) {
    house.door().add_agency(agency(OTHER, AgencyKind::LocalAuthority, None)).await.unwrap();
}

async fn add(house: &House, rows: Rows) {
    house.door().administer(AccessAction::Administer, None, "{}", rows).await.unwrap().unwrap();
}

async fn restrict(house: &House, child: ChildId, kind: ProtectionKind) {
    let mut rows = Rows::new();
    let agency = house.door().agency_by_code(AUTHORITY).await.unwrap().unwrap();
    rows.add(protection::Model {
        id: entities::ids::ProtectionId(Uuid::new_v4()),
        version: 1,
        child_id: Some(child),
        kind,
        agency_id: None,
        person_id: None,
        named: "[]".into(),
        custodians: "[]".into(),
        reason: "test".into(),
        since: Instant(0),
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: agency,
        recorded_by: PersonId(Uuid::nil()),
        described: None,
        log: 0,
        seq: 0,
    });
    add(house, rows).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r34_a_verified_pupil_number_joins_unless_a_birth_date_contradicts() {
    on_each(async |house| {
        second_authority(house).await;
        house.import(message(2025, &child("A1", UPN, "2015-03-27", OPEN)).path()).await;
        let (same, _) = house.import_for(message(2025, &child("B1", UPN, "2015-03-27", OPEN)).path(), OTHER).await;
        assert_eq!((same.children_added, same.children_known), (0, 1));
        house.door().add_agency(agency("LA3", AgencyKind::LocalAuthority, None)).await.unwrap();
        let (born, _) = house.import_for(message(2025, &child("C1", UPN, "2016-03-27", OPEN)).path(), "LA3").await;
        assert_eq!((born.children_added, born.children_known), (1, 0));
        // The authority itself knows them as two.
        let (own, _) = house.import(message(2025, &child("A2", UPN, "2015-03-27", OPEN)).path()).await;
        assert_eq!(own.children_added, 1);
        assert_eq!(house.number("SELECT count(DISTINCT id) FROM child").await, 3);
        // Responsibility does not pass by a return.
        let lead = house
            .text(
                "SELECT a.code FROM child AS c JOIN agency AS a ON a.id = c.responsible_authority \
             JOIN child_identifier AS i ON i.child_id = c.id AND i.value = 'B1'",
            )
            .await;
        assert_eq!(lead.as_deref(), Some(AUTHORITY));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r34_no_number_joins_a_restricted_or_barred_record() {
    for kind in [ProtectionKind::Restriction, ProtectionKind::Bar] {
        on_each(async |house| {
            second_authority(house).await;
            house.import(message(2025, &child("A1", UPN, "2015-03-27", OPEN)).path()).await;
            let id = house.text("SELECT id FROM child").await.unwrap();
            restrict(house, id.parse().unwrap(), kind).await;
            let (tally, _) = house.import_for(message(2025, &child("B1", UPN, "2015-03-27", OPEN)).path(), OTHER).await;
            assert_eq!(tally.children_added, 1);
            // What the authority itself recorded under its own key goes on where it began.
            let (own, _) = house.import(message(2026, &child("A1", UPN, "2015-03-27", OPEN)).path()).await;
            assert_eq!((own.children_added, own.children_known), (0, 1));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_the_authoritys_own_number_is_the_childs() {
    on_each(async |house| {
        second_authority(house).await;
        house.import_for(message(2025, &child("B1", UPN, "2015-03-27", OPEN)).path(), OTHER).await;
        let id: ChildId = house.text("SELECT id FROM child").await.unwrap().parse().unwrap();
        let agency = house.door().agency_by_code(AUTHORITY).await.unwrap();
        let mut rows = Rows::new();
        rows.add(child_identifier::Model {
            id: Uuid::new_v4().to_string(),
            child_id: id,
            system: IdentifierSystem::Local,
            agency_id: agency,
            value: "A7".into(),
            verified: true,
            log: 0,
            seq: 0,
        });
        add(house, rows).await;
        let (tally, _) = house.import(message(2025, &child("A7", "", "2015-03-27", OPEN)).path()).await;
        assert_eq!((tally.children_added, tally.children_known), (0, 1));
        assert_eq!(house.number("SELECT count(*) FROM child_identifier WHERE value = 'A7'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_number_that_fails_its_check_is_kept_and_matches_nobody() {
    on_each(async |house| {
        let bad = "A801200016001";
        let (_, problems) = house.import(message(2025, &child("A1", bad, "2015-03-27", OPEN)).path()).await;
        assert!(problems.iter().any(|p| p.rule == "1510" && p.value == bad));
        let kept =
            format!("SELECT count(*) FROM child_identifier WHERE system = 'UPN' AND value = '{bad}' AND NOT verified");
        assert_eq!(house.number(&kept).await, 1);
        assert_eq!(house.number("SELECT count(*) FROM child WHERE upn IS NOT NULL").await, 0);
        second_authority(house).await;
        let (tally, _) = house.import_for(message(2025, &child("B1", bad, "2015-03-27", OPEN)).path(), OTHER).await;
        assert_eq!(tally.children_added, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_without_a_number_of_the_authoritys_are_known_by_their_turn() {
    on_each(async |house| {
        let first = child("", UPN, "2015-03-27", OPEN);
        let second = child("", UPN, "2015-03-27", &OPEN.replace("2024-05-01", "2024-06-01"));
        let file = message(2025, &format!("{first}{second}"));
        let (tally, _) = house.import(file.path()).await;
        assert_eq!((tally.children_added, tally.children_known), (1, 1));
        let rows = house.rows().await;
        let (again, _) = house.import(file.path()).await;
        assert_eq!((again.entries_added, again.entries_changed), (0, 0));
        assert_eq!(house.rows().await, rows);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r28_adoption_restricts_the_record_and_begins_another() {
    let closed = OPEN.replace(
        "</CINdetails>",
        "<CINclosureDate>2024-11-01</CINclosureDate><ReasonForClosure>RC1</ReasonForClosure></CINdetails>",
    );
    on_each(async |house| {
        let first = message(2025, &child("A1", UPN, "2015-03-27", &closed));
        house.import(first.path()).await;
        assert_eq!(house.number("SELECT count(*) FROM protection WHERE kind = 'RESTRICTION'").await, 1);
        let rows = house.rows().await;
        house.import(first.path()).await;
        assert_eq!(house.rows().await, rows);
        let again = closed.clone() + &OPEN.replace("2024-05-01", "2025-06-01");
        let later = message(2026, &child("A1", UPN, "2015-03-27", &again));
        let (tally, _) = house.import(later.path()).await;
        assert_eq!((tally.children_added, tally.children_known), (1, 1));
        let joined = "SELECT count(*) FROM child AS c WHERE NOT EXISTS (SELECT 1 FROM protection AS p WHERE p.child_id = c.id) \
             AND (c.upn IS NOT NULL OR EXISTS (SELECT 1 FROM child_identifier AS i WHERE i.child_id = c.id))";
        assert_eq!(house.number(joined).await, 0);
        assert_eq!(house.number("SELECT count(*) FROM chronology_entry AS e WHERE e.occurred_at > 1740000000000000 AND \
             EXISTS (SELECT 1 FROM protection AS p WHERE p.child_id = e.child_id)").await, 0);
        let rows = house.rows().await;
        house.import(later.path()).await;
        assert_eq!(house.rows().await, rows);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r27_an_import_lowers_only_what_an_import_set() {
    let closed = OPEN.replace(
        "</CINdetails>",
        "<CINclosureDate>2025-11-01</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure></CINdetails>",
    );
    let newest = "SELECT level FROM level_of_need AS l WHERE NOT EXISTS \
         (SELECT 1 FROM level_of_need AS n WHERE n.child_id = l.child_id AND n.version > l.version)";
    on_each(async |house| {
        house.import(message(2025, &child("A1", UPN, "2015-03-27", OPEN)).path()).await;
        assert_eq!(house.text(newest).await.as_deref(), Some("CHILD_IN_NEED"));
        let later = message(2026, &child("A1", UPN, "2015-03-27", &closed));
        house.import(later.path()).await;
        assert_eq!(house.text(newest).await.as_deref(), Some("UNIVERSAL"));
    })
    .await;
    on_each(async |house| {
        house.import(message(2025, &child("A1", UPN, "2015-03-27", OPEN)).path()).await;
        let mut rows = Rows::new();
        rows.add(level_of_need::Model {
            child_id: house.text("SELECT id FROM child").await.unwrap().parse().unwrap(),
            version: 2,
            level: LevelOfNeed::ChildProtection,
            decided_on: Date::new(2025, 5, 1).unwrap(),
            reason: "conference".into(),
            threshold_document: None,
            without_checks: None,
            agency_id: house.door().agency_by_code(AUTHORITY).await.unwrap().unwrap(),
            person_id: Some(PersonId(Uuid::new_v4())),
            recorded_at: Instant(0),
            log: 0,
            seq: 0,
        });
        add(house, rows).await;
        house.import(message(2026, &child("A1", UPN, "2015-03-27", &closed)).path()).await;
        assert_eq!(house.text(newest).await.as_deref(), Some("CHILD_PROTECTION"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_an_open_plan_is_protective_work_until_it_ends() {
    let plan = |end: &str| {
        OPEN.replace(
            "</CINdetails>",
            &format!(
                "<ChildProtectionPlans><CPPstartDate>2024-06-03</CPPstartDate>{end}</ChildProtectionPlans></CINdetails>"
            ),
        )
    };
    on_each(async |house| {
        house.import(message(2025, &child("A1", UPN, "2015-03-27", &plan(""))).path()).await;
        assert_eq!(
            house.number("SELECT count(*) FROM protective_work WHERE kind = 'PLAN' AND closed_on IS NULL").await,
            1
        );
        house
            .import(message(2026, &child("A1", UPN, "2015-03-27", &plan("<CPPendDate>2025-09-01</CPPendDate>"))).path())
            .await;
        let closed = "SELECT closed_on FROM protective_work WHERE version = 2";
        assert_eq!(house.text(closed).await.as_deref(), Some("2025-09-01"));
        assert_eq!(house.number("SELECT count(DISTINCT id) FROM protective_work").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r39_a_successor_knows_the_children_whom_its_predecessor_imported() {
    on_each(async |house| {
        second_authority(house).await;
        let return_of = |name| message(2025, &child(name, UPN, "2015-03-27", OPEN));
        house.import(return_of("B1").path()).await;
        let old = house.door().agency_by_code(AUTHORITY).await.unwrap().unwrap();
        let mut rows = Rows::new();
        rows.add(succession::Model {
            id: SuccessionId(Uuid::new_v4()),
            version: 1,
            agency_id: old,
            keeper: house.door().agency_by_code(OTHER).await.unwrap().unwrap(),
            others: "[]".into(),
            takes_effect_on: "2026-01-01".parse().unwrap(),
            state: SuccessionState::Approved,
            reason: None,
            person_id: None,
            recorded_at: Instant(0),
            log: 0,
            seq: 0,
        });
        rows.add(agency::Model {
            id: old,
            version: 2,
            code: AUTHORITY.into(),
            name: "closed".into(),
            kind: AgencyKind::LocalAuthority,
            public_authority: true,
            area: Some(old),
            sensitive_service: false,
            phone: None,
            out_of_hours: None,
            email: None,
            closed_on: Some("2026-01-01".parse().unwrap()),
            log: 0,
            seq: 0,
        });
        add(house, rows).await;
        for _ in 0..2 {
            let (tally, _) = house.import_for(return_of("B1").path(), OTHER).await;
            assert_eq!((tally.children_added, tally.children_known), (0, 1));
        }
        assert_eq!(house.number("SELECT count(DISTINCT id) FROM child").await, 1);
        assert_eq!(house.number("SELECT count(DISTINCT id) FROM involvement").await, 1);
        let fault = house.try_import(return_of("B1").path(), AUTHORITY, |_| Ok(())).await.unwrap_err();
        assert!(matches!(fault, ImportFault::Closed), "{fault:?}");
    })
    .await;
}
