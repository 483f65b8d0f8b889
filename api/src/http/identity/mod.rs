//! Who asks: reads the bearer token of a request and says which person, through which client app, an issuer that we trust
//! vouches for. It carries identity only: agency, roles and positions are looked up elsewhere and never read from a token.
//! There is no way round it: no flag, no header and no build turns it off.

mod claims;
mod fault;
mod issuer;
mod jwks;
mod keys;
mod remembered;
mod required;
mod token;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use entities::Instant;

pub use claims::ClaimMap;
pub use fault::IdentityError;
pub use issuer::{IssuerConfig, IssuerFault, SignInConfig, SignatureAlgorithm, Trust};
pub(crate) use jwks::DEMO_KEY;
pub use required::Required;

use crate::plain::clock::Clock;
use issuer::Issuer;
use remembered::{Remembered, Remembrance};
use token::Unverified;

/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;
/// How far the issuer's clock may be from ours.
const LEEWAY: i64 = 60 * Instant::SECOND;
/// Longest time that a token may be good for.
const LONGEST_LIFE: i64 = 24 * Instant::HOUR;

/// A person as an issuer names them, and the client app that asks on their behalf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer, as in the token and in the configuration.
    pub issuer: String,
    /// The issuer's own name for the person, in the claim that its configuration names.
    pub subject: String,
    /// The client app that asks for the person; none is a person alone.
    pub client: Option<String>,
    /// The membership that the token is bound to, where it names one.
    pub membership: Option<String>,
    /// When the token ends.
    pub expires: Instant,
}

#[cfg(test)]
impl Identity {
    /// Somebody of one issuer, whose token has ended long ago.
    pub(crate) fn made_up(subject: &str, client: Option<&str>) -> Self {
        Self {
            issuer: "https://login.example.org".into(),
            subject: subject.into(),
            client: client.map(str::to_owned),
            membership: None,
            expires: Instant(0),
        }
    }
}

/// Checks tokens against the configured issuers. Cheap to clone; clones share keys and memory.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    issuers: Vec<Issuer>,
    clock: Arc<dyn Clock>,
    remembered: Remembered,
}

impl Verifier {
    /// A verifier for these issuers. Keys are fetched when first needed.
    ///
    /// # Errors
    /// Where an issuer's configuration cannot be trusted or used: no algorithm, the same issuer and audience twice, keys
    /// over plain HTTP, anything of a demo outside one.
    pub fn new(issuers: Vec<IssuerConfig>, trust: Trust, clock: Arc<dyn Clock>) -> Result<Self, IssuerFault> {
        let issuers = Issuer::all(issuers, trust, &clock)?;
        Ok(Self(Arc::new(Inner { issuers, clock, remembered: remembered::nothing() })))
    }

    /// Reads the keys that stand in files once, so that a hub which could prove nobody's token does not start. An address may
    /// answer later.
    ///
    /// # Errors
    /// Where a file cannot be read, or holds no key for the algorithms that its issuer is configured for.
    pub async fn require_key_files(&self) -> Result<(), IssuerFault> {
        for issuer in &self.0.issuers {
            issuer.require_key_file().await?;
        }
        Ok(())
    }

    /// Reads each issuer's keys as they are published now: the issuer, and how many keys can be used or why none can.
    pub async fn examine(&self) -> Vec<(&str, Result<usize, String>)> {
        let mut all = Vec::new();
        for issuer in &self.0.issuers {
            all.push((issuer.name(), issuer.examine().await));
        }
        all
    }

    /// The identity that the request's one bearer token proves.
    ///
    /// # Errors
    /// Where there is no token, or it proves nothing.
    pub async fn verify(&self, headers: &HeaderMap) -> Result<Arc<Identity>, IdentityError> {
        self.verify_token(bearer(headers)?).await
    }

    /// The present moment, by which tokens end.
    pub(super) fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// The identity that a token proves.
    ///
    /// # Errors
    /// Where it proves nothing: malformed, not signed by the issuer that it names, for another audience, expired.
    pub async fn verify_token(&self, token: &str) -> Result<Arc<Identity>, IdentityError> {
        if token.len() > LONGEST_TOKEN {
            return Err(IdentityError::Invalid("the token is too long"));
        }
        let digest = remembered::digest(token);
        let now = self.0.clock.now();
        if let Some(known) = self.0.remembered.get(&digest)
            && now < known.identity.expires
            && self.still_signed(&known).await
        {
            return Ok(known.identity);
        }
        let unverified = Unverified::read(token)?;
        let (at, issuer) = self.issuer_of(&unverified)?;
        let (identity, generation) = issuer.prove(token, &unverified, now).await?;
        let identity = Arc::new(identity);
        self.0.remembered.keep(digest, Remembrance { identity: identity.clone(), issuer: at, generation });
        Ok(identity)
    }

    /// Whether the keys that proved a remembered token are still the issuer's keys.
    async fn still_signed(&self, known: &Remembrance) -> bool {
        let Some(issuer) = self.0.issuers.get(known.issuer) else { return false };
        issuer.generation().await == Some(known.generation)
    }

    /// The configuration that a token's own words choose; its signature is checked against nothing else.
    fn issuer_of(&self, token: &Unverified) -> Result<(usize, &Issuer), IdentityError> {
        let mut of_issuer =
            self.0.issuers.iter().enumerate().filter(|(_, issuer)| issuer.name() == token.issuer()).peekable();
        if of_issuer.peek().is_none() {
            return Err(IdentityError::IssuerUnknown);
        }
        of_issuer
            .find(|(_, issuer)| token.is_for(issuer.audience()))
            .ok_or(IdentityError::Invalid("the token is for another audience"))
    }
}

/// The token of the one `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Result<&str, IdentityError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next().ok_or(IdentityError::Missing)?;
    if values.next().is_some() {
        return Err(IdentityError::Invalid("more than one authorization header"));
    }
    let text = value.to_str().map_err(|_| IdentityError::Invalid("the authorization header is not text"))?;
    let (scheme, token) = text.split_once(' ').ok_or(IdentityError::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(IdentityError::Missing);
    }
    let token = token.trim_matches(' ');
    if token.is_empty() { Err(IdentityError::Missing) } else { Ok(token) }
}
