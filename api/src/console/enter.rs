//! What every request to the console passes before any page sees it: the session, the person's budget, for a form the proof
//! that it is the hub's own, and who the person is now. And after it: what went wrong becomes a page. A page can leave out
//! none of this.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use entities::Instant;

use super::cookies::Kind;
use super::frame::Frame;
use super::pages::SIGN_OUT;
use super::posted::{self, Posted};
use super::trouble::Kept;
use super::visit::{Signed, SignedIn, Visit};
use super::{Acting, Asked, Console, HOME, Trouble, answer, pages, price};
use crate::disclosure::CallerProblem;
use crate::sessions::{LONGEST, Session};

/// Forms that are the same in whichever membership somebody acts.
const IN_ANY_MEMBERSHIP: [&str; 3] = ["/console/acting", SIGN_OUT, "/console/sign-out-everywhere"];

/// How long after a sign-in a page may still be the one to which it led.
const SIGNED_IN_FOR: i64 = 60 * Instant::SECOND;

/// What is known of a request so far: the page that says what went wrong is made of it, so that what was typed is on it
/// wherever things went wrong.
#[derive(Default)]
struct Known {
    /// What was typed, where the browser says that the form is our own.
    kept: Option<Kept>,
    signed: Option<Signed>,
    visit: Option<Visit>,
}

/// Around the pages of who is signed in.
pub(super) async fn enter(State(console): State<Console>, request: Request, next: Next) -> Response {
    let Asked { id, path: here, patience } = asked(&request);
    let is_form = !matches!(*request.method(), Method::GET | Method::HEAD);
    let mut known = Known::default();
    let answered = async {
        match admit(&console, request, (&id, &here), is_form, &mut known).await {
            Ok(request) => settled(next.run(request).await),
            Err(trouble) => trouble.into_response(),
        }
    };
    // Given up before the edge gives up, which knows nothing of what was typed.
    let answered = tokio::time::timeout(patience, answered).await;
    let mut response = answered.unwrap_or_else(|_| Trouble::Unavailable.into_response());
    let Known { kept, signed, visit } = known;
    if let Some(visit) = &visit {
        response.extensions_mut().insert(Acting(visit.caller.membership));
    }
    let Some(trouble) = response.extensions_mut().remove::<Trouble>() else { return response };
    match trouble {
        Trouble::SignedOut if !is_form => return answer::to(&format!("{HOME}/sign-in?to={}", escaped(&here))),
        // It ended before it was to be ended.
        Trouble::SignedOut if path(&here) == SIGN_OUT => return pages::signed_out(&console, ""),
        Trouble::NotChosen if !is_form => return answer::to(&format!("{HOME}/acting")),
        _ => {}
    }
    let nothing_here = visit.as_ref().map(|visit| visit.door().nothing_here(&visit.caller));
    let frame = match (&visit, &signed) {
        (Some(visit), _) => visit.frame(""),
        (None, Some(signed)) => signed.frame(""),
        (None, None) => Frame::bare("", &id),
    };
    trouble.page(frame, kept, nothing_here)
}

/// Around the pages of signing in, which anybody may see.
pub(super) async fn open(request: Request, next: Next) -> Response {
    let Asked { id, .. } = asked(&request);
    let mut response = settled(next.run(request).await);
    match response.extensions_mut().remove::<Trouble>() {
        Some(trouble) => trouble.page(Frame::bare("", &id), None, None),
        None => response,
    }
}

async fn admit(
    console: &Console,
    request: Request,
    (id, here): (&str, &str),
    is_form: bool,
    known: &mut Known,
) -> Result<Request, Trouble> {
    if is_form && !posted::is_from_here(console, request.headers()) {
        return Err(Trouble::Forged);
    }
    let secret = console.cookie(request.headers(), Kind::Session).map(str::to_owned);
    let (mut parts, body) = request.into_parts();
    let (posted, token) = match is_form {
        true => {
            Posted::read(Request::from_parts(parts.clone(), body)).await.map(|(posted, token)| (Some(posted), token))?
        }
        false => (None, None),
    };
    known.kept = posted.as_ref().map(|posted| Kept::again(here, posted, token.as_deref()));
    let (sessions, now) = (&console.0.sessions, console.0.clock.now());
    let session = match &secret {
        // A board that renews itself is nobody who is there.
        Some(secret) if by_itself(here) => sessions.glance(secret, now).await.map_err(Trouble::from)?,
        Some(secret) => sessions.find(secret, now).await.map_err(Trouble::from)?,
        None => None,
    };
    // An issuer that is not trusted any more vouches for nobody, whenever it did.
    let session = session.filter(|session| console.0.providers.knows(&session.issuer));
    let (Some(secret), Some(session)) = (secret, session) else { return Err(Trouble::SignedOut) };
    let signed = Signed(Arc::new(SignedIn { console: console.clone(), session, secret, request: id.to_owned() }));
    known.signed = Some(signed.clone());
    let SignedIn { session, secret, .. } = &*signed.0;
    let place = path(here);
    // Whoever the hub knows no longer, or who asked for too much, can still sign out.
    if !(is_form && place.starts_with(SIGN_OUT)) {
        console.0.pace.take(&session.issuer, &session.subject, price::of(place, is_form)).map_err(Trouble::TooMany)?;
        known.visit = visit(console, &signed, id, here).await?;
    }
    if let Some(posted) = posted {
        let acting = match IN_ANY_MEMBERSHIP.contains(&place) {
            true => None,
            false => Some(known.visit.as_ref().ok_or(Trouble::NotChosen)?.caller.membership),
        };
        posted::proved(session, secret, acting, token.as_deref())?;
        parts.extensions.insert(posted);
    }
    // The start page shows one's own lists, whoever led there.
    let is_chosen = !is_form && here != HOME && posted::is_from_elsewhere(&parts.headers);
    if is_chosen && !just_signed_in(session, now) {
        return Err(Trouble::FromElsewhere(here.to_owned()));
    }
    parts.extensions.insert(signed);
    if let Some(visit) = &known.visit {
        parts.extensions.insert(visit.clone());
    }
    Ok(Request::from_parts(parts, Body::empty()))
}

