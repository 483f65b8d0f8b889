//! Staying signed in, and signing out here or everywhere.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;

use crate::console::cookies::Kind;
use crate::console::frame::Frame;
use crate::console::posted::Posted;
use crate::console::sign_in::remembering;
use crate::console::visit::{Answer, Signed, Visit};
use crate::console::{Console, HOME, answer};
use crate::sessions::Session;

#[derive(askama::Template)]
#[template(path = "console/session.html")]
struct SessionPage {
    frame: Frame,
}

/// Says until when one is signed in; that it was asked for is what lengthens it.
pub(super) async fn stay(signed: Signed, parts: Parts) -> Answer {
    // Signed in anew, one has to choose again before anything can be sent.
    if parts.extensions.get::<Visit>().is_none() {
        return Ok(answer::to(&format!("{HOME}/acting")));
    }
    answer::page(axum::http::StatusCode::OK, &SessionPage { frame: signed.frame("You are signed in") })
}

pub(super) async fn sign_out(State(console): State<Console>, signed: Signed, _: Posted) -> Answer {
    signed.sessions().end(&signed.0.secret).await?;
    Ok(gone(&console, &signed.0.session.issuer))
}

pub(super) async fn sign_out_everywhere(State(console): State<Console>, signed: Signed, _: Posted) -> Answer {
    let Session { issuer, subject, .. } = &signed.0.session;
    signed.sessions().end_all((issuer, subject)).await?;
    Ok(gone(&console, &signed.0.session.issuer))
}

/// What a browser is answered whose session has ended.
pub(in crate::console) fn gone(console: &Console, issuer: &str) -> Response {
    remembering(console, answer::to(&console.0.providers.left(issuer)), &[(Kind::Session, "")])
}
