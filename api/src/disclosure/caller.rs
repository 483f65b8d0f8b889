//! Who asks: from a verified login to the membership acted in.

use std::sync::Arc;

use entities::ids::MembershipId;
use entities::words::RagRating;
use entities::{Date, Instant};
use policies::MayState;
use policies::facts::CallerFacts;
use sea_orm::DbErr;

use super::{Door, log_scope};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::plain::mash_clocks::RatingClock;
use crate::plain::together::Together;
use crate::store::content::AgencyContent;
use crate::store::{AsOf, Caller, CallerAgency, ClientApp, Login, MembershipView};

/// Why a verified login is not let in.
#[derive(Debug)]
pub enum CallerProblem {
    /// The hub does not know the person, or the person has left.
    PractitionerUnknown,
    /// The client app is not registered, or not for the agency acted for.
    ClientUnknown,
    /// The membership named is not one of the person's.
    MembershipUnknown,
    /// The person has several memberships and names none.
    MembershipRequired,
    /// The hub cannot look it up now.
    Unavailable(Box<dyn std::error::Error + Send + Sync>),
}

/// What stands around a page of the caller's, whatever is on it.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The name of the agency acted for.
    pub agency: String,
    /// Whether the access log shows the caller anything (R37).
    pub reads_log: bool,
}

impl Door {
    /// What stands around a page of the caller's. It reads nothing of the log but whether there is anything for them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn surroundings(&self, caller: &Caller) -> Result<Surroundings, Error> {
        let today = local_date(caller.at);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let agencies = snapshot.agencies(&[caller.agency.id]).await.map_err(Error::unavailable)?;
        let standing = snapshot.log_standing(caller.person, today).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(Surroundings {
            agency: agencies.into_iter().next().map(|agency| agency.name).unwrap_or_default(),
            reads_log: log_scope::scope(caller, standing.custodian, today).is_open(),
        })
    }

    /// The purposes and bases that the caller may state (R8, R11), to offer them.
    pub fn may_state(&self, caller: &Caller) -> MayState {
        self.book().may_state(&CallerFacts {
            roles: caller.roles,
            agency_kind: caller.agency.kind,
            public_authority: caller.agency.public_authority,
            named_for_purpose: false,
            named_for_transfer: false,
        })
    }

    /// For how many hours an emergency opens a record (R31).
    pub fn emergency_hours(&self) -> i64 {
        self.store().measures().emergency / Instant::HOUR
    }

    /// How soon a concern of that rating is worked on.
    pub const fn rating_clock(&self, rating: RagRating) -> RatingClock {
        self.clocks().of(rating)
    }

    /// The memberships of a verified login with their agencies, to choose the one to act in. None where the hub does not know
    /// the person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn memberships(&self, login: (&str, &str)) -> Result<Vec<(MembershipView, AgencyContent)>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.login(login.0, login.1, None, local_date(self.now())).await.map_err(Error::unavailable)?;
        let memberships = found.map(|login| login.memberships).unwrap_or_default();
        let ids: Vec<_> = memberships.iter().map(|(membership, _)| membership.agency).collect();
        let agencies = snapshot.agencies(&ids).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let named = memberships.into_iter().filter_map(|(membership, _)| {
            let agency = agencies.iter().find(|agency| agency.id == membership.agency)?.clone();
            Some((membership, agency))
        });
        Ok(named.collect())
    }

    /// Looks a verified login up as it stands now, so that a leaver or a changed role takes effect at once.
    ///
    /// # Errors
    /// Where the login is not let in.
    pub async fn caller(
        &self,
        login: (&str, &str),
        client: Option<&str>,
        acting: Option<MembershipId>,
        request: &str,
    ) -> Result<Caller, CallerProblem> {
        let at = self.now();
        self.log().stands().map_err(|e| CallerProblem::Unavailable(Box::new(e)))?;
        let found = Box::pin(self.login(login, client, local_date(at))).await;
        let found = found.map_err(|e| CallerProblem::Unavailable(Box::new(e)))?;
        let found = found.ok_or(CallerProblem::PractitionerUnknown)?;
        let chosen = match (acting, found.memberships.as_slice()) {
            (_, []) => return Err(CallerProblem::PractitionerUnknown),
            (None, [only]) => only,
            (None, _) => return Err(CallerProblem::MembershipRequired),
            (Some(wanted), all) => all.iter().find(|(m, _)| m.id == wanted).ok_or(CallerProblem::MembershipUnknown)?,
        };
        let app = match (client, found.client.clone()) {
            (None, _) => None,
            (Some(_), Some((app, agencies))) if agencies.contains(&chosen.1.id) => Some(app),
            (Some(_), _) => return Err(CallerProblem::ClientUnknown),
        };
        Ok(caller(&found, chosen, app, at, request))
    }
}

/// Logins that are looked up at this moment, by issuer, subject, client app and day.
pub(super) type Logins = Together<(String, String, Option<String>, Date), Result<Option<Arc<Login>>, Arc<DbErr>>>;

impl Door {
    /// Looks a login up: once for all requests of the same person that wait for it.
    async fn login(
        &self,
        (issuer, subject): (&str, &str),
        client: Option<&str>,
        today: Date,
    ) -> Result<Option<Arc<Login>>, Arc<DbErr>> {
        let key = (issuer.to_owned(), subject.to_owned(), client.map(str::to_owned), today);
        let look = async || {
            let snapshot = self.store().glance(AsOf::Now);
            let found = snapshot.login(issuer, subject, client, today).await?;
            snapshot.close().await?;
            Ok(found.map(Arc::new))
        };
        self.logins().get(key, async || look().await.map_err(Arc::new)).await
    }
}

/// A caller in the membership chosen.
pub(crate) fn caller(
    login: &Login,
    (membership, agency): &(MembershipView, CallerAgency),
    client: Option<ClientApp>,
    at: Instant,
    request: &str,
) -> Caller {
    Caller {
        person: login.person,
        name: login.name.clone(),
        membership: membership.id,
        agency: agency.clone(),
        team: membership.team.clone(),
        position: membership.position,
        roles: membership.roles,
        mash_areas: membership.mash_areas.clone(),
        client,
        memberships: login.memberships.iter().map(|(m, _)| m.clone()).collect(),
        successions: Arc::clone(&login.successions),
        at,
        request: request.to_owned(),
    }
}
