//! What a concern gives: to its raiser what they said, to those addressed what is cleared. Views are made by the door alone.

use entities::ids::{AdditionId, AgencyId, ConcernId};
use entities::rows::{concern, concern_addition, concern_step, police_report};
use entities::words::WithheldReason;
use policies::Verdict;
use policies::fields::CONCERN;
use serde::Serialize;

use super::plan::PlanError;
use super::view::{self, Withholding};
use crate::store::content::{AdditionContent, AgencyContent, ChildContent, ConcernContent, PoliceContent, StepContent};
use entities::Set;

/// A concern as whoever raised it said it (R23, R34): nothing of the child is in it.
#[derive(Debug, Serialize)]
pub struct RaisedView {
    concern: ConcernContent,
    /// No part of the answer.
    #[serde(skip)]
    recalled: bool,
}

impl RaisedView {
    /// The view of a row that the caller's own request writes or wrote.
    ///
    /// # Errors
    /// Where what is kept does not read.
    pub(crate) fn of(row: &concern::Model) -> Result<Self, PlanError> {
        Ok(Self { concern: ConcernContent::own(row)?, recalled: false })
    }

    /// The same of a police report.
    pub(crate) fn of_report(row: &concern::Model, police: &police_report::Model) -> Result<Self, PlanError> {
        let police = PoliceContent::own(police)?;
        Ok(Self { concern: ConcernContent { police, ..ConcernContent::own(row)? }, recalled: false })
    }

    /// The same as what an earlier request with the same key raised.
    pub(crate) fn recalled(self) -> Self {
        Self { recalled: true, ..self }
    }

    /// Whether an earlier request raised it.
    pub const fn is_recalled(&self) -> bool {
        self.recalled
    }

    /// The concern.
    pub const fn concern(&self) -> &ConcernContent {
        &self.concern
    }
}

/// A concern on a page.
#[derive(Debug, Serialize)]
pub struct ConcernView {
    pub(super) concern: ConcernContent,
    pub(super) withheld: Vec<Withholding>,
    /// Whether the viewer is one to whom it is addressed, so that the child stands beside it.
    pub(super) addressed: bool,
}

/// A step with a concern, as whoever took it recorded it.
#[derive(Debug, Serialize)]
pub struct StepView {
    concern: ConcernId,
    version: i32,
    step: StepContent,
}

impl StepView {
    /// The view of a row that the caller's own change writes or wrote.
    pub(crate) fn of(row: &concern_step::Model, by: &str) -> Self {
        Self {
            concern: row.concern_id,
            version: row.version,
            step: StepContent {
                action: row.action,
                at: row.at,
                by: by.to_owned(),
                rating: row.rating,
                decision: row.decision,
                reason: row.reason.clone(),
            },
        }
    }

    /// The concern.
    pub const fn concern(&self) -> ConcernId {
        self.concern
    }

    /// The concern's version from then on.
    pub const fn version(&self) -> i32 {
        self.version
    }

    /// What was done.
    pub const fn step(&self) -> &StepContent {
        &self.step
    }
}

/// What a raiser added to their concern, as they said it.
#[derive(Debug, Serialize)]
pub struct AdditionView {
    id: AdditionId,
    addition: AdditionContent,
}

impl AdditionView {
    /// The view of a row that the caller's own request writes or wrote.
    pub(crate) fn of(row: &concern_addition::Model) -> Self {
        Self { id: row.id, addition: AdditionContent { at: row.at, text: row.text.clone() } }
    }

    /// The addition.
    pub const fn id(&self) -> AdditionId {
        self.id
    }

    /// What it says.
    pub const fn addition(&self) -> &AdditionContent {
        &self.addition
    }
}

impl ConcernView {
    /// The concern.
    pub const fn concern(&self) -> &ConcernContent {
        &self.concern
    }

    /// What of it is withheld.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }

    /// Whether the child stands beside it.
    pub const fn addressed(&self) -> bool {
        self.addressed
    }
}

/// The concerns on a page that are about one child, and the child where it is cleared and asked for.
#[derive(Debug, Default, Serialize)]
pub struct ChildConcerns {
    pub(super) concerns: Vec<ConcernView>,
    pub(super) child: Option<ChildContent>,
    pub(super) child_withheld: Vec<Withholding>,
    pub(super) agencies: Vec<AgencyContent>,
}

impl ChildConcerns {
    /// Whether that concern is among them.
    pub(super) fn has(&self, id: ConcernId) -> bool {
        self.concerns.iter().any(|one| one.concern.id == id)
    }

    /// One of the concerns.
    pub fn concern(&self, index: usize) -> Option<&ConcernView> {
        self.concerns.get(index)
    }

    /// The child's details, so far as they are cleared.
    pub const fn child(&self) -> Option<&ChildContent> {
        self.child.as_ref()
    }

    /// What of the child's details is withheld.
    pub fn child_withheld(&self) -> &[Withholding] {
        &self.child_withheld
    }

    /// An agency that the page names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }
}

/// Why a designated officer is not given a field of a concern, if so: they see what was said, and nothing of the record nor of
/// the work on it; of a child whose whereabouts are protected nothing that may tell them (R7, R34).
pub(super) fn of_officer(field: &str, hidden: bool) -> Result<(), WithheldReason> {
    match field {
        "raisedBy"
        | "about"
        | "whatHappened"
        | "additions"
        | "adults"
        | "thirdParties"
        | "people"
        | "impactOnChild"
        | "familyInformed"
        | "familyNotInformedReason"
        | "keepFromFamily"
        | "actionsTaken"
        | "callBack"
            if hidden =>
        {
            Err(WithheldReason::Sensitivity)
        }
        "policeReport"
        | "attendedWhere"
        | "childVoice"
        | "whereIsTheChildNow"
        | "otherChildren"
        | "raiser"
        | "child"
        | "rating"
        | "ratingDueAt"
        | "decision"
        | "raiserToldAt"
        | "decidedByOneAgencyAlone"
        | "earlierConcerns"
        | "allocatedTo"
        | "outcomeToRaiser"
        | "steps" => Err(WithheldReason::Role),
        _ => Ok(()),
    }
}

/// What of a concern is withheld from a designated officer, recorded or not.
pub(super) fn withheld_from_officer(concern: &ConcernContent, hidden: bool) -> Vec<Withholding> {
    let withheld = CONCERN.iter().filter_map(|rule| Some((rule, of_officer(rule.field, hidden).err()?)));
    withheld
        .map(|(rule, reason)| Withholding {
            field: rule.field,
            classes: Set::of(rule.classes),
            reason,
            ask: concern.raised_by,
        })
        .collect()
}

/// What of a concern is withheld from one to whom it is addressed, recorded or not.
pub(super) fn withheld(concern: &ConcernContent, verdict: &Verdict) -> Vec<Withholding> {
    view::withholdings(CONCERN, concern.content, |class| verdict.field(Set::of(&[class])).err(), concern.raised_by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::book::kept_by_whereabouts;

    #[test]
    fn r7_r34_of_a_protected_child_an_officer_is_given_no_class_that_the_rule_book_keeps_back() {
        let kept = kept_by_whereabouts();
        assert!(!kept.is_empty());
        let mut withheld = 0;
        for rule in CONCERN {
            let tells = Set::of(rule.classes).intersects(kept);
            assert!(!tells || of_officer(rule.field, true).is_err(), "{} tells where the child is", rule.field);
            withheld += usize::from(tells && of_officer(rule.field, false).is_ok());
        }
        assert!(withheld > 0, "nothing depends on the protection");
    }
}
