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

mod bad_tokens;
mod demo;
mod providers;
mod required;
mod rotation;

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
    IssuerConfig {
        issuer: ISSUER.into(),
        audience: AUDIENCE.into(),
        algorithms,
        jwks,
        claims: ClaimMap::default(),
        require: Required::default(),
        sign_in: None,
    }
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
