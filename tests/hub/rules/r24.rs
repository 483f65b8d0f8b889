//! A young person objected: what others recorded is held back until a person decides, and no further than they allow (R24).

use entities::ids::ChildId;
use entities::rows::opening;
use entities::words::{ChronologyCategory, ConsentDecision, ConsentGiver, LevelOfNeed, SharingPurpose};
use entities::{Instant, Set};
use serde_json::{Value, json};
use tests::queries::{about, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const ASK: &str = "mutation Ask($input: SharingReviewInput!) { requestSharingReview(input: $input) {
    reference refused { code message howToProceed accessLogEntryId } problems { path code } } }";

const DECIDE: &str = "mutation Decide($input: DecideSharingReviewInput!) { decideSharingReview(input: $input) {
    reference refused { code message howToProceed accessLogEntryId } problems { path code message } } }";

const WAITING: &str = "{ approvals { totalCount nodes { id action askedBy justification dueAt
    review { childId purpose agencyKind } } } }";

const OBJECT: &str = "mutation Object($input: RecordConsentInput!) { recordConsent(input: $input) {
    consent { id } refused { code } problems { path code } } }";

/// A young person of sixteen with whom the council, the surgery and the school work and of whom the school recorded something.
fn young<'a>(hub: &'a Hub, objects_to: SharingPurpose, level: LevelOfNeed, known_to: &[&str]) -> ChildFile<'a> {
    let born = hub.door.now().date_utc().plus_years(-17).plus_days(90);
    ChildFile::new(&hub.town)
        .born(born)
        .open_to(known_to)
        .level(level)
        .entry("school", "of the school", ChronologyCategory::Visit, &[])
        .consent(ConsentDecision::Refused, ConsentGiver::YoungPerson16OrOver, objects_to, Set::all())
}

/// A young person who objects to what the surgery asks for.
pub async fn objecting(hub: &Hub) -> ChildId {
    let known_to = ["social-worker", "gp", "school", "early-help"];
    young(hub, SharingPurpose::ChildInNeedAssessment, LevelOfNeed::ChildProtection, &known_to).put(&hub.door).await
}

async fn look(hub: &Hub, login: &str, child: ChildId, purpose: &str) -> Answer {
    hub.ask(login, &record(), about(child, purpose)).await.ok()
}

fn entry_of(answer: &Answer) -> String {
    let given = answer.str("data.sharedRecord.sharing.accessLogEntryId");
    format!("{given}{}", answer.str("data.sharedRecord.accessLogEntryId"))
}

/// Why what others recorded is withheld whole; none where it is not.
fn held_back(answer: &Answer) -> Option<String> {
    assert_eq!(answer.str("data.sharedRecord.__typename"), "SharedRecord", "{}", answer.text);
    let withheld = tests::answer::withheld(answer.at("data.sharedRecord"));
    withheld.get("chronology").map(|(_, reason)| reason.clone())
}

async fn ask(hub: &Hub, login: &str, entry: &str) -> Answer {
    let input = json!({"accessLogEntry": entry, "reason": "her aunt rang, and she may be ill"});
    hub.ask(login, ASK, json!({"input": input})).await
}

async fn asked(hub: &Hub, login: &str, entry: &str) -> String {
    let answer = ask(hub, login, entry).await.ok();
    let reference = answer.str("data.requestSharingReview.reference").to_owned();
    assert!(reference.starts_with("sharing_review_"), "{}", answer.text);
    reference
}

async fn decide(hub: &Hub, login: &str, review: &str, said: Value) -> Answer {
    let mut input = json!({"review": review, "reason": "talked over with her"});
    for (name, value) in said.as_object().expect("fields") {
        input[name] = value.clone();
    }
    hub.ask(login, DECIDE, json!({"input": input})).await.ok()
}

fn allow(classes: &[&str]) -> Value {
    json!({"allow": true, "classes": classes, "until": "2999-01-01"})
}