/// Whether a sign-in led here: its last step comes from the issuer, which is another site.
fn just_signed_in(session: &Session, now: Instant) -> bool {
    now < session.ends_at.plus(SIGNED_IN_FOR - LONGEST)
}

/// Who the person is now; none where they have to choose in which membership they act.
async fn visit(console: &Console, signed: &Signed, id: &str, here: &str) -> Result<Option<Visit>, Trouble> {
    let Session { issuer, subject, membership, .. } = &signed.0.session;
    let door = &console.0.door;
    let mut found = door.caller((issuer, subject), None, *membership, id).await;
    if matches!(found, Err(CallerProblem::MembershipUnknown)) {
        // The membership chosen has ended since: as if none had been.
        found = door.caller((issuer, subject), None, None, id).await;
    }
    let caller = match found {
        Ok(caller) => caller,
        Err(CallerProblem::MembershipRequired | CallerProblem::MembershipUnknown) => return Ok(None),
        Err(CallerProblem::PractitionerUnknown | CallerProblem::ClientUnknown) => return Err(Trouble::Unknown),
        Err(CallerProblem::Unavailable(cause)) => {
            tracing::error!(request.id = %id, cause = %cause, "the caller could not be looked up");
            return Err(Trouble::Unavailable);
        }
    };
    let surroundings = Arc::new(door.surroundings(&caller).await?);
    Ok(Some(Visit { signed: signed.clone(), caller: Arc::new(caller), surroundings, path: path(here).into() }))
}

/// An answer of ours as it is; one that the router gave instead of a page carries its trouble.
fn settled(mut response: Response) -> Response {
    let status = response.status();
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind == HeaderValue::from_static("text/html; charset=utf-8")
            || kind == HeaderValue::from_static("text/csv; charset=utf-8")
    });
    if is_page || response.extensions().get::<Trouble>().is_some() || status.as_u16() < 400 {
        return response;
    }
    // An address that cannot be read is one that is not there: the same for whoever may and who may not see what lies near it.
    let trouble = if status == StatusCode::BAD_REQUEST { Trouble::NotFound } else { Trouble::of(status) };
    response.extensions_mut().insert(trouble);
    response
}

fn asked(request: &Request) -> Asked {
    let nothing = || Asked { id: String::new(), path: HOME.to_owned(), patience: Duration::from_secs(4) };
    request.extensions().get::<Asked>().cloned().unwrap_or_else(nothing)
}

/// Whether a page asks for that by itself, with nobody's doing: the session ends as if it had not been asked for.
fn by_itself(here: &str) -> bool {
    path(here).strip_prefix(HOME).is_some_and(|rest| rest.starts_with("/board/"))
}

fn path(here: &str) -> &str {
    here.split('?').next().unwrap_or(here)
}

/// A path of the console that a sign-in may lead to: never another host's, whatever an address asks for.
pub(super) fn is_ours(path: &str) -> bool {
    let inside = path == HOME || path.strip_prefix(HOME).is_some_and(|rest| rest.starts_with(['/', '?']));
    inside && !path.contains(['\\', '\r', '\n']) && !path.contains("//") && path.parse::<Uri>().is_ok()
}

/// A text as one value of an address's query.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_the_console_and_nowhere_else() {
        for ours in ["/console", "/console/reviews", "/console?x=1", "/console/reviews?after=a%20b"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [
            "",
            "/",
            "//evil.example",
            "/console//evil.example",
            "/consolex",
            "https://evil.example/console",
            "/console/\\evil",
            "/console\r\nx",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn a_text_stays_one_value_of_an_address() {
        assert_eq!(escaped("/console/reviews?after=a&b"), "/console/reviews%3Fafter%3Da%26b");
    }
}
