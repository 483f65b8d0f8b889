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
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::app::issuer::{DemoIssuer, Holder};
use crate::http::identity::{Identity, Trust, Verifier};
use crate::http::{Edge, Limits, router};
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
    async fn execute(&self, caller: String, request: GqlRequest) -> GqlResponse {
        self.schema.execute(request.data(caller)).await
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
        let limits = Arc::new(Limits { deadline: Duration::from_millis(300), ..Limits::default() });
        let edge = Edge { backend: House { schema }, verifier, limits, entropy: Arc::new(SystemEntropy) };
        let more = issuer.routes().route("/panics", get(async || -> &'static str { panic!("a child's name") }));
        Self { app: router(edge, more), runs, issuer, clock, folder }
    }

    fn token(&self, subject: &str) -> String {
        let holder = Holder { subject, name: "Ada Example", client: None };
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
async fn what_is_not_a_graphql_request_is_refused_with_its_status_and_code() {
    let hub = Hub::new();
    let good = json!({"query": "{ __typename }"}).to_string();
    let long = json!({"query": "{ __typename }", "padding": "x".repeat(300_000)}).to_string();
    let deep =
        format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}{}}}}}", "[".repeat(60), "]".repeat(60));
    let cases: [(&[(&str, &str)], &str, u16, &str); 18] = [
        (&[("accept", "text/html")], &good, 406, "NOT_ACCEPTABLE"),
        (&[("accept", "application/json;q=0")], &good, 406, "NOT_ACCEPTABLE"),
        (&[("content-type", "-")], &good, 415, "MEDIA_TYPE_UNSUPPORTED"),
        (&[("content-type", "text/plain")], &good, 415, "MEDIA_TYPE_UNSUPPORTED"),
        (&[("content-type", "multipart/form-data; boundary=x")], &good, 415, "MEDIA_TYPE_UNSUPPORTED"),
        (&[("content-type", "application/json; charset=latin1")], &good, 415, "MEDIA_TYPE_UNSUPPORTED"),
        (&[("content-encoding", "gzip")], &good, 415, "MEDIA_TYPE_UNSUPPORTED"),
        (&[], &long, 413, "BODY_TOO_LARGE"),
        (&[], "NONSENSE", 400, "JSON_INVALID"),
        (&[], "{\"query\":", 400, "JSON_INVALID"),
        (&[], "[{\"query\":\"{ __typename }\"}]", 422, "BATCH_REFUSED"),
        (&[], "{\"qeury\":\"{ __typename }\"}", 422, "REQUEST_INVALID"),
        (&[], "{\"query\":7}", 422, "REQUEST_INVALID"),
        (&[], "{\"query\":\"{ __typename }\",\"variables\":[7]}", 422, "REQUEST_INVALID"),
        (&[], "{\"query\":\"{ __typename }\",\"operationName\":7}", 422, "REQUEST_INVALID"),
        (&[], "{\"query\":\"{ __typename }\",\"extensions\":7}", 422, "REQUEST_INVALID"),
        (&[], &deep, 422, "VARIABLES_TOO_DEEP"),
        (&[JSON], "{\"query\":7}", 422, "REQUEST_INVALID"),
    ];
    for (headers, body, status, code) in cases {
        let answer = hub.post(headers, body.to_owned()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{headers:?} {:.80}", body);
        assert!(answer.body.get("data").is_none());
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], id);
    }
    let accepted = hub.post(&[("content-type", "application/json; charset=UTF-8")], good).await;
    assert_eq!(accepted.status, 200);
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let request =
            Request::builder().method(&method).uri("/graphql?query={child(id:1){name}}").body(Body::empty()).unwrap();
        let answer = hub.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (405, "METHOD_NOT_ALLOWED"), "{method}");
        assert_eq!(answer.headers["allow"], "POST");
    }
    assert_eq!(hub.ran(), 0);
}

#[tokio::test]
async fn a_body_longer_than_it_said_is_refused_as_it_is_read() {
    let hub = Hub::new();
    let chunks =
        futures_util::stream::iter((0..300).map(|_| Ok::<_, std::convert::Infallible>(Bytes::from(vec![b' '; 1024]))));
    let answer = hub.post(&[], Body::from_stream(chunks)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (413, "BODY_TOO_LARGE"));
    assert_eq!(answer.body["errors"][0]["extensions"]["limit"], 256 * 1024);
}

