//! Restrictions, bars and lifting them (R28, R36).

use entities::ids::{AgencyId, ApprovalId, ChildId, PersonId, ProtectionId};
use entities::rows::{access_log, approval, approval_answer, protection};
use entities::words::{AccessFlag, ProtectionKind, RefusalCode};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{done, problems, refused};
use crate::disclosure::{ApprovalsAsk, ChildKey, Decision, OpenAnswer, RecordAsk};
use crate::services::approvals::decide;
use crate::services::protection::{Lifting, NewBar, NewMarking, NewRestriction, bar, lift, protect, restrict};
use crate::testing::{Town, at, day, sharing};

const RESTRICTION: (&str, ProtectionKind) = ("liftRestriction", ProtectionKind::Restriction);
const BAR: (&str, ProtectionKind) = ("liftBar", ProtectionKind::Bar);

fn restriction(town: &Town) -> NewRestriction {
    NewRestriction {
        child: town.key(),
        sharing: sharing(),
        reason: "adopted".to_owned(),
        named: vec![town.person("worker")],
        custodians: vec![town.person("governance"), town.person("partner")],
        approved_by: town.person("manager"),
    }
}

fn barred(town: &Town, practitioner: Option<PersonId>, agency: Option<AgencyId>) -> NewBar {
    let reason = "related to the family".to_owned();
    NewBar { child: town.key(), sharing: sharing(), reason, agency, practitioner, approved_by: town.person("manager") }
}

fn lifting(town: &Town, protection: ProtectionId) -> Lifting {
    Lifting { protection, reason: "no longer needed".to_owned(), approved_by: town.person("manager") }
}

async fn opens(town: &Town, login: &str) -> bool {
    let caller = town.caller(login).await;
    let answer = town.door.open(&caller, &town.key(), &sharing(), &RecordAsk::default()).await.unwrap();
    matches!(answer, OpenAnswer::Record(_))
}

/// The manager answers everything that waits.
async fn answer_all(town: &Town, yes: bool) -> usize {
    let manager = town.caller("manager").await;
    let ask = ApprovalsAsk { first: 10, ..ApprovalsAsk::default() };
    let waits = town.door.approvals(&manager, &ask).await.unwrap();
    for waiting in waits.approvals() {
        let decision = Decision { approval: waiting.id.approval(), approved: yes, reason: "talked over".to_owned() };
        done(decide(&town.door, &manager, None, decision).await);
    }
    waits.approvals().len()
}

async fn answers(town: &Town) -> u64 {
    approval_answer::Entity::find().count(&town.db).await.unwrap()
}

async fn newest(town: &Town, id: ProtectionId) -> protection::Model {
    let of = protection::Entity::find().filter(protection::Column::Id.eq(id));
    of.order_by_desc(protection::Column::Version).one(&town.db).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_what_is_set_holds_at_once_until_the_second_person_says_no() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let view = done(restrict(&town.door, &worker, None, restriction(&town), Vec::new()).await);
    assert!(!opens(&town, "gp").await);
    assert_eq!(answer_all(&town, false).await, 1);
    assert!(newest(&town, view.id()).await.lifted);
    assert!(opens(&town, "gp").await);
    // A no to lifting leaves it as it was.
    let view = done(restrict(&town.door, &worker, None, restriction(&town), Vec::new()).await);
    answer_all(&town, true).await;
    done(lift(&town.door, &worker, RESTRICTION, None, lifting(&town, view.id()), Vec::new()).await);
    answer_all(&town, false).await;
    assert!(!newest(&town, view.id()).await.lifted);
    // A yes to what a no had lifted meanwhile changes nothing.
    let second = done(restrict(&town.door, &worker, None, restriction(&town), Vec::new()).await);
    done(lift(&town.door, &worker, RESTRICTION, None, lifting(&town, second.id()), Vec::new()).await);
    let manager = town.caller("manager").await;
    let ask = ApprovalsAsk { first: 10, ..ApprovalsAsk::default() };
    let waits = town.door.approvals(&manager, &ask).await.unwrap();
    let rows = approval::Entity::find().all(&town.db).await.unwrap();
    let lifting_it = |id: &ApprovalId| rows.iter().any(|row| row.id == *id && row.lifting);
    let (lifts, sets): (Vec<_>, Vec<_>) = waits.approvals().iter().map(|w| w.id.approval()).partition(lifting_it);
    assert_eq!((lifts.len(), sets.len()), (1, 1));
    let answer = |approval, approved| Decision { approval, approved, reason: "talked over".to_owned() };
    done(decide(&town.door, &manager, None, answer(sets[0], false)).await);
    let before = answers(&town).await;
    assert_eq!(problems(decide(&town.door, &manager, None, answer(lifts[0], true)).await), ["approval STALE"]);
    assert_eq!(answers(&town).await, before);
}

