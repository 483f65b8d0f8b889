//! Several records bear one number: whoever works with one of them means that one, and for all others it is the same one.

use entities::rows::child;
use entities::words::AgencyKind;
use serde_json::{Value, json};

use super::fixture::House;

const OPEN: &str = "query($number: NhsNumber!, $purpose: SharingPurpose!) { sharedRecord(child: {nhsNumber: $number}, \
    sharing: {purpose: $purpose, lawfulBasis: PUBLIC_TASK, justification: \"the family moved to our area\"}) { \
    ... on SharingRefused { code } ... on SharedRecord { child { id } } } }";

async fn opened(house: &House, login: &str, purpose: &str) -> Value {
    let asked = json!({"number": "9990000018", "purpose": purpose});
    let answer = house.run(login, OPEN, asked).await["sharedRecord"].clone();
    if answer["code"].is_null() { answer["child"]["id"].clone() } else { answer["code"].clone() }
}

#[tokio::test]
async fn a_number_that_two_records_bear_means_the_one_that_the_agency_works_with() {
    let house = House::new().await;
    let area = Some(house.id_of("LA").await);
    let mut records = Vec::new();
    for _ in 0..2 {
        let row = house.child("Zoë", "O'Brien").await;
        let row = child::Model { version: 2, nhs_number: Some("9990000018".into()), area, ..row };
        house.put(row.clone()).await;
        records.push(row.id);
    }
    records.sort();
    house.works("NHS", AgencyKind::HealthProvider, records[1]).await;
    house.works("SCH", AgencyKind::School, records[0]).await;
    assert_eq!(opened(&house, "nurse", "CHILD_IN_NEED_ASSESSMENT").await, json!(records[1].public()));
    assert_eq!(opened(&house, "dsl", "CHILD_IN_NEED_ASSESSMENT").await, json!(records[0].public()));
    // Neither works with one of them: the same record for both.
    for (login, purpose) in [("police", "MISSING_CHILD"), ("sw", "SECTION_47_ENQUIRY")] {
        assert_eq!(opened(&house, login, purpose).await, json!(records[0].public()), "{login}");
    }
}
