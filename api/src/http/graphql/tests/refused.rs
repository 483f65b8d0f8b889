//! What does not run: with which status and code, and before what.

use super::*;

/// Headers, body, status, code.
type Refused<'a> = (&'a [(&'a str, &'a str)], &'a str, u16, &'a str);
/// Headers, status, code.
type Nobody<'a> = (&'a [(&'a str, &'a str)], u16, &'a str);

#[tokio::test]
async fn what_is_not_a_graphql_request_is_refused_with_its_status_and_code() {
    let hub = Hub::new();
    let good = json!({"query": "{ __typename }"}).to_string();
    let long = json!({"query": "{ __typename }", "padding": "x".repeat(300_000)}).to_string();
    let deep =
        format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}{}}}}}", "[".repeat(60), "]".repeat(60));
    let cases: [Refused<'_>; 18] = [
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
    let cases: [Nobody<'_>; 10] = [
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
