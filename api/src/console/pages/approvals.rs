//! What waits for the viewer's own answer: what was done in a manager's name, what takes two people, and what a young person's
//! objection holds back. Each is answered on a page of its own, in the session of who was asked.

use axum::extract::Path;
use entities::Word;
use entities::ids::{ApprovalId, SharingReviewId};
use entities::words::{AccessAction, FieldClass};

use super::approval_story;
use crate::access_log::Position;
use crate::console::acts::{Acts, Sent, refused};
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::parts::{Act, Cell, Matter, Queue, QueuePart, Table};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::console::{Trouble, clocks};
use crate::disclosure::{ApprovalView, ApprovalsAsk, ChangeAnswer, Decision, SharingReviewAsk, WaitingId};
use crate::services::sharing_reviews::ReviewDecision;
use crate::services::{approvals, sharing_reviews};

pub(super) const HERE: &str = "/console/approvals";
/// As many as are shown: what waits for one person is few.
const MOST: u32 = 100;

/// The acts of these pages, by the names of their forms.
const ANSWER: &str = "answer";
const ALLOW: &str = "allow";
const ASK: &str = "ask";

pub(in crate::console) async fn list(visit: Visit, wanted: Wanted) -> Answer {
    let ask = ApprovalsAsk { first: MOST, total: true, ..ApprovalsAsk::default() };
    let page = visit.door().approvals(visit.caller(), &ask).await?;
    let rows = page.approvals().iter().map(|waiting| {
        vec![
            Cell::Link { text: what(waiting), href: href(waiting.id), hidden: by(waiting) },
            Cell::Text(by(waiting)),
            lines_or_none(approval_story::in_short(waiting)),
            Cell::Tags(vec![clocks::left(waiting.due_at, visit.caller().at)]),
        ]
    });
    let part = QueuePart {
        heading: "What waits for you".to_owned(),
        none: "Nothing waits for your answer.".to_owned(),
        total: page.total().unwrap_or_default(),
        table: Table {
            caption: "First what is due first".to_owned(),
            head: ["What was done, or is to be done", "Asked by", "Why", "Clock"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        ..QueuePart::default()
    };
    let news = match wanted.text("done") {
        "" => None,
        ASK => Some("Your question waits for somebody who decides. What is held back stays so until then."),
        _ => Some("Your answer is recorded."),
    };
    let text = "What a young person’s objection holds back from you can be put before somebody who decides.";
    let ask = ("Ask for that decision".to_owned(), format!("{HERE}/ask"));
    visit.page(&Queue {
        frame: visit.frame("Approvals").with_news(news),
        text: vec![text.to_owned()],
        links: vec![ask],
        parts: vec![part],
    })
}

fn lines_or_none(lines: Vec<String>) -> Cell {
    if lines.is_empty() { Cell::or_none(None) } else { Cell::Lines(lines) }
}

pub(super) fn href(id: WaitingId) -> String {
    format!("{HERE}/{}", id.public())
}

pub(super) fn what(waiting: &ApprovalView) -> String {
    match waiting.action {
        AccessAction::View => "A record was opened in your name".to_owned(),
        AccessAction::Protect if waiting.told.lifting => "A protection of a record is to be lifted".to_owned(),
        AccessAction::Protect => "A record was protected".to_owned(),
        AccessAction::ReviewSharing => "What an objection holds back".to_owned(),
        action => plain(action),
    }
}

pub(super) fn by(waiting: &ApprovalView) -> String {
    waiting.asked_by.clone().unwrap_or_else(|| "Somebody who is not named to you".to_owned())
}

pub(in crate::console) async fn show(visit: Visit, Path(wanted): Path<String>) -> Answer {
    page(&visit, &wanted, &Posted::default(), ErrorSummary::default()).await
}

/// The page, with what was sent from it and has to be mended.
async fn page(visit: &Visit, wanted: &str, posted: &Posted, errors: ErrorSummary) -> Answer {
    let only = Some(WaitingId::from_public(wanted).ok_or(Trouble::NotFound)?);
    let ask = ApprovalsAsk { only, first: 1, ..ApprovalsAsk::default() };
    let found = visit.door().approvals(visit.caller(), &ask).await?;
    let waiting = found.approvals().iter().find(|waiting| Some(waiting.id) == only).ok_or(Trouble::NotFound)?;
    let acts = Acts { visit, posted, errors: &errors, action: href(waiting.id), version: None };
    let act = if waiting.review.is_some() { allow(&acts)? } else { answer(&acts, waiting)? };
    let story = approval_story::story(visit, waiting).await?;
    visit.matter(Matter {
        frame: visit.frame(&what(waiting)),
        back: (HERE.to_owned(), "what waits for your answer".to_owned()),
        story,
        acts: approval_story::way_to_the_record(visit, waiting).into_iter().chain([act]).collect(),
        errors,
        ..Matter::default()
    })
}

fn yes_or_no(name: &str, label: &str, yes: &str, no: &str) -> Field {
    Field::new(name, label, Kind::One(vec![Choice::new("yes", yes), Choice::new("no", no)]))
}

fn why() -> Field {
    Field::new("reason", "Why", Kind::Text)
}

fn answer(acts: &Acts<'_>, waiting: &ApprovalView) -> Result<Act, Trouble> {
    let text = [match waiting.action {
        AccessAction::Protect if waiting.told.lifting => "Yes lifts it. With a no the record stays protected as it is.",
        AccessAction::Protect => "Say no if you do not agree: the protection then ends.",
        _ => "Say no if you did not agree to it: what was opened in your name then ends.",
    }];
    let fields = vec![yes_or_no("approved", "Do you approve it?", "Yes, I approve it", "No"), why()];
    acts.act(ANSWER, "Give your answer", &text, fields)
}

fn allow(acts: &Acts<'_>) -> Result<Act, Trouble> {
    let text = [
        "The young person objected. What you allow holds for the agency that asked and for that purpose alone, until the day \
         that you name or their next objection.",
    ];
    let held_back = FieldClass::ALL.iter().filter(|class| !sharing_reviews::NEVER_HELD_BACK.contains(class));
    let classes = held_back.map(|class| Choice::new(class.name(), plain(*class)).with_hint(class.doc())).collect();
    let fields = vec![
        yes_or_no("allow", "Is anything shared all the same?", "Yes, what is chosen below", "No"),
        Field::new("classes", "What is shared", Kind::Any(classes)).hint("Leave this empty if nothing is."),
        Field::new("until", "Until which day", Kind::Day)
            .hint("The last day, for example 27 3 2027. Leave it empty if nothing is."),
        why(),
    ];
    acts.act(ALLOW, "Decide", &text, fields)
}

pub(in crate::console) async fn act(visit: Visit, Path(wanted): Path<String>, posted: Posted) -> Answer {
    let sent = Sent::of(&posted);
    let found = match sent.act {
        ANSWER => {
            let approval = ApprovalId::from_public(&wanted).map_err(|_| Trouble::NotFound)?;
            decide(&visit, approval, &sent).await?
        }
        ALLOW => {
            let review = SharingReviewId::from_public(&wanted).map_err(|_| Trouble::NotFound)?;
            decide_review(&visit, review, &sent).await?
        }
        _ => return Err(Trouble::Unreadable),
    };
    if found.is_empty() { visit.to(&format!("{HERE}?done=1")) } else { page(&visit, &wanted, &posted, found).await }
}

/// What was chosen; that nothing was is said.
fn chosen(sent: &Sent<'_>, field: &str) -> Result<bool, ErrorSummary> {
    match sent.text(field) {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => {
            let mut errors = ErrorSummary::default();
            errors.add(&sent.name(field), "choose yes or no");
            Err(errors)
        }
    }
}

async fn decide(visit: &Visit, approval: ApprovalId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let approved = match chosen(sent, "approved") {
        Ok(approved) => approved,
        Err(errors) => return Ok(errors),
    };
    let new = Decision { approval, approved, reason: sent.text("reason").to_owned() };
    settled(approvals::decide(visit.door(), visit.caller(), Some(sent.key()), new).await?, sent)
}

async fn decide_review(visit: &Visit, review: SharingReviewId, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    let allow = match chosen(sent, "allow") {
        Ok(allow) => allow,
        Err(errors) => return Ok(errors),
    };
    let until = match sent.day("until") {
        Ok(until) => until,
        Err(why) => {
            let mut errors = ErrorSummary::default();
            errors.add(&sent.name("until"), why);
            return Ok(errors);
        }
    };
    let classes: Vec<FieldClass> = sent.all("classes").into_iter().filter_map(FieldClass::parse).collect();
    let classes = Some(classes).filter(|classes| !classes.is_empty());
    let new = ReviewDecision { review, allow, classes, until, reason: sent.text("reason").to_owned() };
    let answer = sharing_reviews::decide(visit.door(), visit.caller(), Some(sent.key()), new, Vec::new()).await?;
    settled(answer, sent)
}

/// What is wrong, if anything.
fn settled<V>(answer: ChangeAnswer<V>, sent: &Sent<'_>) -> Result<ErrorSummary, Trouble> {
    match answer {
        ChangeAnswer::Done(_) => Ok(ErrorSummary::default()),
        ChangeAnswer::Refused(view) => refused(&view),
        ChangeAnswer::Problems(problems) => Ok(sent.wrong(&problems, &["entry", "classes", "until", "reason"])),
    }
}

/// The way there from an access of the viewer's own.
pub(super) fn way(entry: Position) -> String {
    format!("{HERE}/ask?entry={entry}")
}

/// Asking for a decision on what an objection holds back (R24).
pub(in crate::console) async fn ask(visit: Visit, wanted: Wanted) -> Answer {
    visit.door().turn_away_administrators(visit.caller(), AccessAction::ReviewSharing).await?;
    asking(&visit, wanted.text("entry"), &Posted::default(), ErrorSummary::default())
}

fn asking(visit: &Visit, entry: &str, posted: &Posted, errors: ErrorSummary) -> Answer {
    let acts = Acts { visit, posted, errors: &errors, action: format!("{HERE}/ask"), version: None };
    let fields = vec![
        Field::new("entry", "The entry of your access in the access log", Kind::Line("medium"))
            .hint("It stands at the end of the record’s page, or in the refusal.")
            .typed(entry),
        Field::new("reason", "Why you need what is held back", Kind::Text)
            .hint("Whoever decides reads this, and sees your name, role and agency."),
    ];
    let text = [
        "A safeguarding lead of an agency that works with the young person, or information governance, decides. Until then \
         it stays held back.",
    ];
    let act = acts.act(ASK, "Ask for a decision", &text, fields)?;
    visit.matter(Matter {
        frame: visit.frame("What an objection holds back"),
        back: (HERE.to_owned(), "what waits for your answer".to_owned()),
        acts: vec![act],
        errors,
        ..Matter::default()
    })
}

pub(in crate::console) async fn put(visit: Visit, posted: Posted) -> Answer {
    let sent = Sent::of(&posted);
    let mut errors = ErrorSummary::default();
    match sent.text("entry").parse::<Position>() {
        Ok(entry) => {
            let new = SharingReviewAsk { entry, reason: sent.text("reason").to_owned() };
            let answer = sharing_reviews::request(visit.door(), visit.caller(), Some(sent.key()), new).await?;
            let found = match answer {
                ChangeAnswer::Problems(problems) => ErrorSummary::of(&problems, |field| match field {
                    "accessLogEntry" => sent.name("entry"),
                    "reason" => sent.name("reason"),
                    _ => String::new(),
                }),
                answer => settled(answer, &sent)?,
            };
            if found.is_empty() {
                return visit.to(&format!("{HERE}?done={ASK}"));
            }
            errors = found;
        }
        Err(_) => errors.add(&sent.name("entry"), "copy the entry as it stands, for example access_0_1406"),
    }
    asking(&visit, "", &posted, errors)
}
