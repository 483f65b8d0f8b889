//! Who may succeed an agency, from when, and how an approval is taken back (R39).

use api::disclosure::{NewSuccession, Rows};
use entities::ids::{ChildId, SuccessionId};
use entities::rows::succession;
use entities::words::{AccessAction, AgencyKind, KeyPoint, Role, SuccessionState};
use serde_json::{Value, json};
use tests::child::LONG_AGO;
use tests::database::number;
use tests::{Answer, ChildFile, Hub, on_both};
use uuid::Uuid;

use super::r39::{approve, bar, decide, found, matters, name, say, today};
use crate::checks::steps::asked_long_ago;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_who_may_not_succeed_is_said_when_it_is_named() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        found(&hub, "T-SMALL", AgencyKind::GeneralPractice).await;
        let wrong = async |code: &str, to: &[&str]| {
            let to = to.iter().map(|code| (*code).to_owned()).collect();
            let named = hub.door.name_successor(NewSuccession { code: code.to_owned(), to, from: today() }).await;
            format!("{:?}", named.expect_err("no succession"))
        };
        assert!(wrong("T-SMALL", &["T-NOBODY"]).await.contains("register it first"));
        assert!(wrong("T-SMALL", &["T-SMALL"]).await.contains("named twice"));
        assert!(wrong("T-SMALL", &["T-SURGERY", "T-SCHOOL"]).await.contains("another kind"));
        approve(&hub, &name(&hub, "T-SURGERY", &["T-SMALL"]).await).await;
        assert!(wrong("T-SURGERY", &["T-SMALL"]).await.contains("has closed"));
        assert!(wrong("T-SMALL", &["T-SURGERY"]).await.contains("has closed"), "no ring");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_two_agencies_do_not_close_into_each_other_at_one_moment() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        found(&hub, "T-SMALL", AgencyKind::GeneralPractice).await;
        let one = name(&hub, "T-SURGERY", &["T-SMALL"]).await;
        let other = name(&hub, "T-SMALL", &["T-SURGERY"]).await;
        let (one, other) = tokio::join!(decide(&hub, &one), decide(&hub, &other));
        let refused = |answer: &Answer| answer.text.contains("\"CLOSED\"");
        assert!(refused(&one) != refused(&other), "one is approved and one is not: {} {}", one.text, other.text);
        let written = number(&hub.db, "SELECT count(*) FROM agency WHERE code IN ('T-SURGERY', 'T-SMALL')").await;
        assert_eq!(written, 4, "a decision writes every agency that it names");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_governance_sees_beforehand_what_meets_children_whom_the_agency_only_answers_for() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        found(&hub, "T-NEXT", AgencyKind::GeneralPractice).await;
        let partner = hub.hire("next-partner", "T-NEXT", Role::GeneralPractitioner).await;
        let barred = || ChildFile::new(&hub.town).with(bar(partner, hub.town.person("governance")));
        let asked = |rows: &mut Rows, child: ChildId| {
            let (round, check) = asked_long_ago(&hub.town, child, KeyPoint::Section47Start, LONG_AGO, LONG_AGO);
            rows.add(round);
            rows.add(check);
        };
        let surgery = hub.town.agency("T-SURGERY");
        let mut children = vec![
            barred().with(asked).put(&hub.door).await.public(),
            barred().detailed(|row| row.responsible_authority = Some(surgery)).put(&hub.door).await.public(),
        ];
        barred().put(&hub.door).await;
        let found = matters(&hub, &name(&hub, "T-SURGERY", &["T-NEXT"]).await).await;
        let mut met: Vec<&str> = found.iter().filter_map(|matter| matter["childId"].as_str()).collect();
        met.sort_unstable();
        children.sort_unstable();
        assert_eq!(met, children);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_before_its_day_an_approval_is_taken_back_and_after_it_none_is_given() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        found(&hub, "T-NEXT", AgencyKind::GeneralPractice).await;
        let code = async |id: &str, approved: bool| {
            let answer = say(&hub, id, approved).await;
            answer.str("data.decideSuccession.problems.0.code").to_owned()
        };
        let closed = async || {
            let answer =
                hub.ask("police", "{ agencies(search: \"T-SURGERY\") { nodes { closedOn } } }", Value::Null).await;
            answer.ok().at("data.agencies.nodes.0.closedOn").clone()
        };
        let on = |from| NewSuccession { code: "T-SURGERY".to_owned(), to: vec!["T-NEXT".to_owned()], from };
        let tomorrow = hub.door.name_successor(on(today().plus_days(1))).await.expect("named").public();
        approve(&hub, &tomorrow).await;
        assert_eq!(closed().await, json!(today().plus_days(1)));
        assert_eq!(code(&tomorrow, true).await, "DECIDED");
        let back = say(&hub, &tomorrow, false).await;
        assert_eq!(back.str("data.decideSuccession.reference"), tomorrow, "{}", back.text);
        assert_eq!(closed().await, Value::Null);
        for approved in [true, false] {
            assert_eq!(code(&tomorrow, approved).await, "DECIDED", "it is refused, and is to be named anew");
        }
        // Of the days that passed since it was named nobody saw what it meets.
        let (mut rows, late, odd) = (Rows::new(), SuccessionId(Uuid::new_v4()), SuccessionId(Uuid::new_v4()));
        let agency = async |code: &str| hub.door.agency_by_code(code).await.expect("an answer").expect("registered");
        for (id, keeper, takes_effect_on) in
            [(late, agency("T-NEXT").await, today().plus_days(-1)), (odd, agency("T-SCHOOL").await, today())]
        {
            rows.add(succession::Model {
                id,
                version: 1,
                agency_id: agency("T-SURGERY").await,
                keeper,
                others: "[]".to_owned(),
                takes_effect_on,
                state: SuccessionState::Named,
                reason: None,
                person_id: None,
                recorded_at: LONG_AGO,
                log: 0,
                seq: 0,
            });
        }
        hub.door.administer(AccessAction::Administer, None, "{}", rows).await.expect("an answer").expect("written");
        assert_eq!(code(&late.public(), true).await, "IN_THE_PAST");
        assert_eq!(code(&odd.public(), true).await, "ANOTHER_KIND");
        assert!(hub.door.name_successor(on(today().plus_days(-1))).await.is_err());
        let now = hub.door.name_successor(on(today())).await.expect("named").public();
        approve(&hub, &now).await;
        for approved in [true, false] {
            assert_eq!(code(&now, approved).await, "IN_EFFECT");
        }
        hub.end().await;
    })
    .await;
}
