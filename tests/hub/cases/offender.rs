//! Probation, and an offender who moves into a household with a child.

use entities::words::{ChronologyCategory, LevelOfNeed, ProtectiveWork};
use serde_json::{Value, json};
use tests::Hub;
use tests::queries::{RAISE, concern};

use super::look::{because, child, done, entries, for_, given, kept, on, open, refusal};
use super::probe::{Whom, Wrong, knows_nothing};

/// Probation tells the authority of the man who moved in and is told nothing for it; where it works with the child it reads
/// what bears on the risk he is, and never where the child is to be reached, what a doctor or a teacher wrote, or of others.
pub async fn r9_r11_probation_and_an_offender_who_moves_in(hub: &Hub) {
    let household = |given: &str, family: &str| {
        child(hub, given, family)
            .level(LevelOfNeed::ChildProtection)
            .work(ProtectiveWork::Section47)
            .entry("police", "arrest", ChronologyCategory::Offending, &[])
            .entry("social-worker", "visit", ChronologyCategory::Visit, &[])
            .entry("social-worker", "partner", ChronologyCategory::HouseholdChange, &[])
            .entry("school", "bruise", ChronologyCategory::Education, &[])
            .entry("gp", "bruises", ChronologyCategory::Health, &[])
    };
    let id = household("Mollie", "Keane").open_to(&["probation", "social-worker"]).put(&hub.door).await;
    let crime = for_("CRIME_PREVENTION");
    assert_eq!(refusal(hub, "probation", id, crime.clone()).await, "JUSTIFICATION_REQUIRED", "always with a reason");
    for sharing in [because(crime, Value::Null), because(on("CRIME_PREVENTION", "LAW_ENFORCEMENT"), Value::Null)] {
        let seen = open(hub, "probation", id, sharing).await;
        given(&seen, &["givenName", "dateOfBirth", "levelOfNeed", "responsibleAuthority"]);
        kept(&seen, "ROLE", &["address", "telephone", "school", "nhsNumber", "upn", "ethnicity"]);
        assert_eq!(entries(&seen), ["PURPOSE", "ROLE", "ROLE", "arrest", "visit"], "{}", seen.text);
    }
    let enquiry = open(hub, "probation", id, for_("SECTION_47_ENQUIRY")).await;
    assert_eq!(entries(&enquiry), ["ROLE", "ROLE", "arrest", "partner", "visit"], "adults of the household too");
    let told = json!({
        "idempotencyKey": "mollie-1", "child": {"id": id.public()}, "sharing": for_("SECTION_47_ENQUIRY"),
        "occurredAt": "2026-01-05T10:00:00Z", "category": "HOUSEHOLD_CHANGE", "significance": "SIGNIFICANT",
        "summary": "he moved in",
    });
    done(hub, "probation", "contributeChronologyEntry", told).await;
    let listed = entries(&open(hub, "social-worker", id, for_("SECTION_47_ENQUIRY")).await);
    assert!(listed.contains(&"in".to_owned()), "{listed:?}");

    // Of a household that probation does not work with it can tell, and is told nothing.
    let file = household("Maisie", "Keaton").open_to(&["social-worker"]);
    let (whom, number) = (Whom::of(&file), file.nhs_number().to_owned());
    file.put(&hub.door).await;
    let mut input = concern("maisie", "a man who harmed children moved in");
    input["child"] = json!({"described": {"givenName": "Maisie", "familyName": "Keaton", "nhsNumber": number}});
    input["people"] =
        json!([{"name": "Made-up Offender", "relation": "mother's partner", "allegedToHaveCausedHarm": true}]);
    let raised = hub.ask("probation", RAISE, json!({"input": input})).await.ok();
    assert_eq!(raised.at("data.raiseConcern.concern.child"), &Value::Null, "{}", raised.text);
    let list = "{ concerns(first: 100) { nodes { whatHappened child { givenName } } } }";
    for (login, child) in [("probation", Value::Null), ("social-worker", json!({"givenName": "Maisie"}))] {
        let list = hub.ask(login, list, Value::Null).await.ok();
        let all = list.at("data.concerns.nodes").as_array().cloned().unwrap_or_default();
        let one = all.iter().find(|one| one["whatHappened"] == "a man who harmed children moved in").expect("listed");
        assert_eq!(one["child"], child, "{login}: {}", list.text);
    }
    let wrong = Wrong::stranger("probation", "CRIME_PREVENTION").read_by(&["probation-lead"]);
    knows_nothing(hub, wrong, whom).await;
}
