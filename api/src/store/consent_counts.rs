//! How many decisions on consent there are of one kind, over all children: for the register in numbers. It must never give a
//! child, a giver or a single decision.

use entities::words::{AgencyKind, ConsentDecision, ConsentStatus, SharingPurpose};
use entities::{Date, Instant, Set};
use sea_orm::DbErr;

use super::content::consent_standing;
use super::snapshot::Snapshot;

/// Decisions that say the same and stand alike.
pub(crate) struct ConsentsAlike {
    pub(crate) purposes: Set<SharingPurpose>,
    pub(crate) kinds: Set<AgencyKind>,
    pub(crate) status: ConsentStatus,
    pub(crate) count: i64,
}

impl Snapshot {
    /// Every decision that stands, counted with those alike, in one statement.
    pub(crate) async fn consents_alike(&self, at: Instant, today: Date) -> Result<Vec<ConsentsAlike>, DbErr> {
        let sql = format!(
            "SELECT t.purposes, t.agency_kinds, t.decision, t.expires_on, {} AS obtained_on, \
             CASE WHEN t.withdrawn_at IS NOT NULL AND t.withdrawn_at <= {} THEN 1 ELSE 0 END AS withdrawn, \
             count(*) AS alike FROM consent AS t WHERE {} GROUP BY 1, 2, 3, 4, 5, 6",
            self.dialect.utc_date("t.obtained_at"),
            at.0,
            self.newest("consent", "t", "id")
        );
        let rows = self.all(sql, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                let decision: ConsentDecision = row.try_get("", "decision")?;
                let withdrawn = row.try_get::<i32>("", "withdrawn")? == 1;
                let (expires, obtained) = (row.try_get("", "expires_on")?, row.try_get("", "obtained_on")?);
                Ok(ConsentsAlike {
                    purposes: row.try_get("", "purposes")?,
                    kinds: row.try_get("", "agency_kinds")?,
                    status: consent_standing(decision, withdrawn, expires, obtained, today),
                    count: row.try_get("", "alike")?,
                })
            })
            .collect()
    }
}
