//! R37: who has seen a child, and what a practitioner has seen.

use entities::ids::ChildId;
use entities::words::{AccessAction, AgencyKind, FieldClass, LawfulBasis, SharingPurpose};
use uuid::Uuid;

use super::fixture::{Town, assessment, in_each_town};
use crate::disclosure::{ChildKey, SeenAsk, SeenView, Sharing, Whose};
use crate::error::Code;

/// All lines that the login is shown, page by page.
async fn seen(town: &Town, login: &str, whose: Whose) -> Vec<SeenView> {
    let caller = town.caller(login).await;
    let mut ask = SeenAsk { whose, after: None, first: 1, total: true };
    let mut all = Vec::new();
    loop {
        let page = town.door.log_seen(&caller, &ask).await.unwrap();
        all.extend(page.lines().to_vec());
        ask.after = page.lines().last().map(|line| line.cursor.clone());
        if !page.more() {
            assert_eq!(page.total(), Some(all.len() as i64), "the total is of what is shown");
            return all;
        }
    }
}

async fn who(town: &Town, login: &str, child: ChildId) -> Vec<SeenView> {
    seen(town, login, Whose::Child(ChildKey::Id(child))).await
}

async fn what(town: &Town, login: &str, practitioner: &str) -> Vec<SeenView> {
    let person = town.caller(practitioner).await.person;
    seen(town, login, Whose::Person(person)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_is_told_which_of_their_people_saw_a_child_how_often_and_what() {
    in_each_town(async |town| {
        for _ in 0..3 {
            town.look("worker", town.child, &assessment()).await;
        }
        town.look("teacher", town.child, &assessment()).await;
        town.look("officer", town.child, &assessment()).await;
        let log = town.whole_log("lead").await;
        let last = log.iter().find(|e| e.action == AccessAction::View && e.practitioner.is_some()).unwrap();
        let lines = who(town, "lead", town.child).await;
        assert_eq!(lines.len(), 1, "others' accesses name no child to them");
        let line = &lines[0];
        assert_eq!((line.practitioner.as_deref(), line.times), (Some("The worker"), 3));
        assert_eq!((line.last_at, line.agency), (last.committed_at, Some(town.authority)));
        assert_eq!(line.classes, last.disclosed);
        assert!(line.classes.contains(FieldClass::Identity) && line.withheld.is_empty());
        // Governance sees both who saw the child; who was refused saw nothing.
        let all = who(town, "governance", town.child).await;
        let names: Vec<_> = all.iter().filter_map(|line| line.practitioner.as_deref()).collect();
        assert_eq!(names, ["The teacher", "The worker"], "last first");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_child_that_one_may_not_know_of_is_answered_as_none() {
    in_each_town(async |town| {
        town.look("worker", town.child, &assessment()).await;
        let nobody = ChildId(Uuid::new_v4());
        for login in ["lead", "police-lead", "governance"] {
            assert!(who(town, login, nobody).await.is_empty(), "{login}");
        }
        assert!(who(town, "police-lead", town.child).await.is_empty());
        // The lead who is the child's aunt is shown nothing, and what is kept of her asking names no child.
        assert_eq!(who(town, "lead", town.child).await.len(), 1);
        let aunt = town.caller("lead").await;
        town.conflict(aunt.person).await;
        assert!(who(town, "lead", town.child).await.is_empty());
        let of_worker = what(town, "lead", "worker").await;
        assert_eq!(of_worker.len(), 1);
        assert_eq!((of_worker[0].child_id, of_worker[0].times), (None, 1));
        let withheld: Vec<_> = of_worker[0].withheld.iter().map(|w| w.field).collect();
        assert_eq!(withheld, ["childId"]);
        let asked = |entries: &[crate::disclosure::LogEntryView]| {
            let readings = entries.iter().filter(|e| e.action == AccessAction::ReadLog);
            readings.filter(|e| e.practitioner_id == Some(aunt.person)).map(|e| e.child_id).collect::<Vec<_>>()
        };
        let log = town.whole_log("governance").await;
        assert_eq!(asked(&log), [None, None, Some(town.child), None], "newest first");
        assert_eq!(who(town, "second-lead", town.child).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_what_a_practitioner_has_seen_is_told_child_by_child() {
    in_each_town(async |town| {
        for _ in 0..2 {
            town.look("worker", town.child, &assessment()).await;
        }
        town.look("worker", ChildId(Uuid::new_v4()), &assessment()).await;
        for login in ["lead", "governance"] {
            let lines = what(town, login, "worker").await;
            assert_eq!(lines.len(), 1, "{login}: a refusal shows no child");
            assert_eq!((lines[0].child_id, lines[0].times), (Some(town.child), 2));
        }
        assert!(what(town, "school-lead", "worker").await.is_empty(), "not of their agency");
        let caller = town.caller("worker").await;
        let ask = SeenAsk { whose: Whose::Person(caller.person), after: None, first: 1, total: false };
        assert_eq!(town.door.log_seen(&caller, &ask).await.unwrap_err().code(), Code::Forbidden);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_the_childs_authority_is_told_which_kind_of_agency_broke_the_glass_and_no_more() {
    in_each_town(async |town| {
        let broken = Sharing {
            emergency: true,
            justification: Some("found alone at night, and says who she is".to_owned()),
            ..Sharing::plain(SharingPurpose::EmergencyProtection, LawfulBasis::VitalInterests)
        };
        town.look("gp", town.child, &broken).await;
        let lines = who(town, "lead", town.child).await;
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!((line.agency_kind, line.times), (AgencyKind::GeneralPractice, 1));
        assert!(line.practitioner.is_none() && line.practitioner_id.is_none() && line.agency.is_none());
        let withheld: Vec<_> = line.withheld.iter().map(|w| w.field).collect();
        assert_eq!(withheld, ["practitioner", "practitionerId", "agency"]);
        assert!(what(town, "lead", "gp").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_custodian_is_told_of_attempts_and_not_of_what_was_seen() {
    in_each_town(async |town| {
        town.look("worker", town.child, &assessment()).await;
        let (worker, gp) = (town.caller("worker").await, town.caller("gp").await);
        town.restrict(&[worker.person], &[gp.person]).await;
        town.look("teacher", town.child, &assessment()).await;
        assert!(who(town, "gp", town.child).await.is_empty());
        assert!(who(town, "lead", town.child).await.is_empty(), "she is not named");
    })
    .await;
}
