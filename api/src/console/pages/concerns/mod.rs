//! The concerns that one raised, or that one may see, and where each stands; each on a page of its own, where it is worked on.
//! Reading them is logged.

mod acting;
mod offers;
mod one;
mod siblings;
mod told;

use axum::extract::Query;
use entities::Instant;
use entities::ids::ConcernId;
use entities::words::{ConcernStatus, RagRating};
use serde::Deserialize;

pub(in crate::console) use self::acting::act;
pub(in crate::console) use self::one::show;
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Pages, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::words::plain;
use crate::console::{Trouble, enter};
use crate::disclosure::concern::ConcernView;
use crate::disclosure::{ConcernContent, ConcernsAsk};
use crate::plain::wall;

pub(super) const HERE: &str = "/console/concerns";
/// Concerns on one page.
const ON_A_PAGE: u32 = 25;

#[derive(Deserialize)]
pub(in crate::console) struct Wanted {
    after: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "console/concerns.html")]
struct ListPage {
    frame: Frame,
    table: Table,
    pages: Pages,
}

pub(in crate::console) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let after = wanted.after.as_deref().map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let fields = ["about", "immediateDanger", "raisedAt", "rating", "reference", "status"].map(str::to_owned);
    let ask = ConcernsAsk { first: ON_A_PAGE, after, fields: fields.to_vec(), ..ConcernsAsk::default() };
    let page = visit.door().concerns(visit.caller(), &ask).await?;
    let listed: Vec<&ConcernView> = page.rows().filter_map(|(view, index)| view.concern(index)).collect();
    let rows = listed.iter().map(|view| {
        let concern = view.concern();
        vec![
            Cell::Link {
                text: concern.reference.clone().unwrap_or_else(|| "A concern".to_owned()),
                href: href(concern),
                hidden: String::new(),
            },
            Cell::or_none(concern.raised_at.map(wall::words)),
            Cell::or_none(concern.about.clone()),
            Cell::Tags(
                concern
                    .status
                    .map(state)
                    .into_iter()
                    .chain(danger(concern))
                    .chain(Some(rating(concern.rating)).filter(|_| view.addressed()))
                    .collect(),
            ),
        ]
    });
    let next = listed.last().filter(|_| page.more()).map(|view| place(view.concern()));
    visit.page(&ListPage {
        frame: visit.frame("Concerns"),
        table: Table {
            caption: "Newest first".to_owned(),
            head: ["Reference", "Raised", "About", "Where it stands"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        pages: Pages {
            first: after.map(|_| HERE.to_owned()),
            next: next.map(|place| format!("{HERE}?after={}", enter::escaped(&place))),
        },
    })
}

/// Where a concern stands in the list, and in an address; it says nothing of the child.
fn place(concern: &ConcernContent) -> String {
    format!("{}.{}", concern.raised_at.unwrap_or(Instant(0)).0, concern.id.public())
}

fn place_of(text: &str) -> Option<(Instant, ConcernId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), ConcernId::from_public(id).ok()?))
}

/// Where a concern is worked on.
pub(super) fn href(concern: &ConcernContent) -> String {
    format!("{HERE}/{}", place(concern))
}

/// Where a concern that was just raised is shown, as it was recorded.
pub(super) fn just_raised(concern: &ConcernContent) -> String {
    format!("{}?raised=1", href(concern))
}

/// Where a concern stands.
pub(super) fn state(status: ConcernStatus) -> Tag {
    let tone = match status {
        ConcernStatus::Received => Tone::Note,
        ConcernStatus::Decided | ConcernStatus::Closed => Tone::Good,
        ConcernStatus::Acknowledged | ConcernStatus::Screened => Tone::Plain,
    };
    Tag::new(plain(status), tone)
}

/// That a child is said to be in immediate danger and nobody has acknowledged it yet.
pub(super) fn danger(concern: &ConcernContent) -> Option<Tag> {
    let waits = concern.immediate_danger == Some(true) && concern.status == Some(ConcernStatus::Received);
    waits.then(|| Tag::new("Immediate danger", Tone::Urgent))
}

/// How a concern is rated.
pub(super) fn rating(rating: Option<RagRating>) -> Tag {
    let tone = match rating {
        Some(RagRating::Red) => Tone::Urgent,
        Some(RagRating::Amber) => Tone::Note,
        Some(RagRating::Green) => Tone::Good,
        None => Tone::Plain,
    };
    Tag::new(rating.map_or_else(|| "Not rated".to_owned(), plain), tone)
}

/// When a concern is due: by the earlier of its working day and its rating's clock.
pub(super) fn due(concern: &ConcernContent) -> Option<Instant> {
    [concern.rating_due_at, concern.decision_due_at].into_iter().flatten().min()
}
