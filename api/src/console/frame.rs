//! What stands around every page: its title, who one is acting as, where one can go, when the session ends.

use super::assets::{SCRIPT, STYLE};
use super::nav::Link;

/// What stands around a page. A template that extends `console/base.html` has it in the field `frame`.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The page's title and heading, in the words of what one does there.
    pub title: String,
    /// Whether the page says that something typed has to be mended; the title says it first.
    pub error: bool,
    /// Good news that stands above the heading, such as that a verdict was recorded.
    pub news: Option<String>,
    /// Who is signed in, and acts as whom.
    pub who: Option<Who>,
    /// Where one can go.
    pub links: Vec<Link>,
    /// The token that the page's forms carry.
    pub token: String,
    /// When the session ends.
    pub ends: Option<Ends>,
    /// The request's id, to quote.
    pub request: String,
}

/// Who is signed in, and acts as whom.
#[derive(Clone, Debug)]
pub struct Who {
    /// The person's name.
    pub name: String,
    /// The agency acted for.
    pub agency: String,
    /// The roles held there, in plain words.
    pub roles: String,
    /// Whether there is another membership to act in.
    pub may_change: bool,
}

/// When a session ends unless there is another request.
#[derive(Clone, Debug)]
pub struct Ends {
    /// The moment in words.
    pub at: String,
    /// Seconds until then, for the script that warns.
    pub seconds: i64,
    /// Whether it ends then whatever else is asked for.
    pub at_last: bool,
}

impl Frame {
    /// A frame around a page that nobody is signed in to.
    pub fn bare(title: &str, request: &str) -> Self {
        Self { title: title.to_owned(), request: request.to_owned(), ..Self::default() }
    }

    /// The same, saying that something typed has to be mended.
    #[must_use]
    pub fn with_errors(self, error: bool) -> Self {
        Self { error, ..self }
    }

    /// The same with good news above the heading.
    #[must_use]
    pub fn with_news(self, news: Option<&str>) -> Self {
        Self { news: news.map(str::to_owned), ..self }
    }

    /// Where the style sheet is.
    pub fn style(&self) -> &'static str {
        STYLE.address()
    }

    /// Where the script is.
    pub fn script(&self) -> &'static str {
        SCRIPT.address()
    }
}
