//! What a raiser said beside what happened reaches those who decide, part by part as it is cleared, and the raiser (R1, R34).

use serde_json::{Value, json};
use tests::{ChildFile, Hub, on_both};

use super::{listed, raise};

const TOLD: [&str; 9] = [
    "childVoice",
    "impactOnChild",
    "whereIsTheChildNow",
    "people",
    "familyInformed",
    "familyNotInformedReason",
    "keepFromFamily",
    "actionsTaken",
    "callBack",
];

fn said() -> Value {
    json!({
        "childVoice": "he is always angry",
        "impactOnChild": "does not sleep",
        "whereIsTheChildNow": "with an aunt at 9 Mill Lane",
        "people": [{"name": "A Made-up Uncle", "relation": "uncle", "allegedToHaveCausedHarm": true, "worksWithChildren": true}],
        "familyInformed": "NOT_INFORMED",
        "familyNotInformedReason": "PREJUDICE_TO_WELFARE",
        "keepFromFamily": "that the child told us",
        "actionsTaken": "rang the aunt",
        "callBack": "020 7946 0003",
    })
}

/// The one concern that somebody sees, and which of those fields are withheld.
async fn seen(hub: &Hub, login: &str) -> (Value, Vec<String>) {
    let all = listed(hub, login, Value::Null).await;
    let [one] = all.as_slice() else { panic!("{login}: {all:?}") };
    let withheld = one["withheld"].as_array().expect("a list").iter().filter_map(|w| w["field"].as_str());
    (one.clone(), withheld.filter(|field| TOLD.contains(field)).map(str::to_owned).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_what_a_raiser_says_reaches_those_who_decide_and_the_raiser() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        raise(&hub, "gp", "one", said()).await;
        for login in ["gp", "social-worker", "mash"] {
            let (one, withheld) = seen(&hub, login).await;
            assert!(withheld.is_empty(), "{login}: {withheld:?}");
            for field in TOLD.into_iter().filter(|field| *field != "people") {
                assert_eq!(one[field], said()[field], "{login}: {field}");
            }
            let uncle = &one["people"][0];
            assert_eq!((&uncle["name"], &uncle["relation"]), (&json!("A Made-up Uncle"), &json!("uncle")), "{login}");
            assert_eq!(uncle["allegedToHaveCausedHarm"], json!(true), "{login}");
        }
        // The designated officer sees what was said of people, and neither the child's own words nor where the child is.
        let (one, withheld) = seen(&hub, "designated-officer").await;
        assert_eq!(withheld, ["childVoice", "whereIsTheChildNow"]);
        assert!(one["childVoice"].is_null() && one["whereIsTheChildNow"].is_null(), "{one}");
        assert_eq!(
            (&one["people"][0]["name"], &one["keepFromFamily"]),
            (&json!("A Made-up Uncle"), &said()["keepFromFamily"])
        );
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_of_a_protected_child_neither_where_it_is_nor_whom_to_ring() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]).whereabouts_known_to(&[]);
        let mut input = said();
        input["child"] = json!({"described": {"givenName": "Known", "nhsNumber": file.nhs_number()}});
        file.put(&hub.door).await;
        raise(&hub, "gp", "one", input).await;
        let (one, withheld) = seen(&hub, "mash").await;
        for field in ["whereIsTheChildNow", "callBack"] {
            assert!(one[field].is_null() && withheld.iter().any(|w| w == field), "{field}: {one}");
        }
        assert!(!one.to_string().contains("Mill Lane") && !one.to_string().contains("7946 0003"), "{one}");
        let (officers, withheld) = seen(&hub, "designated-officer").await;
        assert_eq!(withheld.len(), TOLD.len(), "{withheld:?}");
        assert!(TOLD.iter().all(|field| officers[*field].is_null()), "{officers}");
        // To the raiser their own words stay their own.
        assert_eq!(seen(&hub, "gp").await.0["whereIsTheChildNow"], said()["whereIsTheChildNow"]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_who_raised_it_when_it_was_and_which_other_children_it_is_about_reach_those_who_decide() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]).whereabouts_known_to(&[]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        let mut input = said();
        input["occurredAt"] = json!("2026-01-05T08:30:00Z");
        input["otherChildren"] =
            json!([{"givenName": "Made-up", "familyName": "Sister", "approximateAge": 4, "school": "Hill Nursery"}]);
        let open = raise(&hub, "gp", "one", input.clone()).await;
        input["child"] = json!({"described": {"givenName": "Known", "nhsNumber": number}});
        let protected = raise(&hub, "gp", "two", input).await;
        let of = async |login: &str, id: &str| {
            let all = listed(&hub, login, Value::Null).await;
            all.into_iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{login} does not see {id}"))
        };
        for login in ["social-worker", "mash"] {
            let one = of(login, &open).await;
            assert_eq!(
                (&one["raiser"], &one["occurredPrecision"]),
                (&json!("Person gp"), &json!("TIME")),
                "{login}: {one}"
            );
            assert!(one["occurredAt"].as_str().is_some_and(|at| at.starts_with("2026-01-05T08:30")), "{login}: {one}");
            assert_eq!(one["otherChildren"][0]["familyName"], "Sister", "{login}: {one}");
            // Of a protected child neither tells where it is.
            let one = of(login, &protected).await;
            let withheld = one["withheld"].to_string();
            for field in ["raiser", "otherChildren"] {
                assert!(one[field].is_null() && withheld.contains(&format!("\"{field}\"")), "{login}, {field}: {one}");
            }
            assert!(!one.to_string().contains("Hill Nursery"), "{login}: {one}");
        }
        let own = of("gp", &protected).await;
        assert_eq!(own["otherChildren"][0]["school"], "Hill Nursery", "their own words stay their own: {own}");
        let officers = of("designated-officer", &open).await;
        assert!(officers["otherChildren"].is_null() && officers["raiser"].is_null(), "{officers}");
        assert!(officers["withheld"].to_string().contains("otherChildren"), "{officers}");
        hub.end().await;
    })
    .await;
}
