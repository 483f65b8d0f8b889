//! A concern that names a person who works with children goes to the designated officer as well, who sees what was said and no
//! record (R34).

use serde_json::{Value, json};
use tests::child::SECRET;
use tests::queries::{about, record};
use tests::{ChildFile, Hub, on_both};

use super::{decided, listed, only, raise, step};

const OFFICER: &str = "designated-officer";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_the_designated_officer_sees_concerns_about_people_who_work_with_children_and_no_record() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]).entry_of_every_class();
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let coach = |works: Value| json!([{"name": "A Coach", "relation": "coach", "worksWithChildren": works}]);
        let described = json!({"described": {"givenName": "Known", "nhsNumber": number}});
        let id = raise(&hub, "school", "one", json!({"child": described, "people": coach(json!(true))})).await;
        for (key, works) in [("two", json!(false)), ("three", json!(null))] {
            raise(&hub, "school", key, json!({"people": coach(works)})).await;
        }
        let named = json!([{"name": "Person designated-officer", "worksWithChildren": true}]);
        raise(&hub, "school", "four", json!({"people": named})).await;
        let one = only(&hub, OFFICER).await;
        assert_eq!((&one["id"], &one["status"]), (&json!(id), &json!("RECEIVED")));
        assert_eq!(one["whatHappened"], "a bruise on the cheek");
        assert!(one["about"].as_str().unwrap().starts_with("Known"), "{one}");
        assert!(!one.to_string().contains(SECRET) && !one.to_string().contains(&child.public()), "{one}");
        let withheld: Vec<&str> =
            one["withheld"].as_array().unwrap().iter().filter_map(|w| w["field"].as_str()).collect();
        for field in ["child", "rating", "decision", "steps", "earlierConcerns", "outcomeToRaiser"] {
            assert!(one[field].is_null() && withheld.contains(&field), "{field}: {one}");
        }
        decided(&hub, "mash", &id, "STRATEGY_DISCUSSION").await;
        assert_eq!(only(&hub, OFFICER).await["status"], "DECIDED");
        assert_eq!(listed(&hub, OFFICER, json!({"status": ["DECIDED"]})).await.len(), 1);
        let answer = step(&hub, OFFICER, "closeConcern", &id, 4, json!({})).await;
        assert_eq!(answer.str("data.closeConcern.refused.code"), "ROLE", "{}", answer.text);
        let answer = hub.ask(OFFICER, &record(), about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
        assert_eq!(answer.str("data.sharedRecord.code"), "ROLE", "{}", answer.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_r28_not_where_a_protected_child_is_nor_anything_of_a_restricted_one() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let said = |number: &str| {
            let described = json!({"described": {"givenName": "Known", "nhsNumber": number}});
            json!({"child": described, "people": [{"name": "A Coach", "worksWithChildren": true}]})
        };
        let hidden = ChildFile::new(&hub.town).open_to(&["charity"]).whereabouts_known_to(&[]);
        let shut = ChildFile::new(&hub.town).conflict_of(OFFICER);
        let (first, second) = (said(hidden.nhs_number()), said(shut.nhs_number()));
        hidden.put(&hub.door).await;
        shut.put(&hub.door).await;
        let id = raise(&hub, "school", "one", first).await;
        raise(&hub, "school", "two", second).await;
        let one = only(&hub, OFFICER).await;
        assert_eq!(one["id"], json!(id));
        assert!(one["whatHappened"].is_null() && one["about"].is_null() && one["additions"].is_null(), "{one}");
        let reasons = one["withheld"].as_array().unwrap();
        let reason = reasons.iter().find(|w| w["field"] == "whatHappened").map(|w| w["reason"].clone());
        assert_eq!(reason, Some(json!("SENSITIVITY")), "{one}");
        hub.end().await;
    })
    .await;
}
