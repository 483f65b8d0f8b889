//! Lists: keys and values, tables, events in time, and the links from one page of a list to the next.

use askama::Template;

use super::cell::{Cell, Tag};
use crate::disclosure::Withholding;

/// Keys with their values.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/summary_list.html")]
pub struct SummaryList {
    /// In order.
    pub rows: Vec<Row>,
}

impl SummaryList {
    /// The fields of something: of each the key, the field's name in the contract, and the value. What is withheld stands in its
    /// place, with the way on.
    pub fn of<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str, Cell)>, withheld: &[Withholding]) -> Self {
        let row = |(key, field, value): (&str, &str, Cell)| match withheld.iter().find(|kept| kept.field == field) {
            Some(kept) => Row::new(key, Cell::Withheld(kept.how_to_proceed().to_owned())),
            None => Row::new(key, value),
        };
        Self { rows: rows.into_iter().map(row).collect() }
    }
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Row {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Cell,
    /// Where it is changed.
    pub change: Option<String>,
}

impl Row {
    /// A key with its value.
    pub fn new(key: &str, value: Cell) -> Self {
        Self { key: key.to_owned(), value, change: None }
    }

    /// The same with a link to change it.
    pub fn changed_at(self, href: impl Into<String>) -> Self {
        Self { change: Some(href.into()), ..self }
    }
}

/// A table; on a narrow screen each row becomes a block with its keys.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/table.html")]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// What each column holds.
    pub head: Vec<String>,
    /// Each as long as the head; the first cell names the row.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Of each cell of a row after the first: what its column holds, and the cell.
    fn named<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = (&'a String, &'a Cell)> {
        self.head.iter().zip(row)
    }
}

/// Events in time, in the order given.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/timeline.html")]
pub struct Timeline {
    /// What comes under a heading of its own, such as a month; the heading may be empty.
    pub groups: Vec<(String, Vec<Event>)>,
}

impl Timeline {
    /// Of which level an event's heading is: below that of its group, where that has one.
    fn level(&self, heading: &str) -> u8 {
        if heading.is_empty() { 3 } else { 4 }
    }
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened, in a few words.
    pub title: String,
    /// Where it is shown whole.
    pub href: Option<String>,
    /// When, in words.
    pub at: String,
    /// By whom or what.
    pub by: String,
    /// States.
    pub tags: Vec<Tag>,
    /// What more there is to say, a paragraph each.
    pub text: Vec<Cell>,
    /// Why it is struck through, where it was corrected or withdrawn.
    pub struck: Option<String>,
}

/// Links from one page of a list to its neighbours.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/pages.html")]
pub struct Pages {
    /// Back to the beginning, where this is not it.
    pub first: Option<String>,
    /// On to what follows.
    pub next: Option<String>,
}
