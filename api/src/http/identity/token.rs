//! The words of a token, read before and after its signature is checked. What is read before chooses only which issuer's
//! keys to try; whatever the library does not check by itself is checked here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, IgnoredAny, Visitor};
use serde_json::{Map, Value};

use super::{ClaimMap, Identity, IdentityError, LEEWAY, LONGEST_LIFE, Required, SignatureAlgorithm};

/// Longest subject (OpenID Connect Core section 2), client or membership name.
const LONGEST_NAME: usize = 255;

/// A token whose signature has not been looked at.
pub(super) struct Unverified {
    algorithm: SignatureAlgorithm,
    key: Option<String>,
    hint: Hint,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
    #[serde(default, deserialize_with = "present")]
    zip: bool,
}

#[derive(Deserialize)]
struct Hint {
    iss: String,
    aud: Audience,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Unverified {
    pub(super) fn read(token: &str) -> Result<Self, IdentityError> {
        let mut parts = token.split('.');
        let (Some(head), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(IdentityError::Invalid("the token is not a signed JSON web token"));
        };
        let head: Head = part(head).ok_or(IdentityError::Invalid("the token's header cannot be read"))?;
        if head.crit || head.zip {
            return Err(IdentityError::Invalid("the token wants a header that the hub does not know to be understood"));
        }
        let typed = head.typ.is_none_or(|typ| {
            let typ = typ.to_ascii_lowercase();
            matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "at+jwt")
        });
        if !typed {
            return Err(IdentityError::Invalid("the token is of another type than JWT or at+jwt"));
        }
        let algorithm = SignatureAlgorithm::named(&head.alg)
            .ok_or(IdentityError::Invalid("the token's algorithm is none of RS256, ES256 and EdDSA"))?;
        let hint = part(claims).ok_or(IdentityError::Invalid("the token needs the claims iss, as a text, and aud"))?;
        Ok(Self { algorithm, key: head.kid, hint })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.hint.iss
    }

    pub(super) fn is_for(&self, audience: &str) -> bool {
        match &self.hint.aud {
            Audience::One(one) => one == audience,
            Audience::Many(many) => many.iter().any(|one| one == audience),
        }
    }

    pub(super) const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

/// The claims of a token whose signature is good.
#[derive(Deserialize)]
pub(super) struct Claims {
    iss: String,
    exp: Seconds,
    nbf: Option<Seconds>,
    iat: Option<Seconds>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Claims {
    /// The identity that the claims, read as the issuer's map says, are good for at this moment.
    pub(super) fn identity(self, map: &ClaimMap, required: &Required, now: Instant) -> Result<Identity, IdentityError> {
        let expires = self.exp.0;
        if now >= expires.plus(LEEWAY) {
            return Err(IdentityError::Expired);
        }
        let early = now.plus(LEEWAY);
        if self.nbf.is_some_and(|from| from.0 > early) || self.iat.as_ref().is_some_and(|made| made.0 > early) {
            return Err(IdentityError::Invalid("the token is not good yet"));
        }
        let from_issue = self.iat.is_some_and(|made| made.0.plus(LONGEST_LIFE) < expires);
        if from_issue || early.plus(LONGEST_LIFE) < expires {
            return Err(IdentityError::Invalid("the token lives longer than 24 hours"));
        }
        let (subject, client) = (map.subject(&self.rest)?, map.client(&self.rest)?);
        let membership = map.membership(&self.rest)?;
        let names = [Some(&subject), client.as_ref(), membership.as_ref()];
        if names.into_iter().flatten().any(|name| !is_name(name)) {
            return Err(IdentityError::Invalid("a name in the token is empty, too long or has control characters"));
        }
        if !required.hold(&self.rest) {
            return Err(IdentityError::TooWeak);
        }
        Ok(Identity { issuer: self.iss, subject, client, membership, expires })
    }
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control)
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// True for a member that is there at all, with whatever value.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// A `NumericDate` (RFC 7519 section 2): seconds since 1970, whole or not.
struct Seconds(Instant);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Seconds;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("seconds since 1970")
            }
            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Seconds, E> {
                Ok(Seconds(Instant(seconds.saturating_mul(Instant::SECOND))))
            }
            fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Seconds, E> {
                self.visit_i64(i64::try_from(seconds).unwrap_or(i64::MAX))
            }
            fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Seconds, E> {
                // Beyond this no calendar goes; the cast of what is left is exact to the second.
                if seconds.is_finite() && seconds.abs() < 1e12 {
                    self.visit_i64(seconds.floor() as i64)
                } else {
                    Err(E::custom("out of range"))
                }
            }
        }
        deserializer.deserialize_any(Number)
    }
}
