//! Restrictions, bars and lifting them (R28, R36).

use entities::ids::{AgencyId, ChildId, PersonId, ProtectionId};
use entities::rows::{access_log, protection};
use entities::words::{AccessFlag, ProtectionKind, RefusalCode};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use super::{done, problems, refused};
use crate::disclosure::{ChildKey, OpenAnswer, RecordAsk};
use crate::services::protection::{Lifting, NewBar, NewRestriction, bar, lift, restrict};
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
    let ended = done(lift(&town.door, &worker, RESTRICTION, Some("l"), lifting(&town, view.id()), Vec::new()).await);
    assert_eq!(ended.until(), Some(day("2026-06-04")));
    let again = done(lift(&town.door, &worker, RESTRICTION, Some("l"), lifting(&town, view.id()), Vec::new()).await);
    assert_eq!((again.id(), again.until()), (ended.id(), ended.until()));
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
    assert!(opens(&town, "gp").await);
    done(bar(&town.door, &worker, None, barred(&town, None, Some(town.practice)), Vec::new()).await);
    assert!(!opens(&town, "gp").await && !opens(&town, "partner").await && opens(&town, "worker").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_protects_without_a_relationship_and_is_shown_nothing() {
    let town = Town::new().await;
    let governance = town.caller("governance").await;
    let view = done(restrict(&town.door, &governance, None, restriction(&town), Vec::new()).await);
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
