//! One access with its story, and a lead's verdict on it.

use axum::extract::Path;
use entities::words::{AccessFlag, AccessVerdict, Word};
use policies::RuleBook;

use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Event, Sending, SummaryList, Tag, Timeline, Tone};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::words::{plain, plain_list, sentence_case};
use crate::disclosure::{ChangeAnswer, LogEntryView, LogPageView, Position, ReviewAsk};
use crate::plain::wall;
use crate::services::access_reviews;

pub(super) const HERE: &str = "/console/reviews";
/// What is said to who goes back in their browser, changes a verdict and sends it again.
const SENT_BEFORE: &str = "you sent this verdict before, with other words: it stands below as you sent it. Send this only if it is \
                           to be a second verdict";
/// What is said of an access that need not be reviewed by any day.
pub(super) const NO_TIME: &str = "No set time";
/// What is said where a class is withheld because no policy allows it.
const NO_POLICY_ALLOWS: &str = "What no policy allows is withheld";

pub(super) fn href(entry: &LogEntryView) -> String {
    format!("{HERE}/{}", entry.position())
}

pub(super) fn who(entry: &LogEntryView) -> String {
    entry.practitioner.clone().unwrap_or_else(|| "somebody whose name is withheld".to_owned())
}

pub(super) fn agency(page: &Logged<LogPageView>, entry: &LogEntryView) -> String {
    let known = entry.agency.and_then(|id| page.agency(id));
    known.map_or_else(|| plain(entry.agency_kind), |agency| agency.name.clone())
}

pub(super) fn flags(entry: &LogEntryView) -> Vec<Tag> {
    let tone = |flag| match flag {
        AccessFlag::Emergency | AccessFlag::RestrictedRecord => Tone::Urgent,
        _ => Tone::Note,
    };
    entry
        .flags
        .into_iter()
        .flat_map(|flags| flags.iter().collect::<Vec<_>>())
        .map(|flag| Tag::new(plain(flag), tone(flag)))
        .collect()
}

#[derive(askama::Template)]
#[template(path = "console/review.html")]
struct ReviewPage {
    frame: Frame,
    back: &'static str,
    errors: ErrorSummary,
    story: SummaryList,
    reviews: Timeline,
    /// None where the viewer does not review this access.
    verdict: Option<Sending>,
}

pub(super) async fn show(visit: Visit, Path(entry): Path<String>) -> Answer {
    one(&visit, &entry, &Posted::default(), ErrorSummary::default()).await
}

pub(super) async fn decide(visit: Visit, Path(entry): Path<String>, posted: Posted) -> Answer {
    let position: Position = entry.parse().map_err(|_| Trouble::NotFound)?;
    let mut errors = ErrorSummary::default();
    let Some(verdict) = AccessVerdict::parse(posted.text("verdict")) else {
        errors.add("verdict", "Select your verdict");
        if posted.text("note").trim().is_empty() {
            errors.add("note", "Say why");
        }
        return one(&visit, &entry, &posted, errors).await;
    };
    let ask = ReviewAsk { entry: position, verdict, note: posted.text("note").to_owned() };
    let key = Some(posted.text("key")).filter(|key| !key.is_empty());
    match access_reviews::review(visit.door(), visit.caller(), key, ask).await? {
        ChangeAnswer::Done(_) => visit.to(&format!("{HERE}?done=1")),
        ChangeAnswer::Refused(_) => Err(Trouble::NotFound),
        ChangeAnswer::Problems(problems) => {
            if let Some(errors) = ErrorSummary::of_form_sent_before(&problems, SENT_BEFORE) {
                return one(&visit, &entry, &posted.without("key"), errors).await;
            }
            one(&visit, &entry, &posted, ErrorSummary::of(&problems, str::to_owned)).await
        }
    }
}

async fn one(visit: &Visit, entry: &str, posted: &Posted, errors: ErrorSummary) -> Answer {
    let position: Position = entry.parse().map_err(|_| Trouble::NotFound)?;
    let page = visit.door().access_entry(visit.caller(), position).await?;
    let entry = page.entries().first().ok_or(Trouble::NotFound)?;
    let wrong = !errors.is_empty();
    let verdict = match &entry.reviews {
        Some(_) => Some(Sending {
            action: href(entry),
            hidden: vec![("key".to_owned(), key(visit, posted)?)],
            fields: fields(posted, &errors),
            button: "Record the verdict".to_owned(),
        }),
        None => None,
    };
    let template = ReviewPage {
        frame: visit.frame(&format!("Access by {}", who(entry))).with_errors(wrong),
        back: HERE,
        errors,
        story: story(&page, entry, &visit.door().book()),
        reviews: reviews(entry),
        verdict,
    };
    if wrong { visit.page_to_mend(&template) } else { visit.page(&template) }
}

