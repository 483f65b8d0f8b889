//! R33: a child that is not there and one that may not be known get the same answer, after the same queries.

use entities::Word;
use entities::ids::ChildId;
use entities::words::{LevelOfNeed, ProtectiveWork, SharingPurpose};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::queries::{CONTRIBUTE, NAME, entry, record, sharing};
use tests::town::ROLES;
use tests::{ChildFile, Engine, Hub, on_both};
use uuid::Uuid;

/// Children that none of the town's fifteen may know of, each for another reason, and everything on record that would open
/// them otherwise.
pub async fn hidden(hub: &Hub) -> Vec<(&'static str, ChildId, Value)> {
    let all: Vec<&str> = ROLES.iter().map(|seat| seat.login).collect();
    let mut children = Vec::new();
    fn rich(file: ChildFile<'_>) -> ChildFile<'_> {
        file.level(LevelOfNeed::ChildProtection).work(ProtectiveWork::Plan).entry_of_every_class().open_to(&["charity"])
    }
    let stranger = rich(ChildFile::new(&hub.town).elsewhere()).numbered("T-SCHOOL", "S-1");
    children.push(("without a relationship", by_id(&stranger), stranger.put(&hub.door).await));
    let restricted = rich(ChildFile::new(&hub.town).open_to(&all).restricted_to(&["manager"]));
    children.push(("restricted", by_id(&restricted), restricted.put(&hub.door).await));
    let mut barred = rich(ChildFile::new(&hub.town).open_to(&all));
    for seat in ROLES {
        barred = barred.barred_to_agency_of(seat.login);
    }
    children.push(("barred", by_id(&barred), barred.put(&hub.door).await));
    let mut conflict = rich(ChildFile::new(&hub.town).open_to(&all));
    for seat in ROLES {
        conflict = conflict.conflict_of(seat.login);
    }
    children.push(("conflict of interest", by_id(&conflict), conflict.put(&hub.door).await));
    children.into_iter().map(|(why, key, id)| (why, id, key)).collect()
}

fn by_id(file: &ChildFile<'_>) -> Value {
    json!([
        {"id": file.id().public()},
        {"nhsNumber": file.nhs_number()},
        {"upn": file.upn()},
    ])
}

/// A reference of the same form to a child that nobody ever recorded.
pub fn absent_like(reference: &Value, spare: &ChildFile<'_>) -> Value {
    if reference.get("id").is_some() {
        json!({"id": spare.id().public()})
    } else if reference.get("nhsNumber").is_some() {
        json!({"nhsNumber": spare.nhs_number()})
    } else {
        json!({"upn": spare.upn()})
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_absent_and_forbidden_answer_alike() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let children = hidden(&hub).await;
        // Never put in place.
        let spare = ChildFile::new(&hub.town);
        let record = record();
        let mut not_found = 0;
        for seat in ROLES {
            for purpose in SharingPurpose::ALL {
                for (index, (why, _, references)) in children.iter().enumerate() {
                    // The police open any child in an emergency or when it is missing (R12), if nothing closes it.
                    let exempt = seat.login == "police"
                        && matches!(purpose, SharingPurpose::EmergencyProtection | SharingPurpose::MissingChild);
                    if index == 0 && exempt {
                        continue;
                    }
                    // Each form of reference has its turn.
                    let reference = &references[(purpose.index() + index) % 3];
                    let variables = |child: &Value| json!({"child": child, "sharing": sharing(purpose.name())});
                    let there = hub.ask(seat.login, &record, variables(reference)).await.ok();
                    let absent = hub.ask(seat.login, &record, variables(&absent_like(reference, &spare))).await.ok();
                    let what = format!("{} for {} of a child {why}", seat.login, purpose.name());
                    assert_eq!(there.canonical(), absent.canonical(), "{what}");
                    assert_eq!(there.str("data.sharedRecord.__typename"), "SharingRefused", "{what}");
                    assert!(!there.text.contains(SECRET), "{what}: {}", there.text);
                    not_found += usize::from(there.str("data.sharedRecord.code") == "NOT_FOUND");
                }
            }
        }
        assert!(not_found > 200, "only {not_found} answers were NOT_FOUND: this tests nothing");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r32_no_problem_with_the_input_tells_that_there_is_such_a_child() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let children = hidden(&hub).await;
        for login in ["social-worker", "gp", "school", "police"] {
            for (why, child, _) in &children {
                // Wrong in several ways: nothing of it may be said.
                let mut input = entry(*child, "CHILD_IN_NEED_ASSESSMENT", &format!("{login}-{why}"), "");
                input["occurredAt"] = json!("2999-01-01T00:00:00Z");
                let there = hub.ask(login, CONTRIBUTE, json!({"input": input})).await.ok();
                input["child"] = json!({"id": ChildId(Uuid::new_v4()).public()});
                let absent = hub.ask(login, CONTRIBUTE, json!({"input": input})).await.ok();
                assert_eq!(there.canonical(), absent.canonical(), "{login}, {why}");
                assert_eq!(there.str("data.contributeChronologyEntry.refused.code"), "NOT_FOUND", "{}", there.text);
                assert_eq!(there.at("data.contributeChronologyEntry.problems"), &json!([]));
            }
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_absent_and_forbidden_run_the_same_queries() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            // Only PostgreSQL tells from outside which statements ran; `statements` counts them on both.
            return;
        }
        let hub = Hub::start(engine).await;
        if hub.db.execute_unprepared("CREATE EXTENSION pg_stat_statements").await.is_err() {
            println!("skipped: pg_stat_statements is not to be had on this server");
            return hub.end().await;
        }
        let children = hidden(&hub).await;
        let spare = ChildFile::new(&hub.town);
        let ask = async |reference: Value| {
            // The first one may fill memos and prepare statements; the second is counted.
            let variables = json!({"child": reference, "sharing": sharing("CHILD_IN_NEED_ASSESSMENT")});
            hub.ask("gp", NAME, variables.clone()).await.ok();
            let before = statements(&hub.db).await;
            let answer = hub.ask("gp", NAME, variables).await.ok();
            assert_eq!(answer.str("data.sharedRecord.code"), "NOT_FOUND", "{}", answer.text);
            let after = statements(&hub.db).await;
            let mut ran: Vec<(String, i64)> = after
                .into_iter()
                .map(|(query, calls)| {
                    let known = before.iter().find(|(q, _)| *q == query).map_or(0, |(_, calls)| *calls);
                    (query, calls - known)
                })
                .filter(|(query, calls)| *calls > 0 && !query.contains("pg_stat_statements"))
                .collect();
            ran.sort();
            ran
        };
        for form in 0..3 {
            let absent = ask(absent_like(&children[0].2[form], &spare)).await;
            let total: i64 = absent.iter().map(|(_, calls)| calls).sum();
            println!("queries of one refused read: {total}");
            assert!(total > 1, "nothing was counted");
            for (why, _, references) in &children {
                assert_eq!(ask(references[form].clone()).await, absent, "{why}");
            }
        }
        hub.end().await;
    })
    .await;
}

/// What ran on this database so far, and how often.
async fn statements(db: &DatabaseConnection) -> Vec<(String, i64)> {
    let sql = "SELECT query, sum(calls)::bigint FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY query";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("counted");
    rows.iter().map(|row| (row.try_get_by_index(0).expect("text"), row.try_get_by_index(1).expect("number"))).collect()
}
