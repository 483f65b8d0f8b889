//! One escalation: what was said at each stage, and what can be done with it now.

use axum::extract::Path;
use entities::ids::{CheckId, EscalationId, JointDecisionId};
use entities::words::{EscalationOutcome, EscalationStage, EscalationStatus, Word};

use super::{HERE, href, named, raise, state};
use crate::console::Trouble;
use crate::console::acts::{Acts, Sent, refused};
use crate::console::form::{ErrorSummary, Field, Kind};
use crate::console::pages::to_the_record;
use crate::console::parts::{Act, Cell, Event, Matter, SummaryList, Tag, Timeline, Tone};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::{plain, sentence_case};
use crate::disclosure::escalations::{ChildEscalations, EscalationView};
use crate::disclosure::{ChangeAnswer, EscalationContent, EscalationsAsk};
use crate::plain::wall;
use crate::services::escalations::{self, NewAnswer, NewRaise};

/// What a page of one asks for.
const FIELDS: [&str; 4] = ["appealedTo", "learning", "raisedBy", "steps"];

/// The acts of the page, by the names of their forms.
const ANSWER: &str = "answer";
const RAISE: &str = "raise";

pub(in crate::console) async fn show(visit: Visit, Path(wanted): Path<String>, query: Wanted) -> Answer {
    let news = match query.text("done") {
        ANSWER => Some("Your answer is recorded."),
        RAISE => Some("The escalation is at the next stage."),
        raise::RAISED => Some("You raised the escalation. A person of the other agency answers it."),
        _ => None,
    };
    page(&visit, &wanted, news, &Posted::default(), ErrorSummary::default()).await
}

async fn page(
    visit: &Visit,
    wanted: &str,
    news: Option<&'static str>,
    posted: &Posted,
    errors: ErrorSummary,
) -> Answer {
    let id = EscalationId::from_public(wanted).map_err(|_| Trouble::NotFound)?;
    let fields = FIELDS.map(str::to_owned).to_vec();
    let ask = EscalationsAsk { only: Some(id), first: 1, fields, ..EscalationsAsk::default() };
    let listed = visit.door().escalations(visit.caller(), &ask).await?;
    let (of_child, view) = listed.first(ChildEscalations::escalation).ok_or(Trouble::NotFound)?;
    let text =
        "Open the record to see which child this is about. The next page asks why you need it; the access is logged.";
    let child = view.escalation().child;
    let way = child.and_then(|child| to_the_record::way(visit, child, None, ("Who the child is", text)));
    let acts = acts(visit, view.escalation(), posted, &errors)?;
    visit.matter(Matter {
        frame: visit.frame("An escalation").with_news(news),
        back: (HERE.to_owned(), "the escalations".to_owned()),
        errors,
        story: story(of_child, view, visit.caller().at),
        steps: steps(of_child, view),
        acts: way.into_iter().chain(acts).collect(),
        ..Matter::default()
    })
}

fn story(of_child: &ChildEscalations, view: &EscalationView, now: entities::Instant) -> SummaryList {
    let escalation = view.escalation();
    let rows = [
        ("Where it stands", "status", Cell::Tags(state(escalation, now))),
        ("Against", "against", Cell::text(plain(escalation.against))),
        ("What it is about", "subject", about(&escalation.subject)),
        ("Raised by", "raisedBy", Cell::Text(named(of_child, escalation.raised_by))),
        ("Answered by", "appealedTo", Cell::Text(named(of_child, escalation.appealed_to))),
        ("Raised", "raisedAt", Cell::text(wall::words(escalation.raised_at))),
        ("Stage", "stage", Cell::text(plain(escalation.stage))),
        ("This stage is due", "dueAt", Cell::Text(sentence_case(&wall::deadline(escalation.due_at)))),
        ("Outcome", "outcome", Cell::Text(escalation.outcome.map_or_else(|| "Not answered".to_owned(), plain))),
        ("What is learnt", "learning", Cell::or_none(escalation.learning.clone())),
    ];
    SummaryList::of(rows, view.withheld())
}