/// The key that the form came with; a new one for a form that is shown first.
fn key(visit: &Visit, posted: &Posted) -> Result<String, Trouble> {
    match posted.text("key") {
        "" => visit.key(),
        // What was refused left nothing behind the key, so the mended form may go on with it.
        key => Ok(key.to_owned()),
    }
}

fn fields(posted: &Posted, errors: &ErrorSummary) -> Vec<Field> {
    let choices =
        AccessVerdict::ALL.iter().map(|verdict| Choice::new(verdict.name(), plain(*verdict)).with_hint(verdict.doc()));
    vec![
        Field::new("verdict", "Your verdict", Kind::One(choices.collect()))
            .typed(posted.text("verdict"))
            .wrong(errors.about("verdict")),
        Field::new("note", "Why", Kind::Text)
            .hint("Other reviewers can read this.")
            .typed(posted.text("note"))
            .wrong(errors.about("note")),
    ]
}

/// A child by the hub's own id, with a link to who has seen it.
fn seen(id: &str) -> Cell {
    Cell::Link { text: id.to_owned(), href: format!("/console/seen?child={id}"), hidden: "who has seen it".to_owned() }
}

/// How it ended.
pub(super) fn outcome(entry: &LogEntryView) -> String {
    match entry.refusal_code {
        _ if entry.allowed => "Given".to_owned(),
        Some(code) => format!("Refused: {}", plain(code).to_lowercase()),
        None => "Refused".to_owned(),
    }
}

/// Ids of policies as people read them: each policy's sentence, and the id by which to find it.
pub(super) fn titled<'a>(book: &RuleBook, ids: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let title = |id: &String| match book.policies().iter().find(|policy| policy.id == *id) {
        Some(policy) => format!("{} ({id})", policy.title),
        None if id == policies::DEFAULT_DENY => NO_POLICY_ALLOWS.to_owned(),
        None => id.clone(),
    };
    ids.into_iter().map(title).collect()
}

fn story(page: &Logged<LogPageView>, entry: &LogEntryView, book: &RuleBook) -> SummaryList {
    let rows = [
        ("When", "at", Cell::text(wall::words(entry.at))),
        ("Who", "practitioner", Cell::text(who(entry))),
        ("For", "agency", Cell::text(agency(page, entry))),
        ("Roles", "roles", Cell::or_none(entry.roles.map(plain_list))),
        ("What they did", "action", Cell::text(plain(entry.action))),
        ("Child", "childId", entry.child_id.map_or_else(|| Cell::or_none(None), |id| seen(&id.public()))),
        ("Relationship", "relationship", Cell::or_none(entry.relationship.map(plain))),
        ("Purpose", "purpose", Cell::or_none(entry.purpose.map(plain))),
        ("Lawful basis", "lawfulBasis", Cell::or_none(entry.lawful_basis.map(plain))),
        ("Justification", "justification", Cell::or_none(entry.justification.clone())),
        ("Approved by", "approvedBy", Cell::or_none(entry.approved_by.clone())),
        ("Outcome", "allowed", Cell::text(outcome(entry))),
        ("Given", "disclosed", Cell::text(list_or_nothing(plain_list(entry.disclosed)))),
        (
            "Withheld",
            "withheldClasses",
            Cell::text(list_or_nothing(entry.withheld_classes.map(plain_list).unwrap_or_default())),
        ),
        ("Policies that decided", "policies", Cell::Lines(titled(book, entry.policies.iter().flatten()))),
        ("What stands out", "flags", Cell::Tags(flags(entry))),
        (
            "Review by",
            "reviewDueAt",
            Cell::Text(
                entry.review_due_at.map_or_else(|| NO_TIME.to_owned(), |due| sentence_case(&wall::deadline(due))),
            ),
        ),
    ];
    SummaryList::of(rows, &entry.withheld)
}

fn list_or_nothing(list: String) -> String {
    if list.is_empty() { "Nothing".to_owned() } else { list }
}

fn reviews(entry: &LogEntryView) -> Timeline {
    let events = entry.reviews.iter().flatten().map(|review| Event {
        title: plain(review.verdict),
        href: None,
        at: wall::words(review.reviewed_at),
        by: review.reviewed_by.clone(),
        tags: Vec::new(),
        text: vec![Cell::text(review.note.clone())],
        struck: None,
    });
    Timeline { groups: vec![(String::new(), events.collect())] }
}

#[cfg(test)]
mod tests {
    use policies::Numbers;

    use super::*;

    #[test]
    fn a_policy_is_its_sentence_and_what_none_allows_is_one_too() {
        let book = RuleBook::embedded(Numbers::default()).unwrap();
        let ids = ["r19-consent-gate", policies::DEFAULT_DENY, "gone"].map(str::to_owned);
        let said = titled(&book, &ids);
        assert!(said[0].ends_with(" (r19-consent-gate)"), "{said:?}");
        assert_eq!(said[1..], [NO_POLICY_ALLOWS.to_owned(), "gone".to_owned()]);
    }
}
