//! The examples that the demo's first page and README.md name: the hub's main work in five requests.

use serde_json::json;

use super::input::{child, newest, rowan, sharing};
use super::{Step, Try};

/// The tour.
pub const TOUR: &[Try] = &[
    Try {
        name: "record",
        shows: "a full record, for a section 47 enquiry",
        steps: &[Step::record("social-worker", "Mia's record for SECTION_47_ENQUIRY, on PUBLIC_TASK", |demo, _| {
            newest(demo, "mia", sharing("SECTION_47_ENQUIRY"), 40)
        })],
        notice: &[
            "No agency had more than a part of this; in order, it is a pattern.",
            "Consent was not needed: the enquiry is on record, so the purpose is believed.",
            "Of what an agency keeps to its own people there is a line and whom to ask, and nothing of what it says.",
        ],
        later: None,
    },
    Try {
        name: "refused",
        shows: "a refusal, with its reason and the way on",
        steps: &[Step::summary("housing", "Zofia's record for CRIME_PREVENTION, on PUBLIC_TASK", |demo, _| {
            newest(demo, "zofia", sharing("CRIME_PREVENTION"), 20)
        })],
        notice: &[
            "A refusal is an answer, not an error: a code, the reason, and what to do. It is in the log too.",
            "It was given before anybody looked for the child: the same words for every child.",
        ],
        later: None,
    },
    Try {
        name: "part",
        shows: "a record withheld in part: what a school may see",
        steps: &[Step::record("school", "Mia's record for CHILD_PROTECTION_PLAN_REVIEW, on PUBLIC_TASK", |demo, _| {
            newest(demo, "mia", sharing("CHILD_PROTECTION_PLAN_REVIEW"), 40)
        })],
        notice: &[
            "Under each entry stands what of it is withheld, why, and whom to ask; a null that is not listed means that \
             nothing is recorded.",
            "Its own entries the school reads whole. What concerns siblings and neighbours, or money, it does not get.",
            "What is sensitive or restricted is neither listed nor counted.",
        ],
        later: None,
    },
    Try {
        name: "concern",
        shows: "a concern, posted by a GP",
        steps: &[Step {
            who: "gp",
            asks: "posts a concern about a child whom the practice saw this morning",
            document: include_str!("concern.graphql"),
            variables: |_, _| json!({ "input": rowan() }),
        }],
        notice: &[
            "The answer has the same shape whether the hub knows the child or not; `child` is always null to the raiser.",
            "Run it again: the same key gives the same concern, not a second one.",
        ],
        later: None,
    },
    Try {
        name: "who-looked",
        shows: "who looked at that record, at what and why",
        steps: &[Step {
            who: "lead",
            asks: "the access log for Mia, as the safeguarding lead of social care",
            document: include_str!("who-looked.graphql"),
            variables: |demo, _| json!({ "filter": { "child": child(demo, "mia") } }),
        }],
        notice: &[
            "Each access by people of the lead's own agency has its line, with purpose, classes and the policies that decided.",
            "Of other agencies' accesses the lead sees the time, the kind of agency and the classes, and none for child \
             protection: information governance sees those. Reading the log is in the log too.",
        ],
        later: None,
    },
];
