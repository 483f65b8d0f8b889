//! Who has seen one child: the access log as a timeline. The child is named in a form and never by a number in an address.

use entities::Instant;
use entities::ids::ChildId;

use super::log_search;
use crate::access_log::Logged;
use crate::console::form::{ErrorSummary, Field, Kind};
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Event, Pages, Sending, Table, Timeline};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::{plain, plain_list};
use crate::console::{Trouble, csv, meant};
use crate::disclosure::{ChildKey, SeenAsk, SeenCursor, SeenPageView, SeenView, Whose};
use crate::plain::wall;

const HERE: &str = "/console/seen";
const FIELD: &str = "child";
const FILE: &str = "/console/seen.csv";
/// People on one page.
const ON_A_PAGE: u32 = 25;

#[derive(askama::Template)]
#[template(path = "console/seen.html")]
struct SeenPage {
    frame: Frame,
    errors: ErrorSummary,
    form: Sending,
    /// None where nobody asked about a child yet.
    total: Option<i64>,
    timeline: Timeline,
    pages: Pages,
    log: Option<String>,
    /// The same as a file.
    file: Option<String>,
}

/// The form, and who has seen the child that the address names by the hub's own id.
pub(super) async fn show(visit: Visit, wanted: Wanted) -> Answer {
    let child = wanted.given(FIELD).map(ChildId::from_public).transpose().map_err(|_| Trouble::NotFound)?;
    let after = wanted.given("after").map(cursor).transpose()?;
    match child {
        Some(child) => found(&visit, ChildKey::Id(child), after, &wanted, &child.public()).await,
        None => {
            log_search::may_read(&visit).await?;
            visit.page(&empty(&visit, ErrorSummary::default(), ""))
        }
    }
}

/// The same for a child that is named by an NHS number or by the hub's own id.
pub(super) async fn ask(visit: Visit, posted: Posted) -> Answer {
    let typed = posted.text(FIELD).trim();
    match meant::child(typed) {
        Ok(key) => found(&visit, key, None, &Wanted::default(), typed).await,
        Err(why) => {
            log_search::may_read(&visit).await?;
            let mut errors = ErrorSummary::default();
            errors.add(FIELD, why);
            visit.page_to_mend(&empty(&visit, errors, typed))
        }
    }
}

fn empty(visit: &Visit, errors: ErrorSummary, typed: &str) -> SeenPage {
    let field = Field::new(FIELD, "Which child?", Kind::Line("medium"))
        .hint("An NHS number, a unique pupil number, or the hub's id as it stands in the access log.")
        .typed(typed)
        .wrong(errors.about(FIELD));
    SeenPage {
        frame: visit.frame("Who has seen a child").with_errors(!errors.is_empty()),
        errors,
        form: Sending {
            action: HERE.to_owned(),
            fields: vec![field],
            button: "Show who has seen the child".to_owned(),
            ..Sending::default()
        },
        total: None,
        timeline: Timeline::default(),
        pages: Pages::default(),
        log: None,
        file: None,
    }
}

async fn asked(
    visit: &Visit,
    child: ChildKey,
    after: Option<SeenCursor>,
    total: bool,
) -> Result<Logged<SeenPageView>, Trouble> {
    let ask = SeenAsk { whose: Whose::Child(child), after, first: ON_A_PAGE, total };
    Ok(visit.door().log_seen(visit.caller(), &ask).await?)
}

/// The same page as a file: exactly what stands on it. That it was read is logged like the page.
pub(super) async fn file(visit: Visit, wanted: Wanted) -> Answer {
    let child = ChildId::from_public(wanted.text(FIELD)).map_err(|_| Trouble::NotFound)?;
    let after = wanted.given("after").map(cursor).transpose()?;
    let page = asked(&visit, ChildKey::Id(child), after, false).await?;
    let rows = page.lines().iter().map(|line| {
        let Event { title, at, by, text, .. } = event(&page, line);
        [title, by, at].map(Cell::Text).into_iter().chain(text).collect()
    });
    let table = Table {
        caption: String::new(),
        head: ["Who", "For", "When", "How often, and what was given"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    csv::file("attachment; filename=\"who-has-seen.csv\"", &table)
}

async fn found(visit: &Visit, child: ChildKey, after: Option<SeenCursor>, wanted: &Wanted, typed: &str) -> Answer {
    let here = after.as_ref().map(after_text);
    let page = asked(visit, child, after, true).await?;
    let id = page.lines().iter().find_map(|line| line.child_id).map(ChildId::public);
    let next =
        page.lines().last().filter(|_| page.more()).zip(id.as_deref()).map(|(last, id)| {
            with_after(&Wanted::default().link(HERE, &[], Some((FIELD, id))), &after_text(&last.cursor))
        });
    let file = id.as_deref().map(|id| {
        let all = Wanted::default().link(FILE, &[], Some((FIELD, id)));
        here.as_ref().map_or_else(|| all.clone(), |after| with_after(&all, after))
    });
    visit.page(&SeenPage {
        total: page.total(),
        timeline: timeline(&page),
        pages: Pages { first: here.map(|_| wanted.link(HERE, &["after"], None)), next },
        log: id.map(|id| format!("/console/log?child={id}")),
        file,
        ..empty(visit, ErrorSummary::default(), typed)
    })
}

fn timeline(page: &Logged<SeenPageView>) -> Timeline {
    let mut groups: Vec<(String, Vec<Event>)> = Vec::new();
    for line in page.lines() {
        let month = wall::month(line.last_at);
        match groups.last_mut().filter(|(heading, _)| *heading == month) {
            Some((_, events)) => events.push(event(page, line)),
            None => groups.push((month, vec![event(page, line)])),
        }
    }
    Timeline { groups }
}

fn event(page: &Logged<SeenPageView>, line: &SeenView) -> Event {
    let kind = plain(line.agency_kind);
    let agency = line.agency.and_then(|id| page.agency(id)).map(|agency| agency.name.clone());
    let given = plain_list(line.classes);
    let times = if line.times == 1 { "Once.".to_owned() } else { format!("{} times.", line.times) };
    let given = if given.is_empty() { "Nothing was given.".to_owned() } else { format!("Given: {given}.") };
    Event {
        title: line.practitioner.clone().unwrap_or_else(|| "Somebody whose name is withheld".to_owned()),
        href: line.practitioner_id.map(|id| format!("/console/log?person={}", id.public())),
        at: format!("Last on {}", wall::words(line.last_at)),
        by: agency.unwrap_or(kind),
        tags: Vec::new(),
        text: vec![Cell::text(format!("{times} {given}"))],
        struck: None,
    }
}

fn after_text(cursor: &SeenCursor) -> String {
    format!("{}.{}", cursor.last_at.0, cursor.key)
}

fn with_after(address: &str, after: &str) -> String {
    format!("{address}&after={}", crate::console::escaped(after))
}

fn cursor(text: &str) -> Result<SeenCursor, Trouble> {
    let (at, key) = text.split_once('.').ok_or(Trouble::NotFound)?;
    // PostgreSQL holds no NUL in a text.
    match at.parse() {
        Ok(at) if !key.contains('\0') => Ok(SeenCursor { last_at: Instant(at), key: key.to_owned() }),
        _ => Err(Trouble::NotFound),
    }
}
