//! From receipt to closing: legal steps alone, each guarded by the version that was read, by those addressed.

use entities::words::ProtectiveWork;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tests::queries::{NAME, RAISE, concern};
use tests::town::{MORE, ROLES};
use tests::{ChildFile, Hub, on_both};

use super::super::bad_input::counted;
use super::{decided, done, listed, only, raise, step};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concern_goes_step_by_step_and_each_says_who_and_why() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let id = raise(&hub, "school", "one", json!({})).await;
        let first = only(&hub, "social-worker").await;
        assert_eq!((&first["status"], &first["version"]), (&json!("RECEIVED"), &json!(1)));
        assert_eq!(first["steps"], json!([]));
        let taken = [
            ("social-worker", "acknowledgeConcern", json!({"reason": null}), "ACKNOWLEDGED"),
            (
                "mash",
                "screenConcern",
                json!({"rating": "GREEN", "reason": "no injury that needs a doctor"}),
                "SCREENED",
            ),
            ("mash", "rateConcern", json!({"rating": "RED", "reason": "the school rang again"}), "SCREENED"),
            ("colleague", "rateConcern", json!({"rating": "AMBER", "reason": "he is with his aunt"}), "SCREENED"),
            ("social-worker", "decideConcern", json!({"decision": "EARLY_HELP"}), "DECIDED"),
            ("social-worker", "tellRaiser", json!({}), "DECIDED"),
            ("colleague", "closeConcern", json!({}), "CLOSED"),
        ];
        for (index, (login, name, fields, status)) in taken.iter().enumerate() {
            let version = i32::try_from(index).unwrap() + 1;
            let answer = step(&hub, login, name, &id, version, fields.clone()).await;
            assert_eq!(done(&answer, name), i64::from(version) + 1);
            assert_eq!(answer.str(&format!("data.{name}.step.by")), format!("Person {login}"));
            let now = only(&hub, "social-worker").await;
            assert_eq!((&now["status"], &now["version"]), (&json!(status), &json!(version + 1)), "{name}");
        }
        let end = only(&hub, "mash").await;
        assert_eq!((&end["rating"], &end["decision"]), (&json!("AMBER"), &json!("EARLY_HELP")));
        let history: Vec<(&Value, &Value, &Value)> = end["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| (&step["action"], &step["rating"], &step["reason"]))
            .collect();
        let (none, talked) = (json!(null), json!("talked over"));
        assert_eq!(history[0], (&json!("ACKNOWLEDGED"), &none, &none));
        assert_eq!(history[1], (&json!("SCREENED"), &json!("GREEN"), &json!("no injury that needs a doctor")));
        assert_eq!(history[2], (&json!("RATED"), &json!("RED"), &json!("the school rang again")));
        assert_eq!(history[3], (&json!("RATED"), &json!("AMBER"), &json!("he is with his aunt")));
        assert_eq!(history[6], (&json!("CLOSED"), &json!("AMBER"), &talked));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn illegal_steps_stale_versions_and_double_answers_change_nothing() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let id = raise(&hub, "school", "one", json!({})).await;
        let all = [
            ("acknowledgeConcern", json!({})),
            ("screenConcern", json!({"rating": "AMBER"})),
            ("rateConcern", json!({"rating": "RED"})),
            ("decideConcern", json!({"decision": "NO_FURTHER_ACTION"})),
            ("tellRaiser", json!({})),
            ("closeConcern", json!({})),
        ];
        // After so many steps these alone are legal.
        let path = [
            ("acknowledgeConcern", &["acknowledgeConcern"][..]),
            ("screenConcern", &["screenConcern"]),
            ("decideConcern", &["rateConcern", "decideConcern"]),
            ("tellRaiser", &["tellRaiser", "closeConcern"]),
            ("closeConcern", &["closeConcern"]),
            ("", &[]),
        ];
        for (index, (next, legal)) in path.iter().enumerate() {
            let version = i32::try_from(index).unwrap() + 1;
            let before = counted(&hub).await;
            for (name, fields) in &all {
                let code = |answer: tests::Answer| answer.str(&format!("data.{name}.problems.0.code")).to_owned();
                if !legal.contains(name) {
                    let answer = step(&hub, "social-worker", name, &id, version, fields.clone()).await;
                    assert!(answer.at(&format!("data.{name}.step")).is_null(), "{}", answer.text);
                    assert_eq!(code(answer), "ILLEGAL_STEP", "{name} at version {version}");
                }
                for stale in [0, version - 1, version + 1] {
                    let answer = step(&hub, "social-worker", name, &id, stale, fields.clone()).await;
                    assert_eq!(code(answer), "STALE_VERSION", "{name}, read at {stale}, at version {version}");
                }
            }
            assert_eq!(counted(&hub).await, before, "after {index} steps");
            if let Some((name, fields)) = all.iter().find(|(name, _)| name == next) {
                done(&step(&hub, "social-worker", name, &id, version, fields.clone()).await, name);
            }
        }
        let other = raise(&hub, "school", "two", json!({})).await;
        done(&step(&hub, "mash", "acknowledgeConcern", &other, 1, json!({})).await, "acknowledgeConcern");
        done(&step(&hub, "mash", "screenConcern", &other, 2, json!({"rating": "RED"})).await, "screenConcern");
        let same = step(&hub, "mash", "rateConcern", &other, 3, json!({"rating": "RED"})).await;
        assert_eq!(same.str("data.rateConcern.problems.0.code"), "SAME_RATING", "{}", same.text);
        // Two who answer at the same moment: one of them is late.
        let decide = async |decision: &str| {
            let answer = step(&hub, "social-worker", "decideConcern", &other, 3, json!({"decision": decision})).await;
            answer.str("data.decideConcern.problems.0.code").to_owned()
        };
        let (one, two) = tokio::join!(decide("EARLY_HELP"), decide("SIGNPOSTED"));
        let mut codes = [one, two];
        codes.sort();
        assert_eq!(codes, ["", "STALE_VERSION"]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_takes_a_step_once() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let id = raise(&hub, "school", "one", json!({})).await;
        let keyed = json!({"idempotencyKey": "k"});
        let first = step(&hub, "mash", "acknowledgeConcern", &id, 1, keyed.clone()).await;
        let again = step(&hub, "mash", "acknowledgeConcern", &id, 1, keyed).await;
        assert_eq!(first.canonical(), again.canonical());
        assert_eq!(done(&first, "acknowledgeConcern"), 2);
        assert_eq!(only(&hub, "mash").await["version"], 2);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r23_r34_those_addressed_answer_it_and_nobody_whom_it_names_nor_who_raised_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let ordinary = raise(&hub, "school", "one", json!({})).await;
        let people = json!([{"name": "Person social-worker", "relation": "neighbour"}]);
        let naming = raise(&hub, "school", "two", json!({"people": people})).await;
        let own = raise(&hub, "colleague", "three", json!({})).await;
        let before = counted(&hub).await;
        let absent = entities::ids::ConcernId(uuid::Uuid::new_v4()).public();
        for seat in ROLES.iter().chain(&MORE) {
            let may_try = ["social-worker", "mash", "neighbour", "colleague", "manager"].contains(&seat.login);
            let expected = if may_try { "NOT_FOUND" } else { "ROLE" };
            let nothing = step(&hub, seat.login, "acknowledgeConcern", &absent, 1, json!({})).await;
            assert_eq!(
                nothing.str("data.acknowledgeConcern.refused.code"),
                expected,
                "{}: {}",
                seat.login,
                nothing.text
            );
            for (id, there) in [
                (&ordinary, !may_try || seat.login == "neighbour"),
                (&naming, seat.login == "social-worker"),
                (&own, seat.login == "colleague"),
            ] {
                if there {
                    let answer = step(&hub, seat.login, "acknowledgeConcern", id, 1, json!({})).await;
                    assert_eq!(answer.canonical(), nothing.canonical(), "{}: as one that is not there", seat.login);
                }
            }
        }
        assert_eq!(counted(&hub).await, before);
        for (login, id) in [("mash", &ordinary), ("colleague", &naming), ("manager", &own)] {
            done(&step(&hub, login, "acknowledgeConcern", id, 1, json!({})).await, "acknowledgeConcern");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_about_a_child_that_is_closed_to_somebody_there_is_no_concern_to_answer() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).conflict_of("social-worker");
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        let described = json!({"described": {"givenName": "Known", "nhsNumber": number}});
        let id = raise(&hub, "charity", "one", json!({"child": described})).await;
        let answer = step(&hub, "social-worker", "acknowledgeConcern", &id, 1, json!({})).await;
        assert_eq!(answer.str("data.acknowledgeConcern.refused.code"), "NOT_FOUND", "{}", answer.text);
        done(&step(&hub, "colleague", "acknowledgeConcern", &id, 1, json!({})).await, "acknowledgeConcern");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_a_decision_puts_protective_work_on_record_and_ends_what_the_concern_opened() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let raised = async |key: &str| {
            let file = ChildFile::new(&hub.town).open_to(&["charity"]);
            let number = file.nhs_number().to_owned();
            let child = file.put(&hub.door).await;
            let described = json!({"described": {"givenName": "Known", "nhsNumber": number}});
            (child, raise(&hub, "school", key, json!({"child": described})).await)
        };
        let open = async |child: entities::ids::ChildId, purpose: &str, concern: &str| {
            let sharing = json!({"purpose": purpose, "lawfulBasis": "PUBLIC_TASK", "concern": concern});
            let answer = hub.ask("mash", NAME, json!({"child": {"id": child.public()}, "sharing": sharing})).await.ok();
            answer.str("data.sharedRecord.code").to_owned()
        };
        let (child, quiet) = raised("one").await;
        assert_eq!(open(child, "REFERRAL_SCREENING", &quiet).await, "");
        decided(&hub, "mash", &quiet, "SIGNPOSTED").await;
        assert_eq!(open(child, "REFERRAL_SCREENING", &quiet).await, "NOT_FOUND", "it is decided");
        assert_eq!(open(child, "SECTION_47_ENQUIRY", &quiet).await, "NOT_FOUND");
        let (child, grave) = raised("two").await;
        decided(&hub, "mash", &grave, "STRATEGY_DISCUSSION").await;
        assert_eq!(open(child, "REFERRAL_SCREENING", &grave).await, "NOT_FOUND");
        assert_eq!(open(child, "SECTION_47_ENQUIRY", &grave).await, "", "the discussion bears it out");
        let sql = format!("SELECT kind, agency_id FROM protective_work WHERE child_id = '{child}'");
        let rows = hub.db.query_all_raw(Statement::from_string(hub.db.get_database_backend(), sql)).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].try_get_by_index::<ProtectiveWork>(0).unwrap(), ProtectiveWork::StrategyDiscussion);
        // Those who decided still see what they decided, and whose answer is waited for.
        let seen = listed(&hub, "mash", json!({"status": ["DECIDED"]})).await;
        assert_eq!(seen.len(), 2);
        assert!(seen.iter().all(|concern| concern["child"]["id"].is_string()), "{seen:?}");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_open_already_goes_to_its_worker_unscreened_and_nothing_else_does() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        let known = json!({"child": {"described": {"givenName": "Known", "nhsNumber": number}}});
        let id = raise(&hub, "school", "one", known).await;
        let other = raise(&hub, "school", "two", json!({})).await;
        // Its worker finds it as theirs; those who share the work of the MASH see whose it is; its raiser sees neither.
        for (login, theirs, others) in
            [("social-worker", 1, 1), ("colleague", 0, 2), ("manager", 0, 2), ("mash", 0, 2), ("school", 0, 2)]
        {
            assert_eq!(listed(&hub, login, json!({"allocatedToMe": true})).await.len(), theirs, "{login}");
            assert_eq!(listed(&hub, login, json!({"allocatedToMe": false})).await.len(), others, "{login}");
            let seen =
                async |id: &str| listed(&hub, login, json!({"concern": id})).await.remove(0)["allocatedTo"].clone();
            let whose = if login == "school" { Value::Null } else { json!(["Person social-worker"]) };
            assert_eq!((seen(&id).await, seen(&other).await), (whose, Value::Null), "{login}");
        }
        for id in [&id, &other] {
            done(&step(&hub, "mash", "acknowledgeConcern", id, 1, json!({})).await, "acknowledgeConcern");
        }
        let linked = json!({"decision": "LINKED_TO_OPEN_CASE"});
        let before = counted(&hub).await;
        let none = step(&hub, "mash", "decideConcern", &other, 2, linked.clone()).await;
        assert_eq!(none.str("data.decideConcern.problems.0.code"), "NO_OPEN_CASE", "{}", none.text);
        assert_eq!(counted(&hub).await, before);
        done(&step(&hub, "mash", "decideConcern", &id, 2, linked.clone()).await, "decideConcern");
        // Whoever screens it may have found a case that the hub did not link.
        done(&step(&hub, "mash", "screenConcern", &other, 2, json!({"rating": "GREEN"})).await, "screenConcern");
        done(&step(&hub, "mash", "decideConcern", &other, 3, linked).await, "decideConcern");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_referred_again_within_twelve_months_is_counted_for_those_addressed() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        for key in ["one", "two", "three"] {
            let mut input = concern(key, key);
            input["child"] = json!({"described": {"givenName": "Known", "nhsNumber": number}});
            hub.ask("school", RAISE, json!({"input": input})).await.ok();
        }
        raise(&hub, "school", "another child", json!({})).await;
        let count = |all: &[Value]| -> Vec<Value> { all.iter().map(|c| c["earlierConcerns"].clone()).collect() };
        assert_eq!(count(&listed(&hub, "mash", Value::Null).await), [0, 2, 1, 0].map(|n| json!(n)), "newest first");
        assert_eq!(count(&listed(&hub, "school", Value::Null).await), vec![Value::Null; 4]);
        hub.end().await;
    })
    .await;
}
