//! What pages are put together from. Each part is a value with a template of its own; a page's template writes it out with
//! `{{ part }}`. What goes in is text, and every text is escaped: a part never takes markup.

mod cell;
mod filter;
mod listing;
mod page;
mod steps;

use askama::filters::HtmlSafe;

pub use self::cell::{Cell, Tag, Tone};
pub use self::filter::{Chip, Filter};
pub use self::listing::{Event, Pages, Row, SummaryList, Table, Timeline};
pub use self::page::{Act, Interruption, Matter, Question, Queue, QueuePart, Sending, Warning};
pub use self::steps::{Task, TaskList};

/// Parts escape what they are given, so a page's template writes them out as they are.
macro_rules! parts {
    ($($part:ty),+ $(,)?) => { $( impl HtmlSafe for $part {} )+ };
}

parts!(
    Cell,
    Tag,
    Filter,
    Pages,
    SummaryList,
    Table,
    Timeline,
    TaskList,
    Warning,
    super::form::Field,
    super::form::ErrorSummary,
);
