//! The police post a report: a concern about each child in it, under the right classes for those addressed, and never twice (R34).

use serde_json::{Value, json};
use tests::{Answer, ChildFile, Hub, on_both};

use super::super::bad_input::{counted, problems};
use super::{listed, only};

const REPORT: &str = "mutation Report($input: RaisePoliceReportInput!) { raisePoliceReport(input: $input) {
    report { reportNumber concerns { id reference status about whatHappened child { id } adults { name } thirdParties { name }
        childVoice attendedWhere policeReport { reportNumber rating } withheld { field } } }
    whatNow refused { code } problems { path code message } } }";

const SEEN: &str = "query Seen($filter: ConcernFilter) { concerns(filter: $filter) { nodes {
    id about attendedWhere childVoice adults { name relation allegedToHaveCausedHarm } thirdParties { name relation }
    policeReport { reportNumber rating unit attendedBecause attendedAt attendedPrecision children } child { id }
    withheld { field reason } } } }";

/// A good report about two children.
pub fn report(key: &str, number: &str) -> Value {
    json!({
        "idempotencyKey": key, "reportNumber": number, "rating": "AMBER", "unit": "Response team 4",
        "attendedBecause": "a neighbour rang 999", "attendedWhere": "9 Mill Lane", "occurredAt": "2026-01-05T23:10:00Z",
        "children": [
            {"child": {"described": {"givenName": "Ada", "familyName": "Nobody"}}, "childVoice": "I hid."},
            {"child": {"described": {"givenName": "Ben", "familyName": "Nobody"}}},
        ],
        "adults": [
            {"name": "Sue Nobody", "relation": "mother", "ofHousehold": true},
            {"name": "Max Other", "relation": "friend", "ofHousehold": false, "allegedToHaveCausedHarm": true},
        ],
        "whatHappened": "shouting, a broken door", "familyInformed": "INFORMED_AND_AGREES", "callBack": "101",
    })
}

async fn post(hub: &Hub, login: &str, input: &Value) -> Answer {
    hub.ask(login, REPORT, json!({"input": input})).await.ok()
}

/// Posts a report, and all its children are taken.
pub async fn posted(hub: &Hub, input: &Value) {
    let answer = post(hub, "police", input).await;
    let concerns = answer.at("data.raisePoliceReport.report.concerns").as_array().map(Vec::len);
    assert_eq!(concerns, input["children"].as_array().map(Vec::len), "{}", answer.text);
}

