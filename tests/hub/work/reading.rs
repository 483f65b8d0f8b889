//! Work is read as the entries of its agency are: by the classes of its kind, withheld and listed as everywhere.

use entities::words::{FieldClass, LevelOfNeed};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::database::number;
use tests::queries::{about, record, sharing};
use tests::{ChildFile, Hub, on_both};

use super::{beginning, codes, done, father, outcome, seen_by, send, step, with};

const ENQUIRY: &str = "SECTION_47_ENQUIRY";
const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

fn withheld(work: &Value) -> Vec<String> {
    let all = work["withheld"].as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|w| w["field"].as_str().map(str::to_owned)).collect()
}

/// Every field that is withheld is null, and no other that carries something is.
fn masked(work: &Value, given: &[&str]) {
    let withheld = withheld(work);
    for field in &withheld {
        assert!(work[field.as_str()].is_null(), "{field}: {work}");
    }
    for field in given {
        assert!(!withheld.contains(&(*field).to_owned()), "{field}: {work}");
        assert!(!work[*field].is_null(), "{field}: {work}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_an_enquiry_is_police_matter_and_its_family_adults() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["social-worker", "gp", "housing", "early-help", "police"];
        let file = ChildFile::new(&hub.town).open_to(&open).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let called = done(&hub, "social-worker", "conveneStrategyDiscussion", &beginning(child, ENQUIRY)).await;
        let held = step(&called, json!({"decision": ENQUIRY}));
        let held = done(&hub, "social-worker", "recordStrategyDiscussion", &held).await;
        let enquiry = done(&hub, "social-worker", "startSection47Enquiry", &step(&held, json!({}))).await;
        let seen = step(&enquiry, json!({"alone": true}));
        done(&hub, "social-worker", "recordSeen", &seen).await;
        let of = async |login: &str, purpose: &str| {
            let works = seen_by(&hub, login, child, purpose).await;
            let found = works.iter().find(|work| work["id"] == *enquiry.at("work.id"));
            found.cloned().unwrap_or_else(|| panic!("{login}: {works:?}"))
        };
        let own = of("social-worker", ENQUIRY).await;
        assert_eq!(withheld(&own), Vec::<String>::new(), "{own}");
        assert_eq!((&own["kind"], &own["overdue"]), (&json!(ENQUIRY), &json!(true)), "{own}");
        assert_eq!(own["seen"], json!([{"seenOn": "2026-01-05", "alone": true, "notAloneReason": null}]));
        // In the section 47 family a GP has POLICE; for direct care, never: that there is work, and not what.
        masked(&of("gp", ENQUIRY).await, &["kind", "status", "steps", "seen", "family"]);
        let care = of("gp", "DIRECT_CARE").await;
        masked(&care, &["startedOn", "agency", "agencyKind"]);
        assert!(withheld(&care).contains(&"kind".to_owned()), "{care}");
        // A housing officer has SUMMARY, and neither POLICE nor NARRATIVE.
        let housing = of("housing", ENQUIRY).await;
        masked(&housing, &["startedOn", "agency"]);
        assert_eq!(
            withheld(&housing),
            [
                "kind", "status", "dueOn", "overdue", "follows", "decision", "abuse", "seen", "family", "noFather",
                "steps", "outcomes"
            ]
        );
        assert_eq!(housing["withheld"][0]["classes"], json!(["SUMMARY"]), "the field's own classes: {housing}");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_that_a_child_was_seen_in_an_enquiry_is_police_matter_too() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "early-help"]);
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let called = done(&hub, "social-worker", "conveneStrategyDiscussion", &beginning(child, ENQUIRY)).await;
        done(&hub, "social-worker", "recordSeen", &step(&called, json!({"alone": true}))).await;
        for (login, tells) in [("social-worker", true), ("early-help", false)] {
            let answer = hub.ask(login, &record(), about(child, CARE)).await.ok();
            let all = answer.at("data.sharedRecord.chronology.nodes").to_string();
            assert!(all.contains("a local authority"), "there is an entry: {all}");
            assert_eq!(all.contains("Strategy discussion"), tells, "{login}: {all}");
            assert_eq!(all.contains("as it was said"), tells, "{login}: {all}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r19_r29_a_plan_is_shown_by_its_classes_and_to_nobody_by_a_level_that_opens_nothing() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let open = ["early-help", "gp", "probation", "social-worker"];
        let made = async |level: LevelOfNeed| {
            let child = ChildFile::new(&hub.town).open_to(&open).level(level).put(&hub.door).await;
            let mut input = beginning(child, "EARLY_HELP");
            input["family"] = father();
            input["outcomes"] = outcome(&hub);
            input["classes"] = json!([FieldClass::HousingFinance.to_string()]);
            done(&hub, "early-help", "makeEarlyHelpPlan", &input).await;
            child
        };
        let universal = made(LevelOfNeed::Universal).await;
        assert_eq!(seen_by(&hub, "gp", universal, CARE).await.len(), 0, "R19: at UNIVERSAL nothing of others");
        assert_eq!(seen_by(&hub, "early-help", universal, CARE).await.len(), 1, "one's own");
        let help = made(LevelOfNeed::EarlyHelp).await;
        let works = seen_by(&hub, "gp", help, CARE).await;
        masked(&works[0], &["startedOn", "agency"]);
        assert_eq!(works[0]["withheld"][0]["reason"], "ROLE", "GPs have no HOUSING_FINANCE: {works:?}");
        let works = seen_by(&hub, "social-worker", help, CARE).await;
        masked(&works[0], &["startedOn", "agency"]);
        let reasons = works[0]["withheld"].to_string();
        assert!(reasons.contains("CONSENT") && !reasons.contains("ROLE"), "{reasons}");
        assert!(!json!(works).to_string().contains("Made-up Father"), "{works:?}");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_work_does_not_tell_where_a_protected_child_is() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]).level(LevelOfNeed::ChildProtection);
        let child = file.whereabouts_known_to(&["social-worker"]).put(&hub.door).await;
        let mut input = beginning(child, CARE);
        input["text"] = json!("told-at-the-refuge");
        let begun = done(&hub, "social-worker", "startAssessment", &input).await;
        let family = json!([{
            "name": "Made-up Mother", "role": "MOTHER", "parentalResponsibility": true, "tookPart": false,
            "whyNot": "told-at-the-refuge",
        }]);
        let written = json!({"decision": "CHILD_IN_NEED", "family": family, "noFather": "told-at-the-refuge"});
        let written = done(&hub, "social-worker", "completeAssessment", &step(&begun, written)).await;
        let seen = json!({"alone": false, "notAloneReason": "told-at-the-refuge"});
        done(&hub, "social-worker", "recordSeen", &step(&written, seen)).await;
        let works = seen_by(&hub, "gp", child, CARE).await;
        masked(&works[0], &["kind", "status", "startedOn", "agencyKind"]);
        for field in ["agency", "seen", "family", "noFather", "steps", "outcomes"] {
            assert!(withheld(&works[0]).contains(&field.to_owned()), "{field}: {works:?}");
        }
        assert!(!json!(works).to_string().contains("told-at-the-refuge"), "{works:?}");
        let own = seen_by(&hub, "social-worker", child, CARE).await;
        assert!(json!(own).to_string().contains("told-at-the-refuge"), "{own:?}");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r13_work_of_others_after_the_last_day_is_not_there() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let today = entities::Instant::from_utc(chrono::Utc::now()).date_utc();
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildProtection);
        let child = file.ended_for("gp", today.plus_days(-5)).put(&hub.door).await;
        done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        assert_eq!(seen_by(&hub, "gp", child, CARE).await.len(), 0);
        assert_eq!(seen_by(&hub, "social-worker", child, CARE).await.len(), 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_r35_a_step_is_told_no_wider_than_its_entry() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let begun = done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        assert!(json!(seen_by(&hub, "gp", child, CARE).await).to_string().contains("bruises that nobody explains"));
        let correct = "mutation C($input: CorrectChronologyEntryInput!) { correctChronologyEntry(input: $input) {
            entry { id version } refused { code } problems { code message } } }";
        let mark = async |version: i32, sensitivity: &str| {
            let input = json!({
                "entry": begun.str("work.entry"), "expectedVersion": version, "reason": "kept closer",
                "sharing": sharing(CARE), "sensitivity": sensitivity,
            });
            let answer = hub.ask("social-worker", correct, json!({"input": input})).await.ok();
            assert!(answer.at("data.correctChronologyEntry.entry.id").is_string(), "{}", answer.text);
        };
        for (version, sensitivity, own) in [(1, "SENSITIVE", true), (2, "RESTRICTED", false)] {
            mark(version, sensitivity).await;
            // Work of which no entry may be told is not listed either; who keeps it goes on with it.
            for (login, listed, told) in [("gp", 0, false), ("social-worker", 1, own)] {
                let works = json!(seen_by(&hub, login, child, CARE).await);
                assert_eq!(works.as_array().map(Vec::len), Some(listed), "{login}: {works}");
                assert_eq!(works.to_string().contains("bruises that nobody explains"), told, "{login}: {works}");
            }
        }
        // Filed on the wrong child it leaves every view but that of who filed it.
        let withdraw = "mutation W($input: WithdrawChronologyEntryInput!) { withdrawChronologyEntry(input: $input) {
            refused { code } problems { code message } } }";
        let input = json!({
            "entry": begun.str("work.entry"), "expectedVersion": 3, "reason": "of her sister", "wrongChild": true,
            "sharing": sharing(CARE),
        });
        hub.ask("social-worker", withdraw, json!({"input": input})).await.ok();
        for (login, found) in [("gp", 0), ("social-worker", 1)] {
            assert_eq!(seen_by(&hub, login, child, CARE).await.len(), found, "{login}");
        }
        hub.end().await;
    })
    .await;
}

