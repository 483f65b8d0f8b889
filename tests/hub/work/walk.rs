//! From a strategy discussion to a plan and its reviews: legal steps alone, each with its deadline, its entry and what it puts on
//! record.

use std::sync::Arc;

use api::plain::clock::Clock;
use entities::Instant;
use entities::ids::ChildId;
use entities::words::LevelOfNeed;
use serde_json::json;
use tests::database::number;
use tests::hub::MovedClock;
use tests::queries::{RAISE, concern, record};
use tests::{ChildFile, Hub, on_both};

use super::super::checks;
use super::{beginning, codes, done, father, fresh, outcome, seen_by, send, step, with};

const DISCUSSION: &str = "STRATEGY_DISCUSSION";
const ENQUIRY: &str = "SECTION_47_ENQUIRY";

/// How many pieces of protective work of that kind stand open.
async fn open_work(hub: &Hub, child: ChildId, kind: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM protective_work AS w WHERE w.child_id = '{child}' AND w.kind = '{kind}' \
         AND w.closed_on IS NULL AND NOT EXISTS \
         (SELECT 1 FROM protective_work AS n WHERE n.id = w.id AND n.version > w.version)"
    );
    number(&hub.db, &sql).await
}

/// What of protective work stands: discussion, enquiry, plan.
async fn on_record(hub: &Hub, child: ChildId) -> [i64; 3] {
    [
        open_work(hub, child, DISCUSSION).await,
        open_work(hub, child, "SECTION_47").await,
        open_work(hub, child, "PLAN").await,
    ]
}

/// The key points that lack checks, each once.
async fn missing(hub: &Hub, child: ChildId) -> Vec<String> {
    let query = "query M($child: ChildRef) { missingChecks(child: $child, first: 100) { nodes { keyPoint } } }";
    let answer = hub.ask("social-worker", query, json!({"child": {"id": child.public()}})).await.ok();
    let all = answer.at("data.missingChecks.nodes").as_array().cloned().unwrap_or_default();
    let mut points: Vec<String> = all.iter().filter_map(|m| m["keyPoint"].as_str().map(str::to_owned)).collect();
    points.sort();
    points.dedup();
    points
}

/// Every kind of agency that is expected at the key point is asked, and answers.
async fn all_answer(hub: &Hub, child: ChildId, key_point: &str, asked: &[(&str, &str)]) {
    let codes: Vec<&str> = asked.iter().map(|(code, _)| *code).collect();
    let round = checks::round(hub, child, ENQUIRY, key_point, &codes);
    let answer = checks::request(hub, "social-worker", &round).await;
    for check in answer.at("round.checks").as_array().expect("checks") {
        let (_, login) = asked.iter().find(|(code, _)| check["agency"]["code"] == *code).expect("asked");
        let reply = checks::known(check["id"].as_str().expect("an id"), "KNOWN_OPEN");
        let answered = checks::answer(hub, login, &reply).await;
        assert_eq!(answered.str("check.status"), "ANSWERED", "{}", answered.text);
    }
}

