//! Sentences and lists of reported values, as they stand in chronology entries.

use entities::Date;

use super::codes::Code;
use super::record::{Field, Reported, raw, value};
use crate::plain::text::LONGEST;

/// A date as people write it.
pub(super) fn day(date: Date) -> String {
    date.0.format("%-d %B %Y").to_string()
}

/// What a code means, or the code as reported where it is unknown.
pub(super) fn words(reported: &Reported<&'static Code>) -> String {
    reported.value.map_or_else(|| format!("{} (unknown code)", visible(&reported.raw)), |code| code.label.to_owned())
}

/// The end of a sentence about an end: `, ended on 3 May 2024`, or nothing while it goes on.
pub(super) fn ended(end: &Field<Date>) -> String {
    match (raw(end), value(end)) {
        (None, _) => String::new(),
        (_, Some(date)) => format!(", ended on {}", day(date)),
        (Some(text), None) => format!(", end reported as “{}”", visible(text)),
    }
}

/// Values as reported, one a line, with what their codes mean.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A value without a meaning of its own.
    pub(super) fn add<T>(&mut self, name: &str, field: &Field<T>) {
        if let Some(reported) = field {
            self.line(name, &reported.raw, None);
        }
    }

    /// A code with its meaning.
    pub(super) fn code(&mut self, name: &str, field: &Field<&'static Code>) {
        if let Some(reported) = field {
            self.line(name, &reported.raw, Some(reported.value.map_or("unknown code", |code| code.label)));
        }
    }

    /// A value by name.
    pub(super) fn line(&mut self, name: &str, text: &str, meaning: Option<&str>) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(name);
        self.0.push_str(": ");
        self.0.push_str(&visible(text));
        if let Some(meaning) = meaning {
            self.0.push_str(" (");
            self.0.push_str(meaning);
            self.0.push(')');
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, no longer than a text may be: what is beyond stands in the list of problems.
    pub(super) fn finish(mut self) -> String {
        const CUT: &str = "\n… cut here, the whole is in the import's list of problems";
        if self.0.chars().nth(LONGEST).is_some() {
            let keep = LONGEST - CUT.chars().count();
            if let Some((at, _)) = self.0.char_indices().nth(keep) {
                self.0.truncate(at);
            }
            self.0.push_str(CUT);
        }
        self.0
    }
}

/// The text with control characters written out, so that it may be kept as a text and changes no line.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{202d}' | '\u{202e}') {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}