/// Corrects an entry as its own agency may.
async fn marked(hub: &Hub, login: &str, entry: &str, (version, purpose): (i32, &str), marking: Value) {
    let correct = "mutation C($input: CorrectChronologyEntryInput!) { correctChronologyEntry(input: $input) {
        entry { id version } refused { code } problems { code message } } }";
    let input =
        json!({"entry": entry, "expectedVersion": version, "reason": "kept closer", "sharing": sharing(purpose)});
    let answer = hub.ask(login, correct, json!({"input": with(input, &marking)})).await.ok();
    assert!(answer.at("data.correctChronologyEntry.entry.id").is_string(), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_r35_work_stands_as_its_last_step_that_may_be_told_left_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["school", "gp"]).level(LevelOfNeed::ChildProtection);
        let child = file.put(&hub.door).await;
        let mut input = beginning(child, "EARLY_HELP");
        (input["family"], input["outcomes"]) = (father(), outcome(&hub));
        let made = done(&hub, "school", "makeEarlyHelpPlan", &input).await;
        let aim = seen_by(&hub, "school", child, "EARLY_HELP").await[0]["outcomes"][0]["id"].clone();
        let found = json!([{"outcome": aim, "state": "NOT_MET", "note": "found-behind-the-shed"}]);
        let review = json!({"decision": "PLAN_ENDS", "family": father(), "reviewed": found});
        let ended = done(&hub, "school", "recordReview", &step(&made, review)).await;
        let before = seen_by(&hub, "gp", child, "DIRECT_CARE").await;
        assert_eq!(
            (&before[0]["status"], &before[0]["decision"]),
            (&json!("CONCLUDED"), &json!("PLAN_ENDS")),
            "{before:?}"
        );
        assert!(json!(before).to_string().contains("found-behind-the-shed"), "{before:?}");

        marked(&hub, "school", ended.str("work.entry"), (1, "EARLY_HELP"), json!({"sensitivity": "SENSITIVE"})).await;
        let after = seen_by(&hub, "gp", child, "DIRECT_CARE").await;
        assert_eq!((&after[0]["status"], &after[0]["decision"]), (&json!("OPEN"), &Value::Null), "{after:?}");
        assert_eq!((&after[0]["version"], &after[0]["endedOn"]), (&json!(1), &Value::Null), "{after:?}");
        assert_eq!(after[0]["outcomes"][0]["state"], "OPEN", "as it was agreed: {after:?}");
        assert!(!json!(after).to_string().contains("found-behind-the-shed"), "{after:?}");
        let own = seen_by(&hub, "school", child, "EARLY_HELP").await;
        assert_eq!((&own[0]["status"], &own[0]["decision"]), (&json!("CONCLUDED"), &json!("PLAN_ENDS")), "{own:?}");
        marked(&hub, "school", made.str("work.entry"), (1, "EARLY_HELP"), json!({"sensitivity": "SENSITIVE"})).await;
        assert_eq!(seen_by(&hub, "gp", child, "DIRECT_CARE").await, Vec::<Value>::new());
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_r35_a_step_has_the_classes_that_its_entry_was_given_since() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["school", "gp", "health-visitor"]);
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let mut input = beginning(child, "EARLY_HELP");
        (input["family"], input["outcomes"]) = (father(), outcome(&hub));
        let made = done(&hub, "school", "makeEarlyHelpPlan", &input).await;
        let seen = json!({"alone": true, "text": "said-by-the-neighbour"});
        let seen = done(&hub, "school", "recordSeen", &step(&made, seen)).await;
        let said = async || json!(seen_by(&hub, "health-visitor", child, "DIRECT_CARE").await).to_string();
        assert!(said().await.contains("said-by-the-neighbour"), "{}", said().await);
        marked(&hub, "school", seen.str("work.entry"), (1, "EARLY_HELP"), json!({"classes": ["THIRD_PARTY"]})).await;
        let works = seen_by(&hub, "health-visitor", child, "DIRECT_CARE").await;
        assert!(!json!(works).to_string().contains("said-by-the-neighbour"), "{works:?}");
        assert!(withheld(&works[0]).contains(&"steps".to_owned()), "withheld is no blank: {works:?}");
        masked(&works[0], &["startedOn", "agencyKind"]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_what_a_service_kept_to_few_eyes_works_on_is_for_few_eyes() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let kept = "INSERT INTO agency SELECT id, version + 1, code, name, kind, public_authority, area, TRUE, phone,
            out_of_hours, email, closed_on, log, seq FROM agency WHERE code = 'T-EARLY'";
        hub.db.execute_unprepared(kept).await.expect("a refuge");
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp", "early-help"]);
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let mut input = beginning(child, "EARLY_HELP");
        (input["family"], input["outcomes"]) = (father(), outcome(&hub));
        let made = done(&hub, "early-help", "makeEarlyHelpPlan", &input).await;
        for (login, purpose, found) in [("gp", CARE, 0), ("gp", ENQUIRY, 1), ("early-help", CARE, 1)] {
            assert_eq!(seen_by(&hub, login, child, purpose).await.len(), found, "{login} {purpose}");
        }
        let marked = "SELECT count(*) FROM chronology_entry WHERE sensitivity = 'SENSITIVE'";
        assert_eq!(number(&hub.db, marked).await, 1, "{}", made.text);
        // Nor does another's plan name it.
        let mut named = outcome(&hub);
        named[0]["ownerAgency"] = json!(hub.town.agency("T-EARLY").public());
        input["outcomes"] = named;
        let wrong =
            send(&hub, "social-worker", "makeEarlyHelpPlan", &with(input, &json!({"idempotencyKey": "other"}))).await;
        assert_eq!(codes(&wrong), ["UNKNOWN_ID"], "{}", wrong.text);
        hub.end().await;
    })
    .await;
}
