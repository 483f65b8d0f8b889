//! The chronology as a timeline: newest first under the month in which it happened. What was corrected stays, struck through and
//! with the reason; what is withheld says why and whom to ask.

use entities::words::{Significance, TimePrecision};

use super::given::{field_in_words, why};
use crate::console::parts::{Cell, Event, Tag, Timeline, Tone};
use crate::console::words::{plain, plain_list};
use crate::disclosure::{EntryContent, EntryPage, RecordView, Withholding};
use crate::plain::calendar::local_date;
use crate::plain::wall;

/// The page's entries, each followed by its earlier versions.
pub(super) fn timeline(view: &RecordView, page: &EntryPage) -> Timeline {
    let mut groups: Vec<(String, Vec<Event>)> = Vec::new();
    for entry in &page.entries {
        let month = local_date(entry.occurred_at).0.format("%B %Y").to_string();
        if groups.last().is_none_or(|(last, _)| *last != month) {
            groups.push((month, Vec::new()));
        }
        let Some((_, events)) = groups.last_mut() else { continue };
        let withdrawn = entry.withdrawn_at.map(|at| {
            let kept = view.entry_withheld(entry);
            format!("withdrawn on {}. {}", wall::words(at), reason(view, entry, &kept))
        });
        events.push(event(view, entry, withdrawn));
        // Each earlier version was replaced for the reason that the next one gives.
        let mut newer = entry;
        for earlier in &entry.history {
            let kept = view.entry_withheld(newer);
            let why = format!("corrected in version {}. {}", newer.version, reason(view, newer, &kept));
            events.push(event(view, earlier, Some(why)));
            newer = earlier;
        }
    }
    Timeline { groups }
}

fn reason(view: &RecordView, entry: &EntryContent, kept: &[Withholding]) -> String {
    match kept.iter().find(|withheld| withheld.field == "correctionReason") {
        Some(withheld) => format!("The reason is withheld. {}", why(view, withheld)),
        None => entry.correction_reason.clone().unwrap_or_else(|| "No reason is recorded.".to_owned()),
    }
}

fn event(view: &RecordView, entry: &EntryContent, struck: Option<String>) -> Event {
    let kind = entry.agency_kind.map(plain);
    let agency = entry.agency.and_then(|id| view.agency(id)).map(|agency| agency.name.clone());
    let by: Vec<String> = [agency, kind.clone(), entry.recorded_by.clone()].into_iter().flatten().collect();
    let title = entry.category.map(plain).or_else(|| Some(format!("Entry from: {}", kind?.to_lowercase())));
    let at = match entry.occurred_precision {
        Some(TimePrecision::Time) => wall::words(entry.occurred_at),
        precision => wall::day_known(entry.occurred_at, precision),
    };
    let until = entry.occurred_until.map(|until| format!(", until {}", wall::words(until)));
    Event {
        title: title.unwrap_or_else(|| "Entry".to_owned()),
        href: None,
        at: format!("{at}{}", until.unwrap_or_default()),
        by: by.join(", "),
        tags: tags(entry),
        text: texts(view, entry),
        struck,
    }
}

fn tags(entry: &EntryContent) -> Vec<Tag> {
    let significance = entry.significance.map(|significance| {
        let tone = match significance {
            Significance::Critical => Tone::Urgent,
            Significance::Significant => Tone::Note,
            Significance::Notable | Significance::Routine => Tone::Plain,
        };
        Tag::new(plain(significance), tone)
    });
    let impact =
        entry.impact_direction.map(|impact| Tag::new(format!("Impact: {}", plain(impact).to_lowercase()), Tone::Plain));
    let handling = entry.handling.filter(|set| !set.is_empty()).map(|set| Tag::new(plain_list(set), Tone::Urgent));
    significance.into_iter().chain(impact).chain(handling).collect()
}

fn texts(view: &RecordView, entry: &EntryContent) -> Vec<Cell> {
    let said = [
        ("", &entry.summary),
        ("", &entry.narrative),
        ("What it did to the child: ", &entry.impact_on_child),
        ("What the child said: ", &entry.child_voice),
        ("What was done: ", &entry.action),
        ("What came of it: ", &entry.outcome),
    ];
    let said = said.into_iter().filter_map(|(what, text)| Some(Cell::Text(format!("{what}{}", text.as_ref()?))));
    said.chain(withheld(view, &view.entry_withheld(entry))).collect()
}

/// What is withheld of an entry: its fields together where reason and whom to ask are the same.
fn withheld(view: &RecordView, kept: &[Withholding]) -> Vec<Cell> {
    let mut together: Vec<(&Withholding, Vec<String>)> = Vec::new();
    for withheld in kept {
        let name = field_in_words(withheld.field);
        match together.iter_mut().find(|(first, _)| first.reason == withheld.reason && first.ask == withheld.ask) {
            Some((_, fields)) => fields.push(name),
            None => together.push((withheld, vec![name])),
        }
    }
    let line = |(first, fields): (&Withholding, Vec<String>)| {
        Cell::Withheld(format!("{}. {}", fields.join(", "), why(view, first)))
    };
    together.into_iter().map(line).collect()
}
