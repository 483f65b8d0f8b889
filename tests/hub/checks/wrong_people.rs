//! Who may not ask, answer, take back or decide is told what they would be told of a child that is not there.

use entities::ids::{CheckId, ChildId};
use entities::words::ProtectiveWork;
use serde_json::{Value, json};
use tests::town::ROLES;
use tests::{ChildFile, Hub, on_both};
use uuid::Uuid;

use super::super::mash;
use super::{answer, dispense, known, listed, request, round, sent, withdraw};

const ENQUIRY: &str = "SECTION_47_ENQUIRY";
const HARM: &str = "RISK_OF_SIGNIFICANT_HARM_TO_CHILD";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_who_may_not_ask_gets_the_answer_for_a_child_that_is_not_there() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || ChildFile::new(&hub.town).work(ProtectiveWork::Section47);
        let unknown = ChildId(Uuid::new_v4());
        let stranger = file().elsewhere().put(&hub.door).await;
        let restricted = file().open_to(&["social-worker", "police"]).restricted_to(&["manager"]).put(&hub.door).await;
        let barred = file().open_to(&["social-worker", "police"]);
        let barred = barred.barred_to_agency_of("social-worker").barred_to_agency_of("police").put(&hub.door).await;
        for seat in ROLES {
            let ask = async |child: ChildId| {
                let mut input = round(&hub, child, ENQUIRY, "SECTION_47_START", &["T-SURGERY"]);
                input["text"] = json!("");
                input["idempotencyKey"] = json!(format!("{} {child}", seat.login));
                request(&hub, seat.login, &input).await
            };
            let absent = ask(unknown).await;
            assert_eq!(absent.at("round"), &Value::Null, "{}: {}", seat.login, absent.text);
            assert!(absent.at("refused.code").is_string(), "{}: {}", seat.login, absent.text);
            for child in [stranger, restricted, barred] {
                assert_eq!(ask(child).await.body, absent.body, "{}", seat.login);
            }
        }
        // Nothing was recorded.
        assert_eq!(tests::database::number(&hub.db, "SELECT count(*) FROM check_round").await, 0);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_check_is_there_for_who_asked_and_who_is_asked_alone() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open: Vec<&str> = vec!["social-worker", "police", "school", "health-visitor"];
        let child = ChildFile::new(&hub.town).open_to(&open).work(ProtectiveWork::Section47).put(&hub.door).await;
        let check = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-SURGERY").await;
        let absent = CheckId(Uuid::new_v4()).public();
        for seat in ROLES {
            let login = seat.login;
            if login == "administrator" {
                let answer = hub.ask(login, "{ checks { totalCount } }", Value::Null).await;
                assert_eq!(answer.error(), "FORBIDDEN", "{}", answer.text);
                let answer = hub.ask(login, "{ missingChecks { totalCount } }", Value::Null).await;
                assert_eq!(answer.error(), "FORBIDDEN", "{}", answer.text);
                continue;
            }
            let sees = ["social-worker", "mash", "gp"].contains(&login);
            let count = listed(&hub, login, json!({})).await.at("totalCount").clone();
            assert_eq!(count, json!(u8::from(sees)), "{login}");
            if login != "gp" {
                let there = answer(&hub, login, &known(&check, "NOT_KNOWN")).await;
                let not_there = answer(&hub, login, &known(&absent, "NOT_KNOWN")).await;
                assert_eq!(there.body, not_there.body, "{login}");
                assert!(there.at("refused.code").is_string(), "{login}: {}", there.text);
            }
            if !["social-worker", "mash"].contains(&login) {
                let there = withdraw(&hub, login, &check, 1).await;
                assert_eq!(there.body, withdraw(&hub, login, &absent, 1).await.body, "{login}");
                assert!(there.at("refused.code").is_string(), "{login}: {}", there.text);
                let there = dispense(&hub, login, json!({"check": check}), HARM).await;
                let not_there = dispense(&hub, login, json!({"check": absent}), HARM).await;
                assert_eq!(there.body, not_there.body, "{login}");
                assert!(there.at("refused.code").is_string(), "{login}: {}", there.text);
            }
        }
        // Nor for who asked or is asked, once the record is closed to them.
        assert_eq!(tests::database::number(&hub.db, "SELECT count(*) FROM safeguarding_check").await, 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_a_check_about_a_child_that_is_closed_to_who_is_asked_is_not_there() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        for child in [file().barred_to_agency_of("gp"), file().conflict_of("gp")] {
            let child = child.put(&hub.door).await;
            let check = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-SURGERY").await;
            assert_eq!(listed(&hub, "gp", json!({})).await.at("totalCount"), &json!(0));
            let reply = answer(&hub, "gp", &known(&check, "NOT_KNOWN")).await;
            assert_eq!(reply.str("refused.code"), "NOT_FOUND", "{}", reply.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_check_that_rests_on_a_concern_is_not_there_for_whom_that_names() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["social-worker", "school", "police"];
        let file = || ChildFile::new(&hub.town).open_to(&open).work(ProtectiveWork::Section47);
        let (child, other) = (file().put(&hub.door).await, file().put(&hub.door).await);
        let raised = async |key: &str, about: ChildId, named: &str| {
            let people = json!([{"name": named, "relation": "somebody she knows"}]);
            let child = json!({"known": {"id": about.public()}});
            mash::raise(&hub, "school", key, json!({"people": people, "child": child})).await
        };
        let resting = |concern: &str| {
            let mut input = round(&hub, child, ENQUIRY, "SECTION_47_START", &["T-SURGERY"]);
            input["sharing"]["concern"] = json!(concern);
            input
        };
        let named = raised("one", child, "Dr Person gp (the surgery)").await;
        let asked = request(&hub, "social-worker", &resting(&named)).await;
        let check = asked.str("round.checks.0.id");
        assert_eq!(asked.str("round.checks.0.status"), "OPEN", "{}", asked.text);
        assert_eq!(listed(&hub, "gp", json!({})).await.at("totalCount"), &json!(0));
        let absent = CheckId(Uuid::new_v4()).public();
        let there = answer(&hub, "gp", &known(check, "NOT_KNOWN")).await;
        assert_eq!(there.body, answer(&hub, "gp", &known(&absent, "NOT_KNOWN")).await.body, "{}", there.text);
        assert_eq!(listed(&hub, "social-worker", json!({})).await.at("totalCount"), &json!(1));

        // Nor does anything rest on a concern that names whoever asks, or that is about another child.
        let theirs = raised("two", child, "Person social-worker").await;
        let others = raised("three", other, "Made-up Neighbour").await;
        for concern in [theirs, others] {
            let wrong = request(&hub, "social-worker", &resting(&concern)).await;
            assert_eq!(wrong.at("problems.0.code"), &json!("UNKNOWN_ID"), "{}", wrong.text);
            assert_eq!(wrong.at("problems.0.path"), &json!(["input", "sharing", "concern"]), "{}", wrong.text);
        }
        hub.end().await;
    })
    .await;
}