/// A link to what was escalated, where its number alone says which page shows it.
fn about(subject: &str) -> Cell {
    let (text, here) = match subject {
        id if CheckId::from_public(id).is_ok() => ("The check", crate::console::pages::checks::HERE),
        id if JointDecisionId::from_public(id).is_ok() => {
            ("The joint decision", crate::console::pages::decisions::HERE)
        }
        id => return Cell::text(id),
    };
    Cell::Link { text: text.to_owned(), href: format!("{here}/{subject}"), hidden: String::new() }
}

fn steps(of_child: &ChildEscalations, view: &EscalationView) -> (String, Timeline) {
    let events = view.escalation().steps.iter().rev().map(|step| Event {
        title: format!("{}: {}", plain(step.action), plain(step.stage)),
        href: None,
        at: wall::words(step.at),
        by: named(of_child, step.by),
        tags: step.outcome.map(|outcome| Tag::new(plain(outcome), Tone::Plain)).into_iter().collect(),
        text: step.reason.iter().map(|why| Cell::text(why.clone())).collect(),
        struck: None,
    });
    ("What was said".to_owned(), Timeline { groups: vec![(String::new(), events.collect())] })
}

fn acts(
    visit: &Visit,
    escalation: &EscalationContent,
    posted: &Posted,
    errors: &ErrorSummary,
) -> Result<Vec<Act>, Trouble> {
    let acts = Acts { visit, posted, errors, action: href(escalation.id), version: Some(escalation.version) };
    let ours = escalation.raised_by.is_some_and(|agency| visit.caller().agency.owns(agency));
    let why = || Field::new("reason", "Why", Kind::Text);
    let mut found = Vec::new();
    if !ours && escalation.status == EscalationStatus::Open {
        let fields = vec![
            Field::new("outcome", "What becomes of it?", Kind::words(EscalationOutcome::ALL.iter().copied())),
            why(),
            Field::new("learning", "What is learnt from it", Kind::Text).hint("It may be left empty."),
        ];
        let text =
            ["At each stage a person of its position answers once. Where something changes, change it there too."];
        found.push(acts.act(ANSWER, "Answer the escalation", &text, fields)?);
    }
    if ours && escalation.stage != EscalationStage::SafeguardingPartners {
        let text = ["Before it rises by itself, or where the answer does not settle it."];
        found.push(acts.act(RAISE, "Raise it to the next stage", &text, vec![why()])?);
    }
    Ok(found)
}

pub(in crate::console) async fn act(visit: Visit, Path(wanted): Path<String>, posted: Posted) -> Answer {
    let id = EscalationId::from_public(&wanted).map_err(|_| Trouble::NotFound)?;
    let sent = Sent::of(&posted);
    let found = send(&visit, id, &sent).await?;
    if found.is_empty() {
        return visit.to(&format!("{}?done={}", href(id), sent.act));
    }
    page(&visit, &wanted, None, &posted, found).await
}

async fn send(visit: &Visit, escalation: EscalationId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let (door, caller, key) = (visit.door(), visit.caller(), Some(sent.key()));
    let (expected_version, reason) = (sent.version()?, sent.text("reason").to_owned());
    let answer = match sent.act {
        RAISE => {
            escalations::raise_further(door, caller, key, NewRaise { escalation, expected_version, reason }, Vec::new())
        }
        ANSWER => {
            let Some(outcome) = EscalationOutcome::parse(sent.text("outcome")) else {
                let mut errors = ErrorSummary::default();
                errors.add(&sent.name("outcome"), "choose what becomes of it");
                return Ok(errors);
            };
            let learning = sent.given("learning");
            let new = NewAnswer { escalation, expected_version, outcome, reason, learning };
            return settled(escalations::answer(door, caller, key, new, Vec::new()).await?, sent);
        }
        _ => return Err(Trouble::Unreadable),
    };
    settled(answer.await?, sent)
}

/// What is wrong, if anything.
fn settled(answer: ChangeAnswer<EscalationView>, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    match answer {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["reason", "learning"])),
    }
}
