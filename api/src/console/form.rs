//! Fields of a form: what they ask, what was typed, what is wrong with it. What was typed always comes back into the field.

use askama::Template;
use entities::Word;

use super::words::plain;
use crate::disclosure::Problem;

/// A field.
#[derive(Clone, Debug, Template)]
#[template(path = "console/parts/field.html")]
pub struct Field {
    /// Its name in what is sent, and its id on the page.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// A sentence of help; may be empty.
    pub hint: String,
    /// What is wrong with what was typed.
    pub error: Option<String>,
    /// What was typed or chosen.
    pub values: Vec<String>,
    /// What a browser offers while a line is typed.
    pub suggestions: Vec<String>,
    /// What kind it is.
    pub kind: Kind,
}

/// What kind a field is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One line, of that class of width: `short`, `medium`, `long`.
    Line(&'static str),
    /// One line of digits and spaces, such as an NHS number.
    Digits,
    /// A telephone number of one's own.
    Telephone,
    /// Several lines.
    Text,
    /// A day, in the fields `<name>-day`, `<name>-month` and `<name>-year`; the values are these three.
    Day,
    /// One of these.
    One(Vec<Choice>),
    /// Any of these.
    Any(Vec<Choice>),
    /// One of these, of many.
    Select(Vec<Choice>),
}

impl Kind {
    /// One of all words of a vocabulary, in a list that begins with what asks for one.
    pub fn list<W: Word>(first: &str) -> Self {
        Self::list_of(first, W::ALL.iter().copied())
    }

    /// The same of some of its words.
    pub fn list_of<W: Word>(first: &str, words: impl IntoIterator<Item = W>) -> Self {
        let words = words.into_iter().map(|word| Choice::new(word.name(), plain(word)));
        Self::Select(std::iter::once(Choice::new("", first)).chain(words).collect())
    }

    /// One of those words, each with what it means.
    pub fn words<W: Word>(words: impl IntoIterator<Item = W>) -> Self {
        let choice = |word: W| Choice::new(word.name(), plain(word)).with_hint(word.doc());
        Self::One(words.into_iter().map(choice).collect())
    }
}

/// Something to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A sentence of help; may be empty.
    pub hint: String,
}

impl Choice {
    /// Something to choose.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The same with a sentence of help.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

impl Field {
    /// A field of that name that asks that.
    pub fn new(name: &str, label: &str, kind: Kind) -> Self {
        let (name, label) = (name.to_owned(), label.to_owned());
        Self { name, label, hint: String::new(), error: None, values: Vec::new(), suggestions: Vec::new(), kind }
    }

    /// The same with a sentence of help.
    pub fn hint(self, hint: &str) -> Self {
        Self { hint: hint.to_owned(), ..self }
    }

    /// The same with what a browser offers while a line is typed; anything else may be typed too.
    pub fn suggesting(self, suggestions: Vec<String>) -> Self {
        Self { suggestions, ..self }
    }

    /// The same with what was typed.
    pub fn typed(self, value: &str) -> Self {
        Self { values: vec![value.to_owned()], ..self }
    }

    /// The same with everything that was chosen.
    pub fn chosen(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { values: values.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same with what is wrong with it, if anything.
    pub fn wrong(self, error: Option<&str>) -> Self {
        Self { error: error.map(str::to_owned), ..self }
    }

    fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn holds(&self, choice: &Choice) -> bool {
        self.values.contains(&choice.value)
    }

    /// The ids of what describes it.
    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// The three parts of a day: id, name of the field, label, value, class. The first has the id of the whole, for what leads to it.
    fn parts_of_day(&self) -> [(String, String, &'static str, &str, &'static str); 3] {
        let value = |place: usize| self.values.get(place).map_or("", String::as_str);
        let name = |part: &str| format!("{}-{part}", self.name);
        [
            (self.name.clone(), name("day"), "Day", value(0), "two"),
            (name("month"), name("month"), "Month", value(1), "two"),
            (name("year"), name("year"), "Year", value(2), "four"),
        ]
    }
}

/// What has to be mended before a form is taken: shown above the heading, and beside each field.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/error_summary.html")]
pub struct ErrorSummary {
    /// Each with the id of its field; empty where it is about none.
    found: Vec<(String, String)>,
}

impl ErrorSummary {
    /// What a service found wrong. A problem's field is the end of its path; `names` turns it into the page's own name, where
    /// they differ.
    pub fn of(problems: &[Problem], names: impl Fn(&str) -> String) -> Self {
        let mut found = Self::default();
        for problem in problems {
            let field = problem.path.last().map(String::as_str).unwrap_or_default();
            found.add(&names(field), &problem.message);
        }
        found
    }

    /// What is said where a form was sent before with other words in it, and the form goes on with a new key; none where that
    /// is not what is wrong.
    pub fn of_form_sent_before(problems: &[Problem], say: &str) -> Option<Self> {
        let mut found = Self::default();
        problems.iter().find(|problem| problem.code == "IDEMPOTENCY_KEY_REUSED")?;
        found.add("", say);
        Some(found)
    }

    /// Adds what is wrong with a field; the hub's words become a sentence's beginning.
    pub fn add(&mut self, field: &str, message: &str) {
        let mut letters = message.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        self.found.push((field.to_owned(), format!("{first}{}", letters.as_str())));
    }

    /// What is wrong with that field.
    pub fn about(&self, field: &str) -> Option<&str> {
        self.found.iter().find(|(name, _)| name == field).map(|(_, message)| message.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}
