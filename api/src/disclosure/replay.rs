//! What was an answer then: [`Door::replay`] asks again as of an entry of the log, with what had been recorded, the roles
//! that were held, the sharing that was stated and the rule book that judged, and compares what comes out with the digest
//! of what went out.
//!
//! What it shows is a child's record again, so it is logged like any other.

use entities::ids::ChildId;
use entities::rows::access_log;
use entities::words::{AccessAction, RefusalCode};
use serde::Serialize;

use super::ask::LoggedChange;
use super::caller::caller;
use super::view::{RecordView, RefusalView, VIEW_FORMAT};
use super::{Door, RecordAsk, entry, refusal};
use crate::access_log::{Draft, EntryDraft, Logged, Position};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller, ChildKey, Sharing, Snapshot};

/// An answer, given again.
#[derive(Debug, Serialize)]
pub enum Replayed {
    /// The record as it was shown.
    Record(Box<RecordView>),
    /// The refusal as it was given.
    Refused(RefusalView),
}

/// What became of asking again.
#[derive(Debug, Serialize)]
pub struct Replay {
    /// Whether it is the same answer, to the byte.
    pub same: bool,
    /// Whether the rule book that judged then judged again; where it is not kept, today's did, and a difference proves
    /// nothing.
    pub same_book: bool,
    /// The answer.
    pub answer: Replayed,
}

impl Door {
    /// Asks again what the entry of a VIEW asked, as of that entry.
    ///
    /// # Errors
    /// Where there is no such entry, it is not of a VIEW by a person, it was erased, or the hub cannot answer.
    pub async fn replay(&self, at: Position) -> Result<Logged<Replay>, Error> {
        let row = self.entry_at(at).await?;
        if row.action != AccessAction::View {
            return Err(cannot(at, "it is not of a record that was opened"));
        }
        let Some((sharing, asked)) = stated(&row) else {
            return Err(cannot(at, "what was asked has been erased, or it opened no record"));
        };
        let (answer, same_book) = self.again(at, &row, &sharing, &asked).await?;
        let digest = digest_of(&answer)?;
        let same = row.digest.as_deref() == Some(digest.as_slice()) && row.view_format == i32::from(VIEW_FORMAT);
        self.shown_again(at, row.child, digest, Replay { same, same_book, answer }).await
    }

    /// What the person who gave a view on a joint decision could see then: the record, whole, as of the entry of that view, for
    /// the purpose that it states.
    ///
    /// # Errors
    /// Where there is no such entry, it is not of a view, it was erased, or the hub cannot answer.
    pub async fn could_see(&self, at: Position) -> Result<Logged<Replayed>, Error> {
        let row = self.entry_at(at).await?;
        let Some(sharing) = stated_by_view(&row) else {
            return Err(cannot(at, "it is not of a view on a joint decision, or why it was given has been erased"));
        };
        let (answer, _) = self.again(at, &row, &sharing, &RecordAsk::whole()).await?;
        let digest = digest_of(&answer)?;
        self.shown_again(at, row.child, digest, answer).await
    }

    async fn entry_at(&self, at: Position) -> Result<access_log::Model, Error> {
        let now = self.store().glance(AsOf::Now);
        let row = now.log_row(at).await.map_err(Error::unavailable)?;
        now.close().await.map_err(Error::unavailable)?;
        row.ok_or_else(|| cannot(at, "there is no such entry"))
    }

