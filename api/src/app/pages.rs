//! The console as it is put together from configuration: where people sign in, where sessions are kept.

use std::path::Path;
use std::sync::Arc;

use super::Fault;
use crate::console::{Console, ConsoleParts, ProviderConfig, Unfit};
use crate::disclosure::Door;
use crate::http::Budgets;
use crate::http::identity::{IssuerConfig, SignInConfig};
use crate::plain::clock::Clock;
use crate::plain::entropy::SystemEntropy;
use crate::sessions::Sessions;
use crate::store::connect;

/// The console over that door and database, for browsers that find the hub at that address.
///
/// # Errors
/// Where an issuer cannot be signed in with as configured, or the database does not answer.
pub async fn console(
    door: &Arc<Door>,
    database_url: &str,
    origin: &str,
    providers: Vec<ProviderConfig>,
    budgets: Arc<Budgets>,
    clock: Arc<dyn Clock>,
) -> Result<Console, Fault> {
    let sessions = Sessions::new(connect::open_for_sessions(database_url).await?);
    Console::new(ConsoleParts {
        door: Arc::clone(door),
        sessions,
        providers,
        origin: origin.to_owned(),
        pace: budgets,
        clock,
        entropy: Arc::new(SystemEntropy),
    })
    .map_err(Fault::usage)
}

/// Those of the issuers that people sign in with, for a console at that address.
///
/// # Errors
/// Where the address is none for people, nobody could sign in, or a secret cannot be read.
pub(super) fn providers(origin: &str, issuers: &[IssuerConfig]) -> Result<Vec<ProviderConfig>, Fault> {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    // Browsers name an origin in small letters and without the usual port, and forms are taken from that origin alone.
    let unusual = host.contains(|letter: char| letter.is_ascii_uppercase()) || host.ends_with(":443");
    if host.is_empty() || host.contains(['/', '?', '#', '@']) || unusual {
        return Err(Fault::usage(
            "console.url: give scheme and host alone, over https, in small letters and without port 443, such as \
             https://hub.example.org",
        ));
    }
    let with = issuers.iter().filter_map(|issuer| issuer.sign_in.as_ref().map(|sign_in| provider(issuer, sign_in)));
    let providers = with.collect::<Result<Vec<_>, _>>()?;
    if providers.is_empty() {
        return Err(Fault::usage("console.url: no issuer has sign_in, so nobody could use the console"));
    }
    Ok(providers)
}

fn provider(issuer: &IssuerConfig, sign_in: &SignInConfig) -> Result<ProviderConfig, Fault> {
    let (claims, required) = (issuer.claims.clone(), issuer.require.clone());
    let below = || format!("{}/.well-known/openid-configuration", issuer.issuer.trim_end_matches('/'));
    Ok(ProviderConfig {
        issuer: issuer.issuer.clone(),
        name: sign_in.name.clone(),
        discovery: sign_in.discovery.clone().unwrap_or_else(below),
        client_id: sign_in.client_id.clone(),
        client_secret: sign_in.client_secret_file.as_deref().map(secret).transpose()?,
        algorithms: issuer.algorithms.iter().map(|algorithm| algorithm.name().to_owned()).collect(),
        acr: required.acr().to_vec(),
        subject: Arc::new(move |token| {
            let subject = claims.subject(token).map_err(|_| Unfit::Nobody)?;
            if required.hold(token) { Ok(subject) } else { Err(Unfit::TooWeak) }
        }),
    })
}

fn secret(path: &Path) -> Result<String, Fault> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Fault::usage(format!("client_secret_file {}: {error}", path.display())))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(Fault::usage(format!("client_secret_file {}: is empty", path.display()))),
        secret => Ok(secret.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(sign_in: Option<SignInConfig>) -> IssuerConfig {
        IssuerConfig {
            issuer: "https://login.example.org/".into(),
            audience: "hub".into(),
            algorithms: vec![crate::http::identity::SignatureAlgorithm::Rs256],
            jwks: "https://login.example.org/keys".into(),
            claims: crate::http::identity::ClaimMap::default(),
            require: crate::http::identity::Required::default(),
            sign_in,
        }
    }

    #[test]
    fn what_an_issuer_must_say_is_asked_for_and_looked_at() {
        let sign_in =
            SignInConfig { name: "Example".into(), client_id: "hub".into(), client_secret_file: None, discovery: None };
        let require = serde_json::from_str(r#"{"acr": ["AAL2", "AAL3"], "amr": ["mfa"]}"#).unwrap();
        let strict = IssuerConfig { require, ..issuer(Some(sign_in)) };
        let found = providers("https://hub.example.org", &[strict]).ok().unwrap();
        assert_eq!(found[0].acr, ["AAL2", "AAL3"]);
        let read = |claims: serde_json::Value| (found[0].subject)(claims.as_object().unwrap());
        let json = |text: &str| serde_json::from_str(text).unwrap();
        assert_eq!(read(json(r#"{"sub": "4711", "acr": "AAL3", "amr": ["mfa"]}"#)), Ok("4711".to_owned()));
        assert_eq!(read(json(r#"{"sub": "4711", "acr": "AAL3"}"#)), Err(Unfit::TooWeak));
        assert_eq!(read(json(r#"{"sub": "4711", "acr": "AAL1", "amr": ["mfa"]}"#)), Err(Unfit::TooWeak));
        assert_eq!(read(json(r#"{"acr": "AAL3", "amr": ["mfa"]}"#)), Err(Unfit::Nobody));
    }

    #[test]
    fn people_sign_in_over_https_with_the_issuers_that_are_configured_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        std::fs::write(&file, "very secret\n").unwrap();
        let sign_in = SignInConfig {
            name: "Example Council".into(),
            client_id: "hub".into(),
            client_secret_file: Some(file.clone()),
            discovery: None,
        };
        let both = [issuer(None), issuer(Some(sign_in))];
        let found = providers("https://hub.example.org", &both).ok().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].discovery, "https://login.example.org/.well-known/openid-configuration");
        assert_eq!(found[0].client_secret.as_deref(), Some("very secret"));
        assert_eq!(found[0].algorithms, ["RS256"]);
        for bad in [
            "",
            "http://hub.example.org",
            "https://",
            "https://hub.example.org/",
            "https://a@b",
            "https://h?x",
            "https://Hub.example.org",
            "https://hub.example.org:443",
        ] {
            assert!(providers(bad, &both).is_err(), "{bad}");
        }
        assert!(providers("https://hub.example.org", &both[..1]).is_err(), "nobody could sign in");
        std::fs::write(&file, "\n").unwrap();
        assert!(providers("https://hub.example.org", &both).is_err(), "a secret that is empty");
    }
}
