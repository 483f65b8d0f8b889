//! A check is answered, taken back, or sent without consent, from its page.

use axum::extract::Path;
use entities::Set;
use entities::Word;
use entities::ids::CheckId;
use entities::words::{CheckAnswer, ChronologyCategory, DispenseReason, Sensitivity, Significance, TimePrecision};

use super::{HERE, href, one};
use crate::console::Trouble;
use crate::console::acts::{Sent, refused};
use crate::console::form::ErrorSummary;
use crate::console::pages::escalations;
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::{ChangeAnswer, Dispensed, Disputed, Problem};
use crate::plain::calendar::start_of_day;
use crate::services::checks::{self, CheckWithdrawal, NewAnswer, NewDispensing};
use crate::services::chronology::EntryText;

/// Fields of the form in which something may be wrong, in the order of the page.
const FIELDS: [&str; 9] = [
    "answer",
    "systemsSearched",
    "askWhom",
    "reason",
    "summary",
    "narrative",
    "occurredAt",
    "category",
    "significance",
];

pub(in crate::console) async fn act(visit: Visit, Path(wanted): Path<String>, posted: Posted) -> Answer {
    let check = CheckId::from_public(&wanted).map_err(|_| Trouble::NotFound)?;
    let sent = Sent::of(&posted);
    let (found, then) = match sent.act {
        one::ANSWER => (answer(&visit, check, &sent).await?, format!("{HERE}?done=answer")),
        one::WITHDRAW => (withdraw(&visit, check, &sent).await?, format!("{}?done={}", href(check), one::WITHDRAW)),
        one::DISPENSE => (dispense(&visit, check, &sent).await?, format!("{}?done={}", href(check), one::DISPENSE)),
        escalations::DISPUTE => match escalations::from_page(&visit, Disputed::Check(check), &sent).await? {
            Ok(then) => (ErrorSummary::default(), then),
            Err(found) => (found, String::new()),
        },
        _ => return Err(Trouble::Unreadable),
    };
    if found.is_empty() { visit.to(&then) } else { one::page(&visit, &wanted, None, &posted, found).await }
}

async fn withdraw(visit: &Visit, check: CheckId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let new = CheckWithdrawal { check, expected_version: sent.version()?, reason: sent.text("reason").to_owned() };
    match checks::withdraw(visit.door(), visit.caller(), Some(sent.key()), new, Vec::new()).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["reason"])),
    }
}

async fn dispense(visit: &Visit, check: CheckId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let Some(dispense_reason) = DispenseReason::parse(sent.text("dispenseReason")) else {
        let mut errors = ErrorSummary::default();
        errors.add(&sent.name("dispenseReason"), "choose why consent is gone without");
        if sent.text("reason").is_empty() {
            errors.add(&sent.name("reason"), "say why");
        }
        return Ok(errors);
    };
    let new = NewDispensing { on: Dispensed::Check(check), dispense_reason, reason: sent.text("reason").to_owned() };
    match checks::dispense(visit.door(), visit.caller(), sent.key(), new, Vec::new()).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["dispenseReason", "reason"])),
    }
}

async fn answer(visit: &Visit, check: CheckId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let mut form = Vec::new();
    let answer = CheckAnswer::parse(sent.text("answer"));
    if answer.is_none() {
        form.push(wrong("answer", "choose what you found"));
    }
    let entries = entry(sent, &mut form);
    let systems = sent.text("systemsSearched").lines().map(str::trim).filter(|line| !line.is_empty());
    let new = NewAnswer {
        check,
        expected_version: sent.version()?,
        // With what is wrong with the form nothing is recorded: the service adds what else is wrong, and all is told at once.
        answer: answer.unwrap_or(CheckAnswer::NotKnown),
        reason: sent.given("reason"),
        ask_whom: sent.given("askWhom"),
        systems_searched: systems.map(str::to_owned).collect(),
        entries: entries.into_iter().collect(),
    };
    match checks::answer(visit.door(), visit.caller(), sent.key(), new, form).await? {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &FIELDS)),
    }
}

/// A problem of the form's.
fn wrong(field: &str, message: &str) -> Problem {
    Problem::at(&["input", field], "REQUIRED", message)
}

/// The entry that comes with the answer, where anything of one was typed and nothing of it is missing.
fn entry(sent: &Sent<'_>, form: &mut Vec<Problem>) -> Option<EntryText> {
    let day = sent.day("occurredAt");
    let typed = ["summary", "narrative", "category", "significance"].iter().any(|field| !sent.text(field).is_empty());
    if !typed && day == Ok(None) {
        return None;
    }
    let category = ChronologyCategory::parse(sent.text("category"));
    let significance = Significance::parse(sent.text("significance"));
    let day = day.and_then(|day| day.ok_or("say when it was"));
    let before = form.len();
    for (missing, field, message) in [
        (sent.text("summary").is_empty(), "summary", "say in a line what happened"),
        (day.is_err(), "occurredAt", day.err().unwrap_or_default()),
        (category.is_none(), "category", "choose what kind of event it was"),
        (significance.is_none(), "significance", "choose how much it matters"),
    ] {
        if missing {
            form.push(wrong(field, message));
        }
    }
    if form.len() > before {
        return None;
    }
    Some(EntryText {
        occurred_at: start_of_day(day.ok()?),
        occurred_until: None,
        occurred_precision: TimePrecision::Day,
        category: category?,
        significance: significance?,
        sensitivity: Sensitivity::parse(sent.text("sensitivity")).unwrap_or(Sensitivity::Sensitive),
        handling: Set::EMPTY,
        classes: Vec::new(),
        about_adults: Vec::new(),
        tell: Vec::new(),
        named: Vec::new(),
        summary: sent.text("summary").to_owned(),
        narrative: sent.given("narrative"),
        impact_on_child: None,
        impact_direction: None,
        child_voice: None,
        action: None,
        outcome: None,
    })
}
