//! One trusted issuer: how it is configured, and the proof that a token is its own.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use entities::Instant;
use jsonwebtoken::{Algorithm, Validation, decode};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::keys::{Keys, Place};
use super::token::{Claims, Unverified};
use super::{ClaimMap, Identity, IdentityError, Required};
use crate::plain::clock::Clock;

/// A signature algorithm that the hub accepts (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SignatureAlgorithm {
    /// RSA with SHA-256, of at least 2048 bits.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl SignatureAlgorithm {
    /// The algorithm of that name in a token's header.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// Its name in a token's header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    const fn library(self) -> Algorithm {
        match self {
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
            Self::EdDsa => Algorithm::EdDSA,
        }
    }
}

/// An issuer as it stands in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// The `iss` of its tokens, letter for letter.
    pub issuer: String,
    /// The `aud` that its tokens for the hub carry.
    pub audience: String,
    /// The algorithms that it may sign with.
    pub algorithms: Vec<SignatureAlgorithm>,
    /// Where its public keys are (a JWKS): an `https://` address or a file.
    pub jwks: String,
    /// Which claims of its tokens name person, membership and client app.
    #[serde(default)]
    pub claims: ClaimMap,
    /// What its tokens must say of how strongly the person signed in.
    #[serde(default)]
    pub require: Required,
    /// How people sign in to the console with it; where it is absent they do not.
    #[serde(default)]
    pub sign_in: Option<SignInConfig>,
}

/// How people sign in to the console with an issuer (OpenID Connect, authorization code with PKCE).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInConfig {
    /// The issuer's name for people, as in "Sign in with …".
    pub name: String,
    /// The hub's name with the issuer.
    pub client_id: String,
    /// A file with the hub's secret with the issuer; none where the issuer knows the hub by PKCE alone.
    pub client_secret_file: Option<PathBuf>,
    /// Its discovery document, where it is not at `/.well-known/openid-configuration` below the issuer.
    pub discovery: Option<String>,
}

/// How far the verifier trusts what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The real world: issuers and keys by https only (keys may be a file), and none of a demo's keys.
    Live,
    /// A demo on this machine: keys over http too, from a loopback address, and the demo's own.
    Demo,
}

/// An issuer that cannot be used as configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerFault {
    /// The issuer as configured.
    pub issuer: String,
    /// What is wrong.
    pub why: &'static str,
}

impl fmt::Display for IssuerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "issuer `{}`: {}", self.issuer, self.why)
    }
}
impl std::error::Error for IssuerFault {}

/// An issuer that is trusted.
pub(super) struct Issuer {
    config: IssuerConfig,
    keys: Arc<Keys>,
}

impl Issuer {
    pub(super) fn all(
        configs: Vec<IssuerConfig>,
        trust: Trust,
        clock: &Arc<dyn Clock>,
    ) -> Result<Vec<Self>, IssuerFault> {
        let mut seen = HashSet::new();
        let mut issuers = Vec::with_capacity(configs.len());
        for config in configs {
            let fault = |why| IssuerFault { issuer: config.issuer.clone(), why };
            if config.issuer.is_empty() || config.audience.is_empty() {
                return Err(fault("issuer and audience must not be empty"));
            }
            if config.algorithms.is_empty() {
                return Err(fault("name at least one of RS256, ES256 and EdDSA in algorithms"));
            }
            if trust == Trust::Live && !config.issuer.starts_with("https://") {
                return Err(fault("outside the demo an issuer begins with https://"));
            }
            if let Some(why) = config.claims.fault().or_else(|| config.require.fault()) {
                return Err(fault(why));
            }
            if !seen.insert((config.issuer.clone(), config.audience.clone())) {
                return Err(fault("configured twice for the same audience"));
            }
            let place = place(&config.jwks, trust).map_err(fault)?;
            let keys = Keys::new(place, trust, clock.clone());
            issuers.push(Self { config, keys });
        }
        Ok(issuers)
    }

    pub(super) fn name(&self) -> &str {
        &self.config.issuer
    }

    pub(super) fn audience(&self) -> &str {
        &self.config.audience
    }

    /// Reads the issuer's keys as they are published now, and counts those that its algorithms can use.
    ///
    /// # Errors
    /// Why they cannot be used.
    pub(super) async fn examine(&self) -> Result<usize, String> {
        let keys = self.keys.read_now().await?;
        let mut usable = 0_usize;
        for algorithm in &self.config.algorithms {
            match keys.count(*algorithm) {
                0 => return Err(format!("no key for {algorithm:?}")),
                count => usable = usable.saturating_add(count),
            }
        }
        Ok(usable)
    }

    /// The number of the key set in use, if there is one.
    pub(super) async fn generation(&self) -> Option<u64> {
        Some(self.keys.current().await?.generation())
    }

    /// Reads the keys once where they stand in a file.
    pub(super) async fn require_key_file(&self) -> Result<(), IssuerFault> {
        let fault = |why| IssuerFault { issuer: self.config.issuer.clone(), why };
        let Some(keys) = self.keys.in_file().await.map_err(fault)? else { return Ok(()) };
        if keys.has_any(&self.config.algorithms) {
            return Ok(());
        }
        Err(fault("the file of its keys holds none for the algorithms that it is configured for"))
    }

    /// Proves that the token is this issuer's, and says by which generation of its keys.
    pub(super) async fn prove(
        &self,
        token: &str,
        words: &Unverified,
        now: Instant,
    ) -> Result<(Identity, u64), IdentityError> {
        let algorithm = words.algorithm();
        if !self.config.algorithms.contains(&algorithm) {
            return Err(IdentityError::Invalid("the token's algorithm is not one that its issuer is configured for"));
        }
        let mut keys = self.keys.current().await.ok_or(IdentityError::IssuerUnavailable)?;
        if !keys.knows(words.key(), algorithm) {
            keys = self.keys.fetched_for_unknown().await.ok_or(IdentityError::IssuerUnavailable)?;
        }
        let mut validation = Validation::new(algorithm.library());
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_audience(&[&self.config.audience]);
        // The times are checked by `Claims::identity` against the hub's clock; the library would ask the machine's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        for key in keys.matching(words.key(), algorithm) {
            if let Ok(proved) = decode::<Claims>(token, key, &validation) {
                let identity = proved.claims.identity(&self.config.claims, &self.config.require, now)?;
                return Ok((identity, keys.generation()));
            }
        }
        Err(IdentityError::Invalid("the token's signature or claims are not good"))
    }
}

fn place(jwks: &str, trust: Trust) -> Result<Place, &'static str> {
    if !jwks.contains("://") {
        return if jwks.is_empty() { Err("jwks is empty") } else { Ok(Place::File(PathBuf::from(jwks))) };
    }
    let url = Url::parse(jwks).map_err(|_| "jwks is not an address")?;
    match url.scheme() {
        "https" => Place::url(url, trust),
        "http" if trust == Trust::Demo && is_loopback(&url) => Place::url(url, trust),
        "http" => Err("jwks over http is for a demo on a loopback address only"),
        _ => Err("jwks is an https:// address or a file"),
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}
