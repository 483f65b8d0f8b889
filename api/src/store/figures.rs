//! How much of what the caller may know of happened in some stretches of time: the lists' own conditions, counted. It must never
//! count what a list would not show.

use entities::Instant;
use sea_orm::{DbErr, Value};

use super::caller::Caller;
use super::content::{ChecksAsk, JointDecisionsAsk};
use super::escalations::EscalationsAsk;
use super::listing::Listing;
use super::snapshot::Snapshot;

/// From the first moment on, before the second.
pub(crate) type Stretch = (Instant, Instant);

impl Snapshot {
    /// Concerns by when they were raised.
    pub(crate) async fn concerns_counted(&self, caller: &Caller, stretches: &[Stretch]) -> Result<Vec<i64>, DbErr> {
        let (from, conditions, values) = self.concerns_known(caller);
        self.counted((&from, &conditions, values), "q.raised_at", stretches).await
    }

    /// Checks by when they were asked for.
    pub(crate) async fn checks_counted(&self, caller: &Caller, stretches: &[Stretch]) -> Result<Vec<i64>, DbErr> {
        self.listed_counted(self.checks_listing(caller, &ChecksAsk::default()), "k.requested_at", stretches).await
    }

    /// Joint decisions by when they were taken.
    pub(crate) async fn decisions_counted(&self, caller: &Caller, stretches: &[Stretch]) -> Result<Vec<i64>, DbErr> {
        let listing = self.joint_decisions_listing(caller, &JointDecisionsAsk::default());
        self.listed_counted(listing, "j.decided_at", stretches).await
    }

    /// Escalations by when they were raised.
    pub(crate) async fn escalations_counted(&self, caller: &Caller, stretches: &[Stretch]) -> Result<Vec<i64>, DbErr> {
        self.listed_counted(self.escalations_listing(caller, &EscalationsAsk::default()), "e.raised_at", stretches)
            .await
    }

    async fn listed_counted(&self, listing: Listing, moment: &str, stretches: &[Stretch]) -> Result<Vec<i64>, DbErr> {
        let Listing { from, conditions, values, .. } = listing;
        self.counted((&from, &conditions, values), moment, stretches).await
    }

    /// In one statement.
    async fn counted(
        &self,
        (from, conditions, values): (&str, &[String], Vec<Value>),
        moment: &str,
        stretches: &[Stretch],
    ) -> Result<Vec<i64>, DbErr> {
        let column = |(n, (first, last)): (usize, &Stretch)| {
            let within = format!("{moment} >= {} AND {moment} < {}", first.0, last.0);
            format!("coalesce(sum(CASE WHEN {within} THEN 1 ELSE 0 END), 0) AS n{n}")
        };
        let columns: Vec<String> = stretches.iter().enumerate().map(column).collect();
        let sql = format!("SELECT {} FROM {from} WHERE {}", columns.join(", "), conditions.join(" AND "));
        let Some(row) = self.one(sql, values).await? else { return Ok(vec![0; stretches.len()]) };
        (0..stretches.len()).map(|n| row.try_get("", &format!("n{n}"))).collect()
    }
}
