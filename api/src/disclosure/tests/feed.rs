//! The feed of changes from inside: what a cursor stands on, and that being told of many children is seen on the log.

use entities::Instant;
use entities::ids::ChildId;
use entities::rows::event;
use entities::words::{AccessFlag, EventKind};
use policies::Numbers;
use uuid::Uuid;

use super::fixture::{Town, assessment, child, in_each_town, involvement};
use crate::disclosure::{EventCursor, FlagPass};
use crate::error::Code;

/// A child with whom the authority works, and whose details changed.
async fn changed(town: &Town) {
    let worker = town.caller("worker").await;
    let id = ChildId(Uuid::new_v4());
    let row = entities::rows::child::Model { nhs_number: None, ..child(id, 1, "2 Mill Lane", town.authority) };
    town.write(row).await;
    town.write(involvement(id, &worker)).await;
    let event = event::Model {
        log: 0,
        seq: 0,
        ordinal: 0,
        kind: EventKind::RecordChanged,
        subject: id.public(),
        child_id: id,
        agencies: "[]".to_owned(),
        at: town.door.now(),
    };
    town.write(event).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_being_told_of_many_children_is_high_volume() {
    in_each_town(async |town| {
        let door = town.door_by(Numbers { high_volume_children: 4, ..Numbers::default() }).await;
        for _ in 0..4 {
            changed(town).await;
        }
        let worker = town.caller("worker").await;
        let page = town.door.changes(&worker, Some(&assessment()), None, 100).await.unwrap();
        assert_eq!(page.events().len(), 4);
        town.clock.advance(6 * Instant::SECOND);
        assert!(door.flag_accesses(&mut FlagPass::default()).await.unwrap() > 0);
        assert!(town.later_flags().await.iter().all(|(_, flag)| *flag == AccessFlag::HighVolume));
        door.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_from_before_a_restore_is_refused() {
    in_each_town(async |town| {
        changed(town).await;
        let worker = town.caller("worker").await;
        let page = town.door.changes(&worker, None, None, 1).await.unwrap();
        assert!(town.door.changes(&worker, None, Some(page.cursor()), 1).await.is_ok());
        let events = town.door.events_behind(&EventCursor::default(), 1).await.unwrap();
        let read = |event| {
            let mut cursor = EventCursor::default();
            cursor.past(&event);
            town.door.seal().closed(&cursor, worker.membership, town.door.entropy()).ok().unwrap()
        };
        // Behind what is gone, and behind what another stands for now.
        let mut gone = events[0].clone();
        gone.row.seq += 1000;
        let mut other = events[0].clone();
        other.committed_at = other.committed_at.plus(1);
        for cursor in [read(gone), read(other)] {
            let refused = town.door.changes(&worker, None, Some(&cursor), 1).await.unwrap_err();
            assert_eq!((refused.code(), refused.path()), (Code::BadUserInput, &["since".to_owned()][..]));
        }
    })
    .await;
}
