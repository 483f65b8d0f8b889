//! R37: what waits for a lead's review, in which order, and what never comes before them.

use entities::ids::MembershipId;
use entities::rows::membership;
use entities::words::{AccessAction, AccessFlag, AccessVerdict, LawfulBasis, Role, SharingPurpose};
use entities::{Instant, Set};
use uuid::Uuid;

use super::fixture::{Town, assessment, in_each_town, involvement, left, record_ask};
use crate::access_log::Position;
use crate::disclosure::{ChildKey, FlagPass, LogEntryView, NewPractitioner, QueueAsk, ReviewAsk, Sharing};
use crate::error::Code;
use crate::services::access_reviews::review;
use crate::testing::{ISSUER, practitioner};

/// All that waits for the login, page by page.
async fn queue(town: &Town, login: &str) -> Vec<LogEntryView> {
    let caller = town.caller(login).await;
    let mut ask = QueueAsk { after: None, first: 2, total: true };
    let mut all = Vec::new();
    loop {
        let page = town.door.access_reviews(&caller, &ask).await.unwrap();
        all.extend(page.entries().to_vec());
        ask.after = page.queue().last().copied();
        if !page.more() {
            assert_eq!(page.total(), Some(all.len() as i64), "the total is of what is shown");
            return all;
        }
    }
}

async fn places(town: &Town, login: &str) -> Vec<Position> {
    queue(town, login).await.iter().map(LogEntryView::position).collect()
}

async fn judge(town: &Town, login: &str, entry: Position) {
    let caller = town.caller(login).await;
    let new = ReviewAsk { entry, verdict: AccessVerdict::Justified, note: "asked about it".to_owned() };
    review(&town.door, &caller, None, new).await.unwrap();
}

fn broken() -> Sharing {
    Sharing {
        emergency: true,
        justification: Some("found alone at night, and says who she is".to_owned()),
        ..Sharing::plain(SharingPurpose::EmergencyProtection, LawfulBasis::VitalInterests)
    }
}

async fn lead_of_practice(town: &Town, login: &str) {
    town.door.add_practitioner(practitioner(login, "GP1", Role::SafeguardingLead)).await.unwrap();
}

