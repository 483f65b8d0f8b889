//! Escalations: those that the viewer's agency raised, and those that it is to answer; each on a page of its own, where it is
//! answered, or raised to the next stage. They are raised from where one sees what they are against.

mod one;
mod raise;

use entities::Instant;
use entities::ids::{AgencyId, EscalationId};
use entities::words::EscalationStatus;

pub(in crate::console) use self::one::{act, show};
use self::raise::HERE as RAISE_PAGE;
pub(super) use self::raise::{AGAINST_RATING, DISPUTE, from_page, offer, way};
pub(in crate::console) use self::raise::{ask, put};
use crate::console::parts::{Cell, Pages, Queue, QueuePart, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::console::{Trouble, clocks, enter};
use crate::disclosure::escalations::ChildEscalations;
use crate::disclosure::{EscalationContent, EscalationsAsk};
use crate::plain::wall;

pub(super) const HERE: &str = "/console/escalations";
/// Escalations on one page.
const ON_A_PAGE: u32 = 25;
/// What the columns of a list hold.
pub(super) const HEAD: [&str; 4] = ["Escalation", "By and to", "Stage", "Clock"];

pub(in crate::console) async fn list(visit: Visit, wanted: Wanted) -> Answer {
    let after = wanted.given("after").map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let ask = EscalationsAsk { first: ON_A_PAGE, after, total: true, ..EscalationsAsk::default() };
    let page = visit.door().escalations(visit.caller(), &ask).await?;
    let listed: Vec<(&ChildEscalations, &EscalationContent)> =
        page.rows().filter_map(|(view, index)| Some((&***view, view.escalation(index)?.escalation()))).collect();
    let rows = listed.iter().map(|(view, escalation)| row(view, escalation, visit.caller().at));
    let next = listed.last().filter(|_| page.more());
    let next = next.map(|(_, last)| format!("{HERE}?after={}.{}", last.raised_at.0, enter::escaped(&last.id.public())));
    let part = QueuePart {
        heading: "Raised by your agency, or to be answered by it".to_owned(),
        none: "There are none.".to_owned(),
        total: page.total(),
        table: Table {
            caption: "Newest first".to_owned(),
            head: HEAD.map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        pages: Pages { first: after.map(|_| HERE.to_owned()), next },
    };
    let text = [
        "An agency that disagrees says so, and a person of the other agency answers. What is not answered in time rises to the \
         next stage by itself.",
        "Raise one on the page of the decision, the concern or the check that you disagree with.",
    ];
    visit.page(&Queue {
        frame: visit.frame("Escalations"),
        text: text.map(str::to_owned).to_vec(),
        links: vec![("Raise one against a refusal to share".to_owned(), RAISE_PAGE.to_owned())],
        parts: vec![part],
    })
}

fn place_of(text: &str) -> Option<(Instant, EscalationId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), EscalationId::from_public(id).ok()?))
}

pub(super) fn href(id: EscalationId) -> String {
    format!("{HERE}/{}", id.public())
}

fn named(view: &ChildEscalations, id: Option<AgencyId>) -> String {
    let known = id.and_then(|id| view.agency(id)).map(|agency| agency.name.clone());
    known.unwrap_or_else(|| "An agency that is not shown to you".to_owned())
}

/// An escalation in a list.
pub(super) fn row(view: &ChildEscalations, escalation: &EscalationContent, now: Instant) -> Vec<Cell> {
    let by = format!("By {}", named(view, escalation.raised_by));
    let to = format!("To {}", named(view, escalation.appealed_to));
    vec![
        Cell::Link {
            text: format!("Against: {}", plain(escalation.against).to_lowercase()),
            href: href(escalation.id),
            hidden: format!("raised on {}", wall::words(escalation.raised_at)),
        },
        Cell::Lines(vec![by, to]),
        Cell::text(plain(escalation.stage)),
        Cell::Tags(state(escalation, now)),
    ]
}

fn state(escalation: &EscalationContent, now: Instant) -> Vec<Tag> {
    match escalation.status {
        EscalationStatus::Open => {
            let risen = escalation.overdue.then(|| Tag::new("Rose unanswered", Tone::Urgent));
            std::iter::once(clocks::left(escalation.due_at, now)).chain(risen).collect()
        }
        EscalationStatus::Answered => {
            vec![Tag::new(escalation.outcome.map_or_else(|| "Answered".to_owned(), plain), Tone::Good)]
        }
    }
}
