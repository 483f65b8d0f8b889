//! The console: pages for people, made on the server, that work without a script. It has no rule of its own: it asks the same
//! door and services as the API does, what it shows is logged like any other access, and it must never show what the door did
//! not give. How to add a page stands in `api/docs/console.md`.

mod acts;
mod agencies;
mod answer;
pub mod api;
mod assets;
mod clocks;
mod cookies;
mod csv;
mod days;
mod enter;
pub mod form;
pub mod frame;
mod meant;
mod nav;
mod pages;
pub mod parts;
mod posted;
mod price;
mod sign_in;
mod stating;
mod streams;
mod trouble;
mod visit;
mod wanted;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use entities::ids::MembershipId;

pub(crate) use self::answer::{page, to};
pub(crate) use self::enter::escaped;
pub use self::frame::Frame;
use self::sign_in::Providers;
pub use self::sign_in::{ProviderConfig, Unfit};
use self::streams::Streams;
pub use self::trouble::Trouble;
pub(crate) use self::words::plain;
use crate::disclosure::Door;
use crate::plain::clock::Clock;
use crate::plain::entropy::Entropy;
use crate::sessions::Sessions;

/// Where the console is.
pub const HOME: &str = "/console";
/// Where an issuer sends people back to when they have signed in there.
pub const RETURN: &str = "/console/sign-in/return";

/// What the console is made of.
pub struct ConsoleParts {
    /// The way to everything it shows.
    pub door: Arc<Door>,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Where people sign in.
    pub providers: Vec<ProviderConfig>,
    /// Where browsers find the hub: scheme, host and port, such as `https://hub.example.org`.
    pub origin: String,
    /// How much one person may ask for.
    pub pace: Arc<dyn Pace>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// How much is asked for in a minute; whoever asks for more waits.
pub trait Pace: Send + Sync + 'static {
    /// Takes one request of that person, which costs so much.
    ///
    /// # Errors
    /// The seconds to wait, where there is none left.
    fn take(&self, issuer: &str, subject: &str, cost: usize) -> Result<(), u64>;
}

/// What whoever mounts the console knows of a request, and puts into it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request's id.
    pub id: String,
    /// The path and query that the browser asked for.
    pub path: String,
    /// How long a page may take; less than whoever mounts the console waits.
    pub patience: Duration,
}

/// The membership that a page was made for, left with the answer for the operational log.
#[derive(Clone, Copy, Debug)]
pub struct Acting(pub MembershipId);

/// The console. Cheap to clone.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    door: Arc<Door>,
    sessions: Sessions,
    providers: Providers,
    origin: String,
    pace: Arc<dyn Pace>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    streams: Streams,
}

impl Console {
    /// A console made of those parts.
    ///
    /// # Errors
    /// Where a provider cannot be used as configured, or browsers would send the session over a connection that others can read.
    pub fn new(parts: ConsoleParts) -> Result<Self, String> {
        let ConsoleParts { door, sessions, providers, origin, pace, clock, entropy } = parts;
        let providers = Providers::new(providers, &origin, &clock)?;
        Ok(Self(Arc::new(Inner {
            door,
            sessions,
            providers,
            origin,
            pace,
            clock,
            entropy,
            streams: Streams::default(),
        })))
    }

    /// Ends the streams of open pages, which would hold up a hub that stops.
    pub fn stop(&self) {
        self.0.streams.end();
    }

    /// Ends it: sessions stay on disk.
    pub async fn close(self) {
        self.0.sessions.close().await;
    }

    /// The pages, from [`HOME`] on. Whoever mounts them puts [`Asked`] into each request.
    pub fn routes(&self) -> Router {
        let inside = pages::routes()
            .fallback(pages::nothing)
            .layer(axum::middleware::from_fn_with_state(self.clone(), enter::enter));
        let open = sign_in::routes().layer(axum::middleware::from_fn_with_state(self.clone(), enter::open));
        let pages = Router::new().merge(inside).merge(open).merge(assets::routes());
        Router::new().nest(HOME, pages).route("/", axum::routing::get(pages::home)).with_state(self.clone())
    }

    /// Whether browsers reach the hub over TLS.
    fn is_secure(&self) -> bool {
        self.0.origin.starts_with("https://")
    }

    /// A text that nobody can guess, of 43 letters.
    fn secret(&self) -> Result<String, Trouble> {
        use base64::Engine;
        let mut bytes = [0; 32];
        self.0.entropy.fill(&mut bytes).map_err(|_| Trouble::Unavailable)?;
        Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
    }
}
