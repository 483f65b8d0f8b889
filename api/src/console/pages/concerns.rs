//! The concerns that one raised, or that one may see: where each stands, and what came of it. Reading them is logged.

use axum::extract::{Path, Query};
use entities::Instant;
use entities::ids::ConcernId;
use entities::words::ConcernStatus;
use serde::Deserialize;

use crate::console::frame::Frame;
use crate::console::parts::{Cell, Pages, Row, SummaryList, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::words::plain;
use crate::console::{Trouble, enter};
use crate::disclosure::concern::ConcernView;
use crate::disclosure::{ConcernContent, ConcernFilter, ConcernsAsk, Withholding};
use crate::plain::wall;

const HERE: &str = "/console/concerns";
/// Concerns on one page.
const ON_A_PAGE: u32 = 25;

#[derive(Deserialize)]
pub(super) struct Wanted {
    after: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "console/concerns.html")]
struct ListPage {
    frame: Frame,
    table: Table,
    pages: Pages,
}

#[derive(askama::Template)]
#[template(path = "console/concern.html")]
struct ConcernPage {
    frame: Frame,
    story: SummaryList,
    what_now: String,
}

pub(super) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let after = wanted.after.as_deref().map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let fields = ["raisedAt", "reference", "status", "about"].map(str::to_owned);
    let ask = ConcernsAsk { first: ON_A_PAGE, after, fields: fields.to_vec(), ..ConcernsAsk::default() };
    let page = visit.door().concerns(visit.caller(), &ask).await?;
    let listed: Vec<&ConcernView> = page.rows().filter_map(|(view, index)| view.concern(index)).collect();
    let rows = listed.iter().map(|view| {
        let concern = view.concern();
        vec![
            Cell::Link {
                text: concern.reference.clone().unwrap_or_else(|| "A concern".to_owned()),
                href: format!("{HERE}/{}", place(concern)),
                hidden: String::new(),
            },
            Cell::or_none(concern.raised_at.map(wall::words)),
            Cell::or_none(concern.about.clone()),
            Cell::Tags(concern.status.map(state).into_iter().collect()),
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

pub(super) async fn show(visit: Visit, Path(wanted): Path<String>) -> Answer {
    let (at, id) = place_of(&wanted).ok_or(Trouble::NotFound)?;
    let mut fields = [
        "raisedAt",
        "reference",
        "status",
        "about",
        "whatHappened",
        "immediateDanger",
        "decisionDueAt",
        "outcomeToRaiser",
        "additions",
        "withheld",
        "raisedBy",
    ]
    .map(str::to_owned);
    fields.sort();
    let filter = ConcernFilter { raised_from: Some(at), raised_to: Some(at), ..ConcernFilter::default() };
    let ask = ConcernsAsk { filter, first: ON_A_PAGE, fields: fields.to_vec(), ..ConcernsAsk::default() };
    let page = visit.door().concerns(visit.caller(), &ask).await?;
    let views = page.rows().filter_map(|(view, index)| view.concern(index));
    let view = views.into_iter().find(|view| view.concern().id == id).ok_or(Trouble::NotFound)?;
    let title = view.concern().reference.as_ref().map_or_else(|| "A concern".to_owned(), |r| format!("Concern {r}"));
    visit.page(&ConcernPage {
        frame: visit.frame(&title),
        story: story(view),
        what_now: visit.door().what_now(visit.caller()),
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

fn state(status: ConcernStatus) -> Tag {
    let tone = match status {
        ConcernStatus::Received => Tone::Note,
        ConcernStatus::Decided | ConcernStatus::Closed => Tone::Good,
        ConcernStatus::Acknowledged | ConcernStatus::Screened => Tone::Plain,
    };
    Tag::new(plain(status), tone)
}

fn story(view: &ConcernView) -> SummaryList {
    let concern = view.concern();
    let additions = concern.additions.iter().flatten();
    let learnt: Vec<String> =
        additions.map(|addition| format!("{}: {}", wall::words(addition.at), addition.text)).collect();
    let danger = concern.immediate_danger.map(|danger| if danger { "Yes" } else { "No" }.to_owned());
    let rows = [
        ("Reference", "reference", Cell::or_none(concern.reference.clone())),
        ("Where it stands", "status", Cell::Tags(concern.status.map(state).into_iter().collect())),
        ("Raised", "raisedAt", Cell::or_none(concern.raised_at.map(wall::words))),
        ("Decision due", "decisionDueAt", Cell::or_none(concern.decision_due_at.map(wall::deadline))),
        ("Immediate danger", "immediateDanger", Cell::or_none(danger)),
        ("The child", "about", Cell::or_none(concern.about.clone())),
        ("What happened", "whatHappened", Cell::or_none(concern.what_happened.clone())),
        ("What was added later", "additions", Cell::Lines(learnt)),
        (
            "What came of it",
            "outcomeToRaiser",
            Cell::Text(concern.outcome_to_raiser.clone().unwrap_or_else(|| "Not yet known here".to_owned())),
        ),
    ];
    let kept = |field: &str| view.withheld().iter().find(|withheld| withheld.field == field);
    let shown = rows.into_iter().map(|(key, field, cell)| {
        Row::new(key, kept(field).map(Withholding::how_to_proceed).map_or(cell, |why| Cell::Withheld(why.to_owned())))
    });
    SummaryList { rows: shown.collect() }
}
