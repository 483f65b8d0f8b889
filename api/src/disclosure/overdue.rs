//! The reading way to work that is late: of the caller's own agency, each child on the page judged, and one entry
//! for each.

use entities::ids::ChildId;
use entities::words::{AccessAction, WorkKind};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;
use serde_json::json;

use super::part::OWN_WORK;
use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Draft, Parent};
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, OverdueAsk, OverdueWork};

/// A page of overdue work, whose entries are on disk.
#[derive(Debug)]
pub struct OverduePage {
    works: Vec<OverdueWork>,
    total: i64,
    more: bool,
}

impl OverduePage {
    /// The work, first what was due first.
    pub fn works(&self) -> &[OverdueWork] {
        &self.works
    }

    /// How much there is, where that was asked for.
    pub const fn total(&self) -> i64 {
        self.total
    }

    /// Whether more follows.
    pub const fn more(&self) -> bool {
        self.more
    }
}

/// What is overdue about one child.
#[derive(Debug, Default, Serialize)]
struct ChildOverdue {
    overdue: Vec<OverdueWork>,
}

impl Door {
    /// A page of the overdue work of the caller's agency.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn overdue_work(&self, caller: &Caller, ask: &OverdueAsk) -> Result<OverduePage, Error> {
        self.turn_away_administrators(caller, AccessAction::Decide).await?;
        let book = self.book();
        let asked = json!({ "overdueWork": ask }).to_string();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.overdue_work(caller, ask).await;
        let (mut works, total) = found.map_err(Error::unavailable)?;
        let more = works.len() > ask.first as usize;
        works.truncate(ask.first as usize);
        let mut children: Vec<ChildId> = Vec::new();
        for work in &works {
            if !children.contains(&work.child) {
                children.push(work.child);
            }
        }
        let mut drafts = Vec::with_capacity(children.len().max(1));
        for child in children {
            let mut entry = self.entry_of(caller, AccessAction::Decide);
            let statutory = works.iter().any(|w| w.child == child && w.kind != WorkKind::EarlyHelpPlan);
            let record = RecordFacts { statutory, ..OWN_WORK };
            let subject = self.store().subject_for(&snapshot, caller, None, &ChildKey::Id(child), record).await;
            let (trace, refused) = match self.store().judge(subject.map_err(Error::unavailable)?, &book, Gate::Work) {
                Ok(opening) => (opening.gate_trace(Gate::Work), None),
                Err(refused) => (refused.trace, Some(refused.code)),
            };
            entry::state_trace(&mut entry, &trace, &entry::book_hash(&book), self.fact_sets());
            if let Some(code) = refused {
                entry::refuse(&mut entry, code);
                works.retain(|work| work.child != child);
            }
            let overdue = works.iter().filter(|work| work.child == child).cloned().collect();
            drafts.push((ChildOverdue { overdue }, entry));
        }
        if drafts.is_empty() {
            drafts.push((ChildOverdue::default(), self.entry_of(caller, AccessAction::Decide)));
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let drafts = drafts
            .into_iter()
            .map(|(view, mut entry)| {
                entry.ask = Some(asked.clone());
                entry.parent = Parent::FirstOfAppend;
                entry.records_disclosed = u32::try_from(view.overdue.len()).unwrap_or(u32::MAX);
                entry.view_format = VIEW_FORMAT;
                entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
                Ok(Draft::new(view, entry))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        self.log().append_all(drafts).await.map_err(Error::unavailable)?;
        Ok(OverduePage { works, total, more })
    }
}
