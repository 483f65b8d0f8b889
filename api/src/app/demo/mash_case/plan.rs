//! The conference makes a plan, which is reviewed before its three months are over.

use serde_json::json;

use super::inputs::{input, sharing, work, works};
use super::sees::{AREA, ENQUIRY, SCHOOL, SCHOOL_ENQUIRY, record, text};
use super::{Act, Change, Part, Sees, is, some};

const PLANNED: &str =
    "CHILD_PROTECTION_PLAN OPEN, INITIAL_CONFERENCE CLOSED, SECTION_47_ENQUIRY CLOSED, STRATEGY_DISCUSSION CLOSED";
/// What was never asked stays missing; a reason to go on is no answer.
const AT_LAST: Sees = text(
    "REVIEW_CONFERENCE: GENERAL_PRACTICE HEALTH_PROVIDER POLICE SCHOOL; SECTION_47_START: GENERAL_PRACTICE HEALTH_PROVIDER \
     HOUSING POLICE PROBATION SCHOOL YOUTH_JUSTICE",
);

pub(super) const ACTS: &[Act] = &[
    Act::new(
        "social-worker",
        "writes down the plan that the conference made",
        include_str!("documents/plan.graphql"),
        |s| {
            let outcomes = json!([{
                "change": "Kit is at school every day and says that he feels safe at home",
                "measure": "attendance above 95 percent; what he says to his teacher each Friday",
                "owner": "head of year", "ownerAgency": s.agency("school"), "dueOn": s.today().plus_days(120),
            }]);
            work(s, "conference", 1, json!({ "abuse": ["PHYSICAL"], "outcomes": outcomes, "text": "All agreed." }))
        },
        &[is("work", "/work/kind", "CHILD_PROTECTION_PLAN"), some("first reviewed by", "/work/dueOn")],
    )
    .keeps(&[("plan", "/work/id"), ("review-due", "/work/dueOn")])
    .changes(&[
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 10, 10, PLANNED)),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_ENQUIRY, 7, 7, PLANNED)),
    ])
    .shown(&[("school", Part::Enquiry), ("gp", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "records the level of need",
        include_str!("documents/level.graphql"),
        |s| {
            input(
                s,
                json!({
                    "child": s.child(), "sharing": sharing("SECTION_47_ENQUIRY"), "level": "CHILD_PROTECTION",
                    "decidedOn": s.today(), "reason": "The conference made a plan.",
                    "thresholdDocument": "Mere Valley levels of need, 2026",
                }),
            )
        },
        &[is("level", "/levelOfNeed", "CHILD_PROTECTION")],
    )
    .shown(&[("manager", Part::Missing), ("housing", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "reads what the plan works towards",
        include_str!("documents/works.graphql"),
        |s| works(s, "CHILD_PROTECTION_PLAN_REVIEW"),
        &[is("the plan's outcome", "/work[kind=CHILD_PROTECTION_PLAN]/outcomes/0/state", "OPEN")],
    )
    .after(76)
    .keeps(&[("outcome", "/work[kind=CHILD_PROTECTION_PLAN]/outcomes/0/id")])
    .shown(&[("school", Part::Enquiry), ("neighbouring-social-worker", Part::Enquiry)]),
    Act::new(
        "social-worker",
        "records the review: the plan goes on. It could not wait for its checks, and says why",
        include_str!("documents/review.graphql"),
        |s| {
            let reviewed =
                json!([{ "outcome": s.kept("outcome"), "state": "PARTLY_MET", "note": "four days of five" }]);
            let family = json!([
                { "name": "Dana Marsh", "role": "MOTHER", "parentalResponsibility": true, "tookPart": true },
                { "name": "Joel Marsh", "role": "FATHER", "parentalResponsibility": true, "tookPart": true },
            ]);
            work(
                s,
                "plan",
                1,
                json!({
                    "decision": "PLAN_CONTINUES", "reviewed": reviewed, "family": family,
                    "text": "Both parents were in the room. Kit draws boats.",
                    "withoutChecks": "The father sails on Thursday, and the day was set for him.",
                }),
            )
        },
        &[is("status", "/work/status", "OPEN"), some("reviewed again by", "/work/dueOn")],
    )
    .keeps(&[("next-review-due", "/work/dueOn")])
    .changes(&[
        Change(AREA, &[Part::Enquiry], record(ENQUIRY, 11, 11, PLANNED)),
        Change(SCHOOL, &[Part::Enquiry], record(SCHOOL_ENQUIRY, 8, 8, PLANNED)),
        Change(AREA, &[Part::Missing], AT_LAST),
    ])
    .shown(&[("school", Part::Enquiry), ("mash-nurse", Part::Enquiry), ("social-worker", Part::Missing)]),
];
