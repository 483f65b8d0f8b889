//! A pupil who is new, an independent school, and a supply teacher.

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::Hub;
use tests::queries::{RAISE, concern};

use super::look::{act, because, child, done, entries, for_, given, kept, kinds, on, open, refusal, today, why};
use super::probe::{Whom, Wrong, knows_nothing};
use super::staff;

const SCHOOL: &str = "SAFEGUARDING_IN_EDUCATION";

/// A child protection file follows the pupil, so the new school reads what the old one wrote, and of all others who works with
/// her and the level of need; what it claims by itself opens little until a second person confirms it.
pub async fn r9_r15_a_school_and_a_new_pupil(hub: &Hub) {
    let pupil = |given: &str, family: &str| {
        child(hub, given, family)
            .level(LevelOfNeed::ChildInNeed)
            .open_to(&["social-worker"])
            .ended_for("school", today().plus_days(-3))
            .entry("school", "attendance", ChronologyCategory::Attendance, &[])
            .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
    };
    let file = pupil("Nadia", "Holloway");
    let (upn, born) = (file.upn().to_owned(), json!("2016-03-04"));
    let id = file.put(&hub.door).await;
    let claim = json!({
        "idempotencyKey": "nadia", "service": "enrolled", "startedOn": today().to_string(),
        "practitioners": [hub.town.person("academy").id.public()],
        "child": {"described": {"givenName": "Nadia", "familyName": "Holloway", "dateOfBirth": born, "upn": upn}},
    });
    let claim = done(hub, "academy", "recordInvolvement", claim).await;
    let claimed = open(hub, "academy", id, for_(SCHOOL)).await;
    given(&claimed, &["givenName", "dateOfBirth"]);
    kept(&claimed, "PURPOSE", &["upn", "address", "school", "levelOfNeed", "responsibleAuthority"]);
    assert_eq!(entries(&claimed), [""; 0]);
    assert_eq!(kinds(&claimed), ["LOCAL_AUTHORITY", "SCHOOL"], "who has her open, and the school itself");
    assert!(!claimed.text.contains("T-COUNCIL\"},\"agencyKind"), "{}", claimed.text);
    // Nobody confirms what they claimed.
    let confirm = json!({"involvement": claim.at("involvement.id")});
    let own = act(hub, "academy", "confirmInvolvement", confirm.clone()).await;
    assert_eq!(own.str("problems.0.code"), "OWN_CLAIM", "{}", own.text);
    done(hub, "academy-lead", "confirmInvolvement", confirm).await;

    let file = open(hub, "academy", id, for_(SCHOOL)).await;
    given(&file, &["givenName", "familyName", "dateOfBirth", "upn", "address", "telephone", "levelOfNeed"]);
    kept(&file, "ROLE", &["nhsNumber"]);
    kept(&file, "PURPOSE", &["ethnicity", "religion", "disabilities"]);
    assert_eq!(entries(&file), ["attendance"], "the old school's, whole, and no other's");
    assert_eq!(why(&file.body, "chronology").as_deref(), Some("PURPOSE"), "{}", file.text);
    assert_eq!(
        kinds(&file),
        ["LOCAL_AUTHORITY", "SCHOOL", "SCHOOL"],
        "who works with her now, and where she was before"
    );
    // The old school keeps what was on record on her last day.
    assert!(entries(&open(hub, "school", id, for_(SCHOOL)).await).contains(&"attendance".to_owned()));

    let file = pupil("Yasmin", "Hollis");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("academy", SCHOOL).read_by(&["academy-lead"]), whom).await;
}

/// A school that is no public authority has no public task and acts on a recognised legitimate interest, on which what is
/// specially protected takes consent or a reason why none was sought.
pub async fn r11_an_independent_school(hub: &Hub) {
    let pupil = |given: &str, family: &str| {
        child(hub, given, family)
            .level(LevelOfNeed::ChildProtection)
            .entry("gp", "burn", ChronologyCategory::HealthEmergency, &[])
            .entry("school", "absence", ChronologyCategory::Attendance, &[])
    };
    let id = pupil("Hugo", "Pelham").open_to(&["independent", "gp"]).put(&hub.door).await;
    let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
    for child in [id, nobody] {
        let code = refusal(hub, "independent", child, for_(SCHOOL)).await;
        assert_eq!(code, "BASIS_NOT_OPEN_TO_AGENCY", "told before anything is looked at");
    }
    let interest = "RECOGNISED_LEGITIMATE_INTEREST";
    let file = open(hub, "independent", id, on(SCHOOL, interest)).await;
    given(&file, &["givenName", "upn", "address", "levelOfNeed"]);
    assert_eq!(entries(&file), ["absence"]);
    let assessed = open(hub, "independent", id, on("CHILD_IN_NEED_ASSESSMENT", interest)).await;
    kept(&assessed, "CONSENT", &["ethnicity", "religion"]);
    assert_eq!(entries(&assessed), ["PURPOSE", "absence"], "health is not for this role, for this purpose");
    let no_consent = json!({"dispenseReason": "CONSENT_CANNOT_BE_GIVEN"});
    let sharing = because(on("CHILD_IN_NEED_ASSESSMENT", interest), no_consent);
    given(&open(hub, "independent", id, sharing).await, &["ethnicity", "religion"]);

    let file = pupil("Rupert", "Pelling").open_to(&["school"]);
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("independent", SCHOOL).on(interest).read_by(&["independent-lead"]), whom).await;
}

/// Whoever stands in front of a class for a day has no role and so no class of any record, and may still raise a concern; with
/// the day the membership ends, and with it all access.
pub async fn r6_r34_a_supply_teacher(hub: &Hub) {
    let file = child(hub, "Marlon", "Reid")
        .level(LevelOfNeed::ChildProtection)
        .open_to(&["school", "social-worker"])
        .entry("school", "told", ChronologyCategory::DisclosureByChild, &[]);
    let (whom, number) = (Whom::of(&file), file.upn().to_owned());
    let id = file.put(&hub.door).await;
    staff::without_role(hub, "supply").await;
    let purposes = [SCHOOL, "CHILD_IN_NEED_ASSESSMENT", "SECTION_47_ENQUIRY"];
    for purpose in purposes {
        assert_eq!(refusal(hub, "supply", id, for_(purpose)).await, "ROLE", "{purpose}");
    }
    let mut input = concern("marlon", "he said that he is hit");
    input["child"] = json!({"described": {"givenName": "Marlon", "familyName": "Reid", "upn": number}});
    let raised = hub.ask("supply", RAISE, json!({"input": input})).await.ok();
    assert_eq!(raised.at("data.raiseConcern.concern.child"), &Value::Null, "{}", raised.text);
    let own = "{ concerns { totalCount nodes { whatHappened child { id } } } }";
    for (login, child) in [("supply", Value::Null), ("academy", Value::Null), ("mash", json!({"id": id.public()}))] {
        let list = hub.ask(login, own, Value::Null).await.ok();
        let all = list.at("data.concerns.nodes").as_array().cloned().unwrap_or_default();
        let told = all.iter().find(|one| one["whatHappened"] == "he said that he is hit");
        assert_eq!(told.map(|one| one["child"].clone()), Some(child), "{login}: {}", list.text);
    }
    knows_nothing(hub, Wrong::shut_out("supply", SCHOOL).read_by(&[]), whom).await;

    staff::leaves(hub, "supply").await;
    let answer = hub.ask("supply", own, Value::Null).await;
    assert_eq!(answer.status, 401, "{}", answer.text);
}
