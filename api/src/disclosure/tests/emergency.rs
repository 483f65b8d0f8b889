//! Breaking the glass (R31): for hours, for one membership, child and purpose, in front of those who review it.

use entities::Instant;
use entities::Set;
use entities::ids::ChildId;
use entities::words::{AccessFlag, LawfulBasis, Position as Standing, RefusalCode, Role, SharingPurpose};
use policies::Numbers;
use uuid::Uuid;

use super::fixture::{Town, assessment, in_each_town, record_ask, since_ever};
use crate::access_log::{Logged, Position};
use crate::disclosure::{
    ApprovalsAsk, ChangeAnswer, ChildKey, Decision, LogEntryView, LogFilter, NewPractitioner, OpenAnswer, Sharing,
    SharingView,
};
use crate::services::approvals::decide;
use crate::testing::practitioner;

const HOURS: i64 = 4 * Instant::HOUR;

fn within() -> Sharing {
    Sharing::plain(SharingPurpose::EmergencyProtection, LawfulBasis::VitalInterests)
}

fn broken() -> Sharing {
    let justification = Some("found alone at night, and says who she is".to_owned());
    Sharing { emergency: true, justification, ..within() }
}

/// The decision that opened the record, and its entry; or the refusal. A second passes.
async fn opened(town: &Town, login: &str, sharing: &Sharing) -> Result<(SharingView, Position), RefusalCode> {
    let caller = town.caller(login).await;
    let answer = town.door.open(&caller, &ChildKey::Id(town.child), sharing, &record_ask()).await.unwrap();
    town.clock.advance(Instant::SECOND);
    match answer {
        OpenAnswer::Record(view) => Ok((view.sharing().clone(), Logged::position(&view))),
        OpenAnswer::Refused(view) => Err(view.code()),
    }
}

async fn flagged(town: &Town, login: &str) -> Vec<LogEntryView> {
    let flags = Some(Set::of(&[AccessFlag::Emergency]));
    town.log(login, LogFilter { flags, ..since_ever() }).await
}

