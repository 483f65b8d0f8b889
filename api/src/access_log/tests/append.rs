//! Entries go in, in order and together, and come out as they went in.

use std::sync::Arc;

use entities::Instant;
use entities::rows::access_log;
use entities::words::{AccessAction, RefusalCode};
use sea_orm::EntityTrait;

use super::fixture::{draft, entry, on_each};
use crate::access_log::verify::verify;
use crate::access_log::{Draft, EntryDraft, Log, Logged, Outcome, Parent, Position, sizes};
use crate::plain::clock::SetClock;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_is_on_disk_when_the_view_comes_out() {
    on_each(async |house| {
        let log = house.log().await;
        let mut refused = entry();
        refused.outcome = Outcome::Refused(RefusalCode::NotFound);
        let want = entry();
        let view = log.append(Draft::new("view", want.clone())).await.unwrap();
        assert_eq!(*view, "view");
        assert_eq!(Logged::position(&view), Position { log: 0, seq: 0 });
        let second = log.append(Draft::new((), refused)).await.unwrap();
        assert_eq!(Logged::position(&second), Position { log: 0, seq: 1 });

        let rows = house.rows().await;
        let [first, second] = rows.as_slice() else { panic!("two rows, not {}", rows.len()) };
        assert_eq!(first.child, want.child);
        assert_eq!(first.asked_at, want.at);
        assert_eq!(first.committed_at, Logged::committed_at(&view));
        assert_eq!(first.policies, r#"["adult-needs-purpose","social-worker-ceiling"]"#);
        assert_eq!(first.as_of, "[[0,5],[1,8]]");
        assert_eq!(first.digest.as_deref(), Some([5; 32].as_slice()));
        assert!(first.allowed && first.refusal_code.is_none());
        assert_eq!(first.salts.len(), 16 * 6);
        assert!(!second.allowed);
        assert_eq!(second.refusal_code, Some(RefusalCode::NotFound));
        assert_eq!(sizes(&house.db).await.unwrap(), [(0, 2)]);
        assert_eq!(entities::rows::fact_set::Entity::find().all(&house.db).await.unwrap().len(), 1);
        log.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_entry_may_say_nothing_but_what_was_done() {
    on_each(async |house| {
        let log = house.log().await;
        log.append(Draft::new((), EntryDraft::new(Instant(1), AccessAction::Administer))).await.unwrap();
        log.close().await;
        let row = house.rows().await.remove(0);
        assert_eq!((row.action, row.asked_at), (AccessAction::Administer, Instant(1)));
        assert_eq!((row.person, row.agency_kind, row.facts, row.salts), (None, None, None, Vec::new()));
        assert_eq!(verify(&house.db, &house.public(), None, |_| ()).await.unwrap().entries(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_an_append_stand_together_and_the_candidates_belong_to_the_search() {
    on_each(async |house| {
        let log = house.log().await;
        log.append(draft(())).await.unwrap();
        let drafts = (0..300).map(|number| {
            let mut entry = entry();
            entry.parent = Parent::FirstOfAppend;
            Draft::new(number, entry)
        });
        let views = log.append_all(drafts.collect()).await.unwrap();
        assert_eq!(views.len(), 300);
        for (number, view) in (0..).zip(&views) {
            assert_eq!(**view, number);
            assert_eq!(Logged::position(view), Position { log: 0, seq: i64::from(number) + 1 });
        }
        let rows = house.rows().await;
        assert_eq!(rows[1].parent_seq, None);
        assert!(rows[2..].iter().all(|row| (row.parent_log, row.parent_seq) == (Some(0), Some(1))));
        assert!(rows[1..].iter().all(|row| row.commit_last == 300));
        assert_eq!(rows.iter().filter(|row| row.checkpoint.is_some()).count(), 2);
        assert!(log.append_all(Vec::<Draft<()>>::new()).await.unwrap().is_empty());
        assert_eq!(log.stats().commits, 2);
        log.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_together_is_committed_together() {
    on_each(async |house| {
        let log = Arc::new(house.log().await);
        let tasks = (0..64).map(|_| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                for _ in 0..10 {
                    log.append(draft(())).await.unwrap();
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let stats = log.stats();
        assert_eq!(stats.appends, 640);
        assert_eq!((stats.fallbacks, stats.failures), (0, 0));
        assert!(stats.commits < 128, "640 entries of 64 tasks took {} commits", stats.commits);
        assert_eq!(house.rows().await.len(), 640);
        close(log).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn committed_at_never_decreases_though_the_clock_goes_back() {
    on_each(async |house| {
        let clock = Arc::new(SetClock::at(Instant(1_000_000)));
        let log = house.log_with(house.lock(), clock.clone()).await.unwrap();
        log.append(draft(())).await.unwrap();
        clock.set(Instant(5));
        let back = log.append(draft(())).await.unwrap();
        assert_eq!(Logged::committed_at(&back), Instant(1_000_000));
        log.close().await;
        let log = house.log_with(house.lock(), clock.clone()).await.unwrap();
        let back = log.append(draft(())).await.unwrap();
        assert_eq!(Logged::committed_at(&back), Instant(1_000_000));
        clock.set(Instant(2_000_000));
        let on = log.append(draft(())).await.unwrap();
        assert_eq!(Logged::committed_at(&on), Instant(2_000_000));
        log.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_an_entry() {
    on_each(async |house| {
        let log = house.log().await;
        log.append(draft(())).await.unwrap();
        assert!(access_log::Entity::delete_many().exec(&house.db).await.is_err());
        let update = access_log::Entity::update_many()
            .col_expr(access_log::Column::Allowed, sea_orm::sea_query::Expr::value(false));
        assert!(update.exec(&house.db).await.is_err());
        assert_eq!(house.rows().await.len(), 1);
        log.close().await;
    })
    .await;
}

pub(super) async fn close(log: Arc<Log>) {
    Arc::into_inner(log).unwrap().close().await;
}
