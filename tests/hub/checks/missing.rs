//! Key points that were passed without their checks, and checks that are overdue.

use std::collections::BTreeSet;

use entities::Date;
use entities::ids::{ChildId, TransferId};
use entities::rows::responsibility_transfer;
use entities::words::{ChronologyCategory, KeyPoint, LevelOfNeed, ProtectiveWork};
use serde_json::{Value, json};
use tests::queries::{RAISE, concern};
use tests::{Answer, ChildFile, Hub, on_both};

use super::steps::asked_long_ago;
use super::{answer, known, request, round, sent, withdraw};

const MISSING: &str = "query Missing($child: ChildRef, $first: Int, $after: String) {
    missingChecks(child: $child, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } refused { code }
        nodes { child keyPoint passedOn agencyKind reason check dueAt } } }";

async fn missing(hub: &Hub, login: &str, child: Option<ChildId>) -> Answer {
    let child = child.map(|id| json!({"id": id.public()}));
    let answer = hub.ask(login, MISSING, json!({"child": child, "first": 100})).await.ok();
    Answer::new(answer.status, answer.at("data.missingChecks").to_string())
}

/// Key point, kind and what is wrong.
fn found(answer: &Answer) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = answer.at("nodes").as_array().cloned().unwrap_or_default();
    assert_eq!(answer.at("totalCount").as_u64(), Some(all.len() as u64), "{}", answer.text);
    all.iter().map(|m| (text(&m["keyPoint"]), text(&m["agencyKind"]), text(&m["reason"]))).collect()
}

