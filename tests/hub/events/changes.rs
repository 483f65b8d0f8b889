//! The feed of changes: each event for those who may be told of it, judged when it is read; none skipped, none late.

use std::collections::{BTreeMap, BTreeSet};

use api::disclosure::{Door, EventCursor, Rows};
use entities::Instant;
use entities::ids::{ChildId, ConcernId};
use entities::rows::event;
use entities::words::{AccessAction, EventKind, LevelOfNeed, ProtectiveWork};
use futures_util::future::join3;
use serde_json::{Value, json};
use tests::database::{number, texts};
use tests::town::{MORE, ROLES};
use tests::{ChildFile, Hub, on_both};

use super::super::checks;
use super::super::rules::authority::pass;
use super::{CHANGES, care, contributed, page, raised, told};

const RECORD: &str = "query R($child: ChildRef!, $sharing: SharingInput!) {
    sharedRecord(child: $child, sharing: $sharing) { __typename } }";

/// Everybody of the town but who runs the hub.
fn everybody() -> impl Iterator<Item = &'static str> {
    ROLES.iter().chain(&MORE).map(|seat| seat.login).filter(|login| *login != "administrator")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_concern_is_told_to_those_to_whom_it_is_addressed_and_to_nobody_else() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let concern = raised(&hub, "school", "one").await;
        for login in everybody() {
            let expected: Vec<_> = if ["social-worker", "mash", "colleague", "manager"].contains(&login) {
                vec![("CONCERN_RECEIVED".to_owned(), concern.clone())]
            } else {
                Vec::new()
            };
            assert_eq!(told(&hub, login, Value::Null).await, expected, "{login}");
        }
        let refused = hub.ask("administrator", CHANGES, json!({"first": 1})).await;
        assert_eq!(refused.error(), "FORBIDDEN", "{}", refused.text);
        // Each telling is on record, with the child whom it is about.
        let logged = "SELECT count(*) FROM access_log WHERE action = 'FOLLOW' AND child IS NOT NULL AND allowed";
        assert_eq!(number(&hub.db, logged).await, 4);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_check_is_told_to_who_is_asked_while_it_is_open_and_its_answer_to_who_asked() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["social-worker", "police", "school"];
        let child = ChildFile::new(&hub.town).open_to(&open).work(ProtectiveWork::Section47).put(&hub.door).await;
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let requested = vec![("CHECK_REQUESTED".to_owned(), check.clone())];
        for login in everybody() {
            let expected = if login == "gp" { requested.clone() } else { Vec::new() };
            assert_eq!(told(&hub, login, Value::Null).await, expected, "{login}");
        }
        checks::answer(&hub, "gp", &checks::known(&check, "KNOWN_OPEN")).await;
        let answered = vec![("CHECK_ANSWERED".to_owned(), check.clone())];
        for login in everybody() {
            // What was put to the surgery is answered, and put to nobody any more.
            let asked = ["social-worker", "mash", "colleague", "manager"].contains(&login);
            let expected = if asked { answered.clone() } else { Vec::new() };
            assert_eq!(told(&hub, login, Value::Null).await, expected, "{login}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_of_a_record_is_told_what_its_reader_would_find_in_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || ChildFile::new(&hub.town).open_to(&["gp", "social-worker"]).level(LevelOfNeed::ChildProtection);
        let child = file().put(&hub.door).await;
        let shut = file().restricted_to(&["gp"]).put(&hub.door).await;
        contributed(&hub, "gp", child, "STANDARD").await;
        contributed(&hub, "gp", child, "RESTRICTED").await;
        contributed(&hub, "gp", shut, "STANDARD").await;
        let changed = |child: ChildId| ("RECORD_CHANGED".to_owned(), child.public());
        for login in everybody() {
            // Without a reason nobody follows a record.
            assert_eq!(told(&hub, login, Value::Null).await, Vec::new(), "{login}");
        }
        assert_eq!(told(&hub, "gp", care()).await, vec![changed(child), changed(child), changed(shut)]);
        assert_eq!(told(&hub, "social-worker", care()).await, vec![changed(child)]);
        for login in ["neighbour", "school", "housing", "lead", "governance", "inspector"] {
            assert_eq!(told(&hub, login, care()).await, Vec::new(), "{login}");
        }
        // It tells of the child by id alone.
        let events = texts(&hub.db, "SELECT kind || subject || child_id || agencies FROM event").await;
        assert_eq!(events.len(), 3);
        assert!(events.iter().all(|event| !event.contains("home")), "{events:?}");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r27_that_responsibility_passed_is_told_when_it_is_accepted() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["social-worker", "gp", "neighbour"];
        let child = ChildFile::new(&hub.town).open_to(&open).put(&hub.door).await;
        pass(&hub, "social-worker", child, "T-NEIGHBOUR", false).await;
        for login in open {
            assert_eq!(told(&hub, login, care()).await, Vec::new(), "{login}: an offer changes no record");
        }
        let accepted = pass(&hub, "neighbour", child, "T-NEIGHBOUR", true).await;
        assert!(accepted.at("reference").is_string(), "{}", accepted.text);
        for login in open {
            let changed = vec![("RECORD_CHANGED".to_owned(), child.public())];
            assert_eq!(told(&hub, login, care()).await, changed, "{login}");
        }
        assert_eq!(told(&hub, "school", care()).await, Vec::new());
        let agencies = texts(&hub.db, "SELECT agencies FROM event").await;
        for of in ["T-COUNCIL", "T-NEIGHBOUR"] {
            assert!(agencies[0].contains(&hub.town.agency(of).to_string()), "{of} is for its webhooks: {agencies:?}");
        }
        hub.end().await;
    })
    .await;
}

