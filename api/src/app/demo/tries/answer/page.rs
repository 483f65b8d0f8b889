//! Lines that fit a terminal, and values out of JSON for them.

use entities::Instant;
use serde_json::Value;

use crate::plain::wall;

/// How wide a line may be, in characters.
const WIDTH: usize = 110;

/// Lines for a terminal.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// Adds a line; what does not fit goes on below, four further in.
    pub fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        let begin = line.len() - line.trim_start().len();
        let mut column = begin;
        self.0.push_str(line.get(..begin).unwrap_or_default());
        let mut first = true;
        for word in line.get(begin..).unwrap_or_default().split(' ') {
            let wide = word.chars().count();
            if !first && column + 1 + wide > WIDTH {
                self.0.push('\n');
                self.0.extend(std::iter::repeat_n(' ', begin + 4));
                column = begin + 4;
            } else if !first {
                self.0.push(' ');
                column += 1;
            }
            self.0.push_str(word);
            column += wide;
            first = false;
        }
        self.0.push('\n');
    }

    /// Adds an empty line.
    pub fn gap(&mut self) {
        self.0.push('\n');
    }

    /// The whole page.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// The text at that place; empty where there is none.
pub fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

/// The one, or the other where it is empty.
pub fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

/// The list at that place; empty where there is none.
pub fn items<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The words of the list at that place.
pub fn words(value: &Value, path: &str) -> String {
    items(value, path).iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

/// What kind of agency it is, in words.
pub fn kind(of: &Value) -> String {
    text(of, "/agencyKind").replace('_', " ").to_lowercase()
}

/// The moment at that place by the clock on the wall; as it came where it is none.
pub fn moment(of: &Value, path: &str, words: fn(Instant) -> String) -> String {
    let given = text(of, path);
    given.parse().map_or_else(|_| given.to_owned(), words)
}

/// The moment at that place, to the minute.
pub fn at(of: &Value, path: &str) -> String {
    moment(of, path, wall::words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_does_not_fit_goes_on_below_and_keeps_its_words_and_gaps() {
        let mut page = Page::default();
        page.line("  2026-11-20  short");
        page.line(format!("  {}", "word ".repeat(40).trim_end()));
        let text = page.into_text();
        assert!(text.starts_with("  2026-11-20  short\n  word word"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.contains("\n      word"), "{text}");
        assert_eq!(text.matches("word").count(), 40);
    }
}
