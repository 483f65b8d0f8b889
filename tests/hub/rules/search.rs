//! A search says nothing of a child whom its asker may not know, however many records fit as well (R5, R17, R28).

use entities::Date;
use entities::ids::ChildId;
use entities::rows::child;
use serde_json::{Value, json};
use tests::{Answer, ChildFile, Hub, on_both};
use uuid::Uuid;

const FIND: &str = "query Find($match: ChildMatchInput!, $sharing: SharingInput!) {
    findChildren(match: $match, sharing: $sharing) { ... on ChildCandidates { addAFact candidates { id } } } }";

const LOG: &str =
    "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes { practitioner } } }";

/// As many as one statement looks at.
const MANY: usize = 200;

const BORN: &str = "2011-02-03";

fn born() -> Option<Date> {
    Date::new(2011, 2, 3)
}

/// A child of whom no date of birth is on record.
fn called<'a>(hub: &'a Hub, given: &str) -> ChildFile<'a> {
    ChildFile::new(&hub.town).named(given, "sayed").detailed(|child| (child.date_of_birth, child.sex) = (None, None))
}

/// Puts that many further children in place, with the same names and whatever else is on record of them.
async fn like(hub: &Hub, given: &str, other: impl Fn(&mut child::Model)) {
    let mut like = called(hub, given).details().clone();
    (like.nhs_number, like.upn) = (None, None);
    other(&mut like);
    let first = ChildFile::new(&hub.town).with(|rows, _| {
        for _ in 0..MANY {
            rows.add(child::Model { id: ChildId(Uuid::new_v4()), ..like.clone() });
        }
    });
    first.put(&hub.door).await;
}

async fn find(hub: &Hub, login: &str, given: &str, more: &[(&str, &str)]) -> Answer {
    let mut facts = json!({"givenName": given, "familyName": "Sayed"});
    for (field, value) in more {
        facts[*field] = json!(value);
    }
    let sharing = json!({"purpose": "CHILD_IN_NEED_ASSESSMENT", "lawfulBasis": "PUBLIC_TASK"});
    let answer = hub.ask(login, FIND, json!({"match": facts, "sharing": sharing})).await.ok();
    Answer::new(answer.status, answer.at("data.findChildren").to_string())
}

/// How many searches for a restricted record a custodian is told of.
async fn told(hub: &Hub, login: &str) -> Value {
    let filter = json!({"from": "2026-01-01T00:00:00Z", "actions": ["SEARCH"], "flags": ["RESTRICTED_RECORD"]});
    let answer = hub.ask(login, LOG, json!({"filter": filter})).await.ok();
    answer.at("data.accessLog.totalCount").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_a_search_among_many_records_is_the_same_with_a_child_whom_the_asker_may_not_know() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        called(&hub, "samira").open_to(&["housing"]).kept_by(&["manager", "school-lead"]).put(&hub.door).await;
        called(&hub, "selma").open_to(&["charity"]).elsewhere().put(&hub.door).await;
        called(&hub, "sunita").open_to(&["housing"]).barred_to_agency_of("housing").put(&hub.door).await;
        let nothing = json!({"addAFact": false, "candidates": []}).to_string();
        for given in ["samira", "selma", "sunita", "zilla"] {
            // Records that fit as well, and better, than the child: anybody makes them by raising concerns.
            like(&hub, given, |child| child.date_of_birth = born()).await;
            for more in [&[][..], &[("dateOfBirth", BORN)]] {
                assert_eq!(find(&hub, "housing", given, more).await.text, nothing, "{given} {more:?}");
            }
        }
        // Its custodians are told, whatever fits better.
        for login in ["manager", "school-lead"] {
            assert_eq!(told(&hub, login).await, json!(2), "{login}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r17_a_child_who_may_be_shown_is_found_behind_many_who_fit_worse_than_it_seems() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = called(&hub, "samira").put(&hub.door).await;
        // Namesakes in the area with another birth: that is another child.
        like(&hub, "samira", |child| {
            (child.date_of_birth, child.sex) = (Date::new(2004, 9, 9), Some(entities::words::Sex::F));
        })
        .await;
        let facts = [("dateOfBirth", BORN), ("sex", "F")];
        let found = find(&hub, "social-worker", "samira", &facts).await;
        assert_eq!(found.at("addAFact"), &json!(false), "{}", found.text);
        assert_eq!(found.at("candidates"), &json!([{"id": child.public()}]), "{}", found.text);
        // More than ten that may be shown are none.
        let all = find(&hub, "social-worker", "samira", &[]).await;
        assert_eq!(all.text, json!({"addAFact": true, "candidates": []}).to_string());
        hub.end().await;
    })
    .await;
}
