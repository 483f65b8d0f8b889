//! What a client meets at `/graphql`: statuses, media types, codes, and the order in which they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::{
    EmptySubscription, ErrorExtensions, Object, Request as GqlRequest, Response as GqlResponse, Schema, SimpleObject,
};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::get;
use entities::Instant;
use entities::ids::MembershipId;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};
use tower::ServiceExt;

mod budgets;
mod hostile;
mod operational_log;
mod refused;
mod roots;

use super::*;
use crate::app::issuer::{DemoIssuer, Holder};
use crate::http::identity::{Identity, Trust, Verifier};
use crate::http::{Budgets, Edge, Limits, Sockets, router};
use crate::plain::clock::SetClock;
use crate::plain::entropy::SystemEntropy;

#[derive(Clone, Default)]
struct Runs(Arc<AtomicUsize>);

#[derive(SimpleObject)]
struct Child {
    name: Option<String>,
    school: Option<String>,
}

struct Query(Runs);
#[Object]
impl Query {
    async fn child(&self, id: i32) -> Option<Child> {
        self.0.0.fetch_add(1, Ordering::SeqCst);
        (id > 0).then(|| Child { name: Some("A".into()), school: Some("B".into()) })
    }
    async fn tree(&self, _of: Option<async_graphql::Json<Value>>) -> i32 {
        1
    }
    async fn nullable(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err(async_graphql::Error::new("no such person").extend_with(|_, e| e.set("code", "FORBIDDEN"))))
    }
    async fn fails(&self) -> async_graphql::Result<i32> {
        let number: i32 = "secret of the database".parse()?;
        Ok(number)
    }
    async fn refused(&self) -> async_graphql::Result<i32> {
        Err(async_graphql::Error::new("not yours").extend_with(|_, e| e.set("code", "FORBIDDEN")))
    }
    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        1
    }
    async fn panics(&self, text: String) -> i32 {
        text.parse().expect("a child's name")
    }
}

struct Mutation(Runs);
#[Object]
impl Mutation {
    async fn post(&self, text: String) -> Child {
        self.0.0.fetch_add(1, Ordering::SeqCst);
        Child { name: Some(text), school: None }
    }
}

#[derive(Clone)]
struct House {
    schema: Schema<Query, Mutation, EmptySubscription>,
}

impl Backend for House {
    type Caller = String;
    async fn caller(&self, identity: &Identity, acting: Option<&str>, _: &str) -> Result<String, CallerError> {
        match (identity.subject.as_str(), acting) {
            ("nobody", _) => Err(CallerError::PractitionerUnknown),
            ("app", _) => Err(CallerError::ClientUnknown),
            ("two", None) => Err(CallerError::MembershipRequired),
            ("two", Some(acting)) if acting != "membership_1" => Err(CallerError::MembershipUnknown),
            ("outage", _) => Err(CallerError::Unavailable),
            (subject, _) => Ok(subject.to_owned()),
        }
    }
    fn cost(&self, request: &mut GqlRequest) -> usize {
        request.query.len()
    }
    async fn execute(&self, caller: String, request: GqlRequest) -> GqlResponse {
        self.schema.execute(request.data(caller)).await
    }
    fn follow(&self, _: &Identity, caller: String, request: GqlRequest) -> BoxStream<'static, GqlResponse> {
        self.schema.execute_stream(request.data(caller)).boxed()
    }
    async fn ready(&self) -> Result<(), String> {
        Err("the database at 10.0.0.7".into())
    }
    fn membership(&self, _: &String) -> Option<MembershipId> {
        None
    }
}

struct Hub {
    app: Router,
    runs: Runs,
    issuer: DemoIssuer,
    clock: Arc<SetClock>,
    folder: std::path::PathBuf,
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or("")
    }
    fn media(&self) -> &str {
        self.headers["content-type"].to_str().unwrap()
    }
}

impl Hub {
    fn new() -> Self {
        // The tests ask faster than people do.
        Self::within(Limits { person_requests: 1_000_000, person_cost: 1_000_000_000, ..Limits::default() })
    }

