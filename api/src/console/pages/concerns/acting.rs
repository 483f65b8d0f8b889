//! A step with a concern from its page: the form becomes what the service takes, and what it finds wrong goes back to the form.

use axum::extract::Path;
use entities::Word;
use entities::ids::ConcernId;
use entities::words::{ConcernDecision, RagRating};

use super::{HERE, offers, one, place_of};
use crate::console::Trouble;
use crate::console::acts::{Sent, refused};
use crate::console::form::ErrorSummary;
use crate::console::pages::{decisions, escalations};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::{ChangeAnswer, DecidedOn, Disputed};
use crate::services::concerns::{self, Doing, NewAddition, NewStep};

pub(in crate::console) async fn act(visit: Visit, Path(place): Path<String>, posted: Posted) -> Answer {
    let (_, concern) = place_of(&place).ok_or(Trouble::NotFound)?;
    let sent = Sent::of(&posted);
    let here = |found: ErrorSummary| match found.is_empty() {
        true => Ok(format!("{HERE}/{place}?done={}", sent.act)),
        false => Err(found),
    };
    let done = match sent.act {
        escalations::DISPUTE => escalations::from_page(&visit, Disputed::Decision(concern), &sent).await?,
        escalations::AGAINST_RATING => escalations::from_page(&visit, Disputed::Rating(concern), &sent).await?,
        decisions::ASK => decisions::from_page(&visit, DecidedOn::Concern(concern), &sent).await?,
        offers::ADD => here(add(&visit, concern, &sent).await?),
        _ => here(step(&visit, concern, &sent).await?),
    };
    let found = match done {
        Ok(then) => return visit.to(&then),
        Err(found) => found,
    };
    one::page(&visit, &place, None, &posted, found).await
}

/// Takes the step; what is wrong otherwise.
async fn step(visit: &Visit, concern: ConcernId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let doing = match doing(sent) {
        Ok(doing) => doing,
        Err(errors) => return Ok(errors),
    };
    let doing = doing.ok_or(Trouble::Unreadable)?;
    let reason = if needs_why(sent.act) { Some(sent.text("reason").to_owned()) } else { sent.given("reason") };
    let new = NewStep { concern, expected_version: sent.version()?, doing, reason };
    match concerns::answer(visit.door(), visit.caller(), Some(sent.key()), new, Vec::new()).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["rating", "reason"])),
    }
}

/// The step that a form asks for; none where it is no form of this page.
fn doing(sent: &Sent<'_>) -> Result<Option<Doing>, ErrorSummary> {
    let mut errors = ErrorSummary::default();
    let doing = match sent.act {
        offers::ACKNOWLEDGE => Some(Doing::Acknowledge),
        offers::TELL => Some(Doing::TellRaiser),
        offers::CLOSE => Some(Doing::Close),
        offers::SCREEN | offers::RATE => {
            let rating = RagRating::parse(sent.text("rating"));
            if rating.is_none() {
                errors.add(&sent.name("rating"), "choose how soon it is to be worked on");
            }
            rating.map(if sent.act == offers::SCREEN { Doing::Screen } else { Doing::Rate })
        }
        offers::DECIDE => {
            let decision = ConcernDecision::parse(sent.text("decision"));
            if decision.is_none() {
                errors.add(&sent.name("decision"), "choose what the authority does");
            }
            decision.map(Doing::Decide)
        }
        _ => None,
    };
    if !errors.is_empty() && sent.text("reason").is_empty() {
        errors.add(&sent.name("reason"), "say why");
    }
    if errors.is_empty() { Ok(doing) } else { Err(errors) }
}

/// Whether the step is not taken without a reason.
fn needs_why(act: &str) -> bool {
    matches!(act, offers::SCREEN | offers::RATE | offers::DECIDE | offers::CLOSE)
}

async fn add(visit: &Visit, concern: ConcernId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let new = NewAddition { concern, text: sent.text("text").to_owned() };
    match concerns::add(visit.door(), visit.caller(), sent.key(), new, Vec::new()).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) if problems.iter().any(|problem| problem.code == "NOT_YOUR_CONCERN") => {
            Err(Trouble::NotFound)
        }
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["text"])),
    }
}
