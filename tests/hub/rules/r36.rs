//! Tightening is quick, lifting takes two (R36).

use entities::ids::ChildId;
use entities::words::LevelOfNeed;
use serde_json::{Value, json};
use tests::queries::{NAME, about, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const BAR: &str = "mutation Bar($input: BarAccessInput!) { barAccess(input: $input) {
    protection { id until } refused { code } problems { path code } } }";

const LIFT: &str = "mutation Lift($input: LiftProtectionInput!) { liftBar(input: $input) {
    protection { id until } refused { code } problems { path code } } }";

const DECIDE: &str = "mutation Decide($input: DecideApprovalInput!) { decideApproval(input: $input) {
    reference refused { code } problems { path code } } }";

async fn decide(hub: &Hub, approved: bool) -> Answer {
    let waiting = hub.ask("manager", "{ approvals { totalCount nodes { id action } } }", Value::Null).await.ok();
    assert_eq!(waiting.at("data.approvals.totalCount"), &json!(1), "{}", waiting.text);
    assert_eq!(waiting.str("data.approvals.nodes.0.action"), "PROTECT");
    let id = waiting.at("data.approvals.nodes.0.id");
    let input = json!({"approval": id, "approved": approved, "reason": "talked over"});
    let answer = hub.ask("manager", DECIDE, json!({"input": input})).await.ok();
    assert_eq!(answer.at("data.decideApproval.reference"), id, "{}", answer.text);
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_a_bar_holds_at_once_and_is_lifted_by_two() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker", "school"]).put(&hub.door).await;
        let manager = hub.town.person("manager").id.public();
        let school_sees = async || {
            let answer = hub.ask("school", NAME, about(child, CARE)).await.ok();
            answer.str("data.sharedRecord.__typename") == "SharedRecord"
        };
        let bar = async || {
            let input = json!({
                "child": {"id": child.public()}, "sharing": sharing(CARE), "reason": "made up",
                "practitioner": hub.town.person("school").id.public(), "approvedBy": manager,
            });
            let answer = hub.ask("social-worker", BAR, json!({"input": input})).await.ok();
            answer.str("data.barAccess.protection.id").to_owned()
        };
        assert!(school_sees().await);
        bar().await;
        assert!(!school_sees().await, "at once");
        decide(&hub, false).await;
        assert!(school_sees().await, "the second person said no");
        let protection = bar().await;
        decide(&hub, true).await;
        let input = json!({"protection": protection, "reason": "made up", "approvedBy": manager});
        let lift = hub.ask("social-worker", LIFT, json!({"input": input})).await.ok();
        assert_eq!(lift.str("data.liftBar.protection.id"), protection, "{}", lift.text);
        assert!(lift.at("data.liftBar.protection.until").is_null() && !school_sees().await, "not yet");
        let again = hub.ask("social-worker", LIFT, json!({"input": input})).await.ok();
        assert_eq!(again.str("data.liftBar.problems.0.code"), "WAITING", "{}", again.text);
        decide(&hub, true).await;
        assert!(school_sees().await);
        let again = hub.ask("social-worker", LIFT, json!({"input": input})).await.ok();
        assert_eq!(again.str("data.liftBar.problems.0.code"), "LIFTED", "{}", again.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r32_r36_who_may_not_lower_a_level_in_their_area_is_not_told_that_there_is_one() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        // In the council's area, in need, and another authority's to lower.
        let neighbours = hub.town.agency("T-NEIGHBOUR");
        let child = ChildFile::new(&hub.town)
            .detailed(|row| row.responsible_authority = Some(neighbours))
            .level(LevelOfNeed::ChildInNeed)
            .put(&hub.door)
            .await;
        let lower = async |child: ChildId, level: &str| {
            let input = json!({
                "idempotencyKey": uuid::Uuid::new_v4().to_string(), "child": {"id": child.public()},
                "sharing": sharing(CARE), "level": level, "decidedOn": "2026-01-05", "reason": "made up",
            });
            let operation = "mutation Level($input: RecordLevelOfNeedInput!) { recordLevelOfNeed(input: $input) {
                levelOfNeed refused { code message howToProceed } problems { path code } } }";
            hub.ask("social-worker", operation, json!({"input": input})).await.ok()
        };
        let absent = lower(ChildId(uuid::Uuid::new_v4()), "UNIVERSAL").await;
        assert_eq!(absent.str("data.recordLevelOfNeed.refused.code"), "NOT_FOUND", "{}", absent.text);
        for level in ["UNIVERSAL", "EARLY_HELP"] {
            assert_eq!(lower(child, level).await.canonical(), absent.canonical(), "{level}");
        }
        let raised = lower(child, "CHILD_PROTECTION").await;
        assert_eq!(raised.str("data.recordLevelOfNeed.levelOfNeed"), "CHILD_PROTECTION", "{}", raised.text);
        hub.end().await;
    })
    .await;
}
