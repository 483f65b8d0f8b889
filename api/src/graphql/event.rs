//! What happened, of which somebody is told: every field is a projection of one logged view. Ids alone.

use async_graphql::{Context, ID, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::words::EventKind;

use super::errors;
use super::input::SharingInput;
use super::paging;
use super::scalars::DateTime;
use super::words::W;
use crate::disclosure::{EventCursor, EventView};
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
    /// Where to go on: give it as `since`. It moves over what is for others, too.
    cursor: String,
    /// Whether more may follow at once; otherwise ask again later.
    more: bool,
}

/// The events since a cursor that the viewer may be told of.
pub(crate) async fn changes(
    ctx: &Context<'_>,
    since: Option<&str>,
    first: i32,
    sharing: Option<SharingInput>,
) -> Result<Changes> {
    let public = |e| errors::public(ctx, e);
    let since = since.map(cursor).transpose().map_err(public)?.unwrap_or_default();
    let first = paging::first(&["first"], first).map_err(public)?;
    let sharing = sharing.map(|sharing| sharing.stated()).transpose().map_err(public)?;
    let page = errors::door(ctx)?.changes(errors::caller(ctx)?, sharing.as_ref(), since, first).await;
    let page = page.map_err(public)?;
    Ok(Changes {
        events: page.events().iter().map(|event| Event::from(&**event)).collect(),
        cursor: URL_SAFE_NO_PAD.encode(page.cursor().to_string()),
        more: page.more(),
    })
}

fn cursor(text: &str) -> Result<EventCursor, Error> {
    let wrong = || Error::bad_input(&["since"], "the cursor is not one that the hub gave");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
    String::from_utf8(bytes).map_err(|_| wrong())?.parse().map_err(|_| wrong())
}
