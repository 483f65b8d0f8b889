//! What can be done with a concern as it stands. Which steps may follow is the service's to say; whoever takes one is judged.

use entities::words::{ConcernDecision, RagRating, SharingPurpose, Word};

use super::HERE;
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::acts::Acts;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::pages::{decisions, escalations, to_the_record};
use crate::console::parts::Act;
use crate::console::posted::Posted;
use crate::console::visit::Visit;
use crate::console::words::plain;
use crate::disclosure::Disputed;
use crate::disclosure::concern::{ChildConcerns, ConcernView};
use crate::services::concerns::Doing;

/// The acts of a page, in the order of the work; each is the name of its form.
pub(super) const ACKNOWLEDGE: &str = "acknowledge";
pub(super) const SCREEN: &str = "screen";
pub(super) const RATE: &str = "rate";
pub(super) const DECIDE: &str = "decide";
pub(super) const TELL: &str = "tell";
pub(super) const CLOSE: &str = "close";
pub(super) const ADD: &str = "add";

/// What is said when it was done.
pub(super) fn done(act: &str) -> Option<&'static str> {
    Some(match act {
        ACKNOWLEDGE => "You acknowledged the concern.",
        SCREEN | RATE => "The rating is recorded.",
        DECIDE => "The decision is recorded.",
        TELL => "The raiser is told, in the hub’s words for the decision.",
        CLOSE => "The concern is closed.",
        ADD => "What you learnt is added to the concern.",
        _ => return None,
    })
}

/// The forms that the concern as it stands has for who sees it so.
pub(super) async fn acts(
    visit: &Visit,
    (place, view, of_child): (&str, &ConcernView, &Logged<ChildConcerns>),
    posted: &Posted,
    errors: &ErrorSummary,
) -> Result<Vec<Act>, Trouble> {
    let concern = view.concern();
    let acts = Acts { visit, posted, errors, action: format!("{HERE}/{place}"), version: concern.version };
    let mut found = Vec::new();
    let (Some(status), Some(_)) = (concern.status, concern.version) else {
        if !view.addressed() {
            let text = ["Whatever became of it, those who work on it read this."];
            found.push(acts.act(
                ADD,
                "Add what you have learnt",
                &text,
                vec![Field::new("text", "What you have learnt", Kind::Text)],
            )?);
        }
        found.extend(disputes(&acts, view).await?);
        return Ok(found);
    };
    let may = |doing: Doing| doing.may_follow(status, concern.rating, concern.raiser_told_at.is_some());
    if may(Doing::Acknowledge) {
        let text = ["Say that you have read it. Nobody is paged about it any more."];
        found.push(acts.act(ACKNOWLEDGE, "Acknowledge it", &text, vec![note()])?);
    }
    let ratings = |rating: &dyn Fn(RagRating) -> Doing| -> Vec<RagRating> {
        RagRating::ALL.iter().copied().filter(|word| may(rating(*word))).collect()
    };
    for (act, heading, open) in
        [(SCREEN, "Rate it", ratings(&Doing::Screen)), (RATE, "Change its rating", ratings(&Doing::Rate))]
    {
        if !open.is_empty() {
            let text = ["Its clock runs from when the concern was received."];
            let choices =
                open.into_iter().map(|word| Choice::new(word.name(), plain(word)).with_hint(hours(visit, word)));
            let choices = Kind::One(choices.collect());
            let fields = vec![Field::new("rating", "How soon is it to be worked on?", choices), why()];
            found.push(acts.act(act, heading, &text, fields)?);
        }
    }
    let open = ConcernDecision::ALL.iter().copied().filter(|word| may(Doing::Decide(*word)));
    let open: Vec<ConcernDecision> = open.collect();
    if !open.is_empty() {
        let mut text =
            vec!["A decision is taken once. Where partner agencies were asked for their views, decide there."];
        if open.len() < ConcernDecision::ALL.len() && RagRating::ALL.iter().any(|word| may(Doing::Screen(*word))) {
            text.push("The other decisions, and asking for views, open once the concern is rated.");
        }
        let fields = vec![Field::new("decision", "What does the authority do?", Kind::words(open)), why()];
        found.push(acts.act(DECIDE, "Decide", &text, fields)?);
    }
    // Views are asked for on what may be decided in every way.
    if may(Doing::Decide(ConcernDecision::NoFurtherAction)) {
        found.push(decisions::offer(&acts).await?);
    }
    if may(Doing::TellRaiser) {
        let text =
            ["They are told the outcome in the hub’s words for the decision: nothing about the child or the family."];
        found.push(acts.act(TELL, "Tell the raiser", &text, vec![note()])?);
    }
    if may(Doing::Close) {
        let text = ["Nothing is left to be done. The raiser may still be told."];
        found.push(acts.act(CLOSE, "Close it", &text, vec![why()])?);
    }
    found.extend(disputes(&acts, view).await?);
    found.extend(record(visit, view, of_child));
    Ok(found)
}

/// The forms against the decision, once one is told of it, and against the rating.
async fn disputes(acts: &Acts<'_>, view: &ConcernView) -> Result<Vec<Act>, Trouble> {
    let concern = view.concern();
    let mut found = Vec::new();
    if concern.decision.is_some() || concern.outcome_to_raiser.is_some() {
        let (on, words) = (Disputed::Decision(concern.id), (escalations::DISPUTE, "Disagree with the decision"));
        found.extend(escalations::offer(acts, on, words).await?);
    }
    if concern.rating.is_some() {
        let (on, words) = (Disputed::Rating(concern.id), (escalations::AGAINST_RATING, "Disagree with the rating"));
        found.extend(escalations::offer(acts, on, words).await?);
    }
    Ok(found)
}

/// The way to the record, which opens for a reason that is stated there: a concern that waits for its decision goes with it and
/// bears the purpose out (R10); the basis is theirs to say.
fn record(visit: &Visit, view: &ConcernView, of_child: &ChildConcerns) -> Option<Act> {
    let child = of_child.child().filter(|_| view.addressed())?;
    let waits = Some(view.concern()).filter(|concern| concern.decision.is_none());
    let purpose = waits.and_then(|_| to_the_record::purpose(visit, SharingPurpose::ReferralScreening));
    let known = purpose.into_iter().chain(waits.map(|concern| ("restsOn", concern.id.public())));
    let text = "The next page asks why you need it. The access is logged.";
    to_the_record::way(visit, child.id, known, ("Open the child’s record", text))
}

/// By when a concern of that rating is worked on.
fn hours(visit: &Visit, rating: RagRating) -> String {
    let clock = visit.door().rating_clock(rating);
    let hours = if clock.hours == 1 { "an hour".to_owned() } else { format!("{} hours", clock.hours) };
    let office = if clock.office_hours { ", of those in which the office is open" } else { "" };
    format!("Within {hours} of when it was received{office}.")
}

fn why() -> Field {
    Field::new("reason", "Why", Kind::Text)
}

fn note() -> Field {
    Field::new("reason", "A note, if one is needed", Kind::Text)
}
