//! How strongly somebody must have signed in, where an issuer's configuration asks for it.

use axum::http::header::WWW_AUTHENTICATE;

use super::*;
use crate::http::problem::{Media, Problem};

/// The configuration of an issuer that requires that.
fn requiring(require: &str) -> Result<IssuerConfig, toml::de::Error> {
    toml::from_str(&format!(
        "issuer = '{ISSUER}'\naudience = '{AUDIENCE}'\nalgorithms = ['ES256']\njwks = 'jwks.json'\nrequire = {require}\n"
    ))
}

/// What the hub says of a token with those claims.
async fn answer(require: &str, claims: Value) -> Result<String, IdentityError> {
    let es = es256("es");
    let folder = Folder::new();
    let file = folder.0.join("jwks.json");
    std::fs::write(&file, json!({"keys": [es.jwk]}).to_string()).unwrap();
    let config = IssuerConfig { jwks: file.display().to_string(), ..requiring(require).unwrap() };
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![config], Trust::Live, clock).unwrap();
    verifier.verify_token(&es.sign(&with(claims))).await.map(|identity| identity.subject.clone())
}

#[tokio::test]
async fn who_signed_in_too_weakly_is_refused_and_nobody_else() {
    let (acr, both) = ("{ acr = ['AAL2', 'AAL3'] }", "{ acr = ['AAL3'], amr = ['mfa', 'hwk'] }");
    let level = "{ '/authentication/level' = ['3'] }";
    for (require, claims) in [
        ("{}", json!({})),
        ("{}", json!({"acr": "AAL1"})),
        (acr, json!({"acr": "AAL2"})),
        (acr, json!({"acr": "AAL3", "amr": ["pwd"]})),
        (both, json!({"acr": "AAL3", "amr": ["pwd", "mfa"]})),
        (both, json!({"acr": "AAL3", "amr": "hwk"})),
        (level, json!({"authentication": {"level": 3}})),
        (level, json!({"authentication": {"level": "3"}})),
    ] {
        assert_eq!(answer(require, claims.clone()).await, Ok("nurse-7".to_owned()), "{require} {claims}");
    }
    for (require, claims) in [
        (acr, json!({})),
        (acr, json!({"acr": "AAL1"})),
        (acr, json!({"acr": "aal3"})),
        (acr, json!({"acr": "AAL2 AAL3"})),
        (acr, json!({"acr": null})),
        (acr, json!({"acr": {"AAL3": true}})),
        (acr, json!({"acr": []})),
        (acr, json!({"acr": [["AAL3"]]})),
        (acr, json!({"/acr": "AAL3"})),
        (both, json!({"acr": "AAL3"})),
        (both, json!({"acr": "AAL3", "amr": ["pwd"]})),
        (both, json!({"amr": ["mfa"]})),
        (level, json!({"authentication": 3})),
        (level, json!({"authentication": {"level": 2}})),
        (level, json!({"authentication": {"level": true}})),
        (level, json!({"/authentication/level": "3"})),
    ] {
        assert_eq!(answer(require, claims.clone()).await, Err(IdentityError::TooWeak), "{require} {claims}");
    }
    // What is wrong otherwise is said first.
    assert_eq!(answer(acr, json!({"exp": NOW - 3600, "iat": NOW - 7200})).await, Err(IdentityError::Expired));
}

#[test]
fn the_answer_says_that_a_stronger_sign_in_is_wanted() {
    let answer = Problem::from(IdentityError::TooWeak).respond("id", Media::Json);
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let challenge = answer.headers()[WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.contains("error=\"insufficient_user_authentication\""), "{challenge}");
    assert_eq!(IdentityError::TooWeak.code(), "SIGN_IN_TOO_WEAK");
    assert!(IdentityError::TooWeak.message().contains("sign in again"));
}

#[test]
fn what_nobody_could_fulfil_is_refused_at_start() {
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(Instant(0)));
    let start = |require: &str| {
        let config = requiring(require).map_err(|_| "form")?;
        Verifier::new(vec![config], Trust::Live, clock.clone()).map(|_| ()).map_err(|fault| fault.why)
    };
    assert_eq!(start("{}"), Ok(()));
    assert_eq!(start("{ 'https://example.org/level' = ['2'] }"), Ok(()));
    for bad in
        ["{ acr = [] }", "{ acr = [''] }", "{ '' = ['2'] }", "{ '/a//b' = ['2'] }", "{ acr = 'AAL3' }", "{ acr = [3] }"]
    {
        assert!(start(bad).is_err(), "{bad}");
    }
}
