//! GraphQL over HTTP, as the audits of the npm package `graphql-http` (1.23) and the specification of September 2026 have it.
//! The hub answers POST alone. Where the specification has gone on since the audits were written, the row says so.

use reqwest::Method;
use serde_json::{Value, json};
use tests::hub::client;
use tests::{Answer, Engine, Hub};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// What an audit asks for, in words of our own.
struct Audit {
    /// The audit's id.
    id: &'static str,
    /// What it means.
    means: &'static str,
    ask: Ask,
    holds: Holds,
}

/// One request.
#[derive(Clone)]
struct Ask {
    method: Method,
    accept: Option<&'static str>,
    content_type: Option<&'static str>,
    body: String,
}

/// What must hold of the answer.
enum Holds {
    /// The status, and an answer without errors where it is 200.
    Status(u16),
    /// One of these statuses.
    Within(std::ops::RangeInclusive<u16>),
    /// Status 200 and this media type.
    Media(&'static str),
    /// Status 200, whatever the answer.
    Answered,
    /// No `data` in the answer.
    NoData,
}

fn post(accept: &'static str, body: Value) -> Ask {
    Ask { method: Method::POST, accept: Some(accept), content_type: Some(JSON), body: body.to_string() }
}

fn audit(id: &'static str, means: &'static str, ask: Ask, holds: Holds) -> Audit {
    Audit { id, means, ask, holds }
}

/// The audits that the hub holds as they are.
fn audits() -> Vec<Audit> {
    use Holds::{Answered, Media, NoData, Status, Within};
    let simple = || json!({"query": "{ __typename }"});
    let with = |name: &str, value: Value| {
        let mut body = simple();
        body[name] = value;
        body
    };
    let typed = || json!({"query": "query T($n: String!) { __type(name: $n) { name } }", "variables": {"n": "T"}});
    let named = || json!({"query": "query Q { __typename }", "operationName": "Q"});
    let unknown = || json!({"query": "{ aFieldThatIsNotThere }"});
    let null = || json!({"query": "query C($id: ID!) { __typename }", "variables": {"id": null}});
    let raw = |accept, body: &str| Ask { body: body.to_owned(), ..post(accept, Value::Null) };
    let charset = Ask {
        content_type: Some("application/json; charset=utf-8"),
        ..post(JSON, json!({"query": "{ __type(name: \"Run🏃Swim🏊\") { name } }"}))
    };
    let mut all = vec![
        audit("22EB", "its own media type is answered in", post(GRAPHQL, simple()), Media(GRAPHQL)),
        audit("4655", "plain JSON is answered in", post(JSON, simple()), Media(JSON)),
        audit("82A3", "answers are UTF-8", Ask { accept: None, ..post(JSON, simple()) }, Answered),
        audit("BF61", "a request that says UTF-8 is read as such", charset, Status(200)),
        audit("78D5", "a request that says no encoding is read as UTF-8", post(JSON, simple()), Status(200)),
        audit("2C94", "POST is taken", post("*/*", simple()), Status(200)),
        audit("03D4", "JSON by POST is taken", post("*/*", simple()), Status(200)),
        audit(
            "9C48",
            "no mutation by GET",
            Ask { method: Method::GET, ..post(GRAPHQL, Value::Null) },
            Within(400..=499),
        ),
        audit("9ABE", "no body without a type", Ask { content_type: None, ..post(JSON, simple()) }, Within(400..=499)),
        audit("A5BF", "no body at all is 400", raw(JSON, ""), Status(400)),
        audit("34A2", "a document as text", post(GRAPHQL, simple()), Status(200)),
        audit("13EE", "a document as text, in JSON", post(JSON, simple()), Status(200)),
        audit("8161", "an operation's name as text", post(GRAPHQL, named()), Status(200)),
        audit("B8B3", "an operation's name as text, in JSON", post(JSON, named()), Status(200)),
        audit("2EA1", "variables as a map", post(GRAPHQL, typed()), Status(200)),
        audit("28B9", "variables as a map, in JSON", post(JSON, typed()), Status(200)),
        audit("428F", "extensions as a map", post(GRAPHQL, with("extensions", json!({"some": "value"}))), Status(200)),
        audit("1B7A", "extensions as a map, in JSON", post(JSON, with("extensions", json!({"some": 1}))), Status(200)),
        audit("BCF8", "what is not JSON is 400, in JSON", raw(JSON, "{ \"not a JSON"), Status(400)),
        audit("B7N8", "what is not JSON is 400", raw(GRAPHQL, "{ \"not a JSON"), Status(400)),
        audit(
            "8764",
            "a misspelt parameter is refused",
            post("*/*", json!({"qeury": "{ __typename }"})),
            Within(400..=599),
        ),
        audit("572B", "a document that is none is 200, in JSON", post(JSON, json!({"query": "{"})), Answered),
        audit("FDE2", "a document that is not valid is 200, in JSON", post(JSON, unknown()), Answered),
        audit("7B9B", "a variable that cannot be read is 200, in JSON", post(JSON, null()), Answered),
        audit("865D", "a document that is none is 4xx or 5xx", post(GRAPHQL, json!({"query": "{"})), Within(400..=599)),
        audit("556A", "a document that is none is 400", post(GRAPHQL, json!({"query": "{"})), Status(400)),
        audit("D586", "a document that is none has no data", post(GRAPHQL, json!({"query": "{"})), NoData),
        audit("51FE", "a document that is not valid is 4xx or 5xx", post(GRAPHQL, unknown()), Within(400..=599)),
        audit("5E5B", "a document that is not valid has no data", post(GRAPHQL, unknown()), NoData),
    ];
    for (ids, parameter) in
        [(["94B0", "0220"], "variables"), (["94B1", "0221"], "operationName"), (["94B2", "0222"], "extensions")]
    {
        for (id, accept) in ids.into_iter().zip([GRAPHQL, JSON]) {
            all.push(audit(
                id,
                "a parameter that is null is as if it were not there",
                post(accept, with(parameter, Value::Null)),
                Status(200),
            ));
        }
    }
    all
}

/// Audits whose answer the specification has changed since: id, what the hub answers, and why.
fn superseded() -> Vec<(Audit, &'static str)> {
    use Holds::{Media, Status};
    let simple = || json!({"query": "{ __typename }"});
    let prefers = "the specification prefers its own media type where the client leaves the choice (4.2, since the watershed fell)";
    let unprocessable = "what can be read and is no request, or does not validate, is 422 (5.4)";
    let refused = |parameter: &str, value: Value| {
        let mut body = simple();
        body[parameter] = value;
        post("*/*", body)
    };
    let mut all = vec![
        (audit("47DE", "any media type gets JSON", post("*/*", simple()), Media(GRAPHQL)), prefers),
        (audit("80D8", "no wish gets JSON", Ask { accept: None, ..post(JSON, simple()) }, Media(GRAPHQL)), prefers),
        (
            audit(
                "74FF",
                "a document that is not valid is 400",
                post(GRAPHQL, json!({"query": "{ aFieldThatIsNotThere }"})),
                Status(422),
            ),
            unprocessable,
        ),
        (
            audit(
                "86EE",
                "a variable that cannot be read is 400",
                post(GRAPHQL, json!({"query": "query C($id: ID!) { __typename }", "variables": {"id": null}})),
                Status(422),
            ),
            unprocessable,
        ),
        (
            audit("423L", "no document is 400", post(GRAPHQL, json!({"notquery": "{ __typename }"})), Status(422)),
            unprocessable,
        ),
        (
            audit("3E3A", "a misspelt parameter is 400", post("*/*", json!({"qeury": "{ __typename }"})), Status(422)),
            unprocessable,
        ),
    ];
    let wrong = [json!({"obj": "ect"}), json!(0), json!(false), json!(["array"])];
    for (ids, parameter) in [
        (["LKJ0", "LKJ1", "LKJ2", "LKJ3"], "query"),
        (["6C00", "6C01", "6C02", "6C03"], "operationName"),
        (["4760", "4761", "4762", "4763"], "variables"),
        (["58B0", "58B1", "58B2", "58B3"], "extensions"),
    ] {
        for (id, value) in ids.into_iter().zip(&wrong) {
            let text = matches!(parameter, "variables" | "extensions") && value.is_object();
            let value = if text { json!("string") } else { value.clone() };
            all.push((
                audit(id, "a parameter of another type is 400", refused(parameter, value), Status(422)),
                unprocessable,
            ));
        }
    }
    all
}

struct Heard {
    answer: Answer,
    media: String,
    headers: reqwest::header::HeaderMap,
}

async fn send(hub: &Hub, token: Option<&str>, ask: &Ask) -> Heard {
    let mut request = client().request(ask.method.clone(), format!("{}/graphql", hub.url)).body(ask.body.clone());
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    for (name, value) in [("accept", ask.accept), ("content-type", ask.content_type)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let media = headers["content-type"].to_str().expect("a media type").to_owned();
    let bytes = response.bytes().await.expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    Heard { answer: Answer::new(status, text), media, headers }
}

async fn check(hub: &Hub, token: &str, audit: &Audit) {
    let Heard { answer, media, .. } = send(hub, Some(token), &audit.ask).await;
    let what = format!("{} ({}): {} {media} {}", audit.id, audit.means, answer.status, answer.text);
    match &audit.holds {
        Holds::Status(status) => {
            assert_eq!(answer.status, *status, "{what}");
            assert_eq!(answer.body.get("errors").is_none(), *status == 200, "{what}");
        }
        Holds::Within(range) => assert!(range.contains(&answer.status), "{what}"),
        Holds::Media(wanted) => {
            assert_eq!((answer.status, media.as_str()), (200, format!("{wanted}; charset=utf-8").as_str()), "{what}");
        }
        Holds::Answered => assert_eq!(answer.status, 200, "{what}"),
        Holds::NoData => assert!(answer.body.is_object() && answer.body.get("data").is_none(), "{what}"),
    }
    assert!(media.ends_with("; charset=utf-8"), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_must_and_should_of_the_audits_holds_or_is_superseded() {
    let hub = Hub::start(Engine::Sqlite).await;
    let token = hub.token("police");
    let (audits, superseded) = (audits(), superseded());
    for audit in audits.iter().chain(superseded.iter().map(|(audit, _)| audit)) {
        check(&hub, &token, audit).await;
    }
    let mut ids: Vec<_> = audits.iter().chain(superseded.iter().map(|(audit, _)| audit)).map(|it| it.id).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "an audit is listed twice");
    // The rest of the 61 are three that a server which takes GET may hold (5A70, D6D5, 6A70) and one that nothing can fail
    // (B6DC).
    assert_eq!(count, 57, "{ids:?}");
    assert!(superseded.iter().all(|(_, why)| !why.is_empty()));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_status_of_the_specification_comes_with_its_code_and_its_header() {
    let hub = Hub::start(Engine::Sqlite).await;
    let token = hub.token("police");
    let simple = || post(GRAPHQL, json!({"query": "{ __typename }"}));
    let cases = [
        (None, simple(), 401, "TOKEN_MISSING", Some(("www-authenticate", "Bearer"))),
        (Some("x.y.z"), simple(), 401, "TOKEN_INVALID", Some(("www-authenticate", "invalid_token"))),
        (
            Some(token.as_str()),
            Ask { method: Method::GET, ..simple() },
            405,
            "METHOD_NOT_ALLOWED",
            Some(("allow", "POST")),
        ),
        (Some(&token), Ask { method: Method::PUT, ..simple() }, 405, "METHOD_NOT_ALLOWED", Some(("allow", "POST"))),
        (Some(&token), Ask { accept: Some("text/html"), ..simple() }, 406, "NOT_ACCEPTABLE", None),
        (Some(&token), Ask { content_type: Some("text/plain"), ..simple() }, 415, "MEDIA_TYPE_UNSUPPORTED", None),
        (
            Some(&token),
            Ask { content_type: Some("application/graphql"), ..simple() },
            415,
            "MEDIA_TYPE_UNSUPPORTED",
            None,
        ),
        (
            Some(&token),
            post(GRAPHQL, json!([{"query": "{ __typename }"}, {"query": "{ __typename }"}])),
            422,
            "BATCH_REFUSED",
            None,
        ),
        (Some(&token), post(GRAPHQL, json!({"query": "{ viewer }"})), 422, "GRAPHQL_VALIDATION_FAILED", None),
        (
            Some(&token),
            post(GRAPHQL, json!({"query": "query A { __typename } query B { __typename }"})),
            422,
            "OPERATION_UNKNOWN",
            None,
        ),
        (Some(&token), post(GRAPHQL, json!({"query": "{ viewer { "})), 400, "GRAPHQL_PARSE_FAILED", None),
    ];
    for (token, ask, status, code, header) in cases {
        let Heard { answer, headers, .. } = send(&hub, token, &ask).await;
        assert_eq!((answer.status, answer.error()), (status, code), "{}", answer.text);
        assert!(answer.body.get("data").is_none(), "{}", answer.text);
        if let Some((name, value)) = header {
            assert!(headers[name].to_str().expect("text").contains(value), "{code}: {:?}", headers[name]);
        }
    }
    hub.end().await;
}
