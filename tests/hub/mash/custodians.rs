//! A concern that may be about a restricted record goes to its custodians, who answer it; those addressed and the raiser see no
//! difference (R34).

use serde_json::{Value, json};
use tests::{Answer, ChildFile, Hub, on_both};

use super::super::bad_input::counted;
use super::{listed, raise};

const MATCHES: &str =
    "{ possibleMatches { concern child reference decisionDueAt about whatHappened immediateDanger } }";
const ANSWER: &str =
    "mutation Answer($input: AnswerPossibleMatchInput!) { answerPossibleMatch(input: $input) { reference
    refused { code } problems { code } } }";

async fn matches(hub: &Hub, login: &str) -> Vec<Value> {
    let answer = hub.ask(login, MATCHES, Value::Null).await.ok();
    answer.at("data.possibleMatches").as_array().cloned().unwrap_or_default()
}

async fn answer(hub: &Hub, login: &str, one: &Value, same: bool) -> Answer {
    let input = json!({"concern": one["concern"], "matchWith": one["child"], "same": same, "reason": "looked up"});
    hub.ask(login, ANSWER, json!({"input": input})).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_possible_match_with_a_restricted_record_is_answered_by_its_custodians_alone() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).kept_by(&["gp", "manager"]);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let said = |number: &str| {
            json!({"child": {"described": {"givenName": "Made-up", "familyName": "Nobody", "nhsNumber": number}}})
        };
        let id = raise(&hub, "school", "one", said(&number)).await;
        let nobody = ChildFile::new(&hub.town).nhs_number().to_owned();
        let other = raise(&hub, "school", "two", said(&nobody)).await;
        for login in ["gp", "manager"] {
            let all = matches(&hub, login).await;
            assert_eq!(all.len(), 1, "{login}: {all:?}");
            assert_eq!((&all[0]["concern"], &all[0]["child"]), (&json!(id), &json!(child.public())), "{login}");
            assert_eq!(all[0]["whatHappened"], "a bruise on the cheek");
        }
        let one = matches(&hub, "gp").await.remove(0);
        let before = counted(&hub).await;
        for login in ["mash", "social-worker", "school", "police", "governance", "designated-officer"] {
            assert!(matches(&hub, login).await.is_empty(), "{login}");
            let refused = answer(&hub, login, &one, true).await;
            assert_eq!(refused.str("data.answerPossibleMatch.refused.code"), "NOT_FOUND", "{login}");
        }
        assert_eq!(hub.ask("administrator", MATCHES, Value::Null).await.error(), "FORBIDDEN");
        assert_eq!(counted(&hub).await, before);
        let seen = async |login: &str| {
            let mut all = listed(&hub, login, Value::Null).await;
            assert_eq!(all.len(), 2, "{login}");
            for concern in &mut all {
                assert!(!concern.to_string().contains(&child.public()), "{login}");
                let same = concern["id"] == id.as_str();
                assert!(same || concern["id"] == other.as_str());
                for own in ["id", "reference", "raisedAt", "decisionDueAt", "about", "child"] {
                    concern[own] = Value::Null;
                }
            }
            assert_eq!(all[0], all[1], "{login} sees no difference");
            all
        };
        let (addressed, raised) = (seen("mash").await, seen("school").await);
        let yes = answer(&hub, "gp", &one, true).await;
        assert_eq!(yes.at("data.answerPossibleMatch.reference"), &json!(id), "{}", yes.text);
        let again = answer(&hub, "manager", &one, false).await;
        assert_eq!(again.str("data.answerPossibleMatch.problems.0.code"), "ANSWERED", "{}", again.text);
        assert!(matches(&hub, "manager").await.is_empty());
        assert_eq!((seen("mash").await, seen("school").await), (addressed, raised));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_each_concern_with_the_number_reaches_the_custodians_though_another_record_bears_it_by_now() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).kept_by(&["gp", "manager"]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        for (n, login) in ["school", "police", "housing"].into_iter().enumerate() {
            let described = json!({"givenName": "Made-up", "familyName": "Nobody", "nhsNumber": number});
            raise(&hub, login, &format!("key-{n}"), json!({"child": {"described": described}})).await;
            assert_eq!(matches(&hub, "gp").await.len(), n + 1, "raised by {login}");
        }
        hub.end().await;
    })
    .await;
}
