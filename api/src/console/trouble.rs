//! When there is no page to show: what happened and what to do next, and never a word about a child. What is absent and what
//! is forbidden is one and the same page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer;
use super::frame::{Frame, Who};
use super::posted::Posted;
use super::words;
use crate::disclosure::Position;
use crate::error::{Code, Error};

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing here for whoever asks: absent and forbidden alike.
    NotFound,
    /// A form that cannot be shown to come from a page of the hub's.
    Forged,
    /// A form of the same person's earlier session, or made for another membership: to be looked over, and sent again.
    Again,
    /// A form that somebody else filled in.
    Anothers,
    /// The hub does not know the person, or knows them no longer.
    Unknown,
    /// A sign-in that did not lead back to where it began.
    SignIn,
    /// A sign-in that the issuer does not say was strong enough.
    TooWeak,
    /// An address or form that cannot be read.
    Unreadable,
    /// A form that is longer than the hub takes.
    TooLong,
    /// Something typed into an address that cannot be used, in the hub's own words.
    BadInput(String),
    /// Asked for too much; so many seconds until the next fits.
    TooMany(u64),
    /// The hub cannot answer now.
    Unavailable,
    /// A fault of the hub's own.
    Internal,
    /// A page that another site led to: reading it is logged in the name of who is signed in, so they say first that they mean it.
    FromElsewhere(String),
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
            Self::FromElsewhere(_) => StatusCode::OK,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forged
            | Self::Again
            | Self::Anothers
            | Self::Unknown
            | Self::TooWeak
            | Self::SignedOut
            | Self::NotChosen => StatusCode::FORBIDDEN,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
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
            Self::Again => "Look it over and send it again",
            Self::Anothers => "This is somebody else's form",
            Self::TooLong => "That is too long",
            Self::Unknown => "You cannot use the hub with this sign-in",
            Self::SignIn => "You were not signed in",
            Self::TooWeak => "You need to sign in with more than a password",
            Self::Unreadable | Self::BadInput(_) => "The hub could not read that",
            Self::TooMany(_) => "You have asked for too much at once",
            Self::Unavailable => "The hub cannot answer just now",
            Self::Internal => "Something went wrong in the hub",
            Self::FromElsewhere(_) => "Do you mean to open this page?",
            Self::SignedOut => "You are signed out",
            Self::NotChosen => "Choose which role you act in",
        }
    }

    /// What it means and what to do; `kept` goes on with the page.
    fn next_steps(&self, kept: Option<&Kept>, who: Option<&Who>) -> Vec<String> {
        let typed = kept.is_some_and(|kept| !kept.typed().is_empty());
        let kept = kept.is_some();
        let steps: &[&str] = match self {
            Self::NotFound => {
                &["The hub has nothing that it may show you. This does not mean that a child is unknown to services."]
            }
            Self::Forged if kept => {
                let kept = if typed {
                    "What you typed is below: send it from here."
                } else {
                    "Your answers are kept: send them from here."
                };
                return vec![format!("The hub takes a form only from its own pages. Nothing was recorded. {kept}")];
            }
            Self::Forged => &[
                "The hub takes a form only from its own pages. Nothing was recorded.",
                "Go back to the page, load it again and send the form from there.",
            ],
            Self::Again => {
                let first =
                    "You signed in again, or chose who you act as, after this form was made. Nothing was recorded yet.";
                let who = who
                    .map(|who| format!("If you send it now, it goes as {}, {}, {}.", who.name, who.roles, who.agency));
                return std::iter::once(first.to_owned()).chain(who).collect();
            }
            Self::Anothers => &[
                "Somebody else was signed in when it was filled in. Nothing was recorded, and it is not shown to you.",
                "Leave this page open: when they have signed in themselves, in another tab, they can send it again from here.",
            ],
            Self::TooLong => &["Nothing was recorded. Go back, make it shorter and send it again."],
            Self::Unknown => &[
                "Your agency has not registered you with the hub, or has ended your registration.",
                "Ask your safeguarding lead, who can have you registered. If you have another account, sign out and sign in with that.",
            ],
            Self::SignIn => &[
                "The sign-in was not finished, took too long, or began in another window.",
                "Sign in again from the start.",
            ],
            Self::TooWeak => &[
                "Your provider did not tell the hub that you signed in with a second step, such as a smartcard, a security key or a code \
                 on your phone. The hub opens records only to those who did.",
                "Sign out of your provider, then sign in again with a second step. If you are not asked for one, tell your IT service desk.",
            ],
            Self::Unreadable => &["Go back to the page before and try again. Nothing was recorded."],
            Self::BadInput(why) => return vec![sentence(why), "Go back and change it.".to_owned()],
            Self::TooMany(seconds) => {
                return vec![format!("Wait {seconds} seconds, then try again. Nothing was recorded.")];
            }
            Self::Unavailable if kept => &[
                "It does not know whether what you sent was recorded. Wait a minute, then send it again from here: a concern that was \
                 recorded already is not recorded twice.",
                "If a child is in danger, do not wait: ring 999.",
            ],
            Self::Unavailable => {
                &["It has shown nothing.", "Try again in a minute. If a child is in danger, do not wait: ring 999."]
            }
            Self::Internal => &[
                "It has shown nothing.",
                "Try again. If it happens again, tell whoever runs the hub and give them the number below.",
            ],
            Self::FromElsewhere(_) => &[
                "A link of another site, or of a message, led you to the hub. What you read here is logged in your name.",
                "If you did not mean to come here, close this page: nothing was opened.",
            ],
            Self::SignedOut => {
                &["Sign in, then send the form again. What you typed is kept on this page until you leave it."]
            }
            Self::NotChosen => &[
                "You work for more than one agency, or in more than one role. Choose one in another tab, then send it again.",
            ],
        };
        steps.iter().map(|step| (*step).to_owned()).collect()
    }

    /// The trouble that a status tells of, where something around the console refused.
    pub fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::INTERNAL_SERVER_ERROR => Self::Internal,
            status if status.is_server_error() => Self::Unavailable,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLong,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            _ => Self::Unreadable,
        }
    }

    /// The page for nobody in particular.
    pub fn bare(&self, request: &str) -> Response {
        self.page(Frame::bare("", request), None, None)
    }

    /// The page. `nothing_here` is what is said where there is nothing for whoever asks (R33).
    pub(super) fn page(&self, mut frame: Frame, kept: Option<Kept>, nothing_here: Option<String>) -> Response {
        frame.title = self.heading().to_owned();
        let kept = kept.map(|mut kept| {
            kept.shown = *self != Self::Anothers;
            if kept.shown && !frame.token.is_empty() {
                kept.token.clone_from(&frame.token);
            }
            kept
        });
        let steps = match nothing_here.filter(|_| *self == Self::NotFound) {
            Some(said) => vec![words::unbroken(&said)],
            None => self.next_steps(kept.as_ref(), frame.who.as_ref()),
        };
        let way_on = match self {
            Self::SignIn | Self::TooWeak => Some(("Sign in", "/console/sign-in")),
            Self::SignedOut => Some(("Sign in", "/console/sign-in?to=/console/session")),
            Self::NotChosen => Some(("Choose who you are acting as", "/console/acting")),
            Self::FromElsewhere(here) => Some(("Go on", here.as_str())),
            _ => None,
        };
        let page = TroublePage { steps, way_on, kept, frame };
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

/// A form that led to no page of its own, while the browser says that it is our own: what was typed goes back to who typed it.
pub(super) struct Kept {
    /// Where it is sent.
    action: String,
    /// What was typed.
    fields: Vec<(String, String)>,
    /// The token that it carries on.
    token: String,
    /// What its button says.
    button: &'static str,
    /// Whether what was typed may be read by whoever asks.
    shown: bool,
    /// The entry of the refusal, where that can be disputed.
    refused: Option<Position>,
}

impl Kept {
    /// The form as it came, to be sent again to where it was sent.
    pub(super) fn again(here: &str, posted: &Posted, token: Option<&str>) -> Self {
        let (action, fields) = (here.to_owned(), posted.fields().to_vec());
        let token = token.unwrap_or_default().to_owned();
        Self { action, fields, token, button: "Send it again", shown: true, refused: None }
    }

    /// The way back to the page on which it was typed.
    pub(super) fn back(action: &str, fields: Vec<(String, String)>, refused: Option<Position>) -> Self {
        let action = action.to_owned();
        Self { action, fields, token: String::new(), button: "Change what you typed", shown: true, refused }
    }

    /// What was typed that a person would want to read again.
    fn typed(&self) -> Vec<&str> {
        let values = self.fields.iter().map(|(_, value)| value.as_str());
        values.filter(|value| self.shown && value.contains(char::is_whitespace)).collect()
    }
}

#[derive(askama::Template)]
#[template(path = "console/trouble.html")]
struct TroublePage<'a> {
    frame: Frame,
    steps: Vec<String>,
    /// A link to what has to be done first, where there is such a thing.
    way_on: Option<(&'static str, &'a str)>,
    kept: Option<Kept>,
}

/// The hub's words as a sentence of a page.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_choices_alone_is_not_said_to_hold_what_was_typed() {
        let said = |value: &str| {
            let posted = Posted::of(vec![("field".to_owned(), value.to_owned())]);
            Trouble::Forged.next_steps(Some(&Kept::again("/console/raise", &posted, None)), None).concat()
        };
        assert!(said("came with bruises").contains("What you typed is below"));
        assert!(said("yes").contains("Your answers are kept") && !said("yes").contains("below"));
    }
}