/// A glass broken by the practice, and one of its leads.
async fn emergency(town: &Town) -> Position {
    let (at, refused) = town.look("gp", town.child, &broken()).await;
    assert_eq!(refused, None);
    at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_emergency_use_is_in_the_queue_within_a_minute() {
    in_each_town(async |town| {
        lead_of_practice(town, "practice-lead").await;
        assert!(places(town, "practice-lead").await.is_empty());
        let before = town.door.now();
        let at = emergency(town).await;
        let waiting = queue(town, "practice-lead").await;
        assert!(town.door.now().0 - before.0 < 60 * Instant::SECOND, "no pass has to come first");
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].position(), at);
        assert_eq!(waiting[0].review_due_at, Some(town.door.calendar().add_working_days(waiting[0].at, 1)));
        judge(town, "practice-lead", at).await;
        assert!(places(town, "practice-lead").await.is_empty(), "what was reviewed waits no more");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_the_queue_is_ranked() {
    in_each_town(async |town| {
        lead_of_practice(town, "practice-lead").await;
        let gp = town.caller("gp").await;
        town.write(involvement(town.child, &gp)).await;
        // Nine at night, and the next morning.
        town.clock.set("2026-03-03T21:00:00Z".parse().unwrap());
        let (at_night, _) = town.look("gp", town.child, &assessment()).await;
        town.clock.set("2026-03-04T10:00:00Z".parse().unwrap());
        let consent = Sharing { basis: LawfulBasis::Consent, ..assessment() };
        town.look("gp", town.child, &consent).await;
        let (changed, _) = town.look("gp", town.child, &assessment()).await;
        let missing = Sharing {
            justification: Some("she did not come home from school".to_owned()),
            emergency: true,
            ..Sharing::plain(SharingPurpose::MissingChild, LawfulBasis::VitalInterests)
        };
        let (first, refused) = town.look("gp", town.child, &missing).await;
        assert_eq!(refused, None);
        town.clock.advance(2 * Instant::HOUR);
        let again = Sharing { emergency: false, ..missing };
        let (second, _) = town.look("gp", town.child, &again).await;
        town.clock.advance(6 * Instant::SECOND);
        assert!(town.door.flag_accesses(&mut FlagPass::default()).await.unwrap() > 0);
        assert!(town.flags_at(first).await.contains(AccessFlag::Emergency), "consent and level are lifted");
        let order = places(town, "practice-lead").await;
        assert_eq!(order[..2], [first, second]);
        assert_eq!(order.last(), Some(&at_night));
        assert!(order[2..order.len() - 1].contains(&changed));
        assert_eq!(order.iter().collect::<std::collections::BTreeSet<_>>().len(), order.len(), "each once");
        // The day after the next the first of them is overdue, and no other order comes of it.
        town.clock.set("2026-03-05T11:00:00Z".parse().unwrap());
        assert_eq!(places(town, "practice-lead").await, order);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_nobody_is_asked_to_review_their_own_access_also_from_another_membership() {
    in_each_town(async |town| {
        let doctor = town.caller("gp").await;
        town.door.open(&doctor, &ChildKey::Id(town.child), &broken(), &record_ask()).await.unwrap();
        let beside = left(&doctor, Set::of(&[Role::SafeguardingLead]), 1);
        town.write(membership::Model { id: MembershipId(Uuid::new_v4()), ..beside }).await;
        let act = async |id| town.door.caller((ISSUER, "gp"), None, Some(id), "request").await.unwrap();
        let both = act(doctor.membership).await.memberships;
        let lead = both.iter().find(|m| m.roles.contains(Role::SafeguardingLead)).unwrap().id;
        let ask = QueueAsk { after: None, first: 10, total: true };
        let own = town.door.access_reviews(&act(lead).await, &ask).await.unwrap();
        assert!(own.entries().is_empty(), "by person, not by membership");
        assert_eq!(own.total(), Some(0));
        // Without a second lead governance does; with one it is theirs.
        assert_eq!(places(town, "governance").await.len(), 1);
        lead_of_practice(town, "second").await;
        assert_eq!(places(town, "second").await.len(), 1);
        assert!(places(town, "governance").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_with_a_conflict_is_not_asked_and_the_other_one_is() {
    in_each_town(async |town| {
        town.clock.set("2026-03-03T22:00:00Z".parse().unwrap());
        let (at, _) = town.look("worker", town.child, &assessment()).await;
        // By day, since to read the queue at night is out of hours too.
        town.clock.set("2026-03-04T10:00:00Z".parse().unwrap());
        assert_eq!(places(town, "lead").await, [at]);
        let lead = town.caller("lead").await;
        town.conflict(lead.person).await;
        assert!(places(town, "lead").await.is_empty());
        assert_eq!(places(town, "second-lead").await, [at]);
        // Where the second has one too, it is governance's, for a flag that is more than the hour.
        let broken = Sharing { justification: broken().justification, ..assessment() };
        let new = practitioner("colleague", "LA1", Role::SocialWorker);
        town.door.add_practitioner(NewPractitioner { name: "Jo Moss".to_owned(), ..new }).await.unwrap();
        let (named, _) = town.look("colleague", town.child, &broken).await;
        assert!(places(town, "governance").await.is_empty());
        let second = town.caller("second-lead").await;
        town.conflict(second.person).await;
        assert_eq!(places(town, "governance").await, [named]);
        assert!(places(town, "second-lead").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_attempts_on_a_restricted_record_are_in_the_queue_of_its_custodians_alone() {
    in_each_town(async |town| {
        let (worker, gp) = (town.caller("worker").await, town.caller("gp").await);
        town.restrict(&[worker.person], &[gp.person]).await;
        let (attempt, _) = town.look("teacher", town.child, &assessment()).await;
        assert_eq!(places(town, "gp").await, [attempt]);
        for login in ["school-lead", "lead", "governance"] {
            assert!(places(town, login).await.is_empty(), "{login}");
        }
        judge(town, "gp", attempt).await;
        assert!(places(town, "gp").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_the_queue_is_the_logs_readers_alone_and_reading_it_is_logged() {
    in_each_town(async |town| {
        let worker = town.caller("worker").await;
        let ask = QueueAsk { after: None, first: 10, total: false };
        assert_eq!(town.door.access_reviews(&worker, &ask).await.unwrap_err().code(), Code::Forbidden);
        town.look("worker", town.child, &assessment()).await;
        assert!(places(town, "lead").await.is_empty(), "what has no flag waits for nobody");
        let read = town.whole_log("governance").await;
        let read: Vec<_> = read.iter().filter(|e| e.action == AccessAction::ReadLog).map(|e| e.allowed).collect();
        assert_eq!(read, [true, false]);
    })
    .await;
}
