//! The reading way to what was not asked: key points passed without their checks, and checks overdue, of one child or of the
//! children of the caller's areas. Each child on the page is judged, and has its entry.

use std::sync::Arc;

use entities::ids::ChildId;
use entities::words::AccessAction;
use policies::facts::RecordFacts;
use policies::{Gate, RuleBook};
use serde::Serialize;
use serde_json::json;

use super::view::{RefusalView, VIEW_FORMAT};
use super::{Door, entry};
use crate::access_log::{Draft, EntryDraft, Logged, Parent};
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, MissingCheck, MissingCursor, Opening, Refused, Snapshot};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct MissingAsk {
    /// Of that child alone; else of the children of the caller's areas.
    pub child: Option<ChildKey>,
    /// At most so many.
    pub first: u32,
    /// Only what follows that.
    pub after: Option<MissingCursor>,
    /// Whether the total is wanted.
    pub total: bool,
}

/// What is missing about one child.
#[derive(Debug, Default, Serialize)]
struct ChildMissing {
    missing: Vec<MissingCheck>,
}

/// A page of what is missing, whose entries are on disk.
#[derive(Debug)]
pub struct MissingPage {
    missing: Vec<MissingCheck>,
    total: i64,
    more: bool,
}

impl MissingPage {
    /// What is missing, newest first.
    pub fn missing(&self) -> &[MissingCheck] {
        &self.missing
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

/// What is missing, or why it is not told.
#[derive(Debug)]
pub enum MissingAnswer {
    /// A page of it.
    Page(MissingPage),
    /// No, and why.
    Refused(Logged<RefusalView>),
}

impl Door {
    /// A page of what is missing.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn missing_checks(&self, caller: &Caller, ask: &MissingAsk) -> Result<MissingAnswer, Error> {
        self.turn_away_administrators(caller, AccessAction::Check).await?;
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut of = None;
        if let Some(key) = &ask.child {
            let mut entry = self.entry_of(caller, AccessAction::Check);
            match self.judged_for_checks(&snapshot, caller, key, &book, &mut entry).await? {
                Ok(opening) => of = Some((opening.child(), opening.told_of_key_points(caller.at))),
                Err(refused) => {
                    snapshot.close().await.map_err(Error::unavailable)?;
                    return Ok(MissingAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
                }
            }
        }
        let found = snapshot.missing_checks(caller, of, (ask.first, ask.after.as_ref()), ask.total).await;
        let (mut missing, total) = found.map_err(Error::unavailable)?;
        let more = missing.len() > ask.first as usize;
        missing.truncate(ask.first as usize);
        let of = of.map(|(child, _)| child);
        let mut children: Vec<ChildId> = of.into_iter().collect();
        for found in &missing {
            if !children.contains(&found.child) {
                children.push(found.child);
            }
        }
        let mut drafts = Vec::with_capacity(children.len().max(1));
        for child in children {
            let mut entry = self.entry_of(caller, AccessAction::Check);
            let judged = self.judged_for_checks(&snapshot, caller, &ChildKey::Id(child), &book, &mut entry).await?;
            if let Err(refused) = judged {
                entry::refuse(&mut entry, refused.code);
                missing.retain(|found| found.child != child);
            }
            let of_child = missing.iter().filter(|found| found.child == child).cloned().collect();
            drafts.push((ChildMissing { missing: of_child }, entry));
        }
        if drafts.is_empty() {
            drafts.push((ChildMissing::default(), self.entry_of(caller, AccessAction::Check)));
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let asked = json!({"missingChecks": {
            "child": of, "first": ask.first, "after": ask.after, "total": ask.total,
        }});
        let drafts = drafts
            .into_iter()
            .map(|(view, mut entry)| {
                entry.ask = Some(asked.to_string());
                entry.parent = Parent::FirstOfAppend;
                entry.records_disclosed = u32::try_from(view.missing.len()).unwrap_or(u32::MAX);
                entry.view_format = VIEW_FORMAT;
                entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
                Ok(Draft::new(view, entry))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        self.log().append_all(drafts).await.map_err(Error::unavailable)?;
        Ok(MissingAnswer::Page(MissingPage { missing, total, more }))
    }

    /// Judges a child as for asking, puts it into the entry, and gives the opening or the refusal.
    async fn judged_for_checks(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        key: &ChildKey,
        book: &Arc<RuleBook>,
        entry: &mut EntryDraft,
    ) -> Result<Result<Opening, Box<Refused>>, Error> {
        let subject = self.store().subject_for(snapshot, caller, None, key, RecordFacts::CHILD).await;
        let (trace, judged) = match self.store().judge(subject.map_err(Error::unavailable)?, book, Gate::Check) {
            Ok(opening) => (opening.gate_trace(Gate::Check), Ok(opening)),
            Err(refused) => (refused.trace.clone(), Err(refused)),
        };
        entry::state_trace(entry, &trace, &entry::book_hash(book), self.fact_sets());
        Ok(judged)
    }
}
