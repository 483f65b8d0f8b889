//! Every kind of token that proves nothing to this hub.

use api::app::issuer::{DemoIssuer, Holder};
use api::plain::clock::{Clock, SystemClock};
use api::plain::entropy::SystemEntropy;
use serde_json::{Value, json};
use std::time::Duration;
use tests::Hub;
use tests::town::subject;

/// What it is, the token, and the code of the answer; no token is no header at all.
pub type Bad = (&'static str, Option<String>, &'static str);

/// The parts of a token: head, claims, signature.
fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

/// All of them, in the name of a person of the town who is let in with a good one.
pub fn bad(hub: &Hub, login: &str) -> Vec<Bad> {
    let issuer = hub.signer();
    let now = SystemClock.now().0.div_euclid(entities::Instant::SECOND);
    let good = json!({
        "iss": issuer.issuer(), "aud": issuer.config().audience, "sub": subject(login), "iat": now - 10, "nbf": now - 10,
        "exp": now + 600,
    });
    let claims = |changes: &[(&str, Value)]| {
        let mut claims = good.clone();
        for (name, value) in changes {
            claims[*name] = value.clone();
            if value.is_null() {
                claims.as_object_mut().expect("claims").remove(*name);
            }
        }
        Some(issuer.sign(&claims).expect("a token"))
    };
    let token = claims(&[]).expect("a token");
    let [head, body, signature] = parts(&token);
    // An issuer of the same name with a key of its own.
    let folder = tempfile::tempdir().expect("a folder");
    let other = DemoIssuer::prepare(folder.path(), "http://hub.test.invalid").expect("an issuer");
    let holder = Holder { subject: &subject(login), name: login, client: None };
    let others = other.token(&holder, Duration::from_secs(600), None, &SystemClock, &SystemEntropy).expect("a token");
    let none = "eyJhbGciOiJub25lIn0"; // {"alg":"none"}
    let shared = "eyJhbGciOiJIUzI1NiJ9"; // {"alg":"HS256"}
    let text = |token: String| Some(token);
    let old = [("iat", json!(now - 7200)), ("nbf", json!(now - 7200)), ("exp", json!(now - 3600))];
    let invalid = [
        ("malformed", text("not-a-token".to_owned())),
        ("three parts of nothing", text("a.b.c".to_owned())),
        ("without a signature", text(format!("{head}.{body}."))),
        ("algorithm none", text(format!("{none}.{body}."))),
        ("algorithm none with a signature", text(format!("{none}.{body}.{signature}"))),
        ("another algorithm", text(format!("{shared}.{body}.{signature}"))),
        ("another key", text(others.clone())),
        ("another key under this key's name", text(format!("{head}.{body}.{}", parts(&others)[2]))),
        ("another person's claims", text(format!("{head}.{}.{signature}", parts(&others)[1]))),
        ("another audience", claims(&[("aud", json!("payroll"))])),
        ("no audience", claims(&[("aud", Value::Null)])),
        ("no subject", claims(&[("sub", Value::Null)])),
        ("no end", claims(&[("exp", Value::Null)])),
        ("not yet valid", claims(&[("nbf", json!(now + 3600))])),
        ("made tomorrow", claims(&[("iat", json!(now + 86_000))])),
    ];
    let mut all: Vec<Bad> = vec![("none", None, "TOKEN_MISSING"), ("empty", text(String::new()), "TOKEN_MISSING")];
    all.extend(invalid.map(|(what, token)| (what, token, "TOKEN_INVALID")));
    all.extend([
        ("expired", claims(&old), "TOKEN_EXPIRED"),
        ("another issuer", claims(&[("iss", json!("https://login.example.com"))]), "ISSUER_UNKNOWN"),
        ("no issuer", claims(&[("iss", Value::Null)]), "TOKEN_INVALID"),
        ("an unknown practitioner", claims(&[("sub", json!("nobody-here"))]), "PRACTITIONER_UNKNOWN"),
        ("an unknown client app", claims(&[("azp", json!("nobodys-app"))]), "CLIENT_UNKNOWN"),
    ]);
    all
}
