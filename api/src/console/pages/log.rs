//! The access log, searched: what is shown stands in the address, and as a file it is exactly what is on the screen.

use super::log_search::{self, Search};
use super::reviews::{agency, flags, href, outcome, who};
use crate::access_log::Logged;
use crate::console::form::ErrorSummary;
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Filter, Pages, Table};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::{number, plain, plain_list};
use crate::console::{Trouble, csv, meant};
use crate::disclosure::{ChildKey, LogAsk, LogEntryView, LogPageView};
use crate::plain::wall;

const HERE: &str = "/console/log";
const FILE: &str = "/console/log.csv";
/// Accesses on one page.
const ON_A_PAGE: u32 = 25;

#[derive(askama::Template)]
#[template(path = "console/log.html")]
struct LogPage {
    frame: Frame,
    errors: ErrorSummary,
    filter: Filter,
    since: Option<String>,
    /// How many there are, in words.
    total: Option<String>,
    table: Table,
    pages: Pages,
    file: String,
}

pub(super) async fn show(visit: Visit, wanted: Wanted) -> Answer {
    let search = log_search::read(&visit, &wanted).await?;
    shown(&visit, &wanted, &search).await
}

/// What was typed into the filter, sent on to the address that says it. A child's number stands in none: where the viewer may be
/// shown anything of the child, the hub's own id takes its place; otherwise nothing matches, whether there is such a child or not.
pub(super) async fn choose(visit: Visit, posted: Posted) -> Answer {
    let all = Wanted::of(posted.fields().iter().cloned());
    let typed = all.text("child");
    let Some(key) = Some(typed).filter(|typed| !typed.is_empty()) else { return visit.to(&all.link(HERE, &[], None)) };
    let mut search = log_search::read(&visit, &all.without("child")).await?;
    if search.since.take().is_some() {
        search.filter.from = None;
    }
    match meant::child(key) {
        Ok(ChildKey::Id(id)) => return visit.to(&all.link(HERE, &["child"], Some(("child", &id.public())))),
        Ok(number) if search.errors.is_empty() => {
            search.filter.child = Some(number);
            let page = found(&visit, &search, false).await?;
            if let Some(id) = page.entries().iter().find_map(|entry| entry.child_id) {
                return visit.to(&all.link(HERE, &["child"], Some(("child", &id.public()))));
            }
        }
        Ok(_) => {}
        Err(why) => search.errors.add("child", why),
    }
    let template = page(&visit, &all, &search);
    if search.errors.is_empty() {
        return visit.page(&template);
    }
    log_search::may_read(&visit).await?;
    visit.page_to_mend(&template)
}

/// The page before anything was looked for.
fn page(visit: &Visit, wanted: &Wanted, search: &Search) -> LogPage {
    let frame = visit.frame("Access log").with_errors(!search.errors.is_empty());
    LogPage {
        errors: search.errors.clone(),
        filter: log_search::filter(HERE, &frame.token, wanted, search),
        since: search.since.map(wall::beginning),
        total: None,
        table: Table::default(),
        pages: Pages::default(),
        file: String::new(),
        frame,
    }
}

async fn shown(visit: &Visit, wanted: &Wanted, search: &Search) -> Answer {
    let mut template = page(visit, wanted, search);
    if !search.errors.is_empty() {
        log_search::may_read(visit).await?;
        return visit.page_to_mend(&template);
    }
    let page = found(visit, search, true).await?;
    let next = page.entries().last().filter(|_| page.more()).map(|last| log_search::cursor_text(last.cursor()));
    template.total = page.total().map(|total| match total {
        1 => "1 access".to_owned(),
        total => format!("{} accesses", number(total)),
    });
    template.table = table(&page);
    template.file = wanted.link(FILE, &[], None);
    template.pages = Pages {
        first: search.after.map(|_| wanted.link(HERE, &["after"], None)),
        next: next.map(|after| wanted.link(HERE, &["after"], Some(("after", &after)))),
    };
    visit.page(&template)
}

/// The same page as a file. That it was read is logged like the page.
pub(super) async fn file(visit: Visit, wanted: Wanted) -> Answer {
    let search = log_search::read(&visit, &wanted).await?;
    if !search.errors.is_empty() {
        log_search::may_read(&visit).await?;
        return Err(Trouble::Unreadable);
    }
    csv::file("attachment; filename=\"accesses.csv\"", &table(&found(&visit, &search, false).await?))
}

async fn found(visit: &Visit, search: &Search, total: bool) -> Result<Logged<LogPageView>, Trouble> {
    let ask = LogAsk { filter: search.filter.clone(), after: search.after, first: ON_A_PAGE, total };
    Ok(visit.door().access_log(visit.caller(), &ask).await?)
}

fn table(page: &Logged<LogPageView>) -> Table {
    let head = ["When", "Who", "For", "What they did", "Outcome", "Purpose", "Given", "What stands out"];
    Table {
        caption: "Newest first".to_owned(),
        head: head.map(str::to_owned).to_vec(),
        rows: page.entries().iter().map(|entry| row(page, entry)).collect(),
    }
}

fn row(page: &Logged<LogPageView>, entry: &LogEntryView) -> Vec<Cell> {
    let name = who(entry);
    let person = entry.practitioner_id.map(|id| format!("{HERE}?person={}", id.public()));
    let told = |field: &str, cell: Cell| match entry.withheld.iter().any(|withheld| withheld.field == field) {
        true => Cell::text("Withheld"),
        false => cell,
    };
    vec![
        Cell::Link { href: href(entry), hidden: format!("access by {name}"), text: wall::words(entry.at) },
        match person {
            Some(href) => Cell::Link { text: name, href, hidden: "and all that they did".to_owned() },
            None => Cell::text(name),
        },
        Cell::text(agency(page, entry)),
        Cell::text(plain(entry.action)),
        Cell::text(outcome(entry)),
        told("purpose", Cell::text(entry.purpose.map(plain).unwrap_or_default())),
        Cell::text(plain_list(entry.disclosed)),
        told("flags", Cell::Tags(flags(entry))),
    ]
}
