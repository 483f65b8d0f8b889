//! Who may not begin a piece of work, or take it further, is told what they would be told of a child that is not there.

use entities::Word;
use entities::ids::{ChildId, WorkId};
use entities::words::AccessFlag;
use serde_json::{Value, json};
use tests::database::number;
use tests::queries::sharing;
use tests::town::ROLES;
use tests::{ChildFile, Hub, on_both};
use uuid::Uuid;

use super::super::mash;
use super::{beginning, done, father, outcome, send, step, with};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

/// A good form of each beginning.
fn beginnings(hub: &Hub, child: ChildId) -> [(&'static str, Value); 3] {
    let plan = json!({"family": father(), "outcomes": outcome(hub)});
    [
        ("startAssessment", beginning(child, CARE)),
        ("conveneStrategyDiscussion", beginning(child, CARE)),
        ("makeEarlyHelpPlan", with(beginning(child, CARE), &plan)),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_who_may_not_begin_gets_the_answer_for_a_child_that_is_not_there() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || ChildFile::new(&hub.town);
        let unknown = ChildId(Uuid::new_v4());
        let logins: Vec<&str> = ROLES.iter().map(|seat| seat.login).filter(|login| *login != "administrator").collect();
        let stranger = file().elsewhere().put(&hub.door).await;
        let restricted = file().open_to(&logins).restricted_to(&["manager"]).put(&hub.door).await;
        let mut barred = file().open_to(&logins);
        for login in ["social-worker", "health-visitor", "school", "early-help"] {
            barred = barred.barred_to_agency_of(login);
        }
        let barred = barred.put(&hub.door).await;
        for seat in ROLES {
            for (n, (name, absent)) in beginnings(&hub, unknown).into_iter().enumerate() {
                let ask = async |input: &Value| {
                    let wrong = with(input.clone(), &json!({"text": "", "happenedOn": "2999-01-01"}));
                    send(&hub, seat.login, name, &wrong).await
                };
                let wanted = ask(&absent).await;
                assert!(wanted.at("refused.code").is_string(), "{} {name}: {}", seat.login, wanted.text);
                for child in [stranger, restricted, barred] {
                    let (_, input) = beginnings(&hub, child)[n].clone();
                    assert_eq!(ask(&input).await.body, wanted.body, "{} {name}", seat.login);
                }
            }
        }
        assert_eq!(number(&hub.db, "SELECT count(*) FROM case_work").await, 0);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_statutory_work_is_for_social_workers_of_the_area_and_early_help_for_those_who_work_with_the_child() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["social-worker", "neighbour", "school", "early-help", "police", "gp", "mash"];
        let child = ChildFile::new(&hub.town).open_to(&open).put(&hub.door).await;
        for (login, statutory, help) in [
            ("social-worker", "", ""),
            ("colleague", "", ""),
            ("neighbour", "ROLE", ""),
            // With no open involvement there is no such child.
            ("health-visitor", "NOT_FOUND", "NOT_FOUND"),
            ("school", "ROLE", ""),
            ("early-help", "ROLE", ""),
            ("police", "ROLE", "ROLE"),
            ("gp", "ROLE", "ROLE"),
            ("lead", "ROLE", "ROLE"),
            ("governance", "ROLE", "ROLE"),
        ] {
            for (name, input) in beginnings(&hub, child) {
                let answer = send(&hub, login, name, &input).await;
                let wanted = if name == "makeEarlyHelpPlan" { help } else { statutory };
                let code = answer.at("refused.code").as_str().unwrap_or("");
                assert_eq!(code, wanted, "{login} {name}: {}", answer.text);
            }
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_a_discussion_that_nothing_bears_out_is_called_with_a_justification_and_flagged() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).put(&hub.door).await;
        let file = ChildFile::new(&hub.town);
        let described = json!({"child": {"described": {"givenName": "Made-up", "nhsNumber": file.nhs_number()}}});
        let other = file.put(&hub.door).await;
        let call = async |child: ChildId, sharing: Value| {
            let input = with(beginning(child, CARE), &json!({"sharing": sharing}));
            send(&hub, "social-worker", "conveneStrategyDiscussion", &input).await
        };
        let bare = call(child, sharing(CARE)).await;
        assert_eq!(bare.str("refused.code"), "JUSTIFICATION_REQUIRED", "{}", bare.text);
        let flag = 1_i64 << AccessFlag::PurposeMismatch.index();
        let flagged = format!("SELECT count(*) FROM access_log WHERE (flags & {flag}) <> 0");
        assert_eq!(number(&hub.db, &flagged).await, 0);
        let why = with(sharing(CARE), &json!({"justification": "a neighbour heard her scream all night, and rang"}));
        let called = call(child, why).await;
        assert!(called.at("work.id").is_string(), "{}", called.text);
        assert_eq!(number(&hub.db, &flagged).await, 1);
        // What a concern bears out needs neither.
        mash::raise(&hub, "school", "one", described).await;
        let called = call(other, sharing(CARE)).await;
        assert!(called.at("work.id").is_string(), "{}", called.text);
        assert_eq!(number(&hub.db, &flagged).await, 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_work_is_there_for_the_agency_that_keeps_it_alone() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open: Vec<&str> = vec!["social-worker", "neighbour", "school", "early-help", "police", "health-visitor"];
        let child = ChildFile::new(&hub.town).open_to(&open).put(&hub.door).await;
        let assessment = done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        let (name, input) = &beginnings(&hub, child)[2];
        let plan = done(&hub, "early-help", name, input).await;
        let absent = WorkId(Uuid::new_v4()).public();
        let steps = |work: &tests::Answer| {
            let outcomes = outcome(&hub);
            [
                ("recordSeen", json!({"alone": true})),
                ("completeAssessment", json!({"decision": "CHILD_IN_NEED", "family": father()})),
                ("authoriseAssessment", json!({})),
                ("recordStrategyDiscussion", json!({"decision": "SECTION_47_ENQUIRY"})),
                ("startSection47Enquiry", json!({})),
                ("concludeSection47Enquiry", json!({"decision": "INITIAL_CONFERENCE"})),
                ("openConference", json!({"family": father()})),
                ("makePlan", json!({"abuse": ["NEGLECT"], "outcomes": outcomes})),
                ("recordReview", json!({"decision": "PLAN_ENDS", "family": father()})),
                ("stepUp", json!({"level": "EARLY_HELP"})),
                ("stepDown", json!({"level": "UNIVERSAL"})),
                ("closeWork", json!({})),
            ]
            .map(|(name, more)| (name, step(work, more)))
        };
        let before = number(&hub.db, "SELECT count(*) FROM case_work").await;
        for login in ROLES.iter().map(|seat| seat.login).chain(["neighbour", "charity"]) {
            for (work, keepers) in [(&assessment, vec!["social-worker"]), (&plan, vec!["early-help"])] {
                if keepers.contains(&login) {
                    continue;
                }
                for (name, input) in steps(work) {
                    let there = send(&hub, login, name, &input).await;
                    let not_there = with(input, &json!({"work": absent, "idempotencyKey": super::fresh()}));
                    let not_there = send(&hub, login, name, &not_there).await;
                    assert_eq!(there.body, not_there.body, "{login} {name}");
                    assert!(there.at("refused.code").is_string(), "{login} {name}: {}", there.text);
                }
            }
        }
        assert_eq!(number(&hub.db, "SELECT count(*) FROM case_work").await, before);
        hub.end().await;
    })
    .await;
}
