//! Every kind of bad token, and keys that rotate, run late or go away.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::{Router, routing::get};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use entities::Instant;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;
use crate::http::Limits;
use crate::plain::clock::SetClock;

const ISSUER: &str = "https://login.example.org";
const AUDIENCE: &str = "safeguarding-hub";
const NOW: i64 = 1_800_000_000;

struct Signer {
    id: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
    jwk: Value,
}

fn es256(id: &'static str) -> Signer {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref()).unwrap();
    let public = pair.public_key().as_ref();
    let jwk = json!({"kty": "EC", "crv": "P-256", "kid": id, "x": B64.encode(&public[1..33]), "y": B64.encode(&public[33..])});
    Signer { id, algorithm: Algorithm::ES256, key: EncodingKey::from_ec_der(der.as_ref()), jwk }
}

fn eddsa(id: &'static str) -> Signer {
    let der = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.as_ref()).unwrap();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "kid": id, "x": B64.encode(pair.public_key().as_ref())});
    Signer { id, algorithm: Algorithm::EdDSA, key: EncodingKey::from_ed_der(der.as_ref()), jwk }
}

/// A 2048-bit RSA pair: the library signs with PKCS#1, so a PEM of that form is taken apart from PKCS#8.
fn rs256(id: &'static str) -> Signer {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    use aws_lc_rs::rsa::{KeyPair as Rsa, KeySize};
    let pair = Rsa::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        base64::engine::general_purpose::STANDARD.encode(der.as_ref())
    );
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    let jwk = serde_json::to_value(jsonwebtoken::jwk::Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap()).unwrap();
    let jwk = json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": id, "n": jwk["n"], "e": jwk["e"]});
    Signer { id, algorithm: Algorithm::RS256, key, jwk }
}

impl Signer {
    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.id.to_owned());
        encode(&header, claims, &self.key).unwrap()
    }

    /// A token with any header at all, its signature good.
    fn sign_with(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", B64.encode(header.to_string()), B64.encode(claims.to_string()));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{message}.{signature}")
    }
}

fn claims() -> Value {
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "nurse-7", "iat": NOW, "nbf": NOW, "exp": NOW + 3600})
}

fn with(changes: Value) -> Value {
    let mut claims = claims();
    for (key, value) in changes.as_object().unwrap() {
        claims[key] = value.clone();
    }
    claims
}

fn without(claim: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(claim);
    claims
}

struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("hub-identity-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn config(jwks: String) -> IssuerConfig {
    let algorithms = vec![SignatureAlgorithm::Rs256, SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa];
    IssuerConfig { issuer: ISSUER.into(), audience: AUDIENCE.into(), algorithms, jwks }
}

/// A verifier that reads these keys from a file, its clock, and the folder that holds the file.
fn trusting(signers: &[&Signer]) -> (Verifier, Arc<SetClock>, Folder) {
    let folder = Folder::new();
    let file = folder.0.join("jwks.json");
    let keys: Vec<_> = signers.iter().map(|signer| &signer.jwk).collect();
    std::fs::write(&file, json!({ "keys": keys }).to_string()).unwrap();
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![config(file.display().to_string())], Trust::Live, clock.clone()).unwrap();
    (verifier, clock, folder)
}

#[tokio::test]
async fn each_accepted_algorithm_proves_who_asks() {
    let (es, ed, rs) = (es256("es"), eddsa("ed"), rs256("rs"));
    let (verifier, _, _folder) = trusting(&[&es, &ed, &rs]);
    for signer in [&es, &ed, &rs] {
        let identity = verifier.verify_token(&signer.sign(&claims())).await.unwrap();
        assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (ISSUER, "nurse-7"));
        assert_eq!((identity.client.as_deref(), identity.membership.as_deref()), (None, None));
        assert_eq!(identity.expires, Instant((NOW + 3600) * Instant::SECOND));
    }
}

#[tokio::test]
async fn azp_and_act_name_the_client_app_and_must_agree() {
    let es = es256("es");
    let (verifier, _, _folder) = trusting(&[&es]);
    let client = async |claims: Value| verifier.verify_token(&es.sign(&claims)).await.map(|it| it.client.clone());
    assert_eq!(client(with(json!({"azp": "tracker"}))).await, Ok(Some("tracker".into())));
    assert_eq!(client(with(json!({"act": {"sub": "tracker"}}))).await, Ok(Some("tracker".into())));
    assert_eq!(client(with(json!({"azp": "tracker", "act": {"sub": "tracker"}}))).await, Ok(Some("tracker".into())));
    for bad in [
        json!({"azp": "tracker", "act": {"sub": "other"}}),
        json!({"azp": ["a"]}),
        json!({"act": "x"}),
        json!({"azp": ""}),
    ] {
        let refused = client(with(bad.clone())).await;
        assert!(matches!(refused, Err(IdentityError::Invalid(_))), "{bad}: {refused:?}");
    }
    let bound = verifier.verify_token(&es.sign(&with(json!({"hub-membership": "membership_1"})))).await.unwrap();
    assert_eq!(bound.membership.as_deref(), Some("membership_1"));
}

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

