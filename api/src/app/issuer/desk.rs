//! Where the demo's people sign in: one chooses whom to be, and everything after that is as with any other issuer (OpenID
//! Connect, authorization code with PKCE). It asks for no password: its people are made up, and `hub serve` refuses its keys.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{DemoIssuer, DemoIssuerError, Holder};
use crate::console::api::Player;
use crate::console::parts::{Task, TaskList};
use crate::console::{Frame, RETURN, Trouble, page, to};
use crate::console::{ProviderConfig, Unfit};
use crate::http::RequestId;
use crate::plain::clock::{Clock, SystemClock};
use crate::plain::entropy::{Entropy, SystemEntropy};

/// The console's name with the demo's issuer.
const CLIENT: &str = "hub-console";
/// How long a code is good for.
const CODE_LASTS: i64 = 60 * Instant::SECOND;
/// How long a token is good for with which a query is run as somebody.
const TOKEN_LASTS: Duration = Duration::from_secs(60);
/// Most codes that are remembered at once.
const MOST_CODES: usize = 1000;

/// Somebody whom one can choose to be.
#[derive(Clone, Debug)]
pub struct SignInPerson {
    /// The issuer's own name for them.
    pub subject: String,
    /// The person's name.
    pub name: String,
    /// Role and agency, for whoever chooses.
    pub about: String,
}

/// What the desk is made of.
struct Desk {
    issuer: DemoIssuer,
    people: Vec<SignInPerson>,
    redirect: String,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    codes: Mutex<HashMap<String, Grant>>,
}

/// What a code stands for.
struct Grant {
    subject: String,
    nonce: Option<String>,
    challenge: String,
    ends: Instant,
}

impl DemoIssuer {
    /// The issuer as the console signs people in with it, where the demo answers at that address.
    pub fn provider(&self, hub: &str) -> ProviderConfig {
        ProviderConfig {
            issuer: self.name.issuer.clone(),
            name: "the demo".to_owned(),
            discovery: format!("{hub}/issuer/.well-known/openid-configuration"),
            client_id: CLIENT.to_owned(),
            client_secret: None,
            algorithms: vec!["ES256".to_owned()],
            subject: Arc::new(|claims| {
                claims.get("sub").and_then(|sub| sub.as_str()).map(str::to_owned).ok_or(Unfit::Nobody)
            }),
            acr: Vec::new(),
        }
    }

    /// Somebody whom the query page runs a query as, with a token of their own for each.
    pub fn player(&self, subject: &str, name: &str, side_by_side: bool) -> Player {
        let (issuer, subject, called) = (self.clone(), subject.to_owned(), name.to_owned());
        let token = move || {
            let holder = Holder { subject: &subject, name: &called, client: None };
            issuer.token(&holder, TOKEN_LASTS, None, &SystemClock, &SystemEntropy).ok()
        };
        Player { name: name.to_owned(), side_by_side, token: Arc::new(token) }
    }

    /// The issuer's addresses, where the demo answers at `hub`: its discovery document and keys below `/issuer`, and the desk
    /// at `/demo/authorize` and `/demo/token`.
    pub fn routes(
        &self,
        hub: &str,
        people: Vec<SignInPerson>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Router {
        let desk = Desk {
            issuer: self.clone(),
            people,
            redirect: format!("{hub}{RETURN}"),
            clock,
            entropy,
            codes: Mutex::default(),
        };
        let discovery = discovery(&self.name.issuer, hub);
        let jwks = self.jwks.clone();
        Router::new()
            .route("/issuer/.well-known/openid-configuration", get(move || async move { Json(discovery) }))
            .route("/issuer/jwks.json", get(move || async move { Json(jwks) }))
            .route("/demo/authorize", get(authorize))
            .route("/demo/token", post(token))
            .with_state(Arc::new(desk))
    }
}

fn discovery(issuer: &str, hub: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{hub}/demo/authorize"),
        "token_endpoint": format!("{hub}/demo/token"),
        "jwks_uri": format!("{hub}/issuer/jwks.json"),
        "id_token_signing_alg_values_supported": ["ES256"],
        "subject_types_supported": ["public"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["openid"],
        "authorization_response_iss_parameter_supported": true,
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nbf", "azp", "name", "nonce"],
    })
}

/// What a browser brings.
#[derive(Deserialize)]
struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: Option<String>,
    code_challenge: String,
    code_challenge_method: String,
    /// Whom one chose to be.
    person: Option<String>,
}

