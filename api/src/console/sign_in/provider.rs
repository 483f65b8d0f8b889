//! One issuer that people sign in with: what it publishes about itself, the address it is asked at, and the proof of who came
//! back (OpenID Connect, authorization code with PKCE). The identity alone is taken from it: never a role or an agency.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthenticationContextClass, AuthorizationCode, ClientId, ClientSecret, CsrfToken, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::fetch::Fetch;
use super::under_way::UnderWay;
use crate::console::RETURN;
use crate::plain::clock::Clock;

/// How long what an issuer publishes is used without asking again.
const FRESH: i64 = 15 * 60 * Instant::SECOND;

/// Why the claims of a proven token sign nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// They name no person.
    Nobody,
    /// They do not say that the person signed in as strongly as is required of the issuer.
    TooWeak,
}

/// Reads the person's name with the issuer out of the claims of a proven token.
pub type SubjectOf = Arc<dyn Fn(&Map<String, Value>) -> Result<String, Unfit> + Send + Sync>;

/// An issuer that people sign in with, as configured.
#[derive(Clone)]
pub struct ProviderConfig {
    /// Its name in its tokens.
    pub issuer: String,
    /// Its name for people, on the page where they choose.
    pub name: String,
    /// Where it publishes what it does: its discovery document.
    pub discovery: String,
    /// The hub's name with it.
    pub client_id: String,
    /// The hub's secret with it; none where it knows the hub by PKCE alone.
    pub client_secret: Option<String>,
    /// The algorithms that it may sign with: `RS256`, `ES256`, `EdDSA`.
    pub algorithms: Vec<String>,
    /// Where its tokens name the person, and what they must say of how strongly they signed in.
    pub subject: SubjectOf,
    /// The classes of signing in that it is asked for (`acr_values`), the one that is wanted most first.
    pub acr: Vec<String>,
}

/// An issuer that people sign in with.
pub(super) struct Provider {
    config: ProviderConfig,
    redirect: RedirectUrl,
    fetch: Fetch,
    clock: Arc<dyn Clock>,
    published: Mutex<Option<Published>>,
}

/// What an issuer publishes about itself, and when it was read.
#[derive(Clone)]
struct Published {
    at: Instant,
    metadata: CoreProviderMetadata,
    more: More,
}

/// What the library does not read of it.
#[derive(Clone, Default, Deserialize)]
struct More {
    /// Where one signs out (OpenID Connect RP-Initiated Logout 1.0).
    end_session_endpoint: Option<String>,
    /// Whether it says its own name in its answers (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Why nobody was signed in; for the operational log alone.
#[derive(Debug)]
pub(super) struct Failed {
    why: String,
    too_weak: bool,
}

impl Failed {
    fn at(step: &str, why: impl std::fmt::Display) -> Self {
        Self { why: format!("{step}: {why}"), too_weak: false }
    }

    /// What lies behind an error, too: a library's own words for "it did not answer" say nothing to who must mend it.
    fn behind(step: &str, error: &dyn std::error::Error) -> Self {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            why.push_str(": ");
            why.push_str(&error.to_string());
            source = error.source();
        }
        Self::at(step, why)
    }

    pub(super) fn why(&self) -> &str {
        &self.why
    }

    /// Whether it is the person who is to do something about it: they are known, and signed in too weakly.
    pub(super) const fn too_weak(&self) -> bool {
        self.too_weak
    }
}

impl Provider {
    pub(super) fn new(config: ProviderConfig, origin: &str, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let secure = origin.starts_with("https://");
        if secure && !(config.issuer.starts_with("https://") && config.discovery.starts_with("https://")) {
            return Err(format!("issuer `{}`: people sign in over https only", config.issuer));
        }
        let redirect =
            RedirectUrl::new(format!("{origin}{RETURN}")).map_err(|_| format!("`{origin}` is no address"))?;
        Ok(Self { fetch: Fetch::new(secure)?, config, redirect, clock, published: Mutex::default() })
    }

    pub(super) fn name(&self) -> &str {
        &self.config.name
    }

    pub(super) fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// Where a browser goes to sign in.
    pub(super) async fn address(&self, under_way: &UnderWay) -> Result<String, Failed> {
        let Published { metadata, .. } = self.published(FRESH).await?;
        let verifier = PkceCodeVerifier::new(under_way.verifier.clone());
        let (state, nonce) = (under_way.state.clone(), under_way.nonce.clone());
        let client = CoreClient::from_provider_metadata(metadata, self.client_id(), None)
            .set_redirect_uri(self.redirect.clone());
        let asked = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        let acr = self.config.acr.iter().cloned().map(AuthenticationContextClass::new);
        let (address, ..) = acr.fold(asked, |asked, acr| asked.add_auth_context_value(acr)).url();
        Ok(address.into())
    }

