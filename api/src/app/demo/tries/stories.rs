//! What the rules are for: people in whose lives it matters what is shared, and what is not.

use serde_json::{Value, json};

use super::input::{at_three_in_the_morning, child, conduct, earlier, ellie, newest, night, pupil, sharing};
use super::{Later, Step, Try};
use crate::app::demo::folder::Contents;

/// The school's own claim. The same key each time, so that it is made once.
const CLAIM: Step = Step {
    who: "school",
    asks: "tells the hub that Ida, nine, is its pupil since last week",
    document: include_str!("claim.graphql"),
    variables: |demo, _| json!({ "input": pupil(demo) }),
};

/// What the school reads of its new pupil.
const NEW_PUPIL: Step =
    Step::record("school", "Ida's record for SAFEGUARDING_IN_EDUCATION, on PUBLIC_TASK", |demo, _| {
        newest(demo, "ida", sharing("SAFEGUARDING_IN_EDUCATION"), 6)
    });

/// The stories.
pub const STORIES: &[Try] = &[
    Try {
        name: "hiding",
        shows: "a mother in hiding: where she and her daughter are stays with few",
        steps: &[
            Step::record(
                "housing",
                "a colleague of Lily's father opens her record for CHILD_PROTECTION_PLAN_REVIEW",
                |demo, _| newest(demo, "lily", sharing("CHILD_PROTECTION_PLAN_REVIEW"), 6),
            ),
            Step::record(
                "social-worker",
                "Lily's social worker, who is named in the marking, asks the same",
                |demo, _| newest(demo, "lily", sharing("CHILD_PROTECTION_PLAN_REVIEW"), 6),
            ),
        ],
        notice: &[
            "Housing works with the family and may ask. It gets no address, no school, and no agency's name but its own: \
             each of them would tell where Lily is.",
            "No emergency, claim, search or export lifts this.",
            "The father works for the council's housing service. What his colleague cannot see he cannot be made to tell.",
        ],
        later: None,
    },
    Try {
        name: "screening",
        shows: "a nurse of the MASH, employed by a health trust, screens a concern",
        steps: &[
            Step {
                who: "early-help",
                asks: "the toddler group posts a concern about Ellie, three",
                document: include_str!("concern.graphql"),
                variables: |demo, _| json!({ "input": ellie(demo) }),
            },
            Step::record("mash-nurse", "Ellie's record for REFERRAL_SCREENING, for that concern", |demo, answers| {
                let mut sharing = sharing("REFERRAL_SCREENING");
                if let Value::Object(fields) = &mut sharing {
                    fields.insert("concern".to_owned(), earlier(answers, 0, "/data/raiseConcern/concern/id"));
                }
                newest(demo, "ellie", sharing, 6)
            }),
            Step::record("health-visitor", "a health visitor of the same trust asks the same", |demo, _| {
                newest(demo, "ellie", sharing("REFERRAL_SCREENING"), 6)
            }),
        ],
        notice: &[
            "The toddler group could not know that Ellie is on a plan in the next borough. The MASH knows within the hour.",
            "The nurse opens the record by her place in the MASH of the area, whoever pays her; her trust has never met Ellie.",
            "Her colleague at the trust has no work with Ellie: for her there is no such child.",
        ],
        later: None,
    },
    Try {
        name: "claim",
        shows: "a claim that waits: a school says that a child is its pupil",
        steps: &[CLAIM, NEW_PUPIL],
        notice: &[
            "Anybody could say so. Until a colleague confirms it, a claim opens who the child is as the school said it, the \
             kinds of agency that work with her, and the authority to ring: no address, no names, no entries.",
            "Next: `try confirm`.",
        ],
        later: Some(Later {
            when: |answers| !waits(answers),
            notice: &[
                "This claim waits no longer: a colleague has confirmed it (`try confirm`), or five working days went by. To \
                 see it wait, begin anew with `demo --reset`.",
            ],
        }),
    },
    Try {
        name: "confirm",
        shows: "a colleague confirms that claim, and the child's file follows her",
        steps: &[
            CLAIM,
            Step {
                who: "deputy",
                asks: "a colleague at the school confirms it",
                document: include_str!("confirm.graphql"),
                variables: |_, answers| {
                    let involvement = earlier(answers, 0, "/data/recordInvolvement/involvement/id");
                    json!({ "input": { "idempotencyKey": "demo-confirm-1", "involvement": involvement } })
                },
            },
            NEW_PUPIL,
        ],
        notice: &[
            "Nobody confirms their own claim. Now the school reads whole what Ida's last school recorded: a child protection \
             file follows the pupil.",
            "What others recorded stays out: this purpose does not need it.",
        ],
        later: None,
    },
    Try {
        name: "emergency",
        shows: "three in the morning: a nurse in A&E, who does not know the boy, breaks the glass",
        steps: &[
            Step::record(
                "emergency-nurse",
                "Tobi's record for EMERGENCY_PROTECTION, on VITAL_INTERESTS, as an emergency",
                |demo, _| newest(demo, "tobi", at_three_in_the_morning(), 8),
            ),
            Step {
                who: "hospital-lead",
                asks: "the nurse's safeguarding lead reads the emergencies about Tobi in the access log",
                document: include_str!("who-looked.graphql"),
                variables: |demo, _| json!({ "filter": { "child": child(demo, "tobi"), "flags": ["EMERGENCY"] } }),
            },
        ],
        notice: &[
            "A hospital that has never met Tobi reads who he is afraid of, for four hours. Asking again does not make it longer.",
            "It is never secret: the nurse's lead and the lead of Tobi's local authority have it in front of them at once, \
             and it is reviewed within one working day.",
            "What CAMHS keeps to few stays there, emergency or not.",
        ],
        later: Some(Later {
            when: |answers| earlier(answers, 0, "/data/sharedRecord/code") == "JUSTIFICATION_REQUIRED",
            notice: &[
                "The four hours are over. The same nurse breaks the glass for the same child a second time within a day only \
                 with a second person: `approvedBy`.",
            ],
        }),
    },
    Try {
        name: "seventeen",
        shows: "a young man of seventeen objects, and when that gives way",
        steps: &[
            Step::record("social-worker", "Leo's record for CHILD_IN_NEED_ASSESSMENT, on PUBLIC_TASK", |demo, _| {
                newest(demo, "leo", sharing("CHILD_IN_NEED_ASSESSMENT"), 6)
            }),
            Step::record(
                "social-worker",
                "the same record for SECTION_47_ENQUIRY, which is open since last week",
                |demo, _| newest(demo, "leo", sharing("SECTION_47_ENQUIRY"), 6),
            ),
        ],
        notice: &[
            "At seventeen the no is his own. What other agencies recorded waits until a person has decided: REVIEW. What \
             social care recorded itself stays open to it.",
            "For the enquiry into the man who hurt him nothing is held back: his no was never about that.",
        ],
        later: None,
    },
    Try {
        name: "parents",
        shows: "two parents disagree: the refusal counts",
        steps: &[Step::record(
            "social-worker",
            "Ida's record for CHILD_IN_NEED_ASSESSMENT, on PUBLIC_TASK",
            |demo, _| newest(demo, "ida", sharing("CHILD_IN_NEED_ASSESSMENT"), 6),
        )],
        notice: &[
            "Ida's mother said yes and her father said no. Both have parental responsibility, so what other agencies recorded \
             stays closed; the answer does not say who refused.",
            "Who Ida is, and what social care recorded itself, stays open.",
            "To go on against a refusal takes a reason such as a risk of significant harm, a justification, and a manager.",
        ],
        later: None,
    },
    Try {
        name: "conduct",
        shows: "a concern about a colleague's conduct goes to the designated officer, past the colleagues",
        steps: &[
            Step {
                who: "deputy",
                asks: "tells the hub what a teaching assistant did, and lets nobody else at the school see it",
                document: include_str!("concern.graphql"),
                variables: |_, _| json!({ "input": conduct() }),
            },
            concern("designated-officer", "the officer for allegations reads it", |_, answers| {
                only(answers, "/data/raiseConcern/concern/id")
            }),
            concern("school", "the lead of the same school looks for it among the school's concerns", |_, answers| {
                only(answers, "/data/raiseConcern/concern/id")
            }),
        ],
        notice: &[
            "The officer sees what was said of a person who works with children, and no record of any child.",
            "The deputy kept it to himself, so his school sees nothing of it; the person it names never would.",
        ],
        later: None,
    },
    Try {
        name: "police-report",
        shows: "the police post one report about two children, and the MASH reads what each class allows",
        steps: &[
            Step {
                who: "police",
                asks: "posts a report from the night, graded amber",
                document: include_str!("police-report.graphql"),
                variables: |_, _| json!({ "input": night() }),
            },
            concern("mash", "the MASH reads the concern about the first of them", |_, answers| {
                only(answers, "/data/raisePoliceReport/report/concerns/0/id")
            }),
        ],
        notice: &[
            "Each child has a concern of its own, held together by the force's number; the hub looks for each among those it knows.",
            "The force's grade is the force's. The MASH rates each child for itself when it screens the concern.",
            "Posted again, the same number adds nothing.",
        ],
        later: None,
    },
];

/// A read of a concern, among those of whoever reads.
const fn concern(who: &'static str, asks: &'static str, variables: fn(&Contents, &[Value]) -> Value) -> Step {
    Step { who, asks, document: include_str!("concerns.graphql"), variables }
}

/// The variables of such a read: the concern whose id stands there in the first answer.
fn only(answers: &[Value], id: &str) -> Value {
    json!({ "concern": earlier(answers, 0, id) })
}

/// Whether the school's claim still waits.
fn waits(answers: &[Value]) -> bool {
    let involvements = earlier(answers, 1, "/data/sharedRecord/involvements");
    involvements
        .as_array()
        .is_some_and(|all| all.iter().any(|i| i.get("unconfirmed").and_then(Value::as_bool) == Some(true)))
}
