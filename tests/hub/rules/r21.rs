//! Going on without consent, with a manager who answers in their own session (R21).

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, RAISE, about, concern, entry, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const WAITING: &str = "query Waiting($after: String) { approvals(first: 1, after: $after) { totalCount
    pageInfo { hasNextPage endCursor } nodes { id action accessLogEntry askedBy justification dueAt } } }";

const DECIDE: &str = "mutation Decide($input: DecideApprovalInput!) { decideApproval(input: $input) {
    reference refused { code } problems { path code message } } }";

async fn open(hub: &Hub, child: entities::ids::ChildId, approver: Option<&str>) -> Answer {
    let mut sharing = json!({
        "purpose": CARE, "lawfulBasis": "PUBLIC_TASK", "dispenseReason": "UNJUSTIFIED_DELAY",
        "justification": "the mother cannot be reached, and he is afraid",
    });
    if let Some(approver) = approver {
        sharing["approvedBy"] = json!(hub.town.person(approver).id.public());
    }
    hub.ask("social-worker", &record(), json!({"child": {"id": child.public()}, "sharing": sharing})).await.ok()
}

async fn decide(hub: &Hub, login: &str, approval: &Value, approved: bool) -> Answer {
    let input = json!({"approval": approval, "approved": approved, "reason": "talked over"});
    hub.ask(login, DECIDE, json!({"input": input})).await.ok()
}

