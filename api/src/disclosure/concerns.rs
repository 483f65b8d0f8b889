//! The reading way to concerns: each child on the page judged for those addressed, and one entry for each.

use std::collections::BTreeSet;
use std::sync::Arc;

use entities::Set;
use entities::ids::{AgencyId, ChildId, ConcernId};
use entities::words::{AccessAction, FieldClass, LawfulBasis, SharingPurpose};
use policies::facts::RecordFacts;
use policies::fields::{CHILD, CONCERN};
use policies::{Gate, RuleBook};

use super::Door;
use super::concern::{self, ChildConcerns, ConcernView};
use super::entry;
use super::page::{ChildPage, Shown};
use super::part::STRANGERS_CONCERN;
use super::view;
use crate::access_log::EntryDraft;
use crate::error::Error;
use crate::store::content::{ConcernsAsk, Listed, Side, needs, rule};
use crate::store::{AsOf, Caller, ChildKey, Sharing, Snapshot};

/// A page of concerns whose entries are on disk.
pub type ConcernPage = ChildPage<ChildConcerns>;

impl Door {
    /// A page of the concerns that the caller raised, that their safeguarding role sees, or that came to them to decide.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn concerns(&self, caller: &Caller, ask: &ConcernsAsk) -> Result<ConcernPage, Error> {
        self.turn_away_administrators(caller, AccessAction::View).await?;
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let (mut listed, total) = snapshot.concerns(caller, ask).await.map_err(Error::unavailable)?;
        let more = listed.len() > ask.first as usize;
        listed.truncate(ask.first as usize);
        let canonical = format!("{{\"concerns\":{}}}", serde_json::to_string(ask).map_err(Error::internal)?);
        // To the raiser's side a concern is about no child that the hub knows, in the log as in the answer (R34).
        let about = |listed: &Listed| (listed.side != Side::Raiser).then_some(listed.child);
        let mut children: Vec<Option<ChildId>> = Vec::new();
        for concern in &listed {
            if !children.contains(&about(concern)) {
                children.push(about(concern));
            }
        }
        let mut shown = Vec::with_capacity(children.len().max(1));
        for child in children {
            let of_child: Vec<Listed> = listed.iter().filter(|c| about(c) == child).copied().collect();
            let mut entry = self.entry_of(caller, AccessAction::View);
            entry.child = child;
            entry.ask = Some(canonical.clone());
            let view =
                self.about(&snapshot, caller, &of_child, ask, &book, &mut entry).await.map_err(Error::unavailable)?;
            let rows = view.concerns.iter().map(|c| c.concern.id).collect();
            shown.push(Shown { view, entry, rows });
        }
        if shown.is_empty() {
            let entry = self.entry_of(caller, AccessAction::View);
            shown.push(Shown { view: ChildConcerns::default(), entry, rows: Vec::new() });
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let order: Vec<_> = listed.iter().map(|listed| listed.id).collect();
        self.page_of(&canonical, shown, &order, (total, more)).await
    }

