//! A child who is not born yet.

use entities::words::{ChronologyCategory, LevelOfNeed, ProtectiveWork, Sex};
use serde_json::json;
use tests::{ChildFile, Hub};

use super::look::{child, entries, for_, given, kept, open, today, why};
use super::probe::{Whom, Wrong, knows_nothing};

const NEED: &str = "CHILD_IN_NEED_ASSESSMENT";

/// Before a birth there is neither name nor number nor date: the child is found by its mother and when it is expected, by those
/// who serve its area, and what is not recorded yet is a null that nothing lists.
pub async fn r17_an_unborn_child(hub: &Hub) {
    let due = today().plus_days(60);
    let unborn = |family: &str, mother: &str| -> ChildFile<'_> {
        let mother = mother.to_owned();
        child(hub, "", family)
            .level(LevelOfNeed::ChildProtection)
            .work(ProtectiveWork::Plan)
            .open_to(&["midwife", "social-worker"])
            .entry("midwife", "scan", ChronologyCategory::Health, &[])
            .entry("police", "called", ChronologyCategory::PoliceReport, &[])
            .detailed(|row| {
                (row.given_name, row.date_of_birth, row.nhs_number, row.upn) = (None, None, None, None);
                (row.expected_date_of_birth, row.sex, row.mother_key) = (Some(due), Some(Sex::U), mother);
            })
    };
    let id = unborn("Okonjo", "ruth okonjo").put(&hub.door).await;
    let find =
        "query F($match: ChildMatchInput!, $sharing: SharingInput!) { findChildren(match: $match, sharing: $sharing) {
        ... on ChildCandidates { candidates { id givenName familyName matchedOn } } } }";
    let facts = json!({"match": {"mother": {"name": "Ruth Okonjo"}, "expectedDateOfBirth": due.to_string()}, "sharing": for_(NEED)});
    for (login, shown) in [("social-worker", true), ("midwife", true), ("neighbour", false), ("gp", false)] {
        let found = hub.ask(login, find, facts.clone()).await.ok();
        let first = found.at("data.findChildren.candidates.0.id");
        assert_eq!(first.as_str(), shown.then_some(id.public().as_str()), "{login}: {}", found.text);
        if shown {
            let matched = found.at("data.findChildren.candidates.0.matchedOn");
            assert_eq!(matched, &json!(["EXPECTED_DATE_OF_BIRTH", "MOTHER"]), "{login}: {}", found.text);
        }
    }
    let seen = open(hub, "midwife", id, for_(NEED)).await;
    given(&seen, &["familyName", "expectedDateOfBirth", "sex", "address", "levelOfNeed"]);
    kept(&seen, "ROLE", &["upn"]);
    for field in ["givenName", "dateOfBirth", "nhsNumber"] {
        assert!(seen.at(&format!("child.{field}")).is_null() && why(seen.at("child"), field).is_none(), "{field}");
    }
    assert_eq!(entries(&seen), ["PURPOSE", "scan"], "what the police wrote is for child protection work");
    let review = open(hub, "midwife", id, for_("CHILD_PROTECTION_PLAN_REVIEW")).await;
    assert_eq!(entries(&review), ["called", "scan"]);

    let file = unborn("Okafor", "grace okafor");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("housing", NEED).read_by(&["housing-lead"]), whom).await;
}
