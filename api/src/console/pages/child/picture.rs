//! A picture of the years: a row for each kind of agency, a mark for each event where it happened, its shape for how much it
//! matters. The same in numbers stands beneath. It is drawn of what the door gave on the page, and of nothing else.

use std::collections::BTreeMap;

use entities::words::{AgencyKind, Significance, Word};
use entities::{Date, Instant};

use crate::console::parts::{Cell, Table};
use crate::console::words::plain;
use crate::disclosure::{EntryContent, EntryPage};
use crate::plain::calendar::{local_date, start_of_day};

/// Where marks begin and how wide they spread, in units of the drawing.
const LEFT: i64 = 190;
const WIDTH: i64 = 520;
/// A row's height, and where the first begins.
const ROW: i64 = 36;
const TOP: i64 = 34;

/// The picture.
pub(super) struct Picture {
    /// Width and height of the drawing.
    pub(super) width: i64,
    pub(super) height: i64,
    /// What it shows, in a sentence.
    pub(super) about: String,
    /// Each kind of agency: where its row lies, and its name.
    pub(super) rows: Vec<(i64, String)>,
    /// Each year: where it begins, and its number.
    pub(super) years: Vec<(i64, i32)>,
    /// Each mark: its shape, and its class in the style sheet.
    pub(super) marks: Vec<(String, &'static str)>,
    /// What each shape says.
    pub(super) legend: Vec<(String, &'static str, String)>,
    pub(super) table: Table,
    /// Whether it leaves the oldest out.
    pub(super) cut: bool,
}

impl Picture {
    /// The picture of those entries; none where there is none.
    pub(super) fn of(page: &EntryPage) -> Option<Self> {
        let entries = &page.entries;
        let years = || entries.iter().map(|entry| local_date(entry.occurred_at).year());
        let (first, last) = (years().min()?, years().max()?);
        let mut kinds: Vec<AgencyKind> = entries.iter().filter_map(|entry| entry.agency_kind).collect();
        kinds.sort();
        kinds.dedup();
        let span = Span::of(first, last)?;
        let row = |kind: AgencyKind| {
            let place = kinds.iter().position(|known| *known == kind).and_then(|place| i64::try_from(place).ok());
            place.unwrap_or_default().saturating_mul(ROW).saturating_add(TOP)
        };
        let mark = |entry: &EntryContent| {
            let y = row(entry.agency_kind?).saturating_add(ROW / 2);
            Some((shape(entry.significance, span.x(entry.occurred_at), y), class(entry.significance)))
        };
        let height = i64::try_from(kinds.len()).unwrap_or_default().saturating_mul(ROW).saturating_add(TOP);
        let words = |s: Option<Significance>| s.map_or_else(|| "Not shown to you".to_owned(), plain);
        let of_all = Significance::ALL.iter().copied().map(Some).chain([None]);
        // A decade and more would crowd its own numbers.
        let step = usize::try_from((last - first) / 10).unwrap_or_default().saturating_add(1);
        Some(Self {
            width: LEFT + WIDTH + 20,
            height,
            about: format!("{} events from {first} to {last}, by kind of agency and significance", entries.len()),
            rows: kinds.iter().map(|kind| (row(*kind), plain(*kind))).collect(),
            years: (first..=last)
                .step_by(step)
                .filter_map(|y| Some((span.x(start_of_day(Date::new(y, 1, 1)?)), y)))
                .collect(),
            marks: entries.iter().rev().filter_map(mark).collect(),
            legend: of_all.map(|s| (shape(s, 12, 12), class(s), words(s))).collect(),
            table: table(entries),
            cut: page.more,
        })
    }
}

/// From the beginning of the first year to the end of the last.
struct Span {
    from: Instant,
    length: i64,
}

impl Span {
    fn of(first: i32, last: i32) -> Option<Self> {
        let from = start_of_day(Date::new(first, 1, 1)?);
        let to = start_of_day(Date::new(last.checked_add(1)?, 1, 1)?);
        Some(Self { from, length: to.0.saturating_sub(from.0).max(1) })
    }

    fn x(&self, at: Instant) -> i64 {
        let part = i128::from(at.0.saturating_sub(self.from.0)) * i128::from(WIDTH) / i128::from(self.length);
        i64::try_from(part).unwrap_or_default().clamp(0, WIDTH).saturating_add(LEFT)
    }
}

/// A dot, a ring, a square on its corner, a triangle; a stroke where it may not be told.
fn shape(significance: Option<Significance>, x: i64, y: i64) -> String {
    match significance {
        Some(Significance::Routine) => format!("M{} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", x - 4),
        Some(Significance::Notable) => format!("M{} {y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z", x - 7),
        Some(Significance::Significant) => format!("M{x} {}l8 8l-8 8l-8 -8z", y - 8),
        Some(Significance::Critical) => format!("M{x} {}l10 18h-20z", y - 11),
        None => format!("M{} {y}h10", x - 5),
    }
}

const fn class(significance: Option<Significance>) -> &'static str {
    match significance {
        Some(Significance::Notable) => "mark mark-ring",
        Some(Significance::Critical) => "mark mark-critical",
        None => "mark mark-unknown",
        Some(_) => "mark",
    }
}

/// A row for each year and kind of agency, newest first, and how many events of each significance.
fn table(entries: &[EntryContent]) -> Table {
    let columns: Vec<Option<Significance>> = Significance::ALL.iter().rev().copied().map(Some).chain([None]).collect();
    let mut counts: BTreeMap<(std::cmp::Reverse<i32>, AgencyKind), Vec<Option<Significance>>> = BTreeMap::new();
    for entry in entries {
        let Some(kind) = entry.agency_kind else { continue };
        let year = std::cmp::Reverse(local_date(entry.occurred_at).year());
        counts.entry((year, kind)).or_default().push(entry.significance);
    }
    let rows = counts.iter().map(|((year, kind), found)| {
        let count = |column: &Option<Significance>| found.iter().filter(|s| *s == column).count();
        let named = [Cell::Text(year.0.to_string()), Cell::Text(plain(*kind))];
        named.into_iter().chain(columns.iter().map(|column| Cell::Text(count(column).to_string()))).collect()
    });
    let names = columns.iter().map(|s| s.map_or_else(|| "Not shown to you".to_owned(), plain));
    let head = ["Year".to_owned(), "Agency".to_owned()].into_iter().chain(names).collect();
    Table { caption: "Events by year, kind of agency and significance".to_owned(), head, rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_significance_has_a_shape_of_its_own() {
        let mut shapes: Vec<String> =
            Significance::ALL.iter().copied().map(Some).chain([None]).map(|s| shape(s, 100, 100)).collect();
        shapes.sort();
        shapes.dedup();
        assert_eq!(shapes.len(), Significance::ALL.len() + 1);
    }

    #[test]
    fn a_year_lies_between_its_ends() {
        let span = Span::of(2020, 2021).expect("two years");
        let at = |y, m, d| span.x(start_of_day(Date::new(y, m, d).expect("a day")));
        assert_eq!((at(2020, 1, 1), at(2022, 1, 1)), (LEFT, LEFT + WIDTH));
        assert!(at(2020, 6, 1) < at(2021, 1, 1) && at(2019, 1, 1) == LEFT && at(2030, 1, 1) == LEFT + WIDTH);
    }
}
