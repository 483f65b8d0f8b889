//! The chronology as a timeline: newest first under the month in which it happened. What was corrected stays, struck through and
//! with the reason. Beside an event stands what of it is withheld and whom to ask; why, stands once above them all.

use entities::words::{Significance, TimePrecision};

use super::given::{asked, field_in_words};
use crate::console::parts::{Cell, Event, Tag, Timeline, Tone};
use crate::console::words::{plain, plain_list, sentence_case};
use crate::disclosure::{EntryContent, EntryPage, RecordView, Withholding};
use crate::plain::calendar::local_date;
use crate::plain::wall;

/// What of an entry stands on the page, by its name in the contract, and as one reads it. What is not shown to anybody here is
/// not said to be withheld.
const SHOWN: &[(&str, &str)] = &[
    (SUMMARY, "what happened"),
    (NARRATIVE, "the account of it"),
    ("category", "what kind of event it was"),
    ("significance", "how much it matters"),
    ("handling", "how it is to be handled"),
    ("impactOnChild", "what it did to the child"),
    ("impactDirection", "whether it did the child good or harm"),
    ("childVoice", "what the child said"),
    ("action", "what was done"),
    ("outcome", "what came of it"),
    ("recordedBy", "who recorded it"),
    ("agency", "which agency it is from"),
];
const SUMMARY: &str = "summary";
const NARRATIVE: &str = "narrative";
const WHY_CORRECTED: &str = "correctionReason";

/// The timeline of the page's entries, each followed by its earlier versions; and each reason for which something of them is
/// withheld, with what can be done.
pub(super) fn timeline(view: &RecordView, page: &EntryPage) -> (Timeline, Vec<Cell>) {
    let reasons = reasons(view, page);
    let teller = Teller { view, named: reasons.len() > 1 };
    let why = reasons.iter().map(|kept| Cell::Withheld(format!("{}: {}", plain(kept.reason), kept.how_to_proceed())));
    (teller.timeline(page), why.collect())
}

/// One for each reason for which something that would stand on the page is withheld.
fn reasons(view: &RecordView, page: &EntryPage) -> Vec<Withholding> {
    let mut all: Vec<Withholding> = Vec::new();
    for entry in page.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.history)) {
        for kept in
            view.entry_withheld(entry).into_iter().filter(|kept| shown(kept.field) || kept.field == WHY_CORRECTED)
        {
            if all.iter().all(|known| known.reason != kept.reason) {
                all.push(kept);
            }
        }
    }
    all
}

fn shown(field: &str) -> bool {
    SHOWN.iter().any(|(name, _)| *name == field)
}

/// Tells of entries, and names the reason beside what is withheld where there is more than one.
struct Teller<'a> {
    view: &'a RecordView,
    named: bool,
}

