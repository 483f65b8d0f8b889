//! What waits for a lead's review, most urgent first, as a page and as a file.

use axum::extract::Query;
use serde::Deserialize;

use super::reviews::{HERE, NO_TIME, agency, flags, href, who};
use crate::access_log::Logged;
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Pages, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::words::{number, plain, sentence_case};
use crate::console::{Trouble, csv, enter};
use crate::disclosure::{LogEntryView, LogPageView, QueueAsk};
use crate::plain::wall;

const FILE: &str = "/console/reviews.csv";
/// Accesses on one page of the queue.
const ON_A_PAGE: u32 = 25;

#[derive(Deserialize)]
pub(super) struct Wanted {
    after: Option<String>,
    done: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "console/reviews.html")]
struct QueuePage {
    frame: Frame,
    /// How many wait, in words; none where none does.
    total: Option<String>,
    table: Table,
    pages: Pages,
    file: String,
}

pub(super) async fn queue(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let page = waiting(&visit, &wanted, true).await?;
    let at = |path: &str, after: Option<String>| match after {
        Some(after) => format!("{path}?after={}", enter::escaped(&after)),
        None => path.to_owned(),
    };
    let next = page.queue().last().filter(|_| page.more());
    visit.page(&QueuePage {
        frame: visit.frame("Accesses to review").with_news(wanted.done.as_ref().map(|_| "Your verdict is recorded.")),
        total: match page.total().unwrap_or_default() {
            0 => None,
            1 => Some("1 access waits".to_owned()),
            total => Some(format!("{} accesses wait", number(total))),
        },
        table: table(&visit, &page),
        pages: Pages {
            first: wanted.after.as_ref().map(|_| HERE.to_owned()),
            next: next.map(|cursor| at(HERE, Some(cursor.to_string()))),
        },
        file: at(FILE, wanted.after),
    })
}

/// The same page as a file. That it was read is logged like the page.
pub(super) async fn file(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let page = waiting(&visit, &wanted, false).await?;
    csv::file("attachment; filename=\"reviews.csv\"", &table(&visit, &page))
}

async fn waiting(visit: &Visit, wanted: &Wanted, total: bool) -> Result<Logged<LogPageView>, Trouble> {
    let after = wanted.after.as_deref().map(str::parse).transpose().map_err(|_| Trouble::NotFound)?;
    let ask = QueueAsk { after, first: ON_A_PAGE, total };
    Ok(visit.door().access_reviews(visit.caller(), &ask).await?)
}

fn table(visit: &Visit, page: &Logged<LogPageView>) -> Table {
    let now = visit.caller().at;
    Table {
        caption: "Most urgent first".to_owned(),
        head: ["When", "Who", "Why", "What stands out", "Review by"].map(str::to_owned).to_vec(),
        rows: page.entries().iter().map(|entry| row(page, entry, now)).collect(),
    }
}

fn row(page: &Logged<LogPageView>, entry: &LogEntryView, now: entities::Instant) -> Vec<Cell> {
    let at = wall::words(entry.at);
    let due = entry.review_due_at.map(|due| match due < now {
        true => Cell::Tags(vec![Tag::new(format!("Overdue since {}", wall::deadline(due)), Tone::Urgent)]),
        false => Cell::Text(sentence_case(&wall::deadline(due))),
    });
    vec![
        Cell::Link { href: href(entry), hidden: format!("access by {}", who(entry)), text: at },
        Cell::Lines(vec![who(entry), agency(page, entry)]),
        Cell::or_none(entry.purpose.map(plain)),
        Cell::Tags(flags(entry)),
        due.unwrap_or_else(|| Cell::text(NO_TIME)),
    ]
}