#[tokio::test]
async fn nothing_is_read_before_the_caller_is_known() {
    let hub = Hub::new();
    let bearer = |subject: &str| format!("Bearer {}", hub.token(subject));
    let (ada, nobody, app, two, outage) =
        (bearer("ada"), bearer("nobody"), bearer("app"), bearer("two"), bearer("outage"));
    let member = "hub-membership";
    let cases: [(&[(&str, &str)], u16, &str); 10] = [
        (&[("authorization", "-")], 401, "TOKEN_MISSING"),
        (&[("authorization", "Bearer x")], 401, "TOKEN_INVALID"),
        (&[("authorization", &ada), ("authorization", &ada)], 401, "TOKEN_INVALID"),
        (&[("authorization", &nobody)], 401, "PRACTITIONER_UNKNOWN"),
        (&[("authorization", &app)], 401, "CLIENT_UNKNOWN"),
        (&[("authorization", &two)], 403, "MEMBERSHIP_REQUIRED"),
        (&[("authorization", &two), (member, "membership_2")], 403, "MEMBERSHIP_UNKNOWN"),
        (&[("authorization", &two), (member, "membership_1"), (member, "membership_1")], 403, "MEMBERSHIP_UNKNOWN"),
        (&[("authorization", &two), (member, "")], 403, "MEMBERSHIP_UNKNOWN"),
        (&[("authorization", &outage)], 503, "UNAVAILABLE"),
    ];
    for (headers, status, code) in cases {
        for media in ["application/json", "application/graphql-response+json"] {
            let mut headers = headers.to_vec();
            headers.push(("accept", media));
            // A body that would be refused, were it read.
            let answer = hub.post(&headers, "[[[[").await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{code}");
            assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401, "{code}");
            assert!(answer.media().starts_with(media));
        }
    }
    let body = json!({"query": "{ __typename }"}).to_string();
    let answer = hub.post(&[("authorization", &two), (member, "membership_1")], body).await;
    assert_eq!(answer.status, 200);
    hub.clock.advance(2 * Instant::HOUR);
    let answer = hub.post(&[("authorization", &ada)], "{}").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "TOKEN_EXPIRED"));
}

#[tokio::test]
async fn a_document_that_does_not_run_has_no_data_and_a_status_by_media_type() {
    let hub = Hub::new();
    let many_roots = (0..21).map(|i| format!("a{i}: child(id: 1) {{ name }} ")).collect::<String>();
    let cases = [
        ("{ child(id: 1) {".to_owned(), 400, "GRAPHQL_PARSE_FAILED"),
        (String::new(), 400, "GRAPHQL_PARSE_FAILED"),
        ("{ nowhere }".into(), 422, "GRAPHQL_VALIDATION_FAILED"),
        ("query($id: Int!) { child(id: $id) { name } }".into(), 422, "VARIABLE_INVALID"),
        ("query A { __typename } query B { __typename }".into(), 422, "OPERATION_UNKNOWN"),
        ("subscription { child }".into(), 422, "OPERATION_UNSUPPORTED"),
        (format!("{{ tree(of: {}{}) }}", "[".repeat(1600), "]".repeat(1600)), 422, "QUERY_TOO_DEEP"),
        (format!("{{ {} }}", "__typename ".repeat(1200)), 422, "QUERY_TOO_LARGE"),
        (format!("{{ {many_roots} }}"), 422, "QUERY_TOO_MANY_ROOTS"),
        ("{ child(id: 1) { name } child(id: 2) { name } }".into(), 422, "ROOT_FIELDS_CONFLICT"),
    ];
    for (query, status, code) in cases {
        let body = json!({ "query": query }).to_string();
        let answer = hub.post(&[], body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{query:.60} {}", answer.body);
        assert!(answer.body.get("data").is_none());
        let legacy = hub.post(&[JSON], body).await;
        assert_eq!((legacy.status.as_u16(), legacy.code()), (200, code));
        assert!(legacy.body.get("data").is_none());
    }
    assert_eq!(hub.ran(), 0, "no resolver ran");
    for id in [json!("x"), json!([1]), json!(1.5)] {
        let body =
            json!({"query": "query($id: Int!) { child(id: $id) { name } }", "variables": {"id": id}}).to_string();
        let answer = hub.post(&[], body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "GRAPHQL_VALIDATION_FAILED"), "{}", answer.body);
    }
    let limit = hub.query(&format!("{{ {many_roots} }}")).await;
    assert_eq!(limit.body["errors"][0]["extensions"]["limit"], 20);
}

#[tokio::test]
async fn a_document_that_ran_is_200_and_no_inner_text_gets_out() {
    let hub = Hub::new();
    let partial = hub.query("{ nullable child(id: 1) { name } }").await;
    assert_eq!((partial.status.as_u16(), partial.code()), (200, "FORBIDDEN"));
    assert_eq!(partial.body["data"], json!({"nullable": null, "child": {"name": "A"}}));
    assert_eq!(partial.body["errors"][0]["extensions"]["requestId"], partial.headers["x-request-id"].to_str().unwrap());
    let all_null = hub.query("{ refused }").await;
    assert_eq!((all_null.status.as_u16(), all_null.code()), (200, "FORBIDDEN"));
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
    let nowhere = get("/nowhere").await;
    assert_eq!((nowhere.status.as_u16(), nowhere.code()), (404, "PATH_UNKNOWN"));
    let discovery = get("/issuer/.well-known/openid-configuration").await;
    assert_eq!(discovery.body["jwks_uri"], "http://127.0.0.1:8400/issuer/jwks.json");
    let jwks = get("/issuer/jwks.json").await;
    assert_eq!(jwks.body["keys"][0]["kty"], "EC");
    assert!(jwks.body["keys"][0].get("d").is_none(), "no private part");
}