    /// Who came back with that code, by the issuer's own name for them; `named` says whether the answer held the issuer's name.
    pub(super) async fn prove(&self, code: &str, named: bool, under_way: &UnderWay) -> Result<String, Failed> {
        let Published { metadata, more, .. } = self.published(FRESH).await?;
        if more.authorization_response_iss_parameter_supported && !named {
            return Err(Failed::at("the answer", "the issuer always names itself, and here it did not"));
        }
        let posts_alone = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let secret = self.config.client_secret.clone().map(ClientSecret::new);
        let mut client = CoreClient::from_provider_metadata(metadata, self.client_id(), secret.clone())
            .set_redirect_uri(self.redirect.clone());
        if posts_alone || secret.is_none() {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|e| Failed::at("the issuer has no token endpoint", e))?
            .set_pkce_verifier(PkceCodeVerifier::new(under_way.verifier.clone()))
            .request_async(&self.fetch)
            .await
            .map_err(|e| Failed::behind("the code was not taken", &e))?;
        let token = answer.id_token().ok_or_else(|| Failed::at("no identity came back", "no id_token"))?;
        let nonce = Nonce::new(under_way.nonce.clone());
        if self.check(token, &nonce, FRESH).await.is_err() {
            // The issuer may have changed its keys since they were read: once more with those of now.
            self.check(token, &nonce, 0).await?;
        }
        self.subject(token).map_err(|unfit| match unfit {
            Unfit::Nobody => Failed::at("no identity came back", "the claim that names the person is not there"),
            Unfit::TooWeak => Failed {
                too_weak: true,
                ..Failed::at("the person signed in too weakly", "its claims are not those of the issuer's `require`")
            },
        })
    }

    /// Signature, issuer, audience, time and nonce; and that it was made for the hub and not for another app of the issuer's, which
    /// the library leaves to its callers (OpenID Connect Core, 3.1.3.7).
    async fn check(&self, token: &CoreIdToken, nonce: &Nonce, fresh: i64) -> Result<(), Failed> {
        let Published { metadata, .. } = self.published(fresh).await?;
        let client = CoreClient::from_provider_metadata(metadata, self.client_id(), None);
        let clock = Arc::clone(&self.clock);
        let allowed = self.config.algorithms.iter().filter_map(|name| algorithm(name));
        let verifier = client.id_token_verifier().set_allowed_algs(allowed).set_time_fn(move || clock.now().to_utc());
        let claims = token.claims(&verifier, nonce).map_err(|e| Failed::at("the identity is not proven", e))?;
        match claims.authorized_party() {
            Some(party) if **party != self.config.client_id => {
                Err(Failed::at("the identity is not proven", "it was made for another app"))
            }
            _ => Ok(()),
        }
    }

    /// The person's name with the issuer, from a token that was proven.
    fn subject(&self, token: &CoreIdToken) -> Result<String, Unfit> {
        let text = token.to_string();
        let claims = text.split('.').nth(1).and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok());
        let claims = claims.and_then(|claims| serde_json::from_slice::<Map<String, Value>>(&claims).ok());
        (self.config.subject)(&claims.ok_or(Unfit::Nobody)?)
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.config.client_id.clone())
    }

    /// What the issuer publishes, read again where it is older than that many microseconds.
    async fn published(&self, fresh: i64) -> Result<Published, Failed> {
        let now = self.clock.now();
        let mut published = self.published.lock().await;
        if let Some(known) = &*published
            && known.at <= now
            && now < known.at.plus(fresh)
        {
            return Ok(known.clone());
        }
        let text = self.fetch.get(&self.config.discovery).await.map_err(|e| Failed::at("the discovery document", e))?;
        let metadata: CoreProviderMetadata =
            serde_json::from_slice(&text).map_err(|e| Failed::at("the discovery document", e))?;
        if metadata.issuer().as_str() != self.config.issuer {
            return Err(Failed::at("the discovery document", "it is another issuer's"));
        }
        let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &self.fetch);
        let keys = keys.await.map_err(|e| Failed::at("the issuer's keys", e))?;
        let more: More = serde_json::from_slice(&text).map_err(|e| Failed::at("the discovery document", e))?;
        let read = Published { at: now, metadata: metadata.set_jwks(keys), more };
        *published = Some(read.clone());
        Ok(read)
    }

    /// Where a person signs out with the issuer, where it has published that; nobody is asked for it anew.
    pub(super) async fn sign_out(&self) -> Option<String> {
        let published = self.published.lock().await;
        let endpoint = published.as_ref()?.more.end_session_endpoint.as_deref()?;
        self.sign_out_at(endpoint)
    }

    fn sign_out_at(&self, endpoint: &str) -> Option<String> {
        let mut address = Url::parse(endpoint).ok()?;
        let over = if self.redirect.url().scheme() == "https" { &["https"][..] } else { &["https", "http"] };
        over.contains(&address.scheme()).then_some(())?;
        address.query_pairs_mut().append_pair("client_id", &self.config.client_id);
        Some(address.into())
    }
}

fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    match name {
        "RS256" => Some(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
        "ES256" => Some(CoreJwsSigningAlgorithm::EcdsaP256Sha256),
        "EdDSA" => Some(CoreJwsSigningAlgorithm::EdDsa),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::clock::SystemClock;

    #[test]
    fn a_person_is_sent_to_sign_out_over_tls_alone() {
        let config = ProviderConfig {
            issuer: "https://login.example.org".to_owned(),
            name: "Example".to_owned(),
            discovery: "https://login.example.org/.well-known/openid-configuration".to_owned(),
            client_id: "hub".to_owned(),
            client_secret: None,
            algorithms: vec!["RS256".to_owned()],
            subject: Arc::new(|_| Err(Unfit::Nobody)),
            acr: Vec::new(),
        };
        let provider = Provider::new(config, "https://hub.example.org", Arc::new(SystemClock)).unwrap();
        let there = |endpoint: &str| provider.sign_out_at(endpoint);
        assert_eq!(
            there("https://login.example.org/out?a=b").as_deref(),
            Some("https://login.example.org/out?a=b&client_id=hub")
        );
        for bad in ["http://login.example.org/out", "javascript:alert(1)", "/out", ""] {
            assert_eq!(there(bad), None, "{bad}");
        }
    }
}
