//! That no policy and no condition could be lost or turned round unseen.

use cedar_policy::{Policy, PolicyId};
use serde_json::{Value, json};

use super::fixture::{Bases, Case, cases, loaded};
use crate::RuleBook;
use crate::facts::Facts;
use crate::load::{Held, Loaded};
use crate::shelf::Actions;

/// A copy of the book with one policy changed, or left out. Not checked as a book: it would not pass.
fn changed(original: &Loaded, index: usize, policy: Option<Policy>) -> RuleBook {
    let copy = |held: &Held| Held {
        policy: held.policy.clone(),
        annotations: held.annotations.clone(),
    };
    let mut held: Vec<_> = original.held.iter().map(copy).collect();
    match policy {
        Some(policy) => held[index].policy = policy,
        None => {
            held.remove(index);
        }
    }
    RuleBook::new(Loaded {
        schema: original.schema.clone(),
        actions: Actions::of(&original.schema).unwrap(),
        held,
        text: String::new(),
        hash: String::new(),
    })
    .unwrap()
}

/// Whether a case tells the book from the right one; those that name the policy are tried first.
fn noticed(book: &RuleBook, cases: &[(Case, Facts)], id: &str) -> bool {
    let names = |case: &Case| case.policies.iter().any(|p| p == id);
    let (first, rest): (Vec<_>, Vec<_>) = cases.iter().partition(|(case, _)| names(case));
    let fails = |(case, facts): &&(Case, Facts)| case.read(&book.judge_cold(facts)) != case.expected();
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

#[test]
fn r6_each_policy_left_out_fails_a_case() {
    let (original, cases) = (loaded(), cases_with_facts());
    let unseen: Vec<_> = (0..original.held.len())
        .filter(|index| {
            let id = &original.held[*index].annotations.id;
            !noticed(&changed(&original, *index, None), &cases, id)
        })
        .map(|index| original.held[index].annotations.id.clone())
        .collect();
    assert!(unseen.is_empty(), "no case misses {unseen:?}");
}

#[test]
fn r6_each_condition_turned_round_fails_a_case() {
    let (original, cases) = (loaded(), cases_with_facts());
    let mut unseen = Vec::new();
    for (index, held) in original.held.iter().enumerate() {
        let id = &held.annotations.id;
        for (place, policy) in turned_round(&held.policy) {
            if !noticed(&changed(&original, index, Some(policy)), &cases, id) {
                unseen.push(format!("{id}, condition {}", place + 1));
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
            let id = PolicyId::new(policy.id().to_string());
            (place, Policy::from_json(Some(id), copy).unwrap())
        })
        .collect()
}