#[tokio::test]
async fn a_remembered_token_ends_when_it_expires() {
    let es = es256("es");
    let (verifier, clock, _folder) = trusting(&[&es]);
    let token = es.sign(&claims());
    let first = verifier.verify_token(&token).await.unwrap();
    let again = verifier.verify_token(&token).await.unwrap();
    assert!(Arc::ptr_eq(&first, &again), "the second is the remembered one");
    clock.advance(3660 * Instant::SECOND);
    assert_eq!(verifier.verify_token(&token).await, Err(IdentityError::Expired));
}

#[tokio::test]
async fn one_authorization_header_of_the_bearer_scheme() {
    let es = es256("es");
    let (verifier, _, _folder) = trusting(&[&es]);
    let token = es.sign(&claims());
    let verify = async |values: &[String]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("authorization", HeaderValue::from_str(value).unwrap());
        }
        verifier.verify(&headers).await.map(|_| ())
    };
    assert_eq!(verify(&[format!("Bearer {token}")]).await, Ok(()));
    assert_eq!(verify(&[format!("bearer  {token}")]).await, Ok(()));
    assert_eq!(verify(&[]).await, Err(IdentityError::Missing));
    assert_eq!(verify(&["Basic YTpi".into()]).await, Err(IdentityError::Missing));
    assert_eq!(verify(&["Bearer ".into()]).await, Err(IdentityError::Missing));
    let twice = verify(&[format!("Bearer {token}"), format!("Bearer {token}")]).await;
    assert!(matches!(twice, Err(IdentityError::Invalid(_))));
}

#[test]
fn an_issuer_that_cannot_be_trusted_is_refused_at_start() {
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(Instant(0)));
    let start = |configs: Vec<IssuerConfig>, trust| {
        Verifier::new(configs, trust, clock.clone()).map(|_| ()).map_err(|it| it.why)
    };
    let file = || config("jwks.json".into());
    assert_eq!(start(vec![file()], Trust::Live), Ok(()));
    assert!(start(vec![file(), file()], Trust::Live).is_err());
    assert!(start(vec![IssuerConfig { algorithms: vec![], ..file() }], Trust::Live).is_err());
    assert!(start(vec![IssuerConfig { audience: String::new(), ..file() }], Trust::Live).is_err());
    assert!(start(vec![IssuerConfig { issuer: "http://127.0.0.1:1/issuer".into(), ..file() }], Trust::Live).is_err());
    assert!(start(vec![config("http://127.0.0.1:1/jwks".into())], Trust::Live).is_err());
    assert!(start(vec![config("http://login.example.org/jwks".into())], Trust::Demo).is_err());
    assert!(start(vec![config("ftp://login.example.org/jwks".into())], Trust::Demo).is_err());
    assert_eq!(start(vec![config("http://127.0.0.1:1/jwks".into())], Trust::Demo), Ok(()));
    assert_eq!(start(vec![config("http://[::1]:1/jwks".into())], Trust::Demo), Ok(()));
    assert_eq!(start(vec![config("https://login.example.org/jwks".into())], Trust::Live), Ok(()));
}

#[tokio::test]
async fn a_live_hub_never_trusts_a_demos_key() {
    let demo = es256("demo-0011223344556677");
    let (verifier, _, _folder) = trusting(&[&demo]);
    assert_eq!(verifier.verify_token(&demo.sign(&claims())).await, Err(IdentityError::IssuerUnavailable));
}

/// A server that gives whatever is put into `answer` and counts how often it was asked.
struct Served {
    url: String,
    answer: Arc<RwLock<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
}

