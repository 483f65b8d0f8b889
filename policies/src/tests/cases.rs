//! Every case of `cases/`, and that no rule lacks one.

use std::collections::{BTreeMap, BTreeSet};

use super::fixture::{Bases, blessing, book, case_files, cases, loaded};
use crate::RuleBook;

/// Answers are written by people and compared; the policies that decided may be filled in with `HUB_BLESS=1`.
#[test]
fn r32_every_case_is_answered_as_it_says() {
    let (book, bases) = (book(), Bases::read());
    let mut wrong = Vec::new();
    let mut named = BTreeSet::new();
    for (path, mut file) in case_files() {
        for case in &mut file.cases {
            assert!(named.insert(case.title()), "two cases are called {}", case.title());
            let said = case.said(&book.judge_cold(&case.facts(&bases)));
            if blessing() {
                case.policies.clone_from(&said.policies);
            }
            if said != case.expected() {
                wrong.push(format!("{}: {said:?}, not {:?}", case.title(), case.expected()));
            }
        }
        if blessing() {
            std::fs::write(path, file.text()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(book.errors(), 0, "a question could not be answered");
}

#[test]
fn r6_a_remembered_answer_is_the_cold_one() {
    let (book, bases) = (book(), Bases::read());
    for case in cases() {
        let facts = case.facts(&bases);
        let cold = book.judge_cold(&facts);
        assert_eq!(*book.judge(&facts), cold, "{}", case.title());
        assert_eq!(*book.judge(&facts), cold, "{} again", case.title());
    }
}

#[test]
fn r6_the_split_book_answers_as_the_whole_one() {
    let (split, bases) = (book(), Bases::read());
    let whole = RuleBook::whole(loaded()).unwrap();
    for case in cases() {
        let facts = case.facts(&bases);
        assert_eq!(split.judge_cold(&facts), whole.judge_cold(&facts), "{}", case.title());
    }
}

/// The rules that no policy can hold, and what holds them instead.
const HELD_ELSEWHERE: [(u8, &str); 11] = [
    (1, "a table of fields and classes: `fields`, and its tests"),
    (2, "a table of categories and classes: `content`, and its tests"),
    (3, "headlines are written, not given: a test over HTTP"),
    (4, "what two classes mean: who marks an entry with them decides"),
    (5, "filters, order, totals and cursors: tests over HTTP"),
    (32, "the order of answers is the reader's; cases for every pair show it"),
    (33, "the words of one answer: a test over HTTP"),
    (38, "flags are set as the log is written, and open nothing: tests over HTTP"),
    (39, "what passes when agencies merge are rows, not answers: tests over HTTP"),
    (17, "more than ten, and what a search must give: tests over HTTP; the rest has policies"),
    (37, "fields and filters of the log: tests over HTTP; whom the reader may know of has policies"),
];

/// Each rule has a case that gives something and one that does not, or is held elsewhere and says where.
#[test]
fn r6_every_rule_has_a_case_that_permits_and_one_that_refuses() {
    // The order of answers shows only where something is refused.
    let refusing_alone = ["R32"];
    let mut seen: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for case in cases() {
        let entry = seen.entry(case.rule.clone()).or_default();
        entry[usize::from(case.permits())] = true;
    }
    let held: BTreeSet<String> =
        loaded().held.iter().map(|h| h.annotations.id.split('-').next().unwrap().replacen('r', "R", 1)).collect();
    let elsewhere: BTreeSet<_> = HELD_ELSEWHERE.iter().map(|(number, _)| format!("R{number}")).collect();
    for number in 1..=40 {
        let rule = format!("R{number}");
        let known = held.contains(&rule) || elsewhere.contains(&rule);
        assert!(known, "no policy holds {rule}, and nothing says what else does");
    }
    for rule in &held {
        let [refuses, permits] = seen.get(rule).copied().unwrap_or_default();
        assert!(refuses, "{rule} has no case that refuses");
        assert!(permits, "{rule} has no case that permits");
    }
    for rule in seen.keys() {
        let known = held.contains(rule) || refusing_alone.contains(&rule.as_str());
        assert!(known, "no policy holds {rule}, of which there is a case");
    }
    assert!(cases().iter().any(|case| case.two_roles()), "no caller of a case holds two roles");
}

/// Who may not know of a child is answered like who asks for one that is not there: same code, and nothing given.
#[test]
fn r32_a_child_that_is_not_there_and_one_that_may_not_be_known_take_the_same_way() {
    let (book, bases) = (book(), Bases::read());
    let stranger = book.judge(&bases.facts_with("stranger", &[]));
    let hidden = [
        ("standard", "child.restricted", serde_json::json!(true)),
        ("standard", "child.closed", serde_json::json!(true)),
        ("standard", "relationship.widest", serde_json::json!("NONE")),
    ];
    for (base, path, value) in hidden {
        let verdict = book.judge(&bases.facts_with(base, &[(path, value)]));
        let code = |v: &crate::Verdict| v.gate(crate::Gate::Open).err().map(|r| r.code);
        assert_eq!(code(&verdict), code(&stranger), "{path}");
        assert_eq!(verdict.cleared(), stranger.cleared(), "{path}");
        assert_eq!(verdict.listed(), stranger.listed(), "{path}");
    }
}
