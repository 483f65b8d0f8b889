//! A case from a concern to a child protection plan and its first review, as many people carry it: a script, told once as
//! data. `hub try mash-case` plays it on the running demo, and the tests play it on both databases, there with every role
//! looking on after every step.
//!
//! It knows what a client knows: it sends GraphQL and reads answers. It must never reach past that.

mod conference;
mod decision;
mod enquiry;
pub(super) mod inputs;
mod plan;
mod play;
mod referral;
mod scene;
mod screening;
mod sees;
mod sight;
mod told;

use serde_json::Value;

pub(super) use self::play::payload;
pub use self::play::{Played, Watch, play};
pub use self::scene::Scene;
pub use self::sees::Sees;
pub use self::sight::{Part, WATCHERS, Watcher};
pub use self::told::{as_json, told};

/// Its name on the command line.
pub const NAME: &str = "mash-case";
/// What it shows, in a few words.
pub const SHOWS: &str =
    "one boy's case, step by step: a school's concern, checks, a joint decision, an enquiry, a plan";

/// One step: who does what, what the hub answers, and what others see of it.
pub struct Act {
    /// Who does it.
    pub who: &'static str,
    /// What they do, in words that go on from their name.
    pub does: &'static str,
    /// What is sent.
    pub document: &'static str,
    /// Its variables.
    pub variables: fn(&Scene) -> Value,
    /// Days that go by before it, where time may be moved.
    pub after: i64,
    /// What the answer holds.
    pub facts: &'static [Fact],
    /// What later steps need of the answer: the name by which it is kept, and where it stands.
    pub keeps: &'static [(&'static str, &'static str)],
    /// What others see from then on; whatever is not named stays as it was.
    pub changes: &'static [Change],
    /// Whose sight is told where the case is told.
    pub shown: &'static [(&'static str, Part)],
}

/// From then on each of these people sees that of each of these parts.
pub struct Change(pub &'static [&'static str], pub &'static [Part], pub Sees);

/// Something that an answer holds.
pub struct Fact {
    /// What it is, in words.
    pub words: &'static str,
    /// Where it stands below the answer's one field, as `/round/checks[agencyKind=POLICE]/status`.
    pub at: &'static str,
    /// What stands there.
    pub is: Is,
}

/// What stands somewhere.
pub enum Is {
    /// That text.
    Text(&'static str),
    /// That it is so, or is not.
    Flag(bool),
    /// Something.
    Something,
    /// Nothing.
    Nothing,
}

/// That text stands there.
const fn is(words: &'static str, at: &'static str, text: &'static str) -> Fact {
    Fact { words, at, is: Is::Text(text) }
}

/// It is so, or is not.
const fn flag(words: &'static str, at: &'static str, so: bool) -> Fact {
    Fact { words, at, is: Is::Flag(so) }
}

/// Something stands there.
const fn some(words: &'static str, at: &'static str) -> Fact {
    Fact { words, at, is: Is::Something }
}

/// Nothing stands there.
const fn none(words: &'static str, at: &'static str) -> Fact {
    Fact { words, at, is: Is::Nothing }
}

impl Act {
    /// A step that changes nothing for anybody.
    const fn new(
        who: &'static str,
        does: &'static str,
        document: &'static str,
        variables: fn(&Scene) -> Value,
        facts: &'static [Fact],
    ) -> Self {
        Self { who, does, document, variables, after: 0, facts, keeps: &[], changes: &[], shown: &[] }
    }

    /// So many days after the step before.
    const fn after(mut self, days: i64) -> Self {
        self.after = days;
        self
    }

    /// Keeps something of its answer.
    const fn keeps(mut self, keeps: &'static [(&'static str, &'static str)]) -> Self {
        self.keeps = keeps;
        self
    }

    /// Changes what others see.
    const fn changes(mut self, changes: &'static [Change]) -> Self {
        self.changes = changes;
        self
    }

    /// Tells what these people see.
    const fn shown(mut self, shown: &'static [(&'static str, Part)]) -> Self {
        self.shown = shown;
        self
    }
}

/// The parts of the case, each with its heading.
pub const PARTS: [(&str, &[Act]); 6] = [
    ("A school is worried", referral::ACTS),
    ("What others know", screening::ACTS),
    ("A decision taken together", decision::ACTS),
    ("The section 47 enquiry", enquiry::ACTS),
    ("The conference", conference::ACTS),
    ("The plan and its review", plan::ACTS),
];

/// Every step, in order.
pub fn acts() -> impl Iterator<Item = &'static Act> {
    PARTS.iter().flat_map(|(_, acts)| acts.iter())
}

/// The value at that place; null where there is none. A step in brackets takes the first of a list of which that holds.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').filter(|step| !step.is_empty()).fold(value, |value, step| {
        let found = match step.trim_end_matches(']').split_once('[') {
            Some((list, of)) => of.split_once('=').and_then(|(field, wanted)| {
                let mut all = value.get(list)?.as_array()?.iter();
                all.find(|item| item.get(field).and_then(Value::as_str) == Some(wanted))
            }),
            None => step.parse::<usize>().map_or_else(|_| value.get(step), |place| value.get(place)),
        };
        found.unwrap_or(&Value::Null)
    })
}
