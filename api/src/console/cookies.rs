//! The console's two cookies: the session's, and the one of a sign-in that is under way. Both are for the hub alone, out of
//! reach of scripts, and gone when the browser closes.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

use super::Console;

/// Which cookie.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Holds the secret of a session.
    Session,
    /// Holds what a sign-in has to remember until the issuer sends the person back.
    SigningIn,
}

impl Kind {
    /// Its name. Over TLS it begins with `__Host-`, which no other host and no other path can set; browsers refuse that prefix
    /// over plain HTTP, so on a demo's loopback address it has none.
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-hub_session",
            (Self::Session, false) => "hub_session",
            (Self::SigningIn, true) => "__Host-hub_signing_in",
            (Self::SigningIn, false) => "hub_signing_in",
        }
    }
}

impl Console {
    /// The value of that cookie. Two of one name are none: one of them is not ours.
    pub(super) fn cookie<'h>(&self, headers: &'h HeaderMap, kind: Kind) -> Option<&'h str> {
        let name = kind.name(self.is_secure());
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut found = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(n, value)| *n == name && !value.is_empty() && value.len() <= 2048)
            .map(|(_, value)| value);
        let value = found.next()?;
        found.next().is_none().then_some(value)
    }

    /// The header that sets it; an empty value takes it away.
    pub(super) fn set_cookie(&self, kind: Kind, value: &str) -> Option<HeaderValue> {
        let mut cookie = Cookie::build((kind.name(self.is_secure()), value.to_owned()))
            .path("/")
            .http_only(true)
            .secure(self.is_secure())
            // A link from a letter to a page of the console leads there signed in; a form of another site does not.
            .same_site(SameSite::Lax);
        if value.is_empty() {
            cookie = cookie.max_age(cookie::time::Duration::ZERO);
        }
        HeaderValue::from_str(&cookie.to_string()).ok()
    }
}
