//! What happened, of which somebody is told: every field is a projection of one logged view. Ids alone.

use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::words::EventKind;

use super::errors;
use super::input::SharingInput;
use super::paging;
use super::scalars::DateTime;
use super::selection;
use super::words::W;
use crate::disclosure::{EventView, LOOKED_BEYOND};
use crate::error::Error;

/// Something that happened. Ids alone: open what it is about under your own rights.
#[derive(Clone, Debug, SimpleObject)]
pub struct Event {
    /// The same for everybody who is told of it, here, over a socket and in a webhook: by it one that came twice is known.
    id: ID,
    /// What happened.
    kind: W<EventKind>,
    /// What it is about: a concern, a check, an escalation, or the child whose record changed.
    subject: ID,
    /// When it was committed.
    at: DateTime,
}

impl From<&EventView> for Event {
    fn from(view: &EventView) -> Self {
        Self { id: view.id().into(), kind: W(view.kind()), subject: view.subject().into(), at: DateTime(view.at()) }
    }
}

/// Events since a cursor, in order.
#[derive(Debug, SimpleObject)]
pub struct Changes {
    /// Those that you may be told of.
    events: Vec<Event>,
    /// Where to go on: give it as `since`, in the same membership. It moves over what is for others, too, and tells nothing of it.
    cursor: String,
    /// Whether more may follow at once; otherwise ask again later.
    more: bool,
}

/// What an event costs that is judged, whether or not it is told: as much as the fields of a small record.
const JUDGING: usize = 10;

/// Whether an operation has asked for changes: each page judges many events, and one operation has one.
#[derive(Default)]
pub(crate) struct Asked(AtomicBool);

/// The cost of a page of changes: what it holds, and what may be judged for it.
pub(crate) fn cost(first: i32, child: usize) -> usize {
    let judged = u32::try_from(first).unwrap_or(0).saturating_add(LOOKED_BEYOND) as usize;
    selection::cost(first, child).saturating_add(judged.saturating_mul(JUDGING))
}

/// The events since a cursor that the viewer may be told of.
pub(crate) async fn changes(
    ctx: &Context<'_>,
    since: Option<&str>,
    first: i32,
    sharing: Option<SharingInput>,
) -> Result<Changes> {
    let public = |e| errors::public(ctx, e);
    if ctx.data_opt::<Asked>().is_some_and(|asked| asked.0.swap(true, Ordering::Relaxed)) {
        return Err(public(Error::bad_input(&["changes"], "ask for changes once in an operation")));
    }
    let first = paging::first(&["first"], first).map_err(public)?;
    let sharing = sharing.map(|sharing| sharing.stated()).transpose().map_err(public)?;
    let page = errors::door(ctx)?.changes(errors::caller(ctx)?, sharing.as_ref(), since, first).await;
    let page = page.map_err(public)?;
    Ok(Changes {
        events: page.events().iter().map(|event| Event::from(&**event)).collect(),
        cursor: page.cursor().to_owned(),
        more: page.more(),
    })
}
