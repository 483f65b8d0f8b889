//! When there is no page to show: what happened and what to do next, and never a word about a child. What is absent and what
//! is forbidden is one and the same page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer;
use super::frame::Frame;
use crate::error::{Code, Error};

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing here for whoever asks: absent and forbidden alike.
    NotFound,
    /// A form that cannot be shown to come from a page of this session.
    Forged,
    /// The hub does not know the person, or knows them no longer.
    Unknown,
    /// A sign-in that did not lead back to where it began.
    SignIn,
    /// An address or form that cannot be read, and why.
    Unreadable,
    /// Something typed into an address that cannot be used, in the hub's own words.
    BadInput(String),
    /// Asked for too much; so many seconds until the next fits.
    TooMany(u64),
    /// The hub cannot answer now.
    Unavailable,
    /// A fault of the hub's own.
    Internal,
    /// Nobody is signed in.
    SignedOut,
    /// The person has several memberships and has chosen none.
    NotChosen,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        if let Some(cause) = error.cause() {
            tracing::error!(error.code = error.code().name(), cause = %cause, "a page could not be made");
        }
        match error.code() {
            Code::BadUserInput => Self::BadInput(error.public_message().to_owned()),
            Code::Forbidden => Self::NotFound,
            Code::Unavailable => Self::Unavailable,
            Code::Internal => Self::Internal,
        }
    }
}

/// Carries itself with the answer; [`enter`](super::enter) makes the page of it, with the frame of whoever asked.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Trouble {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forged | Self::Unknown | Self::SignedOut | Self::NotChosen => StatusCode::FORBIDDEN,
            Self::SignIn | Self::Unreadable | Self::BadInput(_) => StatusCode::BAD_REQUEST,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn heading(&self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing here that you can see",
            Self::Forged => "This form was not accepted",
            Self::Unknown => "You cannot use the hub with this sign-in",
            Self::SignIn => "You were not signed in",
            Self::Unreadable | Self::BadInput(_) => "The hub could not read that",
            Self::TooMany(_) => "You have asked for too much at once",
            Self::Unavailable => "The hub cannot answer just now",
            Self::Internal => "Something went wrong in the hub",
            Self::SignedOut => "You are signed out",
            Self::NotChosen => "Choose which role you act in",
        }
    }

    fn next_steps(&self) -> Vec<String> {
        let steps: &[&str] = match self {
            Self::NotFound => &[
                "If you typed the address, check it. If you followed a link, what it led to may have been moved or may not be open to you.",
                "This does not mean that a child is unknown to services.",
            ],
            Self::Forged => &[
                "The hub takes a form only from its own pages, in the session in which the page was made. Nothing was recorded.",
                "Go back to the page, load it again and send the form from there.",
            ],
            Self::Unknown => &[
                "Your agency has not registered you with the hub, or has ended your registration.",
                "Ask your safeguarding lead, who can have you registered.",
            ],
            Self::SignIn => &[
                "The sign-in was not finished, took too long, or began in another window.",
                "Sign in again from the start.",
            ],
            Self::Unreadable => &["Go back to the page before and try again. Nothing was recorded."],
            Self::BadInput(why) => return vec![sentence(why), "Go back and change it.".to_owned()],
            Self::TooMany(seconds) => {
                return vec![format!("Wait {seconds} seconds, then try again. Nothing was recorded.")];
            }
            Self::Unavailable => &[
                "It has shown nothing, and what you sent may not have been recorded.",
                "Try again in a minute. If a child is in danger, do not wait: ring 999.",
            ],
            Self::Internal => &[
                "It has shown nothing.",
                "Try again. If it happens again, tell whoever runs the hub and give them the number below.",
            ],
            Self::SignedOut => {
                &["Sign in, then send the form again. What you typed is kept on this page until you leave it."]
            }
            Self::NotChosen => {
                &["You work for more than one agency, or in more than one role. Choose one, then go on."]
            }
        };
        steps.iter().map(|step| (*step).to_owned()).collect()
    }

    /// The trouble that a status tells of, where something around the console refused.
    pub fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::INTERNAL_SERVER_ERROR => Self::Internal,
            status if status.is_server_error() => Self::Unavailable,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            _ => Self::Unreadable,
        }
    }

    /// The page for nobody in particular.
    pub fn bare(&self, request: &str) -> Response {
        self.page(Frame::bare("", request), None, None)
    }

    /// The page.
    pub(super) fn page(&self, mut frame: Frame, kept: Option<Kept>, what_now: Option<String>) -> Response {
        frame.title = self.heading().to_owned();
        let page = TroublePage {
            steps: self.next_steps(),
            what_now: what_now.filter(|_| *self == Self::NotFound),
            sign_in: matches!(self, Self::SignIn | Self::SignedOut | Self::Unknown),
            kept,
            frame,
        };
        let mut response =
            answer::page(self.status(), &page).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
        if let Self::TooMany(seconds) = self
            && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

/// A form that was refused while the browser says that it is our own: what was typed goes back to who typed it.
pub(super) struct Kept {
    /// Where it was sent.
    pub(super) action: String,
    /// What was typed.
    pub(super) fields: Vec<(String, String)>,
}

impl Kept {
    /// What was typed that a person would want to read again.
    fn typed(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(_, value)| value.as_str()).filter(|value| value.contains(char::is_whitespace))
    }
}

#[derive(askama::Template)]
#[template(path = "console/trouble.html")]
struct TroublePage {
    frame: Frame,
    steps: Vec<String>,
    what_now: Option<String>,
    sign_in: bool,
    kept: Option<Kept>,
}

/// The hub's words as a sentence of a page.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