impl Teller<'_> {
    fn timeline(&self, page: &EntryPage) -> Timeline {
        let mut groups: Vec<(String, Vec<Event>)> = Vec::new();
        for entry in &page.entries {
            let month = local_date(entry.occurred_at).0.format("%B %Y").to_string();
            if groups.last().is_none_or(|(last, _)| *last != month) {
                groups.push((month, Vec::new()));
            }
            let Some((_, events)) = groups.last_mut() else { continue };
            let withdrawn =
                entry.withdrawn_at.map(|at| format!("withdrawn on {}. {}", wall::words(at), self.reason(entry)));
            events.push(self.event(entry, withdrawn));
            // Each earlier version was replaced for the reason that the next one gives.
            let mut newer = entry;
            for earlier in &entry.history {
                let why = format!("corrected in version {}. {}", newer.version, self.reason(newer));
                events.push(self.event(earlier, Some(why)));
                newer = earlier;
            }
        }
        Timeline { groups }
    }

    fn reason(&self, entry: &EntryContent) -> String {
        match self.view.entry_withheld(entry).iter().find(|withheld| withheld.field == WHY_CORRECTED) {
            Some(withheld) => format!("The reason is withheld.{}", self.way_on(withheld)),
            None => entry.correction_reason.clone().unwrap_or_else(|| "No reason is recorded.".to_owned()),
        }
    }

    /// What is read first is what happened; of what is withheld or no longer stands, what kind of event it was and whose.
    fn event(&self, entry: &EntryContent, struck: Option<String>) -> Event {
        let agency = entry.agency.and_then(|id| self.view.agency(id)).map(|agency| agency.name.clone());
        let from = agency.or_else(|| entry.agency_kind.map(plain));
        let category = entry.category.map(plain);
        let summary = entry.summary.clone().filter(|_| struck.is_none());
        let (title, by) = match (summary, category, from) {
            (Some(summary), category, from) => (summary, vec![category, from]),
            (None, Some(category), from) => (category, vec![from]),
            (None, None, Some(from)) => (format!("Entry from {from}"), Vec::new()),
            (None, None, None) => ("Entry".to_owned(), Vec::new()),
        };
        let by: Vec<String> = by.into_iter().chain([entry.recorded_by.clone()]).flatten().collect();
        Event {
            title,
            href: None,
            at: sentence_case(&when(entry)),
            by: by.join(", "),
            tags: tags(entry),
            text: self.texts(entry, struck.is_some()),
            struck,
        }
    }

    fn texts(&self, entry: &EntryContent, with_summary: bool) -> Vec<Cell> {
        let said = [
            ("", entry.summary.as_ref().filter(|_| with_summary)),
            ("", entry.narrative.as_ref()),
            ("What it did to the child: ", entry.impact_on_child.as_ref()),
            ("What the child said: ", entry.child_voice.as_ref()),
            ("What was done: ", entry.action.as_ref()),
            ("What came of it: ", entry.outcome.as_ref()),
        ];
        let said = said.into_iter().filter_map(|(what, text)| Some(Cell::Text(format!("{what}{}", text?))));
        said.chain(self.withheld(&self.view.entry_withheld(entry))).collect()
    }

    /// What is withheld of an entry: its fields together where reason and whom to ask are the same.
    fn withheld(&self, kept: &[Withholding]) -> Vec<Cell> {
        let mut together: Vec<(&Withholding, Vec<&str>)> = Vec::new();
        for withheld in kept.iter().filter(|withheld| shown(withheld.field)) {
            match together.iter_mut().find(|(first, _)| first.reason == withheld.reason && first.ask == withheld.ask) {
                Some((_, fields)) => fields.push(withheld.field),
                None => together.push((withheld, vec![withheld.field])),
            }
        }
        let line = |(first, fields): (&Withholding, Vec<&str>)| {
            Cell::Withheld(format!("{}.{}", what(&fields), self.way_on(first)))
        };
        together.into_iter().map(line).collect()
    }

    /// The reason where it has to be named, and whom to ask where there is somebody.
    fn way_on(&self, withheld: &Withholding) -> String {
        let reason =
            if self.named { format!(" Reason: {}.", plain(withheld.reason).to_lowercase()) } else { String::new() };
        format!("{reason}{}", asked(self.view, withheld))
    }
}

/// When it happened, as exactly as it is known; its end too.
fn when(entry: &EntryContent) -> String {
    let said = |at| match entry.occurred_precision {
        Some(TimePrecision::Time) => wall::words(at),
        precision => wall::day_known(at, precision),
    };
    let from = said(entry.occurred_at);
    match entry.occurred_until.map(said) {
        Some(until) if until != from => format!("{from}, until {until}"),
        _ => from,
    }
}

/// What is withheld, in a few words: where neither what happened nor the account of it is given, its details go without saying.
fn what(fields: &[&str]) -> String {
    if fields.contains(&SUMMARY) && fields.contains(&NARRATIVE) {
        return "What happened, and its details".to_owned();
    }
    let words = |field: &&str| {
        let known = SHOWN.iter().find(|(name, _)| name == field);
        known.map_or_else(|| field_in_words(field), |(_, words)| (*words).to_owned())
    };
    sentence_case(&fields.iter().map(words).collect::<Vec<_>>().join(", "))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_withheld_is_said_as_people_say_it() {
        assert_eq!(what(&["category", SUMMARY, NARRATIVE, "outcome"]), "What happened, and its details");
        assert_eq!(what(&["childVoice", "recordedBy"]), "What the child said, who recorded it");
        assert_eq!(what(&[NARRATIVE]), "The account of it");
    }
}
