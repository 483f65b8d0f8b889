//! What the demo's people have done before anybody looks: pieces of work, checks, a joint decision and a disagreement in the families'
//! stories, told as data. Each deed is a request as any client sends it, taken by its person on its day through the same services; it
//! must never reach past them.

mod leo;
mod mia;
mod others;
mod play;
mod tobi;

use serde_json::{Value, json};

pub use self::play::play;
use super::mash_case::Scene;
use super::mash_case::inputs::{input, sharing};

/// Something that somebody did.
pub struct Deed {
    /// So many days before the demo was made, or on the last working day before that.
    pub days: i64,
    /// The hour on the wall.
    pub hour: i64,
    /// Who did it.
    pub who: &'static str,
    /// What was sent.
    pub document: &'static str,
    /// Its variables.
    pub variables: fn(&Scene) -> Value,
    /// What later deeds need of the answer: the name by which it is kept, and where it stands.
    pub keeps: &'static [(&'static str, &'static str)],
}

/// What somebody did so many days ago, at that hour.
const fn deed(
    (days, hour): (i64, i64),
    who: &'static str,
    document: &'static str,
    variables: fn(&Scene) -> Value,
) -> Deed {
    Deed { days, hour, who, document, variables, keeps: &[] }
}

impl Deed {
    /// Keeps something of its answer.
    const fn keeps(mut self, keeps: &'static [(&'static str, &'static str)]) -> Self {
        self.keeps = keeps;
        self
    }
}

/// The deeds of each story, in their order, by the child's key.
pub const ALL: [(&str, &[Deed]); 6] = [
    ("mia", mia::DEEDS),
    ("leo", leo::DEEDS),
    ("tobi", tobi::DEEDS),
    ("zofia", others::ZOFIA),
    ("ida", others::IDA),
    ("baby-okoye", others::OKOYE),
];

/// What several stories send.
mod documents {
    pub const ACKNOWLEDGE: &str = include_str!("../mash_case/documents/acknowledge.graphql");
    pub const ANSWER: &str = include_str!("../mash_case/documents/answer.graphql");
    pub const ASK: &str = include_str!("../mash_case/documents/ask.graphql");
    pub const ASSESS: &str = include_str!("documents/assess.graphql");
    pub const COMPLETE: &str = include_str!("documents/complete.graphql");
    pub const CONCERN: &str = include_str!("../tries/concern.graphql");
    pub const CONVENE: &str = include_str!("documents/convene.graphql");
    pub const ENQUIRE: &str = include_str!("../mash_case/documents/enquire.graphql");
    pub const HOLD: &str = include_str!("../mash_case/documents/hold.graphql");
    pub const REVIEW: &str = include_str!("../mash_case/documents/review.graphql");
    pub const SEEN: &str = include_str!("../mash_case/documents/seen.graphql");
    pub const WORKS: &str = include_str!("../mash_case/documents/works.graphql");
}

/// A piece of work that begins today.
fn begin(s: &Scene, purpose: &str, text: &str) -> Value {
    input(s, json!({ "child": s.child(), "sharing": sharing(purpose), "happenedOn": s.today(), "text": text }))
}

/// A round of checks to the agencies of these people.
fn round(s: &Scene, sharing: Value, key_point: &str, text: &str, whom: &[&str]) -> Value {
    let requests: Vec<Value> = whom.iter().map(|who| json!({ "agency": s.agency(who) })).collect();
    let round = json!({
        "child": s.child(), "sharing": sharing, "keyPoint": key_point, "text": text, "requests": requests,
    });
    input(s, round)
}
