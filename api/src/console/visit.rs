//! One request of one person to one page: who they are, the door they ask, the frame around what they are shown.

use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use entities::Instant;

use super::api::Asker;
use super::frame::{Ends, Frame, Who};
use super::nav::Link;
use super::parts::Matter;
use super::trouble::Kept;
use super::{Console, Trouble, answer, nav, posted, words};
use crate::disclosure::{Caller, Door, Position, Surroundings};
use crate::plain::wall;
use crate::sessions::{Session, Sessions};

/// What a page answers.
pub(crate) type Answer = Result<Response, Trouble>;

/// Somebody signed in, whether or not they have chosen in which membership they act.
#[derive(Clone)]
pub(super) struct Signed(pub(super) Arc<SignedIn>);

pub(super) struct SignedIn {
    pub(super) console: Console,
    pub(super) session: Session,
    pub(super) secret: String,
    pub(super) request: String,
}

/// One request of one person in one membership. Every page but those of signing in takes one.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(super) signed: Signed,
    pub(super) caller: Arc<Caller>,
    pub(super) surroundings: Arc<Surroundings>,
    pub(super) path: Arc<str>,
}

impl Signed {
    pub(super) fn door(&self) -> &Door {
        &self.0.console.0.door
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.0.console.0.sessions
    }

    /// The frame around a page of somebody who has not chosen a membership.
    pub(super) fn frame(&self, title: &str) -> Frame {
        let now = self.0.console.0.clock.now();
        let Session { idle_at: at, ends_at, .. } = self.0.session;
        let seconds = at.0.saturating_sub(now.0).div_euclid(Instant::SECOND);
        Frame {
            token: posted::token_of(&self.0.session, &self.0.secret, None),
            ends: Some(Ends { at: wall::words(at), seconds, at_last: at == ends_at }),
            ..Frame::bare(title, &self.0.request)
        }
    }
}

impl Visit {
    /// The door, for reading what has no service of its own.
    pub(crate) fn door(&self) -> &Door {
        self.signed.door()
    }

    /// Who asks; services take it.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The frame around a page of that title.
    pub(crate) fn frame(&self, title: &str) -> Frame {
        let who = Who {
            name: self.caller.name.clone(),
            agency: self.surroundings.agency.clone(),
            roles: words::plain_list(self.caller.roles),
            may_change: self.caller.memberships.len() > 1,
        };
        let SignedIn { session, secret, .. } = &*self.signed.0;
        Frame {
            who: Some(who),
            links: self.links(),
            token: posted::token_of(session, secret, Some(self.caller.membership)),
            ..self.signed.frame(title)
        }
    }

    /// Whether the access log shows the caller anything (R37).
    pub(crate) fn reads_log(&self) -> bool {
        self.surroundings.reads_log
    }

    /// Where the caller can go.
    pub(crate) fn links(&self) -> Vec<Link> {
        nav::links(&self.caller, self.reads_log(), &self.path)
    }

    /// Who is signed in, as the API is told.
    pub(crate) fn asker(&self) -> Asker {
        let Session { issuer, subject, .. } = &self.signed.0.session;
        Asker::SignedIn { issuer: issuer.clone(), subject: subject.clone(), membership: self.caller.membership }
    }

    /// The request's id.
    pub(crate) fn request(&self) -> &str {
        &self.signed.0.request
    }

    /// Where browsers find the hub.
    pub(crate) fn origin(&self) -> &str {
        &self.signed.0.console.0.origin
    }

    /// A page.
    ///
    /// # Errors
    /// Where the template cannot be written.
    pub(crate) fn page(&self, template: &impl Template) -> Answer {
        answer::page(StatusCode::OK, template)
    }

    /// A page that says what has to be mended in what was typed.
    ///
    /// # Errors
    /// Where the template cannot be written.
    pub(crate) fn page_to_mend(&self, template: &impl Template) -> Answer {
        answer::page(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// The page of one matter; one to mend where something is wrong with what was sent from it.
    ///
    /// # Errors
    /// Where the template cannot be written.
    pub(crate) fn matter(&self, matter: Matter) -> Answer {
        let wrong = !matter.errors.is_empty();
        let page = Matter { frame: matter.frame.with_errors(wrong), ..matter };
        if wrong { self.page_to_mend(&page) } else { self.page(&page) }
    }

    /// The page for what is not there for whoever asks, with a way back to what was typed.
    /// `refused` is the entry of the refusal, which can be disputed.
    pub(crate) fn nothing_here(
        &self,
        action: &str,
        fields: Vec<(String, String)>,
        refused: Option<Position>,
    ) -> Answer {
        let back = Kept::back(action, fields, refused);
        Ok(Trouble::NotFound.page(self.frame(""), Some(back), Some(self.door().nothing_here(&self.caller))))
    }

    /// What to do now, whatever the child is: 999 first, and the numbers of the caller's own area.
    pub(crate) fn what_now(&self) -> String {
        words::unbroken(&self.door().what_now(&self.caller))
    }

    /// The part of it that comes before anything is written.
    pub(crate) fn urgent(&self) -> String {
        words::unbroken(&self.door().urgent(&self.caller))
    }

    /// Sends the browser on, after a form was taken: so loading the next page again sends nothing again.
    pub(crate) fn to(&self, path: &str) -> Answer {
        Ok(answer::to(path))
    }

    /// A key for a form, by which the service knows the same form when it comes twice.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub(crate) fn key(&self) -> Result<String, Trouble> {
        self.signed.0.console.secret()
    }
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Self>().cloned().ok_or(Trouble::Internal)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Self>().cloned().ok_or(Trouble::NotChosen)
    }
}
