//! A child in immediate danger: who is to be paged until a person acknowledges the concern, by ids alone.

use serde_json::{Value, json};
use tests::{Hub, on_both};

use super::{done, raise, step};

const PAGES: &str = "{ dutyPages { concern pagedAt managerFrom to people } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn immediate_danger_pages_a_duty_officer_until_a_person_acknowledges() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        raise(&hub, "school", "no hurry", json!({})).await;
        let id = raise(&hub, "school", "now", json!({"immediateDanger": true})).await;
        let pages = async |login: &str| {
            let answer = hub.ask(login, PAGES, Value::Null).await.ok();
            answer.at("data.dutyPages").as_array().cloned().unwrap_or_default()
        };
        let all = pages("social-worker").await;
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((&all[0]["concern"], &all[0]["to"]), (&json!(id), &json!("DUTY_OFFICER")));
        let person = |login: &str| json!(hub.town.person(login).id.public());
        let people = all[0]["people"].as_array().unwrap();
        for (login, paged) in
            [("social-worker", true), ("colleague", true), ("mash", true), ("manager", false), ("neighbour", false)]
        {
            assert_eq!(people.contains(&person(login)), paged, "{login}");
        }
        assert_eq!(pages("mash").await, all);
        for login in ["neighbour", "school", "gp", "police", "lead", "governance", "designated-officer"] {
            assert!(pages(login).await.is_empty(), "{login}");
        }
        assert_eq!(hub.ask("administrator", PAGES, Value::Null).await.error(), "FORBIDDEN");
        done(&step(&hub, "colleague", "acknowledgeConcern", &id, 1, json!({})).await, "acknowledgeConcern");
        assert!(pages("social-worker").await.is_empty());
        hub.end().await;
    })
    .await;
}