const CONFERENCE: [(&str, &str); 6] = [
    ("T-POLICE", "police"),
    ("T-TRUST", "health-visitor"),
    ("T-SURGERY", "gp"),
    ("T-SCHOOL", "school"),
    ("T-PROBATION", "probation"),
    ("T-HOUSING", "housing"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_a_discussion_leads_to_a_conference_within_15_working_days_a_plan_and_its_reviews() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let sw = "social-worker";
        let child = ChildFile::new(&hub.town).open_to(&[sw, "gp", "school"]).put(&hub.door).await;
        assert_eq!(on_record(&hub, child).await, [0, 0, 0]);
        let called = done(&hub, sw, "conveneStrategyDiscussion", &beginning(child, "CHILD_IN_NEED_ASSESSMENT")).await;
        assert_eq!(called.str("work.dueOn"), "2026-01-08", "three working days: {}", called.text);
        assert_eq!(on_record(&hub, child).await, [1, 0, 0]);
        assert_eq!(missing(&hub, child).await, [DISCUSSION]);
        let held = done(&hub, sw, "recordStrategyDiscussion", &step(&called, json!({"decision": ENQUIRY}))).await;
        assert_eq!((held.str("work.status"), held.str("work.dueOn")), ("CONCLUDED", "2026-01-26"), "{}", held.text);
        let enquiry = done(&hub, sw, "startSection47Enquiry", &step(&held, json!({"happenedOn": "2026-01-06"}))).await;
        assert_eq!(enquiry.at("work.follows"), called.at("work.id"), "{}", enquiry.text);
        assert_eq!((enquiry.str("work.kind"), enquiry.str("work.dueOn")), (ENQUIRY, "2026-01-26"), "{}", enquiry.text);
        assert_eq!(on_record(&hub, child).await, [0, 1, 0]);
        assert_eq!(missing(&hub, child).await, ["SECTION_47_START", DISCUSSION]);
        let seen = json!({"happenedOn": "2026-01-07", "alone": true, "childVoice": "I don't like Sundays."});
        let seen = done(&hub, sw, "recordSeen", &step(&enquiry, seen)).await;
        assert_eq!(seen.str("work.dueOn"), "2026-01-26", "what is due stays due");
        let later = json!({"decision": "INITIAL_CONFERENCE", "happenedOn": "2026-01-16"});
        let concluded = done(&hub, sw, "concludeSection47Enquiry", &step(&seen, later)).await;
        assert_eq!(on_record(&hub, child).await, [0, 1, 0], "until the conference has decided");

        // The conference waits for its checks, or for a reason.
        let opening = json!({"happenedOn": "2026-01-20", "family": father()});
        let early = send(&hub, sw, "openConference", &step(&concluded, opening.clone())).await;
        assert_eq!(codes(&early), ["CHECKS_MISSING"], "{}", early.text);
        all_answer(&hub, child, "INITIAL_CONFERENCE", &CONFERENCE).await;
        let conference = done(&hub, sw, "openConference", &step(&concluded, opening)).await;
        assert_eq!(conference.str("work.kind"), "INITIAL_CONFERENCE", "{}", conference.text);
        let making = json!({"happenedOn": "2026-01-20", "abuse": ["NEGLECT", "EMOTIONAL"], "outcomes": outcome(&hub)});
        let plan = done(&hub, sw, "makePlan", &step(&conference, making)).await;
        assert_eq!((plan.str("work.startedOn"), plan.str("work.dueOn")), ("2026-01-20", "2026-04-20"), "{}", plan.text);
        assert_eq!(on_record(&hub, child).await, [0, 0, 1]);
        assert_eq!(missing(&hub, child).await, ["SECTION_47_START", DISCUSSION], "the conference had its checks");

        // A review says of every open outcome where it stands, and is due again in six months.
        let goes_on = json!({"happenedOn": "2026-04-15", "decision": "PLAN_CONTINUES", "family": father()});
        let early = send(&hub, sw, "recordReview", &step(&plan, goes_on.clone())).await;
        let mut found = codes(&early);
        found.sort();
        assert_eq!(found, ["CHECKS_MISSING", "OUTCOME_NOT_REVIEWED"], "{}", early.text);
        let works = seen_by(&hub, sw, child, "CHILD_PROTECTION_PLAN_REVIEW").await;
        let ours = works.iter().find(|w| w["kind"] == "CHILD_PROTECTION_PLAN").expect("the plan");
        let reviewed =
            json!([{"outcome": ours["outcomes"][0]["id"], "state": "PARTLY_MET", "note": "four days of five"}]);
        let waits = json!({"reviewed": reviewed, "withoutChecks": "the surgery is shut this week"});
        let reviewed = done(&hub, sw, "recordReview", &step(&plan, with(goes_on.clone(), &waits))).await;
        assert_eq!(reviewed.str("work.dueOn"), "2026-10-15", "{}", reviewed.text);
        assert!(missing(&hub, child).await.contains(&"REVIEW_CONFERENCE".to_owned()), "a reason is not an answer");

        // A plan is ended by a review, not by closing it; then one steps down, by the level's own way.
        let reason = json!({"happenedOn": "2026-10-10", "withoutChecks": "made up"});
        let closing = send(&hub, sw, "closeWork", &step(&reviewed, reason.clone())).await;
        assert_eq!(codes(&closing), ["ILLEGAL_STEP"], "{}", closing.text);
        let ends = with(with(goes_on, &json!({"decision": "PLAN_ENDS"})), &reason);
        let ended = done(&hub, sw, "recordReview", &step(&reviewed, ends)).await;
        assert_eq!(on_record(&hub, child).await, [0, 0, 0]);
        let down = with(reason, &json!({"level": "CHILD_IN_NEED"}));
        let none = send(&hub, sw, "stepDown", &step(&ended, down.clone())).await;
        assert_eq!(codes(&none), ["NOT_LOWER"], "no level was recorded: {}", none.text);
        hub.end().await;
    })
    .await;
}

