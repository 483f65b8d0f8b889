//! R17: a search shows whom the caller could open, and of all others leaves no trace.

use entities::words::{AccessAction, AgencyKind, LevelOfNeed, ProtectionKind};
use serde_json::{Value, json};

use super::fixture::House;

const FIND: &str = "query($match: ChildMatchInput!, $sharing: SharingInput!) { \
    findChildren(match: $match, sharing: $sharing) { __typename \
    ... on ChildCandidates { addAFact accessLogEntryId candidates { id givenName familyName yearOfBirth strength matchedOn \
    withheld { field reason } } } \
    ... on SharingRefused { code } } }";

fn ask(facts: Value, purpose: &str) -> Value {
    json!({"match": facts, "sharing": {"purpose": purpose, "lawfulBasis": "PUBLIC_TASK"}})
}

fn zoe() -> Value {
    ask(json!({"givenName": "ZOE", "familyName": "Obrien"}), "CHILD_IN_NEED_ASSESSMENT")
}

#[tokio::test]
async fn r17_shows_whom_the_caller_could_open_and_no_trace_of_others() {
    let house = House::new().await;
    let known = house.child("Zoë", "O'Brien").await;
    house.works("SCH", AgencyKind::School, known.id).await;
    let _unknown = house.child("Zoë", "O'Brien").await;
    let restricted = house.child("Zoë", "O'Brien").await;
    house.works("SCH", AgencyKind::School, restricted.id).await;
    house.protect(restricted.id, ProtectionKind::Restriction, None).await;
    let barred = house.child("Zoë", "O'Brien").await;
    house.works("SCH", AgencyKind::School, barred.id).await;
    house.protect(barred.id, ProtectionKind::Bar, Some(house.id_of("SCH").await)).await;

    let before = house.log().await.len();
    let found = house.run("dsl", FIND, zoe()).await["findChildren"].clone();
    assert_eq!(found["addAFact"], json!(false));
    let candidates = found["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 1, "{found}");
    assert_eq!(candidates[0]["id"], json!(known.id.public()));
    assert_eq!(candidates[0]["strength"], json!("EXACT"));
    assert_eq!(candidates[0]["yearOfBirth"], json!(2015));
    assert_eq!(candidates[0]["matchedOn"], json!(["GIVEN_NAME", "FAMILY_NAME"]));
    assert_eq!(candidates[0]["withheld"], json!([]));

    let log = house.log().await;
    let [search, shown] = &log[before..] else { panic!("one entry for the search, one for the candidate") };
    assert_eq!((search.action, search.child), (AccessAction::Search, None));
    assert_eq!((shown.action, shown.child), (AccessAction::Search, Some(known.id)));
    assert_eq!((shown.parent_log, shown.parent_seq), (Some(search.log), Some(search.seq)));
    for entry in [search, shown] {
        let text = format!("{:?} {}", entry.ask, String::from_utf8_lossy(&entry.canonical)).to_lowercase();
        assert!(!text.contains("obrien") && !text.contains("o'brien"), "the facts are not logged: {text}");
    }

    // Whoever may open none of them finds nothing, and is not refused.
    let nothing = house.run("nurse", FIND, zoe()).await["findChildren"].clone();
    assert_eq!(nothing["candidates"], json!([]));
    assert_eq!(nothing["addAFact"], json!(false));
}

#[tokio::test]
async fn r17_more_than_ten_are_none_and_only_visible_ones_count() {
    let house = House::new().await;
    for n in 0..11 {
        let child = house.child("Zoë", "O'Brien").await;
        if n < 10 {
            house.works("SCH", AgencyKind::School, child.id).await;
        }
    }
    let ten = house.run("dsl", FIND, zoe()).await["findChildren"].clone();
    assert_eq!(ten["addAFact"], json!(false));
    assert_eq!(ten["candidates"].as_array().unwrap().len(), 10);
    let one_more = house.child("Zoë", "O'Brien").await;
    house.works("SCH", AgencyKind::School, one_more.id).await;
    let eleven = house.run("dsl", FIND, zoe()).await["findChildren"].clone();
    assert_eq!((&eleven["addAFact"], &eleven["candidates"]), (&json!(true), &json!([])));
}

#[tokio::test]
async fn r17_two_facts_are_needed_and_bad_facts_are_bad_input() {
    let house = House::new().await;
    for facts in [
        json!({"givenName": "Zoe"}),
        json!({"dateOfBirth": "2015-03-02", "sex": "F"}),
        json!({"nhsNumber": "9990000017", "familyName": "O'Brien"}),
        json!({"familyName": "O'Brien", "postcode": "N15"}),
        json!({"familyName": "O'Brien", "ageFrom": 9, "ageTo": 3}),
        json!({"familyName": "O'Brien", "mother": {"address": "1 Old Road"}}),
        json!({"familyName": " ", "dateOfBirth": "2015-03-02"}),
    ] {
        let answer = house.answer("dsl", None, FIND, ask(facts.clone(), "CHILD_IN_NEED_ASSESSMENT")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("BAD_USER_INPUT"), "{facts} {answer}");
    }
}

#[tokio::test]
async fn r32_what_does_not_look_at_a_child_refuses_a_search() {
    let house = House::new().await;
    let refused = |answer: Value| answer["findChildren"]["code"].clone();
    let direct_care = ask(json!({"givenName": "Zoe", "familyName": "Obrien"}), "DIRECT_CARE");
    assert_eq!(refused(house.run("dsl", FIND, direct_care).await), json!("PURPOSE_NOT_OPEN_TO_ROLE"));
    assert_eq!(refused(house.run("lead", FIND, zoe()).await), json!("ROLE"));
}

#[tokio::test]
async fn r7_no_postcode_matches_where_whereabouts_are_protected() {
    let house = House::new().await;
    let child = house.child("Zoë", "O'Brien").await;
    house.works("SCH", AgencyKind::School, child.id).await;
    house.level(child.id, 1, LevelOfNeed::ChildProtection).await;
    let facts = ask(json!({"familyName": "Obrien", "postcode": "n15 3ab"}), "CHILD_IN_NEED_ASSESSMENT");
    let found = house.run("dsl", FIND, facts.clone()).await;
    assert_eq!(found["findChildren"]["candidates"][0]["matchedOn"], json!(["FAMILY_NAME", "POSTCODE"]));
    house.protect(child.id, ProtectionKind::Whereabouts, None).await;
    let found = house.run("dsl", FIND, facts).await;
    assert_eq!(found["findChildren"]["candidates"], json!([]), "one fact that may be compared is not enough");
}
