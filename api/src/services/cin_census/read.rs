//! From file to children, one at a time. Memory is bounded by [`limits`](super::limits), not by the file.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use entities::Date;

use super::build;
use super::limits;
use super::node::Node;
use super::record::{CensusChild, Header, Problem, Repeat, raw, value};
use super::rules;
use super::source::{Fault, Source, Step, Unreadable};
use super::taking;
use crate::plain::calendar::Calendar;

/// What a return holds, found by reading it through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What the return says of itself.
    pub header: Header,
    /// Its children.
    pub children: u64,
    /// Their episodes of need.
    pub episodes: u64,
    /// Values that break a rule, those of the file itself included.
    pub problems: u64,
    /// The size of the file.
    pub bytes: u64,
}

/// Reads a return through once and says what it holds. `progress` hears how many bytes are read, and of how many.
///
/// # Errors
/// Where the file cannot be read to its end: nothing of it may then be imported.
pub fn scan(
    path: &Path,
    today: Date,
    calendar: &Arc<Calendar>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Summary, Unreadable> {
    let mut all = children(path, today, calendar)?;
    let (mut count, mut episodes, mut problems) = (0, 0, 0);
    while let Some(child) = all.next() {
        let child = child?;
        count += 1;
        episodes += child.episodes.len() as u64;
        problems += child.problems.len() as u64;
        progress(all.position(), all.size());
    }
    problems += all.problems.len() as u64;
    progress(all.size(), all.size());
    Ok(Summary { bytes: all.size(), header: all.header, children: count, episodes, problems })
}

/// The children of a return, one at a time. A date after `today` is a fault of the return; the calendar says which days count
/// where the census counts working days.
///
/// # Errors
/// Where the file cannot be opened or is no return.
pub fn children(path: &Path, today: Date, calendar: &Arc<Calendar>) -> Result<Children, Unreadable> {
    Ok(Children {
        source: Source::open(path)?,
        place: Place::Before,
        header: Header::default(),
        problems: Vec::new(),
        seen: HashMap::new(),
        count: 0,
        saw_children: false,
        today,
        calendar: Arc::clone(calendar),
        done: false,
    })
}

/// An iterator over the children of a return. After an error it ends.
pub struct Children {
    source: Source,
    place: Place,
    header: Header,
    problems: Vec<Problem>,
    /// By hash of the authority's number: hash of the dates of birth first seen with it, and how often it came.
    seen: HashMap<u64, (u64, u32)>,
    count: u64,
    saw_children: bool,
    today: Date,
    calendar: Arc<Calendar>,
    done: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Message,
    Children,
    After,
}

impl Children {
    /// What the return says of itself, as far as it has been read.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Problems of the file itself, outside any child, as far as it has been read.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many bytes are read.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.source.position()
    }

    /// How many bytes there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.source.size()
    }

    fn advance(&mut self) -> Result<Option<CensusChild>, Fault> {
        loop {
            match (self.source.next()?, self.place) {
                (Step::Nothing, _) => {}
                (Step::Start { name, .. }, Place::Before) if name == "Message" => self.place = Place::Message,
                (Step::Start { .. }, Place::Before) => {
                    return Err(self.source.fault("not a census return: the first element is not Message"));
                }
                (Step::Start { .. }, Place::After) => return Err(self.source.fault("a second element after Message")),
                (Step::Start { name, .. }, Place::Message) if name == "Children" => {
                    self.place = Place::Children;
                    self.saw_children = true;
                }
                (Step::Start { name, attributes }, Place::Message) => {
                    let is_header = name == "Header";
                    let node = self.subtree(Node::new(name, attributes))?;
                    if is_header { self.take_header(node)? } else { self.odd("", node)? }
                }
                (Step::Start { name, attributes }, Place::Children) => {
                    let is_child = name == "Child";
                    let node = self.subtree(Node::new(name, attributes))?;
                    if is_child {
                        return Ok(Some(self.child(node)));
                    }
                    self.odd("Children/", node)?;
                }
                (Step::End, Place::Children) => self.place = Place::Message,
                (Step::End, _) => self.place = Place::After,
                (Step::Text(text), place) => self.stray(place, &text)?,
                (Step::Eof, Place::After) if self.saw_children => return Ok(None),
                (Step::Eof, Place::After) => return Err(self.source.fault("not a census return: it has no Children")),
                (Step::Eof, Place::Before) => return Err(self.source.fault("the file holds no element")),
                (Step::Eof, Place::Message) => return Err(self.source.fault("the file ends within Message")),
                (Step::Eof, Place::Children) => return Err(self.source.fault("the file ends within Children")),
            }
        }
    }

    /// Reads on to the end of an element that has begun.
    fn subtree(&mut self, top: Node) -> Result<Node, Fault> {
        let began = self.source.position();
        let mut nodes = 1 + top.children.len();
        let mut open = Vec::new();
        let mut current = top;
        loop {
            match self.source.next()? {
                Step::Start { name, attributes } => {
                    let node = Node::new(name, attributes);
                    nodes += 1 + node.children.len();
                    open.push(std::mem::replace(&mut current, node));
                    if open.len() >= limits::DEPTH {
                        return Err(self.source.fault(format!("elements more than {} deep", limits::DEPTH)));
                    }
                }
                Step::Text(text) => current.text.push_str(&text),
                Step::End => match open.pop() {
                    None => return Ok(current),
                    Some(parent) => {
                        let done = std::mem::replace(&mut current, parent);
                        current.children.push(done);
                    }
                },
                Step::Nothing => {}
                Step::Eof => return Err(self.source.fault(format!("the file ends within {}", current.name))),
            }
            if current.text.len() > limits::TEXT {
                return Err(self.source.fault(format!("a text of more than {} bytes", limits::TEXT)));
            }
            if nodes > limits::NODES || self.source.position() - began > limits::CHILD {
                return Err(self.source.fault("an element larger than any child of a return"));
            }
        }
    }

    fn take_header(&mut self, node: Node) -> Result<(), Fault> {
        let header = build::header(node, &mut self.problems);
        if header.collection.as_deref().is_some_and(|collection| !collection.eq_ignore_ascii_case("CIN")) {
            return Err(self.source.fault("a return of another collection than CIN"));
        }
        self.header = header;
        Ok(())
    }

    fn child(&mut self, node: Node) -> CensusChild {
        self.count += 1;
        let reference_date = value(&self.header.reference_date);
        let mut child = build::child(node, self.count, self.today, reference_date);
        child.repeat = self.repeat(&child);
        rules::check(&mut child, &self.calendar);
        child
    }

    fn repeat(&mut self, child: &CensusChild) -> Repeat {
        let Some(id) = raw(&child.la_child_id) else { return Repeat::No };
        let born = hash(&(raw(&child.birth), raw(&child.expected_birth)));
        let (first, count) = self.seen.entry(hash(&id)).or_insert((born, 0));
        *count = count.saturating_add(1);
        match *count {
            1 => Repeat::No,
            count if *first == born => Repeat::SameChild(count),
            count => Repeat::OtherChild(count),
        }
    }

    /// Keeps what stands where nothing belongs.
    fn odd(&mut self, path: &str, node: Node) -> Result<(), Fault> {
        taking::odd(path, node, &mut self.problems);
        self.bounded()
    }

    fn stray(&mut self, place: Place, text: &str) -> Result<(), Fault> {
        let text = text.trim();
        match place {
            _ if text.is_empty() => Ok(()),
            _ if text.len() > limits::TEXT => {
                Err(self.source.fault(format!("a text of more than {} bytes", limits::TEXT)))
            }
            Place::Before | Place::After => Err(self.source.fault("text outside Message")),
            Place::Message | Place::Children => {
                taking::stray(if place == Place::Message { "Message" } else { "Children" }, text, &mut self.problems);
                self.bounded()
            }
        }
    }

    fn bounded(&self) -> Result<(), Fault> {
        if self.problems.len() > limits::FILE_PROBLEMS {
            return Err(self.source.fault("too much that is not part of a return"));
        }
        Ok(())
    }
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl Iterator for Children {
    type Item = Result<CensusChild, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.advance() {
            Ok(Some(child)) => Some(Ok(child)),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(fault) => {
                self.done = true;
                Some(Err(self.source.locate(fault)))
            }
        }
    }
}
