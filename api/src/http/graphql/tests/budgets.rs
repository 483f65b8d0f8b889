//! Budgets of a minute, as a client meets them.

use super::*;

fn small() -> Limits {
    Limits { person_requests: 3, client_requests: 4, person_cost: 120, client_cost: 150, ..Limits::default() }
}

#[tokio::test]
async fn a_person_who_asks_too_often_is_told_so_before_anything_is_read() {
    let hub = Hub::within(small());
    let bearer = |subject: &str| format!("Bearer {}", hub.token(subject));
    let (ada, ben) = (bearer("ada"), bearer("ben"));
    let ask = async |who: &str, accept: &str, body: &str| {
        hub.post(&[("authorization", who), ("accept", accept)], body.to_owned()).await
    };
    let good = json!({"query": "{ __typename }"}).to_string();
    for _ in 0..3 {
        assert_eq!(ask(&ada, "*/*", &good).await.status, 200);
    }
    for accept in ["application/json", "application/graphql-response+json"] {
        // A body that would be refused, were it read.
        let answer = ask(&ada, accept, "[[[[").await;
        assert_eq!((answer.status.as_u16(), answer.code()), (429, "RATE_LIMITED"), "{accept}");
        assert_eq!(answer.headers["retry-after"], "20");
        let told = &answer.body["errors"][0]["extensions"];
        assert_eq!((&told["exceeded"], &told["limit"]), (&json!("person_requests"), &json!(3)));
        assert_eq!(told["retryAfter"], 20);
        assert!(answer.body.get("data").is_none() && answer.media().starts_with(accept));
    }
    assert_eq!(ask(&ben, "*/*", &good).await.status, 200, "another person has a budget of their own");
    hub.clock.advance(20 * Instant::SECOND);
    assert_eq!(ask(&ada, "*/*", &good).await.status, 200, "after the time that was told");
    // Whoever is not known here has a budget too: looking them up costs.
    let nobody = bearer("nobody");
    for _ in 0..3 {
        assert_eq!(ask(&nobody, "*/*", &good).await.code(), "PRACTITIONER_UNKNOWN");
    }
    assert_eq!(ask(&nobody, "*/*", &good).await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn a_token_that_proves_nothing_uses_up_nobodys_budget() {
    let hub = Hub::within(small());
    let good = hub.token("ada");
    let forged = format!("Bearer {}AAAA", &good[..good.len() - 4]);
    for _ in 0..10 {
        assert_eq!(hub.post(&[("authorization", &forged)], "{}").await.code(), "TOKEN_INVALID");
    }
    assert_eq!(hub.query("{ __typename }").await.status, 200);
}

#[tokio::test]
async fn all_people_of_one_client_app_share_its_budget() {
    let hub = Hub::within(small());
    let through = |subject: &str, client: &str| format!("Bearer {}", hub.token_through(subject, Some(client)));
    let ask = async |bearer: &str| {
        hub.post(&[("authorization", bearer)], json!({"query": "{ __typename }"}).to_string()).await
    };
    for name in ["ada", "ben", "cem", "dot"] {
        assert_eq!(ask(&through(name, "tracker")).await.status, 200);
    }
    let answer = ask(&through("eve", "tracker")).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["exceeded"], "client_requests");
    assert_eq!(ask(&through("eve", "other")).await.status, 200);
}

#[tokio::test]
async fn cost_is_charged_before_it_runs_and_a_refused_operation_never_does() {
    let hub = Hub::within(small());
    // The schema of this test counts a byte of the document as one.
    let dear = format!("mutation {{ post(text: \"{}\") {{ name }} }}", "x".repeat(60));
    assert_eq!((hub.query(&dear).await.status.as_u16(), hub.ran()), (200, 1));
    let answer = hub.query(&dear).await;
    assert_eq!((answer.status.as_u16(), answer.code(), hub.ran()), (429, "RATE_LIMITED", 0));
    let told = &answer.body["errors"][0]["extensions"];
    assert_eq!((&told["exceeded"], &told["limit"]), (&json!("person_cost"), &json!(120)));
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(hub.query("{ __typename }").await.status, 200, "what costs little still runs");
}
