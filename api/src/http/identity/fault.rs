//! Why a request has no identity, in words that tell a developer what to mend and an attacker nothing about our keys.

use axum::http::{HeaderValue, StatusCode, header};

use crate::http::problem::Problem;

/// Why a request has no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityError {
    /// No bearer token.
    Missing,
    /// The token proves nothing, and why.
    Invalid(&'static str),
    /// The token was good and is over.
    Expired,
    /// The token is good, and does not say that its person signed in as strongly as is required of its issuer.
    TooWeak,
    /// The token names an issuer that the hub does not trust.
    IssuerUnknown,
    /// The issuer's keys cannot be had now.
    IssuerUnavailable,
}

impl IdentityError {
    /// The stable code of the answer.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "TOKEN_MISSING",
            Self::Invalid(_) => "TOKEN_INVALID",
            Self::Expired => "TOKEN_EXPIRED",
            Self::TooWeak => "SIGN_IN_TOO_WEAK",
            Self::IssuerUnknown => "ISSUER_UNKNOWN",
            Self::IssuerUnavailable => "ISSUER_UNAVAILABLE",
        }
    }

    /// The public sentence of the answer.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Missing => "send a token in the header `Authorization: Bearer …`",
            Self::Invalid(why) => why,
            Self::Expired => "the token has expired",
            Self::TooWeak => {
                "the token does not say that its person signed in as strongly as this hub requires: sign in again with a second factor; \
                 whoever runs the hub says which claim it looks at"
            }
            Self::IssuerUnknown => "the hub does not trust the issuer of this token",
            Self::IssuerUnavailable => "the keys of the token's issuer cannot be had now; try again later",
        }
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        if error == IdentityError::IssuerUnavailable {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, error.code(), error.message());
        }
        // RFC 6750: without a token the challenge names no error.
        let challenge = match error {
            IdentityError::Missing => HeaderValue::from_static("Bearer realm=\"safeguarding-hub\""),
            // RFC 9470: another token of the same sign-in would do no better.
            IdentityError::TooWeak => HeaderValue::from_static(
                "Bearer realm=\"safeguarding-hub\", error=\"insufficient_user_authentication\"",
            ),
            _ => HeaderValue::from_static("Bearer realm=\"safeguarding-hub\", error=\"invalid_token\""),
        };
        Self::new(StatusCode::UNAUTHORIZED, error.code(), error.message()).header(header::WWW_AUTHENTICATE, challenge)
    }
}
