//! Staying signed in, and signing out here or everywhere.

use axum::extract::State;
use axum::response::Response;

use crate::console::cookies::Kind;
use crate::console::frame::Frame;
use crate::console::posted::Posted;
use crate::console::sign_in::remembering;
use crate::console::visit::{Answer, Signed};
use crate::console::{Console, HOME, answer};

#[derive(askama::Template)]
#[template(path = "console/session.html")]
struct SessionPage {
    frame: Frame,
}

/// Says until when one is signed in; that it was asked for is what lengthens it.
pub(super) async fn stay(signed: Signed) -> Answer {
    answer::page(axum::http::StatusCode::OK, &SessionPage { frame: signed.frame("You are signed in") })
}

pub(super) async fn sign_out(State(console): State<Console>, signed: Signed, _: Posted) -> Answer {
    signed.sessions().end(&signed.0.secret).await?;
    Ok(gone(&console))
}

pub(super) async fn sign_out_everywhere(State(console): State<Console>, signed: Signed, _: Posted) -> Answer {
    signed.sessions().end_all(&signed.0.session).await?;
    Ok(gone(&console))
}

fn gone(console: &Console) -> Response {
    remembering(console, answer::to(&format!("{HOME}/sign-in?out=1")), &[(Kind::Session, "")])
}
