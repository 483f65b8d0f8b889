//! Webhooks that do not arrive: what is tried again and how often it is looked for, what is given up because it may not be told any
//! more, and what was never for the agency.

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::app::webhooks;
use api::disclosure::{Dispatch, Door, EventCursor, EventPlace, Rows, Webhook};
use entities::ids::{AgencyId, WebhookId};
use entities::rows::webhook;
use entities::words::{AccessAction, EventKind, ProtectionKind};
use entities::{Instant as Moment, Set, Word};
use serde_json::json;
use tests::queries::{CONTRIBUTE, RAISE, concern, entry};
use tests::{ChildFile, Engine, Hub, on_both};
use uuid::Uuid;

use super::webhooks::{PATIENCE, Receiver, ended, hooked, settings};
use super::{CARE, closed, contributed, raised};

/// An hour, in microseconds: longer than anything here takes.
const HOUR: i64 = 3_600_000_000;

async fn newest(door: &Door) -> EventPlace {
    door.events_behind(&EventCursor::default(), 100).await.expect("read").pop().expect("an event").place()
}

async fn begun(hub: &Hub, hook: &Webhook, event: EventPlace, attempt: i32) -> Option<Dispatch> {
    hub.door.begin_sending(hook, event, attempt).await.expect("written")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_attempt_brought_is_not_sent_again_and_what_was_given_up_only_when_asked_for() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let url = "https://app.example.org/hub";
        let hook = hooked(&hub.door, "T-COUNCIL", url, &[EventKind::ConcernReceived]).await;
        raised(&hub, "school", "one").await;
        let event = newest(&hub.door).await;
        let again = async || hub.door.to_send_again(HOUR).await.expect("read");
        let first = begun(&hub, &hook, event, 1).await.expect("begun");
        assert!(begun(&hub, &hook, event, 1).await.is_none(), "one hub alone");
        assert_eq!(again().await.len(), 1);
        assert_eq!(hub.door.to_send_again(0).await.expect("read"), [], "begun before that");
        // Taken for lost, tried again without success; and then it turns out to have arrived.
        let second = begun(&hub, &hook, event, 2).await.expect("begun");
        hub.door.end_sending(&second, false, false, Some(500)).await.expect("written");
        assert_eq!(again().await.iter().map(|one| one.attempt).collect::<Vec<_>>(), [2]);
        hub.door.end_sending(&first, true, false, Some(200)).await.expect("written");
        assert_eq!(again().await, []);

        raised(&hub, "school", "two").await;
        let event = newest(&hub.door).await;
        let only = begun(&hub, &hook, event, 1).await.expect("begun");
        hub.door.end_sending(&only, false, true, Some(410)).await.expect("written");
        assert_eq!(again().await, [], "given up");
        assert_eq!(hub.door.replay_webhook(hook.id(), None).await.unwrap_or_else(|e| panic!("{e:?}")), 1);
        assert_eq!(again().await.iter().map(|one| (one.dead, one.replayed)).collect::<Vec<_>>(), [(true, 1)]);
        assert!(begun(&hub, &hook, event, 2).await.is_some());
        assert_eq!(again().await.iter().map(|one| one.attempt).collect::<Vec<_>>(), [2]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_what_may_not_be_told_any_more_is_given_up_and_not_tried_for_ever() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let url = "https://app.example.org/hub";
        let hook = hooked(&hub.door, "T-SURGERY", url, &[EventKind::RecordChanged]).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        contributed(&hub, "gp", child, "STANDARD").await;
        let event = newest(&hub.door).await;
        let first = begun(&hub, &hook, event, 1).await.expect("begun");
        hub.door.end_sending(&first, false, false, None).await.expect("written");
        closed(&hub, child, ProtectionKind::Restriction, None).await;
        assert!(begun(&hub, &hook, event, 2).await.is_none());
        assert_eq!(hub.door.to_send_again(HOUR).await.expect("read"), []);
        let all = hub.door.unarrived(Some(hook.id())).await.expect("read");
        assert_eq!(all.iter().map(|one| (one.attempt, one.dead, one.status)).collect::<Vec<_>>(), [(2, true, None)]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r40_an_agency_that_does_not_work_with_the_child_is_sent_nothing_of_its_record() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp", "school"]).put(&hub.door).await;
        let agencies: Vec<String> =
            ["school", "housing"].map(|login| AgencyId::public(hub.town.person(login).agency)).to_vec();
        let mut input = entry(child, CARE, "key", "seen at home");
        input["tell"] = json!(agencies);
        let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
        assert!(!answer.str("data.contributeChronologyEntry.entry.id").is_empty(), "{}", answer.text);
        let event = newest(&hub.door).await;
        for (agency, told) in [("T-SURGERY", true), ("T-SCHOOL", true), ("T-HOUSING", false)] {
            let hook = hooked(&hub.door, agency, "https://app.example.org/hub", EventKind::ALL).await;
            assert_eq!(begun(&hub, &hook, event, 1).await.is_some(), told, "{agency}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_concern_that_names_somebody_who_works_with_children_is_sent_to_no_system() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let hook = hooked(&hub.door, "T-COUNCIL", "https://app.example.org/hub", EventKind::ALL).await;
        for (key, works, sent) in [("one", false, true), ("two", true, false)] {
            let mut input = concern(key, "a bruise on the cheek");
            input["people"] = json!([{"name": "A Coach", "relation": "coach", "worksWithChildren": works}]);
            let answer = hub.ask("school", RAISE, json!({"input": input})).await.ok();
            assert!(!answer.str("data.raiseConcern.concern.id").is_empty(), "{}", answer.text);
            let event = newest(&hub.door).await;
            assert_eq!(begun(&hub, &hook, event, 1).await.is_some(), sent, "{key}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_cannot_be_looked_after_keeps_no_other_waiting() {
    let hub = Hub::start(Engine::Sqlite).await;
    let council = hub.town.person("social-worker").agency;
    let mut rows = Rows::new();
    // The first in the list, and nothing says where sending to it goes on.
    rows.add(webhook::Model {
        id: WebhookId(Uuid::new_v4()),
        version: 1,
        agency_id: council,
        url: "https://app.example.org/hub".to_owned(),
        events: Set::of(EventKind::ALL),
        generation: 1,
        rotated_at: Moment(0),
        since: "nowhere".to_owned(),
        removed: false,
        at: Moment(0),
        log: 0,
        seq: 0,
    });
    let written = hub.door.administer(AccessAction::Administer, None, "{}", rows).await;
    assert!(matches!(written, Ok(Some(()))), "{written:?}");
    let receiver = Receiver::answering(200).await;
    hooked(&hub.door, "T-COUNCIL", &receiver.url, &[EventKind::ConcernReceived]).await;
    let sending = webhooks::keep(Arc::clone(&hub.door), settings(&[50]));
    raised(&hub, "school", "one").await;
    let begun = Instant::now();
    while receiver.got().is_empty() {
        assert!(begun.elapsed() < PATIENCE, "nothing came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    ended(sending).await;
    hub.end().await;
}
