//! Concerns: raising one, which anybody may who works for an agency, adding to it, and saying that one has a conflict of
//! interest; these are logged and not judged, and no answer tells whether the hub knows the child. And what becomes of a concern
//! among those to whom it is addressed.

mod addition;
mod answer;
mod conflict;
mod custody;
mod outcome;
mod partners;
mod police;
mod raise;
mod said;
mod steps;
#[cfg(test)]
mod tests;

pub use addition::{NewAddition, add};
pub use answer::{NewStep, answer};
pub use conflict::{DeclarationView, NewConflict, declare};
pub use custody::answer_match;
pub use police::{NewReport, ReportAnswer, ReportedAdult, ReportedChild, report};
pub use raise::{import, raise};
pub use said::{NewConcern, NewPerson, wrong};
pub use steps::Doing;
pub(super) use steps::{Standing, put_on_record};
