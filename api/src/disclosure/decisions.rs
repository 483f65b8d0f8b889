//! The reading way to joint decisions: each child on the page judged, for those who decide as for answering the concern, for who
//! is asked as for answering, and one entry for each.

use std::sync::Arc;

use entities::ids::{AgencyId, ChildId, ConcernId, JointDecisionId};
use entities::words::{AccessAction, CheckSide, LawfulBasis, SharingPurpose};
use policies::{Gate, RuleBook};

use super::decision::{ChildDecisions, JointDecisionView, counted};
use super::page::{ChildPage, Shown};
use super::part::TO_DECIDE;
use super::{Door, OWN_VIEW, entry};
use crate::access_log::EntryDraft;
use crate::error::Error;
use crate::store::content::JointDecisionsAsk;
use crate::store::{AsOf, Caller, ChildKey, ListedDecision, Sharing, Snapshot};

/// A page of joint decisions whose entries are on disk.
pub type JointDecisionPage = ChildPage<ChildDecisions>;

/// What is judged at once: those on one side, on one concern and for one purpose.
type Group = (CheckSide, Option<ConcernId>, SharingPurpose);

impl Door {
    /// A page of the joint decisions that the caller may take, or on which their agency is asked for its view.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn joint_decisions(&self, caller: &Caller, ask: &JointDecisionsAsk) -> Result<JointDecisionPage, Error> {
        self.turn_away_administrators(caller, AccessAction::Decide).await?;
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let (mut listed, total) = snapshot.joint_decisions(caller, ask).await.map_err(Error::unavailable)?;
        let more = listed.len() > ask.first as usize;
        listed.truncate(ask.first as usize);
        let canonical = format!("{{\"jointDecisions\":{}}}", serde_json::to_string(ask).map_err(Error::internal)?);
        let mut children: Vec<ChildId> = Vec::new();
        for decision in &listed {
            if !children.contains(&decision.child) {
                children.push(decision.child);
            }
        }
        let mut shown = Vec::with_capacity(children.len().max(1));
        for child in children {
            let of_child: Vec<ListedDecision> = listed.iter().filter(|d| d.child == child).copied().collect();
            let mut entry = self.entry_of(caller, AccessAction::Decide);
            entry.child = Some(child);
            let view = self.decisions_of(&snapshot, caller, &of_child, ask, &book, &mut entry).await;
            let view = view.map_err(Error::unavailable)?;
            let rows = view.decisions.iter().map(|d| d.decision().id).collect();
            shown.push(Shown { view, entry, rows });
        }
        if shown.is_empty() {
            let entry = self.entry_of(caller, AccessAction::Decide);
            shown.push(Shown { view: ChildDecisions::default(), entry, rows: Vec::new() });
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let order: Vec<_> = listed.iter().map(|listed| listed.id).collect();
        self.page_of(&canonical, shown, &order, (total, more)).await
    }

    /// The joint decisions about one child, judged once for each side, concern and purpose.
    async fn decisions_of(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        of_child: &[ListedDecision],
        ask: &JointDecisionsAsk,
        book: &Arc<RuleBook>,
        entry: &mut EntryDraft,
    ) -> Result<ChildDecisions, sea_orm::DbErr> {
        let mut view = ChildDecisions::default();
        let mut groups: Vec<(Group, Vec<JointDecisionId>)> = Vec::new();
        for listed in of_child {
            let group = match listed.side {
                CheckSide::Asking => (listed.side, listed.concern, listed.purpose),
                CheckSide::Asked => (listed.side, None, SharingPurpose::EarlyHelp),
            };
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, ids)) => ids.push(listed.id),
                None => groups.push((group, vec![listed.id])),
            }
        }
        for ((side, concern, purpose), ids) in groups {
            let Some(child) = of_child.first().map(|listed| listed.child) else { continue };
            // For those who decide it is read with the concern, whatever became of that (R23); who is asked states nothing.
            let sharing = Sharing { concern, ..Sharing::plain(purpose, LawfulBasis::PublicTask) };
            let (gate, record, sharing) = match side {
                CheckSide::Asking => (Gate::Screen, TO_DECIDE, Some(&sharing)),
                CheckSide::Asked => (Gate::Contribute, OWN_VIEW, None),
            };
            let subject = self.store().subject_for(snapshot, caller, sharing, &ChildKey::Id(child), record).await?;
            match self.store().judge(subject, book, gate) {
                Ok(opening) => {
                    let trace = opening.gate_trace(gate);
                    entry::state_trace(entry, &trace, &entry::book_hash(book), self.fact_sets());
                    for decision in snapshot.joint_decisions_shown(&opening, caller, &ids, side, concern).await? {
                        let (given, kept) = counted(&decision, &ask.fields, &ask.views);
                        entry.disclosed = entry.disclosed.union(given);
                        entry.withheld = entry.withheld.union(kept);
                        view.decisions
                            .push(JointDecisionView::new(decision).for_who_decides(side == CheckSide::Asking));
                    }
                }
                Err(refused) => {
                    entry::state_trace(entry, &refused.trace, &entry::book_hash(book), self.fact_sets());
                    if view.decisions.is_empty() {
                        entry::refuse(entry, refused.code);
                    }
                }
            }
        }
        // One order, so that the digest is the same whenever the same is given.
        view.decisions.sort_by_key(|d| of_child.iter().position(|listed| listed.id == d.decision().id));
        entry.withheld = entry.withheld.minus(entry.disclosed);
        let mut named: Vec<AgencyId> = view.decisions.iter().flat_map(JointDecisionView::names).collect();
        named.sort();
        named.dedup();
        view.agencies = snapshot.agencies(&named).await?;
        Ok(view)
    }
}
