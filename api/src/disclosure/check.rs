//! What a check gives: to who asks and who is asked, on a page, or as they just recorded it. Views are made by the door alone.

use entities::Set;
use entities::ids::{AgencyId, CheckRoundId, DispensingId, EntryId};
use entities::rows::{check_round, safeguarding_check};
use entities::words::{CheckGround, CheckSide, WithheldReason};
use entities::{Instant, words::KeyPoint};
use policies::fields::CHECK;
use serde::Serialize;

use super::view::Withholding;
use super::{Dispensed, PlanError};
use crate::store::content::{AgencyContent, CheckContent, rule};

/// A check, so far as the viewer may have it.
#[derive(Debug, Serialize)]
pub struct CheckView {
    check: CheckContent,
    withheld: Vec<Withholding>,
}

impl CheckView {
    pub(super) fn new(check: CheckContent, left_out: &[&'static str]) -> Self {
        let withheld = left_out.iter().filter_map(|field| rule(CHECK, field)).map(|rule| Withholding {
            field: rule.field,
            classes: Set::of(rule.classes),
            reason: WithheldReason::Sensitivity,
            ask: None,
        });
        Self { withheld: withheld.collect(), check }
    }

    /// The check.
    pub const fn check(&self) -> &CheckContent {
        &self.check
    }

    /// What of it is withheld.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }
}

/// The checks on a page that are about one child.
#[derive(Debug, Default, Serialize)]
pub struct ChildChecks {
    pub(super) checks: Vec<CheckView>,
    pub(super) agencies: Vec<AgencyContent>,
}

impl ChildChecks {
    /// One of the checks.
    pub fn check(&self, index: usize) -> Option<&CheckView> {
        self.checks.get(index)
    }

    /// An agency that the page names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }
}

/// Checks as whoever asked, answered, withdrew or decided on them gets them back: what they recorded, and no more (R23).
#[derive(Debug, Serialize)]
pub struct RecordedChecks {
    round: Option<(CheckRoundId, KeyPoint)>,
    checks: Vec<CheckView>,
    entries: Vec<EntryId>,
    decision: Option<(DispensingId, Dispensed)>,
}

impl RecordedChecks {
    /// A round as its asker gets it back.
    ///
    /// # Errors
    /// Where what was recorded does not read.
    pub(crate) fn round(
        round: &check_round::Model,
        checks: Vec<safeguarding_check::Model>,
        missing: &[CheckGround],
        at: Instant,
    ) -> Result<Self, PlanError> {
        let views = checks.into_iter().map(|row| Self::view(row, round.clone(), missing, at));
        let checks = views.collect::<Result<_, PlanError>>()?;
        Ok(Self { round: Some((round.id, round.key_point)), checks, entries: Vec::new(), decision: None })
    }

    /// A check as its asker gets it back.
    ///
    /// # Errors
    /// Where what was recorded does not read.
    pub(crate) fn asked(
        row: safeguarding_check::Model,
        round: check_round::Model,
        at: Instant,
    ) -> Result<Self, PlanError> {
        let checks = vec![Self::view(row, round, &[], at)?];
        Ok(Self { round: None, checks, entries: Vec::new(), decision: None })
    }

    /// A check as who answered it gets it back; what the asker wrote, where it does not tell where a protected child is.
    ///
    /// # Errors
    /// Where what was recorded does not read.
    pub(crate) fn answered(
        row: safeguarding_check::Model,
        round: check_round::Model,
        told: bool,
        entries: Vec<EntryId>,
        at: Instant,
    ) -> Result<Self, PlanError> {
        let mut check = CheckContent::of(row, round, Vec::new(), at)?;
        let left_out = check.narrow(CheckSide::Asked, told);
        Ok(Self { round: None, checks: vec![CheckView::new(check, left_out)], entries, decision: None })
    }

    /// The same with the decision that was made on the check, or on a concern.
    #[must_use]
    pub(crate) fn decided(checks: Option<Self>, decision: DispensingId, on: Dispensed) -> Self {
        let checks = checks.map(|recorded| recorded.checks).unwrap_or_default();
        Self { round: None, checks, entries: Vec::new(), decision: Some((decision, on)) }
    }

    fn view(
        row: safeguarding_check::Model,
        round: check_round::Model,
        missing: &[CheckGround],
        at: Instant,
    ) -> Result<CheckView, PlanError> {
        Ok(CheckView::new(CheckContent::of(row, round, missing.to_vec(), at)?, &[]))
    }

    /// The round that was asked for.
    pub const fn of_round(&self) -> Option<(CheckRoundId, KeyPoint)> {
        self.round
    }

    /// The checks.
    pub fn checks(&self) -> &[CheckView] {
        &self.checks
    }

    /// The entries that came with an answer.
    pub fn entries(&self) -> &[EntryId] {
        &self.entries
    }

    /// The decision that was made.
    pub const fn decision(&self) -> Option<(DispensingId, Dispensed)> {
        self.decision
    }
}
