//! Raising a concern needs nothing but a person signed in for an agency, and tells nothing of whom the hub knows (R34).

use api::plain::numbers::grouped;
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::queries::{NAME, RAISE, concern, sharing};
use tests::town::ROLES;
use tests::{Answer, ChildFile, Hub, on_both};

const LIST: &str = "{ concerns { totalCount nodes { id about whatHappened raisedBy { code } child { id givenName }
    withheld { field } } } }";

async fn raise(hub: &Hub, login: &str, key: &str, number: &str) -> Answer {
    let mut input = concern(key, "a bruise on the cheek");
    input["child"]["described"]["nhsNumber"] = json!(number);
    hub.ask(login, RAISE, json!({"input": input})).await
}

/// The answer without what is always its own, and the number that was said.
fn likeness(answer: &Answer, number: &str) -> String {
    let mut body = answer.body.clone();
    for own in ["id", "reference"] {
        let value = &mut body["data"]["raiseConcern"]["concern"][own];
        assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{}", answer.text);
        *value = Value::Null;
    }
    body.to_string().replace(number, "the number").replace(&grouped(number), "the number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_no_answer_depends_on_whether_the_hub_knows_the_child() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let unknown = ChildFile::new(&hub.town).nhs_number().to_owned();
        let files = [
            ("open", ChildFile::new(&hub.town).open_to(&["school", "gp"])),
            ("known to others", ChildFile::new(&hub.town).open_to(&["charity"])),
            ("restricted", ChildFile::new(&hub.town).open_to(&["school"]).restricted_to(&["manager"])),
            ("barred", ChildFile::new(&hub.town).open_to(&["school"]).barred_to_agency_of("school")),
            ("conflict", ChildFile::new(&hub.town).open_to(&["school"]).conflict_of("school")),
        ];
        let first = raise(&hub, "school", "unknown", &unknown).await.ok();
        let expected = likeness(&first, &unknown);
        assert!(first.at("data.raiseConcern.concern.child").is_null(), "{}", first.text);
        assert_eq!(first.str("data.raiseConcern.concern.whatHappened"), "a bruise on the cheek");
        for (why, file) in files {
            let number = file.nhs_number().to_owned();
            file.put(&hub.door).await;
            let answer = raise(&hub, "school", why, &number).await.ok();
            assert_eq!(likeness(&answer, &number), expected, "{why}");
            assert!(!answer.text.contains(SECRET), "{why}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_everybody_may_raise_one_but_who_runs_the_hub() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let number = ChildFile::new(&hub.town).nhs_number().to_owned();
        for seat in ROLES {
            let answer = raise(&hub, seat.login, seat.login, &number).await;
            if seat.login == "administrator" {
                assert_eq!(answer.error(), "FORBIDDEN", "{}", answer.text);
            } else {
                assert!(!answer.ok().str("data.raiseConcern.concern.id").is_empty(), "{}", seat.login);
            }
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_it_is_seen_by_its_raisers_side_and_by_those_addressed() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["charity"]);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        raise(&hub, "school", "one", &number).await.ok();
        for (login, count, sees_child) in [
            ("school", 1, false),
            ("school-lead", 1, false),
            ("social-worker", 1, true),
            ("mash", 1, true),
            ("gp", 0, false),
            ("police", 0, false),
            ("charity", 0, false),
            ("neighbour", 0, false),
        ] {
            let answer = hub.ask(login, LIST, Value::Null).await.ok();
            assert_eq!(answer.at("data.concerns.totalCount"), &json!(count), "{login}");
            let linked = answer.str("data.concerns.nodes.0.child.id");
            assert_eq!(linked, if sees_child { child.public() } else { String::new() }, "{login}: {}", answer.text);
            assert_eq!(answer.text.contains(SECRET), sees_child, "{login}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_a_concern_about_a_child_that_is_shut_to_somebody_is_not_there_for_them_to_name() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "colleague", "gp"]);
        let file = file.conflict_of("social-worker").conflict_of("lead");
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let raised = raise(&hub, "school", "one", &number).await.ok();
        let concern = raised.str("data.raiseConcern.concern.id");
        let nobodys = entities::ids::ConcernId(uuid::Uuid::new_v4()).public();
        let name = async |login: &str, concern: &str| {
            let mut why = sharing("REFERRAL_SCREENING");
            why["concern"] = json!(concern);
            hub.ask(login, NAME, json!({"child": {"id": child.public()}, "sharing": why})).await
        };
        for login in ["social-worker", "lead"] {
            let (there, absent) = (name(login, concern).await, name(login, &nobodys).await);
            assert_eq!(there.error(), "BAD_USER_INPUT", "{login}: {}", there.text);
            assert_eq!(there.canonical(), absent.canonical(), "{login}");
        }
        let opened = name("colleague", concern).await.ok();
        assert_eq!(opened.str("data.sharedRecord.__typename"), "SharedRecord", "{}", opened.text);
        hub.end().await;
    })
    .await;
}
