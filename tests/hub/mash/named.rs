//! Whom a concern names learns nothing of it by what is counted, missing or borne out (R5, R34).

use std::collections::BTreeSet;

use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::queries::{about, record};
use tests::{ChildFile, Hub, on_both};

use super::{listed, raise};

/// A concern about the child with that number, which names them and an uncle.
async fn raised(hub: &Hub, key: &str, number: &str, named: &[&str]) {
    let names = named.iter().map(|login| format!("Person {login}")).chain(["A Made-up Uncle".to_owned()]);
    let people: Vec<Value> = names.map(|name| json!({"name": name, "relation": "neighbour"})).collect();
    let described = json!({"described": {"givenName": "Known", "nhsNumber": number}});
    raise(hub, "gp", key, json!({"child": described, "people": people})).await;
}

/// The key points that lack checks, as somebody is told of them.
async fn missing(hub: &Hub, login: &str, child: ChildId) -> BTreeSet<String> {
    let query = "query M($child: ChildRef) { missingChecks(child: $child, first: 100) { refused { code } nodes { keyPoint } } }";
    let answer = hub.ask(login, query, json!({"child": {"id": child.public()}})).await.ok();
    assert!(answer.at("data.missingChecks.refused").is_null(), "{login}: {}", answer.text);
    let all = answer.at("data.missingChecks.nodes").as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|missing| missing["keyPoint"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_concern_is_a_key_point_for_those_addressed_whom_it_does_not_name() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["police", "social-worker", "colleague"]);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let none = BTreeSet::new();
        let screening = BTreeSet::from(["REFERRAL_SCREENING".to_owned()]);
        raised(&hub, "one", &number, &["police", "social-worker"]).await;
        for (login, told) in
            [("police", &none), ("social-worker", &none), ("colleague", &screening), ("mash", &screening)]
        {
            assert_eq!(missing(&hub, login, child).await, *told, "{login}");
        }
        // Of a second one a person whom the first one names is not told that it is a repeat.
        raised(&hub, "two", &number, &[]).await;
        let repeated = BTreeSet::from(["REFERRAL_SCREENING".to_owned(), "REPEAT_REFERRAL".to_owned()]);
        for (login, told) in
            [("police", &none), ("social-worker", &screening), ("colleague", &repeated), ("mash", &repeated)]
        {
            assert_eq!(missing(&hub, login, child).await, *told, "{login}");
        }
        // Of all the children of the area it is the same.
        let query = "{ missingChecks(first: 100) { nodes { keyPoint } } }";
        for (login, told) in [("social-worker", false), ("colleague", true)] {
            let answer = hub.ask(login, query, Value::Null).await.ok();
            assert_eq!(answer.text.contains("REPEAT_REFERRAL"), told, "{login}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_earlier_concerns_are_counted_without_those_that_name_the_reader() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        raised(&hub, "one", &number, &["social-worker"]).await;
        raised(&hub, "two", &number, &[]).await;
        for (login, counted) in [("social-worker", vec![0]), ("mash", vec![1, 0])] {
            let all = listed(&hub, login, Value::Null).await;
            let found: Vec<i64> = all.iter().filter_map(|concern| concern["earlierConcerns"].as_i64()).collect();
            assert_eq!(found, counted, "{login}: {all:?}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_concern_bears_no_purpose_out_for_whom_it_names() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["health-visitor"]);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let opened = async |login: &str| {
            let answer = hub.ask(login, &record(), about(child, "REFERRAL_SCREENING")).await.ok();
            let shared = answer.at("data.sharedRecord");
            (
                shared["__typename"].clone(),
                shared["sharing"]["policies"].clone(),
                shared["sharing"]["disclosed"].clone(),
            )
        };
        let before = opened("health-visitor").await;
        assert_eq!(before.0, "SharedRecord", "{before:?}");
        raised(&hub, "one", &number, &["health-visitor"]).await;
        assert_eq!(opened("health-visitor").await, before);
        // One that names nobody does bear it out.
        raised(&hub, "two", &number, &[]).await;
        let after = opened("health-visitor").await;
        assert!(after.1.to_string().contains("r10-concern"), "{after:?}");
        hub.end().await;
    })
    .await;
}
