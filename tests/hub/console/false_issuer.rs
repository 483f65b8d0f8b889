//! An issuer that people sign in with and that breaks one promise after the other: whatever it says that does not prove who came
//! back, to this browser and now, ends in no session. Only what it gives back to another browser, or twice, is tried elsewhere
//! (`sign_in`).

use std::sync::{Arc, Mutex, PoisonError};

use api::app::issuer::DemoIssuer;
use api::console::{ProviderConfig, Unfit};
use api::plain::clock::Clock;
use entities::Instant;
use reqwest::Method;
use serde_json::{Value, json};
use tests::console::{Page, Visitor};
use tests::stand_in::{StandIn, answer};
use tests::town::subject;
use tests::{Engine, Hub};
use url::Url;

use super::super::events::hmac::{base64, hmac, sha256};

/// The hub's name with the issuer.
const CLIENT: &str = "hub-console";
/// The hub's secret with it.
const SECRET: &str = "known-to-this-test-alone";
/// A person of the town.
const PERSON: &str = "lead";

/// What the issuer answers at each of its addresses; at none of those that are silent.
#[derive(Clone, Default)]
struct Says {
    discovery: Option<String>,
    keys: Option<String>,
    token: Option<String>,
}

/// The issuer, and a hub whose people sign in with it.
struct Trying {
    hub: Hub,
    system: StandIn,
    says: Arc<Mutex<Says>>,
    /// One of the same name with a key of its own.
    other: DemoIssuer,
    _folder: tempfile::TempDir,
}

/// A sign-in that began in a browser.
struct Begun {
    state: String,
    nonce: String,
    challenge: String,
    /// How strongly the issuer is asked to have the person sign in.
    acr: Option<String>,
}

fn json(status: u16, body: &Value) -> Option<String> {
    answer(status, "application/json", &body.to_string())
}

/// What the token endpoint answers with that identity.
fn identity(token: impl Into<Value>) -> Option<String> {
    json(200, &json!({"access_token": "opens nothing", "token_type": "Bearer", "id_token": token.into()}))
}