async fn waiting(hub: &Hub, login: &str) -> Vec<Value> {
    let answer = hub.ask(login, WAITING, Value::Null).await.ok();
    let nodes = answer.at("data.approvals.nodes").as_array().cloned().unwrap_or_default();
    assert_eq!(answer.at("data.approvals.totalCount"), &json!(nodes.len()), "{}", answer.text);
    nodes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r24_who_is_held_back_asks_and_a_lead_of_a_contributing_agency_decides_how_far() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = objecting(&hub).await;
        let first = look(&hub, "gp", child, CARE).await;
        assert_eq!(held_back(&first).as_deref(), Some("REVIEW"), "{}", first.text);
        let review = asked(&hub, "gp", &entry_of(&first)).await;
        let again = ask(&hub, "gp", &entry_of(&first)).await.ok();
        assert_eq!(again.str("data.requestSharingReview.problems.0.code"), "WAITING", "{}", again.text);

        for login in ["school-lead", "governance"] {
            let nodes = waiting(&hub, login).await;
            let [node] = nodes.as_slice() else { panic!("{login}: {nodes:?}") };
            assert_eq!((&node["id"], &node["action"]), (&json!(review), &json!("REVIEW_SHARING")), "{login}");
            assert_eq!(node["askedBy"], "Person gp");
            assert_eq!(node["justification"], "her aunt rang, and she may be ill");
            let about = json!({"childId": child.public(), "purpose": CARE, "agencyKind": "GENERAL_PRACTICE"});
            assert_eq!(node["review"], about, "{login}");
        }
        // The council's lead belongs to no agency that recorded something.
        for login in ["lead", "gp", "school", "social-worker", "manager", "inspector"] {
            assert_eq!(waiting(&hub, login).await, Vec::<Value>::new(), "{login}");
        }
        let decided = decide(&hub, "school-lead", &review, allow(&["SUMMARY", "NARRATIVE"])).await;
        assert_eq!(decided.str("data.decideSharingReview.reference"), review, "{}", decided.text);
        for login in ["school-lead", "governance"] {
            assert_eq!(waiting(&hub, login).await, Vec::<Value>::new(), "{login}");
        }
        let twice = decide(&hub, "governance", &review, json!({"allow": false})).await;
        assert_eq!(twice.str("data.decideSharingReview.problems.0.code"), "DECIDED", "{}", twice.text);

        let lifted = look(&hub, "gp", child, CARE).await;
        assert_eq!(held_back(&lifted), None, "{}", lifted.text);
        let entry = lifted.at("data.sharedRecord.chronology.nodes.0").clone();
        assert!(entry["summary"].is_string() && entry["narrative"].is_string(), "{entry}");
        let why = tests::answer::withheld(&entry);
        assert_eq!(why.get("childVoice").map(|(_, reason)| reason.as_str()), Some("REVIEW"), "no further: {entry}");
        // For the agency that asked, and no other.
        let other = look(&hub, "early-help", child, CARE).await;
        assert_eq!(held_back(&other).as_deref(), Some("REVIEW"), "{}", other.text);

        // A new objection binds again.
        let input = json!({
            "child": {"id": child.public()}, "sharing": sharing(CARE), "decision": "REFUSED",
            "givenBy": "YOUNG_PERSON_16_OR_OVER", "giverName": "Made-up Person", "purposes": [CARE],
            "agencyKinds": ["GENERAL_PRACTICE"], "fieldClasses": ["NARRATIVE"], "obtainedAt": "2026-02-01T10:00:00Z",
        });
        let made = hub.ask("social-worker", OBJECT, json!({"input": input})).await.ok();
        assert!(made.at("data.recordConsent.consent.id").is_string(), "{}", made.text);
        let bound = look(&hub, "gp", child, CARE).await;
        assert_eq!(held_back(&bound).as_deref(), Some("REVIEW"), "{}", bound.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r24_where_an_objection_leaves_nothing_open_a_decision_opens_what_it_allows() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        // Begun without a concern on record, so that the council was not asked and has no relationship (R10).
        let mash = hub.town.person("mash").membership;
        let child = young(&hub, SharingPurpose::ReferralScreening, LevelOfNeed::ChildProtection, &["gp", "school"])
            .with(|rows, child_id| {
                rows.add(opening::Model {
                    id: uuid::Uuid::new_v4().to_string(),
                    membership_id: mash,
                    child_id,
                    purpose: SharingPurpose::ReferralScreening,
                    emergency: false,
                    started_at: hub.door.now(),
                    until: hub.door.now().plus(Instant::DAY),
                    log: 0,
                    seq: 0,
                });
            })
            .put(&hub.door)
            .await;
        let screen = async || {
            let mut variables = about(child, "REFERRAL_SCREENING");
            variables["sharing"]["justification"] = json!("the school rang about her this morning");
            hub.ask("mash", &record(), variables).await.ok()
        };
        let refused = async || {
            let answer = screen().await;
            assert_eq!(answer.str("data.sharedRecord.code"), "REVIEW_REQUIRED", "{}", answer.text);
            entry_of(&answer)
        };
        let review = asked(&hub, "mash", &refused().await).await;
        let no = decide(&hub, "governance", &review, json!({"allow": false})).await;
        assert_eq!(no.str("data.decideSharingReview.reference"), review, "{}", no.text);
        // After a no it may be asked again, with another reason.
        let review = asked(&hub, "mash", &refused().await).await;
        for (said, problems) in [
            (json!({"allow": true}), &["classes REQUIRED", "until REQUIRED"][..]),
            (json!({"allow": false, "classes": ["SUMMARY"]}), &["classes NOT_TAKEN"]),
            (json!({"allow": true, "classes": ["SUMMARY"], "until": "2026-01-01"}), &["until IN_THE_PAST"]),
        ] {
            let answer = decide(&hub, "governance", &review, said).await;
            let found = super::super::bad_input::problems(&answer, "decideSharingReview");
            let found: Vec<String> =
                found.iter().map(|(path, code)| format!("{} {code}", path.trim_start_matches("input."))).collect();
            assert_eq!(found, problems, "{}", answer.text);
        }
        decide(&hub, "governance", &review, allow(&["SUMMARY"])).await;
        let opened = screen().await;
        assert_eq!(held_back(&opened), None, "{}", opened.text);
        assert!(opened.at("data.sharedRecord.chronology.nodes.0.headline").is_string(), "{}", opened.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_r24_no_purpose_that_nothing_bears_out_passes_an_objection_to_an_assessment() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let known_to = ["gp", "school", "health-visitor"];
        let child = young(&hub, SharingPurpose::ChildInNeedAssessment, LevelOfNeed::ChildInNeed, &known_to)
            .put(&hub.door)
            .await;
        for login in ["gp", "health-visitor"] {
            let assessment = look(&hub, login, child, CARE).await;
            assert_eq!(held_back(&assessment).as_deref(), Some("REVIEW"), "{login}: {}", assessment.text);
        }
        for (login, purpose) in [
            ("gp", "SECTION_47_ENQUIRY"),
            ("gp", "EMERGENCY_PROTECTION"),
            ("gp", "MISSING_CHILD"),
            ("health-visitor", "REFERRAL_SCREENING"),
        ] {
            let named = look(&hub, login, child, purpose).await;
            assert_eq!(held_back(&named).as_deref(), Some("PURPOSE"), "{login} {purpose}: {}", named.text);
        }
        // She objected to that and to nothing else.
        assert_eq!(held_back(&look(&hub, "gp", child, "DIRECT_CARE").await), None);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r24_r32_who_begins_screening_against_an_objection_is_told_that_a_person_decides() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let known_to = ["gp", "school"];
        let child = young(&hub, SharingPurpose::ReferralScreening, LevelOfNeed::ChildProtection, &known_to)
            .put(&hub.door)
            .await;
        let screen = async |child: ChildId, why: Option<&str>| {
            let mut variables = about(child, "REFERRAL_SCREENING");
            variables["sharing"]["justification"] = json!(why);
            hub.ask("mash", &record(), variables).await.ok()
        };
        let why = Some("the school rang about her this morning");
        let begun = screen(child, why).await;
        assert_eq!(begun.str("data.sharedRecord.code"), "REVIEW_REQUIRED", "{}", begun.text);
        let review = asked(&hub, "mash", &entry_of(&begun)).await;
        // Without a justification nothing is begun, and nobody is told that there is such a child.
        let nobody = ChildId(uuid::Uuid::new_v4());
        for (child, why) in [(child, None), (nobody, None), (nobody, why)] {
            let unknown = screen(child, why).await;
            assert_eq!(unknown.str("data.sharedRecord.code"), "NOT_FOUND", "{}", unknown.text);
        }
        decide(&hub, "governance", &review, allow(&["SUMMARY"])).await;
        assert_eq!(held_back(&screen(child, why).await), None);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r24_asking_and_deciding_tell_nobody_of_a_child_whom_they_may_not_know() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = objecting(&hub).await;
        let entry = entry_of(&look(&hub, "gp", child, CARE).await);
        let absent = ask(&hub, "gp", "access_0_999999").await.ok();
        assert_eq!(absent.str("data.requestSharingReview.refused.code"), "NOT_FOUND", "{}", absent.text);
        // Another person's access is like none; what no objection holds back is a problem.
        for login in ["school", "social-worker", "school-lead", "early-help"] {
            let theirs = ask(&hub, login, &entry).await.ok();
            assert_eq!(theirs.canonical(), ask(&hub, login, "access_0_999999").await.ok().canonical(), "{login}");
        }
        assert_eq!(ask(&hub, "administrator", &entry).await.error(), "FORBIDDEN");
        let free = entry_of(&look(&hub, "gp", child, "DIRECT_CARE").await);
        let free = ask(&hub, "gp", &free).await.ok();
        assert_eq!(free.str("data.requestSharingReview.problems.0.code"), "NOT_HELD_BACK", "{}", free.text);

        let review = asked(&hub, "gp", &entry).await;
        let nothing = entities::ids::SharingReviewId(uuid::Uuid::new_v4()).public();
        for (login, code) in [
            ("lead", "NOT_FOUND"),
            ("gp", "ROLE"),
            ("school", "ROLE"),
            ("social-worker", "ROLE"),
            ("inspector", "ROLE"),
            ("administrator", "ROLE"),
        ] {
            let there = decide(&hub, login, &review, allow(&["SUMMARY"])).await;
            assert_eq!(there.str("data.decideSharingReview.refused.code"), code, "{login}: {}", there.text);
            let absent = decide(&hub, login, &nothing, allow(&["SUMMARY"])).await;
            assert_eq!(there.canonical(), absent.canonical(), "{login}");
        }
        // Where the child's whereabouts are protected, who asks is told by kind of agency alone (R7).
        let marking = "mutation Mark($input: ProtectWhereaboutsInput!) { protectWhereabouts(input: $input) {
            protection { id } refused { code } problems { code } } }";
        let input = json!({"child": {"id": child.public()}, "sharing": sharing(CARE), "reason": "made up"});
        let marked = hub.ask("school", marking, json!({"input": input})).await.ok();
        assert!(marked.at("data.protectWhereabouts.protection.id").is_string(), "{}", marked.text);
        let nodes = waiting(&hub, "school-lead").await;
        assert_eq!((&nodes[0]["askedBy"], &nodes[0]["justification"]), (&json!("a general practice"), &Value::Null));

        // Once the record is restricted there is no such child for any of them.
        let restriction = "mutation Restrict($input: RestrictRecordInput!) { restrictRecord(input: $input) {
            protection { id } refused { code } problems { code } } }";
        let id = |login: &str| hub.town.person(login).id.public();
        let mut input = input;
        input["named"] = json!([id("social-worker")]);
        input["custodians"] = json!([id("police"), id("health-visitor")]);
        input["approvedBy"] = json!(id("manager"));
        let restricted = hub.ask("social-worker", restriction, json!({"input": input})).await.ok();
        assert!(restricted.at("data.restrictRecord.protection.id").is_string(), "{}", restricted.text);
        for login in ["school-lead", "governance"] {
            assert_eq!(waiting(&hub, login).await, Vec::<Value>::new(), "{login}");
            let there = decide(&hub, login, &review, allow(&["SUMMARY"])).await;
            assert_eq!(there.str("data.decideSharingReview.refused.code"), "NOT_FOUND", "{login}: {}", there.text);
            assert_eq!(there.canonical(), decide(&hub, login, &nothing, allow(&["SUMMARY"])).await.canonical());
        }
        assert_eq!(ask(&hub, "gp", &entry).await.ok().canonical(), absent.canonical());
        hub.end().await;
    })
    .await;
}
