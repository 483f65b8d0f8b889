//! What every request to the console passes before any page sees it: the session, the person's budget, for a form the proof
//! that it is the hub's own, and who the person is now. And after it: what went wrong becomes a page. A page can leave out
//! none of this.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::cookies::Kind;
use super::frame::Frame;
use super::posted::{self, Posted};
use super::trouble::Kept;
use super::visit::{Signed, SignedIn, Visit};
use super::{Acting, Asked, Console, HOME, Trouble, answer};
use crate::disclosure::CallerProblem;
use crate::sessions::Session;

/// What a refusal is made of.
struct Refused {
    trouble: Trouble,
    /// What was typed, where the browser says that the form is our own.
    kept: Option<Kept>,
    signed: Option<Signed>,
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Self {
        Self { trouble, kept: None, signed: None }
    }
}

/// Around the pages of who is signed in.
pub(super) async fn enter(State(console): State<Console>, request: Request, next: Next) -> Response {
    let Asked { id, path: here } = asked(&request);
    let is_form = !matches!(*request.method(), Method::GET | Method::HEAD);
    match admit(&console, request, &id, &here, is_form).await {
        Ok((request, signed, visit)) => {
            let mut response = settled(next.run(request).await);
            if let Some(visit) = &visit {
                response.extensions_mut().insert(Acting(visit.caller.membership));
            }
            let Some(trouble) = response.extensions_mut().remove::<Trouble>() else { return response };
            if trouble == Trouble::NotChosen {
                return answer::to(&format!("{HOME}/acting"));
            }
            let what_now = visit.as_ref().map(|visit| visit.door().what_now(&visit.caller));
            let frame = visit.as_ref().map_or_else(|| signed.frame(""), |visit| visit.frame(""));
            trouble.page(frame, None, what_now)
        }
        Err(refused) if refused.trouble == Trouble::SignedOut && !is_form => {
            answer::to(&format!("{HOME}/sign-in?to={}", escaped(&here)))
        }
        Err(Refused { trouble, kept, signed }) => {
            let frame = signed.map_or_else(|| Frame::bare("", &id), |signed| signed.frame(""));
            trouble.page(frame, kept, None)
        }
    }
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
    id: &str,
    here: &str,
    is_form: bool,
) -> Result<(Request, Signed, Option<Visit>), Refused> {
    let from_here = posted::is_from_here(console, request.headers());
    if is_form && !from_here {
        return Err(Trouble::Forged.into());
    }
    let secret = console.cookie(request.headers(), Kind::Session).map(str::to_owned);
    let session = match &secret {
        Some(secret) => console.0.sessions.find(secret, console.0.clock.now()).await.map_err(Trouble::from)?,
        None => None,
    };
    let (Some(secret), Some(session)) = (secret, session) else {
        let kept = if is_form { Some(kept(Posted::read(request).await?.0, here)) } else { None };
        return Err(Refused { kept, ..Trouble::SignedOut.into() });
    };
    console.0.pace.take(&session.issuer, &session.subject).map_err(Trouble::TooMany)?;
    let signed = Signed(Arc::new(SignedIn { console: console.clone(), session, secret, request: id.to_owned() }));
    let (parts, body) = request.into_parts();
    let request = if is_form {
        let (posted, token) = Posted::read(Request::from_parts(parts.clone(), body)).await?;
        if !posted::is_token_of(&signed.0.secret, token.as_deref()) {
            let kept = Some(kept(posted, here));
            return Err(Refused { trouble: Trouble::Forged, kept, signed: Some(signed) });
        }
        let mut request = Request::from_parts(parts, Body::empty());
        request.extensions_mut().insert(posted);
        request
    } else {
        Request::from_parts(parts, body)
    };
    let visit = visit(console, &signed, id, here).await?;
    Ok((with(request, &signed, visit.as_ref()), signed, visit))
}

fn with(mut request: Request, signed: &Signed, visit: Option<&Visit>) -> Request {
    request.extensions_mut().insert(signed.clone());
    if let Some(visit) = visit {
        request.extensions_mut().insert(visit.clone());
    }
    request
}

fn kept(posted: Posted, here: &str) -> Kept {
    Kept { action: here.to_owned(), fields: posted.fields().to_vec() }
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
    let agencies = door.agencies_named(&[caller.agency.id]).await?;
    let agency = agencies.into_iter().next().map(|agency| agency.name).unwrap_or_default();
    Ok(Some(Visit { signed: signed.clone(), caller: Arc::new(caller), agency: agency.into(), path: path(here).into() }))
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
    response.extensions_mut().insert(Trouble::of(status));
    response
}

fn asked(request: &Request) -> Asked {
    let nothing = || Asked { id: String::new(), path: HOME.to_owned() };
    request.extensions().get::<Asked>().cloned().unwrap_or_else(nothing)
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
