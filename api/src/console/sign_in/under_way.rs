//! What a browser has to remember between going to an issuer and coming back. It is kept in a cookie of its own, so that nobody
//! who is not signed in makes the hub write anything, and so that an answer meant for another browser is of no use here.

use super::super::enter::is_ours;

/// The longest path, in bytes, that the cookie holds beside the rest: browsers take 4096, the hub half of that.
pub(super) const LONGEST_TO: usize = 900;

/// A sign-in that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnderWay {
    /// Which issuer, by its place in the configuration.
    pub(super) provider: usize,
    /// What the issuer gives back unchanged.
    pub(super) state: String,
    /// What the token has to hold.
    pub(super) nonce: String,
    /// The secret whose hash went to the issuer (PKCE).
    pub(super) verifier: String,
    /// Where the person wanted to go.
    pub(super) to: String,
}

impl UnderWay {
    /// As a cookie's value.
    pub(super) fn write(&self) -> String {
        let Self { provider, state, nonce, verifier, to } = self;
        format!("{provider}.{state}.{nonce}.{verifier}.{}", hex::encode(to))
    }

    /// From a cookie's value; none where it is not one that the hub wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
        let (provider, state, nonce, verifier, to) = (next()?, next()?, next()?, next()?, next()?);
        let to = String::from_utf8(hex::decode(to).ok()?).ok().filter(|to| is_ours(to))?;
        // The shortest verifier that PKCE allows.
        let whole = parts.next().is_none() && [&state, &nonce, &verifier].iter().all(|secret| secret.len() >= 43);
        whole.then_some(Self { provider: provider.parse().ok()?, state, nonce, verifier, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else_is() {
        let secret = |letter: &str| letter.repeat(43);
        let one = UnderWay {
            provider: 1,
            state: secret("s"),
            nonce: secret("n"),
            verifier: secret("v"),
            to: "/console/reviews?after=a.b".to_owned(),
        };
        assert_eq!(UnderWay::read(&one.write()), Some(one.clone()));
        let longest = UnderWay { to: format!("/console?{}", "x".repeat(LONGEST_TO - 9)), ..one.clone() };
        assert!(longest.to.len() == LONGEST_TO && longest.write().len() <= 2048, "it fits the cookie");
        let elsewhere = UnderWay { to: "https://evil.example".to_owned(), ..one.clone() };
        let short = UnderWay { state: "s".to_owned(), ..one.clone() };
        for bad in [elsewhere.write(), short.write(), format!("{}.x", one.write()), String::new(), ".".repeat(6)] {
            assert_eq!(UnderWay::read(&bad), None, "{bad}");
        }
    }
}
