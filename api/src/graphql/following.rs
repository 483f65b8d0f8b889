//! What happens between two events of a subscription: it waits, looks the subscriber up again, and asks the door. It holds no rule
//! and keeps nothing of a child but what the subscriber named.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Result};
use entities::ids::ChildId;
use entities::words::EventKind;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Interval, MissedTickBehavior};

use super::errors;
use super::event::Event;
use super::sharing::SharingRefused;
use crate::disclosure::{
    Caller, ChildKey, Door, Followed, Follower, Listener, Missed, OpenAnswer, RecordAsk, Sharing, WrittenEvent,
    concerns,
};
use crate::error::Error;

/// How often a subscriber is looked up where nothing happens.
const LOOK_UP_EVERY: Duration = Duration::from_secs(60);

/// A record that is followed, and why.
pub(super) struct Record {
    pub(super) child: ChildKey,
    pub(super) sharing: Sharing,
}

/// What a subscriber hears.
pub(super) enum Heard {
    /// Something happened.
    Event(Event),
    /// The record is shut; nothing follows.
    Refused(SharingRefused),
}

/// A record that is open to the subscriber.
struct Opened {
    child: ChildId,
    sharing: Sharing,
}

struct Following {
    door: Arc<Door>,
    follower: Follower,
    /// As they stood when they were last looked up.
    caller: Caller,
    listener: Listener,
    kind: EventKind,
    record: Option<Opened>,
    look_up: Interval,
    over: bool,
}

/// Everything of that kind from now on that the subscriber may be told of.
///
/// # Errors
/// Where the hub cannot answer.
pub(super) async fn follow(
    ctx: &Context<'_>,
    kind: EventKind,
    record: Option<Record>,
) -> Result<BoxStream<'static, Result<Heard>>> {
    let public = |e| errors::public(ctx, e);
    let (door, caller) = (Arc::clone(errors::door(ctx)?), errors::caller(ctx)?);
    let follower = ctx.data::<Follower>().map_err(|_| public(Error::internal("nobody follows")))?.clone();
    // Before the record is opened: what changes meanwhile is heard.
    let listener = door.listen().await.map_err(public)?;
    let record = match record {
        None => None,
        Some(Record { child, sharing }) => {
            let opened = door.open(caller, &child, &sharing, &RecordAsk::default()).await.map_err(public)?;
            match opened {
                // The glass was broken by whoever asked, once; nothing breaks it again by itself (R31).
                OpenAnswer::Record(view) => {
                    Some(Opened { child: view.child().id, sharing: Sharing { emergency: false, ..sharing } })
                }
                OpenAnswer::Refused(view) => {
                    let refused = Heard::Refused(SharingRefused(Arc::new(view)));
                    return Ok(stream::iter([Ok(refused)]).boxed());
                }
            }
        }
    };
    let mut look_up = tokio::time::interval_at(tokio::time::Instant::now() + LOOK_UP_EVERY, LOOK_UP_EVERY);
    look_up.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let caller = caller.clone();
    let following = Following { door, follower, caller, listener, kind, record, look_up, over: false };
    Ok(stream::unfold(following, Following::next).boxed())
}

impl Following {
    async fn next(mut self) -> Option<(Result<Heard>, Self)> {
        if self.over {
            return None;
        }
        loop {
            let left = self.follower.until.0.saturating_sub(self.door.now().0);
            let left = Duration::from_micros(u64::try_from(left).unwrap_or(0));
            let event = tokio::select! {
                () = tokio::time::sleep(left) => return None,
                _ = self.look_up.tick() => None,
                event = self.listener.next() => Some(event),
            };
            let heard = match event {
                Some(Err(Missed)) => Err(Error::unavailable("a subscriber was too slow")),
                Some(Ok(event)) if !self.follows(&event) => continue,
                Some(Ok(event)) => self.heard(Some(&event)).await,
                None => self.heard(None).await,
            };
            match heard {
                Ok(None) => return None,
                Ok(Some(None)) => {}
                Ok(Some(Some(heard))) => {
                    self.over = matches!(heard, Heard::Refused(_));
                    return Some((Ok(heard), self));
                }
                Err(error) => {
                    self.over = true;
                    return Some((Err(errors::coded(&self.follower.request, error)), self));
                }
            }
        }
    }

    /// Whether the event is of what is followed, and for the subscriber as they were last seen: most are not, and nothing is looked
    /// up for those. Whether it may be told is not asked here.
    fn follows(&self, event: &WrittenEvent) -> bool {
        let sharing = self.record.as_ref().map(|record| &record.sharing);
        event.kind() == self.kind
            && self.record.as_ref().is_none_or(|record| event.is_about(record.child))
            && concerns(&self.caller, sharing, event)
    }

    /// What is heard of the event, or of its being time to look: none where the subscriber is not there any more; nothing within
    /// it where there is nothing to be told.
    async fn heard(&mut self, event: Option<&WrittenEvent>) -> std::result::Result<Option<Option<Heard>>, Error> {
        let Some(caller) = self.door.still_there(&self.follower).await? else { return Ok(None) };
        self.caller.clone_from(&caller);
        let sharing = self.record.as_ref().map(|record| &record.sharing);
        let shut = match (event, &self.record) {
            (Some(event), _) => match self.door.follow(&caller, sharing, event).await? {
                Followed::Told(view) => return Ok(Some(Some(Heard::Event(Event::from(&*view))))),
                Followed::Not => false,
                Followed::Shut(_) => true,
            },
            (None, Some(record)) => !self.door.is_open(&caller, record.child, &record.sharing).await?,
            (None, None) => false,
        };
        match &self.record {
            Some(record) if shut => self.refused(&caller, record).await,
            _ => Ok(Some(None)),
        }
    }

    /// The refusal, as whoever opens the record now gets it; nothing where it was opened again at this moment.
    async fn refused(&self, caller: &Caller, record: &Opened) -> std::result::Result<Option<Option<Heard>>, Error> {
        let shut = self.door.shut(caller, record.child, &record.sharing).await?;
        Ok(Some(shut.map(|view| Heard::Refused(SharingRefused(Arc::new(view))))))
    }
}