async fn served(keys: &[&Signer]) -> Served {
    let answer = Arc::new(RwLock::new((StatusCode::OK, set(keys))));
    let asked = Arc::new(AtomicUsize::new(0));
    let (answers, counts) = (answer.clone(), asked.clone());
    let app = Router::new().route(
        "/jwks",
        get(move || async move {
            counts.fetch_add(1, Ordering::SeqCst);
            answers.read().unwrap().clone()
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    tokio::spawn(async move { crate::http::serve(listener, app, &Limits::default(), std::future::pending()).await });
    Served { url, answer, asked }
}

fn set(keys: &[&Signer]) -> String {
    json!({ "keys": keys.iter().map(|signer| &signer.jwk).collect::<Vec<_>>() }).to_string()
}

#[tokio::test]
async fn keys_by_address_rotate_cool_down_and_outlive_an_outage_by_an_hour() {
    let (first, second, third) = (es256("first"), es256("second"), eddsa("third"));
    let served = served(&[&first]).await;
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![config(served.url.clone())], Trust::Demo, clock.clone()).unwrap();
    let good_for = |hours: i64| with(json!({"exp": NOW + hours * 3600}));
    let asked = || served.asked.load(Ordering::SeqCst);
    let publish = |status, keys: &[&Signer]| *served.answer.write().unwrap() = (status, set(keys));

    let (one, two, three) = (first.sign(&good_for(10)), second.sign(&good_for(10)), third.sign(&good_for(10)));
    assert!(verifier.verify_token(&one).await.is_ok());
    assert!(verifier.verify_token(&one).await.is_ok());
    assert_eq!(asked(), 1, "keys are fetched once");

    // A new key: within a minute of the last reading nothing is fetched, however many ask; after it, once.
    publish(StatusCode::OK, &[&first, &second]);
    for _ in 0..5 {
        assert!(verifier.verify_token(&two).await.is_err());
    }
    assert_eq!(asked(), 1);
    clock.advance(60 * Instant::SECOND);
    let (left, right) = tokio::join!(verifier.verify_token(&two), verifier.verify_token(&two));
    assert!(left.is_ok() && right.is_ok());
    assert_eq!(asked(), 2, "two who wait share one reading");

    // The first key is withdrawn: after 15 minutes its tokens are refused, remembered ones too.
    publish(StatusCode::OK, &[&second]);
    clock.advance(14 * 60 * Instant::SECOND);
    assert!(verifier.verify_token(&one).await.is_ok());
    clock.advance(60 * Instant::SECOND);
    assert!(verifier.verify_token(&one).await.is_err());
    assert!(verifier.verify_token(&two).await.is_ok());
    assert_eq!(asked(), 3);

    // The issuer is down: its keys serve for an hour more, then nothing is proved until it is back.
    publish(StatusCode::INTERNAL_SERVER_ERROR, &[]);
    clock.advance(16 * 60 * Instant::SECOND);
    assert!(verifier.verify_token(&two).await.is_ok());
    clock.advance(58 * 60 * Instant::SECOND);
    assert!(verifier.verify_token(&two).await.is_ok());
    clock.advance(60 * Instant::SECOND);
    assert_eq!(verifier.verify_token(&two).await, Err(IdentityError::IssuerUnavailable));
    publish(StatusCode::OK, &[&third]);
    clock.advance(5 * Instant::SECOND);
    assert!(verifier.verify_token(&three).await.is_ok());

    // Too long an answer is no answer.
    *served.answer.write().unwrap() = (StatusCode::OK, " ".repeat(65 * 1024) + &set(&[&third]));
    clock.advance(2 * Instant::HOUR);
    assert_eq!(verifier.verify_token(&three).await, Err(IdentityError::IssuerUnavailable));
}

#[tokio::test]
async fn the_demo_issuers_tokens_prove_its_people() {
    use crate::app::issuer::{DemoIssuer, Holder};
    use crate::plain::entropy::SystemEntropy;
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    let folder = Folder::new();
    assert!(DemoIssuer::open(&folder.0).is_err(), "no demo has been made here");
    let made = DemoIssuer::prepare(&folder.0, "http://127.0.0.1:8400").unwrap();
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![made.config()], Trust::Demo, clock.clone()).unwrap();
    let mode = std::fs::metadata(folder.0.join("issuer-key.p8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // From the folder alone, and by the same key after a second start.
    let opened = DemoIssuer::open(&folder.0).unwrap();
    let holder = Holder { subject: "school", name: "Ada Example", client: Some("tracker") };
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let token = opened.token(&holder, hours(8), None, &*clock, &SystemEntropy).unwrap();
    DemoIssuer::prepare(&folder.0, "http://127.0.0.1:8400/").unwrap();
    let identity = verifier.verify_token(&token).await.unwrap();
    assert_eq!((identity.subject.as_str(), identity.client.as_deref()), ("school", Some("tracker")));
    assert_eq!(identity.issuer, "http://127.0.0.1:8400/issuer");

    let other = opened.token(&holder, hours(8), Some("payroll"), &*clock, &SystemEntropy).unwrap();
    assert!(matches!(verifier.verify_token(&other).await, Err(IdentityError::Invalid(_))));
    let long = opened.token(&holder, hours(25), None, &*clock, &SystemEntropy).unwrap();
    assert!(matches!(verifier.verify_token(&long).await, Err(IdentityError::Invalid(_))));
    // A live hub refuses the demo's issuer as such.
    assert!(Verifier::new(vec![opened.config()], Trust::Live, clock).is_err());
}