impl Asked {
    /// The same address with that person chosen.
    fn choosing(&self, person: &str) -> String {
        let Self { response_type, client_id, redirect_uri, state, code_challenge, code_challenge_method, .. } = self;
        let mut pairs = vec![
            ("response_type", response_type.as_str()),
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("state", state),
            ("code_challenge", code_challenge),
            ("code_challenge_method", code_challenge_method),
            ("person", person),
        ];
        pairs.extend(self.nonce.as_deref().map(|nonce| ("nonce", nonce)));
        address("/demo/authorize", &pairs)
    }
}

/// An address with a query.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", crate::console::escaped(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

#[derive(askama::Template)]
#[template(path = "demo/authorize.html")]
struct PeoplePage {
    frame: Frame,
    people: TaskList,
}

async fn authorize(
    State(desk): State<Arc<Desk>>,
    Extension(id): Extension<RequestId>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else { return Trouble::SignIn.bare(id.as_str()) };
    let known = asked.response_type == "code"
        && asked.client_id == CLIENT
        && asked.redirect_uri == desk.redirect
        && asked.code_challenge_method == "S256";
    if !known {
        // Where the browser would be sent to is not to be believed either.
        return Trouble::SignIn.bare(id.as_str());
    }
    let Some(person) = &asked.person else {
        let tasks = desk.people.iter().map(|person| Task {
            title: person.name.clone(),
            href: asked.choosing(&person.subject),
            hint: person.about.clone(),
            state: None,
        });
        let frame = Frame::bare("Whom do you want to be?", id.as_str());
        let people = PeoplePage { frame, people: TaskList { tasks: tasks.collect() } };
        return page(StatusCode::OK, &people).unwrap_or_else(Trouble::into_response);
    };
    match desk.code(person, &asked) {
        Some(code) => {
            let pairs = [("code", code.as_str()), ("state", &asked.state), ("iss", desk.issuer.issuer())];
            to(&address(&desk.redirect, &pairs))
        }
        None => Trouble::SignIn.bare(id.as_str()),
    }
}

/// What whoever has a code brings to have it changed into tokens.
#[derive(Deserialize)]
struct Brought {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    client_id: String,
}

async fn token(State(desk): State<Arc<Desk>>, Form(brought): Form<Brought>) -> Response {
    let refused = || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    let grant = desk.taken(&brought.code);
    let Some(grant) = grant.filter(|grant| {
        let hash = URL_SAFE_NO_PAD.encode(digest(&SHA256, brought.code_verifier.as_bytes()));
        brought.grant_type == "authorization_code"
            && brought.client_id == CLIENT
            && brought.redirect_uri == desk.redirect
            && grant.challenge == hash
    }) else {
        return refused();
    };
    match desk.identity(&grant) {
        Ok(identity) => Json(json!({
            "access_token": "opens nothing: the hub takes the identity alone", "token_type": "Bearer", "id_token": identity,
        }))
        .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Desk {
    /// A code for that person, good once and for a minute.
    fn code(&self, subject: &str, asked: &Asked) -> Option<String> {
        let person = self.people.iter().find(|person| person.subject == subject)?;
        let code = self.entropy.uuid().ok()?.simple().to_string();
        let now = self.clock.now();
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, grant| grant.ends > now);
        if codes.len() >= MOST_CODES {
            return None;
        }
        let grant = Grant {
            subject: person.subject.clone(),
            nonce: asked.nonce.clone(),
            challenge: asked.code_challenge.clone(),
            ends: now.plus(CODE_LASTS),
        };
        codes.insert(code.clone(), grant);
        Some(code)
    }

    /// What a code stands for; from then on it stands for nothing.
    fn taken(&self, code: &str) -> Option<Grant> {
        let grant = self.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(code)?;
        (self.clock.now() < grant.ends).then_some(grant)
    }

    fn identity(&self, grant: &Grant) -> Result<String, DemoIssuerError> {
        let holder = Holder { subject: &grant.subject, name: &grant.subject, client: None };
        let more = grant.nonce.iter().map(|nonce| ("nonce", nonce.as_str().into()));
        let lasts = Duration::from_secs(300);
        self.issuer.signed(&holder, lasts, CLIENT, more, (&*self.clock, &*self.entropy))
    }
}
