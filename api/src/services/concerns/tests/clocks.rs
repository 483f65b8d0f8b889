//! What time does to a concern: it becomes overdue, a page goes to a manager, and what a raiser is told shows to them.

use std::sync::Arc;

use entities::Instant;
use serde_json::{Value, json};

use super::house::{House, input};
use crate::plain::clock::SetClock;

const MINUTE: i64 = 60 * Instant::SECOND;

/// A house whose clock stands at ten on a Friday.
async fn on_friday() -> (Arc<SetClock>, House) {
    let clock = Arc::new(SetClock::at("2026-11-20T10:00:00Z".parse().unwrap()));
    let house = House::by(Arc::clone(&clock) as _).await;
    (clock, house)
}

async fn raise(house: &House, key: &str, other: Value) -> String {
    house.raise("teacher", input(key, other)).await["concern"]["id"].as_str().unwrap().to_owned()
}

/// Takes a step with a concern that must be taken.
async fn step(house: &House, name: &str, concern: &str, version: i32, fields: Value) {
    let kind = name[..1].to_uppercase() + &name[1..];
    let operation =
        format!("mutation($input: {kind}Input!) {{ {name}(input: $input) {{ version problems {{ code }} }} }}");
    let mut input = json!({ "concern": concern, "expectedVersion": version, "reason": "talked over" });
    fields.as_object().unwrap().iter().for_each(|(field, value)| input[field] = value.clone());
    let answer = house.run("social-worker", &operation, json!({ "input": input })).await;
    assert_eq!(answer["data"][name]["version"], version + 1, "{answer}");
}

/// How many concerns somebody sees as overdue.
async fn overdue(house: &House, login: &str) -> Value {
    let operation = "{ concerns(filter: { overdue: true }) { totalCount } }";
    house.run(login, operation, json!({})).await["data"]["concerns"]["totalCount"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_overdue_by_the_earlier_clock_to_those_addressed_and_by_its_day_to_the_raiser() {
    let (clock, house) = on_friday().await;
    let id = raise(&house, "1", json!({})).await;
    step(&house, "acknowledgeConcern", &id, 1, json!({})).await;
    step(&house, "screenConcern", &id, 2, json!({ "rating": "RED" })).await;
    clock.advance(4 * Instant::HOUR + MINUTE);
    assert_eq!((overdue(&house, "social-worker").await, overdue(&house, "teacher").await), (json!(1), json!(0)));
    step(&house, "rateConcern", &id, 3, json!({ "rating": "GREEN" })).await;
    assert_eq!(overdue(&house, "social-worker").await, 0);
    // Its day ends on Monday at ten; the weekend does not count.
    clock.set("2026-11-23T09:59:00Z".parse().unwrap());
    assert_eq!((overdue(&house, "social-worker").await, overdue(&house, "teacher").await), (json!(0), json!(0)));
    clock.advance(2 * MINUTE);
    assert_eq!((overdue(&house, "social-worker").await, overdue(&house, "teacher").await), (json!(1), json!(1)));
    step(&house, "decideConcern", &id, 4, json!({ "decision": "EARLY_HELP" })).await;
    assert_eq!((overdue(&house, "mash").await, overdue(&house, "teacher").await), (json!(0), json!(1)), "not told");
    step(&house, "tellRaiser", &id, 5, json!({})).await;
    assert_eq!(overdue(&house, "teacher").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_at_once_shows_when_an_hour_has_passed() {
    let (clock, house) = on_friday().await;
    let id = raise(&house, "1", json!({})).await;
    step(&house, "acknowledgeConcern", &id, 1, json!({})).await;
    step(&house, "screenConcern", &id, 2, json!({ "rating": "GREEN" })).await;
    step(&house, "decideConcern", &id, 3, json!({ "decision": "LINKED_TO_OPEN_CASE" })).await;
    step(&house, "tellRaiser", &id, 4, json!({})).await;
    step(&house, "closeConcern", &id, 5, json!({})).await;
    let seen = async || {
        let operation = "{ concerns { nodes { status outcomeToRaiser } } }";
        house.run("teacher", operation, json!({})).await["data"]["concerns"]["nodes"][0].clone()
    };
    clock.advance(59 * MINUTE);
    assert_eq!(seen().await, json!({ "status": "ACKNOWLEDGED", "outcomeToRaiser": null }));
    clock.advance(2 * MINUTE);
    assert_eq!(seen().await["status"], "DECIDED");
    assert!(seen().await["outcomeToRaiser"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_referred_again_for_twelve_months_and_no_longer() {
    let (clock, house) = on_friday().await;
    raise(&house, "1", json!({})).await;
    let counts = async || {
        let operation = "{ concerns { nodes { earlierConcerns } } }";
        let answer = house.run("social-worker", operation, json!({})).await;
        let nodes = answer["data"]["concerns"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|one| one["earlierConcerns"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    clock.set("2027-11-20T09:00:00Z".parse().unwrap());
    raise(&house, "2", json!({})).await;
    assert_eq!(counts().await, [1, 0], "twelve months to the day, newest first");
    clock.set("2028-11-21T09:00:00Z".parse().unwrap());
    raise(&house, "3", json!({})).await;
    assert_eq!(counts().await, [0, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_goes_to_a_manager_when_nobody_acknowledges_at_any_hour() {
    let (clock, house) = on_friday().await;
    // Three in the morning of a bank holiday.
    clock.set("2026-12-25T03:00:00Z".parse().unwrap());
    let named = json!([{ "name": "Bea Hill", "relation": "aunt" }]);
    let id = raise(&house, "1", json!({ "immediateDanger": true, "people": named })).await;
    let page = async || {
        let operation = "{ dutyPages { concern to people } }";
        house.run("manager", operation, json!({})).await["data"]["dutyPages"].clone()
    };
    let person = async |login: &str| json!(house.caller(login).await.person.public());
    let first = page().await;
    assert_eq!((&first[0]["concern"], &first[0]["to"]), (&json!(id), &json!("DUTY_OFFICER")));
    let mut paged = first[0]["people"].as_array().unwrap().clone();
    let mut expected = vec![person("social-worker").await, person("mash").await];
    paged.sort_by_key(Value::to_string);
    expected.sort_by_key(Value::to_string);
    assert_eq!(paged, expected, "not whom it names, and no manager yet");
    clock.advance(15 * MINUTE);
    let later = page().await;
    assert_eq!((&later[0]["to"], &later[0]["people"]), (&json!("MANAGER"), &json!([person("manager").await])));
    step(&house, "acknowledgeConcern", &id, 1, json!({})).await;
    assert_eq!(page().await, json!([]));
}
