//! The day against the week and the month before it, as three bars with their numbers in a table beneath.

use crate::console::parts::{Cell, Table};
use crate::console::words::number;
use crate::disclosure::{Counted, Figure};

/// The drawing's width, where bars begin, the height of one with its words, and how far they may reach.
const WIDTH: i64 = 360;
const ROW: i64 = 44;
const REACH: i64 = 270;

/// A chart.
pub(super) struct Chart {
    /// What it counts.
    pub(super) heading: &'static str,
    /// What it shows, in a sentence.
    pub(super) about: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) bars: Vec<Bar>,
    pub(super) table: Table,
}

/// A bar; one of a number that is not given has no length.
pub(super) struct Bar {
    pub(super) label: String,
    /// Where its words stand, and the bar below them.
    pub(super) text_y: i64,
    pub(super) y: i64,
    pub(super) length: i64,
    pub(super) value: String,
}

const fn heading(of: Counted) -> &'static str {
    match of {
        Counted::Concerns => "Concerns raised",
        Counted::Checks => "Checks asked for",
        Counted::Decisions => "Joint decisions taken",
        Counted::Escalations => "Escalations raised",
        Counted::Accesses => "Accesses in the log",
    }
}

impl Chart {
    /// The chart of a figure.
    pub(super) fn of(figure: &Figure) -> Self {
        let rows = [
            ("Today so far", figure.today, 1),
            ("The 7 days before", figure.week, 7),
            ("The 30 days before", figure.month, 30),
        ];
        // In tenths, so that an average is no whole number.
        let tenths = |count: Option<i64>, days: i64| count.map(|count| count.saturating_mul(10) / days);
        let most = rows.iter().filter_map(|(_, count, days)| tenths(*count, *days)).max().unwrap_or_default().max(1);
        let bar = |(n, (label, count, days)): (i64, &(&str, Option<i64>, i64))| {
            let value = tenths(*count, *days);
            Bar {
                label: if *days == 1 { (*label).to_owned() } else { format!("{label}, average") },
                text_y: n * ROW + 14,
                y: n * ROW + 20,
                length: value.map_or(0, |value| (value * REACH / most).max(2)),
                value: value.map_or_else(|| "under 5 in all".to_owned(), in_words),
            }
        };
        let heading = heading(figure.of);
        let told = |count: Option<i64>| count.map_or_else(|| "under 5".to_owned(), number);
        let cells = rows.iter().map(|(label, count, days)| {
            let average = tenths(*count, *days).map_or_else(|| "–".to_owned(), in_words);
            vec![Cell::text(*label), Cell::Text(told(*count)), Cell::Text(average)]
        });
        Self {
            heading,
            about: format!(
                "{heading}: {} today, {} in the 7 days before, {} in the 30 days before",
                told(figure.today),
                told(figure.week),
                told(figure.month)
            ),
            width: WIDTH,
            height: ROW * 3,
            bars: (0_i64..).zip(&rows).map(bar).collect(),
            table: Table {
                caption: format!("{heading}, in numbers"),
                head: ["When", "In all", "Average"].map(str::to_owned).to_vec(),
                rows: cells.collect(),
            },
        }
    }
}

/// Tenths as one writes them.
fn in_words(tenths: i64) -> String {
    let whole = number(tenths / 10);
    if tenths % 10 == 0 { whole } else { format!("{whole}.{}", tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_average_and_what_is_not_given_has_none() {
        let chart = Chart::of(&Figure { of: Counted::Checks, today: None, week: Some(14), month: Some(30) });
        let bars: Vec<(i64, &str)> = chart.bars.iter().map(|bar| (bar.length, bar.value.as_str())).collect();
        assert_eq!(bars, [(0, "under 5 in all"), (REACH, "2"), (REACH / 2, "1")]);
        assert!(chart.about.contains("under 5 today, 14 in the 7 days before"), "{}", chart.about);
        assert_eq!((in_words(14).as_str(), in_words(11_875).as_str()), ("1.4", "1,187.5"));
        let chart = Chart::of(&Figure { of: Counted::Accesses, today: Some(1187), week: None, month: None });
        assert!(chart.about.contains("1,187 today"), "{}", chart.about);
    }
}
