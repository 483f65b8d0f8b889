//! What whoever raised a concern sees of it: that it was acknowledged, and what they are told. Nothing that tells whether the
//! child is known, how it was decided before they are told, or that it was closed.

use serde_json::{Value, json};
use tests::{ChildFile, Hub, on_both};

use super::super::bad_input::counted;
use super::{decided, done, listed, only, raise, step};

/// What the raiser's side sees, without what is always a concern's own.
async fn seen(hub: &Hub, login: &str, id: &str) -> Value {
    let all = listed(hub, login, Value::Null).await;
    let mut one = all.into_iter().find(|concern| concern["id"] == id).unwrap_or_else(|| panic!("{login} sees it"));
    for own in ["id", "reference", "raisedAt", "decisionDueAt", "about"] {
        assert!(one[own].is_string(), "{own}");
        one[own] = Value::Null;
    }
    one
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_raiser_sees_the_same_steps_whatever_is_decided_and_whoever_is_known() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let known = ChildFile::new(&hub.town).open_to(&["social-worker"]);
        let number = known.nhs_number().to_owned();
        known.put(&hub.door).await;
        let open =
            json!({"child": {"described": {"givenName": "Made-up", "familyName": "Nobody", "nhsNumber": number}}});
        // One that is assessed, step by step; one that goes to an open case and is closed at once.
        let assessed = raise(&hub, "school", "one", json!({})).await;
        let linked = raise(&hub, "school", "two", open).await;
        let alike = async |when: &str| {
            let (one, two) = (seen(&hub, "school", &assessed).await, seen(&hub, "school", &linked).await);
            assert_eq!(one, two, "{when}");
            for kept in [
                "version",
                "rating",
                "ratingDueAt",
                "decision",
                "raiserToldAt",
                "earlierConcerns",
                "allocatedTo",
                "child",
                "steps",
            ] {
                assert_eq!(one[kept], Value::Null, "{when}: {kept}");
            }
            one
        };
        assert_eq!(alike("raised").await["status"], "RECEIVED");
        for id in [&assessed, &linked] {
            done(&step(&hub, "mash", "acknowledgeConcern", id, 1, json!({})).await, "acknowledgeConcern");
        }
        assert_eq!(alike("acknowledged").await["status"], "ACKNOWLEDGED");
        let decision = json!({"decision": "LINKED_TO_OPEN_CASE"});
        done(&step(&hub, "mash", "decideConcern", &linked, 2, decision).await, "decideConcern");
        done(&step(&hub, "mash", "closeConcern", &linked, 3, json!({})).await, "closeConcern");
        assert_eq!(alike("decided and closed").await["status"], "ACKNOWLEDGED");
        for (status, count) in [("ACKNOWLEDGED", 2), ("SCREENED", 0), ("DECIDED", 0), ("CLOSED", 0)] {
            assert_eq!(listed(&hub, "school", json!({"status": [status]})).await.len(), count, "{status}");
        }
        for filter in
            [json!({"raiserWaits": true}), json!({"rating": ["RED", "AMBER", "GREEN"]}), json!({"overdue": true})]
        {
            assert!(listed(&hub, "school", filter.clone()).await.is_empty(), "{filter}");
        }
        done(&step(&hub, "mash", "screenConcern", &assessed, 2, json!({"rating": "RED"})).await, "screenConcern");
        let decision = json!({"decision": "CHILD_IN_NEED_ASSESSMENT"});
        done(&step(&hub, "mash", "decideConcern", &assessed, 3, decision).await, "decideConcern");
        assert_eq!(alike("decided").await["outcomeToRaiser"], Value::Null);
        for id in [&assessed, &linked] {
            done(&step(&hub, "mash", "tellRaiser", id, 4, json!({})).await, "tellRaiser");
        }
        let told = alike("told").await;
        assert_eq!(told["status"], "DECIDED");
        assert!(told["outcomeToRaiser"].as_str().unwrap().contains("children's social care will act"), "{told}");
        assert!(!told.to_string().contains("talked over"), "reasons stay with those addressed");
        done(&step(&hub, "mash", "closeConcern", &assessed, 5, json!({})).await, "closeConcern");
        assert_eq!(alike("closed").await["status"], "DECIDED");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_raiser_waits_until_they_are_told() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let id = raise(&hub, "gp", "one", json!({})).await;
        raise(&hub, "gp", "undecided", json!({})).await;
        let waiting = async |login: &str| listed(&hub, login, json!({"raiserWaits": true})).await.len();
        assert_eq!(waiting("mash").await, 0);
        let version = decided(&hub, "mash", &id, "RETURNED").await;
        assert_eq!(waiting("mash").await, 1);
        done(&step(&hub, "mash", "closeConcern", &id, version, json!({})).await, "closeConcern");
        assert_eq!((waiting("social-worker").await, waiting("neighbour").await, waiting("gp").await), (1, 0, 0));
        assert_eq!(listed(&hub, "mash", json!({"raiserWaits": false})).await.len(), 1);
        done(&step(&hub, "mash", "tellRaiser", &id, version + 1, json!({})).await, "tellRaiser");
        assert_eq!(waiting("mash").await, 0);
        let told = listed(&hub, "mash", json!({"status": ["CLOSED"]})).await;
        assert!(told[0]["raiserToldAt"].is_string(), "{told:?}");
        let outcome = listed(&hub, "gp", json!({"status": ["DECIDED"]})).await[0]["outcomeToRaiser"].clone();
        assert!(outcome.as_str().unwrap().contains("returned to you"), "{outcome}");
        assert_eq!(told[0]["outcomeToRaiser"], outcome);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_raiser_adds_what_they_learn_later_whatever_became_of_it() {
    const ADD: &str = "mutation Add($input: AddToConcernInput!) { addToConcern(input: $input) { addition { text }
        problems { path code } } }";
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let id = raise(&hub, "school", "one", json!({})).await;
        let alone = raise(&hub, "school", "two", json!({"onlyMeInMyAgency": true})).await;
        let add = async |login: &str, concern: &str, key: &str| {
            let input = json!({"idempotencyKey": key, "concern": concern, "text": format!("learnt {key}")});
            hub.ask(login, ADD, json!({"input": input})).await
        };
        let mut open = add("school", &id, "1").await.ok();
        assert_eq!(open.at("data.addToConcern.addition.text"), &json!("learnt 1"), "{}", open.text);
        assert_eq!(add("school", &id, "1").await.ok().text, open.text, "the same key adds once");
        let version = decided(&hub, "mash", &id, "NO_FURTHER_ACTION").await;
        done(&step(&hub, "mash", "closeConcern", &id, version, json!({})).await, "closeConcern");
        let closed = add("school-lead", &id, "2").await.ok();
        open.body["data"]["addToConcern"]["addition"]["text"] = json!("learnt 2");
        assert_eq!(closed.body, open.body);
        let before = counted(&hub).await;
        for (login, concern) in [
            ("gp", &id),
            ("mash", &id),
            ("social-worker", &id),
            ("school-lead", &alone),
            ("school", &entities::ids::ConcernId(uuid::Uuid::new_v4()).public()),
        ] {
            let answer = add(login, concern, "3").await.ok();
            assert_eq!(answer.str("data.addToConcern.problems.0.code"), "NOT_YOUR_CONCERN", "{login}: {}", answer.text);
        }
        assert_eq!(counted(&hub).await, before);
        assert_eq!(add("administrator", &id, "4").await.error(), "FORBIDDEN");
        for login in ["school", "mash"] {
            let all = listed(&hub, login, Value::Null).await;
            let one = all.iter().find(|concern| concern["id"] == id.as_str()).unwrap();
            assert_eq!(one["additions"], json!([{"text": "learnt 1"}, {"text": "learnt 2"}]), "{login}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rating_has_its_clock_and_overdue_ends_with_the_decision() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let id = raise(&hub, "school", "one", json!({})).await;
        done(&step(&hub, "mash", "acknowledgeConcern", &id, 1, json!({})).await, "acknowledgeConcern");
        assert_eq!(only(&hub, "mash").await["ratingDueAt"], Value::Null);
        done(&step(&hub, "mash", "screenConcern", &id, 2, json!({"rating": "RED"})).await, "screenConcern");
        let red = only(&hub, "mash").await;
        let moment = |value: &Value| value.as_str().unwrap().parse::<entities::Instant>().unwrap();
        assert_eq!(moment(&red["ratingDueAt"]), moment(&red["raisedAt"]).plus(4 * entities::Instant::HOUR));
        done(&step(&hub, "mash", "rateConcern", &id, 3, json!({"rating": "AMBER"})).await, "rateConcern");
        let amber = only(&hub, "mash").await;
        assert_eq!(moment(&amber["ratingDueAt"]), moment(&red["raisedAt"]).plus(24 * entities::Instant::HOUR));
        assert_eq!(amber["decisionDueAt"], red["decisionDueAt"], "the day for the decision stays");
        for (filter, count) in [
            (json!({"overdue": false}), 1),
            (json!({"overdue": true}), 0),
            (json!({"rating": ["AMBER"]}), 1),
            (json!({"rating": ["RED", "GREEN"]}), 0),
        ] {
            assert_eq!(listed(&hub, "mash", filter.clone()).await.len(), count, "{filter}");
        }
        hub.end().await;
    })
    .await;
}
