//! R34: who sees a concern, and what of it.

use entities::words::ProtectionKind;
use serde_json::{Value, json};

use super::house::{House, input};

fn fields(of: &Value) -> Vec<&str> {
    of["withheld"].as_array().unwrap().iter().map(|w| w["field"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn its_raiser_their_safeguarding_roles_and_those_addressed_see_it() {
    let house = House::new().await;
    house.raise("teacher", input("1", json!({}))).await;
    for (login, sees) in [
        ("teacher", 1),
        ("school", 1),
        ("lead", 1),
        ("social-worker", 1),
        ("mash", 1),
        ("gp", 0),
        ("southern", 0),
        ("nobody", 0),
    ] {
        assert_eq!(house.concerns(login).await.len(), sees, "{login}");
    }
    for login in ["teacher", "school", "lead"] {
        let concern = house.only(login).await;
        assert_eq!(concern["child"], Value::Null, "{login}");
        assert_eq!(concern["whatHappened"], "came to school with a bruise on the cheek");
        assert!(fields(&concern).is_empty(), "{login}");
    }
    let judged = house.only("social-worker").await;
    assert_eq!(judged["child"]["givenName"], "Jo");
    assert_eq!(judged["whatHappened"], "came to school with a bruise on the cheek");
    assert_eq!(judged["raisedBy"]["code"], "SCHOOL");
    assert!(judged["about"].as_str().unwrap().starts_with("Jo Reed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn for_the_raisers_eyes_only_it_is_seen_by_them_and_by_those_addressed() {
    let house = House::new().await;
    house.raise("teacher", input("1", json!({ "onlyMeInMyAgency": true }))).await;
    for (login, sees) in [("teacher", 1), ("school", 0), ("lead", 0), ("social-worker", 1), ("mash", 1)] {
        assert_eq!(house.concerns(login).await.len(), sees, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_a_concern_that_names_them() {
    let house = House::new().await;
    let people = json!([{ "name": "Ms KHAN, Amira", "relation": "neighbour", "allegedToHaveCausedHarm": true }]);
    house.raise("teacher", input("1", json!({ "people": people }))).await;
    let described = json!({ "described": { "givenName": "Jo", "mother": { "name": "Mary Price" } } });
    house.raise("teacher", input("2", json!({ "child": described }))).await;
    for (login, sees) in [("social-worker", 1), ("other-social-worker", 2), ("school", 1), ("lead", 2), ("teacher", 2)]
    {
        assert_eq!(house.concerns(login).await.len(), sees, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn about_a_restricted_child_those_addressed_see_nothing() {
    let house = House::new().await;
    house.raise("teacher", input("1", json!({}))).await;
    let child = house.rows().await[0].child_id;
    let conflicted = house.caller("other-social-worker").await.person;
    house.protect(child, ProtectionKind::Conflict, Some(conflicted)).await;
    assert!(house.concerns("other-social-worker").await.is_empty());
    assert_eq!(house.concerns("social-worker").await.len(), 1);
    house.protect(child, ProtectionKind::Restriction, None).await;
    for (login, sees) in [("social-worker", 0), ("mash", 0), ("teacher", 1), ("school", 1)] {
        assert_eq!(house.concerns(login).await.len(), sees, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_newest_first_and_filters_hold() {
    let house = House::new().await;
    for n in 0..5 {
        house.raise("gp", input(&n.to_string(), json!({ "whatHappened": format!("number {n}") }))).await;
    }
    let operation = "query($after: String, $filter: ConcernFilter, $first: Int! = 2) { \
         concerns(first: $first, after: $after, filter: $filter) { totalCount pageInfo { hasNextPage endCursor } \
         edges { cursor node { whatHappened } } } }";
    let mut after = Value::Null;
    let mut seen = Vec::new();
    for (n, more) in [(2, true), (2, true), (1, false)] {
        let answer = house.run("social-worker", operation, json!({ "after": after })).await;
        let page = &answer["data"]["concerns"];
        assert_eq!(page["totalCount"], 5, "{answer}");
        assert_eq!(page["pageInfo"]["hasNextPage"], more);
        let edges = page["edges"].as_array().unwrap();
        assert_eq!(edges.len(), n);
        seen.extend(edges.iter().map(|e| e["node"]["whatHappened"].as_str().unwrap().to_owned()));
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["number 4", "number 3", "number 2", "number 1", "number 0"]);
    for (filter, total) in [
        (json!({ "status": ["RECEIVED"] }), 5),
        (json!({ "status": ["DECIDED", "CLOSED"] }), 0),
        (json!({ "overdue": false }), 5),
        (json!({ "overdue": true }), 0),
        (json!({ "raisedFrom": "2190-01-01T00:00:00Z" }), 0),
        (json!({ "raisedTo": "2190-01-01T00:00:00Z" }), 5),
    ] {
        let answer = house.run("social-worker", operation, json!({ "filter": filter })).await;
        assert_eq!(answer["data"]["concerns"]["totalCount"], total, "{filter}");
    }
    for wrong in [json!({ "after": "nonsense" }), json!({ "first": 101 }), json!({ "first": 0 })] {
        let answer = house.run("social-worker", operation, wrong.clone()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_entry_for_each_child_on_the_page_and_one_for_an_empty_page() {
    let house = House::new().await;
    house.concerns("social-worker").await;
    let views = "count(*) FROM access_log WHERE action = 'VIEW'";
    assert_eq!(house.count(views).await, 1);
    assert_eq!(house.count(&format!("{views} AND child IS NULL")).await, 1);
    house.raise("gp", input("1", json!({}))).await;
    house.raise("gp", input("2", json!({}))).await;
    house.raise("gp", input("3", json!({ "child": { "described": { "familyName": "Adeyemi" } } }))).await;
    assert_eq!(house.concerns("social-worker").await.len(), 3);
    assert_eq!(house.count(&format!("{views} AND child IS NOT NULL")).await, 2, "two children");
    assert_eq!(
        house
            .count(&format!(
                "{views} AND purpose = 'REFERRAL_SCREENING' AND lawful_basis = 'PUBLIC_TASK' AND facts IS NOT NULL"
            ))
            .await,
        2
    );
    // To its raiser a concern is about no child that the hub knows, and their lead reads the log.
    let before = house.count(&format!("{views} AND child IS NULL")).await;
    assert_eq!(house.concerns("gp").await.len(), 3);
    assert_eq!(house.count(&format!("{views} AND child IS NULL")).await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_carries_a_class_that_is_withheld_is_not_given() {
    let house = House::new().await;
    house.raise("teacher", input("1", json!({ "classes": ["POLICE", "WHEREABOUTS"] }))).await;
    let child = house.rows().await[0].child_id;
    house.protect(child, ProtectionKind::Whereabouts, None).await;
    let judged = house.only("social-worker").await;
    assert_eq!(judged["whatHappened"], Value::Null, "it holds where the child is");
    assert!(fields(&judged).contains(&"whatHappened"), "{judged}");
    assert_eq!(house.only("teacher").await["whatHappened"], "came to school with a bruise on the cheek");
}
