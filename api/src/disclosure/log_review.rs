//! A verdict on an access that is not one's own: [`Door::review_access`]. An entry that the caller may not review is
//! answered as one that is not there, so that no answer tells of a child.

use entities::Set;
use entities::ids::ReviewId;
use entities::rows::access_review;
use entities::words::{AccessVerdict, RefusalCode};
use serde::Serialize;

use super::log_scope::{self, Shown};
use super::log_view::{self, LogPageView};
use super::view::{RefusalView, VIEW_FORMAT};
use super::writing::{ATTEMPTS, Outcome, settled};
use super::{ChangeAnswer, Door, Plan, PlanError, Request, entry, refusal};
use crate::access_log::{Draft, EntryDraft, Logged, Position};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller, LogScope, ReviewRow, Rows, Seen, Snapshot};

/// A verdict to record.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewAsk {
    /// The entry that is judged.
    pub entry: Position,
    /// The verdict.
    pub verdict: AccessVerdict,
    /// Why; 1 to 20,000 characters.
    pub note: String,
}

impl Door {
    /// Records a verdict on an access, where the caller may review it (R37).
    ///
    /// # Errors
    /// Where the hub cannot answer; then nothing was recorded.
    pub async fn review_access(
        &self,
        caller: &Caller,
        request: Request<'_, ReviewAsk>,
    ) -> Result<ChangeAnswer<LogPageView>, Error> {
        let today = local_date(caller.at);
        for _ in 0..ATTEMPTS {
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let standing = snapshot.log_standing(caller.person, today).await.map_err(Error::unavailable)?;
            let scope = log_scope::scope(caller, standing.custodian, today);
            let mut entry = self.entry_for(caller, &request);
            entry.ask = Some(format!("{{\"mutation\":\"{}\",\"entry\":\"{}\"}}", request.mutation, request.said.entry));
            entry.as_of = standing.sizes;
            let seen = snapshot.log_entry(&scope, request.said.entry).await.map_err(Error::unavailable)?;
            let shown = seen.as_ref().map(|seen| log_scope::shown(&scope, seen));
            let seen = match (seen, shown) {
                (Some(seen), Some(Shown::Reviewable | Shown::Placeless)) => seen,
                (_, shown) => {
                    snapshot.close().await.map_err(Error::unavailable)?;
                    let view = self.no_review(caller, &scope, shown);
                    return Ok(ChangeAnswer::Refused(self.refuse_in_words(entry, view).await?));
                }
            };
            entry.child = seen.row.child;
            let outcome = match settled(self.key(&snapshot, caller, &request).await?, &request.form) {
                Err(problems) => Err(problems),
                Ok(Some(_)) => one(&snapshot, &scope, seen, None).await.map(Outcome::Again),
                Ok(None) => {
                    let row = self.review_row(caller, request.said)?;
                    let review = ReviewRow { row: row.clone(), reviewer: Some(caller.name.clone()) };
                    one(&snapshot, &scope, seen, Some(review)).await.map(|view| {
                        let made = row.id.to_string();
                        let mut rows = Rows::new();
                        rows.add(row);
                        Outcome::New(Plan { view, rows, made, classes: Set::EMPTY })
                    })
                }
            };
            snapshot.close().await.map_err(Error::unavailable)?;
            if let Some(answer) = self.answer(caller, &request, entry, outcome).await? {
                return Ok(answer);
            }
        }
        self.overtaken(caller, &request).await
    }

    fn review_row(&self, caller: &Caller, ask: &ReviewAsk) -> Result<access_review::Model, Error> {
        Ok(access_review::Model {
            id: ReviewId(self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?),
            entry_log: ask.entry.log,
            entry_seq: ask.entry.seq,
            verdict: ask.verdict,
            note: ask.note.clone(),
            reviewer: caller.person,
            reviewed_at: caller.at,
            log: 0,
            seq: 0,
        })
    }

    /// Why there is no review: the caller reviews nothing at all, the access is their own, or there is nothing to be told.
    fn no_review(&self, caller: &Caller, scope: &LogScope, shown: Option<Shown>) -> RefusalView {
        if !scope.is_open() {
            return RefusalView::new(
                RefusalCode::Role,
                "Your role in this membership does not review accesses.".to_owned(),
                "Ask the safeguarding lead of your agency, or information governance.".to_owned(),
            );
        }
        if shown == Some(Shown::Own) {
            return RefusalView::new(
                RefusalCode::Role,
                "Nobody reviews their own access.".to_owned(),
                "Ask another safeguarding lead of your agency; where there is none, information governance does it."
                    .to_owned(),
            );
        }
        refusal::view(RefusalCode::NotFound, caller, self.contacts())
    }

    /// Refuses in words that no rule book has.
    pub(super) async fn refuse_in_words(
        &self,
        mut entry: EntryDraft,
        view: RefusalView,
    ) -> Result<Logged<RefusalView>, Error> {
        entry::refuse(&mut entry, view.code());
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}

/// The view of one entry with its reviews, the new one last.
async fn one(
    snapshot: &Snapshot,
    scope: &LogScope,
    seen: Seen,
    new: Option<ReviewRow>,
) -> Result<LogPageView, PlanError> {
    let mut reviews = snapshot.log_reviews(&[Position { log: seen.row.log, seq: seen.row.seq }]).await?;
    reviews.extend(new);
    let entries = vec![log_view::entry(scope, seen, &reviews).map_err(PlanError::Failed)?];
    let agencies = snapshot.agencies(&LogPageView::agencies_of(&entries)).await?;
    Ok(LogPageView { entries, total: None, more: false, agencies, queue: Vec::new() })
}
