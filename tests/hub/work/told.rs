//! A list of missing checks, and a step that waits for checks, tell of no work and of no answer that is told nowhere else (R5, R14,
//! R29, R35).

use entities::ids::ChildId;
use entities::words::{LevelOfNeed, ProtectiveWork};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::queries::sharing;
use tests::{Answer, ChildFile, Hub, on_both};

use super::super::checks;
use super::{beginning, codes, done, father, outcome, send, step, with};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

/// Whether that key point is among those that lack checks, as somebody is told of them.
async fn misses(hub: &Hub, login: &str, child: ChildId, key_point: &str) -> bool {
    let query = "query M($child: ChildRef) { missingChecks(child: $child, first: 100) { refused { code } nodes { keyPoint } } }";
    let answer = hub.ask(login, query, json!({"child": {"id": child.public()}})).await.ok();
    assert!(answer.at("data.missingChecks.refused").is_null(), "{login}: {}", answer.text);
    let all = answer.at("data.missingChecks.nodes").as_array().cloned().unwrap_or_default();
    all.iter().any(|missing| missing["keyPoint"] == key_point)
}

#[track_caller]
fn same(found: &[(&str, bool)], wanted: &[(&str, bool)]) {
    assert_eq!(found, wanted);
}

async fn told<'a>(hub: &Hub, child: ChildId, key_point: &str, logins: &[&'a str]) -> Vec<(&'a str, bool)> {
    let mut all = Vec::new();
    for login in logins {
        all.push((*login, misses(hub, login, child, key_point).await));
    }
    all
}

/// A plan of early help, closed for a reason.
async fn closed_plan(hub: &Hub, login: &str, child: ChildId) {
    let plan = with(beginning(child, "EARLY_HELP"), &json!({"family": father(), "outcomes": outcome(hub)}));
    let made = done(hub, login, "makeEarlyHelpPlan", &plan).await;
    done(hub, login, "closeWork", &step(&made, json!({"withoutChecks": "made up"}))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_what_a_service_or_another_agency_closes_is_no_key_point_of_others() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let all = ["police", "social-worker", "mash"];
        let file = || {
            let file =
                ChildFile::new(&hub.town).open_to(&["police", "social-worker", "early-help", "school", "neighbour"]);
            file.level(LevelOfNeed::ChildProtection)
        };
        let child = file().put(&hub.door).await;
        closed_plan(&hub, "early-help", child).await;
        closed_plan(&hub, "school", child).await;
        same(&told(&hub, child, "CLOSURE", &all).await, &all.map(|login| (login, false)));
        // What the authority closes is a key point, but for a service of its own that is kept to few eyes.
        let ours = file().put(&hub.door).await;
        closed_plan(&hub, "social-worker", ours).await;
        same(&told(&hub, ours, "CLOSURE", &all).await, &all.map(|login| (login, true)));
        let kept = "INSERT INTO agency SELECT id, version + 1, code, name, kind, public_authority, area, TRUE, phone,
            out_of_hours, email, closed_on, log, seq FROM agency WHERE code = 'T-NEIGHBOUR'";
        hub.db.execute_unprepared(kept).await.expect("a refuge");
        let theirs = file().put(&hub.door).await;
        closed_plan(&hub, "neighbour", theirs).await;
        let wanted = [("police", false), ("social-worker", false), ("mash", false), ("neighbour", true)];
        same(&told(&hub, theirs, "CLOSURE", &wanted.map(|(login, _)| login)).await, &wanted);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_r35_a_step_is_a_key_point_as_far_as_its_entry_is_told() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["police", "social-worker"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let begun = done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        let all = ["police", "social-worker", "colleague"];
        same(&told(&hub, child, "ASSESSMENT_START", &all).await, &all.map(|login| (login, true)));
        let correct = "mutation C($input: CorrectChronologyEntryInput!) { correctChronologyEntry(input: $input) {
            entry { id } refused { code } problems { code message } } }";
        for (version, sensitivity, colleague) in [(1, "SENSITIVE", true), (2, "RESTRICTED", false)] {
            let input = json!({
                "entry": begun.str("work.entry"), "expectedVersion": version, "reason": "kept closer",
                "sharing": sharing(CARE), "sensitivity": sensitivity,
            });
            let answer = hub.ask("social-worker", correct, json!({"input": input})).await.ok();
            assert!(answer.at("data.correctChronologyEntry.entry.id").is_string(), "{}", answer.text);
            let wanted = [("police", false), ("social-worker", true), ("colleague", colleague)];
            same(&told(&hub, child, "ASSESSMENT_START", &all).await, &wanted);
        }
        let withdraw = "mutation W($input: WithdrawChronologyEntryInput!) { withdrawChronologyEntry(input: $input) {
            refused { code } problems { code message } } }";
        let input = json!({
            "entry": begun.str("work.entry"), "expectedVersion": 3, "reason": "of her sister", "wrongChild": true,
            "sharing": sharing(CARE),
        });
        hub.ask("social-worker", withdraw, json!({"input": input})).await.ok();
        same(&told(&hub, child, "ASSESSMENT_START", &all).await, &all.map(|login| (login, false)));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r19_the_authority_is_told_of_all_key_points_and_others_of_what_their_daily_work_is_given() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let authority = ["social-worker", "mash", "manager"];
        for (level, told_police) in [(LevelOfNeed::ChildInNeed, false), (LevelOfNeed::ChildProtection, true)] {
            let file = ChildFile::new(&hub.town).open_to(&["police", "neighbour"]).level(level);
            let child = file.work(ProtectiveWork::Section47).put(&hub.door).await;
            same(&told(&hub, child, "SECTION_47_START", &authority).await, &authority.map(|login| (login, true)));
            let others = ["police", "neighbour"];
            same(&told(&hub, child, "SECTION_47_START", &others).await, &others.map(|login| (login, told_police)));
        }
        // A level of need, by the summary that a child in need has and others do not.
        let child = ChildFile::new(&hub.town).open_to(&["police"]).level(LevelOfNeed::ChildInNeed).put(&hub.door).await;
        assert!(misses(&hub, "police", child, "ASSESSMENT_START").await);
        hub.end().await;
    })
    .await;
}

/// What a step that waits for checks says.
async fn waits(hub: &Hub, login: &str, work: &Answer) -> String {
    let answer = send(hub, login, "closeWork", &step(work, json!({}))).await;
    assert_eq!(codes(&answer), ["CHECKS_MISSING"], "{}", answer.text);
    answer.str("problems.0.message").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_step_that_waits_tells_of_no_answer_to_another_agency() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "school"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let plan = || with(beginning(child, "EARLY_HELP"), &json!({"family": father(), "outcomes": outcome(&hub)}));
        let theirs = done(&hub, "school", "makeEarlyHelpPlan", &plan()).await;
        let ours = done(&hub, "social-worker", "makeEarlyHelpPlan", &plan()).await;
        let before = waits(&hub, "school", &theirs).await;
        assert_eq!(waits(&hub, "social-worker", &ours).await, before);
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "CLOSURE", "T-POLICE").await;
        checks::answer(&hub, "police", &checks::known(&check, "NOT_KNOWN")).await;
        assert_eq!(waits(&hub, "school", &theirs).await, before);
        let after = waits(&hub, "social-worker", &ours).await;
        assert!(before.contains("POLICE") && !after.contains("POLICE"), "{before} {after}");
        let input: Value = step(&theirs, json!({"withoutChecks": "made up"}));
        done(&hub, "school", "closeWork", &input).await;
        hub.end().await;
    })
    .await;
}
