//! Going on without consent, and the second person who answers for it (R21).

use entities::Instant;
use entities::ids::{ApprovalId, PersonId};
use entities::words::{
    AccessFlag, DispenseReason, FieldClass, LevelOfNeed, Position as Standing, ProtectionKind, RefusalCode, Role,
    SharingPurpose,
};

use super::fixture::{Town, assessment, in_each_town, involvement};
use crate::access_log::Position;
use crate::disclosure::{
    ApprovalView, ApprovalsAsk, ChangeAnswer, DecidedView, Decision, LogEntryView, NewPractitioner, Sharing,
};
use crate::services::approvals::decide;
use crate::testing::{practitioner, rows};

/// A child in need, open to a practice that recorded nothing, with whose consent nobody asked; and two managers of the authority.
async fn settle(town: &Town) -> [PersonId; 2] {
    town.write(rows::level(town.child, 2, LevelOfNeed::ChildInNeed, town.authority, town.door.now())).await;
    town.write(involvement(town.child, &town.caller("gp").await)).await;
    let mut managers = Vec::new();
    for login in ["manager", "second-manager"] {
        let new = practitioner(login, "LA1", Role::SocialWorker);
        let new = NewPractitioner { position: Standing::Manager, ..new };
        managers.push(town.door.add_practitioner(new).await.unwrap().0);
    }
    town.clock.advance(Instant::SECOND);
    managers.try_into().unwrap()
}

fn dispensing(approver: Option<PersonId>) -> Sharing {
    Sharing {
        dispense: Some(DispenseReason::UnjustifiedDelay),
        justification: Some("the mother cannot be reached, and he is afraid".to_owned()),
        approved_by: approver,
        ..assessment()
    }
}

async fn waiting(town: &Town, login: &str) -> Vec<ApprovalView> {
    let caller = town.caller(login).await;
    let ask = ApprovalsAsk { first: 10, total: true, ..ApprovalsAsk::default() };
    let page = town.door.approvals(&caller, &ask).await.unwrap();
    town.clock.advance(Instant::SECOND);
    assert_eq!(page.total(), Some(page.approvals().len() as i64));
    page.approvals().to_vec()
}

async fn answered(
    town: &Town,
    login: &str,
    approval: ApprovalId,
    yes: bool,
    key: Option<&str>,
) -> ChangeAnswer<DecidedView> {
    let caller = town.caller(login).await;
    let decision = Decision { approval, approved: yes, reason: "looked at together".to_owned() };
    let answer = decide(&town.door, &caller, key, decision).await.unwrap();
    town.clock.advance(Instant::SECOND);
    answer
}

async fn entry(town: &Town, at: Position) -> LogEntryView {
    town.whole_log("governance").await.into_iter().find(|entry| entry.position() == at).unwrap()
}

