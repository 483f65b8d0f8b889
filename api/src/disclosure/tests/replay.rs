//! The hub can answer as of any entry: after a correction, an ended involvement, a changed address and a removed role the
//! earlier question gets the earlier answer, digest equal.

use entities::ids::SuccessionId;
use entities::rows::succession;
use entities::words::{AgencyKind, InvolvementState, RefusalCode, Role, SuccessionState};
use entities::{Instant, Set};

use policies::Numbers;

use super::fixture::{Town, assessment, child, day, entry, in_each_town, involvement, left, record_ask};
use crate::disclosure::{ChildKey, OpenAnswer, Replay};
use crate::testing::{agency, practitioner};

fn summaries(replay: &Replay) -> Vec<Option<String>> {
    replay.answer.record().unwrap().pages()[0].entries.iter().map(|e| e.summary.clone()).collect()
}

fn address(replay: &Replay) -> Option<String> {
    replay.answer.record().unwrap().child().address.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_answer_is_given_again_whatever_came_after() {
    in_each_town(async |town: &Town| {
        let worker = town.caller("worker").await;
        let mut note = entry(town.child, &worker, "seen with a bruise");
        let mut other = involvement(town.child, &town.caller("gp").await);
        town.write(note.clone()).await;
        town.write(other.clone()).await;
        let (first, refused) = town.look("worker", town.child, &assessment()).await;
        assert_eq!(refused, None);

        (note.version, note.summary) = (2, "seen with a birthmark".to_owned());
        note.correction_reason = Some("looked at by the paediatrician".to_owned());
        town.write(note).await;
        (other.version, other.state, other.ended_on) = (2, InvolvementState::Ended, Some(day(2026, 3, 2)));
        town.write(other).await;
        town.write(child(town.child, 2, "2 Church Row", town.authority)).await;
        let (second, _) = town.look("worker", town.child, &assessment()).await;
        // A lead opens no record.
        town.write(left(&worker, Set::of(&[Role::SafeguardingLead]), 2)).await;
        let (third, refused) = town.look("worker", town.child, &assessment()).await;
        assert_eq!(refused, Some(RefusalCode::Role), "the role is gone at once");

        let replay = town.door.replay(first).await.unwrap();
        assert!(replay.same && replay.same_book);
        assert!(summaries(&replay).contains(&Some("seen with a bruise".to_owned())));
        assert_eq!(address(&replay).as_deref(), Some("1 Mill Lane"));
        assert!(replay.answer.record().unwrap().involvements().iter().all(|i| i.ended_on.is_none()));

        let replay = town.door.replay(second).await.unwrap();
        assert!(replay.same);
        assert!(summaries(&replay).contains(&Some("seen with a birthmark".to_owned())));
        assert_eq!(address(&replay).as_deref(), Some("2 Church Row"));
        assert!(replay.answer.record().unwrap().involvements().iter().any(|i| i.ended_on.is_some()));

        let replay = town.door.replay(third).await.unwrap();
        assert!(replay.same);
        assert_eq!(replay.answer.refused(), Some(RefusalCode::Role));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_what_was_answered_before_an_agency_was_succeeded_is_answered_again() {
    in_each_town(async |town: &Town| {
        let keeper = town.door.add_agency(agency("SCH2", AgencyKind::School, Some("LA1"))).await.unwrap();
        let new = practitioner("new-teacher", "SCH2", Role::DesignatedSafeguardingLead);
        town.door.add_practitioner(new).await.unwrap();
        let succession = succession::Model {
            id: SuccessionId(uuid::Uuid::new_v4()),
            version: 1,
            agency_id: town.school,
            keeper,
            others: "[]".to_owned(),
            takes_effect_on: day(2026, 3, 4),
            state: SuccessionState::Named,
            reason: None,
            person_id: None,
            recorded_at: town.door.now(),
            log: 0,
            seq: 0,
        };
        town.write(succession.clone()).await;
        let (named, refused) = town.look("new-teacher", town.child, &assessment()).await;
        assert_eq!(refused, Some(RefusalCode::NotFound), "nobody has approved it");
        town.write(succession::Model { version: 2, state: SuccessionState::Approved, ..succession }).await;
        let (approved, refused) = town.look("new-teacher", town.child, &assessment()).await;
        assert_eq!(refused, Some(RefusalCode::NotFound), "the day has not come");
        let (before, _) = town.look("teacher", town.child, &assessment()).await;
        town.clock.advance(Instant::DAY);
        let (passed, refused) = town.look("new-teacher", town.child, &assessment()).await;
        assert_eq!(refused, None);

        for (at, opened) in [(named, false), (approved, false), (before, true), (passed, true)] {
            let replay = town.door.replay(at).await.unwrap();
            assert!(replay.same && replay.same_book, "{at}");
            assert_eq!(replay.answer.record().is_some(), opened, "{at}");
        }
        let seen = town.door.replay(passed).await.unwrap();
        assert!(summaries(&seen).contains(&Some("did not come to school".to_owned())));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_opening_of_a_record_is_not_asked_again() {
    in_each_town(async |town: &Town| {
        // The first entries are the registry's own.
        let first = crate::access_log::Position { log: 0, seq: 0 };
        assert!(town.door.replay(first).await.is_err());
        assert!(town.door.replay(crate::access_log::Position { log: 0, seq: 1_000_000 }).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_book_that_judged_then_judges_again_and_each_is_kept_once() {
    in_each_town(async |town: &Town| {
        for row in town.involvements_of(town.school).await {
            let (state, ended_on) = (InvolvementState::Ended, Some(day(2026, 3, 3)));
            town.write(entities::rows::involvement::Model { version: 2, state, ended_on, ..row }).await;
        }
        town.clock.advance(40 * Instant::DAY);
        // Within 90 days of the end, and not within 30.
        let (then, refused) = town.look("teacher", town.child, &assessment()).await;
        assert_eq!(refused, None);
        let shorter = Numbers { relationship_grace_days: 30, ..Numbers::default() };
        let other = town.door_by(shorter.clone()).await;
        let (key, teacher) = (ChildKey::Id(town.child), town.caller("teacher").await);
        let now = other.open(&teacher, &key, &assessment(), &record_ask()).await.unwrap();
        let OpenAnswer::Record(now) = now else { panic!("an agency's own contributions stay open to it") };
        assert_eq!(now.child().family_name, None, "the rest is shut after 30 days");

        let replay = other.replay(then).await.unwrap();
        assert!(replay.same && replay.same_book, "judged by the book that was kept");
        assert_eq!(replay.answer.record().unwrap().child().family_name.as_deref(), Some("Moss"));
        let other_way = town.door.replay(crate::access_log::Logged::position(&now)).await.unwrap();
        assert!(other_way.same && other_way.same_book);
        assert_eq!(town.books().await, 2);
        other.close().await;
        town.door_by(shorter).await.close().await;
        assert_eq!(town.books().await, 2, "once for each hash");
    })
    .await;
}
