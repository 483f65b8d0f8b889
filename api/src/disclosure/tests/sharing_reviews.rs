//! What a young person's objection holds back, until a person decides, and for how long they allow it (R24).

use entities::ids::{ConsentId, GiverId, SharingReviewId};
use entities::rows::{agency, child, consent};
use entities::words::{
    AgencyKind, ConsentDecision, ConsentGiver, FieldClass, ProtectionKind, RefusalCode, Role, SharingPurpose,
    WithheldReason,
};
use entities::{Instant, Set};
use uuid::Uuid;

use super::fixture::{self, Town, assessment, day, in_each_town, record_ask};
use crate::access_log::{Logged, Position};
use crate::disclosure::made::SharingReviewView;
use crate::disclosure::{ApprovalsAsk, Caller, ChangeAnswer, ChildKey, OpenAnswer, SharingReviewAsk, WaitingId};
use crate::services::sharing_reviews::{ReviewDecision, decide, request};
use crate::store::AsOf;
use crate::testing::{ISSUER, practitioner, rows};

/// Makes the child sixteen, and records that they object to what the school asks for.
async fn settle(town: &Town) {
    let older = fixture::child(town.child, 2, "1 Mill Lane", town.authority);
    town.write(child::Model { date_of_birth: Some(day(2009, 6, 1)), ..older }).await;
    let worker = town.caller("worker").await;
    town.write(consent::Model {
        id: ConsentId(Uuid::new_v4()),
        version: 1,
        child_id: town.child,
        giver_id: GiverId(Uuid::new_v4()),
        decision: ConsentDecision::Refused,
        given_by: Some(ConsentGiver::YoungPerson16OrOver),
        giver_name: None,
        purposes: Set::of(&[SharingPurpose::ChildInNeedAssessment]),
        agency_kinds: Set::<AgencyKind>::all(),
        classes: Set::EMPTY,
        obtained_at: worker.at,
        expires_on: None,
        evidence: None,
        withdrawn_at: None,
        withdrawal_reason: None,
        agency_id: worker.agency.id,
        agency_kind: worker.agency.kind,
        person_id: worker.person,
        recorded_by: worker.name.clone(),
        recorded_at: worker.at,
        log: 0,
        seq: 0,
    })
    .await;
    town.clock.advance(Instant::SECOND);
}

/// The teacher's reading, and whether what others recorded is held back for a person to decide.
async fn look(town: &Town, teacher: &Caller) -> (Position, bool) {
    let teacher = Caller { at: town.door.now(), ..teacher.clone() };
    let key = ChildKey::Id(town.child);
    let answer = town.door.open(&teacher, &key, &assessment(), &record_ask()).await.unwrap();
    town.clock.advance(Instant::SECOND);
    let OpenAnswer::Record(view) = answer else { panic!("{answer:?}") };
    let held = view.withheld().iter().any(|w| w.field == "chronology" && w.reason == WithheldReason::Review);
    (Logged::position(&view), held)
}

async fn asked(town: &Town, teacher: &Caller, entry: Position) -> ChangeAnswer<SharingReviewView> {
    let teacher = Caller { at: town.door.now(), ..teacher.clone() };
    let new = SharingReviewAsk { entry, reason: "she may be ill".to_owned() };
    let answer = request(&town.door, &teacher, None, new).await.unwrap();
    town.clock.advance(Instant::SECOND);
    answer
}

async fn decided(town: &Town, by: &Caller, said: ReviewDecision) -> ChangeAnswer<SharingReviewView> {
    let by = Caller { at: town.door.now(), ..by.clone() };
    let answer = decide(&town.door, &by, None, said, Vec::new()).await.unwrap();
    town.clock.advance(Instant::SECOND);
    answer
}

