//! A report of the police that was cut off, and the concerns of one report among others.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::house::House;

async fn post(house: &House) -> Value {
    post_as(house, "one", "a7/b").await
}

async fn post_as(house: &House, key: &str, number: &str) -> Value {
    let operation = "mutation($input: RaisePoliceReportInput!) { raisePoliceReport(input: $input) { \
         problems { path code } report { concerns { id reference about policeReport { children } } } } }";
    let child = |name: &str| json!({ "child": { "described": { "givenName": name } } });
    let input = json!({
        "idempotencyKey": key, "reportNumber": number, "rating": "RED", "unit": "Unit", "attendedBecause": "called",
        "children": [child("Ada"), child("Ben"), child("Cal")], "whatHappened": "shouting", "familyInformed": "NOT_KNOWN",
        "callBack": "101",
    });
    let answer = house.run("police", operation, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["raisePoliceReport"].clone()
}

/// A report as it stands where the hub ended after the first child; gives the first child's concern.
async fn cut_off(house: &House) -> Value {
    let whole = post(house).await;
    let first = whole["report"]["concerns"][0].clone();
    assert_eq!(first["policeReport"]["children"], 3, "{whole}");
    let later = "SELECT concern_id FROM police_report WHERE place > 0";
    for (table, which) in [
        ("concern", format!("id IN ({later})")),
        ("police_report", "place > 0".to_owned()),
        ("idempotency_key", "key LIKE '%/_'".to_owned()),
    ] {
        let sql = format!("DROP TRIGGER {table}_no_delete; DELETE FROM {table} WHERE {which}");
        house.db.execute_unprepared(&sql).await.unwrap();
    }
    assert_eq!(house.count("count(*) FROM concern").await, 1);
    first
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_was_cut_off_is_gone_on_with_by_the_force_and_not_while_it_is_posted() {
    let house = House::new().await;
    cut_off(&house).await;
    let busy = post_as(&house, "two", "A7/B").await;
    assert_eq!(busy["problems"][0]["code"], "REPORT_KNOWN", "{busy}");
    let hour = "DROP TRIGGER concern_no_update; UPDATE concern SET raised_at = raised_at - 3600000000";
    house.db.execute_unprepared(hour).await.unwrap();
    let rest = post_as(&house, "three", " A7/B").await;
    let about: Vec<_> = rest["report"]["concerns"].as_array().unwrap().iter().map(|one| one["about"].clone()).collect();
    assert_eq!(about, [json!("Ben"), json!("Cal")], "{rest}");
    assert_eq!(house.count("count(*) FROM concern").await, 3);
    assert_eq!(house.count("count(DISTINCT report_number) FROM police_report").await, 1);
    let whole = post_as(&house, "four", "a7/b").await;
    assert_eq!(whole["problems"][0]["code"], "REPORT_KNOWN", "{whole}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_was_cut_off_is_completed_by_the_same_request() {
    let house = House::new().await;
    let first = cut_off(&house).await;
    let again = post(&house).await;
    assert_eq!((&again["problems"], &again["report"]["concerns"][0]), (&json!([]), &first));
    assert_eq!(again["report"]["concerns"].as_array().unwrap().len(), 3);
    assert_eq!(house.count("count(*) FROM concern").await, 3);
    assert_eq!(house.count("count(DISTINCT report_number) FROM police_report").await, 1);
    assert_eq!(post(&house).await, again);
}