fn marking(town: &Town, approver: Option<&str>) -> NewMarking {
    NewMarking {
        child: town.key(),
        sharing: sharing(),
        reason: "the father is looking for them".to_owned(),
        named: vec![town.person("worker")],
        until: None,
        approved_by: approver.map(|login| town.person(login)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_whereabouts_are_protected_at_once_and_alone_for_72_hours() {
    let town = Town::new().await;
    let gp = town.caller("gp").await;
    let alone = done(protect(&town.door, &gp, Some("k"), marking(&town, None), Vec::new()).await);
    assert_eq!(alone.until(), Some(day("2026-06-07")));
    let again = done(protect(&town.door, &gp, Some("k"), marking(&town, None), Vec::new()).await);
    assert_eq!(again.id(), alone.id());
    let longer = NewMarking { until: Some(day("2027-01-01")), ..marking(&town, None) };
    let longer = done(protect(&town.door, &gp, None, longer, Vec::new()).await);
    assert_eq!(longer.until(), alone.until(), "alone for 72 hours at most");
    let with_another = protect(&town.door, &gp, None, marking(&town, Some("partner")), Vec::new()).await;
    assert_eq!(problems(with_another), ["approvedBy NOT_TAKEN"]);
    assert_eq!(answer_all(&town, true).await, 0);

    let worker = town.caller("worker").await;
    let lasting = done(protect(&town.door, &worker, None, marking(&town, Some("manager")), Vec::new()).await);
    assert_eq!(lasting.until(), None);
    assert_eq!(answer_all(&town, true).await, 1);
    let governance = town.caller("governance").await;
    let wanting = protect(&town.door, &governance, None, marking(&town, None), Vec::new()).await;
    assert_eq!(problems(wanting), ["approvedBy REQUIRED"]);
    done(protect(&town.door, &governance, None, marking(&town, Some("manager")), Vec::new()).await);
    let wrong = NewMarking {
        reason: " ".to_owned(),
        named: vec![PersonId(Uuid::new_v4())],
        until: Some(day("2026-06-03")),
        approved_by: Some(town.person("worker")),
        ..marking(&town, None)
    };
    assert_eq!(
        problems(protect(&town.door, &worker, None, wrong, Vec::new()).await),
        ["approvedBy NOT_AN_APPROVER", "named UNKNOWN_ID", "reason EMPTY", "until IN_THE_PAST"]
    );
    let stranger = town.caller("stranger").await;
    let answer = protect(&town.door, &stranger, None, marking(&town, None), Vec::new()).await;
    assert_eq!(refused(answer), RefusalCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restricted_record_is_for_those_named_until_it_is_lifted() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    assert!(opens(&town, "gp").await && opens(&town, "worker").await);
    let view = done(restrict(&town.door, &worker, Some("k"), restriction(&town), Vec::new()).await);
    assert_eq!((view.since(), view.until()), (at("10:00"), None));
    let entry = access_log::Entity::find().order_by_desc(access_log::Column::Seq).one(&town.db).await.unwrap().unwrap();
    assert!(entry.flags.contains(AccessFlag::ApprovalMissing), "nobody has answered yet");
    let again = done(restrict(&town.door, &worker, Some("k"), restriction(&town), Vec::new()).await);
    assert_eq!(again.id(), view.id());
    assert!(!opens(&town, "gp").await && opens(&town, "worker").await);
    for login in ["colleague", "gp", "stranger"] {
        let caller = town.caller(login).await;
        let answer = lift(&town.door, &caller, RESTRICTION, None, lifting(&town, view.id()), Vec::new()).await;
        let code = refused(answer);
        let wanted = if login == "gp" { RefusalCode::Role } else { RefusalCode::NotFound };
        assert_eq!(code, wanted, "{login}");
    }
    let as_bar = lift(&town.door, &worker, BAR, None, lifting(&town, view.id()), Vec::new()).await;
    assert_eq!(refused(as_bar), RefusalCode::NotFound, "it is no bar");
    for _ in 0..2 {
        let asked =
            done(lift(&town.door, &worker, RESTRICTION, Some("l"), lifting(&town, view.id()), Vec::new()).await);
        assert_eq!((asked.id(), asked.until()), (view.id(), None), "it holds until the second person says yes");
    }
    assert!(!opens(&town, "gp").await);
    let waits = lift(&town.door, &worker, RESTRICTION, None, lifting(&town, view.id()), Vec::new()).await;
    assert_eq!(problems(waits), ["protection WAITING"]);
    answer_all(&town, true).await;
    let row = newest(&town, view.id()).await;
    assert!(row.lifted && row.until == Some(day("2026-06-04")));
    assert_eq!((row.recorded_by, row.approved_by), (town.person("worker"), Some(town.person("manager"))));
    let twice = lift(&town.door, &worker, RESTRICTION, None, lifting(&town, view.id()), Vec::new()).await;
    assert_eq!(problems(twice), ["protection LIFTED"]);
    assert!(opens(&town, "gp").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bar_keeps_one_out_and_nobody_else() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let person = Some(town.person("gp"));
    let view = done(bar(&town.door, &worker, Some("k"), barred(&town, person, None), Vec::new()).await);
    assert!(!opens(&town, "gp").await && opens(&town, "partner").await);
    done(lift(&town.door, &worker, BAR, None, lifting(&town, view.id()), Vec::new()).await);
    assert!(!opens(&town, "gp").await);
    answer_all(&town, true).await;
    assert!(opens(&town, "gp").await);
    done(bar(&town.door, &worker, None, barred(&town, None, Some(town.practice)), Vec::new()).await);
    assert!(!opens(&town, "gp").await && !opens(&town, "partner").await && opens(&town, "worker").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_protects_without_a_relationship_and_is_shown_nothing() {
    let town = Town::new().await;
    let governance = town.caller("governance").await;
    let custodians = vec![town.person("colleague"), town.person("partner")];
    let by_governance = NewRestriction { custodians, ..restriction(&town) };
    let view = done(restrict(&town.door, &governance, None, by_governance, Vec::new()).await);
    assert!(!opens(&town, "governance").await);
    done(lift(&town.door, &governance, RESTRICTION, None, lifting(&town, view.id()), Vec::new()).await);
    let nobody = NewRestriction { child: ChildKey::Id(ChildId(Uuid::new_v4())), ..restriction(&town) };
    assert_eq!(refused(restrict(&town.door, &governance, None, nobody, Vec::new()).await), RefusalCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_problem_of_a_protection_comes_at_once_and_nobody_approves_their_own() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let wrong = NewRestriction {
        reason: String::new(),
        named: Vec::new(),
        custodians: vec![town.person("governance"), town.person("manager")],
        approved_by: town.person("worker"),
        ..restriction(&town)
    };
    assert_eq!(
        problems(restrict(&town.door, &worker, Some("k"), wrong, Vec::new()).await),
        ["approvedBy NOT_AN_APPROVER", "custodians TOO_FEW", "named EMPTY_LIST", "reason EMPTY"]
    );
    for approver in ["colleague", "stranger", "partner"] {
        let wrong = NewRestriction { approved_by: town.person(approver), ..restriction(&town) };
        let answer = restrict(&town.door, &worker, None, wrong, Vec::new()).await;
        assert_eq!(problems(answer), ["approvedBy NOT_AN_APPROVER"], "{approver}");
    }
    let neither = bar(&town.door, &worker, None, barred(&town, None, None), Vec::new()).await;
    assert_eq!(problems(neither), ["agency EXACTLY_ONE"]);
    let nobody = barred(&town, Some(PersonId(Uuid::new_v4())), Some(AgencyId(Uuid::new_v4())));
    assert_eq!(
        problems(bar(&town.door, &worker, None, nobody, Vec::new()).await),
        ["agency EXACTLY_ONE", "agency UNKNOWN_ID", "practitioner UNKNOWN_ID"]
    );
    assert!(protection::Entity::find().all(&town.db).await.unwrap().is_empty());
    for (login, code) in [("stranger", RefusalCode::NotFound), ("gp", RefusalCode::Role)] {
        let answer = bar(&town.door, &town.caller(login).await, None, barred(&town, None, None), Vec::new()).await;
        assert_eq!(refused(answer), code, "{login}");
    }
}