/// An enquiry that led to a conference, about that child.
async fn concluded(hub: &Hub, child: ChildId) -> tests::Answer {
    let sw = "social-worker";
    let called = done(hub, sw, "conveneStrategyDiscussion", &beginning(child, DISCUSSION)).await;
    let held = done(hub, sw, "recordStrategyDiscussion", &step(&called, json!({"decision": ENQUIRY}))).await;
    let enquiry = done(hub, sw, "startSection47Enquiry", &step(&held, json!({}))).await;
    done(hub, sw, "concludeSection47Enquiry", &step(&enquiry, json!({"decision": "INITIAL_CONFERENCE"}))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_not_closed_without_a_review_where_nobody_is_on_record_as_responsible() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let sw = "social-worker";
        let file = ChildFile::new(&hub.town).open_to(&[sw]).detailed(|child| child.responsible_authority = None);
        let concluded = concluded(&hub, file.put(&hub.door).await).await;
        let reason = json!({"family": father(), "withoutChecks": "made up"});
        let conference = done(&hub, sw, "openConference", &step(&concluded, reason.clone())).await;
        let making = json!({"abuse": ["NEGLECT"], "outcomes": outcome(&hub)});
        let plan = done(&hub, sw, "makePlan", &step(&conference, making)).await;
        let closing = json!({"withoutChecks": "made up"});
        let closed = send(&hub, sw, "closeWork", &step(&plan, closing)).await;
        assert_eq!(codes(&closed), ["ILLEGAL_STEP"], "{}", closed.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_that_have_run_out_are_passed_by_no_step_that_is_dated_back() {
    on_both(async |engine| {
        let clock = Arc::new(MovedClock::default());
        let hub = Hub::start_at(engine, Arc::clone(&clock) as Arc<dyn Clock>).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        let concluded = concluded(&hub, child).await;
        all_answer(&hub, child, "INITIAL_CONFERENCE", &CONFERENCE).await;
        clock.advance(40 * Instant::DAY);
        let opened =
            send(&hub, "social-worker", "openConference", &step(&concluded, json!({"family": father()}))).await;
        assert_eq!(codes(&opened), ["CHECKS_MISSING"], "{}", opened.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_step_stands_in_the_chronology_as_an_entry_of_its_agency() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let sw = "social-worker";
        let file = ChildFile::new(&hub.town).open_to(&[sw, "gp"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let called = done(&hub, sw, "conveneStrategyDiscussion", &beginning(child, DISCUSSION)).await;
        let held = done(&hub, sw, "recordStrategyDiscussion", &step(&called, json!({"decision": ENQUIRY}))).await;
        let enquiry = done(&hub, sw, "startSection47Enquiry", &step(&held, json!({}))).await;
        let seen = step(&enquiry, json!({"alone": false, "notAloneReason": "her aunt would not leave"}));
        let seen = done(&hub, sw, "recordSeen", &seen).await;
        let decision = json!({"decision": "INITIAL_CONFERENCE"});
        let concluded = done(&hub, sw, "concludeSection47Enquiry", &step(&seen, decision)).await;
        let opening = json!({"noFather": "nobody knows who he is", "withoutChecks": "made up"});
        let conference = done(&hub, sw, "openConference", &step(&concluded, opening)).await;
        let making = json!({"abuse": ["SEXUAL"], "outcomes": outcome(&hub)});
        done(&hub, sw, "makePlan", &step(&conference, making)).await;
        let answer = hub.ask("gp", &record(), tests::queries::about(child, "CHILD_PROTECTION_CONFERENCE")).await.ok();
        let mut entries: Vec<(String, String)> = answer
            .at("data.sharedRecord.chronology.nodes")
            .as_array()
            .cloned()
            .unwrap_or_default()
            .iter()
            .map(|e| (e["category"].as_str().unwrap_or("").to_owned(), e["summary"].as_str().unwrap_or("").to_owned()))
            .collect();
        entries.sort();
        let wanted = [
            ("CONFERENCE", "Initial child protection conference: held"),
            ("PLAN", "Child protection plan: made, for sexual abuse"),
            ("SECTION_47", "Section 47 enquiry: begun"),
            ("SECTION_47", "Section 47 enquiry: concluded"),
            ("STRATEGY_DISCUSSION", "Strategy discussion: held"),
            ("VISIT", "Section 47 enquiry: child seen, not alone"),
        ];
        let wanted: Vec<(String, String)> = wanted.map(|(c, s)| (c.to_owned(), s.to_owned())).to_vec();
        assert_eq!(entries, wanted, "{}", answer.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_a_decision_on_a_concern_calls_the_discussion_that_is_then_held() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "school"]);
        let number = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        let mut raised = concern(&fresh(), "a bruise on the cheek");
        raised["child"]["described"]["nhsNumber"] = json!(number);
        let id = hub
            .ask("school", RAISE, json!({"input": raised}))
            .await
            .ok()
            .str("data.raiseConcern.concern.id")
            .to_owned();
        for (version, name, kind, more) in [
            (1, "acknowledgeConcern", "AcknowledgeConcernInput", json!({})),
            (2, "screenConcern", "ScreenConcernInput", json!({"rating": "RED"})),
            (3, "decideConcern", "DecideConcernInput", json!({"decision": DISCUSSION})),
        ] {
            let operation =
                format!("mutation C($input: {kind}!) {{ {name}(input: $input) {{ version problems {{ code }} }} }}");
            let input = json!({"concern": id, "expectedVersion": version, "reason": "why-it-was-called"});
            let answer = hub.ask("mash", &operation, json!({"input": with(input, &more)})).await.ok();
            assert_eq!(answer.at(&format!("data.{name}.version")), &json!(version + 1), "{}", answer.text);
        }
        assert_eq!(on_record(&hub, child).await, [1, 0, 0]);
        let works = seen_by(&hub, "social-worker", child, DISCUSSION).await;
        assert_eq!(works.len(), 1, "{works:?}");
        assert_eq!((&works[0]["kind"], &works[0]["status"]), (&json!(DISCUSSION), &json!("OPEN")));
        let raisers = json!(seen_by(&hub, "school", child, DISCUSSION).await).to_string();
        assert!(!raisers.contains("why-it-was-called"), "the raiser never sees why: {raisers}");
        let input = json!({
            "work": works[0]["id"], "expectedVersion": 1, "happenedOn": super::DAY, "text": "made up",
            "decision": "ASSESSMENT",
        });
        let early = send(&hub, "social-worker", "recordStrategyDiscussion", &input).await;
        assert_eq!(codes(&early), ["BEFORE_START"], "it was called today: {}", early.text);
        let today = works[0]["startedOn"].clone();
        let held = with(input, &json!({"happenedOn": today}));
        let held = done(&hub, "social-worker", "recordStrategyDiscussion", &held).await;
        assert_eq!(held.str("work.status"), "CLOSED", "{}", held.text);
        assert_eq!(on_record(&hub, child).await, [0, 0, 0]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn illegal_steps_stale_versions_and_double_answers_change_nothing() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let sw = "social-worker";
        let child = ChildFile::new(&hub.town).open_to(&[sw]).put(&hub.door).await;
        let called = done(&hub, sw, "conveneStrategyDiscussion", &beginning(child, "CHILD_IN_NEED_ASSESSMENT")).await;
        let rows = async || number(&hub.db, "SELECT count(*) FROM case_work").await;
        let before = rows().await;
        let outcomes = outcome(&hub);
        for (name, more) in [
            ("startSection47Enquiry", json!({})),
            ("concludeSection47Enquiry", json!({"decision": "INITIAL_CONFERENCE"})),
            ("openConference", json!({"family": father()})),
            ("makePlan", json!({"abuse": ["NEGLECT"], "outcomes": outcomes})),
            ("completeAssessment", json!({"decision": "CHILD_IN_NEED", "family": father()})),
            ("authoriseAssessment", json!({})),
            ("recordReview", json!({"decision": "PLAN_ENDS", "family": father()})),
            ("stepUp", json!({"level": "CHILD_PROTECTION"})),
            ("stepDown", json!({"level": "UNIVERSAL"})),
        ] {
            let answer = send(&hub, sw, name, &step(&called, more)).await;
            assert!(codes(&answer).contains(&"ILLEGAL_STEP".to_owned()), "{name}: {}", answer.text);
        }
        let unfit = send(&hub, sw, "recordStrategyDiscussion", &step(&called, json!({"decision": "PLAN_ENDS"}))).await;
        assert_eq!(codes(&unfit), ["DOES_NOT_FIT"], "{}", unfit.text);
        let good = step(&called, json!({"decision": ENQUIRY}));
        let late = json!({"expectedVersion": 2, "idempotencyKey": fresh()});
        let stale = send(&hub, sw, "recordStrategyDiscussion", &with(good.clone(), &late)).await;
        assert_eq!(codes(&stale), ["STALE_VERSION"], "{}", stale.text);
        assert_eq!(rows().await, before);
        // Of twenty who take the same step at once, one takes it.
        let all = (0..20).map(|_| {
            let (hub, input) = (&hub, with(good.clone(), &json!({"idempotencyKey": fresh()})));
            async move { send(hub, sw, "recordStrategyDiscussion", &input).await }
        });
        let answers = futures_util::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|a| a.at("work").is_object()).count(), 1);
        assert_eq!(rows().await, before + 1);
        let second = json!({"expectedVersion": 2, "idempotencyKey": fresh()});
        let again = send(&hub, sw, "recordStrategyDiscussion", &with(good, &second)).await;
        assert_eq!(codes(&again), ["ILLEGAL_STEP"], "{}", again.text);
        assert_eq!(rows().await, before + 1);
        hub.end().await;
    })
    .await;
}
