//! Escalations by who raised a concern, and by colleagues of theirs in the MASH: who learns of them, and what.

use api::disclosure::NewAgency;
use entities::words::{AgencyKind, Position, Role};
use serde_json::{Value, json};
use tests::queries::{NAME, about};
use tests::town::{Cast, Seat, seat};
use tests::{ChildFile, Hub, on_both};

use super::super::mash;
use super::escalation::{answer, escalate, further, listed, send};
use super::file;

/// A housing officer of the council; an officer of the police in the council's MASH and a sergeant; a manager of the trust.
const CAST: Cast = Cast {
    places: &[],
    seats: &[
        seat("council-housing", Role::HousingOfficer, "T-COUNCIL"),
        seat("mash-officer", Role::MashPractitioner, "T-POLICE"),
        Seat { position: Position::Manager, ..seat("sergeant", Role::PoliceOfficer, "T-POLICE") },
        Seat { position: Position::Manager, ..seat("trust-manager", Role::HealthPractitioner, "T-TRUST") },
    ],
};

/// A concern about the child of that file, decided, of which its raiser is told.
async fn told(hub: &Hub, login: &str, file: ChildFile<'_>, other: Value) -> String {
    let mut said = json!({"child": {"described": {"givenName": "Made-up", "nhsNumber": file.nhs_number()}}});
    for (field, value) in other.as_object().expect("fields") {
        said[field] = value.clone();
    }
    file.put(&hub.door).await;
    let concern = mash::raise(hub, login, "told", said).await;
    let version = mash::decided(hub, "mash", &concern, "NO_FURTHER_ACTION").await;
    mash::step(hub, "mash", "tellRaiser", &concern, version, json!({})).await;
    concern
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_r34_what_a_raiser_escalates_is_for_those_who_may_answer_their_concern() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let concern = told(&hub, "school", file(&hub).conflict_of("colleague"), json!({})).await;
        let raised = escalate(&hub, "school", json!({"concern": concern})).await;
        let id = raised.str("escalation.id");
        assert_eq!(raised.at("escalation.appealedTo.code"), &json!("T-COUNCIL"), "{}", raised.text);
        for login in ["school", "social-worker", "mash"] {
            let seen = listed(&hub, login, json!({})).await;
            assert_eq!(seen.str("nodes.0.steps.0.reason"), "the burn was not weighed", "{login}: {}", seen.text);
            assert!(seen.at("nodes.0.child").is_null(), "{login}: {}", seen.text);
        }
        for login in ["colleague", "council-housing"] {
            assert_eq!(listed(&hub, login, json!({})).await.at("totalCount"), &json!(0), "{login}");
            let there = answer(&hub, login, id, 1, "UPHELD").await;
            assert_eq!(there.str("refused.code"), "NOT_FOUND", "{login}: {}", there.text);
        }
        let done = answer(&hub, "social-worker", id, 1, "UPHELD").await;
        assert_eq!(done.str("escalation.status"), "ANSWERED", "{}", done.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_who_answers_a_raiser_reads_their_words_and_not_which_agency_that_is() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let concern = told(&hub, "school", file(&hub).whereabouts_known_to(&["manager"]), json!({})).await;
        escalate(&hub, "school", json!({"concern": concern})).await;
        let seen = listed(&hub, "social-worker", json!({})).await;
        assert_eq!(seen.str("nodes.0.steps.0.reason"), "the burn was not weighed", "{}", seen.text);
        assert!(!seen.text.contains("T-SCHOOL"), "{}", seen.text);
        assert!(listed(&hub, "manager", json!({})).await.text.contains("T-SCHOOL"), "whom the marking names");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_colleague_in_the_mash_tells_no_raiser_what_became_of_their_concern() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let file = file(&hub);
        let said = json!({"child": {"described": {"givenName": "Made-up", "nhsNumber": file.nhs_number()}}});
        file.put(&hub.door).await;
        let concern = mash::raise(&hub, "police", "one", said).await;
        mash::decided(&hub, "social-worker", &concern, "NO_FURTHER_ACTION").await;
        let raised = escalate(&hub, "mash-officer", json!({"concern": concern})).await;
        assert_eq!(raised.str("escalation.status"), "OPEN", "{}", raised.text);
        for (login, found) in [("police", 0), ("sergeant", 0), ("mash-officer", 1), ("mash", 1)] {
            assert_eq!(listed(&hub, login, json!({})).await.at("totalCount"), &json!(found), "{login}");
        }
        let there = further(&hub, "sergeant", raised.str("escalation.id"), 1).await;
        assert_eq!(there.str("refused.code"), "NOT_FOUND", "{}", there.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_what_one_raised_alone_one_escalates_alone() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let only = json!({"onlyMeInMyAgency": true});
        let concern = told(&hub, "health-visitor", file(&hub), only).await;
        let raised = escalate(&hub, "health-visitor", json!({"concern": concern})).await;
        assert_eq!(raised.str("escalation.status"), "OPEN", "{}", raised.text);
        for (login, found) in [("health-visitor", 1), ("trust-manager", 0)] {
            assert_eq!(listed(&hub, login, json!({})).await.at("totalCount"), &json!(found), "{login}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_a_raiser_without_a_caseload_sees_their_escalation_and_its_answer() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let concern = told(&hub, "school-lead", file(&hub), json!({})).await;
        let input =
            json!({"idempotencyKey": "again", "on": {"concern": concern}, "reason": "the burn was not weighed"});
        let raised = send(&hub, "school-lead", "escalate", "EscalateInput", &input).await;
        assert_eq!(raised.str("escalation.status"), "OPEN", "{}", raised.text);
        assert_eq!(send(&hub, "school-lead", "escalate", "EscalateInput", &input).await.body, raised.body);
        let id = raised.str("escalation.id");
        answer(&hub, "mash", id, 1, "UPHELD").await;
        let seen = listed(&hub, "school-lead", json!({})).await;
        assert_eq!(seen.str("nodes.0.steps.1.reason"), "looked at again", "{}", seen.text);
        let next = further(&hub, "school-lead", id, 2).await;
        assert_eq!(next.str("escalation.stage"), "LINE_MANAGER", "{}", next.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agency_that_serves_no_area_is_told_that_nobody_would_answer() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let new = NewAgency {
            code: "T-NATIONAL".to_owned(),
            name: "Made-up national charity".to_owned(),
            kind: AgencyKind::VoluntarySector,
            public_authority: true,
            area: None,
            sensitive_service: false,
            phone: None,
            out_of_hours: None,
            email: None,
        };
        hub.door.add_agency(new).await.unwrap_or_else(|e| panic!("{e:?}"));
        hub.hire("helper", "T-NATIONAL", Role::EarlyHelpPractitioner).await;
        let stranger = ChildFile::new(&hub.town).put(&hub.door).await;
        let refused = hub.ask("helper", NAME, about(stranger, "EARLY_HELP")).await.ok();
        let entry = refused.str("data.sharedRecord.accessLogEntryId");
        let raised = escalate(&hub, "helper", json!({"accessLogEntry": entry})).await;
        assert_eq!(raised.str("problems.0.code"), "NO_AUTHORITY", "{}", raised.text);
        hub.end().await;
    })
    .await;
}
