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
            let said = case.read(&book.judge_cold(&case.facts(&bases)));
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

/// Each rule that policies hold has a case that gives something and one that does not.
#[test]
fn r6_every_rule_has_a_case_that_permits_and_one_that_refuses() {
    // What these rules would open stays shut until they are held; a case shows that.
    let shut_alone = ["R26"];
    // The order of answers shows only where something is refused.
    let refusing_alone = ["R32"];
    let mut seen: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for case in cases() {
        let entry = seen.entry(case.rule.clone()).or_default();
        entry[usize::from(case.permits())] = true;
    }
    let held: BTreeSet<String> =
        loaded().held.iter().map(|h| h.annotations.id.split('-').next().unwrap().replacen('r', "R", 1)).collect();
    for rule in &held {
        let [refuses, permits] = seen.get(rule).copied().unwrap_or_default();
        assert!(refuses, "{rule} has no case that refuses");
        assert!(permits || shut_alone.contains(&rule.as_str()), "{rule} has no case that permits");
    }
    for rule in seen.keys() {
        let known = held.contains(rule) || refusing_alone.contains(&rule.as_str());
        assert!(known, "no policy holds {rule}, of which there is a case");
    }
    let asked = "R6 R7 R8 R9 R10 R11 R12 R13 R14 R15 R16 R18 R19 R20 R22 R23 R24 R25 R28 R29 R30 R32 R34 R35 R36";
    for rule in asked.split(' ') {
        assert!(seen.contains_key(rule), "{rule} has no case");
    }
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
