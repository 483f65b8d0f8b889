//! A check is answered once, on the version that stands; it is due in working days, and overdue after them.

use api::plain::calendar::Calendar;
use entities::Instant;
use entities::ids::{CheckId, CheckRoundId, ChildId};
use entities::rows::{check_round, safeguarding_check};
use entities::words::{AgencyKind, CheckGround, CheckStatus, KeyPoint, ProtectiveWork, SharingPurpose};
use serde_json::json;
use tests::database::number;
use tests::{ChildFile, Hub, Town, on_both};
use uuid::Uuid;

use super::{answer, known, listed, request, round, sent, withdraw};
use entities::Set;

const ENQUIRY: &str = "SECTION_47_ENQUIRY";

/// A round of one check that the council put to the surgery then, due then.
pub fn asked_long_ago(
    town: &Town,
    child: ChildId,
    key_point: KeyPoint,
    at: Instant,
    due: Instant,
) -> (check_round::Model, safeguarding_check::Model) {
    let (asker, surgery) = (town.person("social-worker"), town.agency("T-SURGERY"));
    let round = check_round::Model {
        id: CheckRoundId(Uuid::new_v4()),
        child_id: child,
        key_point,
        purpose: SharingPurpose::Section47Enquiry,
        concern_id: None,
        agency_id: asker.agency,
        person_id: asker.id,
        text: "made up".to_owned(),
        household: "[]".to_owned(),
        former_addresses: "[]".to_owned(),
        requested_at: at,
        log: 0,
        seq: 0,
    };
    let check = safeguarding_check::Model {
        id: CheckId(Uuid::new_v4()),
        version: 1,
        round_id: round.id,
        child_id: child,
        key_point,
        purpose: round.purpose,
        agency_id: asker.agency,
        person_id: asker.id,
        asked_agency: surgery,
        asked_kind: AgencyKind::GeneralPractice,
        classes: Set::EMPTY,
        status: CheckStatus::Open,
        ground: Some(CheckGround::Anchor),
        requested_at: at,
        sent_at: Some(at),
        due_at: Some(due),
        answer: None,
        reason: None,
        ask_whom: None,
        systems: "[]".to_owned(),
        answered_at: None,
        answered_by: None,
        valid_until: None,
        withdrawn_reason: None,
        log: 0,
        seq: 0,
    };
    (round, check)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_answer_and_a_stale_version_are_problems_and_change_nothing() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let child = file.put(&hub.door).await;
        let check = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-SURGERY").await;
        let rows = async || number(&hub.db, "SELECT count(*) FROM safeguarding_check").await;
        let mut stale = known(&check, "NOT_KNOWN");
        stale["expectedVersion"] = json!(2);
        let refused = answer(&hub, "gp", &stale).await;
        assert_eq!(refused.str("problems.0.code"), "STALE_VERSION", "{}", refused.text);
        let guess = answer(&hub, "gp", &known(&check, "NO_RESPONSE")).await;
        assert_eq!(guess.str("problems.0.code"), "DERIVED", "{}", guess.text);
        let reasonless = answer(&hub, "gp", &known(&check, "DECLINED")).await;
        assert_eq!(reasonless.at("problems.0.path"), &json!(["input", "reason"]), "{}", reasonless.text);
        assert_eq!(rows().await, 1);
        let done = answer(&hub, "gp", &known(&check, "NOT_KNOWN")).await;
        assert_eq!(done.at("check.version"), &json!(2), "{}", done.text);
        assert!(done.at("check.validUntil").is_string());
        let mut double = known(&check, "KNOWN_OPEN");
        for (version, code) in [(1, "STALE_VERSION"), (2, "ANSWERED")] {
            double["expectedVersion"] = json!(version);
            let again = answer(&hub, "gp", &double).await;
            assert!(again.text.contains(code), "{version}: {}", again.text);
            assert!(again.at("check").is_null(), "{}", again.text);
        }
        let back = withdraw(&hub, "social-worker", &check, 2).await;
        assert_eq!(back.str("problems.0.code"), "ANSWERED", "{}", back.text);
        assert_eq!(rows().await, 2);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_answers_at_once_make_one() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let child = file.put(&hub.door).await;
        let check = sent(&hub, child, ENQUIRY, "SECTION_47_START", "T-SURGERY").await;
        let all = (0..20).map(|_| {
            let input = known(&check, "NOT_KNOWN");
            let hub = &hub;
            async move { answer(hub, "gp", &input).await }
        });
        let answers = futures_util::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|a| a.at("check").is_object()).count(), 1);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM safeguarding_check").await, 2);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_is_due_in_working_days_and_a_bank_holiday_is_none() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let child = file.put(&hub.door).await;
        let input = round(&hub, child, ENQUIRY, "INITIAL_CONFERENCE", &["T-SURGERY"]);
        let asked = request(&hub, "social-worker", &input).await;
        let moment = |field: &str| asked.str(&format!("round.checks.0.{field}")).parse::<Instant>().expect("a moment");
        assert_eq!(moment("dueAt"), Calendar::new().add_working_days(moment("sentAt"), 5), "{}", asked.text);

        // On Thursday before Easter 2026 at 16:00: Friday and Monday are bank holidays, so it was due on Tuesday.
        let at: Instant = "2026-04-02T15:00:00Z".parse().expect("a moment");
        let due = Calendar::new().add_working_days(at, 1);
        assert_eq!(due, "2026-04-07T15:00:00Z".parse().expect("a moment"));
        let late = ChildFile::new(&hub.town).open_to(&["social-worker"]);
        let id = late.id();
        let (old_round, old) = asked_long_ago(&hub.town, id, KeyPoint::Section47Start, at, due);
        let check = old.id;
        late.with(|rows, _| {
            rows.add(old_round);
            rows.add(old);
        })
        .put(&hub.door)
        .await;
        let overdue = listed(&hub, "social-worker", json!({"overdue": true})).await;
        assert_eq!(overdue.at("totalCount"), &json!(1), "{}", overdue.text);
        assert_eq!(overdue.at("nodes.0.id"), &json!(check.public()));
        assert_eq!(overdue.str("nodes.0.answer"), "NO_RESPONSE");
        assert_eq!(overdue.str("nodes.0.status"), "OPEN");
        let others = listed(&hub, "social-worker", json!({"overdue": false})).await;
        assert_eq!(others.at("totalCount"), &json!(1), "{}", others.text);
        // A late answer is better than none.
        let done = answer(&hub, "gp", &known(&check.public(), "KNOWN_CLOSED")).await;
        assert_eq!(done.str("check.answer"), "KNOWN_CLOSED", "{}", done.text);
        assert_eq!(listed(&hub, "social-worker", json!({"overdue": true})).await.at("totalCount"), &json!(0));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_come_in_pages() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).work(ProtectiveWork::Section47);
        let child = file.put(&hub.door).await;
        let agencies = ["T-SURGERY", "T-POLICE", "T-TRUST"];
        request(&hub, "social-worker", &round(&hub, child, ENQUIRY, "SECTION_47_START", &agencies)).await;
        let page = "query Page($after: String) { checks(first: 1, after: $after) { totalCount
            pageInfo { hasNextPage endCursor } edges { node { agency { code } } } } }";
        let mut after = json!(null);
        let mut seen = Vec::new();
        for n in 0..3 {
            let answer = hub.ask("social-worker", page, json!({"after": after})).await.ok();
            assert_eq!(answer.at("data.checks.totalCount"), &json!(3), "{}", answer.text);
            assert_eq!(answer.at("data.checks.pageInfo.hasNextPage"), &json!(n < 2), "{}", answer.text);
            after = answer.at("data.checks.pageInfo.endCursor").clone();
            seen.push(answer.str("data.checks.edges.0.node.agency.code").to_owned());
        }
        seen.sort();
        assert_eq!(seen, ["T-POLICE", "T-SURGERY", "T-TRUST"]);
        hub.end().await;
    })
    .await;
}
