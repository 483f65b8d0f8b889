//! R37: who sees what of the access log.

use entities::Instant;
use entities::Set;
use entities::ids::ChildId;
use entities::words::{AccessAction, AccessFlag, LawfulBasis, RefusalCode, SharingPurpose};
use uuid::Uuid;

use super::fixture::{Town, assessment, in_each_town, since_ever};
use crate::access_log::Position;
use crate::disclosure::{ChildKey, LogAsk, LogEntryView, LogFilter, Sharing};
use crate::error::Code;

fn of_child(child: ChildId) -> LogFilter {
    LogFilter { child: Some(ChildKey::Id(child)), ..LogFilter::default() }
}

fn views(entries: &[LogEntryView]) -> Vec<&LogEntryView> {
    entries.iter().filter(|e| e.action == AccessAction::View).collect()
}

fn find(entries: &[LogEntryView], at: Position) -> Option<&LogEntryView> {
    entries.iter().find(|e| e.position() == at)
}

/// An entry without what is of itself alone: its place, its times and its hash.
fn likeness(entry: &LogEntryView) -> serde_json::Value {
    let mut json = serde_json::to_value(entry).unwrap();
    for own in ["log", "sequence", "at", "committed_at", "leaf_hash"] {
        json.as_object_mut().unwrap().remove(own);
    }
    json
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_sees_whole_what_people_of_their_agency_did() {
    in_each_town(async |town| {
        let sharing = Sharing { justification: Some("the school rang about her".to_owned()), ..assessment() };
        let (at, refused) = town.look("worker", town.child, &sharing).await;
        assert_eq!(refused, None);
        let seen = town.log("lead", of_child(town.child)).await;
        let entry = find(&seen, at).unwrap();
        assert_eq!(entry.child_id, Some(town.child));
        assert_eq!(entry.practitioner.as_deref(), Some("The worker"));
        assert_eq!(entry.justification, sharing.justification);
        assert_eq!(entry.purpose, Some(SharingPurpose::ChildInNeedAssessment));
        assert!(entry.policies.as_ref().is_some_and(|p| !p.is_empty()));
        assert!(!entry.disclosed.is_empty() && entry.reviews.as_ref().is_some_and(Vec::is_empty));
        assert!(entry.withheld.is_empty());
        // The same child by a number that people use, and one that nobody has.
        let by_number = |n: &str| LogFilter { child: Some(ChildKey::NhsNumber(n.to_owned())), ..LogFilter::default() };
        assert!(find(&town.log("lead", by_number("9990000018")).await, at).is_some());
        assert!(town.log("lead", by_number("9990000026")).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_reading_is_logged_and_refused_to_all_others() {
    in_each_town(async |town| {
        let ask = LogAsk { filter: since_ever(), after: None, first: 10, total: false };
        for login in ["worker", "teacher", "officer", "gp"] {
            let caller = town.caller(login).await;
            let error = town.door.access_log(&caller, &ask).await.unwrap_err();
            assert_eq!(error.code(), Code::Forbidden, "{login}");
        }
        let lead = town.caller("lead").await;
        let error = town.door.access_log(&lead, &LogAsk { filter: LogFilter::default(), ..ask }).await.unwrap_err();
        assert_eq!(error.code(), Code::BadUserInput);
        let readings = |entries: Vec<LogEntryView>| {
            entries.into_iter().filter(|e| e.action == AccessAction::ReadLog).collect::<Vec<_>>()
        };
        let before = readings(town.whole_log("governance").await);
        assert_eq!(before.len(), 4, "the four refusals");
        assert!(before.iter().all(|e| !e.allowed && e.refusal_code == Some(RefusalCode::Role)));
        town.whole_log("lead").await;
        let after = readings(town.whole_log("governance").await);
        assert_eq!(after.len(), 6, "and one for each call since: governance's first and the lead's");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_whose_entries_were_given_learns_time_kind_classes_and_action_alone() {
    in_each_town(async |town| {
        let (at, _) = town.look("worker", town.child, &assessment()).await;
        let sharing = Sharing {
            justification: Some("strategy discussion this afternoon".to_owned()),
            ..Sharing::plain(SharingPurpose::Section47Enquiry, LawfulBasis::PublicTask)
        };
        let (of_enquiry, refused) = town.look("worker", town.child, &sharing).await;
        assert_eq!(refused, None);
        let seen = town.whole_log("school-lead").await;
        let entry = find(&seen, at).unwrap();
        let json = serde_json::to_value(entry).unwrap();
        let shown: Vec<&str> = json
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(field, _)| field.as_str())
            .filter(|field| *field != "withheld")
            .collect();
        let mut allowed =
            vec!["log", "sequence", "at", "committed_at", "agency_kind", "action", "allowed", "disclosed", "leaf_hash"];
        allowed.sort_unstable();
        let mut shown = shown;
        shown.sort_unstable();
        assert_eq!(shown, allowed);
        assert_eq!(entry.withheld.len(), 22, "every other field is listed");
        assert!(find(&seen, of_enquiry).is_none(), "none of the section 47 family");
        // What is not shown finds nothing.
        let worker = town.caller("worker").await;
        for filter in [
            of_child(town.child),
            LogFilter { person: Some(worker.person), ..since_ever() },
            LogFilter { agency: Some(town.authority), ..since_ever() },
            LogFilter { emergency: Some(false), ..since_ever() },
            LogFilter { flags: Some(Set::all()), ..since_ever() },
            LogFilter { reviewed: Some(false), ..since_ever() },
        ] {
            assert!(find(&town.log("school-lead", filter.clone()).await, at).is_none(), "{filter:?}");
        }
        assert!(find(&town.whole_log("police-lead").await, at).is_none(), "nothing of theirs was given");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_child_that_a_lead_may_not_know_of_looks_like_none() {
    in_each_town(async |town| {
        let nobody = ChildId(Uuid::new_v4());
        let sharing = Sharing { justification: Some("met her in the park today".to_owned()), ..assessment() };
        let (known, refused) = town.look("officer", town.child, &sharing).await;
        assert_eq!(refused, Some(RefusalCode::NotFound));
        let (absent, refused) = town.look("officer", nobody, &sharing).await;
        assert_eq!(refused, Some(RefusalCode::NotFound));
        let seen = town.whole_log("police-lead").await;
        let (known, absent) = (find(&seen, known).unwrap(), find(&seen, absent).unwrap());
        assert_eq!(likeness(known), likeness(absent));
        assert_eq!((known.child_id, &known.justification, &known.policies), (None, &None, &Some(Vec::new())));
        assert_eq!(known.practitioner.as_deref(), Some("The officer"));
        for child in [town.child, nobody] {
            assert!(town.log("police-lead", of_child(child)).await.is_empty());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_attempts_on_a_restricted_record_are_its_custodians_alone() {
    in_each_town(async |town| {
        let before = town.look("worker", town.child, &assessment()).await.0;
        let worker = town.caller("worker").await;
        let gp = town.caller("gp").await;
        town.restrict(&[worker.person], &[gp.person]).await;
        let education = Sharing::plain(SharingPurpose::SafeguardingInEducation, LawfulBasis::PublicTask);
        let (attempt, refused) = town.look("teacher", town.child, &education).await;
        assert_eq!(refused, Some(RefusalCode::NotFound));
        let (absent, _) = town.look("teacher", ChildId(Uuid::new_v4()), &education).await;
        let (by_named, refused) = town.look("worker", town.child, &assessment()).await;
        assert_eq!(refused, None);

        let kept = town.whole_log("gp").await;
        assert_eq!(views(&kept).len(), 1, "the attempt, and nothing else of the log");
        let entry = find(&kept, attempt).unwrap();
        assert_eq!(entry.child_id, Some(town.child));
        assert!(entry.flags.is_some_and(|f| f.contains(AccessFlag::RestrictedRecord)));
        assert_eq!(town.log("gp", of_child(town.child)).await.len(), 1);

        let flagged = LogFilter { flags: Some(Set::of(&[AccessFlag::RestrictedRecord])), ..since_ever() };
        for login in ["school-lead", "governance"] {
            let seen = town.whole_log(login).await;
            let of_lead = find(&seen, attempt).unwrap();
            assert_eq!(likeness(of_lead), likeness(find(&seen, absent).unwrap()), "{login}");
            assert_eq!(of_lead.child_id, None);
            assert!(town.log(login, flagged.clone()).await.is_empty());
            assert!(town.log(login, of_child(town.child)).await.is_empty());
        }
        let school = town.whole_log("school-lead").await;
        assert!(find(&school, before).is_none() && find(&school, by_named).is_none(), "nothing of what was given");
        // The lead of those who are named is not named: what colleagues may open has no name there.
        let seen = town.whole_log("lead").await;
        assert_eq!(find(&seen, by_named).unwrap().child_id, None);
        assert!(find(&seen, by_named).unwrap().allowed);
        assert_eq!(find(&seen, by_named).unwrap().relationship, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_governance_sees_the_partnership_but_not_others_law_enforcement() {
    in_each_town(async |town| {
        let (by_worker, _) = town.look("worker", town.child, &assessment()).await;
        let (by_teacher, _) = town.look("teacher", town.child, &assessment()).await;
        let crime = Sharing {
            justification: Some("county lines, named by two others".to_owned()),
            ..Sharing::plain(SharingPurpose::CrimePrevention, LawfulBasis::LawEnforcement)
        };
        let (by_officer, _) = town.look("officer", town.child, &crime).await;
        let seen = town.log("governance", of_child(town.child)).await;
        assert!(find(&seen, by_worker).is_some_and(|e| e.child_id == Some(town.child)));
        assert!(find(&seen, by_teacher).is_some());
        assert!(find(&seen, by_officer).is_none());
        assert!(find(&town.whole_log("governance").await, by_officer).is_none());
        assert!(find(&town.whole_log("police-lead").await, by_officer).is_some(), "their own lead sees it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_who_has_a_conflict_is_not_told_of_the_child() {
    in_each_town(async |town| {
        let lead = town.caller("lead").await;
        let (at, _) = town.look("worker", town.child, &assessment()).await;
        town.conflict(lead.person).await;
        assert_eq!(find(&town.whole_log("lead").await, at).unwrap().child_id, None);
        assert!(town.log("lead", of_child(town.child)).await.is_empty());
        assert_eq!(find(&town.whole_log("second-lead").await, at).unwrap().child_id, Some(town.child));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_give_each_entry_once_newest_first() {
    in_each_town(async |town| {
        let mut made = Vec::new();
        for number in 0..7 {
            made.push(town.look("worker", town.child, &assessment()).await.0);
            if number == 3 {
                // Two at one moment, told apart by their places.
                town.clock.advance(-Instant::SECOND);
            }
        }
        made.reverse();
        let lead = town.caller("lead").await;
        let filter = LogFilter { actions: Some(vec![AccessAction::View]), ..of_child(town.child) };
        let mut ask = LogAsk { filter, after: None, first: 3, total: true };
        let mut read = Vec::new();
        loop {
            let page = town.door.access_log(&lead, &ask).await.unwrap();
            assert_eq!(page.total(), Some(7));
            read.extend(page.entries().iter().map(LogEntryView::position));
            ask.after = page.entries().last().map(LogEntryView::cursor);
            if !page.more() {
                break;
            }
        }
        assert_eq!(read, made);
        let mut narrow = since_ever();
        (narrow.actions, narrow.allowed) = (Some(vec![AccessAction::View]), Some(false));
        assert!(town.log("lead", narrow).await.is_empty());
        let none = LogFilter { actions: Some(Vec::new()), ..since_ever() };
        assert!(town.log("lead", none).await.is_empty(), "an empty list wants nothing");
    })
    .await;
}

/// The school is in the town for its entries; an unused field would hide a change of the fixture.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lead_finds_their_agencys_accesses_by_agency() {
    in_each_town(async |town: &Town| {
        let (at, _) = town.look("teacher", town.child, &assessment()).await;
        let of_school = LogFilter { agency: Some(town.school), ..since_ever() };
        assert!(find(&town.log("school-lead", of_school.clone()).await, at).is_some());
        assert!(find(&town.log("governance", of_school.clone()).await, at).is_some());
        assert!(find(&town.log("lead", of_school).await, at).is_none());
    })
    .await;
}
