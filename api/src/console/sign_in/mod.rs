//! Signing in: choose an issuer, go there, come back with a code, get a session. The same way in the demo and everywhere else.

mod fetch;
mod pace;
mod provider;
mod under_way;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

pub use self::provider::{ProviderConfig, Unfit};

use self::pace::SignInPace;
use self::provider::Provider;
use self::under_way::UnderWay;
use super::cookies::Kind;
use super::enter::is_ours;
use super::frame::Frame;
use super::posted::is_from_elsewhere;
use super::visit::Answer;
use super::{Asked, Console, HOME, Trouble, answer};
use crate::plain::clock::Clock;

/// Everybody that people can sign in with.
pub(super) struct Providers {
    all: Vec<Provider>,
    /// Of those who go to an issuer, and of those who come back: who floods the one leaves the other open.
    going: SignInPace,
    coming: SignInPace,
}

impl Providers {
    pub(super) fn new(configs: Vec<ProviderConfig>, origin: &str, clock: &Arc<dyn Clock>) -> Result<Self, String> {
        let all = configs.into_iter().map(|config| Provider::new(config, origin, Arc::clone(clock)));
        let all = all.collect::<Result<_, _>>()?;
        Ok(Self { all, going: SignInPace::default(), coming: SignInPace::default() })
    }

    /// Whether people sign in with that issuer.
    pub(super) fn knows(&self, issuer: &str) -> bool {
        self.all.iter().any(|one| one.issuer() == issuer)
    }

    /// The page for whoever was signed in with that issuer and is so no longer.
    pub(super) fn left(&self, issuer: &str) -> String {
        let with = self.all.iter().position(|one| one.issuer() == issuer).map(|with| format!("&with={with}"));
        format!("{HOME}/sign-in?out=1{}", with.unwrap_or_default())
    }
}

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route("/sign-in", get(choose))
        .route("/sign-in/start", get(start))
        .route("/sign-in/return", get(come_back))
        .route("/cookies", get(cookies))
}

#[derive(Deserialize)]
struct Wanted {
    /// Where the person wanted to go.
    to: Option<String>,
    /// Which issuer, by its place.
    with: Option<usize>,
    /// Whether they have just signed out.
    out: Option<String>,
}

impl Wanted {
    fn to(&self) -> String {
        // Longer than a cookie holds, it leads to the start instead of nowhere.
        self.to.clone().filter(|to| is_ours(to) && to.len() <= under_way::LONGEST_TO).unwrap_or_else(|| HOME.to_owned())
    }
}

#[derive(askama::Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// A link for each issuer, with its name.
    links: Vec<(String, String)>,
    /// With whom one may be signed in still, having signed out here, and where one signs out there.
    still: Option<(String, Option<String>)>,
}

async fn choose(State(console): State<Console>, Query(wanted): Query<Wanted>, asked: axum::Extension<Asked>) -> Answer {
    let to = super::enter::escaped(&wanted.to());
    let all = console.0.providers.all.iter().enumerate();
    let links = all.map(|(with, one)| (format!("{HOME}/sign-in/start?with={with}&to={to}"), one.name().to_owned()));
    let frame = Frame::bare("Sign in to the Safeguarding Hub", &asked.id);
    let frame = frame.with_news(wanted.out.as_deref().map(|_| "You are signed out."));
    let left = wanted.out.as_ref().and(wanted.with).and_then(|with| console.0.providers.all.get(with));
    let still = match left {
        Some(provider) => Some((provider.name().to_owned(), provider.sign_out().await)),
        None => None,
    };
    answer::page(StatusCode::OK, &SignInPage { frame, links: links.collect(), still })
}

async fn start(State(console): State<Console>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Answer {
    let with = wanted.with.unwrap_or_default();
    let provider = console.0.providers.all.get(with).ok_or(Trouble::NotFound)?;
    console.0.providers.going.take(console.0.clock.now()).map_err(Trouble::TooMany)?;
    let under_way = UnderWay {
        provider: with,
        state: console.secret()?,
        nonce: console.secret()?,
        verifier: console.secret()?,
        // Another site chooses no page that somebody reads in their own name.
        to: if is_from_elsewhere(&headers) { HOME.to_owned() } else { wanted.to() },
    };
    let address = provider.address(&under_way).await.map_err(|failed| {
        tracing::error!(issuer = provider.issuer(), why = failed.why(), "nobody can sign in");
        Trouble::Unavailable
    })?;
    Ok(remembering(&console, answer::to(&address), &[(Kind::SigningIn, &under_way.write())]))
}

/// What an issuer sends the browser back with.
#[derive(Deserialize)]
struct Back {
    code: Option<String>,
    state: Option<String>,
    /// The issuer's own name (RFC 9207), where it gives it.
    iss: Option<String>,
}

async fn come_back(State(console): State<Console>, Query(back): Query<Back>, headers: HeaderMap) -> Answer {
    let under_way = console.cookie(&headers, Kind::SigningIn).and_then(UnderWay::read).ok_or(Trouble::SignIn)?;
    let provider = console.0.providers.all.get(under_way.provider).ok_or(Trouble::SignIn)?;
    let same = back.state.as_deref() == Some(under_way.state.as_str())
        && back.iss.as_deref().is_none_or(|issuer| issuer == provider.issuer());
    let code = back.code.filter(|_| same).ok_or(Trouble::SignIn)?;
    console.0.providers.coming.take(console.0.clock.now()).map_err(Trouble::TooMany)?;
    let subject = provider.prove(&code, back.iss.is_some(), &under_way).await.map_err(|failed| {
        tracing::warn!(issuer = provider.issuer(), why = failed.why(), "a sign-in failed");
        if failed.too_weak() { Trouble::TooWeak } else { Trouble::SignIn }
    })?;
    console.0.pace.take(provider.issuer(), &subject, 1).map_err(Trouble::TooMany)?;
    // A session of this browser's own from before ends: whoever knew its secret knows nothing of the new one.
    if let Some(before) = console.cookie(&headers, Kind::Session) {
        console.0.sessions.end(before).await?;
    }
    let secret = console.secret()?;
    console.0.sessions.begin(&secret, (provider.issuer(), &subject), console.0.clock.now()).await?;
    Ok(remembering(&console, answer::to(&under_way.to), &[(Kind::Session, &secret), (Kind::SigningIn, "")]))
}

/// The answer with those cookies.
pub(super) fn remembering(console: &Console, mut response: Response, cookies: &[(Kind, &str)]) -> Response {
    for (kind, value) in cookies {
        if let Some(line) = console.set_cookie(*kind, value) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    response
}

#[derive(askama::Template)]
#[template(path = "console/cookies.html")]
struct CookiesPage {
    frame: Frame,
}

/// Which cookies there are: linked from the foot of every page.
async fn cookies(asked: axum::Extension<Asked>) -> Answer {
    answer::page(StatusCode::OK, &CookiesPage { frame: Frame::bare("Cookies", &asked.id) })
}