    /// The concerns about one child: what the raiser's side said, and, judged, what came to the caller to decide.
    pub(super) async fn about(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        of_child: &[Listed],
        ask: &ConcernsAsk,
        book: &Arc<RuleBook>,
        entry: &mut EntryDraft,
    ) -> Result<ChildConcerns, sea_orm::DbErr> {
        let of = |side: Side| -> Vec<ConcernId> { of_child.iter().filter(|c| c.side == side).map(|c| c.id).collect() };
        let mut view = ChildConcerns::default();
        let raised = of(Side::Raiser);
        if !raised.is_empty() {
            let said = snapshot.raised_concerns(caller, &raised, &ask.fields).await?;
            view.concerns.extend(said.into_iter().map(|concern| ConcernView {
                concern,
                withheld: Vec::new(),
                addressed: false,
            }));
        }
        let addressed = of(Side::Addressed);
        if let (Some(first), Some(child)) = (addressed.first(), of_child.first().map(|c| c.child)) {
            // R23: the concern itself is the anchor.
            let sharing = Sharing {
                concern: Some(*first),
                ..Sharing::plain(SharingPurpose::ReferralScreening, LawfulBasis::PublicTask)
            };
            entry::state_sharing(entry, &sharing);
            let record = RecordFacts { addressed: true, ..RecordFacts::CHILD };
            let key = ChildKey::Id(child);
            let subject = self.store().subject_for(snapshot, caller, Some(&sharing), &key, record).await?;
            match self.store().judge(subject, book, Gate::Open) {
                Ok(opening) => {
                    let opening = snapshot.narrow(opening, caller).await?;
                    let trace = opening.trace();
                    let mut policies = trace.policies.clone();
                    let markings = trace.markings.clone();
                    let found = snapshot.concerns_addressed(&opening, caller, &addressed, &ask.fields).await?;
                    for (concern, record) in found {
                        let verdict = opening.of_record(record);
                        policies.extend(verdict.policies().iter().cloned());
                        for field in &ask.fields {
                            let Some(rule) = rule(CONCERN, field) else { continue };
                            count(entry, needs(rule, concern.content), |class| verdict.field(class).is_ok());
                        }
                        let withheld = concern::withheld(&concern, &verdict);
                        view.concerns.push(ConcernView { concern, withheld, addressed: true });
                    }
                    policies.sort();
                    policies.dedup();
                    entry::state_trace(
                        entry,
                        &crate::store::Trace { policies, ..trace },
                        &entry::book_hash(book),
                        self.fact_sets(),
                    );
                    if !ask.child.is_empty() {
                        for field in &ask.child {
                            let Some(rule) = rule(CHILD, field) else { continue };
                            count(entry, needs(rule, Set::EMPTY), |class| opening.field(class).is_ok());
                        }
                        let keeper = opening.whereabouts_keeper();
                        view.child = Some(snapshot.child(&opening, &ask.child).await?);
                        view.child_withheld =
                            view::child_withholdings(|class| opening.field(Set::of(&[class])).err(), None, keeper);
                    }
                    entry::name_markings(entry, &markings);
                }
                Err(refused) => {
                    entry::state_trace(entry, &refused.trace, &entry::book_hash(book), self.fact_sets());
                    if view.concerns.is_empty() {
                        entry::refuse(entry, refused.code);
                    }
                }
            }
        }
        let allegations = of(Side::Officer);
        if let (Some(first), Some(child)) = (allegations.first(), of_child.first().map(|c| c.child)) {
            let found = snapshot.child_of_concern(caller, *first, true).await?;
            let record = found.map_or(STRANGERS_CONCERN, |(_, record)| record);
            let subject = self.store().subject_for(snapshot, caller, None, &ChildKey::Id(child), record).await?;
            match self.store().judge(subject, book, Gate::Allegation) {
                Ok(opening) => {
                    let trace = opening.gate_trace(Gate::Allegation);
                    entry::state_trace(entry, &trace, &entry::book_hash(book), self.fact_sets());
                    let given = |field: &str, hidden: bool| {
                        ask.fields.iter().any(|a| a == field) && concern::of_officer(field, hidden).is_ok()
                    };
                    for concern in snapshot.concerns_of_officer(&opening, &allegations, given).await? {
                        let hidden = concern.what_happened.is_none();
                        for field in &ask.fields {
                            let Some(rule) = rule(CONCERN, field) else { continue };
                            count(entry, needs(rule, concern.content), |_| concern::of_officer(field, hidden).is_ok());
                        }
                        let withheld = concern::withheld_from_officer(&concern, hidden);
                        view.concerns.push(ConcernView { concern, withheld, addressed: false });
                    }
                }
                Err(refused) => {
                    entry::state_trace(entry, &refused.trace, &entry::book_hash(book), self.fact_sets());
                    if view.concerns.is_empty() {
                        entry::refuse(entry, refused.code);
                    }
                }
            }
        }
        // One order, so that the digest is the same whenever the same is given.
        view.concerns.sort_by_key(|c| of_child.iter().position(|listed| listed.id == c.concern.id));
        entry.withheld = entry.withheld.minus(entry.disclosed);
        let mut named: BTreeSet<AgencyId> = view.concerns.iter().filter_map(|c| c.concern.raised_by).collect();
        if let Some(child) = &view.child {
            named.extend([child.school, child.general_practice, child.responsible_authority].into_iter().flatten());
            named.extend(view.child_withheld.iter().filter_map(|withheld| withheld.ask));
        }
        let named: Vec<AgencyId> = named.into_iter().collect();
        view.agencies = snapshot.agencies(&named).await?;
        Ok(view)
    }
}

/// Adds the classes of a field that was asked for to those given or those withheld.
fn count(entry: &mut EntryDraft, classes: Set<FieldClass>, cleared: impl Fn(Set<FieldClass>) -> bool) {
    if cleared(classes) {
        entry.disclosed = entry.disclosed.union(classes);
    } else {
        entry.withheld = entry.withheld.union(classes);
    }
}