fn flags(entry: &LogEntryView) -> (bool, bool) {
    let flags = entry.flags.unwrap();
    (flags.contains(AccessFlag::ConsentDispensed), flags.contains(AccessFlag::ApprovalMissing))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_it_holds_until_the_one_named_answers_in_their_own_session() {
    in_each_town(async |town| {
        let [manager, _] = settle(town).await;
        let worker = town.caller("worker").await.person;
        let gp = town.caller("gp").await.person;
        let (plain, _) = town.look("gp", town.child, &assessment()).await;
        let without = entry(town, plain).await;
        assert!(!without.disclosed.contains(FieldClass::Narrative), "{:?}", without.disclosed);
        assert_eq!(flags(&without), (false, false));
        for nobody in [None, Some(worker), Some(gp)] {
            let (_, code) = town.look("gp", town.child, &dispensing(nobody)).await;
            assert_eq!(code, Some(RefusalCode::JustificationRequired), "{nobody:?}");
        }
        assert!(waiting(town, "manager").await.is_empty(), "a refusal asks nobody");

        let (at, code) = town.look("gp", town.child, &dispensing(Some(manager))).await;
        assert_eq!(code, None);
        let given = entry(town, at).await;
        assert!(given.disclosed.contains(FieldClass::Narrative));
        assert_eq!(flags(&given), (true, true));
        // Asked again it is not put before them again.
        town.look("gp", town.child, &dispensing(Some(manager))).await;
        let waits = waiting(town, "manager").await;
        let [asked] = waits.as_slice() else { panic!("{waits:?}") };
        assert_eq!((asked.access_log_entry, asked.asked_by.as_deref()), (at, Some("The gp")));
        assert_eq!(asked.due_at, town.door.calendar().add_working_days(given.at, 1));
        let told = &asked.told;
        assert_eq!(told.purpose, Some(SharingPurpose::ChildInNeedAssessment));
        assert_eq!((told.dispense_reason, told.emergency), (Some(DispenseReason::UnjustifiedDelay), false));
        assert_eq!((told.given, told.basis), (given.disclosed, given.lawful_basis));
        assert_eq!((Some(told.roles), told.child), (given.roles, Some(town.child)));
        assert!(told.agency.as_deref().is_some_and(|name| name.starts_with("Agency ")), "{told:?}");
        assert!(waiting(town, "second-manager").await.is_empty());

        for login in ["gp", "second-manager", "worker"] {
            let answer = answered(town, login, asked.id.approval(), true, None).await;
            let ChangeAnswer::Refused(view) = answer else { panic!("{login}: {answer:?}") };
            assert_eq!(view.code(), RefusalCode::NotFound, "{login}");
        }
        for _ in 0..2 {
            let answer = answered(town, "manager", asked.id.approval(), true, Some("key")).await;
            assert!(matches!(answer, ChangeAnswer::Done(_)), "{answer:?}");
        }
        for (key, code) in [(None, "ANSWERED"), (Some("other"), "ANSWERED")] {
            let answer = answered(town, "manager", asked.id.approval(), false, key).await;
            let ChangeAnswer::Problems(problems) = answer else { panic!("{answer:?}") };
            assert_eq!((problems.len(), problems[0].code), (1, code));
        }
        assert!(waiting(town, "manager").await.is_empty());
        town.clock.advance(5 * Instant::DAY);
        let (at, code) = town.look("gp", town.child, &dispensing(Some(manager))).await;
        assert_eq!(code, None);
        assert_eq!(flags(&entry(town, at).await), (true, false));
        assert!(town.door.replay(at).await.unwrap().same);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_unanswered_or_refused_it_ends_and_another_manager_opens_it_with_a_yes_alone() {
    in_each_town(async |town| {
        let [manager, second] = settle(town).await;
        let (at, _) = town.look("gp", town.child, &dispensing(Some(manager))).await;
        town.clock.advance(3 * Instant::DAY);
        let look = async |approver| town.look("gp", town.child, &dispensing(Some(approver))).await.1;
        assert_eq!(look(manager).await, Some(RefusalCode::JustificationRequired), "nobody answered");
        assert!(town.door.replay(at).await.unwrap().same, "what was given then was given then");
        // Naming another asks them, and opens nothing yet.
        assert_eq!(look(second).await, Some(RefusalCode::JustificationRequired));
        let [asked] = &waiting(town, "second-manager").await[..] else { panic!("nobody was asked") };
        answered(town, "second-manager", asked.id.approval(), false, None).await;
        assert_eq!(look(second).await, Some(RefusalCode::JustificationRequired), "refused");
        // A late yes counts from then on, for whom it names.
        let [late] = &waiting(town, "manager").await[..] else { panic!("it waits no more") };
        answered(town, "manager", late.id.approval(), true, None).await;
        assert_eq!(look(manager).await, None);
        assert_eq!(look(second).await, Some(RefusalCode::JustificationRequired));
        // Of another reason nobody was asked.
        let other = Sharing { dispense: Some(DispenseReason::PrejudiceToWelfare), ..dispensing(Some(manager)) };
        assert_eq!(town.look("gp", town.child, &other).await.1, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_r28_who_answers_is_not_told_which_child_is_restricted_nor_for_whom_where_whereabouts_are_protected() {
    in_each_town(async |town| {
        let [manager, _] = settle(town).await;
        town.look("gp", town.child, &dispensing(Some(manager))).await;
        let recorder = town.caller("worker").await;
        for (kind, child, agency) in
            [(ProtectionKind::Whereabouts, true, false), (ProtectionKind::Restriction, false, false)]
        {
            let by = (recorder.agency.id, recorder.person);
            town.write(rows::protection(town.child, kind, by, town.door.now())).await;
            town.clock.advance(Instant::SECOND);
            let [asked] = &waiting(town, "manager").await[..] else { panic!("it waits no more") };
            assert_eq!((asked.told.child.is_some(), asked.told.agency.is_some()), (child, agency), "{kind:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_a_reason_that_gives_nothing_asks_nobody() {
    in_each_town(async |town| {
        let [manager, _] = settle(town).await;
        // At the level of child protection no consent is needed.
        town.write(rows::level(town.child, 3, LevelOfNeed::ChildProtection, town.authority, town.door.now())).await;
        let (at, code) = town.look("gp", town.child, &dispensing(Some(manager))).await;
        assert_eq!(code, None);
        assert_eq!(flags(&entry(town, at).await), (false, false));
        assert!(waiting(town, "manager").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_one_thing_that_waits_is_found_however_much_is_due_before_it_and_by_nobody_else() {
    in_each_town(async |town| {
        let [manager, _] = settle(town).await;
        for dispense in [DispenseReason::UnjustifiedDelay, DispenseReason::PrejudiceToWelfare] {
            town.look("gp", town.child, &Sharing { dispense: Some(dispense), ..dispensing(Some(manager)) }).await;
            town.clock.advance(Instant::HOUR);
        }
        let waits = waiting(town, "manager").await;
        let [_, second] = waits.as_slice() else { panic!("{waits:?}") };
        let one = async |login: &str, only| {
            let ask = ApprovalsAsk { first: 1, only: Some(only), ..ApprovalsAsk::default() };
            let page = town.door.approvals(&town.caller(login).await, &ask).await.unwrap();
            assert!(!page.more());
            page.approvals().iter().map(|waiting| waiting.id).collect::<Vec<_>>()
        };
        assert_eq!(one("manager", second.id).await, [second.id]);
        for login in ["second-manager", "gp", "worker", "lead"] {
            assert_eq!(one(login, second.id).await, [], "{login}");
        }
    })
    .await;
}