/// How many events each of two hubs writes.
const EACH: usize = 40;

/// Writes events about the child, one by one.
async fn write(door: &Door, child: ChildId) {
    for n in 0..EACH {
        let mut rows = Rows::new();
        for ordinal in 0..2 {
            rows.add(event::Model {
                log: 0,
                seq: 0,
                ordinal,
                kind: EventKind::RecordChanged,
                subject: child.public(),
                child_id: child,
                agencies: "[]".to_owned(),
                at: Instant(i64::try_from(n).expect("few")),
            });
        }
        let written = door.administer(AccessAction::Import, Some(child), "{}", rows).await;
        assert!(matches!(written, Ok(Some(()))), "{written:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_hubs_write_at_once_is_read_whole_once_and_in_the_order_of_each() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let second = hub.second_door().await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        let reading = async {
            let (mut found, mut since, mut pages) = (Vec::new(), Value::Null, 0);
            while found.len() < EACH * 4 {
                // Pages of three cut through the two events of one change.
                let answer = page(&hub, "social-worker", since, 3, care()).await;
                let events = answer.at("events").as_array().cloned().unwrap_or_default();
                found.extend(events.iter().map(|event| event["id"].as_str().unwrap_or_default().to_owned()));
                since = answer.at("cursor").clone();
                pages += 1;
                assert!(pages < 4000, "{} were found", found.len());
            }
            let rest = page(&hub, "social-worker", since, 3, care()).await;
            assert_eq!((rest.at("events"), rest.at("more")), (&json!([]), &json!(false)), "{}", rest.text);
            found
        };
        let (found, (), ()) = join3(reading, write(&hub.door, child), write(&second, child)).await;
        let distinct: BTreeSet<&String> = found.iter().collect();
        assert_eq!(distinct.len(), found.len(), "an event came twice");
        let written = hub.door.events_behind(&EventCursor::default(), 1000).await.expect("read");
        let places: BTreeMap<String, _> =
            written.iter().map(|event| (hub.door.event_id(event.place(), event.at()), event.place())).collect();
        for log in 0..2 {
            let of_log: Vec<_> = found.iter().map(|id| places[id]).filter(|place| place.log == log).collect();
            assert_eq!(of_log.len(), EACH * 2, "log {log}");
            assert!(of_log.is_sorted(), "log {log}: {of_log:?}");
        }
        second.close().await;
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_the_hub_did_not_give_and_a_page_too_large_are_bad_input() {
    let hub = Hub::start(tests::Engine::Sqlite).await;
    let of_another = page(&hub, "school", Value::Null, 1, Value::Null).await.str("cursor").to_owned();
    // The third is `0:9223372036854775807.0;`, as it would stand in the clear.
    let wrong = ["zzz", "!", "MDo5MjIzMzcyMDM2ODU0Nzc1ODA3LjA7", "", &of_another, &"A".repeat(100_000)];
    for (since, first) in wrong.map(|since| (json!(since), 1)).into_iter().chain([(json!(null), 0), (json!(null), 101)])
    {
        let answer = hub.ask("gp", CHANGES, json!({"since": since, "first": first})).await;
        assert_eq!(answer.error(), "BAD_USER_INPUT", "{since} {first}: {}", answer.text);
    }
    // Nor does a reason rest on a concern that was put to others.
    let mut resting = care();
    resting["concern"] = json!(raised(&hub, "school", "one").await);
    let refused = hub.ask("gp", CHANGES, json!({"first": 1, "sharing": resting})).await;
    assert_eq!(refused.error(), "BAD_USER_INPUT", "{}", refused.text);
    // Nor does an operation read it twice.
    let twice = hub.ask("gp", "{ changes(first: 1) { cursor } again: changes(first: 1) { cursor } }", json!({})).await;
    assert_eq!(twice.error(), "BAD_USER_INPUT", "{}", twice.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_the_feed_opens_no_record_in_an_emergency_by_itself() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        contributed(&hub, "social-worker", child, "STANDARD").await;
        let asked = json!({
            "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true,
            "justification": "brought in unconscious at three in the morning, nobody knows the child here",
        });
        assert_eq!(told(&hub, "gp", asked.clone()).await, Vec::new());
        assert_eq!(number(&hub.db, "SELECT count(*) FROM opening").await, 0, "a record was opened by a feed");

        // Whoever opened it is told.
        let opened =
            hub.ask("gp", RECORD, json!({"child": {"id": child.public()}, "sharing": asked.clone()})).await.ok();
        assert_eq!(opened.str("data.sharedRecord.__typename"), "SharedRecord", "{}", opened.text);
        let changed = vec![("RECORD_CHANGED".to_owned(), child.public())];
        assert_eq!(told(&hub, "gp", asked).await, changed);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_whether_more_follows_does_not_tell_for_whom_it_is() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        raised(&hub, "school", "one").await;
        assert_eq!(page(&hub, "social-worker", Value::Null, 1, Value::Null).await.at("more"), &json!(false));
        contributed(&hub, "gp", child, "STANDARD").await;
        let first = page(&hub, "social-worker", Value::Null, 1, Value::Null).await;
        assert_eq!(first.at("more"), &json!(true), "{}", first.text);
        let rest = page(&hub, "social-worker", first.at("cursor").clone(), 1, Value::Null).await;
        assert_eq!((rest.at("events"), rest.at("more")), (&json!([]), &json!(false)));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_neither_cursor_nor_id_tells_how_many_events_there_are_for_others() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        raised(&hub, "school", "one").await;
        let before = page(&hub, "gp", Value::Null, 1, Value::Null).await.str("cursor").to_owned();
        for n in 0..3 {
            raised(&hub, "school", &format!("more {n}")).await;
        }
        let after = page(&hub, "gp", json!(before), 50, Value::Null).await;
        assert_eq!((after.at("events"), after.str("cursor").len()), (&json!([]), before.len()));
        let ids = page(&hub, "social-worker", Value::Null, 50, Value::Null).await;
        for event in ids.at("events").as_array().cloned().unwrap_or_default() {
            let id = event["id"].as_str().unwrap_or_default().strip_prefix("event_").expect("an event's").to_owned();
            assert!(uuid::Uuid::try_parse(&id).is_ok(), "{id}");
        }
        hub.end().await;
    })
    .await;
}

/// Events for those agencies, of one change.
async fn told_to(hub: &Hub, count: i32, agencies: &[&str]) {
    let child = ChildFile::new(&hub.town).elsewhere().put(&hub.door).await;
    let agencies: Vec<_> = agencies.iter().map(|code| hub.town.agency(code)).collect();
    let mut rows = Rows::new();
    for ordinal in 0..count {
        rows.add(event::Model {
            log: 0,
            seq: 0,
            ordinal,
            kind: EventKind::ConcernReceived,
            subject: ConcernId(uuid::Uuid::new_v4()).public(),
            child_id: child,
            agencies: serde_json::to_string(&agencies).expect("ids"),
            at: Instant(0),
        });
    }
    let written = hub.door.administer(AccessAction::Import, Some(child), "{}", rows).await;
    assert!(matches!(written, Ok(Some(()))), "{written:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_where_a_page_ends_does_not_tell_how_many_events_are_kept_from_its_reader() {
    let hub = Hub::start(tests::Engine::Sqlite).await;
    // To whom a concern went says where the child lives whom it names (R34): of the same number of events, those to the
    // reader's own authority, of which the reader is told none, look as those to another.
    let mut since: Value = page(&hub, "lead", Value::Null, 1, Value::Null).await.at("cursor").clone();
    let mut seen = Vec::new();
    for authority in ["T-COUNCIL", "T-NEIGHBOUR"] {
        let mut pages = Vec::new();
        told_to(&hub, 120, &[authority]).await;
        loop {
            let answer = page(&hub, "lead", since, 1, Value::Null).await;
            let (events, more) = (answer.at("events").clone(), answer.at("more") == &json!(true));
            pages.push((events, more));
            since = answer.at("cursor").clone();
            if !more {
                break;
            }
        }
        seen.push(pages);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], [(json!([]), true), (json!([]), false)]);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_judges_few_events_that_it_does_not_tell() {
    let hub = Hub::start(tests::Engine::Sqlite).await;
    let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
    for _ in 0..2 {
        write(&hub.door, child).await;
    }
    let (mut since, mut pages) = (Value::Null, 0);
    loop {
        let answer = page(&hub, "neighbour", since, 1, care()).await;
        assert_eq!(answer.at("events"), &json!([]), "{}", answer.text);
        pages += 1;
        since = answer.at("cursor").clone();
        if answer.at("more") == &json!(false) {
            break;
        }
    }
    // 160 events, of which a page of one looks at 101.
    assert_eq!(pages, 2);
    hub.end().await;
}
