//! What an entry carries once it is written (R2 to R4), and what is said to who may not know of a child (R33).

use entities::words::LevelOfNeed;
use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, about, entry, record};
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const CORRECT: &str = "mutation Correct($input: CorrectChronologyEntryInput!) {
    correctChronologyEntry(input: $input) { entry { id version classes } refused { code } problems { path code } } }";

/// Contributes an entry with those fields; gives it as the payload has it.
async fn write(hub: &Hub, login: &str, child: entities::ids::ChildId, fields: Value) -> Value {
    let mut input = entry(child, CARE, &uuid::Uuid::new_v4().to_string(), "it happened");
    for (field, value) in fields.as_object().expect("fields") {
        input[field] = value.clone();
    }
    let answer = hub.ask(login, CONTRIBUTE, json!({"input": input})).await.ok();
    let made = answer.at("data.contributeChronologyEntry.entry").clone();
    assert!(made.is_object(), "{}", answer.text);
    made
}

fn nodes(answer: &Answer) -> Vec<Value> {
    answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_classes_come_from_category_agency_and_contributor_and_only_added_ones_are_taken_back() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let people = ["social-worker", "police", "health-visitor"];
        let child = ChildFile::new(&hub.town).open_to(&people).put(&hub.door).await;
        for (login, category, added, expected) in [
            ("social-worker", "OTHER", json!(["ADULT"]), json!(["ADULT"])),
            ("social-worker", "PLACEMENT", json!(["ADULT"]), json!(["WHEREABOUTS", "LEGAL", "ADULT"])),
            ("social-worker", "EXPLOITATION", json!(["LEGAL"]), json!(["CHILD_VOICE", "LEGAL"])),
            ("police", "OTHER", json!(["THIRD_PARTY"]), json!(["POLICE", "THIRD_PARTY"])),
            ("health-visitor", "EDUCATION", json!(["HEALTH"]), json!(["HEALTH", "EDUCATION"])),
        ] {
            let made = write(&hub, login, child, json!({"category": category, "classes": added})).await;
            assert_eq!(made["classes"], expected, "{login}, {category}");
            let input = json!({
                "entry": made["id"], "expectedVersion": made["version"], "reason": "too much",
                "sharing": {"purpose": CARE, "lawfulBasis": "PUBLIC_TASK"}, "category": "OTHER", "classes": [],
            });
            let answer = hub.ask(login, CORRECT, json!({"input": input})).await.ok();
            let implied: Vec<Value> = expected
                .as_array()
                .expect("classes")
                .iter()
                .filter(|class| !added.as_array().expect("added").contains(class))
                .cloned()
                .collect();
            let mut kept = answer.at("data.correctChronologyEntry.entry.classes").clone();
            if login == "health-visitor" {
                // Added or not, a health agency's entry is about health.
                kept.as_array_mut().expect("classes").retain(|class| class != "HEALTH");
            }
            assert_eq!(kept, Value::Array(implied), "{login}, {category}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r3_a_headline_tells_date_and_kind_of_agency_and_no_more() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["gp", "police", "housing"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        for (login, fields) in [
            ("gp", json!({"category": "HEALTH", "summary": "a burn on the arm", "significance": "CRITICAL"})),
            ("gp", json!({"category": "OTHER", "summary": "a letter", "childVoice": "I fell"})),
            ("police", json!({"category": "POLICE_REPORT", "summary": "called at night"})),
            ("police", json!({"category": "OTHER", "summary": "a month", "occurredPrecision": "MONTH"})),
        ] {
            write(&hub, login, child, fields).await;
        }
        // A housing officer reads none of the words: the headline is what there is to go by.
        let answer = hub.ask("housing", &record(), about(child, CARE)).await.ok();
        let mut headlines = Vec::new();
        for node in nodes(&answer) {
            assert!(node["summary"].is_null(), "{node}");
            headlines.push(node["headline"].as_str().expect("a headline").to_owned());
        }
        headlines.sort();
        let expected = [
            "5 January 2026: entry by a general practice",
            "5 January 2026: entry by a general practice",
            "5 January 2026: entry by the police",
            "January 2026: entry by the police",
        ];
        assert_eq!(headlines, expected);
        // It is never typed.
        let schema = api::graphql::sdl();
        let inputs = schema.split("\ninput ").skip(1).map(|rest| rest.split("\n}").next().unwrap_or_default());
        assert_eq!(inputs.filter(|input| input.contains("\theadline")).count(), 0);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r4_what_is_about_anybody_else_is_not_read_by_who_reads_about_the_adults() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file =
            ChildFile::new(&hub.town).open_to(&["social-worker", "youth-justice"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let adult = write(&hub, "social-worker", child, json!({"category": "DOMESTIC_ABUSE"})).await;
        let sibling = write(&hub, "social-worker", child, json!({"classes": ["THIRD_PARTY"]})).await;
        assert_eq!(adult["classes"], json!(["ADULT"]), "of a parent, and by itself of nobody else");
        let answer = hub.ask("youth-justice", &record(), about(child, CARE)).await.ok();
        for (written, read) in [(&adult, true), (&sibling, false)] {
            let nodes = nodes(&answer);
            let node = nodes.iter().find(|node| node["id"] == written["id"]).expect("it is listed");
            assert_eq!(node["summary"].is_string(), read, "{node}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_not_found_says_what_it_means_and_whom_to_ring_in_the_askers_own_area() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let here = ChildFile::new(&hub.town).put(&hub.door).await;
        let there = ChildFile::new(&hub.town).elsewhere().put(&hub.door).await;
        for (login, own) in [("gp", "T-COUNCIL"), ("school", "T-COUNCIL"), ("neighbour", "T-NEIGHBOUR")] {
            let (phone, out_of_hours) = tests::town::phones(own);
            let expected = format!(
                "The hub has nothing that it may show you. This does not mean that the child is unknown to services. If you \
                 are worried, ring {phone}, out of hours {out_of_hours}, or 999."
            );
            for child in [here, there, entities::ids::ChildId(uuid::Uuid::new_v4())] {
                let answer = hub.ask(login, &record(), about(child, CARE)).await.ok();
                assert_eq!(answer.str("data.sharedRecord.code"), "NOT_FOUND", "{login}: {}", answer.text);
                assert_eq!(answer.str("data.sharedRecord.message"), expected, "{login}");
            }
        }
        hub.end().await;
    })
    .await;
}
