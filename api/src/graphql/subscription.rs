//! The subscriptions: what happens, told as it happens to those who may be told, by ids alone.

use async_graphql::{Context, Result, Subscription, Union};
use entities::words::EventKind;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::errors;
use super::event::Event;
use super::following::{self, Heard, Record};
use super::input::{ChildRef, SharingInput};
use super::sharing::SharingRefused;
use crate::error::Error;

/// The subscriptions.
pub struct Subscription;

/// That a record changed; or, once and at the end, that it is not open to the viewer, or not any more.
#[derive(Union)]
pub enum RecordChangedResult {
    /// Something in it changed.
    Event(Event),
    /// No, and why.
    Refused(SharingRefused),
}

type Events = BoxStream<'static, Result<Event>>;

/// Each event is judged anew for each subscriber, and logged. A stream ends when the token does, when a membership or role with
/// which it began is gone, and when the record that it follows is shut. What is missed between two streams is found by `changes`.
#[Subscription]
impl Subscription {
    /// A concern came to you to decide.
    async fn concern_received(&self, ctx: &Context<'_>) -> Result<Events> {
        of_kind(ctx, EventKind::ConcernReceived).await
    }

    /// A safeguarding check was put to your agency.
    async fn check_requested(&self, ctx: &Context<'_>) -> Result<Events> {
        of_kind(ctx, EventKind::CheckRequested).await
    }

    /// A safeguarding check that your agency asked for was answered.
    async fn check_answered(&self, ctx: &Context<'_>) -> Result<Events> {
        of_kind(ctx, EventKind::CheckAnswered).await
    }

    /// It was decided what becomes of a concern that is addressed to you.
    async fn decision_made(&self, ctx: &Context<'_>) -> Result<Events> {
        of_kind(ctx, EventKind::DecisionMade).await
    }

    /// A disagreement was raised to a stage that your agency answers.
    async fn escalation_raised(&self, ctx: &Context<'_>) -> Result<Events> {
        of_kind(ctx, EventKind::EscalationRaised).await
    }

    /// Something that you would find in that child's record changed. The record is opened for that reason when you begin, judged
    /// anew with every event and once a minute; a refusal ends the stream.
    async fn record_changed(
        &self,
        ctx: &Context<'_>,
        child: ChildRef,
        sharing: SharingInput,
    ) -> Result<BoxStream<'static, Result<RecordChangedResult>>> {
        let public = |e| errors::public(ctx, e);
        let child = child.key(&["child"]).map_err(public)?;
        let sharing = sharing.stated().map_err(public)?;
        let stream = following::follow(ctx, EventKind::RecordChanged, Some(Record { child, sharing })).await?;
        let told = stream.map(|heard| {
            heard.map(|heard| match heard {
                Heard::Event(event) => RecordChangedResult::Event(event),
                Heard::Refused(refused) => RecordChangedResult::Refused(refused),
            })
        });
        Ok(told.boxed())
    }
}

async fn of_kind(ctx: &Context<'_>, kind: EventKind) -> Result<Events> {
    let request = errors::caller(ctx)?.request.clone();
    let stream = following::follow(ctx, kind, None).await?;
    let told = stream.map(move |heard| match heard? {
        Heard::Event(event) => Ok(event),
        Heard::Refused(_) => Err(errors::coded(&request, Error::internal("a refusal where no record is followed"))),
    });
    Ok(told.boxed())
}
