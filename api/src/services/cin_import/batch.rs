//! Children from the file, a few at a time, read on a thread of their own while others are written.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use entities::Date;
use tokio::sync::mpsc::Sender;

use super::super::cin_census::{ImportedChild, Problem, Unreadable, children, plan};
use crate::plain::calendar::Calendar;

/// The most children of a batch.
const CHILDREN: usize = 96;
/// The most text of a batch, in bytes: children differ in size, memory must not.
const TEXT: usize = 1024 * 1024;

/// Some children in the order of the return, no key twice: whoever comes again in the return comes in a later batch.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) children: Vec<ImportedChild>,
    /// What breaks a rule: of these children, and in the last batch of the file itself.
    pub(super) problems: Vec<Problem>,
    text: usize,
}

/// Sends the children of a return, then the problems of the file itself. Ends early where nobody listens any more.
pub(super) fn read(path: &Path, today: Date, calendar: &Arc<Calendar>, send: &Sender<Result<Batch, Unreadable>>) {
    if let Err(unreadable) = batches(path, today, calendar, send) {
        // Whoever listened has gone: then nobody needs to know.
        let _ = send.blocking_send(Err(unreadable));
    }
}

fn batches(
    path: &Path,
    today: Date,
    calendar: &Arc<Calendar>,
    send: &Sender<Result<Batch, Unreadable>>,
) -> Result<(), Unreadable> {
    let mut all = children(path, today, calendar)?;
    let mut batch = Batch::default();
    let mut keys = HashSet::new();
    let mut turns = HashMap::new();
    for child in all.by_ref() {
        let child = child?;
        let mut planned = plan(&child, today, calendar);
        let key = planned.key.clone();
        if planned.local_id.is_none() && child.la_child_id.is_none() {
            // Without a number of the authority's nobody says that two are one: each is known by its turn.
            let turn = turns.entry(key.clone()).or_insert(0_u32);
            *turn += 1;
            if *turn > 1 {
                planned.key = format!("{key}~{turn}");
            }
        }
        let full = batch.children.len() >= CHILDREN || batch.text >= TEXT || keys.contains(&key);
        if full {
            keys.clear();
            if send.blocking_send(Ok(std::mem::take(&mut batch))).is_err() {
                return Ok(());
            }
        }
        keys.insert(key);
        batch.text += planned.entries.iter().map(|e| e.summary.len() + e.narrative.len()).sum::<usize>();
        batch.problems.extend(child.problems);
        batch.children.push(planned);
    }
    batch.problems.extend(all.problems().iter().cloned());
    let _ = send.blocking_send(Ok(batch));
    Ok(())
}
