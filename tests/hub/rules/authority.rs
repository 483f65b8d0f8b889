//! Responsibility for a child passes when the other authority accepts it, and not before (R27); a young person's and a
//! child's own decision on consent is seen by few (R26).

use entities::Set;
use entities::ids::ChildId;
use entities::words::{AgencyKind, ConsentDecision, ConsentGiver, FieldClass, SharingPurpose};
use serde_json::{Value, json};
use tests::queries::{about, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

const TRANSFER: &str = "TRANSFER_BETWEEN_AREAS";

const PASS: &str = "mutation Pass($input: PassResponsibilityInput!) { passResponsibility(input: $input) {
    reference refused { code } problems { path code } } }";

const END: &str = "mutation End($input: EndInvolvementInput!) { endInvolvement(input: $input) {
    involvement { id } refused { code } problems { path code } } }";

/// Offers to that agency, or accepts for it.
pub async fn pass(hub: &Hub, login: &str, child: ChildId, to: &str, accept: bool) -> Answer {
    let input = json!({
        "child": {"id": child.public()}, "sharing": sharing(TRANSFER), "to": hub.town.agency(to).public(),
        "on": "2026-02-01", "accept": accept, "reason": "the family moved",
    });
    let answer = hub.ask(login, PASS, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.passResponsibility").to_string())
}

async fn responsible(hub: &Hub, login: &str, child: ChildId) -> String {
    let answer = hub.ask(login, &record(), about(child, TRANSFER)).await.ok();
    answer.str("data.sharedRecord.child.responsibleAuthority.code").to_owned()
}

/// Ends the work of that person's agency.
async fn end(hub: &Hub, login: &str, child: ChildId) -> Answer {
    let answer = hub.ask(login, &record(), about(child, TRANSFER)).await.ok();
    let all = answer.at("data.sharedRecord.involvements").as_array().cloned().unwrap_or_default();
    let own = hub.town.person(login).seat.agency;
    let involvement = all.iter().find(|one| one["agency"]["code"] == own).expect("an involvement of its own");
    let input = json!({"involvement": involvement["id"], "endedOn": "2026-02-02", "reason": "moved away"});
    let answer = hub.ask(login, END, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at("data.endInvolvement").to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r27_responsibility_passes_when_the_other_authority_accepts_it_and_not_before() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker", "gp", "neighbour"]).put(&hub.door).await;
        for (login, to, accept, expected) in [
            ("neighbour", "T-NEIGHBOUR", true, "NOT_OFFERED"),
            ("neighbour", "T-COUNCIL", true, "NOT_YOURS_TO_DECIDE"),
            ("social-worker", "T-SCHOOL", false, "WRONG_KIND"),
            ("social-worker", "T-COUNCIL", false, "NOTHING_OFFERED"),
        ] {
            let answer = pass(&hub, login, child, to, accept).await;
            assert_eq!(answer.str("problems.0.code"), expected, "{login}: {}", answer.text);
        }
        assert_eq!(pass(&hub, "gp", child, "T-NEIGHBOUR", false).await.str("refused.code"), "ROLE");

        let offered = pass(&hub, "social-worker", child, "T-NEIGHBOUR", false).await;
        assert!(offered.str("reference").starts_with("transfer_"), "{}", offered.text);
        assert_eq!(responsible(&hub, "neighbour", child).await, "T-COUNCIL", "an offer alone passes nothing");
        let kept = end(&hub, "social-worker", child).await;
        assert_eq!(kept.str("problems.0.code"), "RESPONSIBILITY_NOT_PASSED", "{}", kept.text);

        // What was offered can be taken back, and offered again.
        let back = pass(&hub, "social-worker", child, "T-COUNCIL", false).await;
        assert_eq!(back.str("reference"), offered.str("reference"), "{}", back.text);
        assert_eq!(pass(&hub, "neighbour", child, "T-NEIGHBOUR", true).await.str("problems.0.code"), "NOT_OFFERED");
        let again = pass(&hub, "social-worker", child, "T-NEIGHBOUR", false).await;

        let accepted = pass(&hub, "neighbour", child, "T-NEIGHBOUR", true).await;
        assert_eq!(accepted.str("reference"), again.str("reference"), "{}", accepted.text);
        for login in ["neighbour", "social-worker"] {
            assert_eq!(responsible(&hub, login, child).await, "T-NEIGHBOUR", "{login}");
        }
        let twice = pass(&hub, "neighbour", child, "T-NEIGHBOUR", true).await;
        assert_eq!(twice.str("problems.0.code"), "NOT_OFFERED", "{}", twice.text);
        let ended = end(&hub, "social-worker", child).await;
        assert!(ended.at("involvement.id").is_string(), "{}", ended.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r26_a_childs_own_decision_is_seen_by_social_workers_the_mash_and_who_recorded_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp", "school"]);
        let given = ConsentDecision::Given;
        let child = file
            .consent(
                given,
                ConsentGiver::GillickCompetentChild,
                SharingPurpose::EarlyHelp,
                Set::of(&[FieldClass::Health]),
            )
            .consent(given, ConsentGiver::Court, SharingPurpose::EarlyHelp, Set::of(&[FieldClass::Health]))
            .put(&hub.door)
            .await;
        for (login, count) in [("social-worker", 2), ("gp", 1), ("school", 1)] {
            let answer = hub.ask(login, &record(), about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
            let seen = answer.at("data.sharedRecord.consents").as_array().map_or(0, Vec::len);
            assert_eq!(seen, count, "{login}: {}", answer.text);
        }
        // One that is for another kind of agency is not seen at all.
        let input = json!({
            "idempotencyKey": "one", "child": {"id": child.public()}, "sharing": sharing("CHILD_IN_NEED_ASSESSMENT"),
            "decision": "GIVEN", "givenBy": "PERSON_WITH_PARENTAL_RESPONSIBILITY", "giverName": "Made-up Parent",
            "purposes": ["EARLY_HELP"], "agencyKinds": [AgencyKind::Police], "fieldClasses": ["NARRATIVE"],
            "obtainedAt": "2026-01-05T10:00:00Z", "evidence": "made up",
        });
        let record_consent = "mutation Consent($input: RecordConsentInput!) {
            recordConsent(input: $input) { consent { id } problems { code } } }";
        let made = hub.ask("colleague", record_consent, json!({"input": input})).await.ok();
        assert!(made.at("data.recordConsent.consent.id").is_string(), "{}", made.text);
        let answer = hub.ask("gp", &record(), about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
        assert_eq!(answer.at("data.sharedRecord.consents").as_array().map_or(0, Vec::len), 1, "{}", answer.text);
        assert_ne!(answer.at("data.sharedRecord.consents.0.id"), &Value::Null);
        hub.end().await;
    })
    .await;
}
