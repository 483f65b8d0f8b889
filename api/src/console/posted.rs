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
use entities::ids::MembershipId;

use super::{Console, Trouble};
use crate::sessions::Session;

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

    /// The same without a field.
    pub(crate) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(n, _)| n != name).cloned().collect())
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

/// The token that the forms of a page carry. It says for whom the page was made and in which membership, and proves it by the
/// session's secret, so there is nothing to keep.
pub(super) fn token_of(session: &Session, secret: &str, acting: Option<MembershipId>) -> String {
    let (person, acting) = (person_of(session), acting.map(MembershipId::public).unwrap_or_default());
    format!("{}.{person}.{acting}", proof_of(secret, &person, &acting))
}

/// Proves that a form comes from a page of that session, made for who acts in that membership; none where it does not matter
/// in which.
///
/// # Errors
/// Where it is another person's form, one that its sender has to look over first, or none of the hub's.
pub(super) fn proved(
    session: &Session,
    secret: &str,
    acting: Option<MembershipId>,
    token: Option<&str>,
) -> Result<(), Trouble> {
    let parts: Vec<&str> = token.unwrap_or_default().split('.').collect();
    let [proof, person, made_for] = parts.as_slice() else { return Err(Trouble::Forged) };
    if *person != person_of(session) {
        return Err(Trouble::Anothers);
    }
    let is_ours = verify_slices_are_equal(proof_of(secret, person, made_for).as_bytes(), proof.as_bytes()).is_ok();
    let is_for = acting.is_none_or(|acting| acting.public() == *made_for);
    if is_ours && is_for { Ok(()) } else { Err(Trouble::Again) }
}

/// The person, for telling whose form it is after the session that made it has ended. It proves nothing.
fn person_of(session: &Session) -> String {
    let text = format!("whose forms\n{}\n{}", session.issuer, session.subject);
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

fn proof_of(secret: &str, person: &str, acting: &str) -> String {
    let text = format!("the token of the hub's forms\n{secret}\n{person}\n{acting}");
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
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

/// Whether the browser says that a page of another site led here. One that was typed, or kept as a bookmark, is from nowhere.
pub(super) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().any(|from| !matches!(from.as_bytes(), b"same-origin" | b"none"))
}

#[cfg(test)]
mod tests {
    use entities::Instant;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_forms_token_is_that_of_its_own_session_person_and_membership() {
        let session = |subject: &str| Session {
            issuer: "https://login.example.org".to_owned(),
            subject: subject.to_owned(),
            membership: None,
            idle_at: Instant(0),
            ends_at: Instant(0),
        };
        let (ada, ben) = (session("ada"), session("ben"));
        let (one, two) = (MembershipId(Uuid::from_u128(1)), MembershipId(Uuid::from_u128(2)));
        let token = token_of(&ada, "secret", Some(one));
        let tried = |session, secret, acting, token: &str| proved(session, secret, acting, Some(token));
        assert_eq!(tried(&ada, "secret", Some(one), &token), Ok(()));
        assert_eq!(tried(&ada, "secret", None, &token), Ok(()), "where the membership does not matter");
        assert_eq!(tried(&ada, "secret", Some(two), &token), Err(Trouble::Again));
        assert_eq!(tried(&ada, "a later session's", Some(one), &token), Err(Trouble::Again));
        assert_eq!(tried(&ada, "secret", Some(two), &token.replace(&one.public(), &two.public())), Err(Trouble::Again));
        assert_eq!(tried(&ben, "secret", Some(one), &token), Err(Trouble::Anothers));
        assert_eq!(tried(&ada, "secret", Some(one), &token_of(&ada, "secret", None)), Err(Trouble::Again));
        for other in [None, Some(""), Some("secret"), Some("a.b.c.d")] {
            assert_eq!(proved(&ada, "secret", Some(one), other), Err(Trouble::Forged));
        }
    }
}
