//! Who is signed in to the console: one row for each session, found by the digest of what the browser's cookie holds. It must
//! never hold that secret itself, a role, an agency or anything about a child: what a person may do is looked up on every
//! request.

#[cfg(test)]
mod tests;

use aws_lc_rs::digest::{SHA256, digest};
use entities::Instant;
use entities::ids::MembershipId;
use entities::rows::console_session::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter};

use crate::error::Error;

/// How long a session lasts without a request: 30 minutes.
pub const IDLE: i64 = 30 * MINUTE;
/// How long a session lasts at most: 10 hours.
pub const LONGEST: i64 = 10 * Instant::HOUR;
const MINUTE: i64 = 60 * Instant::SECOND;

/// A session that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The issuer that vouched for the person.
    pub issuer: String,
    /// The issuer's own name for the person.
    pub subject: String,
    /// The membership chosen, where one was.
    pub membership: Option<MembershipId>,
    /// When it ends unless there is another request.
    pub idle_at: Instant,
    /// When it ends, whatever happens.
    pub ends_at: Instant,
}

/// The sessions of everybody.
#[derive(Debug)]
pub struct Sessions(DatabaseConnection);

impl Sessions {
    /// Sessions kept in that database, over a pool that may write.
    pub const fn new(pool: DatabaseConnection) -> Self {
        Self(pool)
    }

    /// Begins a session whose cookie holds that secret, and forgets those that are over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin(&self, secret: &str, login: (&str, &str), now: Instant) -> Result<(), Error> {
        let over = Condition::any().add(Column::EndsAt.lte(now)).add(Column::LastSeenAt.lte(now.plus(-IDLE)));
        Entity::delete_many().filter(over).exec(&self.0).await.map_err(Error::unavailable)?;
        let row = Model {
            digest: digest_of(secret),
            issuer: login.0.to_owned(),
            subject: login.1.to_owned(),
            membership: None,
            last_seen_at: now,
            ends_at: now.plus(LONGEST),
        };
        let row: ActiveModel = row.into_active_model();
        Entity::insert(row).exec_without_returning(&self.0).await.map_err(Error::unavailable)?;
        Ok(())
    }

    /// The session whose cookie holds that secret, where it is not over; from then on the person counts as seen.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(&self, secret: &str, now: Instant) -> Result<Option<Session>, Error> {
        let Some(mut row) = self.row(secret, now).await? else { return Ok(None) };
        // To the minute: so a page costs a write once a minute at most.
        if row.last_seen_at.plus(MINUTE) <= now {
            self.set(&row.digest, Column::LastSeenAt, now).await?;
            row.last_seen_at = now;
        }
        Ok(Some(session(&row)))
    }

    /// The same for what a page asks for by itself: the person does not count as seen.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn glance(&self, secret: &str, now: Instant) -> Result<Option<Session>, Error> {
        Ok(self.row(secret, now).await?.map(|row| session(&row)))
    }

    /// From now on the session acts in that membership; whether it is the person's is looked up on each request.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn act_in(&self, secret: &str, membership: MembershipId) -> Result<(), Error> {
        self.set(&digest_of(secret), Column::Membership, membership).await
    }

    /// Ends the session.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end(&self, secret: &str) -> Result<(), Error> {
        Entity::delete_by_id(digest_of(secret)).exec(&self.0).await.map_err(Error::unavailable)?;
        Ok(())
    }

    /// Ends every session of the person whom that issuer calls so, in every browser; gives how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_all(&self, (issuer, subject): (&str, &str)) -> Result<u64, Error> {
        let of_person = Condition::all().add(Column::Issuer.eq(issuer)).add(Column::Subject.eq(subject));
        let ended = Entity::delete_many().filter(of_person).exec(&self.0).await.map_err(Error::unavailable)?;
        Ok(ended.rows_affected)
    }

    /// Closes the pool.
    pub async fn close(&self) {
        let _ = self.0.close_by_ref().await;
    }

    /// The row of a session that is not over.
    async fn row(&self, secret: &str, now: Instant) -> Result<Option<Model>, Error> {
        let row = Entity::find_by_id(digest_of(secret)).one(&self.0).await.map_err(Error::unavailable)?;
        Ok(row.filter(|row| now < row.ends_at && now < row.last_seen_at.plus(IDLE)))
    }

    async fn set(&self, digest: &str, column: Column, value: impl Into<sea_orm::Value>) -> Result<(), Error> {
        Entity::update_many()
            .col_expr(column, Expr::value(value))
            .filter(Column::Digest.eq(digest))
            .exec(&self.0)
            .await
            .map_err(Error::unavailable)?;
        Ok(())
    }
}

fn session(row: &Model) -> Session {
    Session {
        issuer: row.issuer.clone(),
        subject: row.subject.clone(),
        membership: row.membership,
        idle_at: row.last_seen_at.plus(IDLE).min(row.ends_at),
        ends_at: row.ends_at,
    }
}

fn digest_of(secret: &str) -> String {
    hex::encode(digest(&SHA256, secret.as_bytes()))
}
