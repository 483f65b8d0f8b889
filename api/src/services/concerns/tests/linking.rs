//! R34: linked by a number that nothing contradicts, never to what is restricted, barred or closed by a conflict; and no
//! answer depends on whether the hub knows the child.

use entities::words::ProtectionKind;
use serde_json::{Value, json};

use super::super::super::children::{ChildDetails, ChildSaid, KnownChild, Linking, identify};
use super::super::super::problems::Problems;
use super::house::{House, input};

/// The payload without what differs between any two concerns.
fn bare(mut payload: Value) -> Value {
    for field in ["id", "reference", "raisedAt", "decisionDueAt"] {
        payload["concern"][field].take();
    }
    payload
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_alike_for_a_known_a_new_and_a_restricted_child() {
    let house = House::new().await;
    let unknown = bare(house.raise("gp", input("1", json!({}))).await);
    let known = bare(house.raise("gp", input("2", json!({}))).await);
    assert_eq!(unknown, known);
    assert_eq!(known["concern"]["child"], Value::Null);
    assert_eq!(known["concern"]["about"], "Jo Reed, born 4 May 2019, NHS number 999 000 0018");
    let rows = house.rows().await;
    assert_eq!(rows[0].child_id, rows[1].child_id, "linked by the number");
    assert!(house.matches().await.is_empty());

    house.protect(rows[0].child_id, ProtectionKind::Restriction, None).await;
    let restricted = bare(house.raise("gp", input("3", json!({}))).await);
    assert_eq!(restricted, known);
    let rows = house.rows().await;
    assert_ne!(rows[2].child_id, rows[0].child_id, "a new record");
    assert!(house.matches().await.is_empty(), "a restricted record is nobody's match but its custodians'");
    let again = bare(house.raise("gp", input("4", json!({}))).await);
    assert_eq!(again, known);
    let rows = house.rows().await;
    assert_eq!(rows[3].child_id, rows[2].child_id, "the restricted record does not keep it from the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_a_date_of_birth_contradicts_links_nothing_and_is_a_possible_match() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    let other = json!({ "child": { "known": { "nhsNumber": "9990000018" }, "described": {
        "givenName": "Sam", "dateOfBirth": "2021-01-01",
    } } });
    house.raise("gp", input("2", other)).await;
    let rows = house.rows().await;
    assert_ne!(rows[0].child_id, rows[1].child_id);
    let matches = house.matches().await;
    assert_eq!((matches.len(), matches[0].concern_id, matches[0].child_id), (1, rows[1].id, rows[0].child_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn r34_a_number_put_to_the_wrong_child_before_does_not_keep_the_right_one_from_being_linked() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    let mistaken = json!({ "child": { "known": { "nhsNumber": "9990000018" }, "described": {
        "givenName": "Sam", "dateOfBirth": "2021-01-01", "nhsNumber": "9990000018",
    } } });
    house.raise("gp", input("2", mistaken)).await;
    house.raise("gp", input("3", json!({}))).await;
    let rows = house.rows().await;
    assert_ne!(rows[1].child_id, rows[0].child_id);
    assert_eq!(rows[2].child_id, rows[0].child_id, "the one whom the date of birth fits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_alone_links_nothing_and_is_a_possible_match() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    for (n, described, fits) in [
        ("2", json!({ "givenName": "JO", "familyName": "reed" }), true),
        ("3", json!({ "familyName": "Réed", "dateOfBirth": "2019-05-04" }), true),
        ("4", json!({ "givenName": "Joanna", "familyName": "Reed" }), false),
    ] {
        let before = house.rows().await;
        house.raise("gp", input(n, json!({ "child": { "described": described } }))).await;
        let rows = house.rows().await;
        let made = rows.last().unwrap();
        assert!(before.iter().all(|row| row.child_id != made.child_id), "{described}");
        let matched = house.matches().await.iter().any(|m| m.concern_id == made.id && m.child_id == rows[0].child_id);
        assert_eq!(matched, fits, "{described}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_who_is_barred_or_in_conflict_it_is_a_new_record() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    let first = house.rows().await[0].child_id;
    for (login, kind) in [("gp", ProtectionKind::Bar), ("school", ProtectionKind::Conflict)] {
        let person = house.caller(login).await.person;
        house.protect(first, kind, Some(person)).await;
        house.raise(login, input("x", json!({}))).await;
        assert_ne!(house.rows().await.last().unwrap().child_id, first, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_statements_run_whatever_the_hub_knows() {
    let house = House::new().await;
    house.raise("gp", input("1", json!({}))).await;
    let child = house.rows().await[0].child_id;
    let caller = house.caller("gp").await;
    let described = |name: &str, number: &str| ChildDetails {
        given_name: Some(name.to_owned()),
        nhs_number: Some(number.to_owned()),
        ..ChildDetails::default()
    };
    let by_number = |name, number| ChildSaid { known: None, described: Some(described(name, number)) };
    let by_id = |id| ChildSaid { known: Some(KnownChild::Id(id)), described: Some(described("Jo", "9990000018")) };
    let absent = entities::ids::ChildId(uuid::Uuid::new_v4());
    for (known, unknown) in
        [(by_number("Jo", "9990000018"), by_number("Zoe", "9990000026")), (by_id(child), by_id(absent))]
    {
        let mut counts = Vec::new();
        for said in [known, unknown] {
            let (made, statements) = house
                .door
                .statements(&caller, async |recording| {
                    let mut problems = Problems::default();
                    identify(recording, &mut problems, "child", &said, Linking::Record, "a test").await.unwrap()
                })
                .await;
            assert!(made.is_some());
            counts.push(statements);
        }
        assert_eq!(counts[0], counts[1]);
    }
}
