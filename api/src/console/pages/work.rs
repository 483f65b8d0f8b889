//! Work of the viewer's agency that is late, and the way to each: what it is and since when it is late. What was said
//! and done stands in the child's record, which opens for a reason that is stated there (R10); nothing of it is shown here.

use axum::extract::Path;
use entities::ids::WorkId;
use entities::words::{WorkKind, WorkStatus};
use entities::{Date, Instant};

use crate::console::parts::{Act, Cell, Matter, Pages, Queue, QueuePart, Row, Sending, SummaryList, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::console::{Trouble, clocks, enter};
use crate::disclosure::{OverdueAsk, OverdueCursor, OverdueWork};
use crate::plain::calendar::start_of_day;
use crate::plain::wall;

pub(super) const HERE: &str = "/console/work";
/// Pieces of work on one page.
const ON_A_PAGE: u32 = 25;

pub(in crate::console) async fn list(visit: Visit, wanted: Wanted) -> Answer {
    let after = wanted.given("after").map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let ask = OverdueAsk { first: ON_A_PAGE, after, total: true, only: None };
    let page = visit.door().overdue_work(visit.caller(), &ask).await?;
    let rows = page.works().iter().map(|work| {
        let text = plain(work.kind);
        vec![
            Cell::Link { text, href: href(work.work), hidden: begun(work) },
            Cell::Text(standing(work.status)),
            Cell::text(wall::day(work.started_on)),
            Cell::Tags(clock(work, visit.caller().at)),
        ]
    });
    let next = page.works().last().filter(|_| page.more());
    let part = QueuePart {
        heading: "Kept by your agency".to_owned(),
        none: "Nothing that you keep is overdue.".to_owned(),
        total: page.total(),
        table: Table {
            caption: "First what was due first".to_owned(),
            head: ["Work", "Where it stands", "Began", "Clock"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        pages: Pages {
            first: after.map(|_| HERE.to_owned()),
            next: next.map(|last| format!("{HERE}?after={}", enter::escaped(&place(last)))),
        },
    };
    visit.page(&Queue { frame: visit.frame("Overdue work"), parts: vec![part], ..Queue::default() })
}

/// Where a piece of overdue work is shown.
pub(super) fn href(id: WorkId) -> String {
    format!("{HERE}/{}", id.public())
}

/// When it began and was due, in words.
pub(super) fn begun(work: &OverdueWork) -> String {
    format!("Begun on {}, due on {}", wall::day(work.started_on), wall::day(work.due_on))
}

/// Where a piece of work stands. Only an assessment is ever completed: it is written.
pub(super) fn standing(status: WorkStatus) -> String {
    if status == WorkStatus::Completed { "Written, not yet authorised".to_owned() } else { plain(status) }
}

/// How late it is; of what is written, what it lacks, beside the day on which it was due.
pub(super) fn clock(work: &OverdueWork, now: Instant) -> Vec<Tag> {
    if work.status == WorkStatus::Completed {
        return vec![Tag::new("A manager has to authorise it", Tone::Note), was_due(work.due_on)];
    }
    // It is late from the end of the day on which it was due.
    vec![clocks::left(start_of_day(work.due_on.plus_days(1)), now)]
}

/// The day on which something was due.
pub(super) fn was_due(day: Date) -> Tag {
    Tag::new(format!("Was due on {}", wall::day(day)), Tone::Plain)
}

fn place(work: &OverdueWork) -> String {
    format!("{}.{}", work.due_on, work.work.public())
}

fn place_of(text: &str) -> Option<OverdueCursor> {
    let (due_on, work) = text.split_once('.')?;
    Some(OverdueCursor { due_on: due_on.parse().ok()?, work: WorkId::from_public(work).ok()? })
}

/// What has to be done next, in the words of guidance.
const fn next(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Assessment => "The assessment is due 45 working days after it began.",
        WorkKind::StrategyDiscussion => "The discussion that was called is to be held.",
        WorkKind::Section47Enquiry | WorkKind::InitialConference => {
            "The initial conference is due 15 working days after the strategy discussion."
        }
        WorkKind::ChildProtectionPlan => "The plan is to be reviewed.",
        WorkKind::EarlyHelpPlan => "The early help plan is to be reviewed.",
    }
}

/// What is next, or the outcomes that were due: whichever day was missed first is the one shown.
fn what_is_late(work: &OverdueWork) -> String {
    if work.status == WorkStatus::Completed {
        return format!("It is written. A manager who did not write it has to authorise it. {}", next(work.kind));
    }
    let outcomes = match work.overdue_outcomes {
        0 => return next(work.kind).to_owned(),
        1 => "An outcome that it works towards is past its day".to_owned(),
        more => format!("{more} outcomes that it works towards are past their day"),
    };
    format!("{outcomes}: record a review that says where that stands. {}", next(work.kind))
}

pub(in crate::console) async fn show(visit: Visit, Path(wanted): Path<String>) -> Answer {
    let only = WorkId::from_public(&wanted).map_err(|_| Trouble::NotFound)?;
    let ask = OverdueAsk { first: 1, only: Some(only), ..OverdueAsk::default() };
    let page = visit.door().overdue_work(visit.caller(), &ask).await?;
    let work = page.works().first().ok_or(Trouble::NotFound)?;
    let rows = vec![
        Row::new("Where it stands", Cell::Text(standing(work.status))),
        Row::new("What is late", Cell::text(what_is_late(work))),
        Row::new("Began", Cell::text(wall::day(work.started_on))),
        Row::new("Was due", Cell::text(wall::day(work.due_on))),
        Row::new("Clock", Cell::Tags(clock(work, visit.caller().at))),
        Row::new("Who keeps it", Cell::text("Your agency")),
    ];
    let hidden = [("child", work.child.public()), ("work", work.work.public()), ("go", "change".to_owned())];
    let open = Act {
        heading: "See the whole of it".to_owned(),
        text: vec![
            "Its steps, what it works towards and who is responsible stand in the child’s record. The next page asks why you need \
             it; the access is logged."
                .to_owned(),
        ],
        form: Sending {
            action: "/console/child".to_owned(),
            hidden: hidden.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            fields: Vec::new(),
            button: "Go on to the work".to_owned(),
        },
    };
    visit.matter(Matter {
        frame: visit.frame(&plain(work.kind)),
        back: (HERE.to_owned(), "the overdue work".to_owned()),
        story: SummaryList { rows },
        acts: vec![open],
        ..Matter::default()
    })
}
