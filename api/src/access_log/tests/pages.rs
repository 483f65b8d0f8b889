//! Pages of the log: each entry once, newest first, within the scope, whatever the filter.

use std::sync::Arc;

use entities::ids::{PersonId, ReviewId};
use entities::rows::access_log::Column;
use entities::rows::access_review;
use entities::words::{AccessAction, AccessFlag, AccessVerdict, RefusalCode};
use entities::{Instant, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, IntoActiveModel};
use uuid::Uuid;

use super::fixture::{entry, on_each};
use crate::access_log::read::{LogFilter, LogQuery, PageKey, count, entry as read_entry, page, reviews};
use crate::access_log::{Draft, Outcome, Position};
use crate::plain::clock::SetClock;

fn query(filter: LogFilter) -> LogQuery {
    LogQuery { scope: Condition::all(), filter, after: None, first: 100 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_filter_and_count_alike() {
    on_each(async |house| {
        let clock = Arc::new(SetClock::at(Instant(1_000)));
        let (zero, one) = (
            house.log_with(house.lock(), clock.clone()).await.unwrap(),
            house.log_with(house.lock(), clock.clone()).await.unwrap(),
        );
        let watched = entry();
        for number in 0..12 {
            clock.set(Instant(1_000 + number / 4));
            let mut entry = entry();
            if number % 3 == 0 {
                (entry.child, entry.person) = (watched.child, watched.person);
                entry.flags = Set::of(&[AccessFlag::Emergency, AccessFlag::OutOfHours]);
                entry.emergency = true;
            }
            if number == 5 {
                entry.outcome = Outcome::Refused(RefusalCode::Role);
                entry.action = AccessAction::Search;
            }
            let log = if number % 2 == 0 { &zero } else { &one };
            log.append(Draft::new((), entry)).await.unwrap();
        }
        let mut seen = Vec::new();
        let mut asked = LogQuery { first: 5, ..query(LogFilter::default()) };
        loop {
            let found = page(&house.db, &asked).await.unwrap();
            seen.extend(found.rows.iter().map(PageKey::of));
            if !found.more {
                break;
            }
            asked.after = seen.last().copied();
        }
        assert_eq!(seen.len(), 12);
        assert!(seen.is_sorted_by(|a, b| a > b));

        let review = access_review::Model {
            id: ReviewId(Uuid::new_v4()),
            entry_log: 0,
            entry_seq: 0,
            verdict: AccessVerdict::Justified,
            note: "as planned".to_owned(),
            reviewer: PersonId(Uuid::new_v4()),
            reviewed_at: Instant(2_000),
            log: 0,
            seq: 0,
        };
        review.clone().into_active_model().insert(&house.db).await.unwrap();
        let at = Position { log: 0, seq: 0 };
        assert_eq!(reviews(&house.db, &[at, Position { log: 1, seq: 0 }]).await.unwrap(), [review]);

        let cases = [
            (LogFilter { child: watched.child, ..LogFilter::default() }, 4),
            (LogFilter { person: watched.person, ..LogFilter::default() }, 4),
            (LogFilter { agency: watched.agency, ..LogFilter::default() }, 12),
            (LogFilter { flags: Set::of(&[AccessFlag::Emergency, AccessFlag::HighVolume]), ..LogFilter::default() }, 4),
            (LogFilter { flags: Set::of(&[AccessFlag::HighVolume]), ..LogFilter::default() }, 0),
            (LogFilter { emergency: Some(false), ..LogFilter::default() }, 8),
            (LogFilter { allowed: Some(false), ..LogFilter::default() }, 1),
            (LogFilter { actions: vec![AccessAction::Search, AccessAction::Export], ..LogFilter::default() }, 1),
            (LogFilter { from: Some(Instant(1_001)), to: Some(Instant(1_002)), ..LogFilter::default() }, 4),
            (LogFilter { reviewed: Some(true), ..LogFilter::default() }, 1),
            (LogFilter { reviewed: Some(false), ..LogFilter::default() }, 11),
        ];
        for (filter, want) in cases {
            let asked = query(filter);
            assert_eq!(page(&house.db, &asked).await.unwrap().rows.len(), want, "{asked:?}");
            assert_eq!(count(&house.db, &asked).await.unwrap(), want as u64, "{asked:?}");
        }
        let scope = Condition::any().add(Column::Child.eq(watched.child)).add(Column::Allowed.eq(false));
        let scoped =
            LogQuery { scope: scope.clone(), ..query(LogFilter { emergency: Some(true), ..LogFilter::default() }) };
        assert_eq!(count(&house.db, &scoped).await.unwrap(), 4);
        assert!(read_entry(&house.db, scope.clone(), at).await.unwrap().is_some());
        assert!(read_entry(&house.db, scope, Position { log: 0, seq: 1 }).await.unwrap().is_none());
        zero.close().await;
        one.close().await;
    })
    .await;
}
