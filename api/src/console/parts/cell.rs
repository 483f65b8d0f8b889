//! One value as a page shows it: a text, tags, a link, or that it is withheld.

use askama::Template;

/// What stands in a cell of a table or beside a key.
#[derive(Clone, Debug, Template)]
#[template(path = "console/parts/cell.html")]
pub enum Cell {
    /// Text.
    Text(String),
    /// Several lines.
    Lines(Vec<String>),
    /// Tags.
    Tags(Vec<Tag>),
    /// A link; `hidden` is read out after its text, where the text alone would stand on the page more than once.
    Link {
        /// What is read.
        text: String,
        /// Where it leads.
        href: String,
        /// What a screen reader adds; may be empty.
        hidden: String,
    },
    /// Withheld, and why and whom to ask, in the door's words.
    Withheld(String),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether it is a reference such as CON-J705-9TG3, which is misread where it stands on two lines.
    fn is_reference(&self, text: &str) -> bool {
        let signs = text.chars().all(|sign| sign == '-' || sign.is_ascii_uppercase() || sign.is_ascii_digit());
        signs && text.len() <= 16 && text.contains('-')
    }

    /// What is read, as one line of text.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Link { text, .. } => text.clone(),
            Self::Lines(lines) => lines.join("; "),
            Self::Tags(tags) => tags.iter().map(|tag| tag.text.as_str()).collect::<Vec<_>>().join("; "),
            Self::Withheld(why) => format!("Withheld. {why}"),
        }
    }

    /// The text, or that none is recorded.
    pub fn or_none(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_else(|| "Not recorded".to_owned()))
    }
}

/// A word that says a state. Its colour says nothing that the word does not.
#[derive(Clone, Debug, Template)]
#[template(path = "console/parts/tag.html")]
pub struct Tag {
    /// An adjective, such as "Overdue".
    pub text: String,
    /// How it looks.
    pub tone: Tone,
}

/// How a tag looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to be done.
    Plain,
    /// To be looked at.
    Note,
    /// To be acted on.
    Urgent,
    /// Done.
    Good,
}

impl Tag {
    /// A tag.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl Tone {
    /// The class of the style sheet.
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "tag",
            Self::Note => "tag tag-note",
            Self::Urgent => "tag tag-urgent",
            Self::Good => "tag tag-good",
        }
    }
}
