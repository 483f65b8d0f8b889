//! Disagreement: raised against a decision, a rating, a refused check or a refusal to share; answered by the position of its
//! stage, and rising where it is not.

use std::sync::Arc;

use api::disclosure::Rows;
use api::plain::clock::SetClock;
use entities::Instant;
use entities::ids::{ChildId, EscalationId};
use entities::rows::escalation;
use entities::words::{
    EscalationAction, EscalationAgainst, EscalationStage, EscalationStatus, Position, ProtectiveWork, Role,
};
use serde_json::{Value, json};
use tests::child::LONG_AGO;
use tests::queries::{NAME, about};
use tests::town::{Cast, MORE, ROLES, Seat, seat};
use tests::{Answer, ChildFile, Hub, on_both};
use uuid::Uuid;

use super::super::{checks, mash};
use super::{asked, decide, file, screened};

const FIELDS: &str =
    "id version child against subject raisedBy { code } appealedTo { code } raisedAt status stage dueAt overdue outcome
    learning steps { action stage at by { code } outcome reason } withheld { field }";

/// A nurse of the trust in the council's MASH, and a director of the council.
const CAST: Cast = Cast {
    places: &[],
    seats: &[
        seat("mash-nurse", Role::MashPractitioner, "T-TRUST"),
        Seat { position: Position::Director, ..seat("director", Role::SocialWorker, "T-COUNCIL") },
    ],
};

/// Sends a step with an escalation.
pub async fn send(hub: &Hub, login: &str, mutation: &str, kind: &str, input: &Value) -> Answer {
    let operation = format!(
        "mutation M($input: {kind}!) {{ {mutation}(input: $input) {{ escalation {{ {FIELDS} }} refused {{ code }}
            problems {{ path code message }} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at(&format!("data.{mutation}")).to_string())
}

/// Raises an escalation.
pub async fn escalate(hub: &Hub, login: &str, on: Value) -> Answer {
    let key = Uuid::new_v4().to_string();
    let input = json!({"idempotencyKey": key, "on": on, "reason": "the burn was not weighed"});
    send(hub, login, "escalate", "EscalateInput", &input).await
}

/// Raises one to the next stage.
pub async fn further(hub: &Hub, login: &str, id: &str, version: i32) -> Answer {
    let input = json!({"escalation": id, "expectedVersion": version, "reason": "nothing changed"});
    send(hub, login, "raiseEscalation", "RaiseEscalationInput", &input).await
}

/// Answers one.
pub async fn answer(hub: &Hub, login: &str, id: &str, version: i32, outcome: &str) -> Answer {
    let input = json!({
        "escalation": id, "expectedVersion": version, "outcome": outcome, "reason": "looked at again",
        "learning": "ask the trust before deciding",
    });
    send(hub, login, "answerEscalation", "AnswerEscalationInput", &input).await
}

