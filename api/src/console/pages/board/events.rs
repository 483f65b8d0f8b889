//! How an open board learns that something happened: a stream that says so and nothing else. Each event is judged for the
//! viewer and logged before they hear of it, as in a subscription; what it is, they read on the board.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Interval, MissedTickBehavior};

use crate::console::visit::Visit;
use crate::console::{Console, Trouble};
use crate::disclosure::{Caller, Door, Followed, Follower, Listener, Missed, concerns};

/// How often it is looked whether the viewer is still signed in, where nothing happens.
const LOOK_UP_EVERY: Duration = Duration::from_secs(60);
/// How often a silent stream shows that it is there.
const BREATHE_EVERY: Duration = Duration::from_secs(20);
/// How soon a browser asks for a new stream when one ends.
const BACK_AFTER: Duration = Duration::from_secs(5);

struct Following {
    door: Arc<Door>,
    console: Console,
    secret: String,
    follower: Follower,
    /// The viewer as they were last seen.
    caller: Caller,
    listener: Listener,
    look_up: Interval,
    stopped: BoxStream<'static, ()>,
    _place: OwnedSemaphorePermit,
}

/// The stream; where there is no room for one more the browser is told to ask for none.
pub(in crate::console) async fn events(visit: Visit) -> Result<Response, Trouble> {
    let (console, caller) = (&visit.signed.0.console, visit.caller());
    visit.door().answers_concerns(caller).await?;
    let Some(place) = console.0.streams.enter() else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let session = &visit.signed.0.session;
    let mut look_up = tokio::time::interval(LOOK_UP_EVERY);
    look_up.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let following = Following {
        door: Arc::clone(&console.0.door),
        console: console.clone(),
        secret: visit.signed.0.secret.clone(),
        follower: Follower {
            issuer: session.issuer.clone(),
            subject: session.subject.clone(),
            client: None,
            membership: caller.membership,
            roles: caller.roles,
            until: session.ends_at,
            request: visit.request().to_owned(),
        },
        caller: caller.clone(),
        listener: visit.door().listen().await?,
        look_up,
        stopped: stream::once(console.0.streams.stopped()).boxed(),
        _place: place,
    };
    Ok(Sse::new(told(following)).keep_alive(KeepAlive::new().interval(BREATHE_EVERY)).into_response())
}

fn told(following: Following) -> impl Stream<Item = Result<Event, Infallible>> {
    let begin = Event::default().retry(BACK_AFTER).comment("the board");
    stream::once(async move { begin }).chain(stream::unfold(following, Following::next)).map(Ok)
}

impl Following {
    /// The next that the viewer may be told of; none where they are not there any more, or the hub stops.
    async fn next(mut self) -> Option<(Event, Self)> {
        loop {
            let event = tokio::select! {
                _ = self.stopped.next() => return None,
                _ = self.look_up.tick() => None,
                event = self.listener.next() => Some(event),
            };
            // Most are for others, and nothing is looked up for those.
            if let Some(Ok(event)) = &event
                && !concerns(&self.caller, None, event)
            {
                continue;
            }
            let sessions = &self.console.0.sessions;
            sessions.glance(&self.secret, self.console.0.clock.now()).await.ok()??;
            self.caller = self.door.still_there(&self.follower).await.ok()??;
            let told = match event {
                None => false,
                // What was missed is on the board.
                Some(Err(Missed)) => return None,
                Some(Ok(event)) => {
                    matches!(self.door.follow(&self.caller, None, &event).await.ok()?, Followed::Told(_))
                }
            };
            if told {
                return Some((Event::default().event("changed").data("1"), self));
            }
        }
    }
}
