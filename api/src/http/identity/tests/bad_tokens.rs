//! Every kind of token that proves nothing (F9), beside those that are just good enough.

use super::*;

#[tokio::test]
async fn f9_every_bad_token_is_refused() {
    let (good, stranger) = (es256("es"), es256("es"));
    let (verifier, _, _folder) = trusting(&[&good]);
    let head = json!({"alg": "ES256", "typ": "JWT", "kid": "es"});
    let headed = |changes: Value| {
        let mut head = head.clone();
        for (key, value) in changes.as_object().unwrap() {
            head[key] = value.clone();
        }
        good.sign_with(&head, &claims())
    };
    let day = 24 * 3600;
    let none = format!("{}.{}.", B64.encode(json!({"alg": "none"}).to_string()), B64.encode(claims().to_string()));
    let mut cut = good.sign(&claims());
    cut.truncate(cut.len() - 4);
    let invalid = [
        ("another key of the same id", stranger.sign(&claims())),
        ("algorithm none", none),
        ("HS256 with the public key", headed(json!({"alg": "HS256"}))),
        ("ES384", headed(json!({"alg": "ES384"}))),
        ("an algorithm that the key is not for", headed(json!({"alg": "EdDSA"}))),
        ("unknown key id", headed(json!({"kid": "who"}))),
        ("crit", headed(json!({"crit": ["exp"]}))),
        ("empty crit", headed(json!({"crit": null}))),
        ("zip", headed(json!({"zip": "DEF"}))),
        ("another type", headed(json!({"typ": "secevent+jwt"}))),
        ("another audience", good.sign(&with(json!({"aud": "payroll"})))),
        ("other audiences", good.sign(&with(json!({"aud": ["payroll", "safeguarding-hub-2"]})))),
        ("no audience", good.sign(&without("aud"))),
        ("iss as a list", good.sign(&with(json!({"iss": [ISSUER]})))),
        ("no iss", good.sign(&without("iss"))),
        ("no sub", good.sign(&without("sub"))),
        ("empty sub", good.sign(&with(json!({"sub": ""})))),
        ("blank sub", good.sign(&with(json!({"sub": " "})))),
        ("sub with a control character", good.sign(&with(json!({"sub": "a\nb"})))),
        ("sub too long", good.sign(&with(json!({"sub": "a".repeat(256)})))),
        ("sub as a number", good.sign(&with(json!({"sub": 7})))),
        ("no exp", good.sign(&without("exp"))),
        ("exp as text", good.sign(&with(json!({"exp": "tomorrow"})))),
        ("nbf in the future", good.sign(&with(json!({"nbf": NOW + 61})))),
        ("iat in the future", good.sign(&with(json!({"iat": NOW + 61})))),
        ("25 hours", good.sign(&with(json!({"exp": NOW + day + 3600})))),
        ("24 hours and a second from iat", good.sign(&with(json!({"iat": NOW - 10, "exp": NOW + day - 9})))),
        (
            "25 hours without iat",
            good.sign(&json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "a", "exp": NOW + day + 3600})),
        ),
        ("20 KB", good.sign(&with(json!({"padding": "a".repeat(20_000)})))),
        ("two parts", "a.b".into()),
        ("five parts", "a.b.c.d.e".into()),
        ("not base64", "!.!.!".into()),
        ("signature cut", cut),
    ];
    for (what, token) in invalid {
        let answer = verifier.verify_token(&token).await;
        assert!(matches!(answer, Err(IdentityError::Invalid(_))), "{what}: {answer:?}");
    }
    let expired = good.sign(&with(json!({"iat": NOW - 7200, "nbf": NOW - 7200, "exp": NOW - 60})));
    assert_eq!(verifier.verify_token(&expired).await, Err(IdentityError::Expired));
    let elsewhere = good.sign(&with(json!({"iss": "https://login.example.com"})));
    assert_eq!(verifier.verify_token(&elsewhere).await, Err(IdentityError::IssuerUnknown));
    // What stays within the leeway, and the forms that are allowed, pass.
    for fine in [
        good.sign(&with(json!({"nbf": NOW + 59, "iat": NOW + 59}))),
        good.sign(&with(json!({"exp": NOW - 59}))),
        good.sign(&with(json!({"exp": NOW as f64 + 100.5}))),
        good.sign(&with(json!({"aud": ["payroll", AUDIENCE]}))),
        good.sign(&without("iat")),
        headed(json!({"typ": "at+jwt"})),
        good.sign_with(&json!({"alg": "ES256"}), &claims()),
    ] {
        assert!(verifier.verify_token(&fine).await.is_ok(), "{fine}");
    }
}
