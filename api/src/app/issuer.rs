//! The demo's issuer: a real key pair in the demo's folder, real signatures, real discovery documents, so that the demo's
//! people prove who they are exactly as anybody else's do. It vouches for made-up people only: a live hub refuses its keys
//! by their name. Tokens can be made from the folder alone, without a running hub.

mod desk;

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::http::identity::{ClaimMap, DEMO_KEY, IssuerConfig, Required, SignatureAlgorithm};
use crate::plain::clock::Clock;
use crate::plain::entropy::Entropy;
pub use desk::SignInPerson;

/// The audience of the demo's tokens.
pub const DEMO_AUDIENCE: &str = "safeguarding-hub";

const KEY_FILE: &str = "issuer-key.p8";
const JWKS_FILE: &str = "issuer-jwks.json";
const NAME_FILE: &str = "issuer.json";

/// Why the demo's issuer cannot do its work.
#[derive(Debug)]
pub enum DemoIssuerError {
    /// A file of the folder cannot be read or written.
    File(PathBuf, io::Error),
    /// A file of the folder is not what the hub wrote there.
    Content(PathBuf),
    /// No key could be made or used.
    Key,
}

impl fmt::Display for DemoIssuerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) if error.kind() == io::ErrorKind::NotFound => {
                write!(f, "{}: not there; has `hub demo` made this folder?", path.display())
            }
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Content(path) => {
                write!(f, "{}: not what the demo wrote; `hub demo --reset` makes it anew", path.display())
            }
            Self::Key => f.write_str("the demo's signing key cannot be made or used"),
        }
    }
}
impl std::error::Error for DemoIssuerError {}

/// What the folder remembers of the issuer beside its key.
#[derive(Clone, Serialize, Deserialize)]
struct Name {
    issuer: String,
    audience: String,
}

/// Signs tokens for the demo's people.
#[derive(Clone)]
pub struct DemoIssuer {
    name: Name,
    key_id: String,
    signing: EncodingKey,
    jwks: Value,
    jwks_file: PathBuf,
}

/// Whom a token is for, and through which client app.
pub struct Holder<'a> {
    /// The issuer's own name for the person.
    pub subject: &'a str,
    /// The person's name, for people to read; the hub does not use it.
    pub name: &'a str,
    /// The client app that asks on their behalf; none is a person alone.
    pub client: Option<&'a str>,
}

