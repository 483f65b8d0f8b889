//! Which claims of an issuer's tokens say who asks: providers name the person and the client app differently. Configuration
//! says which claim is read, never what one of them is worth: roles and agencies are the hub's own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::IdentityError;

/// The claims that name person, membership and client app. A name is a claim's own (`oid`), or begins with a slash and leads
/// into one (`/act/sub`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimMap {
    /// Names the person for good: never given to another, as an email address may be. `sub` unless said otherwise.
    pub subject: String,
    /// Names the hub's membership that the token is bound to, where it is bound to one. `hub-membership` unless said otherwise.
    pub membership: String,
    /// Each names the client app where it is there, and all that are there must agree. `azp` and `/act/sub` (RFC 8693) unless
    /// said otherwise.
    pub client: Vec<String>,
}

impl Default for ClaimMap {
    fn default() -> Self {
        Self {
            subject: "sub".to_owned(),
            membership: "hub-membership".to_owned(),
            client: vec!["azp".to_owned(), "/act/sub".to_owned()],
        }
    }
}

/// Claims that name no person, whatever an issuer puts into them.
const NOBODY: [&str; 7] = ["iss", "aud", "azp", "exp", "nbf", "iat", "jti"];

impl ClaimMap {
    /// What is wrong with the map, if anything.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let mut names = self.client.iter().chain([&self.subject, &self.membership]);
        if names.any(|name| steps(name).any(str::is_empty)) {
            return Some("a name in claims is empty, or has an empty step");
        }
        if NOBODY.contains(&self.subject.as_str()) {
            return Some("claims.subject is a claim that names no person");
        }
        if self.client.is_empty() {
            return Some("claims.client names no claim, so an app would pass for a person alone");
        }
        None
    }

    /// The person's name with the issuer.
    pub(crate) fn subject(&self, claims: &Map<String, Value>) -> Result<String, IdentityError> {
        text(claims, &self.subject)?.ok_or(IdentityError::Invalid("the token lacks the claim that names the person"))
    }

    pub(super) fn membership(&self, claims: &Map<String, Value>) -> Result<Option<String>, IdentityError> {
        text(claims, &self.membership)
    }

    pub(super) fn client(&self, claims: &Map<String, Value>) -> Result<Option<String>, IdentityError> {
        let mut client: Option<String> = None;
        for name in &self.client {
            match (&client, text(claims, name)?) {
                // Two different apps in one token: whichever we took, the other would go unchecked.
                (Some(one), Some(other)) if *one != other => {
                    return Err(IdentityError::Invalid("the token's claims name different client apps"));
                }
                (None, Some(named)) => client = Some(named),
                _ => {}
            }
        }
        Ok(client)
    }
}

pub(super) fn steps(name: &str) -> impl Iterator<Item = &str> {
    let path = name.strip_prefix('/');
    // A claim's own name may hold a slash, as those that are addresses do.
    let whole = if path.is_some() { None } else { Some(name) };
    path.into_iter().flat_map(|path| path.split('/')).chain(whole)
}

/// What stands under that name, if anything.
pub(super) fn find<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    let mut steps = steps(name);
    let first = claims.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step))
}

/// The text of that name; none where the claim is not there at all. Half a path, or another kind of value, is a fault of the
/// token: to pass over it could make an app's token a person's.
fn text(claims: &Map<String, Value>, name: &str) -> Result<Option<String>, IdentityError> {
    let mut steps = steps(name);
    let Some(mut value) = steps.next().and_then(|first| claims.get(first)) else { return Ok(None) };
    let fault = IdentityError::Invalid("a claim that the hub reads is not a text");
    for step in steps {
        value = value.get(step).ok_or(fault)?;
    }
    value.as_str().map(|text| Some(text.to_owned())).ok_or(fault)
}
