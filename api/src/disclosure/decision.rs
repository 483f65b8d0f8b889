//! What a joint decision gives: to those who decide and to who is asked, on a page, or as they just recorded it. Views are made
//! by the door alone.

use entities::Set;
use entities::ids::{AgencyId, JointDecisionId};
use entities::words::{FieldClass, WithheldReason};
use policies::fields::{FieldRule, JOINT_DECISION, PARTNER_VIEW};
use serde::Serialize;

use super::view::Withholding;
use crate::store::content::{AgencyContent, JointDecisionContent, PartnerViewContent, rule};

/// A joint decision, so far as the viewer may have it.
#[derive(Debug, Serialize)]
pub struct JointDecisionView {
    decision: JointDecisionContent,
    withheld: Vec<Withholding>,
    views_withheld: Vec<Vec<Withholding>>,
    /// No part of the answer: whether the viewer is one who decides.
    #[serde(skip)]
    deciding: bool,
}

impl JointDecisionView {
    pub(crate) fn new(decision: JointDecisionContent) -> Self {
        Self {
            withheld: withheld(JOINT_DECISION, &decision.left_out),
            views_withheld: decision.views.iter().map(|view| withheld(PARTNER_VIEW, &view.left_out)).collect(),
            decision,
            deciding: false,
        }
    }

    /// The same for one who decides.
    pub(crate) fn for_who_decides(self, deciding: bool) -> Self {
        Self { deciding, ..self }
    }

    /// Whether the viewer is one who decides.
    pub const fn deciding(&self) -> bool {
        self.deciding
    }

    /// The decision.
    pub const fn decision(&self) -> &JointDecisionContent {
        &self.decision
    }

    /// What of it is withheld.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }

    /// One of its views, and what of that is withheld.
    pub fn view(&self, index: usize) -> Option<(&PartnerViewContent, &[Withholding])> {
        Some((self.decision.views.get(index)?, self.views_withheld.get(index)?))
    }

    /// The agencies that it names.
    pub fn names(&self) -> Vec<AgencyId> {
        let views = self.decision.views.iter().map(|view| view.agency);
        let mut ids: Vec<AgencyId> =
            [self.decision.asked_by, self.decision.decided_by].into_iter().chain(views).flatten().collect();
        ids.sort();
        ids.dedup();
        ids
    }
}

/// What is left out, as it is told: with the field's own classes.
fn withheld(table: &'static [FieldRule], left_out: &[(&'static str, WithheldReason)]) -> Vec<Withholding> {
    let known = left_out.iter().filter_map(|(field, reason)| Some((rule(table, field)?, *reason)));
    known
        .map(|(rule, reason)| Withholding { field: rule.field, classes: Set::of(rule.classes), reason, ask: None })
        .collect()
}

/// The classes of the fields that were asked for, those given and those withheld.
pub(super) fn counted(
    decision: &JointDecisionContent,
    fields: &[String],
    views: &[String],
) -> (Set<FieldClass>, Set<FieldClass>) {
    let (mut given, mut kept): (Set<FieldClass>, Set<FieldClass>) = (Set::EMPTY, Set::EMPTY);
    let mut count = |table, asked: &[String], left_out: &[(&'static str, WithheldReason)]| {
        for rule in asked.iter().filter_map(|field| rule(table, field)) {
            let into = if left_out.iter().any(|(field, _)| *field == rule.field) { &mut kept } else { &mut given };
            *into = into.union(Set::of(rule.classes));
        }
    };
    count(JOINT_DECISION, fields, &decision.left_out);
    for view in &decision.views {
        count(PARTNER_VIEW, views, &view.left_out);
    }
    (given, kept)
}

/// The joint decisions on a page that are about one child.
#[derive(Debug, Default, Serialize)]
pub struct ChildDecisions {
    pub(super) decisions: Vec<JointDecisionView>,
    pub(super) agencies: Vec<AgencyContent>,
}

impl ChildDecisions {
    /// One of the decisions.
    pub fn decision(&self, index: usize) -> Option<&JointDecisionView> {
        self.decisions.get(index)
    }

    /// An agency that the page names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }
}

/// An agency's view as its person just recorded it.
#[derive(Debug, Serialize)]
pub struct RecordedView {
    on: JointDecisionId,
    view: PartnerViewContent,
}

impl RecordedView {
    pub(crate) const fn of(on: JointDecisionId, view: PartnerViewContent) -> Self {
        Self { on, view }
    }

    /// The decision that it is on.
    pub const fn on(&self) -> JointDecisionId {
        self.on
    }

    /// The view.
    pub const fn view(&self) -> &PartnerViewContent {
        &self.view
    }
}
