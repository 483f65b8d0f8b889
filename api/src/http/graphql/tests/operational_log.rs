//! What the operational log holds of a request.

use super::*;
use crate::testing::Lines;

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
    // What tracing keeps of a line may have been worked out by another test at the moment when this one began to listen: once
    // the line comes, it comes each time.
    for _ in 0..100 {
        hub.send(Request::builder().uri("/healthz").body(Body::empty()).unwrap()).await;
        if !lines.text().is_empty() {
            break;
        }
        tracing::callsite::rebuild_interest_cache();
    }
    lines.clear();
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
    hub.send(Request::builder().method("canary").uri("/graphql").body(Body::empty()).unwrap()).await;
    drop(guard);
    let text = lines.text();
    let answered: Vec<_> = text.lines().filter(|line| line.contains("answered")).collect();
    assert_eq!(answered.len(), 7, "{text}");
    assert!(answered[0].contains("operation.kind=\"mutation\"") && answered[0].contains("http.status=200"), "{text}");
    assert!(answered[0].contains("http.path=\"/graphql\"") && answered[5].contains("http.path=\"unknown\""), "{text}");
    assert!(answered[6].contains("http.method=\"_OTHER\"") && answered[4].contains("http.method=\"POST\""), "{text}");
    assert!(!text.contains("canary") && !text.contains(&token), "{text}");
}
