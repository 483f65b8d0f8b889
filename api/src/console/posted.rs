//! What a form sent, proved to come from a page of the hub. Every request that is not a GET passes here before any page sees
//! it, so no page can forget to ask.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Console, Trouble};

/// The field of every form that holds the session's token.
pub(super) const TOKEN: &str = "_token";

/// The fields of a form, in the order in which they were sent, without the token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// The fields of a form.
    #[cfg(test)]
    pub(super) const fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Reads the body of a form.
    ///
    /// # Errors
    /// Where it is no form, or longer than the hub takes.
    pub(super) async fn read(request: Request) -> Result<(Self, Option<String>), Trouble> {
        let Form(mut fields) =
            Form::<Vec<(String, String)>>::from_request(request, &()).await.map_err(|_| Trouble::Unreadable)?;
        let token = fields.iter().find(|(name, _)| name == TOKEN).map(|(_, value)| value.clone());
        fields.retain(|(name, _)| name != TOKEN);
        Ok((Self(fields), token))
    }

    /// What was typed into a field; empty where nothing was.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field: of check boxes.
    pub(crate) fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All fields with their values.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Posted {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        // Only `enter` puts it there, and only when the form proved where it comes from.
        parts.extensions.remove::<Self>().ok_or(Trouble::Internal)
    }
}

/// The token that the forms of a session carry: derived from its secret, so there is nothing to keep.
pub(super) fn token_of(secret: &str) -> String {
    let text = format!("the token of the hub's forms\n{secret}");
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

/// Whether that token is of the session with that secret.
pub(super) fn is_token_of(secret: &str, token: Option<&str>) -> bool {
    verify_slices_are_equal(token_of(secret).as_bytes(), token.unwrap_or_default().as_bytes()).is_ok()
}

/// Whether the browser says that a page of the hub itself sent this: by its origin, by its relation to the hub, and by at least
/// one of the two.
pub(super) fn is_from_here(console: &Console, headers: &HeaderMap) -> bool {
    let said = |name: &str, right: &str| -> Option<bool> {
        let mut values = headers.get_all(name).iter().peekable();
        values.peek()?;
        Some(values.all(|value| value.as_bytes() == right.as_bytes()))
    };
    match (said(header::ORIGIN.as_str(), &console.0.origin), said("sec-fetch-site", "same-origin")) {
        (None, None) => false,
        (origin, site) => origin.unwrap_or(true) && site.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forms_token_is_that_of_its_own_session() {
        let token = token_of("secret");
        assert!(is_token_of("secret", Some(&token)));
        for other in [None, Some(""), Some("secret"), Some(token_of("another").as_str())] {
            assert!(!is_token_of("secret", other));
        }
    }
}
