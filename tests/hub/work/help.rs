//! Early help plans: by early help, health or school with an open involvement; reviewed, stepped up and stepped down.

use std::sync::Arc;

use entities::words::LevelOfNeed;
use entities::{Date, Instant};
use serde_json::{Value, json};
use tests::hub::MovedClock;
use tests::{ChildFile, Hub, on_both};

use super::super::cases::look::today;
use super::{beginning, codes, done, father, outcome, seen_by, send, step, with};

fn plan(hub: &Hub, child: entities::ids::ChildId) -> Value {
    with(beginning(child, "EARLY_HELP"), &json!({"family": father(), "outcomes": outcome(hub)}))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_a_school_makes_a_plan_reviews_it_and_its_outcomes_and_steps_down() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["school", "early-help"]).level(LevelOfNeed::EarlyHelp);
        let child = file.put(&hub.door).await;
        let aimless =
            send(&hub, "school", "makeEarlyHelpPlan", &with(plan(&hub, child), &json!({"outcomes": []}))).await;
        assert_eq!(codes(&aimless), ["EMPTY_LIST"], "{}", aimless.text);
        let made = done(&hub, "school", "makeEarlyHelpPlan", &plan(&hub, child)).await;
        assert_eq!(made.str("work.dueOn"), "2026-02-16", "six weeks: {}", made.text);
        let works = seen_by(&hub, "school", child, "EARLY_HELP").await;
        let ours = &works[0]["outcomes"][0];
        assert_eq!((&ours["state"], &ours["ownerAgency"]["code"]), (&json!("OPEN"), &json!("T-SCHOOL")), "{works:?}");
        let found = json!([{"outcome": ours["id"], "state": "MET", "note": "every day since"}]);
        let goes_on =
            json!({"decision": "PLAN_CONTINUES", "family": father(), "reviewed": found, "happenedOn": "2026-02-10"});
        let reviewed = done(&hub, "school", "recordReview", &step(&made, goes_on.clone())).await;
        assert_eq!(reviewed.str("work.dueOn"), "2026-03-24", "{}", reviewed.text);
        let works = seen_by(&hub, "school", child, "EARLY_HELP").await;
        let ours = &works[0]["outcomes"][0];
        assert_eq!((&ours["state"], &ours["reviewedOn"]), (&json!("MET"), &json!("2026-02-10")), "{works:?}");
        let twice = json!([{"outcome": ours["id"], "state": "MET"}, {"outcome": ours["id"], "state": "NOT_MET"}]);
        let twice =
            send(&hub, "school", "recordReview", &step(&reviewed, with(goes_on, &json!({"reviewed": twice})))).await;
        assert_eq!(codes(&twice), ["NAMED_TWICE"], "{}", twice.text);

        // A school moves a child between the first two levels alone.
        let up = send(&hub, "school", "stepUp", &step(&reviewed, json!({"level": "CHILD_IN_NEED"}))).await;
        assert_eq!(up.str("refused.code"), "ROLE", "{}", up.text);
        let same = json!({"level": "EARLY_HELP", "withoutChecks": "made up"});
        let same = send(&hub, "school", "stepDown", &step(&reviewed, same)).await;
        assert_eq!(codes(&same), ["NOT_LOWER"], "{}", same.text);
        let down = json!({"level": "UNIVERSAL", "happenedOn": "2026-03-01"});
        let early = send(&hub, "school", "stepDown", &step(&reviewed, down.clone())).await;
        assert_eq!(codes(&early), ["CHECKS_MISSING"], "{}", early.text);
        let down = with(down, &json!({"withoutChecks": "made up"}));
        let ended = done(&hub, "school", "stepDown", &step(&reviewed, down)).await;
        assert_eq!((ended.str("work.status"), ended.str("work.endedOn")), ("CLOSED", "2026-03-01"), "{}", ended.text);
        let after = send(&hub, "school", "recordSeen", &step(&ended, json!({"alone": true}))).await;
        assert_eq!(codes(&after), ["ILLEGAL_STEP"], "{}", after.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_a_social_worker_steps_a_plan_up_by_the_levels_own_way() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "early-help"]).level(LevelOfNeed::EarlyHelp);
        let child = file.put(&hub.door).await;
        let made = done(&hub, "social-worker", "makeEarlyHelpPlan", &plan(&hub, child)).await;
        let none = send(&hub, "social-worker", "stepUp", &step(&made, json!({"level": "EARLY_HELP"}))).await;
        assert_eq!(codes(&none), ["NOT_HIGHER"], "{}", none.text);
        let up = done(&hub, "social-worker", "stepUp", &step(&made, json!({"level": "CHILD_IN_NEED"}))).await;
        assert_eq!(up.str("work.status"), "CLOSED", "{}", up.text);
        let sql = format!(
            "SELECT count(*) FROM level_of_need WHERE child_id = '{child}' AND level = 'CHILD_IN_NEED' AND version = 2 \
             AND reason = 'as it was said in the room'"
        );
        assert_eq!(tests::database::number(&hub.db, &sql).await, 1);
        // From then on early help no longer moves the level.
        let theirs = send(&hub, "early-help", "makeEarlyHelpPlan", &plan(&hub, child)).await;
        let down = json!({"level": "UNIVERSAL", "withoutChecks": "made up"});
        let lowered = send(&hub, "early-help", "stepDown", &step(&theirs, down)).await;
        assert_eq!(lowered.str("refused.code"), "ROLE", "{}", lowered.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_a_plan_is_overdue_with_an_outcome_until_a_review_finds_where_that_stands() {
    on_both(async |engine| {
        let clock = Arc::<MovedClock>::default();
        let hub = Hub::start_at(engine, clock.clone()).await;
        let list = "{ overdueWork { totalCount nodes { work dueOn overdueOutcomes } } }";
        let file = ChildFile::new(&hub.town).open_to(&["school", "early-help"]).level(LevelOfNeed::EarlyHelp);
        let child = file.put(&hub.door).await;
        let began = today();
        let (missed, day) = (began.plus_days(2), began.plus_days(5));
        let aim = |due: Date| with(outcome(&hub)[0].clone(), &json!({"dueOn": due.to_string()}));
        let outcomes = json!([aim(missed), aim(day), aim(day.plus_days(90))]);
        let input = with(plan(&hub, child), &json!({"happenedOn": began.to_string(), "outcomes": outcomes}));
        let made = done(&hub, "school", "makeEarlyHelpPlan", &input).await;
        assert!(made.str("work.dueOn") > day.to_string().as_str(), "not overdue itself: {}", made.text);
        clock.advance(5 * Instant::DAY);
        let late = hub.ask("school", list, json!({})).await.ok();
        let expected = json!({"totalCount": 1, "nodes": [
            {"work": made.at("work.id"), "dueOn": missed.to_string(), "overdueOutcomes": 1},
        ]});
        assert_eq!(late.at("data.overdueWork"), &expected, "{}", late.text);
        // An agency that works with the child, and does not keep the plan, is not told.
        let other = hub.ask("early-help", list, json!({})).await.ok();
        assert_eq!(other.at("data.overdueWork.totalCount"), &json!(0), "{}", other.text);
        let works = seen_by(&hub, "school", child, "EARLY_HELP").await;
        let aims = works[0]["outcomes"].as_array().expect("outcomes");
        let found = aims.iter().map(|aim| {
            let state = if aim["dueOn"] == missed.to_string().as_str() { "NOT_MET" } else { "OPEN" };
            json!({"outcome": aim["id"], "state": state, "note": "she was ill"})
        });
        let found: Value = found.collect();
        let review = json!({
            "decision": "PLAN_CONTINUES", "family": father(), "reviewed": found, "happenedOn": day.to_string(),
        });
        done(&hub, "school", "recordReview", &step(&made, review)).await;
        let late = hub.ask("school", list, json!({})).await.ok();
        assert_eq!(late.at("data.overdueWork.totalCount"), &json!(0), "{}", late.text);
        hub.end().await;
    })
    .await;
}
