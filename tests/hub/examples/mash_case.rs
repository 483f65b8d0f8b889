//! What the whole case shows where the demo plays it.

use std::collections::BTreeSet;

use super::{Demo, STORIES, Shows, check};

/// The case.
pub(super) const CASE: Shows = Shows {
    name: "mash-case",
    in_order: &[
        "A school is worried",
        "1. Mary Price (school) tells the hub that Kit",
        "waits for a colleague to confirm it",
        "3. Mary Price (school) raises a concern",
        "status RECEIVED; reference CON-",
        "Daniel Osei (mash) sees of the concern: RECEIVED, the child, what happened",
        "Ngozi Okafor (gp) sees of the record, for DIRECT_CARE: NOT_FOUND",
        "Mary Price (school) sees of the concern: RECEIVED, what happened",
        "health trust BLOCKED",
        "8. Claire Donnelly (manager), who did not ask, decides",
        "on the ground of DISPENSING_DECISION",
        "answer HELD_BUT_WITHHELD",
        "14. Grace Doyle (mash-nurse), whom the health trust employs",
        "it dissents",
        "decided STRATEGY_DISCUSSION",
        "Mary Price (school) sees of the concern: DECIDED, what happened, the outcome",
        "outcome CHANGED",
        "the conference is due by",
        "problem CHECKS_MISSING; because no check for INITIAL_CONFERENCE was answered",
        "first reviewed by",
        "In sum: concern CON-",
        "in 42 steps by 11 people",
        "still listed: REVIEW_CONFERENCE",
    ],
    never: &["NOT AS IT SHOULD BE"],
};

#[test]
fn the_whole_case_is_played_anew_each_time() {
    let demo = Demo::start();
    let mut references = BTreeSet::new();
    for _ in 0..2 {
        let page = check(&demo, &CASE);
        let (_, after) = page.split_once("reference ").expect("a reference");
        references.insert(after.split(';').next().unwrap_or_default().to_owned());
    }
    assert_eq!(references.len(), 2, "{references:?}");
    // What the case brought to the MASH and the school changes no example of theirs.
    for shows in STORIES.iter().filter(|shows| ["conduct", "police-report"].contains(&shows.name)) {
        check(&demo, shows);
    }
}
