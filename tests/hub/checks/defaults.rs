//! A round that names nobody asks those whom the key point expects in the child's area, of schools and practices the child's own.

use serde_json::{Value, json};
use tests::{Answer, ChildFile, Hub, on_both};

use super::super::bad_input::counted;
use super::{request, round};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

/// A round that names nobody.
async fn ask(hub: &Hub, login: &str, child: entities::ids::ChildId) -> Answer {
    let mut input = round(hub, child, CARE, "ASSESSMENT_START", &[]);
    input.as_object_mut().unwrap().remove("requests");
    request(hub, login, &input).await
}

fn asked(answer: &Answer) -> Vec<&str> {
    let checks = answer.at("round.checks").as_array().unwrap_or_else(|| panic!("{}", answer.text));
    let mut kinds: Vec<&str> = checks.iter().filter_map(|check| check["agencyKind"].as_str()).collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_are_asked_whom_the_key_point_expects_in_the_childs_area() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let known = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        let answer = ask(&hub, "social-worker", known).await;
        assert_eq!(asked(&answer), ["GENERAL_PRACTICE", "HEALTH_PROVIDER", "POLICE", "SCHOOL"]);
        assert_eq!(answer.at("round.checks.0.classes"), &json!([]), "for no class of the record");
        let alone = ChildFile::new(&hub.town).open_to(&["social-worker"]).detailed(|row| {
            row.school = None;
            row.general_practice = None;
        });
        let alone = alone.put(&hub.door).await;
        let answer = ask(&hub, "social-worker", alone).await;
        assert_eq!(asked(&answer), ["HEALTH_PROVIDER", "POLICE"], "of the town's schools none is the child's");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_is_set_the_asker_is_told_and_nothing_is_asked() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).elsewhere().detailed(|row| {
            row.school = None;
            row.general_practice = None;
        });
        let child = file.put(&hub.door).await;
        let before = counted(&hub).await;
        let answer = ask(&hub, "social-worker", child).await;
        assert_eq!(answer.at("round"), &Value::Null, "{}", answer.text);
        assert_eq!(answer.at("problems.0.path"), &json!(["input", "requests"]), "{}", answer.text);
        assert_eq!(answer.str("problems.0.code"), "NO_DEFAULT_AGENCIES");
        assert!(answer.str("problems.0.message").contains("rules.check_agencies"), "{}", answer.text);
        assert_eq!(counted(&hub).await, before);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_whom_a_round_asks_does_not_tell_the_school_of_a_protected_child() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).whereabouts_known_to(&[]);
        let child = file.put(&hub.door).await;
        let answer = ask(&hub, "social-worker", child).await;
        assert_eq!(asked(&answer), ["HEALTH_PROVIDER", "POLICE"], "those of the asker's own area");
        hub.end().await;
    })
    .await;
}
