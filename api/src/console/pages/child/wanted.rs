//! Which entries of a record are shown, as the address says it. It holds no name, no number and no word that anybody typed.

use std::str::FromStr;

use entities::words::{AgencyKind, ChronologyCategory, Significance, Word};
use entities::{Date, Instant};
use serde::Deserialize;

use super::HERE;
use crate::console::days::{self, PARTS};
use crate::console::enter::escaped;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::parts::Chip;
use crate::console::posted::Posted;
use crate::console::words::plain;
use crate::disclosure::{ChronologyFilter, Cursor, EntryContent};
use crate::plain::calendar::start_of_day;
use crate::plain::wall;

/// Which entries are shown, in the address's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(in crate::console) struct Wanted {
    agency: Option<String>,
    category: Option<String>,
    significance: Option<String>,
    from: Option<String>,
    to: Option<String>,
    after: Option<String>,
}

impl Wanted {
    /// What was chosen in the filter.
    ///
    /// # Errors
    /// Where a day is none.
    pub(super) fn typed(posted: &Posted) -> Result<Self, ErrorSummary> {
        let mut errors = ErrorSummary::default();
        let chosen = |name: &str| Some(posted.text(name).to_owned()).filter(|text| !text.is_empty());
        let mut day = |name: &str| match days::read(posted, name) {
            Ok(day) => day.map(|day| day.to_string()),
            Err(why) => {
                errors.add(name, why);
                None
            }
        };
        let typed = Self {
            agency: chosen("agency"),
            category: chosen("category"),
            significance: chosen("significance"),
            from: day("from"),
            to: day("to"),
            after: None,
        };
        if errors.is_empty() { Ok(typed) } else { Err(errors) }
    }

    fn pairs(&self) -> impl Iterator<Item = (&'static str, &String)> {
        [
            ("agency", &self.agency),
            ("category", &self.category),
            ("significance", &self.significance),
            ("from", &self.from),
            ("to", &self.to),
            ("after", &self.after),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }

    /// The address.
    pub(super) fn address(&self) -> String {
        let pairs: Vec<String> = self.pairs().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if pairs.is_empty() { HERE.to_owned() } else { format!("{HERE}?{}", pairs.join("&")) }
    }

    /// The same from its first page on.
    pub(super) fn first(&self) -> Self {
        Self { after: None, ..self.clone() }
    }

    /// The page after that entry.
    pub(super) fn next(&self, entry: &EntryContent) -> Self {
        Self { after: Some(format!("{}.{}", entry.occurred_at.0, entry.id)), ..self.clone() }
    }

    /// Whether this is not the first page.
    pub(super) const fn is_later(&self) -> bool {
        self.after.is_some()
    }

    /// The filter; none where the address was not made by the hub.
    pub(super) fn filter(&self) -> Option<ChronologyFilter> {
        let (from, to) = (day(self.from.as_deref())?, day(self.to.as_deref())?);
        Some(ChronologyFilter {
            from: from.map(start_of_day),
            to: to.map(|day| start_of_day(day.plus_days(1)).plus(-1)),
            agencies: None,
            agency_kinds: word::<AgencyKind>(self.agency.as_deref())?.map(|kind| vec![kind]),
            categories: word::<ChronologyCategory>(self.category.as_deref())?.map(|category| vec![category]),
            minimum_significance: word::<Significance>(self.significance.as_deref())?,
        })
    }

    /// After which entry; none where the address was not made by the hub.
    pub(super) fn cursor(&self) -> Option<Option<Cursor>> {
        let Some(after) = self.after.as_deref() else { return Some(None) };
        let (at, id) = after.split_once('.')?;
        Some(Some(Cursor { occurred_at: Instant(at.parse().ok()?), id: id.parse().ok()? }))
    }

    /// What is chosen, each with where it is not.
    pub(super) fn chips(&self) -> Vec<Chip> {
        let first = self.first();
        let said = |name: &str, value: &str| -> Option<String> {
            Some(match name {
                "agency" => plain(AgencyKind::parse(value)?),
                "category" => plain(ChronologyCategory::parse(value)?),
                "significance" => format!("{} or more", plain(Significance::parse(value)?)),
                "from" => format!("From {}", wall::day(Date::from_str(value).ok()?)),
                _ => format!("To {}", wall::day(Date::from_str(value).ok()?)),
            })
        };
        let without = |name: &str| {
            let keep = |of: &str, value: &Option<String>| value.clone().filter(|_| of != name);
            Self {
                agency: keep("agency", &first.agency),
                category: keep("category", &first.category),
                significance: keep("significance", &first.significance),
                from: keep("from", &first.from),
                to: keep("to", &first.to),
                after: None,
            }
        };
        let chips = first.pairs();
        chips
            .filter_map(|(name, value)| Some(Chip { label: said(name, value)?, href: without(name).address() }))
            .collect()
    }

    /// The fields of the filter, as they are chosen.
    pub(super) fn fields(&self) -> Vec<Field> {
        let parts = |date: &Option<String>| {
            let date = date.as_deref().and_then(|text| Date::from_str(text).ok());
            PARTS.map(|part| {
                let form = match part {
                    "day" => "%-d",
                    "month" => "%-m",
                    _ => "%Y",
                };
                date.map(|date| date.0.format(form).to_string()).unwrap_or_default()
            })
        };
        vec![
            list::<AgencyKind>("agency", "Recorded by", "Any agency", self.agency.as_ref()),
            list::<ChronologyCategory>("category", "Category", "Any category", self.category.as_ref()),
            list::<Significance>("significance", "At least this significant", "Any", self.significance.as_ref()),
            Field::new("from", "From", Kind::Day).chosen(parts(&self.from)),
            Field::new("to", "To", Kind::Day).chosen(parts(&self.to)),
        ]
    }
}

fn list<W: Word>(name: &str, label: &str, first: &str, chosen: Option<&String>) -> Field {
    let all = W::ALL.iter().map(|word| Choice::new(word.name(), plain(*word)));
    Field::new(name, label, Kind::Select(std::iter::once(Choice::new("", first)).chain(all).collect())).chosen(chosen)
}

/// The word, if there is one; none where it is not of its vocabulary.
fn word<W: Word>(text: Option<&str>) -> Option<Option<W>> {
    text.map_or(Some(None), |text| W::parse(text).map(Some))
}

fn day(text: Option<&str>) -> Option<Option<Date>> {
    text.map_or(Some(None), |text| Date::from_str(text).ok().map(Some))
}