fn url_safe(bytes: &[u8]) -> String {
    base64(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// The keys that the issuer publishes.
fn keys(of: &DemoIssuer) -> String {
    std::fs::read_to_string(of.config().jwks).expect("its keys")
}

/// The parts of a token: head, claims, signature.
fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().expect("three parts")
}

impl Trying {
    async fn start() -> Self {
        Self::start_with(|issuer| issuer).await
    }

    /// The same, where the hub is configured otherwise for the issuer.
    async fn start_with(change: impl FnOnce(ProviderConfig) -> ProviderConfig + Send + 'static) -> Self {
        let says = Arc::<Mutex<Says>>::default();
        let told = Arc::clone(&says);
        let system = StandIn::answering(move |got| {
            let says = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match got.what.as_str() {
                "GET /discovery" => says.discovery,
                "GET /keys" => says.keys,
                "POST /token" => says.token,
                _ => answer(404, "text/plain", ""),
            }
        })
        .await;
        let discovery = format!("{}/discovery", system.url);
        let hub = Hub::start_with_sign_in(Engine::Sqlite, move |issuer| {
            change(ProviderConfig { discovery, client_secret: Some(SECRET.to_owned()), ..issuer })
        })
        .await;
        let folder = tempfile::tempdir().expect("a folder");
        let other = DemoIssuer::prepare(folder.path(), "http://hub.test.invalid").expect("an issuer");
        let trying = Self { hub, system, says, other, _folder: folder };
        trying.publish(trying.hub.issuer(), &keys(trying.hub.signer()));
        trying
    }

    fn say(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// It publishes that name and those keys.
    fn publish(&self, name: &str, keys: &str) {
        let url = &self.system.url;
        let published = json!({
            "issuer": name, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
            "jwks_uri": format!("{url}/keys"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": true,
        });
        self.say(|says| {
            says.discovery = json(200, &published);
            says.keys = answer(200, "application/json", keys);
        });
    }

    /// Seconds, by the clock of the console.
    fn now(&self) -> i64 {
        self.hub.clock.now().0.div_euclid(Instant::SECOND)
    }

    /// What a good identity says.
    fn claims(&self, nonce: &str) -> Value {
        let now = self.now();
        json!({
            "iss": self.hub.issuer(), "aud": CLIENT, "sub": subject(PERSON), "iat": now, "exp": now + 300, "nonce": nonce,
        })
    }

    /// Those claims with another value for one of them, or without it.
    fn with(&self, nonce: &str, name: &str, value: Value) -> Option<String> {
        let mut claims = self.claims(nonce);
        claims[name] = value;
        if claims[name].is_null() {
            claims.as_object_mut().expect("claims").remove(name);
        }
        identity(self.hub.signer().sign(&claims).expect("a token"))
    }

    async fn begin(&self, visitor: &mut Visitor) -> Result<Begun, Page> {
        let answer = visitor.ask(Method::GET, "/console/sign-in/start?with=0", None).await;
        let Some(address) = answer.headers.get("location") else { return Err(answer) };
        let address = Url::parse(address).expect("an address");
        assert_eq!(address.path(), "/authorize");
        let asked =
            |name: &str| address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let given = |name: &str| asked(name).unwrap_or_else(|| panic!("no {name} in {address}"));
        assert_eq!((given("client_id").as_str(), given("code_challenge_method").as_str()), (CLIENT, "S256"));
        Ok(Begun {
            state: given("state"),
            nonce: given("nonce"),
            challenge: given("code_challenge"),
            acr: asked("acr_values"),
        })
    }

    /// Comes back from the issuer with that.
    async fn come_back(&self, visitor: &mut Visitor, with: &[(&str, &str)]) -> Page {
        let address = Url::parse_with_params(&format!("{}/console/sign-in/return", self.hub.url), with);
        visitor.get(address.expect("an address").as_str().trim_start_matches(&self.hub.url)).await
    }

    /// Signs in where the token endpoint answers that, by the number that belongs to the browser.
    async fn sign_in(&self, token: impl FnOnce(&str) -> Option<String>) -> (Visitor, Page, Begun) {
        let mut visitor = Visitor::new(&self.hub);
        let begun = self.begin(&mut visitor).await.unwrap_or_else(|page| panic!("{}", page.text));
        self.say(|says| says.token = token(&begun.nonce));
        let with = [("code", "a-code"), ("state", &begun.state), ("iss", self.hub.issuer())];
        let page = self.come_back(&mut visitor, &with).await;
        (visitor, page, begun)
    }

    /// Signs in with an issuer that keeps every promise.
    async fn honest(&self) -> (Page, Begun) {
        let token = |nonce: &str| identity(self.hub.signer().sign(&self.claims(nonce)).expect("a token"));
        let (visitor, page, begun) = self.sign_in(token).await;
        assert!(visitor.cookie("hub_session").is_some(), "{}", page.text);
        (page, begun)
    }

    /// How often it was asked to change a code into tokens.
    fn asked(&self) -> usize {
        self.system.got().iter().filter(|got| got.what == "POST /token").count()
    }

    /// What the token endpoint answers instead of a good identity.
    fn lies(&self, nonce: &str) -> Vec<(&'static str, Option<String>)> {
        let signer = self.hub.signer();
        let with = |name: &str, value: Value| self.with(nonce, name, value);
        let good = signer.sign(&self.claims(nonce)).expect("a token");
        let [head, body, signature] = parts(&good);
        let others = self.other.sign(&self.claims(nonce)).expect("a token");
        let mut claims = self.claims(nonce);
        claims["sub"] = json!(subject("governance"));
        let another = signer.sign(&claims).expect("a token");
        let [_, anothers, _] = parts(&another);
        let none = url_safe(br#"{"alg":"none"}"#);
        let shared = |key: &[u8]| {
            let message = format!("{}.{body}", url_safe(br#"{"alg":"HS256"}"#));
            identity(format!("{message}.{}", url_safe(&hmac(key, message.as_bytes()))))
        };
        let now = self.now();
        vec![
            ("another number", with("nonce", json!("n".repeat(43)))),
            ("no number", with("nonce", Value::Null)),
            ("another audience", with("aud", json!("payroll"))),
            ("an audience beside", with("aud", json!([CLIENT, "payroll"]))),
            ("no audience", with("aud", Value::Null)),
            ("made for another app", with("azp", json!("payroll"))),
            ("another issuer", with("iss", json!("https://login.example.com"))),
            ("an issuer whose name begins alike", with("iss", json!(format!("{}/", self.hub.issuer())))),
            ("no issuer", with("iss", Value::Null)),
            ("expired", with("exp", json!(now - 1))),
            ("no end", with("exp", Value::Null)),
            ("nobody", with("sub", Value::Null)),
            ("a number for a name", with("sub", json!(7))),
            ("another key", identity(others.clone())),
            ("another key under this key's name", identity(format!("{head}.{body}.{}", parts(&others)[2]))),
            ("another person's claims", identity(format!("{head}.{anothers}.{signature}"))),
            ("no signature", identity(format!("{head}.{body}."))),
            ("algorithm none", identity(format!("{none}.{body}."))),
            ("algorithm none with a signature", identity(format!("{none}.{body}.{signature}"))),
            ("HS256 with the hub's secret", shared(SECRET.as_bytes())),
            ("HS256 with the public key", shared(keys(signer).as_bytes())),
            ("no identity", json(200, &json!({"access_token": "opens nothing", "token_type": "Bearer"}))),
            ("an identity that is null", identity(Value::Null)),
            ("an identity that is no token", identity("a.b.c")),
            ("a list", json(200, &json!([good]))),
            ("no JSON", answer(200, "application/json", "{")),
            ("a page", answer(200, "text/html", &good)),
            ("the code is not taken", json(400, &json!({"error": "invalid_grant"}))),
            ("a fault with an identity", answer(500, "application/json", &json!({"id_token": good}).to_string())),
            ("to be asked elsewhere", answer(302, "application/json", "")),
            ("without end", answer(200, "application/json", &" ".repeat(300 * 1024))),
            ("silence", None),
        ]
    }
}

/// Nobody is signed in, and the page says so in the same words whatever was wrong.
fn refused(visitor: &Visitor, page: &Page, what: &str) {
    assert_eq!((page.status, page.heading().as_str()), (400, "You were not signed in"), "{what}: {}", page.text);
    assert!(visitor.cookie("hub_session").is_none(), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_breaks_any_promise_signs_nobody_in() {
    let trying = Trying::start().await;
    let count = trying.lies("").len();
    for number in 0..count {
        let mut what = "";
        let (visitor, page, _) = trying
            .sign_in(|nonce| {
                let (lie, token) = trying.lies(nonce).swap_remove(number);
                what = lie;
                token
            })
            .await;
        refused(&visitor, &page, what);
    }
    assert_eq!(trying.asked(), count, "each was asked for, once");

    // What the browser brings back must be the issuer's answer to this sign-in: else the code is not even changed.
    let issuer = trying.hub.issuer().to_owned();
    for (what, with) in [
        ("another issuer's name", vec![("code", "a"), ("iss", "https://login.example.com")]),
        ("an answer without a code", vec![("error", "access_denied"), ("iss", &issuer)]),
        ("no issuer's name, though it always gives it", vec![("code", "a")]),
    ] {
        let mut visitor = Visitor::new(&trying.hub);
        let begun = trying.begin(&mut visitor).await.unwrap_or_else(|page| panic!("{}", page.text));
        let with = [with, vec![("state", &begun.state)]].concat();
        let page = trying.come_back(&mut visitor, &with).await;
        refused(&visitor, &page, what);
    }
    assert_eq!(trying.asked(), count);

    // And one that keeps them all: the code is changed with the secrets of the hub and of this very sign-in.
    let (page, begun) = trying.honest().await;
    assert_eq!(page.heading(), "Today", "{}", page.text);
    let asked = trying.system.got().into_iter().rfind(|got| got.what == "POST /token").expect("it was asked");
    let form: Vec<(String, String)> = Url::parse(&format!("http://localhost?{}", asked.body))
        .expect("a form")
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let sent =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
    assert_eq!((sent("grant_type").as_str(), sent("code").as_str()), ("authorization_code", "a-code"));
    assert_eq!(url_safe(&sha256(sent("code_verifier").as_bytes())), begun.challenge);
    assert_eq!(asked.headers["authorization"], format!("Basic {}", base64(format!("{CLIENT}:{SECRET}").as_bytes())));
    trying.hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_is_down_or_publishes_anothers_name_signs_nobody_in_until_it_is_mended() {
    let trying = Trying::start().await;
    trying.honest().await;
    let (name, own) = (trying.hub.issuer().to_owned(), keys(trying.hub.signer()));
    let kept = trying.says.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for (what, discovery, keys) in [
        ("a fault", answer(500, "application/json", "{}"), kept.keys.clone()),
        ("no JSON", answer(200, "application/json", "<html>"), kept.keys.clone()),
        ("to be read elsewhere", answer(302, "application/json", "{}"), kept.keys.clone()),
        ("no keys", kept.discovery.clone(), answer(500, "application/json", "{}")),
        ("keys without end", kept.discovery.clone(), answer(200, "application/json", &" ".repeat(300 * 1024))),
    ] {
        // What it published before has grown old.
        trying.hub.clock.advance(16 * 60 * Instant::SECOND);
        trying.say(|says| (says.discovery, says.keys) = (discovery, keys));
        let mut visitor = Visitor::new(&trying.hub);
        let page = trying.begin(&mut visitor).await.err().unwrap_or_else(|| panic!("{what}: one could sign in"));
        assert_eq!((page.status, page.heading().as_str()), (503, "The hub cannot answer just now"), "{what}");
        assert!(visitor.cookie("hub_signing_in").is_none(), "{what}");
    }
    trying.publish("https://login.example.com", &own);
    let mut visitor = Visitor::new(&trying.hub);
    assert_eq!(trying.begin(&mut visitor).await.err().map(|page| page.status), Some(503), "another issuer's name");
    trying.publish(&name, &own);
    trying.honest().await;

    // It goes away between the two halves of a sign-in, and changes its key: the new one is asked for at once.
    let (visitor, page, _) = trying.sign_in(|_| None).await;
    refused(&visitor, &page, "silence");
    trying.publish(&name, &keys(&trying.other));
    let by_new = |nonce: &str| identity(trying.other.sign(&trying.claims(nonce)).expect("a token"));
    let (visitor, page, _) = trying.sign_in(by_new).await;
    assert!(visitor.cookie("hub_session").is_some(), "{}", page.text);
    // From then on the old one signs nobody in.
    let by_old = |nonce: &str| identity(trying.hub.signer().sign(&trying.claims(nonce)).expect("a token"));
    let (visitor, page, _) = trying.sign_in(by_old).await;
    refused(&visitor, &page, "a key that was withdrawn");
    trying.hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signed_in_too_weakly_has_no_session_and_is_told_what_to_do() {
    let trying = Trying::start_with(|issuer| {
        let name = Arc::clone(&issuer.subject);
        let strong = move |claims: &serde_json::Map<String, Value>| {
            let subject = name(claims)?;
            if claims.get("acr") == Some(&json!("strong")) { Ok(subject) } else { Err(Unfit::TooWeak) }
        };
        ProviderConfig { acr: vec!["strong".to_owned(), "stronger".to_owned()], subject: Arc::new(strong), ..issuer }
    })
    .await;
    for acr in [json!("password"), Value::Null] {
        let (visitor, page, begun) = trying.sign_in(|nonce| trying.with(nonce, "acr", acr.clone())).await;
        assert_eq!(begun.acr.as_deref(), Some("strong stronger"), "the issuer is asked for it");
        assert_eq!((page.status, page.heading().as_str()), (403, "You need to sign in with more than a password"));
        assert!(page.text.contains("second step") && page.text.contains("/console/sign-in"), "{}", page.text);
        assert!(visitor.cookie("hub_session").is_none(), "{acr}");
    }
    let (visitor, page, _) = trying.sign_in(|nonce| trying.with(nonce, "acr", json!("strong"))).await;
    assert!(visitor.cookie("hub_session").is_some(), "{}", page.text);
    trying.hub.end().await;
    // Of an issuer of which nothing is required nothing is asked.
    let trying = Trying::start().await;
    let (page, begun) = trying.honest().await;
    assert!(page.heading() == "Today" && begun.acr.is_none());
    trying.hub.end().await;
}
