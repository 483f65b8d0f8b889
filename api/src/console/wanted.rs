//! What an address asks for: its query, as pairs that may repeat. What a list shows stands in its address, so that it can be
//! passed on; a value that names a child to people, such as an NHS number, must never be asked for so.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::{Trouble, escaped};

/// The query of an address, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted(Vec<(String, String)>);

impl Wanted {
    /// What those fields of a form ask for, in their order.
    pub(crate) fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// What is asked for under that name, without spaces around it; empty where nothing is.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// The same without that name.
    pub(crate) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(n, _)| n != name).cloned().collect())
    }

    /// The same, where anything is.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// That path with the same query but for some names, and with one more value.
    pub(crate) fn link(&self, path: &str, without: &[&str], with: Option<(&str, &str)>) -> String {
        let kept = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(name, value)| !value.trim().is_empty() && !without.contains(name)).chain(with);
        let pairs: Vec<String> = kept.map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map(|Query(pairs)| Self(pairs))
            .map_err(|_| Trouble::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_what_is_asked_for_and_drops_what_is_empty() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let wanted =
            Wanted(vec![pair("flag", "EMERGENCY"), pair("agency", " "), pair("after", "1.2"), pair("x", "a&b")]);
        assert_eq!(wanted.link("/p", &["after"], None), "/p?flag=EMERGENCY&x=a%26b");
        assert_eq!(wanted.link("/p", &["flag", "x", "after"], Some(("after", "3"))), "/p?after=3");
        assert_eq!(wanted.link("/p", &["flag", "x", "after"], None), "/p");
        assert_eq!((wanted.text("flag"), wanted.given("agency")), ("EMERGENCY", None));
    }
}
