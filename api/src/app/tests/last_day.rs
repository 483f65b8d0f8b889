//! R13: for 90 days an ended relationship shows what was on record on its last day, and the agency's own contributions as they
//! stand.

use entities::Instant;
use entities::rows::{child, chronology_entry, involvement};
use entities::words::{AgencyKind, InvolvementState, LevelOfNeed, Sensitivity};
use serde_json::{Value, json};

use super::fixture::House;
use crate::testing::day;

const OPEN: &str = "query($id: ID!) { sharedRecord(child: {id: $id}, sharing: {purpose: CHILD_IN_NEED_ASSESSMENT, \
    lawfulBasis: PUBLIC_TASK}) { ... on SharingRefused { code } ... on SharedRecord { \
    child { givenName address levelOfNeed } chronology { totalCount nodes { summary } } involvements { agencyKind endedOn } } } }";

fn summaries(seen: &Value) -> Vec<String> {
    let nodes = seen["sharedRecord"]["chronology"]["nodes"].as_array().unwrap();
    let mut texts: Vec<String> = nodes.iter().map(|n| n["summary"].as_str().unwrap_or("withheld").to_owned()).collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn r13_an_ended_relationship_shows_what_was_on_record_on_its_last_day() {
    let house = House::new().await;
    let child = house.child("Zoë", "O'Brien").await;
    house.level(child.id, 1, LevelOfNeed::ChildProtection).await;
    let health = house.works("NHS", AgencyKind::HealthProvider, child.id).await;
    let school = house.works("SCH", AgencyKind::School, child.id).await;
    let police = AgencyKind::Police;
    let corrected = house.entry("POL", police, child.id, "before").await;
    let misfiled = house.entry("POL", police, child.id, "misfiled").await;
    let remarked = house.entry("POL", police, child.id, "re-marked").await;
    house.entry("NHS", AgencyKind::HealthProvider, child.id, "own before").await;
    let open = json!({"id": child.id.public()});
    let seen = house.run("nurse", OPEN, open.clone()).await;
    assert_eq!(summaries(&seen), ["before", "misfiled", "own before", "re-marked"]);

    // The next day the health service ends its work as of the day before; then much changes.
    house.clock.advance(Instant::DAY);
    let ended = |i: involvement::Model, on| involvement::Model {
        version: 2,
        ended_on: Some(day(on)),
        state: InvolvementState::Ended,
        ..i
    };
    house.put(ended(health.clone(), "2026-06-03")).await;
    house.put(ended(school, "2026-06-04")).await;
    house.put(child::Model { version: 2, address: Some("2 New Road".into()), ..child.clone() }).await;
    house.put(chronology_entry::Model { version: 2, summary: "corrected".into(), ..corrected }).await;
    house.put(chronology_entry::Model { version: 2, wrong_child: true, ..misfiled }).await;
    house.put(chronology_entry::Model { version: 2, sensitivity: Sensitivity::Restricted, ..remarked }).await;
    house.entry("POL", police, child.id, "after").await;
    house.entry("NHS", AgencyKind::HealthProvider, child.id, "own after").await;

    let seen = house.run("nurse", OPEN, open.clone()).await;
    let record = &seen["sharedRecord"];
    assert_eq!(summaries(&seen), ["before", "own after", "own before"], "{seen}");
    assert_eq!(record["chronology"]["totalCount"], json!(3));
    assert_eq!(record["child"]["address"], json!("1 Old Road, N15 3AB"));
    let of = |kind: &str| {
        record["involvements"].as_array().unwrap().iter().find(|i| i["agencyKind"] == json!(kind)).unwrap()["endedOn"]
            .clone()
    };
    assert_eq!(of("HEALTH_PROVIDER"), json!("2026-06-03"), "the agency's own involvement as it stands");
    assert_eq!(of("SCHOOL"), Value::Null, "the school's as it stood");

    // Who works with the child still sees what stands.
    house.works("LA", AgencyKind::LocalAuthority, child.id).await;
    let now = house.run("sw", OPEN, open.clone()).await;
    assert!(summaries(&now).contains(&"corrected".to_owned()), "{now}");
    assert_eq!(now["sharedRecord"]["child"]["address"], json!("2 New Road"));

    // After 90 days the agency's own contributions alone.
    house.clock.advance(91 * Instant::DAY);
    let later = house.run("nurse", OPEN, open).await;
    assert_eq!(summaries(&later), ["own after", "own before"]);
    assert_eq!(later["sharedRecord"]["child"]["givenName"], Value::Null);
}
