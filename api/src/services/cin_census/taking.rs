//! Taking values out of a tree: each is checked and kept as reported, and whatever nobody took is kept and listed.

use entities::Date;

use super::dates::{Moment, read_date};
use super::node::Node;
use super::record::{Extra, Field, Problem, Reported};
use super::values::Read;

/// The record that problems of the file itself are filed under.
pub(super) const FILE: &str = "return";

/// Takes one child apart and gathers its problems.
pub(super) struct Builder {
    pub record: String,
    pub today: Date,
    pub reference: Option<Date>,
    pub problems: Vec<Problem>,
}

impl Builder {
    /// Every block of that name.
    pub(super) fn each<T>(
        &mut self,
        parent: &mut Node,
        path: &str,
        name: &str,
        extras: &mut Vec<Extra>,
        read: impl Fn(&mut Self, &mut Node, &str, &mut Vec<Extra>) -> T,
    ) -> Vec<T> {
        (1..)
            .zip(parent.take_all(&[name]))
            .map(|(n, mut node)| {
                let path = format!("{path}/{name}[{n}]");
                let block = read(self, &mut node, &path, extras);
                self.leftovers(&path, node, extras);
                block
            })
            .collect()
    }

    pub(super) fn date(&mut self, parent: &mut Node, path: &str, names: &[&str], moment: Moment) -> Field<Date> {
        let (today, reference) = (self.today, self.reference);
        self.field(parent, path, names, |raw| read_date(raw, moment, today, reference))
    }

    /// The first value of one of those names; an empty element is no value.
    pub(super) fn field<T>(
        &mut self,
        parent: &mut Node,
        path: &str,
        names: &[&str],
        read: impl Fn(&str) -> Read<T>,
    ) -> Field<T> {
        let node = parent.take(names)?;
        self.value(node, path, &read, &mut parent.children)
    }

    pub(super) fn fields<T>(
        &mut self,
        parent: &mut Node,
        path: &str,
        names: &[&str],
        read: impl Fn(&str) -> Read<T>,
    ) -> Vec<Reported<T>> {
        let nodes = parent.take_all(names);
        nodes.into_iter().filter_map(|node| self.value(node, path, &read, &mut parent.children)).collect()
    }

    pub(super) fn value<T>(
        &mut self,
        mut node: Node,
        path: &str,
        read: &impl Fn(&str) -> Read<T>,
        left: &mut Vec<Node>,
    ) -> Field<T> {
        let text = std::mem::take(&mut node.text);
        let raw = text.trim();
        let name = node.name.clone();
        // Elements within a value are none of it; they stay behind and are listed with the rest.
        left.append(&mut node.children);
        if raw.is_empty() {
            return None;
        }
        let (value, wrong) = read(raw);
        if let Some((rule, message)) = wrong {
            self.problems.push(Problem {
                record: self.record.clone(),
                field: format!("{path}/{name}"),
                value: raw.to_owned(),
                rule,
                message,
            });
        }
        Some(Reported { raw: raw.to_owned(), value })
    }

    /// Keeps and lists what nobody took.
    pub(super) fn leftovers(&mut self, path: &str, node: Node, extras: &mut Vec<Extra>) {
        let text = node.trimmed();
        if !text.is_empty() {
            self.problems.push(stray_problem(&self.record, path, text));
            extras.push(Extra { field: path.to_owned(), text: text.to_owned() });
        }
        for child in &node.children {
            let mut found = Vec::new();
            flatten(&format!("{path}/{}", child.name), child, &mut found);
            self.problems.extend(found.iter().cloned().map(|extra| unknown(&self.record, extra)));
            extras.append(&mut found);
        }
    }
}

/// An element of the file that belongs to no child.
pub(super) fn odd(path: &str, node: Node, problems: &mut Vec<Problem>) {
    let mut extras = Vec::new();
    flatten(&format!("{path}{}", node.name), &node, &mut extras);
    problems.extend(extras.into_iter().map(|extra| unknown(FILE, extra)));
}

/// Text of the file that belongs to no child.
pub(super) fn stray(field: &str, text: &str, problems: &mut Vec<Problem>) {
    problems.push(stray_problem(FILE, field, text));
}

fn unknown(record: &str, extra: Extra) -> Problem {
    Problem {
        record: record.into(),
        field: extra.field,
        value: extra.text,
        rule: "UNKNOWN_ELEMENT",
        message: "an element that is not part of a return, or comes twice",
    }
}

fn stray_problem(record: &str, field: &str, text: &str) -> Problem {
    Problem {
        record: record.into(),
        field: field.into(),
        value: text.into(),
        rule: "STRAY_TEXT",
        message: "text between elements",
    }
}

/// Every text in the tree, by path; an empty element too, for it was reported.
pub(super) fn flatten(path: &str, node: &Node, out: &mut Vec<Extra>) {
    if !node.trimmed().is_empty() || node.children.is_empty() {
        out.push(Extra { field: path.into(), text: node.trimmed().into() });
    }
    for child in &node.children {
        flatten(&format!("{path}/{}", child.name), child, out);
    }
}
