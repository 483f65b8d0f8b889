//! The reading way to checks: each child on the page judged, for who asks as for asking, for who is asked as for answering,
//! and one entry for each.

use std::sync::Arc;

use entities::Set;
use entities::ids::{AgencyId, ChildId};
use entities::words::{AccessAction, CheckSide, FieldClass};
use policies::facts::{Owner, RecordFacts, RecordKind};
use policies::fields::CHECK;
use policies::{Gate, RuleBook};

use super::check::{CheckView, ChildChecks};
use super::page::{ChildPage, Shown};
use super::{Door, OWN_CHECK, entry};
use crate::access_log::EntryDraft;
use crate::error::Error;
use crate::store::content::{ChecksAsk, rule};
use crate::store::{AsOf, Caller, ChildKey, ListedCheck, Snapshot};

/// A page of checks whose entries are on disk.
pub type CheckPage = ChildPage<ChildChecks>;

impl Door {
    /// A page of the checks that the caller's agency asked for, or that are put to it and not answered yet.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn checks(&self, caller: &Caller, ask: &ChecksAsk) -> Result<CheckPage, Error> {
        self.turn_away_administrators(caller, AccessAction::Check).await?;
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let (mut listed, total) = snapshot.checks(caller, ask).await.map_err(Error::unavailable)?;
        let more = listed.len() > ask.first as usize;
        listed.truncate(ask.first as usize);
        let canonical = format!("{{\"checks\":{}}}", serde_json::to_string(ask).map_err(Error::internal)?);
        let mut children: Vec<ChildId> = Vec::new();
        for check in &listed {
            if !children.contains(&check.child) {
                children.push(check.child);
            }
        }
        let mut shown = Vec::with_capacity(children.len().max(1));
        for child in children {
            let of_child: Vec<ListedCheck> = listed.iter().filter(|c| c.child == child).copied().collect();
            let mut entry = self.entry_of(caller, AccessAction::Check);
            entry.child = Some(child);
            let view = self.checks_of(&snapshot, caller, &of_child, ask, &book, &mut entry).await;
            let view = view.map_err(Error::unavailable)?;
            let rows = view.checks.iter().map(|c| c.check().id).collect();
            shown.push(Shown { view, entry, rows });
        }
        if shown.is_empty() {
            let entry = self.entry_of(caller, AccessAction::Check);
            shown.push(Shown { view: ChildChecks::default(), entry, rows: Vec::new() });
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let order: Vec<_> = listed.iter().map(|listed| listed.id).collect();
        self.page_of(&canonical, shown, &order, (total, more)).await
    }

    /// The checks about one child, judged once for each side.
    pub(super) async fn checks_of(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        of_child: &[ListedCheck],
        ask: &ChecksAsk,
        book: &Arc<RuleBook>,
        entry: &mut EntryDraft,
    ) -> Result<ChildChecks, sea_orm::DbErr> {
        let mut view = ChildChecks::default();
        let answer = RecordFacts { kind: RecordKind::Entry, owner: Owner::Own, ..RecordFacts::CHILD };
        for (side, gate, record) in
            [(CheckSide::Asking, Gate::Check, OWN_CHECK), (CheckSide::Asked, Gate::Contribute, answer)]
        {
            let listed: Vec<ListedCheck> = of_child.iter().filter(|c| c.side == side).copied().collect();
            let Some(first) = listed.first() else { continue };
            let subject = self.store().subject_for(snapshot, caller, None, &ChildKey::Id(first.child), record).await?;
            match self.store().judge(subject, book, gate) {
                Ok(opening) => {
                    let trace = opening.gate_trace(gate);
                    entry::state_trace(entry, &trace, &entry::book_hash(book), self.fact_sets());
                    for (check, left_out) in snapshot.checks_shown(&opening, &listed, caller.at).await? {
                        count(entry, ask, left_out);
                        view.checks.push(CheckView::new(check, left_out));
                    }
                }
                Err(refused) => {
                    entry::state_trace(entry, &refused.trace, &entry::book_hash(book), self.fact_sets());
                    if view.checks.is_empty() {
                        entry::refuse(entry, refused.code);
                    }
                }
            }
        }
        // One order, so that the digest is the same whenever the same is given.
        view.checks.sort_by_key(|c| of_child.iter().position(|listed| listed.id == c.check().id));
        entry.withheld = entry.withheld.minus(entry.disclosed);
        let mut named: Vec<AgencyId> =
            view.checks.iter().flat_map(|c| [c.check().asked_by, c.check().agency]).flatten().collect();
        named.sort();
        named.dedup();
        view.agencies = snapshot.agencies(&named).await?;
        Ok(view)
    }
}

/// Adds the classes of the fields that were asked for to those given or those withheld.
fn count(entry: &mut EntryDraft, ask: &ChecksAsk, left_out: &[&str]) {
    for field in &ask.fields {
        let classes: Set<FieldClass> = rule(CHECK, field).map_or(Set::EMPTY, |rule| Set::of(rule.classes));
        if left_out.contains(&field.as_str()) {
            entry.withheld = entry.withheld.union(classes);
        } else {
            entry.disclosed = entry.disclosed.union(classes);
        }
    }
}
