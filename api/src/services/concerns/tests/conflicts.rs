//! R36: a conflict of interest, declared about oneself or by a lead about their people; the answer says nothing of the child.

use entities::words::ProtectionKind;
use serde_json::{Value, json};

use super::house::{House, input};

async fn declare(house: &House, login: &str, key: &str, nhs_number: &str, practitioner: Option<String>) -> Value {
    let operation = "mutation($input: DeclareConflictInput!) { declareConflict(input: $input) { \
         reference refused { code } problems { path code } } }";
    let child = json!({ "known": { "nhsNumber": nhs_number }, "described": { "familyName": "Reed" } });
    let input = json!({ "input": {
        "idempotencyKey": key, "child": child, "reason": "my nephew", "practitioner": practitioner,
    } });
    let answer = house.run(login, operation, input).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["declareConflict"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_declaration_on_there_is_no_such_child_for_whoever_made_it() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    assert_eq!(house.concerns("social-worker").await.len(), 1);
    let known = declare(&house, "social-worker", "1", "9990000018", None).await;
    let unknown = declare(&house, "social-worker", "2", "9990000026", None).await;
    for answer in [&known, &unknown] {
        assert!(answer["reference"].as_str().unwrap().starts_with("protection_"));
        assert_eq!((&answer["refused"], &answer["problems"]), (&Value::Null, &json!([])));
    }
    assert_eq!(declare(&house, "social-worker", "1", "9990000018", None).await, known, "the same key again");
    assert_eq!(house.count("count(*) FROM protection").await, 2);
    assert_eq!(house.count("count(*) FROM protection WHERE child_id IS NULL AND described IS NOT NULL").await, 1);
    assert_eq!(house.count("count(*) FROM child").await, 1, "a declaration makes no child");
    assert!(house.concerns("social-worker").await.is_empty());
    assert_eq!(house.concerns("other-social-worker").await.len(), 1);
    assert_eq!(house.count("count(*) FROM access_log WHERE action = 'DECLARE'").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn r28_every_record_that_the_number_means_is_closed() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    let first = house.rows().await[0].child_id;
    house.protect(first, ProtectionKind::Restriction, None).await;
    house.raise("gp", input("2", json!({}))).await;
    declare(&house, "social-worker", "1", "9990000018", None).await;
    assert_eq!(house.count("count(DISTINCT child_id) FROM protection WHERE kind = 'CONFLICT'").await, 2);
    assert!(house.concerns("social-worker").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_declares_for_their_own_people_alone() {
    let house = House::new().await;
    let teacher = house.caller("teacher").await.person.public();
    let gp = house.caller("gp").await.person.public();
    let problem = json!([{ "path": ["input", "practitioner"], "code": "NOT_YOUR_PRACTITIONER" }]);
    assert_eq!(declare(&house, "lead", "1", "9990000018", Some(teacher.clone())).await["problems"], json!([]));
    assert_eq!(declare(&house, "lead", "2", "9990000018", Some(gp)).await["problems"], problem);
    assert_eq!(declare(&house, "school", "1", "9990000018", Some(teacher)).await["problems"], problem);
    assert_eq!(house.count("count(*) FROM protection").await, 1);
}
