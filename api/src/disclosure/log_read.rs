//! Reading the access log: [`Door::access_log`]. Reading it is logged too, once for each call, before the answer leaves.

use entities::words::{AccessAction, RefusalCode};
use serde_json::{Value, json};

use super::log_view::{self, LogPageView};
use super::view::VIEW_FORMAT;
use super::{Door, entry, log_scope};
use crate::access_log::{Draft, EntryDraft, Logged, Position};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller, ChildKey, LogCursor, LogFilter, LogScope, Seen, Snapshot, child_of};

/// A page of the log that is asked for.
#[derive(Clone, Debug, Default)]
pub struct LogAsk {
    /// The entries wanted.
    pub filter: LogFilter,
    /// Only entries after this one, that is older ones.
    pub after: Option<LogCursor>,
    /// At most so many, 1 to 100.
    pub first: u32,
    /// Whether the total is asked for.
    pub total: bool,
}

impl LogAsk {
    /// Whether a child, a practitioner or a time bounds it.
    const fn is_bounded(&self) -> bool {
        let filter = &self.filter;
        filter.child.is_some() || filter.asks_who() || filter.from.is_some() || filter.to.is_some()
    }

    /// The ask as the log keeps it; a number or a name that was typed is named by its kind alone.
    fn canonical(&self) -> String {
        let filter = &self.filter;
        let child = filter.child.as_ref().map_or(Value::Null, named);
        let practitioner = match &filter.named {
            Some(_) => json!({ "by": "NAME" }),
            None => json!(filter.person),
        };
        json!({
            "child": child, "practitioner": practitioner, "agency": filter.agency, "from": filter.from, "to": filter.to,
            "actions": filter.actions, "flags": filter.flags, "allowed": filter.allowed,
            "emergency": filter.emergency, "reviewed": filter.reviewed,
            "after": self.after, "first": self.first, "total": self.total,
        })
        .to_string()
    }
}

/// A child as the log keeps how it was named; a number that was typed by its kind alone.
pub(super) fn named(child: &ChildKey) -> Value {
    match child {
        ChildKey::Id(id) => json!({ "id": id }),
        ChildKey::NhsNumber(_) => json!({ "by": "NHS_NUMBER" }),
        ChildKey::Upn(_) => json!({ "by": "PUPIL_NUMBER" }),
        ChildKey::Local(agency, _) => json!({ "by": "LOCAL", "agency": agency }),
    }
}

/// Who reads the log.
pub(super) struct LogReader {
    pub(super) snapshot: Snapshot,
    pub(super) scope: LogScope,
    pub(super) entry: EntryDraft,
}

impl Door {
    /// A page of the access log, newest first, so far as the caller may see it (R37).
    ///
    /// # Errors
    /// Where the caller may read none of it, nothing bounds what is asked for, or the hub cannot answer.
    pub async fn access_log(&self, caller: &Caller, ask: &LogAsk) -> Result<Logged<LogPageView>, Error> {
        let LogReader { snapshot, scope, mut entry } = self.log_reader(caller, ask.canonical()).await?;
        if !ask.is_bounded() {
            snapshot.close().await.map_err(Error::unavailable)?;
            return Err(Error::bad_input(
                &["filter"],
                "say which part of the log you want: a child, a practitioner, or a time with `from` or `to`",
            ));
        }
        let seen = snapshot.log_page(&scope, &ask.filter, ask.after, ask.first).await.map_err(Error::unavailable)?;
        let total = if ask.total {
            Some(snapshot.log_total(&scope, &ask.filter).await.map_err(Error::unavailable)?)
        } else {
            None
        };
        let mut seen = seen;
        let more = seen.len() > ask.first as usize;
        seen.truncate(ask.first as usize);
        // Only of a child that the answer shows: an entry for one that it does not would be told from one for none.
        entry.child = ask.filter.child.as_ref().and_then(|_| child_of(&seen));
        let view = page(snapshot, &scope, seen, total, more).await?;
        self.read(view, entry).await
    }

    /// One entry of the access log, so far as the caller may see it; a page of none where there is none for them (R37).
    ///
    /// # Errors
    /// Where the caller may read none of the log, or the hub cannot answer.
    pub async fn access_entry(&self, caller: &Caller, position: Position) -> Result<Logged<LogPageView>, Error> {
        let canonical = json!({ "entry": position.to_string() }).to_string();
        let LogReader { snapshot, scope, mut entry } = self.log_reader(caller, canonical).await?;
        let seen = snapshot.log_entry(&scope, position).await.map_err(Error::unavailable)?;
        let view = page(snapshot, &scope, seen.into_iter().collect(), None, false).await?;
        // Only of a child that the answer shows.
        entry.child = view.entries.first().and_then(|shown| shown.child_id);
        self.read(view, entry).await
    }

    /// Who reads the log, and how much of it they may see; an entry begun.
    ///
    /// # Errors
    /// FORBIDDEN, and logged, where they may read none of it; and where the hub cannot answer.
    pub(super) async fn log_reader(&self, caller: &Caller, ask: String) -> Result<LogReader, Error> {
        let today = local_date(caller.at);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let standing = snapshot.log_standing(caller.person, today).await.map_err(Error::unavailable)?;
        let scope = log_scope::scope(caller, standing.custodian, today);
        let mut entry = self.entry_of(caller, AccessAction::ReadLog);
        entry.ask = Some(ask);
        entry.as_of = standing.sizes;
        if !scope.is_open() {
            snapshot.close().await.map_err(Error::unavailable)?;
            entry::refuse(&mut entry, RefusalCode::Role);
            self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
            return Err(Error::forbidden(
                "the access log is read by safeguarding leads, information governance and custodians of a record",
            ));
        }
        Ok(LogReader { snapshot, scope, entry })
    }

    /// Logs that the log was read, and gives what was read.
    pub(super) async fn read(&self, view: LogPageView, mut entry: EntryDraft) -> Result<Logged<LogPageView>, Error> {
        entry.records_disclosed = u32::try_from(view.entries.len()).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}

/// The view of those entries, with their reviews and agencies.
pub(super) async fn page(
    snapshot: Snapshot,
    scope: &LogScope,
    seen: Vec<Seen>,
    total: Option<i64>,
    more: bool,
) -> Result<LogPageView, Error> {
    let positions: Vec<_> = seen.iter().map(|s| Position { log: s.row.log, seq: s.row.seq }).collect();
    let reviews = snapshot.log_reviews(&positions).await.map_err(Error::unavailable)?;
    let entries = seen.into_iter().map(|s| log_view::entry(scope, s, &reviews)).collect::<Result<Vec<_>, Error>>()?;
    let agencies = snapshot.agencies(&LogPageView::agencies_of(&entries)).await.map_err(Error::unavailable)?;
    snapshot.close().await.map_err(Error::unavailable)?;
    Ok(LogPageView { entries, total, more, agencies, queue: Vec::new() })
}