/// The escalations that somebody sees.
pub async fn listed(hub: &Hub, login: &str, filter: Value) -> Answer {
    let operation = format!(
        "query L($filter: EscalationFilter) {{ escalations(filter: $filter, first: 50) {{ totalCount nodes {{ {FIELDS} }} }} }}"
    );
    let answer = hub.ask(login, &operation, json!({"filter": filter})).await.ok();
    let list = answer.at("data.escalations");
    assert_eq!(list["totalCount"].as_u64(), list["nodes"].as_array().map(|all| all.len() as u64), "{}", answer.text);
    Answer::new(answer.status, list.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dissent_is_raised_answered_raised_further_and_settled_by_the_position_of_its_stage() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (child, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let early = escalate(&hub, "health-visitor", json!({"jointDecision": decision})).await;
        assert_eq!(early.str("problems.0.code"), "NOTHING_TO_DISPUTE", "{}", early.text);
        decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
        let raised = escalate(&hub, "health-visitor", json!({"jointDecision": decision})).await;
        let id = raised.str("escalation.id").to_owned();
        assert_eq!(raised.str("escalation.stage"), "PRACTITIONER", "{}", raised.text);
        assert_eq!(raised.at("escalation.appealedTo.code"), &json!("T-COUNCIL"));
        assert_eq!(raised.at("escalation.child"), &json!(child.public()));

        // Both agencies see it; each side has its own steps.
        for login in ["health-visitor", "social-worker", "manager"] {
            let seen = listed(&hub, login, json!({"status": "OPEN"})).await;
            assert_eq!(seen.str("nodes.0.steps.0.reason"), "the burn was not weighed", "{login}: {}", seen.text);
        }
        let own = answer(&hub, "health-visitor", &id, 1, "CHANGED").await;
        assert_eq!(own.str("problems.0.code"), "NOT_YOURS_TO_ANSWER", "{}", own.text);
        let theirs = further(&hub, "social-worker", &id, 1).await;
        assert_eq!(theirs.str("problems.0.code"), "NOT_YOURS_TO_RAISE", "{}", theirs.text);
        let upheld = answer(&hub, "social-worker", &id, 1, "UPHELD").await;
        assert_eq!(upheld.str("escalation.status"), "ANSWERED", "{}", upheld.text);
        let double = answer(&hub, "social-worker", &id, 2, "CHANGED").await;
        assert_eq!(double.str("problems.0.code"), "ILLEGAL_STEP", "{}", double.text);

        let stale = further(&hub, "health-visitor", &id, 1).await;
        assert_eq!(stale.str("problems.0.code"), "STALE_VERSION", "{}", stale.text);
        let next = further(&hub, "health-visitor", &id, 2).await;
        assert_eq!(next.str("escalation.stage"), "LINE_MANAGER", "{}", next.text);
        let below = answer(&hub, "social-worker", &id, 3, "UPHELD").await;
        assert_eq!(below.str("problems.0.code"), "POSITION", "{}", below.text);
        let settled = answer(&hub, "manager", &id, 3, "CHANGED").await;
        assert_eq!(settled.at("escalation.version"), &json!(4), "{}", settled.text);
        let seen = listed(&hub, "health-visitor", json!({"raised": true})).await;
        assert_eq!(seen.str("nodes.0.outcome"), "CHANGED", "{}", seen.text);
        assert_eq!(seen.str("nodes.0.learning"), "ask the trust before deciding");
        assert_eq!(seen.at("nodes.0.steps").as_array().map(Vec::len), Some(4));
        hub.end().await;
    })
    .await;
}

