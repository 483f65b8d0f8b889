//! Who is asked sees who the child is, how to reach it, the text of the request and what the request asks for, until it has
//! answered; what it brings with its answer is for who asked (R14, R29).

use entities::words::{ChronologyCategory, LevelOfNeed, ProtectiveWork};
use serde_json::{Value, json};
use tests::database::number;
use tests::queries::{record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

use super::{answer, known, listed, sent};

const ENQUIRY: &str = "SECTION_47_ENQUIRY";

async fn open(hub: &Hub, login: &str, child: &str, purpose: &str, check: Option<&str>) -> Answer {
    let mut why = sharing(purpose);
    if let Some(check) = check {
        why["check"] = json!(check);
    }
    hub.ask(login, &record(), json!({"child": {"id": child}, "sharing": why})).await.ok()
}

fn summaries(answer: &Answer) -> Vec<String> {
    let all = answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|entry| entry["summary"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_a_gp_who_is_asked_by_a_section_47_check() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["social-worker", "health-visitor"])
            .level(LevelOfNeed::ChildInNeed)
            .work(ProtectiveWork::Section47)
            .entry("health-visitor", "of health", ChronologyCategory::Health, &[])
            .entry("police", "of police", ChronologyCategory::PoliceReport, &[])
            .put(&hub.door)
            .await;
        let id = child.public();
        let before = open(&hub, "gp", &id, ENQUIRY, None).await;
        assert_eq!(before.str("data.sharedRecord.code"), "NOT_FOUND", "{}", before.text);

        let check = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-SURGERY").await;
        let seen = listed(&hub, "gp", json!({"side": "ASKED"})).await;
        assert_eq!(seen.at("nodes.0.id"), &json!(check), "{}", seen.text);
        assert_eq!(seen.str("nodes.0.text"), "bruises that nobody explains: what do you know of them?");
        assert_eq!(seen.str("nodes.0.household.0.name"), "Made-up Stepfather");
        assert_eq!(seen.at("nodes.0.formerAddresses"), &json!(["1 Made-up Way"]));
        assert_eq!(seen.at("nodes.0.ground"), &Value::Null, "{}", seen.text);

        // Without naming the check: who the child is and how to reach it, and no more.
        let bare = open(&hub, "gp", &id, ENQUIRY, None).await;
        assert!(bare.at("data.sharedRecord.child.givenName").is_string(), "{}", bare.text);
        assert!(bare.at("data.sharedRecord.child.address").is_string(), "{}", bare.text);
        assert_eq!(summaries(&bare), Vec::<String>::new(), "{}", bare.text);
        // With it: the classes that it asks for, and none beside.
        let asked = open(&hub, "gp", &id, ENQUIRY, Some(&check)).await;
        assert!(asked.at("data.sharedRecord.child.givenName").is_string(), "{}", asked.text);
        assert!(asked.at("data.sharedRecord.child.nhsNumber").is_null(), "{}", asked.text);
        assert!(asked.at("data.sharedRecord.child.ethnicity").is_null(), "{}", asked.text);
        let told = summaries(&asked);
        assert_eq!(told.len(), 1, "{}", asked.text);
        assert!(told[0].ends_with("of health"), "{told:?}");
        let opened = asked.str("data.sharedRecord.sharing.accessLogEntryId").to_owned();
        // For another purpose the request opens nothing further.
        let other = open(&hub, "gp", &id, "CHILD_IN_NEED_ASSESSMENT", Some(&check)).await;
        assert_eq!(summaries(&other), Vec::<String>::new(), "{}", other.text);

        let mut reply = known(&check, "KNOWN_OPEN");
        reply["entries"] = json!([{
            "occurredAt": "2026-01-05T10:00:00Z", "category": "PARENT_WELLBEING", "significance": "SIGNIFICANT",
            "summary": "what came with the answer",
        }]);
        let done = answer(&hub, "gp", &reply).await;
        assert_eq!(done.str("check.status"), "ANSWERED", "{}", done.text);
        assert_eq!(done.at("entries").as_array().map(Vec::len), Some(1), "{}", done.text);
        // The same request again gives the same, though the request has ended.
        let again = answer(&hub, "gp", &reply).await;
        assert_eq!(again.body, done.body);

        // It ended with the answer.
        for named in [None, Some(check.as_str())] {
            let after = open(&hub, "gp", &id, ENQUIRY, named).await;
            assert_eq!(after.str("data.sharedRecord.code"), "NOT_FOUND", "{}", after.text);
        }
        assert_eq!(listed(&hub, "gp", json!({})).await.at("totalCount"), &json!(0));

        // Who asked reads what came; to others it is SENSITIVE, and not there.
        let social_worker = open(&hub, "social-worker", &id, "CHILD_IN_NEED_ASSESSMENT", None).await;
        let came = social_worker.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
        assert!(
            came.iter().any(|entry| entry["sensitivity"] == "SENSITIVE" || entry["agencyKind"] == "GENERAL_PRACTICE")
        );
        let enquiry = open(&hub, "social-worker", &id, ENQUIRY, None).await;
        assert!(summaries(&enquiry).iter().any(|s| s == "what came with the answer"), "{}", enquiry.text);
        let visitor = open(&hub, "health-visitor", &id, "CHILD_IN_NEED_ASSESSMENT", None).await;
        assert!(!visitor.text.contains("what came with the answer"), "{}", visitor.text);
        let kinds = visitor.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
        assert!(kinds.iter().all(|entry| entry["agencyKind"] != "GENERAL_PRACTICE"), "{}", visitor.text);
        let found = listed(&hub, "social-worker", json!({"side": "ASKING"})).await;
        assert_eq!(found.str("nodes.0.answer"), "KNOWN_OPEN", "{}", found.text);
        assert_eq!(found.at("nodes.0.systemsSearched"), &json!(["the surgery's own"]));

        // What was an answer while the check was open is one as of then.
        let replay =
            hub.door.replay(opened.parse().expect("an entry")).await.unwrap_or_else(|e| panic!("{:?}", e.cause()));
        assert!(replay.same && replay.same_book);
        // All of it stands in the log: asked, answered twice, and each list that somebody looked at.
        let logged = "SELECT count(*) FROM access_log WHERE action = 'CHECK' AND child IS NOT NULL";
        assert_eq!(number(&hub.db, logged).await, 5);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r14_what_is_held_and_withheld_says_whom_to_ask() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let child = file.put(&hub.door).await;
        let check = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-POLICE").await;
        let mut reply = known(&check, "HELD_BUT_WITHHELD");
        let silent = answer(&hub, "police", &reply).await;
        assert_eq!(silent.at("problems.0.path"), &json!(["input", "askWhom"]), "{}", silent.text);
        assert_eq!(silent.str("problems.0.code"), "REQUIRED");
        reply["askWhom"] = json!("the public protection desk, 020 7946 0042");
        let done = answer(&hub, "police", &reply).await;
        assert_eq!(done.at("problems"), &json!([]), "{}", done.text);
        let seen = listed(&hub, "social-worker", json!({})).await;
        assert_eq!(seen.str("nodes.0.answer"), "HELD_BUT_WITHHELD", "{}", seen.text);
        assert_eq!(seen.str("nodes.0.askWhom"), "the public protection desk, 020 7946 0042");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_a_check_does_not_tell_where_a_protected_child_is() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["social-worker"])
            .work(ProtectiveWork::Section47)
            .whereabouts_known_to(&["social-worker"])
            .put(&hub.door)
            .await;
        let surgery = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-SURGERY").await;
        let police = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-POLICE").await;
        let seen = listed(&hub, "gp", json!({})).await;
        assert_eq!(seen.at("nodes.0.id"), &json!(surgery), "{}", seen.text);
        for field in ["text", "household", "formerAddresses", "askedBy"] {
            assert!(seen.at(&format!("nodes.0.{field}")).is_null(), "{field}: {}", seen.text);
        }
        let withheld = tests::answer::withheld(seen.at("nodes.0"));
        assert_eq!(withheld["text"], (vec!["WHEREABOUTS".to_owned()], "SENSITIVITY".to_owned()));
        assert_eq!(withheld.len(), 4);
        // The police are told for an enquiry that another agency asks about.
        let seen = listed(&hub, "police", json!({})).await;
        assert_eq!(seen.at("nodes.0.id"), &json!(police), "{}", seen.text);
        assert!(seen.at("nodes.0.text").is_string(), "{}", seen.text);
        hub.end().await;
    })
    .await;
}
