//! The seam between the edge and the house: the edge knows who proved to be whom, the house knows what that means.

use std::future::Future;

use async_graphql::{Request, Response};
use axum::http::{HeaderValue, StatusCode, header};
use entities::ids::MembershipId;
use futures_util::stream::BoxStream;

use crate::http::Problem;
use crate::http::identity::Identity;

/// What stands behind the edge.
pub trait Backend: Clone + Send + Sync + 'static {
    /// The authenticated practitioner in one membership, as the house knows them.
    type Caller: Send + Sync + 'static;

    /// Looks up who the identity is here. `acting` is the membership that the request names, as it was sent.
    fn caller(
        &self,
        identity: &Identity,
        acting: Option<&str>,
        request_id: &str,
    ) -> impl Future<Output = Result<Self::Caller, CallerError>> + Send;

    /// What the request will cost if it runs, as the schema counts it: each field one, what a page holds once for each entry
    /// that it may hold.
    fn cost(&self, request: &mut Request) -> usize;

    /// Runs a request that has passed every guard.
    fn execute(&self, caller: Self::Caller, request: Request) -> impl Future<Output = Response> + Send;

    /// Runs a subscription that has passed every guard, for as long as the identity is good and the caller is one.
    fn follow(&self, identity: &Identity, caller: Self::Caller, request: Request) -> BoxStream<'static, Response>;

    /// Whether everything is there that an answer needs; otherwise what is missing, for the operational log.
    fn ready(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// The membership that asks, for the request's line in the operational log.
    fn membership(&self, caller: &Self::Caller) -> Option<MembershipId>;
}

/// Why a proved identity is nobody here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerError {
    /// No practitioner has this issuer and subject, or none of their memberships is open.
    PractitionerUnknown,
    /// The client app is not registered, or not for the agency.
    ClientUnknown,
    /// The membership named is not an open one of this practitioner.
    MembershipUnknown,
    /// The practitioner has several memberships and the request names none.
    MembershipRequired,
    /// It cannot be looked up now.
    Unavailable,
}

impl CallerError {
    /// The stable code of the answer.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PractitionerUnknown => "PRACTITIONER_UNKNOWN",
            Self::ClientUnknown => "CLIENT_UNKNOWN",
            Self::MembershipUnknown => "MEMBERSHIP_UNKNOWN",
            Self::MembershipRequired => "MEMBERSHIP_REQUIRED",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}

impl From<CallerError> for Problem {
    fn from(error: CallerError) -> Self {
        let challenge = HeaderValue::from_static("Bearer realm=\"safeguarding-hub\"");
        let unauthorized = |message| {
            Self::new(StatusCode::UNAUTHORIZED, error.code(), message)
                .header(header::WWW_AUTHENTICATE, challenge.clone())
        };
        match error {
            CallerError::PractitionerUnknown => {
                unauthorized("the token is good, but nobody is registered here under its subject")
            }
            CallerError::ClientUnknown => unauthorized("the token is good, but its client app is not registered here"),
            CallerError::MembershipUnknown => {
                Self::new(StatusCode::FORBIDDEN, error.code(), "the membership named is not one that you may act in")
            }
            CallerError::MembershipRequired => Self::new(
                StatusCode::FORBIDDEN,
                error.code(),
                "you have several memberships: name the one you act in with the header `hub-membership`",
            ),
            CallerError::Unavailable => Self::unavailable(),
        }
    }
}