/// An escalation that the trust's health visitor raised with the council, each stage of which passed long ago.
fn raised_long_ago(hub: &Hub, child: ChildId) -> escalation::Model {
    let (council, trust) = (hub.town.agency("T-COUNCIL"), hub.town.person("health-visitor"));
    let due = |days: i64| LONG_AGO.plus(days * Instant::DAY);
    escalation::Model {
        id: EscalationId(Uuid::new_v4()),
        version: 1,
        child_id: Some(child),
        concern_id: None,
        against: EscalationAgainst::Check,
        subject: "check_made_up".to_owned(),
        raised_agency: trust.agency,
        raised_by: trust.id,
        appealed_to: council,
        raised_at: LONG_AGO,
        action: EscalationAction::Raised,
        status: EscalationStatus::Open,
        stage: EscalationStage::Practitioner,
        due_practitioner: due(1),
        due_line_manager: due(2),
        due_senior_manager: due(3),
        due_director: due(4),
        due_partners: due(9),
        outcome: None,
        learning: None,
        reason: "made up".to_owned(),
        agency_id: trust.agency,
        person_id: trust.id,
        at: LONG_AGO,
        log: 0,
        seq: 0,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_raised_it_further_answers_it_for_no_agency() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "health-visitor"]);
        let first = raised_long_ago(&hub, file.id());
        let id = first.id.public();
        // The director works for the trust as well, and raised it further there.
        let further = escalation::Model {
            version: 2,
            action: EscalationAction::RaisedFurther,
            person_id: hub.town.person("director").id,
            ..first.clone()
        };
        let put = |rows: &mut Rows, _| [first, further].into_iter().for_each(|row| rows.add(row));
        file.with(put).put(&hub.door).await;
        let own = answer(&hub, "director", &id, 2, "UPHELD").await;
        assert_eq!(own.str("problems.0.code"), "NOT_YOURS_TO_ANSWER", "{}", own.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_that_nobody_answers_rises_by_itself() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "health-visitor"]);
        let row = raised_long_ago(&hub, file.id());
        let id = row.id.public();
        file.with(|rows, _| rows.add(row)).put(&hub.door).await;
        let seen = listed(&hub, "social-worker", json!({"overdue": true})).await;
        assert_eq!(seen.str("nodes.0.stage"), "SAFEGUARDING_PARTNERS", "{}", seen.text);
        assert_eq!(seen.at("nodes.0.overdue"), &json!(true));
        assert_eq!(listed(&hub, "social-worker", json!({"overdue": false})).await.at("totalCount"), &json!(0));
        let none = further(&hub, "health-visitor", &id, 1).await;
        assert_eq!(none.str("problems.0.code"), "ILLEGAL_STEP", "{}", none.text);
        for login in ["social-worker", "manager"] {
            let below = answer(&hub, login, &id, 1, "UPHELD").await;
            assert_eq!(below.str("problems.0.code"), "POSITION", "{login}: {}", below.text);
        }
        let done = answer(&hub, "director", &id, 1, "AGREED_TO_DIFFER").await;
        assert_eq!(done.str("escalation.stage"), "SAFEGUARDING_PARTNERS", "{}", done.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_stage_has_its_hours_of_the_office_and_its_position_and_then_the_next_has_it() {
    on_both(async |engine| {
        // Eleven in the morning on the Friday before summer time ends.
        let clock = Arc::new(SetClock::at("2026-10-23T10:00:00Z".parse().expect("a moment")));
        let hub = Hub::start_with_at(engine, CAST, clock.clone()).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
        let raised = escalate(&hub, "health-visitor", json!({"jointDecision": decision})).await;
        let id = raised.str("escalation.id").to_owned();
        let below = async |login: &str| answer(&hub, login, &id, 1, "UPHELD").await.str("problems.0.code").to_owned();
        for (now, stage, due, not_yet) in [
            ("2026-10-23T10:00:00Z", "PRACTITIONER", "2026-10-26T11:00:00", &[][..]),
            // The weekend is no time of the office.
            ("2026-10-26T10:59:00Z", "PRACTITIONER", "2026-10-26T11:00:00", &[]),
            ("2026-10-26T11:01:00Z", "LINE_MANAGER", "2026-10-27T11:00:00", &["social-worker"]),
            ("2026-10-27T11:01:00Z", "SENIOR_MANAGER", "2026-10-28T11:00:00", &["social-worker", "manager"]),
            ("2026-10-28T11:01:00Z", "DIRECTOR", "2026-10-29T11:00:00", &["social-worker", "manager"]),
            ("2026-10-29T11:01:00Z", "SAFEGUARDING_PARTNERS", "2026-11-05T11:00:00", &["social-worker", "manager"]),
        ] {
            clock.set(now.parse().expect("a moment"));
            let seen = listed(&hub, "health-visitor", json!({})).await;
            assert_eq!(seen.str("nodes.0.stage"), stage, "{now}: {}", seen.text);
            assert!(seen.str("nodes.0.dueAt").starts_with(due), "{now}: {}", seen.text);
            assert_eq!(seen.at("nodes.0.overdue"), &json!(stage != "PRACTITIONER"), "{now}");
            for login in not_yet {
                assert_eq!(below(login).await, "POSITION", "{now}: {login}");
            }
        }
        clock.set("2026-11-05T11:01:00Z".parse().expect("a moment"));
        let late = listed(&hub, "social-worker", json!({"overdue": true})).await;
        assert_eq!(late.str("nodes.0.stage"), "SAFEGUARDING_PARTNERS", "{}", late.text);
        let done = answer(&hub, "director", &id, 1, "CHANGED").await;
        assert_eq!(done.str("escalation.status"), "ANSWERED", "{}", done.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rating_a_declined_check_and_a_refusal_are_disputed_and_a_refusal_tells_of_no_child() {
    on_both(async |engine| {
        let hub = Hub::start_with(engine, CAST).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let rating = escalate(&hub, "mash-nurse", json!({"rating": concern})).await;
        assert_eq!(rating.str("escalation.against"), "RATING", "{}", rating.text);
        let own = escalate(&hub, "mash", json!({"rating": concern})).await;
        assert_eq!(own.str("problems.0.code"), "OWN_AGENCY", "{}", own.text);
        // Who raised the concern is told of the decision, and until then has nothing to disagree with; of the rating never.
        let untold = escalate(&hub, "school", json!({"concern": concern})).await;
        assert_eq!(untold.str("problems.0.code"), "NOTHING_TO_DISPUTE", "{}", untold.text);
        assert_eq!(escalate(&hub, "school", json!({"rating": concern})).await.str("refused.code"), "NOT_FOUND");

        let enquired = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let enquired = enquired.put(&hub.door).await;
        let check = checks::sent(&hub, enquired, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let open = escalate(&hub, "social-worker", json!({"check": check})).await;
        assert_eq!(open.str("problems.0.code"), "NOTHING_TO_DISPUTE", "{}", open.text);
        let mut declined = checks::known(&check, "DECLINED");
        declined["reason"] = json!("not ours to say");
        checks::answer(&hub, "gp", &declined).await;
        let refused = escalate(&hub, "social-worker", json!({"check": check})).await;
        assert_eq!(refused.at("escalation.appealedTo.code"), &json!("T-SURGERY"), "{}", refused.text);

        // Of a child that the surgery may not know of, and of one that there is not: the same.
        let stranger = ChildFile::new(&hub.town).put(&hub.door).await;
        for child in [stranger, entities::ids::ChildId(Uuid::new_v4())] {
            let answer = hub.ask("gp", NAME, about(child, "DIRECT_CARE")).await.ok();
            let entry = answer.str("data.sharedRecord.accessLogEntryId");
            let raised = escalate(&hub, "gp", json!({"accessLogEntry": entry})).await;
            assert_eq!(raised.at("escalation.appealedTo.code"), &json!("T-COUNCIL"), "{}", raised.text);
            assert!(raised.at("escalation.child").is_null(), "{}", raised.text);
            // Another's access is not one's own.
            let other = escalate(&hub, "housing", json!({"accessLogEntry": entry})).await;
            assert_eq!(other.str("refused.code"), "NOT_FOUND", "{}", other.text);
        }
        let seen = listed(&hub, "social-worker", json!({"raised": false})).await;
        assert!(!seen.text.contains(&stranger.public()), "{}", seen.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_who_is_in_neither_agency_or_barred_is_told_of_no_escalation() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub).conflict_of("colleague")).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
        let raised = escalate(&hub, "health-visitor", json!({"jointDecision": decision})).await;
        let id = raised.str("escalation.id").to_owned();
        let unknown = EscalationId(Uuid::new_v4()).public();
        let theirs = ["health-visitor", "social-worker", "mash", "manager", "administrator"];
        for seat in ROLES.iter().chain(&MORE).filter(|seat| !theirs.contains(&seat.login)) {
            let login = seat.login;
            assert_eq!(listed(&hub, login, json!({})).await.at("totalCount"), &json!(0), "{login}");
            let there = answer(&hub, login, &id, 1, "UPHELD").await;
            assert!(there.at("refused").is_object(), "{login}: {}", there.text);
            assert_eq!(there.body, answer(&hub, login, &unknown, 1, "UPHELD").await.body, "{login}");
            let there = escalate(&hub, login, json!({"jointDecision": decision})).await;
            assert!(there.at("refused").is_object(), "{login}: {}", there.text);
        }
        assert_eq!(mash::only(&hub, "social-worker").await["status"], json!("DECIDED"));
        hub.end().await;
    })
    .await;
}
