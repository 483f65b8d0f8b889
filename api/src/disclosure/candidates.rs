//! Looking for the children that a search may mean: what is found is judged in rounds, until there are more than are shown or no
//! more that fit.
//!
//! The statements have a bound, and what the answer says rests on judged children alone. How many rounds there are depends on
//! children with whom something ties the caller; on others only where the rule book shows the caller such children. What remains:
//! of more than a thousand tied children that fit, of whom fewer than eleven may be shown, those that fit worst are not looked at,
//! and nobody is told that there are more. A child with whom nothing ties the caller never takes the place of one with whom
//! something does, and one that is shut to the caller takes nobody's.

use std::collections::HashMap;
use std::sync::Arc;

use entities::ids::ChildId;
use policies::RuleBook;
use sea_orm::DbErr;

use super::Door;
use super::search::MOST_SHOWN;
use crate::plain::calendar::local_date;
use crate::store::content::CandidateContent;
use crate::store::{Caller, SearchFacts, SearchHit, Sharing, Sight, Sighting, Snapshot, Stream, Subject};

/// How often a search reads on, at most.
const ROUNDS: usize = 5;

/// What a search found and judged.
pub(super) struct Looked {
    /// The facts of a stranger, by which a search is refused without looking at a child.
    pub(super) stranger: Subject,
    /// The children that may be shown.
    pub(super) shown: Vec<(CandidateContent, Sighting)>,
    /// The restricted records that were looked for.
    pub(super) attempts: Vec<ChildId>,
}

impl Looked {
    pub(super) async fn look(
        door: &Door,
        snapshot: &Snapshot,
        book: &Arc<RuleBook>,
        (caller, sharing, facts): (&Caller, &Sharing, &SearchFacts),
    ) -> Result<Self, DbErr> {
        let mut rows = snapshot.search(caller, facts, Stream::Shut, 0).await?.found;
        let (mut more_tied, mut more_untied) = (true, true);
        let mut looked: Option<Self> = None;
        for round in 0..ROUNDS {
            let mut untied = Vec::new();
            if more_tied {
                let hits = snapshot.search(caller, facts, Stream::Tied, round).await?;
                more_tied = hits.more;
                rows.extend(hits.found);
            }
            if more_untied {
                let hits = snapshot.search(caller, facts, Stream::Untied, round).await?;
                more_untied = hits.more;
                untied.extend(hits.found.iter().map(SearchHit::id));
                rows.extend(hits.found);
            }
            let ids: Vec<ChildId> = rows.iter().map(SearchHit::id).collect();
            let (stranger, subjects) = door.store().subjects(snapshot, caller, sharing, &ids).await?;
            let seen = looked.get_or_insert_with(|| Self { stranger, shown: Vec::new(), attempts: Vec::new() });
            let sighted = seen.judge(book, subjects, std::mem::take(&mut rows), facts, caller);
            // Where the rule book shows the caller nobody with whom nothing ties them, it would show none of the rest either.
            more_untied &= untied.iter().any(|child| sighted.contains(child));
            if seen.shown.len() > MOST_SHOWN || !(more_tied || more_untied) {
                break;
            }
        }
        looked.ok_or_else(|| DbErr::Custom("a search had no round".into()))
    }

    /// Adds what of those children may be shown; gives all that a search may show to the caller, whether they fit or not.
    fn judge(
        &mut self,
        book: &RuleBook,
        subjects: Vec<Subject>,
        rows: Vec<SearchHit>,
        facts: &SearchFacts,
        caller: &Caller,
    ) -> Vec<ChildId> {
        let sought: HashMap<ChildId, _> = rows.iter().map(|row| (row.id(), facts.sought(row))).collect();
        let mut sighted: HashMap<ChildId, Sight> = subjects
            .into_iter()
            .filter_map(|subject| {
                let sought = subject.child().and_then(|child| sought.get(&child).copied()).unwrap_or_default();
                subject.sight(book, sought)
            })
            .map(|sight| match &sight {
                Sight::Of(sighting) => (sighting.child(), sight),
                Sight::Restricted(attempt) => (attempt.child(), sight),
            })
            .collect();
        let all = sighted.keys().copied().collect();
        let today = local_date(caller.at);
        for row in rows {
            match sighted.remove(&row.id()) {
                None => {}
                Some(Sight::Of(sighting)) => {
                    if let Some(content) = CandidateContent::of(&sighting, row, facts, today) {
                        self.shown.push((content, sighting));
                    }
                }
                Some(Sight::Restricted(attempt)) => {
                    let child = attempt.child();
                    if attempt.is_meant(row, facts, today) {
                        self.attempts.push(child);
                    }
                }
            }
        }
        all
    }
}