fn of(key_point: &str, kinds: &[&str]) -> BTreeSet<(String, String, String)> {
    kinds.iter().map(|kind| (key_point.to_owned(), (*kind).to_owned(), "NOT_ASKED".to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_point_misses_its_checks_until_they_are_answered_or_in_time() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::StrategyDiscussion);
        let child = file.put(&hub.door).await;
        let before = missing(&hub, "social-worker", Some(child)).await;
        assert_eq!(found(&before), of("STRATEGY_DISCUSSION", &["POLICE", "HEALTH_PROVIDER", "SCHOOL"]));
        assert_eq!(before.str("nodes.0.passedOn"), "2026-01-03");

        let agencies = ["T-POLICE", "T-TRUST"];
        let input = round(&hub, child, "STRATEGY_DISCUSSION", "STRATEGY_DISCUSSION", &agencies);
        let asked = request(&hub, "social-worker", &input).await;
        let after = missing(&hub, "social-worker", Some(child)).await;
        assert_eq!(found(&after), of("STRATEGY_DISCUSSION", &["SCHOOL"]), "{}", after.text);
        let all = asked.at("round.checks").as_array().cloned().unwrap_or_default();
        let police = all.iter().find(|check| check["agencyKind"] == "POLICE").expect("the police's");
        answer(&hub, "police", &known(police["id"].as_str().expect("an id"), "NOT_KNOWN")).await;
        let answered = missing(&hub, "social-worker", Some(child)).await;
        assert_eq!(found(&answered), of("STRATEGY_DISCUSSION", &["SCHOOL"]), "{}", answered.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_overdue_is_missing_with_its_check() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let at = "2026-01-05T10:00:00Z".parse().expect("a moment");
        let due = "2026-01-06T10:00:00Z".parse().expect("a moment");
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let id = file.id();
        let (old_round, old) = asked_long_ago(&hub.town, id, KeyPoint::Section47Start, at, due);
        let check = old.id.public();
        let child = file
            .with(|rows, _| {
                rows.add(old_round);
                rows.add(old);
            })
            .put(&hub.door)
            .await;
        let answer = missing(&hub, "social-worker", Some(child)).await;
        let all = answer.at("nodes").as_array().cloned().unwrap_or_default();
        let surgery = all.iter().find(|m| m["agencyKind"] == "GENERAL_PRACTICE").expect("the surgery's");
        assert_eq!(surgery["reason"], "OVERDUE", "{}", answer.text);
        assert_eq!(surgery["check"], json!(check));
        assert!(surgery["dueAt"].is_string());
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn levels_concerns_and_the_end_of_an_authoritys_work_are_key_points() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town)
            .ended_for("social-worker", entities::Date::new(2026, 6, 1).expect("a date"))
            .level(LevelOfNeed::ChildInNeed);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        for key in ["one", "two"] {
            let mut raised = concern(key, "a bruise on the cheek");
            raised["child"]["described"]["nhsNumber"] = json!(number);
            hub.ask("school", RAISE, json!({"input": raised})).await.ok();
        }
        let points: BTreeSet<String> =
            found(&missing(&hub, "social-worker", Some(child)).await).into_iter().map(|(point, ..)| point).collect();
        let wanted = ["ASSESSMENT_START", "CLOSURE", "REFERRAL_SCREENING", "REPEAT_REFERRAL"];
        assert_eq!(points.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_household_a_transfer_and_a_child_who_is_not_born_are_key_points() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]);
        let points = async |login: &str, child: ChildId| -> Vec<String> {
            let found = found(&missing(&hub, login, Some(child)).await);
            found.into_iter().map(|(point, ..)| point).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let unborn = |child: &mut entities::rows::child::Model| {
            (child.date_of_birth, child.expected_date_of_birth) = (None, Date::new(2999, 1, 1));
        };
        let expected = file().detailed(unborn).level(LevelOfNeed::ChildInNeed).put(&hub.door).await;
        assert_eq!(points("social-worker", expected).await, ["ASSESSMENT_START", "PRE_BIRTH"]);
        let universal = file().detailed(unborn).put(&hub.door).await;
        assert!(points("social-worker", universal).await.is_empty());

        // What the council recorded itself is a key point; what the surgery did is not told by a list of checks.
        let changed = |login| file().entry(login, "moved", ChronologyCategory::HouseholdChange, &[]);
        let ours = changed("social-worker").put(&hub.door).await;
        let theirs = changed("gp").put(&hub.door).await;
        assert_eq!(points("social-worker", ours).await, ["HOUSEHOLD_CHANGE"]);
        assert!(points("social-worker", theirs).await.is_empty());

        let (from, to) = (hub.town.agency("T-NEIGHBOUR"), hub.town.agency("T-COUNCIL"));
        let transfer = |child: ChildId, on: Date, accepted: bool| responsibility_transfer::Model {
            child_id: child,
            version: 1,
            id: TransferId(uuid::Uuid::new_v4()),
            from_agency: from,
            to_agency: to,
            passes_on: on,
            accepted,
            reason: "made up".to_owned(),
            person_id: hub.town.person("social-worker").id,
            recorded_at: tests::child::LONG_AGO,
            log: 0,
            seq: 0,
        };
        let passed = Date::new(2026, 1, 5).expect("a date");
        for (on, accepted, wanted) in [
            (passed, true, &["TRANSFER_IN", "TRANSFER_OUT"][..]),
            (passed, false, &[]),
            (Date::new(2999, 1, 1).expect("a date"), true, &[]),
        ] {
            let child = file().with(|rows, child| rows.add(transfer(child, on, accepted))).put(&hub.door).await;
            assert_eq!(points("social-worker", child).await, wanted, "{on} {accepted}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_is_declined_with_a_reason_is_answered_and_one_without_an_answer_is_not() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::StrategyDiscussion);
        let child = file.put(&hub.door).await;
        let check = sent(&hub, child, "STRATEGY_DISCUSSION", "STRATEGY_DISCUSSION", "T-POLICE").await;
        let mut declined = known(&check, "DECLINED");
        declined["reason"] = json!("an investigation is open: ask the sergeant");
        let done = answer(&hub, "police", &declined).await;
        assert_eq!(done.str("check.status"), "ANSWERED", "{}", done.text);
        let after = missing(&hub, "social-worker", Some(child)).await;
        assert_eq!(found(&after), of("STRATEGY_DISCUSSION", &["HEALTH_PROVIDER", "SCHOOL"]), "{}", after.text);
        // One that is taken back is none.
        let other = sent(&hub, child, "STRATEGY_DISCUSSION", "STRATEGY_DISCUSSION", "T-TRUST").await;
        let asked = missing(&hub, "social-worker", Some(child)).await;
        assert_eq!(found(&asked), of("STRATEGY_DISCUSSION", &["SCHOOL"]), "{}", asked.text);
        withdraw(&hub, "social-worker", &other, 1).await;
        let back = missing(&hub, "social-worker", Some(child)).await;
        assert_eq!(found(&back), found(&after), "{}", back.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partnership_is_the_callers_area_without_what_they_may_not_know() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || ChildFile::new(&hub.town).work(ProtectiveWork::Section47);
        let here = file().put(&hub.door).await;
        let elsewhere = file().elsewhere().put(&hub.door).await;
        file().restricted_to(&["manager"]).put(&hub.door).await;
        file().conflict_of("social-worker").put(&hub.door).await;
        let children = |answer: &Answer| -> BTreeSet<String> {
            let all = answer.at("nodes").as_array().cloned().unwrap_or_default();
            all.iter().filter_map(|m| m["child"].as_str().map(str::to_owned)).collect()
        };
        let seen = missing(&hub, "social-worker", None).await;
        assert_eq!(children(&seen), BTreeSet::from([here.public()]), "{}", seen.text);
        assert_eq!(seen.at("totalCount"), &json!(7), "{}", seen.text);
        let seen = missing(&hub, "neighbour", None).await;
        assert_eq!(children(&seen), BTreeSet::from([elsewhere.public()]), "{}", seen.text);
        for login in ["gp", "school", "police", "lead", "governance", "inspector"] {
            assert_eq!(missing(&hub, login, None).await.at("totalCount"), &json!(0), "{login}");
        }
        // In pages, each once.
        let (mut after, mut kinds) = (json!(null), BTreeSet::new());
        for n in 0..7 {
            let answer = hub.ask("social-worker", MISSING, json!({"first": 1, "after": after})).await.ok();
            let page = answer.at("data.missingChecks");
            assert_eq!(page["pageInfo"]["hasNextPage"], json!(n < 6), "{}", answer.text);
            after = page["pageInfo"]["endCursor"].clone();
            kinds.insert(page["nodes"][0]["agencyKind"].to_string());
        }
        assert_eq!(kinds.len(), 7);
        hub.end().await;
    })
    .await;
}
