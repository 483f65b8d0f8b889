//! R12, R15, R27: an agency's work with a child is claimed, confirmed and ended.

use entities::Instant;
use entities::words::{AccessFlag, AgencyKind, InvolvementState, LevelOfNeed, ProtectionKind};
use policies::Numbers;
use serde_json::{Value, json};

use super::fixture::House;

const RECORD: &str = "mutation($input: RecordInvolvementInput!) { recordInvolvement(input: $input) { childId \
    involvement { id unconfirmed agency { code } service startedOn } refused { code } problems { path code } } }";
const CONFIRM: &str = "mutation($id: ID!) { confirmInvolvement(input: {involvement: $id}) { childId \
    involvement { unconfirmed } refused { code } problems { code } } }";
const END: &str = "mutation($id: ID!, $on: Date!, $to: LevelOfNeed, $why: String) { \
    endInvolvement(input: {involvement: $id, endedOn: $on, reason: \"moved away\", closedTo: $to, withoutChecks: $why}) { \
    involvement { endedOn } refused { code } problems { code } } }";
const OPEN: &str = "query($id: ID!, $purpose: SharingPurpose!) { sharedRecord(child: {id: $id}, sharing: {purpose: $purpose, \
    lawfulBasis: PUBLIC_TASK}) { __typename ... on SharingRefused { code } \
    ... on SharedRecord { child { givenName dateOfBirth address withheld { field askAgency { code } } } \
    involvements { agency { code } agencyKind service unconfirmed withheld { field reason askAgency { code } } } } } }";

fn claim(key: &str, child: Value) -> Value {
    json!({"input": {"idempotencyKey": key, "child": child, "service": "School nursing", "startedOn": "2026-06-01"}})
}

fn zoe(number: &str) -> Value {
    json!({"known": {"nhsNumber": number}, "described": {"givenName": "Zoe", "familyName": "Marsh", "dateOfBirth": "2015-03-02"}})
}

async fn numbered(house: &House, number: &str) -> entities::rows::child::Model {
    let child = house.child("Zoë", "O'Brien").await;
    let next = entities::rows::child::Model { version: 2, nhs_number: Some(number.into()), ..child };
    house.put(next.clone()).await;
    next
}