    /// Asks as of an entry of the log, with the rule book that judged it where that is kept; and whether it is.
    async fn again(
        &self,
        at: Position,
        row: &access_log::Model,
        sharing: &Sharing,
        asked: &RecordAsk,
    ) -> Result<(Replayed, bool), Error> {
        let now = self.store().glance(AsOf::Now);
        let kept = match row.rule_book.as_deref() {
            Some(hash) => self.book_of(&now, hash).await?,
            None => None,
        };
        now.close().await.map_err(Error::unavailable)?;
        let sizes: Vec<(i32, i64)> = serde_json::from_str(&row.as_of).map_err(Error::internal)?;
        let same_book = kept.is_some();
        let book = kept.unwrap_or_else(|| self.book());
        let then = self.store().glance_by(AsOf::Sizes(sizes), book.numbers());
        let asker = asker(&then, row).await?.ok_or_else(|| cannot(at, "who asked has been erased"))?;
        // A child that was not there has no id to ask for; one that nobody has takes the same way.
        let key = ChildKey::Id(row.child.unwrap_or(ChildId(uuid::Uuid::nil())));
        let judged = self.look(then, &asker, &key, sharing, asked, &book).await.map_err(Error::unavailable)?;
        let answer = match judged {
            Ok((view, _)) => Replayed::Record(Box::new(view)),
            Err(refused) => Replayed::Refused(refusal::view(refused.code, &asker, self.contacts())),
        };
        Ok((answer, same_book))
    }

    async fn shown_again<T: Send>(
        &self,
        at: Position,
        child: Option<ChildId>,
        digest: [u8; 32],
        view: T,
    ) -> Result<Logged<T>, Error> {
        let mut entry = EntryDraft::new(self.now(), AccessAction::ReadLog);
        entry.child = child;
        entry.ask = Some(format!("{{\"replay\":\"{at}\"}}"));
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(digest);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}

fn cannot(at: Position, why: &str) -> Error {
    Error::bad_input(&["entry"], format!("{at} cannot be asked again: {why}"))
}

fn digest_of(answer: &Replayed) -> Result<[u8; 32], Error> {
    let digest = match answer {
        Replayed::Record(view) => entry::digest(view),
        Replayed::Refused(view) => entry::digest(view),
    };
    digest.map_err(Error::internal)
}

/// Why its person was in the record, as the entry of a view on a joint decision has it.
fn stated_by_view(row: &access_log::Model) -> Option<Sharing> {
    let change: LoggedChange = serde_json::from_str(row.ask.as_deref()?).ok()?;
    if row.action != AccessAction::Decide || change.mutation != "recordView" {
        return None;
    }
    Some(Sharing {
        purpose: row.purpose?,
        basis: row.lawful_basis?,
        concern: change.concern,
        check: change.check,
        dispense: row.dispense_reason,
        justification: row.justification.clone(),
        approved_by: row.approved_by,
        emergency: false,
    })
}

/// Why the record was asked for, as the entry of a VIEW has it, and what of it; none where that was erased, or where it is of
/// a list.
pub(super) fn stated(row: &access_log::Model) -> Option<(Sharing, RecordAsk)> {
    let asked = RecordAsk::logged(row.ask.as_deref()?).ok()?;
    let sharing = Sharing {
        purpose: row.purpose?,
        basis: row.lawful_basis?,
        concern: asked.concern,
        check: asked.check,
        dispense: row.dispense_reason,
        justification: row.justification.clone(),
        approved_by: row.approved_by,
        emergency: asked.emergency,
    };
    Some((sharing, asked.record))
}

/// Who asked, as the hub knew them then; none where the entry does not say any more. A refusal's words depend on it.
async fn asker(then: &Snapshot, row: &access_log::Model) -> Result<Option<Caller>, Error> {
    let Some(membership) = row.membership else { return Ok(None) };
    let today = local_date(row.asked_at);
    let login = then.login_of(membership, row.client.as_deref(), today).await.map_err(Error::unavailable)?;
    Ok(login.and_then(|login| {
        let chosen = login.memberships.iter().find(|(m, _)| m.id == membership)?;
        let client = login.client.as_ref().map(|(app, _)| app.clone());
        Some(caller(&login, chosen, client, row.asked_at, ""))
    }))
}

/// For a look at what a refusal said.
impl Replayed {
    /// The record, where it was shown.
    pub fn record(&self) -> Option<&RecordView> {
        match self {
            Self::Record(view) => Some(view),
            Self::Refused(_) => None,
        }
    }

    /// Why it was refused, where it was.
    pub fn refused(&self) -> Option<RefusalCode> {
        match self {
            Self::Record(_) => None,
            Self::Refused(view) => Some(view.code()),
        }
    }
}
