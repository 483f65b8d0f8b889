//! Somebody who follows what happens over a while: who they are is looked up again and again, so that a leaver, a role that was
//! taken and a token that has ended end it.

use entities::ids::MembershipId;
use entities::words::Role;
use entities::{Instant, Set};

use super::Door;
use super::caller::CallerProblem;
use crate::error::Error;
use crate::store::Caller;

/// The login and membership by which somebody follows, the roles that they had when they began, and until when.
#[derive(Clone, Debug)]
pub struct Follower {
    /// Who vouches for the login.
    pub issuer: String,
    /// The login, as the issuer names it.
    pub subject: String,
    /// The client app that asks on their behalf.
    pub client: Option<String>,
    /// The membership.
    pub membership: MembershipId,
    /// The roles held in it when they began.
    pub roles: Set<Role>,
    /// When their token ends.
    pub until: Instant,
    /// The request by which they began.
    pub request: String,
}

impl Door {
    /// Who follows, as they stand now; none where their token has ended, or a membership or role with which they began is gone.
    ///
    /// # Errors
    /// Where it cannot be looked up now.
    pub async fn still_there(&self, follower: &Follower) -> Result<Option<Caller>, Error> {
        if self.now() >= follower.until {
            return Ok(None);
        }
        let login = (follower.issuer.as_str(), follower.subject.as_str());
        let found = self.caller(login, follower.client.as_deref(), Some(follower.membership), &follower.request).await;
        match found {
            Ok(caller) => Ok(Some(caller).filter(|caller| caller.roles.contains_all(follower.roles))),
            Err(CallerProblem::Unavailable(cause)) => Err(Error::unavailable(cause)),
            Err(_) => Ok(None),
        }
    }
}