async fn seen(hub: &Hub, login: &str) -> Vec<Value> {
    let answer = hub.ask(login, SEEN, Value::Null).await.ok();
    answer.at("data.concerns.nodes").as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_police_report_is_a_concern_about_each_child_shown_class_by_class() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let mut input = report("one", "01/1");
        input["children"][0]["child"]["described"]["nhsNumber"] = json!(number);
        let answer = post(&hub, "police", &input).await;
        let posted = answer.at("data.raisePoliceReport.report");
        assert_eq!(posted["reportNumber"], "01/1", "{}", answer.text);
        let raised = posted["concerns"].as_array().unwrap();
        assert_eq!(raised.len(), 2);
        for one in raised {
            // To the raiser there is no child, known or new.
            assert!(one["child"].is_null() && one["withheld"] == json!([]), "{one}");
            assert_eq!((&one["status"], &one["policeReport"]["rating"]), (&json!("RECEIVED"), &json!("AMBER")));
        }
        assert!(!answer.text.contains(&child.public()), "{}", answer.text);
        assert!(answer.str("data.raisePoliceReport.whatNow").contains("999"));
        for login in ["social-worker", "mash"] {
            let all = seen(&hub, login).await;
            assert_eq!(all.len(), 2, "{login}");
            let ada = all.iter().find(|one| one["about"].as_str().unwrap().starts_with("Ada")).unwrap();
            assert_eq!(ada["child"]["id"], child.public(), "linked by its verified number");
            assert_eq!((&ada["childVoice"], &ada["attendedWhere"]), (&json!("I hid."), &json!("9 Mill Lane")));
            let who = json!([{"name": "Sue Nobody", "relation": "mother", "allegedToHaveCausedHarm": false}]);
            assert_eq!((&ada["adults"], &ada["thirdParties"][0]["name"]), (&who, &json!("Max Other")));
            let police = &ada["policeReport"];
            assert_eq!((&police["unit"], &police["children"]), (&json!("Response team 4"), &json!(2)));
            assert_eq!(police["attendedBecause"], "a neighbour rang 999");
            assert_eq!(
                (&police["attendedAt"], &police["attendedPrecision"]),
                (&json!("2026-01-05T23:10:00Z"), &json!("TIME"))
            );
            let ben = all.iter().find(|one| one["about"].as_str().unwrap().starts_with("Ben")).unwrap();
            assert_eq!((&ben["childVoice"], &ben["policeReport"]["reportNumber"]), (&Value::Null, &json!("01/1")));
        }
        // The raiser reads their own words again; nobody else's agency sees it.
        assert_eq!(seen(&hub, "police").await[0]["policeReport"]["unit"], "Response team 4");
        for login in ["school", "gp", "neighbour", "early-help"] {
            assert_eq!(seen(&hub, login).await, Vec::<Value>::new(), "{login}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_where_the_police_attended_is_kept_back_of_a_protected_child() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]).whereabouts_known_to(&[]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        let mut input = report("one", "01/2");
        input["children"].as_array_mut().unwrap().truncate(1);
        input["children"][0]["child"]["described"]["nhsNumber"] = json!(number);
        post(&hub, "police", &input).await;
        let one = seen(&hub, "mash").await.remove(0);
        assert!(one["attendedWhere"].is_null(), "{one}");
        let withheld = one["withheld"].as_array().unwrap();
        assert!(withheld.iter().any(|w| w["field"] == "attendedWhere" && w["reason"] == "SENSITIVITY"), "{one}");
        assert_eq!(one["policeReport"]["rating"], "AMBER");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_the_police_alone_post_reports_and_one_number_is_one_report() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let before = counted(&hub).await;
        for login in ["school", "social-worker", "mash", "gp", "lead", "governance", "administrator"] {
            let answer = post(&hub, login, &report("one", "01/3")).await;
            assert_eq!(answer.str("data.raisePoliceReport.refused.code"), "ROLE", "{login}: {}", answer.text);
            assert!(answer.at("data.raisePoliceReport.report").is_null());
        }
        assert_eq!(counted(&hub).await, before);
        let first = post(&hub, "police", &report("one", "01/3")).await;
        let once = counted(&hub).await;
        let again = post(&hub, "police", &report("one", "01/3")).await;
        assert_eq!(
            again.at("data.raisePoliceReport.report"),
            first.at("data.raisePoliceReport.report"),
            "{}",
            again.text
        );
        let known = post(&hub, "police", &report("two", " 01/3 ")).await;
        assert!(
            problems(&known, "raisePoliceReport").contains(&("input.reportNumber".into(), "REPORT_KNOWN".into())),
            "{}",
            known.text
        );
        assert_eq!(counted(&hub).await, once);
        let posts = ["three", "four"].map(|key| {
            let hub = &hub;
            async move { post(hub, "police", &report(key, "01/4")).await }
        });
        let [one, other] = <[Answer; 2]>::try_from(futures_util::future::join_all(posts).await).ok().unwrap();
        let made = [&one, &other].map(|answer| !answer.at("data.raisePoliceReport.report").is_null());
        assert_eq!(made.iter().filter(|made| **made).count(), 1, "{} {}", one.text, other.text);
        assert_eq!(listed(&hub, "social-worker", Value::Null).await.len(), 4);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_one_child_keeps_the_whole_report_out() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let before = counted(&hub).await;
        let mut input = report("one", "01/5");
        input["children"][1] = json!({"child": {"described": {"nhsNumber": "9990000001"}}, "childVoice": " "});
        let answer = post(&hub, "police", &input).await;
        let found = problems(&answer, "raisePoliceReport");
        for (path, code) in [
            ("input.children.1.child.described.nhsNumber", "CHECK_DIGIT"),
            ("input.children.1.child.described", "NOT_ENOUGH_TO_FIND"),
            ("input.children.1.childVoice", "EMPTY"),
        ] {
            assert!(found.contains(&(path.into(), code.into())), "{}", answer.text);
        }
        assert_eq!(counted(&hub).await, before);
        for (field, empty, code) in [("children", json!([]), "EMPTY_LIST"), ("adults", json!([]), "EMPTY_LIST")] {
            let mut input = report("two", "01/5");
            input[field] = empty;
            let answer = post(&hub, "police", &input).await;
            let path = format!("input.{field}");
            assert!(problems(&answer, "raisePoliceReport").contains(&(path, code.into())), "{}", answer.text);
        }
        let mut input = report("three", "01/5");
        input["children"].as_array_mut().unwrap().truncate(1);
        post(&hub, "police", &input).await;
        assert_eq!(only(&hub, "mash").await["about"].as_str().unwrap(), "Ada Nobody");
        hub.end().await;
    })
    .await;
}