impl DemoIssuer {
    /// Makes the issuer in the folder, or takes the one that is there; `hub` is the address that the demo answers at, such
    /// as `http://127.0.0.1:8400`. Key and name stay the same between runs.
    ///
    /// # Errors
    /// Where the folder cannot be written or holds something else.
    pub fn prepare(dir: &Path, hub: &str) -> Result<Self, DemoIssuerError> {
        let path = dir.join(KEY_FILE);
        if !path.try_exists().map_err(|error| DemoIssuerError::File(path.clone(), error))? {
            let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| DemoIssuerError::Key)?;
            write_private(&path, key.as_ref())?;
        }
        // The name stays what it was when the folder was made: the demo's people are registered under it.
        let name_file = dir.join(NAME_FILE);
        if !name_file.try_exists().map_err(|error| DemoIssuerError::File(name_file.clone(), error))? {
            let issuer = format!("{}/issuer", hub.trim_end_matches('/'));
            let text = json!(Name { issuer, audience: DEMO_AUDIENCE.to_owned() }).to_string();
            replace(&name_file, text.as_bytes())?;
        }
        let issuer = Self::open(dir)?;
        replace(&issuer.jwks_file, issuer.jwks.to_string().as_bytes())?;
        Ok(issuer)
    }

    /// The issuer that the demo has made in the folder.
    ///
    /// # Errors
    /// Where there is none.
    pub fn open(dir: &Path) -> Result<Self, DemoIssuerError> {
        let path = dir.join(NAME_FILE);
        let text = fs::read(&path).map_err(|error| DemoIssuerError::File(path.clone(), error))?;
        let name = serde_json::from_slice(&text).map_err(|_| DemoIssuerError::Content(path))?;
        Self::with_key(dir, name)
    }

    fn with_key(dir: &Path, name: Name) -> Result<Self, DemoIssuerError> {
        let path = dir.join(KEY_FILE);
        let bytes = fs::read(&path).map_err(|error| DemoIssuerError::File(path.clone(), error))?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes)
            .map_err(|_| DemoIssuerError::Content(path.clone()))?;
        let public = pair.public_key().as_ref();
        // An uncompressed point: 4, then the coordinates of 32 bytes each (SEC 1 section 2.3.3).
        let (Some([4]), Some(x), Some(y)) = (public.get(..1), public.get(1..33), public.get(33..65)) else {
            return Err(DemoIssuerError::Content(path));
        };
        let hash = digest(&SHA256, public);
        let key_id = format!("{DEMO_KEY}{}", hex::encode(hash.as_ref().get(..8).unwrap_or_default()));
        let jwks = json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key_id,
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        }] });
        Ok(Self { name, key_id, signing: EncodingKey::from_ec_der(&bytes), jwks, jwks_file: dir.join(JWKS_FILE) })
    }

    /// The issuer's name, as in its tokens.
    pub fn issuer(&self) -> &str {
        &self.name.issuer
    }

    /// The configuration by which a hub trusts this issuer; its keys are read from the folder.
    pub fn config(&self) -> IssuerConfig {
        IssuerConfig {
            issuer: self.name.issuer.clone(),
            audience: self.name.audience.clone(),
            algorithms: vec![SignatureAlgorithm::Es256],
            jwks: self.jwks_file.display().to_string(),
            claims: ClaimMap::default(),
            require: Required::default(),
            sign_in: None,
        }
    }

    /// A token for the holder, good from now for that long; `audience` is the hub's unless another is asked for.
    ///
    /// # Errors
    /// Where the key cannot sign or there is no randomness.
    pub fn token(
        &self,
        holder: &Holder<'_>,
        ttl: Duration,
        audience: Option<&str>,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<String, DemoIssuerError> {
        let more = holder.client.map(|client| ("azp", client.into()));
        self.signed(holder, ttl, audience.unwrap_or(&self.name.audience), more, (clock, entropy))
    }

    /// A token of that audience that says more besides.
    fn signed(
        &self,
        holder: &Holder<'_>,
        ttl: Duration,
        audience: &str,
        more: impl IntoIterator<Item = (&'static str, Value)>,
        (clock, entropy): (&dyn Clock, &dyn Entropy),
    ) -> Result<String, DemoIssuerError> {
        let now = clock.now().0.div_euclid(Instant::SECOND);
        let ends = now.saturating_add(i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX));
        let id = entropy.uuid().map_err(|_| DemoIssuerError::Key)?;
        let mut claims = json!({
            "iss": self.name.issuer, "aud": audience, "sub": holder.subject,
            "name": holder.name, "iat": now, "nbf": now, "exp": ends, "jti": id.to_string(),
        });
        if let Some(claims) = claims.as_object_mut() {
            claims.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
        }
        self.sign(&claims)
    }

    /// A token of those claims, whatever they are.
    ///
    /// # Errors
    /// Where the key cannot sign.
    pub fn sign(&self, claims: &Value) -> Result<String, DemoIssuerError> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.key_id.clone());
        encode(&header, claims, &self.signing).map_err(|_| DemoIssuerError::Key)
    }
}

/// Writes a file that only its owner may read, and that must not be there yet.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DemoIssuerError> {
    let fault = |error| DemoIssuerError::File(path.to_owned(), error);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(fault)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fault)
}

/// Replaces a file whole, so that nobody reads half of it.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), DemoIssuerError> {
    let fault = |error| DemoIssuerError::File(path.to_owned(), error);
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).map_err(fault)
}
