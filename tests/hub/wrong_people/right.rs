//! Who is right to be told of a child whom all others may not know of, by root field, and who may send each mutation in its good
//! form: `right.txt`, with the rule of each line.

use std::collections::{BTreeMap, BTreeSet};

use tests::sources::root;

/// What everybody who is signed in may do about any child, known or not (R15, R34, R36): it is tried by `cases::probe`, and
/// answers the same about a child that is not there.
pub const EVERYBODY: &[&str] = &["raiseConcern", "declareConflict", "recordInvolvement"];

/// Somebody who is told something.
#[derive(Debug)]
pub struct MayKnow {
    pub field: String,
    pub login: String,
    /// Of which stranger; a star for each.
    pub child: String,
    /// The rule.
    pub rule: String,
}

/// The whole list.
pub struct Right {
    pub may_know: Vec<MayKnow>,
    pub business: BTreeMap<String, Vec<String>>,
    /// The people to whose role a mutation is open, by name.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Mutations that a person may send about any child, by name and login.
    may_change: BTreeSet<(String, String)>,
}

impl Right {
    /// Reads it.
    pub fn read() -> Self {
        let text = std::fs::read_to_string(root().join("tests/hub/wrong_people/right.txt")).expect("the list");
        let mut right = Self {
            may_know: Vec::new(),
            business: BTreeMap::new(),
            roles: BTreeMap::new(),
            may_change: BTreeSet::new(),
        };
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let parts: Vec<String> = line.split('|').map(|part| part.trim().to_owned()).collect();
            match parts.as_slice() {
                [kind, field, login, child, rule] if kind == "may-know" && !rule.is_empty() => {
                    let [field, login, child, rule] = [field, login, child, rule].map(Clone::clone);
                    right.may_know.push(MayKnow { field, login, child, rule });
                }
                [kind, mutations, login, rule] if kind == "may-change" && !rule.is_empty() => {
                    let each = mutations.split_whitespace().map(|mutation| (mutation.to_owned(), login.clone()));
                    right.may_change.extend(each);
                }
                [kind, mutations, logins, rule] if kind == "roles" && !rule.is_empty() => {
                    let logins: Vec<String> = logins.split_whitespace().map(str::to_owned).collect();
                    let each = mutations.split_whitespace().map(|mutation| (mutation.to_owned(), logins.clone()));
                    right.roles.extend(each);
                }
                [kind, mutation, logins, rule] if kind == "business" && !rule.is_empty() => {
                    let logins = logins.split_whitespace().map(str::to_owned).collect();
                    right.business.insert(mutation.clone(), logins);
                }
                _ => panic!("not a line of right.txt: {line}"),
            }
        }
        right
    }

    /// The lines by which that person is told of that child in an answer of that field.
    pub fn told(&self, field: &str, login: &str, child: &str) -> Vec<usize> {
        let of =
            |line: &MayKnow| line.field == field && line.login == login && (line.child == "*" || line.child == child);
        self.may_know.iter().enumerate().filter(|(_, line)| of(line)).map(|(number, _)| number).collect()
    }

    /// Whether that person may send that mutation about any child.
    pub fn may_change(&self, field: &str, login: &str) -> bool {
        self.may_change.contains(&(field.to_owned(), login.to_owned()))
    }
}
