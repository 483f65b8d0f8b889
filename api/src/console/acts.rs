//! Pages on which several things can be done: each is a form of its own, with the version that was read and a key. What was typed
//! comes back into the form that sent it, with what is wrong beside it.

use entities::words::RefusalCode;

use super::form::{ErrorSummary, Field, Kind};
use super::parts::{Act, Sending};
use super::posted::Posted;
use super::visit::Visit;
use super::{Trouble, days};
use crate::disclosure::{Problem, RefusalView};
use crate::plain::text::TextProblem;

/// The field that says which of a page's forms was sent.
const DOING: &str = "do";
/// The code of a list in which nothing stands.
const EMPTY_LIST: &str = "EMPTY_LIST";

/// What the forms of a page are made with.
pub(crate) struct Acts<'a> {
    pub(crate) visit: &'a Visit,
    /// What was sent, where the page comes back.
    pub(crate) posted: &'a Posted,
    pub(crate) errors: &'a ErrorSummary,
    /// Where the forms go.
    pub(crate) action: String,
    /// The version that was read, where there are versions.
    pub(crate) version: Option<i32>,
}

impl Acts<'_> {
    /// A form of that name: its fields have theirs within it, because two forms may ask for a reason.
    ///
    /// # Errors
    /// Where there is no randomness for its key.
    pub(crate) fn act(&self, name: &str, heading: &str, text: &[&str], fields: Vec<Field>) -> Result<Act, Trouble> {
        let key = match self.posted.text("key") {
            // What was refused left nothing behind the key, so the mended form may go on with it.
            key if !key.is_empty() && self.posted.text(DOING) == name => key.to_owned(),
            _ => self.visit.key()?,
        };
        let mut hidden = vec![(DOING.to_owned(), name.to_owned()), ("key".to_owned(), key)];
        hidden.extend(self.version.map(|version| ("version".to_owned(), version.to_string())));
        let fields = fields.into_iter().map(|field| self.filled(name, field)).collect();
        Ok(Act {
            heading: heading.to_owned(),
            text: text.iter().map(|line| (*line).to_owned()).collect(),
            form: Sending { action: self.action.clone(), hidden, fields, button: heading.to_owned() },
        })
    }

    fn filled(&self, act: &str, field: Field) -> Field {
        let name = format!("{act}-{}", field.name);
        let field = Field { name: name.clone(), ..field };
        let wrong = self.errors.about(&name);
        if self.posted.text(DOING) != act {
            return field;
        }
        match field.kind {
            Kind::Day => field.chosen(days::typed(self.posted, &name)).wrong(wrong),
            Kind::Any(_) => field.chosen(self.posted.all(&name)).wrong(wrong),
            _ => field.typed(self.posted.text(&name)).wrong(wrong),
        }
    }
}

/// What one of a page's forms sent.
pub(crate) struct Sent<'a> {
    posted: &'a Posted,
    /// Which of them.
    pub(crate) act: &'a str,
}

impl<'a> Sent<'a> {
    pub(crate) fn of(posted: &'a Posted) -> Self {
        Self { posted, act: posted.text(DOING) }
    }

    /// What was typed or chosen, without spaces around it.
    pub(crate) fn text(&self, field: &str) -> &'a str {
        self.posted.text(&self.name(field)).trim()
    }

    /// The same, where anything was.
    pub(crate) fn given(&self, field: &str) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Everything that was chosen.
    pub(crate) fn all(&self, field: &str) -> Vec<&'a str> {
        self.posted.all(&self.name(field)).collect()
    }

    /// The day that was typed; none where nothing was.
    ///
    /// # Errors
    /// Where it is no day, and what to type instead.
    pub(crate) fn day(&self, field: &str) -> Result<Option<entities::Date>, &'static str> {
        days::read(self.posted, &self.name(field))
    }

    /// A field's own name on the page.
    pub(crate) fn name(&self, field: &str) -> String {
        format!("{}-{field}", self.act)
    }

    /// The key by which the form is known when it comes twice.
    pub(crate) fn key(&self) -> &'a str {
        self.posted.text("key")
    }

    /// The version that was read.
    ///
    /// # Errors
    /// Where the form is none of the hub's.
    pub(crate) fn version(&self) -> Result<i32, Trouble> {
        self.posted.text("version").parse().map_err(|_| Trouble::Unreadable)
    }

    /// What a service found wrong, beside those fields, which the form has in that order; all else stands above the page alone.
    pub(crate) fn wrong(&self, problems: &[Problem], fields: &[&str]) -> ErrorSummary {
        let mut found = ErrorSummary::default();
        let mut problems: Vec<(Option<usize>, &str, &Problem)> = problems
            .iter()
            .map(|problem| {
                let field = problem.path.last().map(String::as_str).unwrap_or_default();
                (fields.iter().position(|name| *name == field), field, problem)
            })
            .collect();
        problems.sort_by_key(|(place, ..)| *place);
        for (place, field, problem) in problems {
            let name = place.map(|_| self.name(field)).unwrap_or_default();
            let is_empty = [TextProblem::Empty.code(), EMPTY_LIST].contains(&problem.code);
            let missing = is_empty.then(|| self.missing(field)).flatten();
            found.add(&name, missing.unwrap_or(&problem.message));
        }
        found
    }

    /// What is said where nothing was typed into that field: above the page nobody sees which one is meant.
    fn missing(&self, field: &str) -> Option<&'static str> {
        Some(match field {
            "reason" if self.act.starts_with("dispute") => "say why you disagree",
            "reason" => "say why",
            "text" => "say what you have learnt",
            "agencies" => "choose at least one agency to ask",
            "question" => "say what is to be decided, and what you propose",
            "thresholdDocument" => "name the document by which levels of need are judged",
            "thresholdVersion" => "give the version of that document",
            _ => return None,
        })
    }
}

/// A refusal: absent and forbidden are one page, any other says what to do.
///
/// # Errors
/// Where there is nothing to see.
pub(crate) fn refused(view: &RefusalView) -> Result<ErrorSummary, Trouble> {
    if view.code() == RefusalCode::NotFound {
        return Err(Trouble::NotFound);
    }
    let mut errors = ErrorSummary::default();
    errors.add("", &format!("{} {}", view.message(), view.how_to_proceed()));
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_stands_in_the_order_of_the_page_and_first_what_is_about_no_field() {
        let posted = Posted::of(vec![(DOING.to_owned(), "ask".to_owned())]);
        let problems = [("question", "EMPTY"), ("agencies", EMPTY_LIST), ("on", "OVER")]
            .map(|(field, code)| Problem::at(&["input", field], code, field));
        let found = Sent::of(&posted).wrong(&problems, &["agencies", "question"]);
        let page = askama::Template::render(&found).unwrap();
        let places = ["On", "Choose at least one agency to ask", "Say what is to be decided"]
            .map(|said| page.find(said).unwrap());
        assert!(places.is_sorted(), "{page}");
    }

    #[test]
    fn what_is_missing_is_named_in_the_summary_too() {
        for (act, field, said) in [
            ("dispute-rating", "reason", "Say why you disagree"),
            ("close", "reason", "Say why"),
            ("add", "text", "Say what you have learnt"),
        ] {
            let posted = Posted::of(vec![(DOING.to_owned(), act.to_owned())]);
            let path = ["input", field].map(str::to_owned).to_vec();
            let empty = TextProblem::Empty;
            let problem = Problem { path, code: empty.code(), message: empty.message().to_owned() };
            let sent = Sent::of(&posted);
            assert_eq!(sent.wrong(&[problem], &[field]).about(&format!("{act}-{field}")), Some(said));
        }
    }
}
