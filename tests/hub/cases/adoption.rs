//! A child who was adopted.

use entities::ids::ChildId;
use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::{ChildFile, Hub};

use super::look::{because, child, done, entries, for_, given, open, refusal};
use super::probe::{Whom, Wrong, knows_nothing};

const NEED: &str = "CHILD_IN_NEED_ASSESSMENT";

/// From the order on the earlier life is with its custodians alone: practice and school work with the child under the new name,
/// and for them, for the social worker of before and for their leads there is no other record.
pub async fn r28_an_adopted_child(hub: &Hub) {
    let earlier = |given: &str, family: &str| -> ChildFile<'_> {
        child(hub, given, family).level(LevelOfNeed::ChildInNeed).open_to(&["gp", "school", "social-worker"]).entry(
            "social-worker",
            "placed",
            ChronologyCategory::Placement,
            &[],
        )
    };
    let manager = hub.town.person("manager").id.public();
    let seal = async |id: ChildId| {
        let person = |login: &str| hub.town.person(login).id.public();
        let order = json!({
            "child": {"id": id.public()}, "sharing": for_(NEED), "reason": "adoption order", "named": [person("adoption")],
            "custodians": [person("adoption"), person("trust-lead")], "approvedBy": manager,
        });
        done(hub, "social-worker", "restrictRecord", order).await;
    };
    let before = earlier("Joe", "Tanner").put(&hub.door).await;
    let after = child(hub, "Samuel", "Whitfield").open_to(&["gp", "school", "adoption"]).put(&hub.door).await;
    seal(before).await;
    for login in ["gp", "school", "social-worker", "mash", "manager"] {
        assert_eq!(
            refusal(hub, login, before, for_(NEED)).await,
            if login == "mash" { "PURPOSE_NOT_OPEN_TO_ROLE" } else { "NOT_FOUND" }
        );
    }
    let now = open(hub, "gp", after, for_(NEED)).await;
    given(&now, &["givenName", "nhsNumber"]);
    assert!(!now.text.contains("Tanner") && !now.text.contains(&before.0.to_string()), "{}", now.text);
    let kept = open(hub, "adoption", before, because(for_(NEED), Value::Null)).await;
    given(&kept, &["givenName", "familyName"]);
    assert_eq!(entries(&kept), ["placed"]);
    // Each attempt is before a custodian, whatever the role, and before nobody else.
    let log =
        "query L($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes { practitioner flags } } }";
    let filter = json!({"filter": {"child": {"id": before.public()}, "allowed": false}});
    for (login, count) in [("adoption", 5), ("trust-lead", 5), ("lead", 0), ("governance", 0)] {
        let read = hub.ask(login, log, filter.clone()).await.ok();
        assert_eq!(read.at("data.accessLog.totalCount"), &json!(count), "{login}: {}", read.text);
        assert_eq!(read.text.contains("RESTRICTED_RECORD"), count > 0, "{login}: {}", read.text);
    }

    for (given, family, login, purpose, leads) in [
        ("Jack", "Tallis", "gp", "DIRECT_CARE", &["surgery-lead"]),
        ("Jamie", "Tapley", "school", "SAFEGUARDING_IN_EDUCATION", &["school-lead"]),
        ("Jesse", "Tarrant", "social-worker", NEED, &["lead"]),
    ] {
        let file = earlier(given, family);
        let whom = Whom::of(&file);
        seal(file.put(&hub.door).await).await;
        knows_nothing(hub, Wrong::shut_out(login, purpose).read_by(leads), whom).await;
    }
}