fn told(answer: &Answer) -> bool {
    answer.at("data.sharedRecord.chronology.nodes.0.narrative").is_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_without_consent_it_takes_a_manager_who_answers_alone() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = || {
            let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
            file.entry("early-help", "of another", ChronologyCategory::Visit, &[])
        };
        let (child, other) = (file().put(&hub.door).await, file().put(&hub.door).await);
        for nobody in [None, Some("social-worker"), Some("colleague"), Some("gp")] {
            let answer = open(&hub, child, nobody).await;
            assert_eq!(answer.str("data.sharedRecord.code"), "JUSTIFICATION_REQUIRED", "{nobody:?}: {}", answer.text);
        }
        let answer = open(&hub, child, Some("manager")).await;
        assert!(told(&answer), "{}", answer.text);
        assert!(told(&open(&hub, other, Some("manager")).await));

        let first = hub.ask("manager", WAITING, json!({})).await.ok();
        assert_eq!(first.at("data.approvals.totalCount"), &json!(2), "{}", first.text);
        let one = first.at("data.approvals.nodes.0").clone();
        assert_eq!((&one["action"], &one["askedBy"]), (&json!("VIEW"), &json!("Person social-worker")));
        let after = first.at("data.approvals.pageInfo.endCursor").clone();
        let second = hub.ask("manager", WAITING, json!({"after": after})).await.ok();
        assert_eq!(second.at("data.approvals.pageInfo.hasNextPage"), &json!(false), "{}", second.text);
        let two = second.at("data.approvals.nodes.0").clone();
        assert_ne!(one["id"], two["id"]);
        // On a day when nobody works both are due at the same midnight.
        let entry = answer.str("data.sharedRecord.sharing.accessLogEntryId");
        let (one, two) = if one["accessLogEntry"] == entry { (one, two) } else { (two, one) };
        assert_eq!(one["accessLogEntry"], entry, "{}", first.text);

        for login in ["social-worker", "colleague", "gp", "governance", "lead"] {
            let waiting = hub.ask(login, WAITING, json!({})).await.ok();
            assert_eq!(waiting.at("data.approvals.totalCount"), &json!(0), "{login}");
            let answer = decide(&hub, login, &one["id"], true).await;
            assert_eq!(answer.str("data.decideApproval.refused.code"), "NOT_FOUND", "{login}: {}", answer.text);
        }
        assert_eq!(hub.ask("administrator", WAITING, json!({})).await.error(), "FORBIDDEN");
        let yes = decide(&hub, "manager", &one["id"], true).await;
        assert_eq!(yes.at("data.decideApproval.reference"), &one["id"], "{}", yes.text);
        let again = decide(&hub, "manager", &one["id"], false).await;
        assert_eq!(again.str("data.decideApproval.problems.0.code"), "ANSWERED", "{}", again.text);
        decide(&hub, "manager", &two["id"], false).await;
        assert!(told(&open(&hub, child, Some("manager")).await), "yes");
        let answer = open(&hub, other, Some("manager")).await;
        assert_eq!(answer.str("data.sharedRecord.code"), "JUSTIFICATION_REQUIRED", "no: {}", answer.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_r32_a_reason_without_a_justification_is_refused_to_read_and_to_write_whoever_the_child_is() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
        let child = child.put(&hub.door).await;
        let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
        for child in [child, nobody] {
            for justification in [Value::Null, json!(""), json!("too short")] {
                let mut why = sharing(CARE);
                why["dispenseReason"] = json!("UNJUSTIFIED_DELAY");
                why["approvedBy"] = json!(hub.town.person("manager").id.public());
                why["justification"] = justification.clone();
                let variables = json!({"child": {"id": child.public()}, "sharing": why});
                let read = hub.ask("social-worker", &record(), variables).await.ok();
                assert_eq!(read.str("data.sharedRecord.code"), "JUSTIFICATION_REQUIRED", "{}", read.text);
                let mut input = entry(child, CARE, "key", "seen");
                input["sharing"] = why;
                let write = hub.ask("social-worker", CONTRIBUTE, json!({"input": input})).await.ok();
                let code = write.str("data.contributeChronologyEntry.refused.code");
                assert_eq!(code, "JUSTIFICATION_REQUIRED", "{justification}: {}", write.text);
            }
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_a_concern_or_a_check_that_was_not_put_to_the_caller_is_said_to_be_none_whoever_the_child_is() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]).put(&hub.door).await;
        let raised = hub.ask("charity", RAISE, json!({"input": concern("key", "a bruise")})).await.ok();
        let theirs = raised.str("data.raiseConcern.concern.id").to_owned();
        let unknown = entities::ids::ConcernId(uuid::Uuid::new_v4()).public();
        let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
        let read = async |login: &str, child: entities::ids::ChildId, field: &str, id: &str| {
            let mut why = sharing(CARE);
            why[field] = json!(id);
            hub.ask(login, &record(), json!({"child": {"id": child.public()}, "sharing": why})).await
        };
        // It was addressed to the council.
        let council = read("social-worker", child, "concern", &theirs).await.ok();
        assert_eq!(council.str("data.sharedRecord.__typename"), "SharedRecord", "{}", council.text);
        for child in [child, nobody] {
            for (login, field, id) in [
                ("gp", "concern", &theirs),
                ("gp", "concern", &unknown),
                ("social-worker", "concern", &unknown),
                ("social-worker", "check", &"check_1".to_owned()),
            ] {
                let answer = read(login, child, field, id).await;
                assert_eq!(answer.error(), "BAD_USER_INPUT", "{login}: {}", answer.text);
                assert_eq!(answer.at("errors.0.extensions.path"), &json!(["sharing", field]), "{}", answer.text);
            }
        }
        for (field, code) in [("concern", "UNKNOWN_ID"), ("check", "BAD_FORM")] {
            let mut input = entry(child, CARE, "key", "seen");
            input["sharing"][field] = json!(unknown);
            let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
            let problem = answer.at("data.contributeChronologyEntry.problems.0");
            assert_eq!(problem["path"], json!(["input", "sharing", field]), "{}", answer.text);
            assert_eq!(problem["code"], code, "{}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_what_consent_holds_back_says_how_to_go_on_though_nobody_is_to_be_asked() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
        let child = file.entry("early-help", "of another", ChronologyCategory::Visit, &[]).put(&hub.door).await;
        let answer = hub.ask("social-worker", &record(), about(child, CARE)).await.ok();
        let all = answer.at("data.sharedRecord.chronology.nodes.0.withheld").as_array().cloned().expect("a list");
        let held: Vec<&Value> = all.iter().filter(|one| one["reason"] == "CONSENT").collect();
        assert!(!held.is_empty(), "{}", answer.text);
        for one in held {
            let how = one["howToProceed"].as_str().expect("words");
            for step in ["consent to this sharing", "dispense reason", "`approvedBy`", "raise a concern"] {
                assert!(how.contains(step), "{step}: {how}");
            }
        }
        hub.end().await;
    })
    .await;
}