async fn manager_of_practice(town: &Town) {
    let new = practitioner("practice-manager", "GP1", Role::GeneralPractitioner);
    town.door.add_practitioner(NewPractitioner { position: Standing::Manager, ..new }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_the_glass_is_broken_once_for_hours_and_every_access_is_in_front_of_a_reviewer() {
    in_each_town(async |town| {
        assert_eq!(opened(town, "gp", &within()).await.unwrap_err(), RefusalCode::NotFound);
        let began = town.door.now();
        let (first, at) = opened(town, "gp", &broken()).await.unwrap();
        assert!(first.emergency);
        assert_eq!(first.expires_at, Some(began.plus(HOURS)));
        town.clock.advance(Instant::HOUR);
        // What follows leaves it out, needs no new justification, and does not extend it; nor does asking again.
        for sharing in [within(), broken()] {
            let (later, _) = opened(town, "gp", &sharing).await.unwrap();
            assert_eq!((later.emergency, later.expires_at), (true, first.expires_at));
        }
        // It is one membership's, for one purpose.
        assert_eq!(opened(town, "officer", &assessment()).await.unwrap_err(), RefusalCode::NotFound);
        let missing = Sharing { purpose: SharingPurpose::MissingChild, ..within() };
        assert_eq!(opened(town, "gp", &missing).await.unwrap_err(), RefusalCode::NotFound);

        let seen = flagged(town, "governance").await;
        assert_eq!(seen.len(), 3);
        for entry in &seen {
            assert_eq!((entry.emergency, entry.emergency_until), (Some(true), first.expires_at));
            let due = town.door.calendar().add_working_days(entry.at, 1);
            assert_eq!(entry.review_due_at, Some(due));
            assert!(entry.allowed && entry.child_id == Some(town.child));
        }
        assert!(seen.iter().any(|entry| entry.position() == at));
        // The child's authority is told, ids only; nobody else is.
        let told = flagged(town, "lead").await;
        assert_eq!(told.len(), 3);
        for entry in &told {
            assert_eq!(entry.child_id, Some(town.child));
            assert_eq!(entry.flags, Some(Set::of(&[AccessFlag::Emergency])));
            assert!(entry.practitioner.is_none() && entry.practitioner_id.is_none() && entry.agency.is_none());
            assert!(entry.justification.is_none() && entry.reviews.is_none());
        }
        let of_child = LogFilter { child: Some(ChildKey::Id(town.child)), emergency: Some(true), ..since_ever() };
        assert_eq!(town.log("lead", of_child).await.len(), 3);
        assert!(flagged(town, "school-lead").await.is_empty());

        assert!(town.door.replay(at).await.unwrap().same);
        town.clock.advance(HOURS);
        assert_eq!(opened(town, "gp", &within()).await.unwrap_err(), RefusalCode::NotFound);
        town.clock.advance(Instant::DAY);
        assert!(opened(town, "gp", &broken()).await.unwrap().0.emergency);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_who_may_break_it_for_what_and_with_what_words() {
    in_each_town(async |town| {
        for (login, sharing, wanted) in [
            ("lead", broken(), RefusalCode::Role),
            ("gp", Sharing { justification: None, ..broken() }, RefusalCode::JustificationRequired),
            ("gp", Sharing { justification: Some("short".to_owned()), ..broken() }, RefusalCode::JustificationRequired),
            ("worker", Sharing { emergency: true, ..justified(assessment()) }, RefusalCode::PurposeNotOpenToRole),
        ] {
            assert_eq!(opened(town, login, &sharing).await.unwrap_err(), wanted, "{login}: {sharing:?}");
        }
        assert!(opened(town, "teacher", &broken()).await.unwrap().0.emergency, "with a relationship");
        // It opens no restricted record, and says no more than of nobody.
        town.restrict(&[], &[]).await;
        let gp = town.caller("gp").await;
        let mut answers = Vec::new();
        for child in [town.child, ChildId(Uuid::new_v4())] {
            match town.door.open(&gp, &ChildKey::Id(child), &broken(), &record_ask()).await.unwrap() {
                OpenAnswer::Refused(view) => answers.push((view.code(), view.message().to_owned())),
                OpenAnswer::Record(_) => panic!("a restricted record was opened"),
            }
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].0, RefusalCode::NotFound);
    })
    .await;
}

fn justified(sharing: Sharing) -> Sharing {
    Sharing { justification: Some("a justification of enough characters".to_owned()), ..sharing }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_a_second_one_in_a_day_takes_a_second_person_and_ends_with_their_no() {
    in_each_town(async |town| {
        manager_of_practice(town).await;
        let manager = town.caller("practice-manager").await;
        opened(town, "gp", &broken()).await.unwrap();
        town.clock.advance(HOURS);
        let teacher_again = opened(town, "teacher", &broken()).await.unwrap();
        assert!(teacher_again.0.emergency, "another membership's first");
        assert!(opened(town, "gp", &broken()).await.is_err(), "without a second person");
        let own = Sharing { approved_by: Some(town.caller("gp").await.person), ..broken() };
        assert!(opened(town, "gp", &own).await.is_err(), "nobody approves their own");
        let second = Sharing { approved_by: Some(manager.person), ..broken() };
        let (view, at) = opened(town, "gp", &second).await.unwrap();
        assert!(view.emergency);
        let waits =
            town.door.approvals(&manager, &ApprovalsAsk { first: 10, ..ApprovalsAsk::default() }).await.unwrap();
        let [asked] = waits.approvals() else { panic!("{waits:?}") };
        assert_eq!((asked.access_log_entry, asked.asked_by.as_deref()), (at, Some("The gp")));
        assert!(opened(town, "gp", &within()).await.is_ok());
        let no = Decision {
            approval: asked.id.approval(),
            approved: false,
            reason: "ring the duty team instead".to_owned(),
        };
        let done = decide(&town.door, &manager, None, no).await.unwrap();
        assert!(matches!(done, ChangeAnswer::Done(_)), "{done:?}");
        town.clock.advance(Instant::SECOND);
        assert_eq!(opened(town, "gp", &within()).await.unwrap_err(), RefusalCode::NotFound);
        let flags = |position: Position| {
            let seen = town.whole_log("governance");
            async move { seen.await.into_iter().find(|entry| entry.position() == position).unwrap().flags.unwrap() }
        };
        assert!(flags(at).await.contains(AccessFlag::ApprovalMissing));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_for_how_many_hours_is_a_number_of_the_book() {
    in_each_town(async |town| {
        let shorter = town.door_by(Numbers { emergency_hours: 2, ..Numbers::default() }).await;
        let gp = town.caller("gp").await;
        let answer = shorter.open(&gp, &ChildKey::Id(town.child), &broken(), &record_ask()).await.unwrap();
        let OpenAnswer::Record(view) = answer else { panic!("it was refused") };
        assert_eq!(view.sharing().expires_at, Some(gp.at.plus(2 * Instant::HOUR)));
        assert_ne!(view.sharing().policy_version, town.door.book().hash());
        shorter.close().await;
    })
    .await;
}
