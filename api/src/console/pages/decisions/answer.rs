//! A view is given, or a joint decision is taken, from its page.

use axum::extract::Path;
use entities::Word;
use entities::ids::{EntryId, JointDecisionId};
use entities::words::{ConcernDecision, LawfulBasis, LevelOfNeed, SharingPurpose};

use super::{href, one};
use crate::console::Trouble;
use crate::console::acts::{Sent, refused};
use crate::console::form::ErrorSummary;
use crate::console::pages::escalations;
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::{ChangeAnswer, Disputed, Sharing};
use crate::plain::text;
use crate::services::decisions::{self, NewDecision, NewView};

pub(in crate::console) async fn act(visit: Visit, Path(wanted): Path<String>, posted: Posted) -> Answer {
    let id = JointDecisionId::from_public(&wanted).map_err(|_| Trouble::NotFound)?;
    let sent = Sent::of(&posted);
    let found = match sent.act {
        one::VIEW => give(&visit, id, &sent).await?,
        one::DECIDE => decide(&visit, id, &sent).await?,
        escalations::DISPUTE => match escalations::from_page(&visit, Disputed::JointDecision(id), &sent).await? {
            Ok(then) => return visit.to(&then),
            Err(found) => found,
        },
        _ => return Err(Trouble::Unreadable),
    };
    if found.is_empty() {
        return visit.to(&format!("{}?done={}", href(id), sent.act));
    }
    one::page(&visit, &wanted, None, &posted, found).await
}

/// A word of a list; what is missing is said.
fn chosen<W: Word>(sent: &Sent<'_>, field: &str, message: &str, errors: &mut ErrorSummary) -> Option<W> {
    let found = W::parse(sent.text(field));
    if found.is_none() {
        errors.add(&sent.name(field), message);
    }
    found
}

async fn decide(visit: &Visit, joint_decision: JointDecisionId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let mut errors = ErrorSummary::default();
    let decision: Option<ConcernDecision> = chosen(sent, "decision", "choose what the authority does", &mut errors);
    let level: Option<LevelOfNeed> = chosen(sent, "levelOfNeed", "choose a level of need", &mut errors);
    let (Some(decision), Some(level)) = (decision, level) else { return Ok(errors) };
    let (expected_version, reason) = (sent.version()?, sent.text("reason").to_owned());
    let new = NewDecision { joint_decision, expected_version, decision, level, reason };
    match decisions::decide(visit.door(), visit.caller(), Some(sent.key()), new, Vec::new()).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["reason"])),
    }
}

async fn give(visit: &Visit, decision: JointDecisionId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let mut errors = ErrorSummary::default();
    let level: Option<LevelOfNeed> = chosen(sent, "levelOfNeed", "choose the level of need that you see", &mut errors);
    let outcome: Option<ConcernDecision> = chosen(sent, "outcome", "choose what you recommend", &mut errors);
    let purpose: Option<SharingPurpose> =
        chosen(sent, "purpose", "choose what you were in the record for", &mut errors);
    let basis: Option<LawfulBasis> =
        chosen(sent, "lawfulBasis", "choose the basis that your agency relies on", &mut errors);
    let justification = text::optional(sent.given("justification").as_deref()).unwrap_or_else(|problem| {
        errors.add(&sent.name("justification"), problem.message());
        None
    });
    let named = sent.text("evidence").split_whitespace().map(EntryId::from_public).collect::<Result<Vec<_>, _>>();
    let evidence = named.unwrap_or_else(|bad| {
        errors.add(&sent.name("evidence"), &bad.to_string());
        Vec::new()
    });
    let (Some(level), Some(outcome), Some(purpose), Some(basis), true) =
        (level, outcome, purpose, basis, errors.is_empty())
    else {
        return Ok(errors);
    };
    let new = NewView {
        decision,
        expected_version: sent.version().ok(),
        sharing: Sharing { justification, ..Sharing::plain(purpose, basis) },
        level,
        outcome,
        reason: sent.text("reason").to_owned(),
        dissent: !sent.text("dissent").is_empty(),
        evidence,
    };
    match decisions::give(visit.door(), visit.caller(), sent.key(), new, Vec::new()).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["reason", "evidence", "justification"])),
    }
}
