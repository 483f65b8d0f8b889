//! Rules that no policy can hold, each in a test that carries its number; and that no rule lacks its cases or its test.

pub mod authority;
mod concerns;
mod lists;
mod log;
mod log_in_use;
mod marked;
mod r21;
pub mod r24;
mod r28;
mod r31;
mod r36;
pub mod r39;
mod r7;
mod search;
mod succession;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::sources::{code, root, rust_files};

/// The rules that the hub holds: all of them.
const HELD: &[u8] = &[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    32, 33, 34, 35, 36, 37, 38, 39, 40,
];

/// Rules that no policy can hold, wholly or in part.
const BEYOND_POLICIES: &[u8] = &[3, 5, 17, 33, 34, 37, 38, 39];

/// For each rule, whether a case of the policies permits and whether one refuses.
fn cases() -> BTreeMap<u8, [bool; 2]> {
    let mut found: BTreeMap<u8, [bool; 2]> = BTreeMap::new();
    let folder = root().join("policies/cases");
    for item in std::fs::read_dir(folder).expect("cases") {
        let path = item.expect("a file").path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let file: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for case in file["cases"].as_array().expect("a list of cases") {
            let rule = case["rule"].as_str().and_then(|rule| rule.strip_prefix('R')?.parse().ok()).expect("a rule");
            let permits = matches!(case["answer"].as_str(), Some("PERMIT" | "YES"));
            found.entry(rule).or_default()[usize::from(permits)] = true;
        }
    }
    found
}

/// The rules whose numbers the tests of the running hub carry: `r1_r6_each_role` carries two.
fn tested() -> BTreeSet<u8> {
    let mut numbers = BTreeSet::new();
    for (_, text) in rust_files("tests/hub") {
        for name in code(&text).split("async fn ").skip(1) {
            let carried = name.split('_').map_while(|word| word.strip_prefix('r')?.parse::<u8>().ok());
            numbers.extend(carried);
        }
    }
    numbers
}

#[test]
fn every_rule_has_its_cases_or_a_test_that_carries_its_number() {
    let (cases, tested) = (cases(), tested());
    let mut lacking = Vec::new();
    for rule in HELD {
        let [refuses, permits] = cases.get(rule).copied().unwrap_or_default();
        let has_cases = refuses && permits;
        if !has_cases && !tested.contains(rule) {
            lacking.push(format!("R{rule}: a case that permits: {permits}, one that refuses: {refuses}, no test"));
        }
    }
    for rule in BEYOND_POLICIES.iter().filter(|rule| !tested.contains(rule)) {
        lacking.push(format!("R{rule}: no test of the running hub carries its number"));
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
    assert!(cases.len() > 20 && tested.len() > 8, "the cases or the tests were not read");
}
