//! Further examples: what consent and its want do, children not born yet, and children whom one may not know of.

use super::input::{newest, sharing};
use super::{Step, Try};

/// The further ones.
pub const MORE: &[Try] = &[
    Try {
        name: "unknown",
        shows: "the answer for a child whom one may not know of",
        steps: &[Step::summary(
            "neighbouring-social-worker",
            "Olivia's record for CHILD_IN_NEED_ASSESSMENT, without a relationship",
            |demo, _| newest(demo, "olivia", sharing("CHILD_IN_NEED_ASSESSMENT"), 20),
        )],
        notice: &["For a child who does not exist, or whose record is restricted, the words are the same."],
        later: None,
    },
    Try {
        name: "consent",
        shows: "child in need: what the mother's consent opens",
        steps: &[Step::summary(
            "social-worker",
            "Tobi's record for CHILD_IN_NEED_ASSESSMENT, on PUBLIC_TASK",
            |demo, _| newest(demo, "tobi", sharing("CHILD_IN_NEED_ASSESSMENT"), 20),
        )],
        notice: &["Tobi's mother left police information out of her consent, so it stays out."],
        later: None,
    },
    Try {
        name: "no-consent",
        shows: "early help: the mother said no, so others' entries stay closed",
        steps: &[Step::summary("early-help", "Zofia's record for EARLY_HELP, on PUBLIC_TASK", |demo, _| {
            newest(demo, "zofia", sharing("EARLY_HELP"), 20)
        })],
        notice: &["The service reads its own entries; of the others, by her mother's wish, nothing."],
        later: None,
    },
    Try {
        name: "unborn",
        shows: "a child who is not born yet",
        steps: &[Step::summary(
            "midwife",
            "Baby Okoye's record for CHILD_IN_NEED_ASSESSMENT, on PUBLIC_TASK",
            |demo, _| newest(demo, "baby-okoye", sharing("CHILD_IN_NEED_ASSESSMENT"), 20),
        )],
        notice: &["An unborn child is a child: an expected date in place of a birthday, and no numbers yet."],
        later: None,
    },
];
