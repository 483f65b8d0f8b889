//! A verdict on an access that is not one's own: [`Door::review_access`]. An entry that the caller may not review is
//! answered as one that is not there, so that no answer tells of a child.

use entities::ids::ReviewId;
use entities::rows::{access_review, idempotency_key};
use entities::words::{AccessAction, AccessVerdict, RefusalCode};

use super::key::{bad_key, key_reused};
use super::log_scope::{self, Shown};
use super::log_view::{self, LogPageView};
use super::view::{RefusalView, VIEW_FORMAT};
use super::{ChangeAnswer, Door, Problem, entry, refusal};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft, Logged, Position};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller, LogScope, ReviewRow, Rows, Seen, Snapshot};

/// The mutation's name in the contract.
const MUTATION: &str = "reviewAccess";

/// A verdict to record.
#[derive(Clone, Debug)]
pub struct ReviewAsk<'a> {
    /// The client's key for this request.
    pub key: Option<&'a str>,
    /// The SHA-256 of the input.
    pub input: [u8; 32],
    /// The entry that is judged.
    pub entry: Position,
    /// The verdict.
    pub verdict: AccessVerdict,
    /// Why.
    pub note: String,
    /// What is wrong with the input.
    pub problems: Vec<Problem>,
}

impl Door {
    /// Records a verdict on an access, where the caller may review it (R37).
    ///
    /// # Errors
    /// Where the hub cannot answer; then nothing was recorded.
    pub async fn review_access(&self, caller: &Caller, ask: ReviewAsk<'_>) -> Result<ChangeAnswer<LogPageView>, Error> {
        let today = local_date(caller.at);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let standing = snapshot.log_standing(caller.person, today).await.map_err(Error::unavailable)?;
        let scope = log_scope::scope(caller, standing.custodian, today);
        let mut entry = entry::of_caller(caller, AccessAction::ReviewAccess);
        entry.ask = Some(format!("{{\"mutation\":\"{MUTATION}\",\"entry\":\"{}\"}}", ask.entry));
        entry.as_of = standing.sizes;
        let seen = snapshot.log_entry(&scope, ask.entry).await.map_err(Error::unavailable)?;
        let shown = seen.as_ref().map(|seen| log_scope::shown(&scope, seen));
        let seen = match (seen, shown) {
            (Some(seen), Some(Shown::Reviewable)) => seen,
            (_, shown) => {
                snapshot.close().await.map_err(Error::unavailable)?;
                let view = self.no_review(caller, &scope, shown);
                return Ok(ChangeAnswer::Refused(self.refuse_review(entry, view).await?));
            }
        };
        entry.child = seen.row.child;
        let mut problems = ask.problems.clone();
        problems.extend(ask.key.and_then(bad_key));
        if !problems.is_empty() {
            snapshot.close().await.map_err(Error::unavailable)?;
            self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
            return Ok(ChangeAnswer::Problems(problems));
        }
        let known = match ask.key {
            Some(key) => snapshot.idempotency(caller, MUTATION, key).await.map_err(Error::unavailable)?,
            None => None,
        };
        let again = known.is_some();
        if known.is_some_and(|known| known.input_hash != ask.input) {
            snapshot.close().await.map_err(Error::unavailable)?;
            return Ok(ChangeAnswer::Problems(vec![key_reused()]));
        }
        let mut reviews = snapshot.log_reviews(&[ask.entry]).await.map_err(Error::unavailable)?;
        let row = self.review_row(caller, &ask)?;
        if !again {
            reviews.push(ReviewRow { row: row.clone(), reviewer: Some(caller.name.clone()) });
        }
        let view = one(&snapshot, &scope, seen, &reviews).await?;
        snapshot.close().await.map_err(Error::unavailable)?;
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        if again {
            let logged = self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)?;
            return Ok(ChangeAnswer::Done(logged));
        }
        let mut rows = Rows::new();
        if let Some(key) = ask.key {
            rows.add(key_row(caller, &ask, key, &row));
        }
        rows.add(row);
        let spare = entry.clone();
        match self.log().change(Change::new(Draft::new(view, entry), rows.into_write())).await {
            Ok(done) => Ok(ChangeAnswer::Done(done)),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("the review could not be written")),
            Err(ChangeError::Conflict) => self.review_overtaken(caller, &ask, &scope, spare).await,
        }
    }

    /// Somebody used the same key a moment before: with the same input the answer is theirs.
    async fn review_overtaken(
        &self,
        caller: &Caller,
        ask: &ReviewAsk<'_>,
        scope: &LogScope,
        mut entry: EntryDraft,
    ) -> Result<ChangeAnswer<LogPageView>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let known = match ask.key {
            Some(key) => snapshot.idempotency(caller, MUTATION, key).await.map_err(Error::unavailable)?,
            None => None,
        };
        let seen = snapshot.log_entry(scope, ask.entry).await.map_err(Error::unavailable)?;
        let (Some(known), Some(seen)) = (known, seen) else {
            return Err(Error::unavailable("a review met a row that is not there"));
        };
        if known.input_hash != ask.input {
            snapshot.close().await.map_err(Error::unavailable)?;
            return Ok(ChangeAnswer::Problems(vec![key_reused()]));
        }
        let reviews = snapshot.log_reviews(&[ask.entry]).await.map_err(Error::unavailable)?;
        let view = one(&snapshot, scope, seen, &reviews).await?;
        snapshot.close().await.map_err(Error::unavailable)?;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        Ok(ChangeAnswer::Done(self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)?))
    }

    fn review_row(&self, caller: &Caller, ask: &ReviewAsk<'_>) -> Result<access_review::Model, Error> {
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
        if scope.ways.is_empty() {
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

    async fn refuse_review(&self, mut entry: EntryDraft, view: RefusalView) -> Result<Logged<RefusalView>, Error> {
        entry::refuse(&mut entry, view.code());
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}

/// The view of one entry.
async fn one(snapshot: &Snapshot, scope: &LogScope, seen: Seen, reviews: &[ReviewRow]) -> Result<LogPageView, Error> {
    let entries = vec![log_view::entry(scope, seen, reviews)?];
    let agencies = snapshot.agencies(&LogPageView::agencies_of(&entries)).await.map_err(Error::unavailable)?;
    Ok(LogPageView { entries, total: None, more: false, agencies })
}

fn key_row(caller: &Caller, ask: &ReviewAsk<'_>, key: &str, row: &access_review::Model) -> idempotency_key::Model {
    idempotency_key::Model {
        client: caller.client.as_ref().map_or_else(|| caller.person.to_string(), |c| c.id.clone()),
        agency: caller.agency.id,
        mutation: MUTATION.to_owned(),
        key: key.to_owned(),
        input_hash: ask.input.to_vec(),
        result: row.id.to_string(),
        at: caller.at,
        log: 0,
        seq: 0,
    }
}
