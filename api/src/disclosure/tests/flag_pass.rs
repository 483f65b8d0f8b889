//! R38: the flags that depend on other accesses are written by a pass after them, each once, whoever runs it and however often.

use entities::Instant;
use entities::Set;
use entities::ids::ChildId;
use entities::words::{AccessFlag, LawfulBasis, RefusalCode};
use policies::Numbers;
use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use super::fixture::{Town, assessment, child, in_each_town, involvement, since_ever};
use crate::access_log::Position;
use crate::access_log::verify::{VerifyError, Why, verify};
use crate::disclosure::{ChildKey, FlagPass, LogFilter, Sharing};

/// Runs a pass when what was written is settled; how many flags it wrote.
async fn pass(town: &Town, pass: &mut FlagPass) -> usize {
    town.clock.advance(6 * Instant::SECOND);
    town.door.flag_accesses(pass).await.unwrap()
}

fn on_consent() -> Sharing {
    Sharing { basis: LawfulBasis::Consent, ..assessment() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_basis_changed_is_consent_first_and_another_basis_within_a_day() {
    in_each_town(async |town| {
        let mut state = FlagPass::default();
        town.look("teacher", town.child, &assessment()).await;
        town.look("teacher", town.child, &on_consent()).await;
        assert_eq!(pass(town, &mut state).await, 0, "another basis before, and CONSENT after it");
        // Another person's, another child's, and the next day's.
        town.look("worker", town.child, &assessment()).await;
        town.look("teacher", ChildId(Uuid::new_v4()), &assessment()).await;
        let (changed, _) = town.look("teacher", town.child, &assessment()).await;
        town.clock.advance(Instant::DAY);
        town.look("teacher", town.child, &assessment()).await;
        assert_eq!(pass(town, &mut state).await, 1);
        assert_eq!(town.later_flags().await, [(changed, AccessFlag::BasisChanged)]);
        // As long as configuration says.
        let numbers = Numbers { basis_changed_hours: 48, ..Numbers::default() };
        let longer = town.door_by(numbers).await;
        let (later, _) = town.look("teacher", town.child, &assessment()).await;
        town.clock.advance(6 * Instant::SECOND);
        assert_eq!(longer.flag_accesses(&mut FlagPass::default()).await.unwrap(), 1);
        longer.close().await;
        assert!(town.later_flags().await.contains(&(later, AccessFlag::BasisChanged)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_repeated_refusal_is_the_third_for_one_child_in_a_day() {
    in_each_town(async |town| {
        let mut state = FlagPass::default();
        let refused = async || {
            let (at, refused) = town.look("officer", town.child, &assessment()).await;
            assert_eq!(refused, Some(RefusalCode::NotFound));
            at
        };
        refused().await;
        refused().await;
        town.look("gp", town.child, &assessment()).await;
        for _ in 0..3 {
            town.look("officer", ChildId(Uuid::new_v4()), &assessment()).await;
        }
        assert_eq!(pass(town, &mut state).await, 0, "two, and one by somebody else");
        let third = refused().await;
        assert_eq!(pass(town, &mut state).await, 1);
        assert_eq!(town.later_flags().await, [(third, AccessFlag::RepeatedRefusal)]);
        town.clock.advance(Instant::DAY);
        refused().await;
        assert_eq!(pass(town, &mut state).await, 0, "the first of another day");
    })
    .await;
}

/// So many children, each of whom the authority works with.
async fn children(town: &Town, number: usize) -> Vec<ChildId> {
    let worker = town.caller("worker").await;
    let mut made = Vec::new();
    for _ in 0..number {
        let id = ChildId(Uuid::new_v4());
        let row = entities::rows::child::Model { nhs_number: None, ..child(id, 1, "2 Mill Lane", town.authority) };
        town.write(row).await;
        town.write(involvement(id, &worker)).await;
        made.push(id);
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_high_volume_is_many_children_in_an_hour() {
    in_each_town(async |town| {
        let door = town.door_by(Numbers { high_volume_children: 4, ..Numbers::default() }).await;
        let children = children(town, 5).await;
        let mut state = FlagPass::default();
        let sees = async |number: usize| town.look("worker", children[number], &assessment()).await.0;
        let run = async |state: &mut FlagPass| {
            town.clock.advance(6 * Instant::SECOND);
            door.flag_accesses(state).await.unwrap()
        };
        for _ in 0..5 {
            sees(0).await;
        }
        sees(1).await;
        sees(2).await;
        assert_eq!(run(&mut state).await, 0, "three children, however often");
        let fourth = sees(3).await;
        assert_eq!(run(&mut state).await, 1);
        assert_eq!(town.later_flags().await, [(fourth, AccessFlag::HighVolume)]);
        for _ in 0..24 {
            sees(0).await;
        }
        assert_eq!(run(&mut state).await, 24, "whoever reads one child often does not hide the others by it");
        town.clock.advance(Instant::HOUR);
        sees(4).await;
        assert_eq!(run(&mut state).await, 0, "one in the hour after");
        door.close().await;
        // Forty unless configuration says otherwise.
        assert_eq!(pass(town, &mut FlagPass::default()).await, 0);
        assert_eq!(Numbers::default().high_volume_children, 40);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_a_flag_is_written_once_by_two_hubs_and_after_a_new_start() {
    in_each_town(async |town| {
        let other = town.door_by(Numbers::default()).await;
        town.look("teacher", town.child, &on_consent()).await;
        let mut expected = Vec::new();
        for _ in 0..60 {
            expected.push((town.look("teacher", town.child, &assessment()).await.0, AccessFlag::BasisChanged));
        }
        town.clock.advance(6 * Instant::SECOND);
        let (mut one, mut two) = (FlagPass::default(), FlagPass::default());
        let (first, second) = tokio::join!(town.door.flag_accesses(&mut one), other.flag_accesses(&mut two));
        // Whoever was late went away; the next pass of either goes on.
        let mut written = first.unwrap() + second.unwrap();
        written += other.flag_accesses(&mut two).await.unwrap();
        written += town.door.flag_accesses(&mut FlagPass::default()).await.unwrap();
        assert_eq!(written, 60);
        assert_eq!(town.later_flags().await, expected);
        assert_eq!(town.door.flag_accesses(&mut FlagPass::default()).await.unwrap(), 0);
        other.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_a_pass_waits_until_an_entry_is_settled_and_writes_nothing_where_there_is_nothing() {
    in_each_town(async |town| {
        town.look("teacher", town.child, &on_consent()).await;
        town.look("teacher", town.child, &assessment()).await;
        let mut state = FlagPass::default();
        assert_eq!(town.door.flag_accesses(&mut state).await.unwrap(), 0, "another hub may still be writing");
        assert_eq!(pass(town, &mut state).await, 1);
        let (before, _) = town.look("worker", town.child, &assessment()).await;
        for _ in 0..3 {
            assert_eq!(pass(town, &mut state).await, 0);
        }
        let (after, _) = town.look("worker", town.child, &assessment()).await;
        assert_eq!(after.seq, before.seq + 1, "no entry of a pass in between");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_a_filter_by_flag_sees_both_kinds_each_entry_once() {
    in_each_town(async |town| {
        town.look("teacher", town.child, &on_consent()).await;
        town.clock.set("2026-03-03T21:00:00Z".parse().unwrap());
        let (both, _) = town.look("teacher", town.child, &assessment()).await;
        let (early, _) = town.look("worker", town.child, &assessment()).await;
        let mut state = FlagPass::default();
        assert_eq!(pass(town, &mut state).await, 1);
        let by = async |login: &str, flags: &[AccessFlag], of_child: bool| {
            let child = of_child.then_some(ChildKey::Id(town.child));
            let actions = Some(vec![entities::words::AccessAction::View]);
            let filter = LogFilter { flags: Some(Set::of(flags)), child, actions, ..since_ever() };
            town.log(login, filter).await.iter().map(|entry| entry.position()).collect::<Vec<Position>>()
        };
        for login in ["school-lead", "governance"] {
            for of_child in [false, true] {
                assert_eq!(by(login, &[AccessFlag::BasisChanged], of_child).await, [both], "{login}");
                let out = by(login, &[AccessFlag::OutOfHours], of_child).await;
                assert_eq!(out.first() == Some(&early), login == "governance");
                assert!(out.contains(&both));
                let either = by(login, &[AccessFlag::BasisChanged, AccessFlag::OutOfHours], of_child).await;
                assert_eq!(either, out, "each once");
                assert!(by(login, &[AccessFlag::HighVolume], of_child).await.is_empty());
            }
        }
        assert!(by("lead", &[AccessFlag::BasisChanged], false).await.is_empty(), "another agency's");
        let seen = town.whole_log("school-lead").await;
        let entry = seen.iter().find(|entry| entry.position() == both).unwrap();
        assert_eq!(entry.flags, Some(Set::of(&[AccessFlag::BasisChanged, AccessFlag::OutOfHours])));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_who_may_not_know_of_the_child_is_not_told_by_a_later_flag() {
    in_each_town(async |town| {
        for _ in 0..3 {
            town.look("officer", town.child, &assessment()).await;
        }
        assert_eq!(pass(town, &mut FlagPass::default()).await, 1);
        let flags = Some(Set::of(&[AccessFlag::RepeatedRefusal]));
        assert!(town.log("police-lead", LogFilter { flags, ..since_ever() }).await.is_empty());
        assert_eq!(town.log("governance", LogFilter { flags, ..since_ever() }).await.len(), 1);
        let seen = town.whole_log("police-lead").await;
        assert!(seen.iter().all(|entry| !entry.flags.unwrap().contains(AccessFlag::RepeatedRefusal)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flag_that_was_taken_away_or_slipped_in_is_found_by_verifying() {
    in_each_town(async |town| {
        town.look("teacher", town.child, &on_consent()).await;
        town.look("teacher", town.child, &assessment()).await;
        assert_eq!(pass(town, &mut FlagPass::default()).await, 1);
        let db = town.tables().await;
        let found = async || match verify(&db, &town.public(), None, |_| ()).await {
            Ok(_) => None,
            Err(VerifyError::Bad(bad)) => Some(bad.why),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(found().await, None);
        for table in ["access_flag", "access_flag_pass"] {
            let sql = match db.get_database_backend() {
                DbBackend::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
                _ => format!("DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete"),
            };
            db.execute_unprepared(&sql).await.unwrap();
        }
        for (change, back) in [
            ("UPDATE access_flag_pass SET until = until + 1", "UPDATE access_flag_pass SET until = until - 1"),
            ("UPDATE access_flag SET committed_at = committed_at + 1", "UPDATE access_flag SET committed_at = committed_at - 1"),
            ("UPDATE access_flag SET entry_seq = entry_seq - 1", "UPDATE access_flag SET entry_seq = entry_seq + 1"),
            (
                "INSERT INTO access_flag SELECT entry_log, entry_seq - 1, flags, committed_at, agency, log, seq - 1 FROM access_flag",
                "DELETE FROM access_flag WHERE seq = (SELECT min(seq) FROM access_flag)",
            ),
            (
                "INSERT INTO access_flag_pass (of_log, since, until, log, seq) VALUES (0, 77, 2147483647, 0, 1)",
                "DELETE FROM access_flag_pass WHERE since = 77",
            ),
            ("DELETE FROM access_flag", ""),
        ] {
            db.execute_unprepared(change).await.unwrap();
            assert_eq!(found().await, Some(Why::Flags), "{change}");
            if !back.is_empty() {
                db.execute_unprepared(back).await.unwrap();
                assert_eq!(found().await, None, "{back}");
            }
        }
        db.close().await.unwrap();
    })
    .await;
}