#[tokio::test]
async fn r15_a_claim_opens_little_until_a_colleague_confirms_it() {
    let house = House::new().await;
    let child = numbered(&house, "9990000018").await;
    house.works("SCH", AgencyKind::School, child.id).await;
    let made = house.run("nurse", RECORD, claim("k1", zoe("9990000018"))).await["recordInvolvement"].clone();
    assert_eq!(made["problems"], json!([]), "{made}");
    assert_eq!(made["childId"], json!(child.id.public()));
    assert_eq!(made["involvement"]["unconfirmed"], json!(true));
    assert_eq!(made["involvement"]["agency"]["code"], json!("NHS"));
    assert!(house.log().await.last().unwrap().flags.contains(AccessFlag::SelfClaimedRelationship));
    // The same key gives the same answer.
    let again = house.run("nurse", RECORD, claim("k1", zoe("9990000018"))).await["recordInvolvement"].clone();
    assert_eq!(again, made);
    assert_eq!(house.involvements().await.len(), 2);

    let open = json!({"id": child.id.public(), "purpose": "CHILD_IN_NEED_ASSESSMENT"});
    let seen = house.run("nurse", OPEN, open.clone()).await["sharedRecord"].clone();
    // Who the child is is as it was claimed; where it is stays shut, and the withholding says whom to ring.
    assert_eq!(seen["child"]["givenName"], json!("Zoe"), "{seen}");
    assert_eq!(seen["child"]["address"], Value::Null);
    let withheld = seen["child"]["withheld"].as_array().unwrap();
    let address = withheld.iter().find(|w| w["field"] == json!("address")).unwrap();
    assert_eq!(address["askAgency"]["code"], json!("LA"));
    let school = seen["involvements"].as_array().unwrap().iter().find(|i| i["agencyKind"] == json!("SCHOOL")).unwrap();
    assert_eq!((&school["agency"], &school["service"]), (&Value::Null, &Value::Null));
    let fields: Vec<&str> =
        school["withheld"].as_array().unwrap().iter().map(|w| w["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["agency", "service", "team", "practitioners"]);

    let id = made["involvement"]["id"].clone();
    let own = house.run("nurse", CONFIRM, json!({"id": id})).await["confirmInvolvement"].clone();
    assert_eq!(own["problems"][0]["code"], json!("OWN_CLAIM"));
    let other = house.run("dsl", CONFIRM, json!({"id": id})).await["confirmInvolvement"].clone();
    assert_eq!(other["refused"]["code"], json!("NOT_FOUND"), "another agency has nothing to confirm");
    let confirmed = house.run("lead", CONFIRM, json!({"id": id})).await["confirmInvolvement"].clone();
    assert_eq!(confirmed["involvement"]["unconfirmed"], json!(false), "{confirmed}");
    let seen = house.run("nurse", OPEN, open).await["sharedRecord"].clone();
    assert_eq!(seen["child"]["givenName"], json!("Zoë"));
    let twice = house.run("lead", CONFIRM, json!({"id": id})).await["confirmInvolvement"].clone();
    assert_eq!(twice["problems"][0]["code"], json!("NOT_A_CLAIM"));
}

#[tokio::test]
async fn r15_a_claim_lapses_after_five_working_days() {
    let house = House::new().await;
    let made = house.run("nurse", RECORD, claim("k1", zoe("9990000018"))).await["recordInvolvement"].clone();
    let id = made["involvement"]["id"].clone();
    house.clock.advance(7 * Instant::DAY - Instant::HOUR);
    assert_eq!(
        house.run("nurse", OPEN, json!({"id": made["childId"], "purpose": "EARLY_HELP"})).await["sharedRecord"]["__typename"],
        json!("SharedRecord")
    );
    house.clock.advance(Instant::HOUR);
    let lapsed = house.run("lead", CONFIRM, json!({"id": id})).await["confirmInvolvement"].clone();
    assert_eq!(lapsed["problems"][0]["code"], json!("CLAIM_LAPSED"));
    let seen = house.run("nurse", OPEN, json!({"id": made["childId"], "purpose": "EARLY_HELP"})).await;
    assert_eq!(seen["sharedRecord"]["code"], json!("NOT_FOUND"));
}

#[tokio::test]
async fn r15_for_a_restricted_or_barred_child_the_answer_is_that_for_a_new_one() {
    let house = House::new().await;
    let restricted = numbered(&house, "9990000018").await;
    house.protect(restricted.id, ProtectionKind::Restriction, None).await;
    let barred = numbered(&house, "9990000026").await;
    house.protect(barred.id, ProtectionKind::Bar, Some(house.id_of("NHS").await)).await;
    let shape = |made: &Value| {
        let mut made = made.clone();
        made["childId"] = json!("id");
        made["involvement"]["id"] = json!("id");
        made
    };
    let new = house.run("nurse", RECORD, claim("k0", zoe("9990000034"))).await["recordInvolvement"].clone();
    assert_eq!(new["problems"], json!([]), "{new}");
    for (key, child, number) in [("k1", &restricted, "9990000018"), ("k2", &barred, "9990000026")] {
        let made = house.run("nurse", RECORD, claim(key, zoe(number))).await["recordInvolvement"].clone();
        assert_ne!(made["childId"], json!(child.id.public()));
        assert_eq!(shape(&made), shape(&new));
    }
}

#[tokio::test]
async fn what_an_agencys_own_system_says_stands_at_once_and_makes_an_authority_responsible() {
    let house = House::new().await;
    house.client("case-system", "LA").await;
    let child = numbered(&house, "9990000018").await;
    let made = house.answer("sw", Some("case-system"), RECORD, claim("k1", zoe("9990000018"))).await;
    let made = made["data"]["recordInvolvement"].clone();
    assert_eq!(made["involvement"]["unconfirmed"], json!(false), "{made}");
    let row = house.children().await.into_iter().rfind(|c| c.id == child.id).unwrap();
    let authority = Some(house.id_of("LA").await);
    assert_eq!((row.version, row.responsible_authority, row.area), (3, authority, authority));
    assert_eq!(row.address, child.address, "the rest stays as it was");
}

#[tokio::test]
async fn r27_an_authority_ends_its_last_involvement_where_it_closes_the_case() {
    let house = House::new().await;
    let child = house.child("Zoë", "O'Brien").await;
    let authority = house.id_of("LA").await;
    house
        .put(entities::rows::child::Model { version: 2, responsible_authority: Some(authority), ..child.clone() })
        .await;
    let work = house.works("LA", AgencyKind::LocalAuthority, child.id).await;
    house.level(child.id, 1, LevelOfNeed::ChildInNeed).await;
    let end = |on: &str, to: Value| json!({"id": work.id.public(), "on": on, "to": to});
    let codes = |answer: Value| answer["endInvolvement"]["problems"].clone();
    assert_eq!(codes(house.run("sw", END, end("2023-12-31", json!(null))).await), json!([{"code": "BEFORE_START"}]));
    assert_eq!(codes(house.run("sw", END, end("2026-06-04", json!(null))).await), json!([{"code": "IN_THE_FUTURE"}]));
    let still = house.run("sw", END, end("2026-06-03", json!("CHILD_IN_NEED"))).await;
    assert_eq!(codes(still), json!([{"code": "STILL_RESPONSIBLE"}]));
    let nobody = house.run("dsl", END, end("2026-06-03", json!(null))).await;
    assert_eq!(nobody["endInvolvement"]["refused"]["code"], json!("NOT_FOUND"));
    // A case is closed when its checks are answered, or for a reason that is kept.
    let unasked = house.run("sw", END, end("2026-06-03", json!(null))).await;
    assert_eq!(codes(unasked), json!([{"code": "CHECKS_MISSING"}]));
    assert_eq!(house.levels().await.len(), 1);
    let mut reasoned = end("2026-06-03", json!(null));
    reasoned["why"] = json!("she moved abroad last week");
    let done = house.run("sw", END, reasoned).await["endInvolvement"].clone();
    assert_eq!(done["involvement"]["endedOn"], json!("2026-06-03"), "{done}");
    let level = house.levels().await.pop().unwrap();
    assert_eq!((level.version, level.level), (2, LevelOfNeed::Universal));
    assert_eq!(level.without_checks.as_deref(), Some("she moved abroad last week"));
    assert_eq!(codes(house.run("sw", END, end("2026-06-03", json!(null))).await), json!([{"code": "ENDED_ALREADY"}]));
    assert_eq!(house.involvements().await.pop().unwrap().state, InvolvementState::Ended);
}

#[tokio::test]
async fn bad_input_gets_every_problem_and_changes_nothing() {
    let house = House::new().await;
    let input = json!({"input": {"idempotencyKey": "k", "child": {"known": {"nhsNumber": "9990000017"}}, "service": " ",
        "startedOn": "2026-06-04", "practitioners": [house.caller("dsl").await.person.public()]}});
    let made = house.run("nurse", RECORD, input).await["recordInvolvement"].clone();
    let codes: Vec<&str> = made["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    for code in ["EMPTY", "IN_THE_FUTURE", "NOT_OF_YOUR_AGENCY", "SAY_WHO_THE_CHILD_IS"] {
        assert!(codes.contains(&code), "{code} {codes:?}");
    }
    assert_eq!((house.involvements().await.len(), house.children().await.len()), (0, 0));
    let role = house.run("lead", RECORD, claim("k2", zoe("9990000018"))).await["recordInvolvement"].clone();
    assert_eq!(role["refused"]["code"], json!("ROLE"));
}

#[tokio::test]
async fn r15_a_day_that_configuration_closes_gives_a_claim_a_day_more() {
    let closed = Numbers { extra_holidays: ["2026-06-05".parse().unwrap()].into(), ..Numbers::default() };
    for (numbers, lapses) in [(Numbers::default(), true), (closed, false)] {
        let house = House::by(numbers).await;
        let made = house.run("nurse", RECORD, claim("k1", zoe("9990000018"))).await["recordInvolvement"].clone();
        house.clock.advance(7 * Instant::DAY);
        let open = json!({"id": made["childId"], "purpose": "EARLY_HELP"});
        let seen = house.run("nurse", OPEN, open).await["sharedRecord"].clone();
        assert_eq!(seen["code"] == json!("NOT_FOUND"), lapses, "{seen}");
        let confirm = json!({"id": made["involvement"]["id"]});
        let confirmed = house.run("lead", CONFIRM, confirm).await["confirmInvolvement"].clone();
        assert_eq!(confirmed["problems"] == json!([{"code": "CLAIM_LAPSED"}]), lapses, "{confirmed}");
    }
}

#[tokio::test]
async fn r38_a_day_that_configuration_closes_is_out_of_hours() {
    let closed = Numbers { extra_holidays: ["2026-06-03".parse().unwrap()].into(), ..Numbers::default() };
    for (numbers, out) in [(Numbers::default(), false), (closed, true)] {
        let house = House::by(numbers).await;
        house.run("nurse", RECORD, claim("k1", zoe("9990000018"))).await;
        assert_eq!(house.log().await.last().unwrap().flags.contains(AccessFlag::OutOfHours), out);
    }
}

#[tokio::test]
async fn r15_a_claim_does_not_change_the_childs_details() {
    const UPDATE: &str = "mutation($id: ID!) { updateChild(input: {child: {id: $id}, sharing: {purpose: EARLY_HELP, \
        lawfulBasis: PUBLIC_TASK}, expectedVersion: 1, from: \"2026-06-01\", reason: \"told by her mother\", \
        familyName: \"Marsh-Hill\"}) { child { familyName } refused { code } problems { code } } }";
    let house = House::new().await;
    let made = house.run("nurse", RECORD, claim("k1", zoe("9990000018"))).await["recordInvolvement"].clone();
    let id = json!({"id": made["childId"]});
    let refused = house.run("nurse", UPDATE, id.clone()).await["updateChild"].clone();
    assert_eq!(refused["refused"]["code"], json!("NOT_FOUND"), "{refused}");
    assert_eq!(house.children().await.len(), 1);
    house.run("lead", CONFIRM, json!({"id": made["involvement"]["id"]})).await;
    let done = house.run("nurse", UPDATE, id).await["updateChild"].clone();
    assert_eq!(done["child"]["familyName"], json!("Marsh-Hill"), "{done}");
}
