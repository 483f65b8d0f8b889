//! One key, one concern; every problem at once; who may not.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::house::{House, input};

#[tokio::test(flavor = "multi_thread")]
async fn fifty_posts_of_one_key_at_once_make_one_concern() {
    let house = House::new().await;
    let all = join_all((0..50).map(|_| house.raise("gp", input("one", json!({}))))).await;
    let first = &all[0]["concern"];
    assert!(first["reference"].as_str().unwrap().starts_with("CON-"));
    for answer in &all {
        assert_eq!(&answer["concern"], first);
        assert_eq!(answer["problems"], json!([]));
    }
    assert_eq!(house.rows().await.len(), 1);
    assert_eq!(house.count("count(*) FROM child").await, 1);
    assert_eq!(house.count("count(*) FROM access_log WHERE action = 'RAISE_CONCERN'").await, 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_for_another_input_is_a_problem() {
    let house = House::new().await;
    house.raise("gp", input("one", json!({}))).await;
    let again = house.raise("gp", input("one", json!({ "whatHappened": "something else" }))).await;
    assert_eq!(again["concern"], Value::Null);
    assert_eq!(again["problems"], json!([{ "path": ["input", "idempotencyKey"], "code": "IDEMPOTENCY_KEY_REUSED" }]));
    // Another person's key is another key, where no client app stands between.
    assert_ne!(house.raise("school", input("one", json!({}))).await["concern"], Value::Null);
    assert_eq!(house.rows().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_is_told_at_once_and_nothing_is_recorded() {
    let house = House::new().await;
    let answer = house
        .raise(
            "gp",
            input(
                "one",
                json!({
                    "child": { "known": { "upn": "A801200016001" }, "described": {
                        "dateOfBirth": "2190-01-01", "nhsNumber": "9990000017", "address": "a\u{7}b",
                    } },
                    "whatHappened": " ",
                    "callBack": "",
                    "impactOnChild": "x".repeat(20_001),
                    "occurredAt": "2190-01-01T00:00:00Z",
                    "familyInformed": "NOT_INFORMED",
                    "classes": ["IDENTITY"],
                    "people": [],
                    "otherChildren": [{ "description": "a boy in a red coat" }],
                }),
            ),
        )
        .await;
    let mut found: Vec<String> = answer["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            let path: Vec<&str> = p["path"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
            format!("{} {}", path.join("."), p["code"].as_str().unwrap())
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "input.callBack EMPTY",
            "input.child.described.address CONTROL_CHARACTER",
            "input.child.described.dateOfBirth IN_THE_FUTURE",
            "input.child.described.nhsNumber CHECK_DIGIT",
            "input.child.known.upn CHECK_DIGIT",
            "input.classes NOT_A_CONTENT_CLASS",
            "input.familyNotInformedReason REASON_REQUIRED",
            "input.impactOnChild TOO_LONG",
            "input.occurredAt IN_THE_FUTURE",
            "input.otherChildren.0 NOT_ENOUGH_TO_FIND",
            "input.people EMPTY_LIST",
            "input.whatHappened EMPTY",
        ]
    );
    assert!(house.rows().await.is_empty());
    assert_eq!(house.count("count(*) FROM child").await, 0);
    // What was refused as wrong may be put right under the same key.
    assert_ne!(house.raise("gp", input("one", json!({}))).await["concern"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_to_ring_has_digits() {
    let house = House::new().await;
    let answer = house.raise("gp", input("one", json!({ "callBack": "ring me on 12" }))).await;
    assert_eq!(answer["problems"][0]["path"], json!(["input", "callBack"]), "{answer}");
    assert_eq!(answer["problems"][0]["code"], "NO_NUMBER");
    for (n, number) in ["101", "Ask for Jo: (020) 7946 0106, ext. 4", "+44 20 7946 0106"].into_iter().enumerate() {
        let answer = house.raise("gp", input(&n.to_string(), json!({ "callBack": number }))).await;
        assert_eq!(answer["problems"], json!([]), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_must_be_named_and_enough_be_said() {
    let house = House::new().await;
    let unknown = "child_00000000-0000-4000-8000-000000000000";
    for (n, (child, path, code)) in [
        (json!({}), json!(["input", "child"]), "NO_CHILD"),
        (json!({ "described": {} }), json!(["input", "child", "described"]), "NOT_ENOUGH_TO_FIND"),
        (
            json!({ "described": { "address": "1 Mill Lane" } }),
            json!(["input", "child", "described"]),
            "NOT_ENOUGH_TO_FIND",
        ),
        (
            json!({ "known": { "nhsNumber": "9990000018" } }),
            json!(["input", "child", "described"]),
            "SAY_WHO_THE_CHILD_IS",
        ),
        (json!({ "known": { "id": unknown } }), json!(["input", "child", "known", "id"]), "SAY_WHO_THE_CHILD_IS"),
        (json!({ "known": { "id": "agency_1" } }), json!(["input", "child", "known", "id"]), "BAD_ID"),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = house.raise("gp", input(&n.to_string(), json!({ "child": child }))).await;
        assert_eq!(answer["problems"][0], json!({ "path": path, "code": code }), "{child}");
    }
    for (n, described) in [
        json!({ "familyName": "Reed" }),
        json!({ "mother": { "name": "Kim Reed" }, "expectedDateOfBirth": "2190-01-01" }),
        json!({ "address": "1 Mill Lane", "approximateAge": 4 }),
    ]
    .into_iter()
    .enumerate()
    {
        let answer =
            house.raise("gp", input(&format!("good {n}"), json!({ "child": { "described": described } }))).await;
        assert_eq!(answer["problems"], json!([]), "{described}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_runs_the_hub_neither_raises_nor_reads() {
    let house = House::new().await;
    let mutation = "mutation($input: RaiseConcernInput!) { raiseConcern(input: $input) { whatNow } }";
    for (operation, variables) in
        [(mutation, json!({ "input": input("one", json!({})) })), ("{ concerns { totalCount } }", json!({}))]
    {
        let answer = house.run("admin", operation, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
    }
    assert!(house.rows().await.is_empty());
    assert_eq!(house.count("count(*) FROM access_log WHERE refusal_code = 'ROLE'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_from_nobodys_area_is_not_lost() {
    let house = House::new().await;
    let answer = house.raise("nobody", input("one", json!({}))).await;
    assert_eq!(answer["problems"], json!([]));
    assert_eq!(house.concerns("social-worker").await.len(), 1);
    assert!(house.concerns("southern").await.is_empty());
    let now = answer["whatNow"].as_str().unwrap();
    assert!(now.starts_with("If a child is in immediate danger, ring 999 now."), "{now}");
    assert!(now.contains("020 CHARITY") || now.contains("020 7946 0100"), "{now}");
}