#[tokio::test]
async fn f12_root_fields_of_one_key_run_once() {
    let hub = Hub::new();
    let cases = [
        "{ child(id: 1) { name } child(id: 1) { school } }",
        "{ ...a ...b } fragment a on Query { child(id: 1) { name } } fragment b on Query { child(id: 1) { school } }",
        "{ ...a ...a } fragment a on Query { child(id: 1) { name school } }",
        "{ ... on Query { child(id: 1) { name } } ... { child(id: 1) { ...c } } } fragment c on Child { school }",
        "query($yes: Boolean = true) { child(id: 1) { name } child(id: 1) @include(if: $yes) { school } }",
        "query($yes: Boolean = true) { ...a @include(if: $yes) child(id: 1) { school } } fragment a on Query { child(id: 1) { name } }",
        "query A { ...a child(id: 1) { school } } fragment a on Query { child(id: 1) { name } __typename }",
    ];
    for query in cases {
        let answer = hub.query(query).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        assert_eq!(answer.body["data"]["child"], json!({"name": "A", "school": "B"}), "{query}");
        assert_eq!(hub.ran(), 1, "{query}");
    }
    let skipped = hub.query("{ child(id: 1) { name } child(id: 1) @skip(if: true) { school } }").await;
    assert_eq!(skipped.body["data"]["child"], json!({"name": "A"}));
    assert_eq!(hub.ran(), 1);
    let first_skipped = hub.query("{ child(id: 1) @skip(if: true) { name } child(id: 1) { school } }").await;
    assert_eq!(first_skipped.body["data"]["child"], json!({"school": "B"}));
    assert_eq!(hub.ran(), 1);

    let twice = hub.query("mutation { post(text: \"a\") { name } post(text: \"a\") { school } }").await;
    assert_eq!(twice.body["data"]["post"], json!({"name": "a", "school": null}));
    assert_eq!(hub.ran(), 1, "one change, not two");
    let aliased = hub.query("{ a: child(id: 1) { name } b: child(id: 1) { name } }").await;
    assert_eq!((aliased.status.as_u16(), hub.ran()), (200, 2));

    for conflict in [
        "{ child(id: 1) { name } child(id: 2) { name } }",
        "{ a: child(id: 1) { name } a: __typename }",
        "mutation { post(text: \"a\") { name } post(text: \"b\") { name } }",
    ] {
        assert_eq!(hub.query(conflict).await.code(), "ROOT_FIELDS_CONFLICT", "{conflict}");
    }
    let foreign = "{ child(id: 1) { name } ...a } fragment a on Child { child(id: 1) { name } }";
    assert_eq!(hub.query(foreign).await.code(), "GRAPHQL_VALIDATION_FAILED");
    let unused = "{ child(id: 1) { name } child(id: 1) { name } } fragment never on Query { __typename }";
    assert_eq!(hub.query(unused).await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(hub.ran(), 0);
}

#[tokio::test]
async fn hostile_documents_are_refused_in_no_time() {
    let hub = Hub::new();
    let shapes = [
        "{a",
        "{a(b:[",
        "{a(b:{c:",
        "[",
        "(",
        "{...on Q",
        "query($a:[",
        "@a(b:",
        "\"",
        "\"\"\"",
        "...",
        "#",
        "{a:",
        "$",
    ];
    for shape in shapes {
        for times in [20, 49, 300, 16_000 / shape.len()] {
            for query in
                [shape.repeat(times), format!("{{{}", shape.repeat(times)), format!("{{a(b:{}", shape.repeat(times))]
            {
                let started = std::time::Instant::now();
                let answer = hub.query(&query).await;
                assert!(answer.status.is_client_error(), "{shape} x {times}");
                assert!(started.elapsed() < Duration::from_millis(100), "{shape} x {times}: {:?}", started.elapsed());
            }
        }
    }
    assert_eq!(hub.ran(), 0);
}

#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_operational_log_has_one_line_per_request_and_no_content() {
    let hub = Hub::new();
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let token = hub.token("ada-canary");
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-request-id", "canary"),
        ("user-agent", "canary"),
        ("referer", "canary"),
    ];
    let bodies = [
        json!({"query": "mutation canary($text: String!) { post(text: $text) { name } }", "variables": {"text": "canary"}}).to_string(),
        json!({"query": "{ canary(a: \"canary\") }"}).to_string(),
        json!({"query": "{ panics(text: \"canary\") }"}).to_string(),
        json!({"query": "{ fails }"}).to_string(),
        "canary".to_owned(),
    ];
    for body in &bodies {
        hub.post(&headers, body.clone()).await;
    }
    hub.send(Request::builder().uri("/canary?canary=1").body(Body::empty()).unwrap()).await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let answered: Vec<_> = text.lines().filter(|line| line.contains("answered")).collect();
    assert_eq!(answered.len(), 6, "{text}");
    assert!(answered[0].contains("operation.kind=\"mutation\"") && answered[0].contains("http.status=200"), "{text}");
    assert!(answered[0].contains("http.path=\"/graphql\"") && answered[5].contains("http.path=\"unknown\""), "{text}");
    assert!(!text.contains("canary") && !text.contains(&token), "{text}");
}
