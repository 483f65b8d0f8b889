//! The reading way to escalations: each child on the page judged as for answering, and one entry for each; what is about no child
//! is logged by itself. And whose record a step is judged by.

use std::sync::Arc;

use entities::Set;
use entities::ids::{AgencyId, EscalationId};
use entities::rows::escalation;
use entities::words::{AccessAction, LawfulBasis, SharingPurpose};
use policies::facts::RecordFacts;
use policies::fields::ESCALATION;
use policies::{Gate, RuleBook};
use serde::Serialize;

use super::page::{ChildPage, Shown};
use super::part::TO_DECIDE;
use super::view::Withholding;
use super::{Door, OWN_VIEW, entry};
use crate::access_log::EntryDraft;
use crate::error::Error;
pub(crate) use crate::store::content::Told;
use crate::store::content::{AgencyContent, EscalationContent, rule};
use crate::store::{AsOf, Caller, ChildKey, Disputed, EscalationJudged, EscalationsAsk, Opening, Sharing, Snapshot};

/// A page of escalations whose entries are on disk.
pub type EscalationPage = ChildPage<ChildEscalations>;

/// The child, the gate and the record by which a step with an escalation is judged.
pub type StepJudged = (ChildKey, Gate, RecordFacts);

impl Told {
    /// What somebody is told for whom that gate opened the child. No purpose is stated that would tell where a protected child
    /// is (R7); the words of who raised a concern are read by those who answer it, and who that is, is not told.
    pub(crate) fn by(opening: &Opening, gate: Gate) -> Self {
        if gate == Gate::Screen {
            return Self { names: opening.tells_whereabouts(SharingPurpose::ReferralScreening, false), words: true };
        }
        let told = opening.tells_whereabouts(SharingPurpose::EarlyHelp, false);
        Self { names: told, words: told }
    }
}

/// An escalation, so far as the viewer may have it.
#[derive(Debug, Serialize)]
pub struct EscalationView {
    escalation: EscalationContent,
    withheld: Vec<Withholding>,
}

impl EscalationView {
    fn new(escalation: EscalationContent) -> Self {
        let known = escalation.left_out.iter().filter_map(|(field, reason)| Some((rule(ESCALATION, field)?, *reason)));
        let withheld = known.map(|(rule, reason)| Withholding {
            field: rule.field,
            classes: Set::of(rule.classes),
            reason,
            ask: None,
        });
        Self { withheld: withheld.collect(), escalation }
    }

    /// An escalation as who takes that step of it recorded it: what others said before is not in it, and no agency's name that
    /// the caller is not told.
    pub(crate) fn of(row: &escalation::Model, caller: &Caller, told: Told) -> Self {
        Self::new(EscalationContent::of(row, std::slice::from_ref(row), caller.at, told, &caller.agency))
    }

    /// The escalation.
    pub const fn escalation(&self) -> &EscalationContent {
        &self.escalation
    }

    /// What of it is withheld.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }

    /// The agencies that it names.
    pub fn names(&self) -> Vec<AgencyId> {
        let steps = self.escalation.steps.iter().map(|step| step.by);
        let mut ids: Vec<AgencyId> =
            [self.escalation.raised_by, self.escalation.appealed_to].into_iter().chain(steps).flatten().collect();
        ids.sort();
        ids.dedup();
        ids
    }
}

/// The escalations on a page that are about one child, or about none.
#[derive(Debug, Default, Serialize)]
pub struct ChildEscalations {
    escalations: Vec<EscalationView>,
    agencies: Vec<AgencyContent>,
}

impl ChildEscalations {
    /// One of the escalations.
    pub fn escalation(&self, index: usize) -> Option<&EscalationView> {
        self.escalations.get(index)
    }

    /// An agency that the page names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }
}

