//! What is sent to whom and when, against an endpoint of the test's own.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use entities::Instant;
use entities::ids::ConcernId;
use entities::words::{AgencyKind, FamilyInformed, Position, Role, TimePrecision};
use serde_json::Value;

use super::{LONGEST_WAIT, Pager, Way, wait};
use crate::disclosure::{ChangeAnswer, Door, NewPractitioner};
use crate::http::{Limits, serve};
use crate::plain::clock::SetClock;
use crate::services::children::{ChildDetails, ChildSaid};
use crate::services::concerns::{self, Doing, NewConcern, NewStep};
use crate::testing::{ISSUER, Scratch, agency, door, practitioner};

/// An endpoint that answers as it is told, and keeps what it was sent.
#[derive(Clone, Default)]
struct Endpoint {
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
    heard: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Endpoint {
    async fn start(&self) -> Way {
        let Self { answers, heard } = self.clone();
        let hear = move |headers: HeaderMap, body: String| {
            let id = headers["webhook-id"].to_str().unwrap().to_owned();
            heard.lock().unwrap().push((id, serde_json::from_str(&body).unwrap()));
            let answer = answers.lock().unwrap().pop_front().unwrap_or(StatusCode::NO_CONTENT);
            async move { answer }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let routes = Router::new().route("/", post(hear));
        tokio::spawn(async move { serve(listener, routes, &Limits::default(), std::future::pending()).await });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Way::Endpoints(client, HashMap::from([("NORTH".to_owned(), url.parse().unwrap())]))
    }

    fn heard(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

async fn raise(door: &Door) -> ConcernId {
    let caller = door.caller((ISSUER, "school"), None, None, "test").await.unwrap();
    let described = ChildDetails { given_name: Some("Secretname".to_owned()), ..ChildDetails::default() };
    let new = NewConcern {
        child: ChildSaid { known: None, described: Some(described) },
        other_children: None,
        people: None,
        occurred_at: None,
        occurred_precision: TimePrecision::Time,
        what_happened: "secret".to_owned(),
        impact_on_child: None,
        child_voice: None,
        where_is_the_child_now: None,
        immediate_danger: true,
        family_informed: FamilyInformed::NotKnown,
        family_not_informed_reason: None,
        keep_from_family: None,
        actions_taken: None,
        suggested_level_of_need: None,
        call_back: "101".to_owned(),
        only_me_in_my_agency: false,
        classes: None,
    };
    match concerns::raise(door, &caller, "one", new, Vec::new()).await.unwrap() {
        ChangeAnswer::Done(view) => view.concern().id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_goes_out_until_it_arrives_and_to_a_manager_where_nobody_acknowledges() {
    let scratch = Scratch::sqlite().await;
    let clock = Arc::new(SetClock::at("2026-06-04T02:00:00Z".parse().unwrap()));
    let door = door(&scratch, clock.clone()).await;
    door.add_agency(agency("NORTH", AgencyKind::LocalAuthority, None)).await.unwrap();
    door.add_agency(agency("SCHOOL", AgencyKind::School, Some("NORTH"))).await.unwrap();
    let mut people = Vec::new();
    for (login, code, role, position) in [
        ("worker", "NORTH", Role::SocialWorker, Position::Practitioner),
        ("manager", "NORTH", Role::SocialWorker, Position::Manager),
        ("school", "SCHOOL", Role::DesignatedSafeguardingLead, Position::Practitioner),
    ] {
        let new = NewPractitioner { position, ..practitioner(login, code, role) };
        people.push(door.add_practitioner(new).await.unwrap().0.public());
    }
    let endpoint = Endpoint::default();
    let mut pager = Pager::new(endpoint.start().await);
    pager.look(&door).await;
    assert_eq!(endpoint.heard(), Vec::new(), "nobody is in danger");

    let concern = raise(&door).await;
    endpoint.answers.lock().unwrap().push_back(StatusCode::BAD_GATEWAY);
    pager.look(&door).await;
    let first = endpoint.heard();
    assert_eq!(first.len(), 1);
    let (id, said) = &first[0];
    assert_eq!(*id, format!("page_{}_DUTY_OFFICER", concern.public()));
    assert_eq!((&said["data"]["to"], &said["data"]["people"][0]), (&"DUTY_OFFICER".into(), &people[0].as_str().into()));
    assert!(!said.to_string().to_lowercase().contains("secret"), "ids alone: {said}");
    pager.look(&door).await;
    assert_eq!(endpoint.heard(), Vec::new(), "too early for another try");
    clock.advance(5 * Instant::SECOND);
    pager.look(&door).await;
    assert_eq!(endpoint.heard(), first, "the same page, until it arrives");
    clock.advance(60 * Instant::SECOND);
    pager.look(&door).await;
    assert_eq!(endpoint.heard(), Vec::new(), "it arrived");

    clock.advance(15 * 60 * Instant::SECOND);
    pager.look(&door).await;
    let later = endpoint.heard();
    assert_eq!(later.len(), 1);
    assert_eq!(later[0].1["data"]["people"], serde_json::json!([people[1]]), "{later:?}");

    let worker = door.caller((ISSUER, "worker"), None, None, "test").await.unwrap();
    let step = NewStep { concern, expected_version: 1, doing: Doing::Acknowledge, reason: None };
    concerns::answer(&door, &worker, None, step, Vec::new()).await.unwrap();
    let mut begun_anew = Pager::new(endpoint.start().await);
    begun_anew.look(&door).await;
    assert_eq!(endpoint.heard(), Vec::new(), "acknowledged");
    door.close().await;
}

#[test]
fn each_failure_makes_the_wait_longer_up_to_five_minutes() {
    assert_eq!([0, 1, 2].map(wait), [5, 10, 20].map(|seconds| seconds * Instant::SECOND));
    assert_eq!([6, 16, u32::MAX].map(wait), [LONGEST_WAIT; 3]);
}
