//! Whole pages of one kind: a question or the answers to check, and a pause before something grave. Each is a template that
//! only wants its words.

use askama::Template;

use super::listing::SummaryList;
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;

/// What a page's form asks and sends, and where. A template writes it out with `console/parts/sending.html`.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    /// Where the form goes.
    pub action: String,
    /// What was said before, and goes on with the form.
    pub hidden: Vec<(String, String)>,
    /// What it asks.
    pub fields: Vec<Field>,
    /// What its button says.
    pub button: String,
}

/// One question, or a few that belong together, on a page of its own; or the answers given so far, to be checked before they
/// are sent. The frame's title is the question.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/question.html")]
pub struct Question {
    /// The frame.
    pub frame: Frame,
    /// Where one came from.
    pub back: String,
    /// What has to be mended.
    pub errors: ErrorSummary,
    /// What to beware of, first of all.
    pub warning: Option<Warning>,
    /// What stands below the heading, a paragraph each.
    pub text: Vec<String>,
    /// What was answered, each under its heading; a row leads back to where it is changed.
    pub sections: Vec<(String, SummaryList)>,
    /// What it asks and sends.
    pub form: Sending,
}

/// A pause before something grave; the frame's title says what. Used sparingly, or nobody reads it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/interruption.html")]
pub struct Interruption {
    /// The frame.
    pub frame: Frame,
    /// Where one came from, and goes back to.
    pub back: String,
    /// What was typed there, which goes back too.
    pub back_with: Vec<(String, String)>,
    /// What has to be mended.
    pub errors: ErrorSummary,
    /// What it means, a paragraph each.
    pub text: Vec<String>,
    /// What it asks all the same, and sends.
    pub form: Sending,
}

/// Something to beware of.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/warning.html")]
pub struct Warning {
    /// What.
    pub text: String,
}