impl Door {
    /// By what raising an escalation is judged: by nothing where it is about no child, and by a child that nobody knows where
    /// there is nothing of the kind to raise one against.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn dispute_judged_by(&self, caller: &Caller, on: Disputed) -> Result<Option<StepJudged>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.dispute(caller, on).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let judged = found.map(|dispute| dispute.child.map_or(EscalationJudged::Alone, EscalationJudged::Child));
        self.step_judged(judged)
    }

    /// Whether there is something there that the caller may raise an escalation against, and another agency that answers for it.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn may_dispute(&self, caller: &Caller, on: Disputed) -> Result<bool, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.dispute(caller, on).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found.is_some_and(|dispute| dispute.ripe && dispute.answered_by(caller).is_some()))
    }

    /// The same of a step with an escalation.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn escalation_judged_by(&self, caller: &Caller, id: EscalationId) -> Result<Option<StepJudged>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.escalation(caller, id, None).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        self.step_judged(found.map(|(_, judged)| judged))
    }

    fn step_judged(&self, found: Option<EscalationJudged>) -> Result<Option<StepJudged>, Error> {
        Ok(match found {
            Some(EscalationJudged::Alone) => None,
            Some(EscalationJudged::Child(child)) => Some((ChildKey::Id(child), Gate::Contribute, OWN_VIEW)),
            Some(EscalationJudged::Concern(child, _)) => Some((ChildKey::Id(child), Gate::Screen, TO_DECIDE)),
            None => Some((self.or_nobody(None)?, Gate::Contribute, OWN_VIEW)),
        })
    }

    /// A page of the escalations that the caller's agency raised, or that it is to answer.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn escalations(&self, caller: &Caller, ask: &EscalationsAsk) -> Result<EscalationPage, Error> {
        self.turn_away_administrators(caller, AccessAction::Decide).await?;
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let (mut listed, total) = snapshot.escalations(caller, ask).await.map_err(Error::unavailable)?;
        let more = listed.len() > ask.first as usize;
        listed.truncate(ask.first as usize);
        let ids: Vec<EscalationId> = listed.iter().map(|listed| listed.id).collect();
        let steps = snapshot.escalation_steps(&ids).await.map_err(Error::unavailable)?;
        let canonical = format!("{{\"escalations\":{}}}", serde_json::to_string(ask).map_err(Error::internal)?);
        let mut groups: Vec<EscalationJudged> = Vec::new();
        for escalation in &listed {
            if !groups.contains(&escalation.judged) {
                groups.push(escalation.judged);
            }
        }
        let mut shown = Vec::with_capacity(groups.len().max(1));
        for judged in groups {
            let alike: Vec<EscalationId> = listed.iter().filter(|e| e.judged == judged).map(|e| e.id).collect();
            let mut entry = self.entry_of(caller, AccessAction::Decide);
            let view = self.escalations_of(&snapshot, caller, (judged, &alike, &steps), ask, &book, &mut entry).await;
            let view = view.map_err(Error::unavailable)?;
            let rows = view.escalations.iter().map(|e| e.escalation.id).collect();
            shown.push(Shown { view, entry, rows });
        }
        if shown.is_empty() {
            let entry = self.entry_of(caller, AccessAction::Decide);
            shown.push(Shown { view: ChildEscalations::default(), entry, rows: Vec::new() });
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        self.page_of(&canonical, shown, &ids, (total, more)).await
    }

    /// The escalations that are judged by one child, or by none.
    async fn escalations_of(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        (judged, alike, steps): (EscalationJudged, &[EscalationId], &[escalation::Model]),
        ask: &EscalationsAsk,
        book: &Arc<RuleBook>,
        entry: &mut EntryDraft,
    ) -> Result<ChildEscalations, sea_orm::DbErr> {
        let mut view = ChildEscalations::default();
        let mut told = Told::ALL;
        let by = match judged {
            EscalationJudged::Alone => None,
            EscalationJudged::Child(child) => Some((child, Gate::Contribute, OWN_VIEW, None)),
            // R23: as the concern is answered.
            EscalationJudged::Concern(child, concern) => {
                let screening = Sharing::plain(SharingPurpose::ReferralScreening, LawfulBasis::PublicTask);
                Some((child, Gate::Screen, TO_DECIDE, Some(Sharing { concern: Some(concern), ..screening })))
            }
        };
        if let Some((child, gate, record, sharing)) = by {
            entry.child = Some(child);
            let key = ChildKey::Id(child);
            let subject = self.store().subject_for(snapshot, caller, sharing.as_ref(), &key, record).await?;
            match self.store().judge(subject, book, gate) {
                Ok(opening) => {
                    let trace = opening.gate_trace(gate);
                    entry::state_trace(entry, &trace, &entry::book_hash(book), self.fact_sets());
                    told = Told::by(&opening, gate);
                }
                Err(refused) => {
                    entry::state_trace(entry, &refused.trace, &entry::book_hash(book), self.fact_sets());
                    entry::refuse(entry, refused.code);
                    return Ok(view);
                }
            }
        }
        for id in alike {
            let newest = steps.iter().filter(|step| step.id == *id).max_by_key(|step| step.version);
            let Some(newest) = newest else { continue };
            let content = EscalationContent::of(newest, steps, caller.at, told, &caller.agency);
            for rule in ask.fields.iter().filter_map(|field| rule(ESCALATION, field)) {
                let kept = content.left_out.iter().any(|(field, _)| *field == rule.field);
                let into = if kept { &mut entry.withheld } else { &mut entry.disclosed };
                *into = into.union(Set::of(rule.classes));
            }
            view.escalations.push(EscalationView::new(content));
        }
        entry.withheld = entry.withheld.minus(entry.disclosed);
        let mut named: Vec<AgencyId> = view.escalations.iter().flat_map(EscalationView::names).collect();
        named.sort();
        named.dedup();
        view.agencies = snapshot.agencies(&named).await?;
        Ok(view)
    }
}