    fn within(limits: Limits) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("hub-graphql-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let issuer = DemoIssuer::prepare(&folder, "http://127.0.0.1:8400").unwrap();
        let clock = Arc::new(SetClock::at(Instant(1_800_000_000 * Instant::SECOND)));
        let verifier = Verifier::new(vec![issuer.config()], Trust::Demo, clock.clone()).unwrap();
        let runs = Runs::default();
        let schema = Schema::build(Query(runs.clone()), Mutation(runs.clone()), EmptySubscription)
            .limit_depth(15)
            .limit_complexity(5000)
            .finish();
        let limits = Arc::new(Limits { deadline: Duration::from_millis(300), ..limits });
        let sockets = Arc::new(Sockets::new(&limits, Vec::new()));
        let edge = Edge {
            backend: House { schema },
            verifier,
            budgets: Arc::new(Budgets::new(&limits, clock.clone())),
            limits,
            documents: Arc::default(),
            sockets,
            entropy: Arc::new(SystemEntropy),
        };
        let more = issuer
            .routes("http://127.0.0.1:8400", Vec::new(), clock.clone(), Arc::new(SystemEntropy))
            .route("/panics", get(async || -> &'static str { panic!("a child's name") }));
        Self { app: router(edge, more, None), runs, issuer, clock, folder }
    }

    fn token(&self, subject: &str) -> String {
        self.token_through(subject, None)
    }

    fn token_through(&self, subject: &str, client: Option<&str>) -> String {
        let holder = Holder { subject, name: "Ada Example", client };
        self.issuer.token(&holder, Duration::from_secs(3600), None, &*self.clock, &SystemEntropy).unwrap()
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn post(&self, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(Method::POST).uri("/graphql");
        let named = |name: &str| headers.iter().any(|(known, _)| *known == name);
        if !named("authorization") {
            request = request.header("authorization", format!("Bearer {}", self.token("ada")));
        }
        if !named("content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers.iter().filter(|(_, value)| *value != "-") {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn query(&self, query: &str) -> Answer {
        self.post(&[], json!({ "query": query }).to_string()).await
    }

    fn ran(&self) -> usize {
        self.runs.0.swap(0, Ordering::SeqCst)
    }
}

const JSON: (&str, &str) = ("accept", "application/json");

#[tokio::test]
async fn an_answer_has_the_media_type_that_was_asked_for_and_our_request_id() {
    let hub = Hub::new();
    let body = json!({"query": "query($id: Int!) { child(id: $id) { name } }", "variables": {"id": 1}, "unknown": 1})
        .to_string();
    let graphql = "application/graphql-response+json; charset=utf-8";
    let json = "application/json; charset=utf-8";
    for (accept, media) in [
        ("-", graphql),
        ("*/*", graphql),
        ("application/*", graphql),
        ("application/json", json),
        ("application/graphql-response+json, application/json;q=0.9", graphql),
        ("application/graphql-response+json;q=0.5, application/json", json),
        ("text/html, application/json;q=0.1", json),
        ("application/json;q=0, */*", graphql),
    ] {
        let answer = hub.post(&[("accept", accept)], body.clone()).await;
        assert_eq!((answer.status, answer.media()), (StatusCode::OK, media), "{accept}");
        assert_eq!(answer.body, json!({"data": {"child": {"name": "A"}}}));
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["x-request-id"].len(), 36);
    }
    let echoed = hub.post(&[("x-request-id", "abc-1.2_3")], body.clone()).await;
    assert_eq!(echoed.headers["x-client-request-id"], "abc-1.2_3");
    assert_ne!(echoed.headers["x-request-id"], "abc-1.2_3");
    let odd = hub.post(&[("x-request-id", "a b")], body).await;
    assert!(!odd.headers.contains_key("x-client-request-id"));
}

#[tokio::test]
async fn a_document_that_ran_is_2xx_and_no_inner_text_gets_out() {
    let hub = Hub::new();
    let partial = hub.query("{ nullable child(id: 1) { name } }").await;
    assert_eq!((partial.status.as_u16(), partial.code()), (294, "FORBIDDEN"));
    assert_eq!(partial.body["data"], json!({"nullable": null, "child": {"name": "A"}}));
    assert_eq!(partial.body["errors"][0]["extensions"]["requestId"], partial.headers["x-request-id"].to_str().unwrap());
    let all_null = hub.query("{ refused }").await;
    assert_eq!((all_null.status.as_u16(), all_null.code()), (294, "FORBIDDEN"));
    let legacy = hub.post(&[JSON], json!({"query": "{ refused }"}).to_string()).await;
    assert_eq!((legacy.status.as_u16(), legacy.code()), (200, "FORBIDDEN"));
    assert_eq!(all_null.body.get("data"), Some(&Value::Null));
    let inner = hub.query("{ fails }").await;
    assert_eq!(inner.code(), "INTERNAL");
    assert!(!inner.body.to_string().contains("digit"), "{}", inner.body);
}

#[tokio::test]
async fn a_panic_and_a_deadline_are_answered_with_codes() {
    let hub = Hub::new();
    let slow = hub.query("{ slow }").await;
    assert_eq!((slow.status.as_u16(), slow.code()), (504, "DEADLINE"));
    let panicked = hub.query("{ panics(text: \"x\") }").await;
    assert_eq!((panicked.status.as_u16(), panicked.code()), (500, "INTERNAL"));
    assert!(!panicked.body.to_string().contains("name"));
    let beside = hub.send(Request::builder().uri("/panics").body(Body::empty()).unwrap()).await;
    assert_eq!((beside.status.as_u16(), beside.code()), (500, "INTERNAL"));
}

#[tokio::test]
async fn other_paths() {
    let hub = Hub::new();
    let get = async |path: &str| hub.send(Request::builder().uri(path).body(Body::empty()).unwrap()).await;
    assert_eq!(get("/healthz").await.status, 200);
    let ready = get("/readyz").await;
    assert_eq!(ready.status, 503);
    assert!(!ready.body.to_string().contains("10.0.0.7"));
    // There are no pages here, whatever a browser would take.
    let request = Request::builder().uri("/nowhere").header("accept", "text/html").body(Body::empty()).unwrap();
    assert_eq!(hub.send(request).await.code(), "PATH_UNKNOWN");
    let nowhere = get("/nowhere").await;
    assert_eq!((nowhere.status.as_u16(), nowhere.code()), (404, "PATH_UNKNOWN"));
    let discovery = get("/issuer/.well-known/openid-configuration").await;
    assert_eq!(discovery.body["jwks_uri"], "http://127.0.0.1:8400/issuer/jwks.json");
    let jwks = get("/issuer/jwks.json").await;
    assert_eq!(jwks.body["keys"][0]["kty"], "EC");
    assert!(jwks.body["keys"][0].get("d").is_none(), "no private part");
}