fn done(answer: ChangeAnswer<SharingReviewView>) -> SharingReviewId {
    match answer {
        ChangeAnswer::Done(view) => view.reference(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_r29_who_decides_is_not_told_of_a_service_kept_to_few_nor_for_whom_where_whereabouts_are_protected() {
    in_each_town(async |town| {
        settle(town).await;
        let (teacher, lead) = (town.caller("teacher").await, town.caller("lead").await);
        let (first, _) = look(town, &teacher).await;
        done(asked(town, &teacher, first).await);
        let told = async || {
            let ask = ApprovalsAsk { first: 10, ..ApprovalsAsk::default() };
            let waits = town.door.approvals(&lead, &ask).await.unwrap();
            let [waiting] = waits.approvals() else { panic!("{waits:?}") };
            waiting.told.clone()
        };
        let snapshot = town.door.store().snapshot(AsOf::Now).await.unwrap();
        let school = snapshot.agency_of_code("SCH").await.unwrap().unwrap();
        snapshot.close().await.unwrap();
        town.write(agency::Model { version: school.version + 1, sensitive_service: true, ..school.clone() }).await;
        assert_eq!((told().await.agency, told().await.agency_kind), (None, Some(AgencyKind::School)));
        town.write(agency::Model { version: school.version + 2, ..school }).await;
        assert!(told().await.agency.is_some());
        let by = (lead.agency.id, lead.person);
        town.write(rows::protection(town.child, ProtectionKind::Whereabouts, by, town.door.now())).await;
        assert_eq!((told().await.agency, told().await.roles), (None, Set::EMPTY));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r24_what_is_allowed_ends_with_its_day_and_nobody_decides_on_their_own_request() {
    in_each_town(async |town| {
        settle(town).await;
        let (teacher, lead) = (town.caller("teacher").await, town.caller("lead").await);
        let (first, held) = look(town, &teacher).await;
        assert!(held);
        let at = town.door.now();
        let review = done(asked(town, &teacher, first).await);
        let waits = town.door.approvals(&lead, &ApprovalsAsk { first: 10, ..ApprovalsAsk::default() }).await.unwrap();
        let [waiting] = waits.approvals() else { panic!("{waits:?}") };
        assert_eq!(waiting.id, WaitingId::Review(review));
        assert_eq!(waiting.due_at, town.door.calendar().add_working_days(at, 1));
        assert_eq!(waiting.told.agency.as_deref(), Some("Agency SCH"));
        assert_eq!((waiting.told.roles, waiting.told.child), (teacher.roles, Some(town.child)));

        let allow = |review| ReviewDecision {
            review,
            allow: true,
            classes: Some(vec![FieldClass::Summary]),
            until: Some(day(2026, 3, 10)),
            reason: "talked over with her".to_owned(),
        };
        // The same person in another membership.
        let second = practitioner("teacher", "LA1", Role::SafeguardingLead);
        let (_, membership) = town.door.add_practitioner(second).await.unwrap();
        let other = town.door.caller((ISSUER, "teacher"), None, Some(membership), "request").await.unwrap();
        let ChangeAnswer::Refused(no) = decided(town, &other, allow(review)).await else { panic!("it was decided") };
        assert_eq!(no.code(), RefusalCode::NotFound);
        let own = town.door.approvals(&other, &ApprovalsAsk { first: 10, ..ApprovalsAsk::default() }).await.unwrap();
        assert!(own.approvals().is_empty(), "{own:?}");
        let ChangeAnswer::Refused(no) = asked(town, &other, first).await else { panic!("in another membership") };
        assert_eq!(no.code(), RefusalCode::NotFound);

        assert_eq!(done(decided(town, &lead, allow(review)).await), review);
        assert!(!look(town, &teacher).await.1);
        assert!(town.door.replay(first).await.unwrap().same, "what was held back then was held back then");
        // To the end of the tenth of March.
        town.clock.advance(7 * Instant::DAY);
        assert!(!look(town, &teacher).await.1);
        town.clock.advance(Instant::DAY);
        let (again, held) = look(town, &teacher).await;
        assert!(held, "it ended");
        // It may be asked again; a no is no.
        let review = done(asked(town, &teacher, again).await);
        let no = ReviewDecision { allow: false, classes: None, until: None, ..allow(review) };
        done(decided(town, &lead, no).await);
        assert!(look(town, &teacher).await.1);
    })
    .await;
}
