//! That no policy and no condition could be lost or turned round unseen.

use cedar_policy::Policy;
use serde_json::{Value, json};

use super::fixture::{Bases, Case, book, cases, loaded};
use crate::RuleBook;
use crate::facts::Facts;

/// Whether a case tells the book from the right one; those that name the policy are tried first.
fn noticed(book: &RuleBook, cases: &[(Case, Facts)], id: &str) -> bool {
    let names = |case: &Case| case.policies.iter().any(|p| p == id);
    let (first, rest): (Vec<_>, Vec<_>) = cases.iter().partition(|(case, _)| names(case));
    let fails = |(case, facts): &&(Case, Facts)| case.said(&book.judge_cold(facts)) != case.expected();
    first.iter().any(fails) || rest.iter().any(fails)
}

fn cases_with_facts() -> Vec<(Case, Facts)> {
    let bases = Bases::read();
    cases()
        .into_iter()
        .map(|case| {
            let facts = case.facts(&bases);
            (case, facts)
        })
        .collect()
}

/// Whether some case fails while another policy, or none, stands in the place of one.
fn missed(book: &mut RuleBook, cases: &[(Case, Facts)], original: &Policy, other: Option<&Policy>) -> bool {
    let whole = book.shelf_mut().clone();
    book.shelf_mut().swap(original.id(), other);
    let missed = noticed(book, cases, original.id().as_ref());
    *book.shelf_mut() = whole;
    missed
}

#[test]
fn r6_each_policy_left_out_fails_a_case() {
    let (cases, mut book, mut unseen) = (cases_with_facts(), book(), Vec::new());
    for held in loaded().held {
        if !missed(&mut book, &cases, &held.policy, None) {
            unseen.push(held.annotations.id);
        }
    }
    assert!(unseen.is_empty(), "no case misses {unseen:?}");
}

#[test]
fn r6_each_condition_turned_round_fails_a_case() {
    let (cases, mut book, mut unseen) = (cases_with_facts(), book(), Vec::new());
    for held in loaded().held {
        for (place, policy) in turned_round(&held.policy) {
            if !missed(&mut book, &cases, &held.policy, Some(&policy)) {
                unseen.push(format!("{}, condition {}", held.annotations.id, place + 1));
            }
        }
    }
    assert!(unseen.is_empty(), "no case notices {unseen:#?}");
}

/// The policy once for each of its conditions, `when` and `unless` changed for each other there.
fn turned_round(policy: &Policy) -> Vec<(usize, Policy)> {
    let whole = policy.to_json().unwrap();
    let count = whole["conditions"].as_array().map_or(0, Vec::len);
    (0..count)
        .map(|place| {
            let mut copy: Value = whole.clone();
            let kind = &mut copy["conditions"][place]["kind"];
            *kind = if *kind == "when" { json!("unless") } else { json!("when") };
            let id = policy.id().clone();
            (place, Policy::from_json(Some(id), copy).unwrap())
        })
        .collect()
}
