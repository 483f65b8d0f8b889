//! The pass that writes the flags which depend on other accesses (R38), after the fact: [`Door::flag_accesses`]. It goes on
//! where the last one ended, in bounded stretches, each of which is written together with how far it went and an entry of its
//! own; so it may be stopped anywhere, and two hubs that do it at once write each flag once. Nobody waits for it.

use std::collections::BTreeMap;

use entities::Instant;
use entities::words::{AccessAction, AccessFlag};
use serde_json::json;

use super::Door;
use crate::access_log::{EntryDraft, Position};
use crate::error::Error;
use crate::store::{AsOf, Rows, Stretch, mark};

/// By then an entry that another hub wrote is to be seen: no commit takes longer.
const SETTLED: i64 = 5 * Instant::SECOND;

/// The most stretches of one pass; what is left is for the next.
const MOST_STRETCHES: u32 = 100;

/// After so many places without a flag it is written down that they were looked through, so that a new start need not.
const MARK_AFTER: i64 = 1000;

/// How far this hub looked, beyond what is on record: the first place of each log that it did not look at.
#[derive(Debug, Default)]
pub struct FlagPass {
    next: BTreeMap<i32, i64>,
}

impl Door {
    /// Looks at the accesses since the last pass and writes the flags that they get; how many there were.
    ///
    /// # Errors
    /// Where the hub cannot read or write; the next pass goes on from there.
    pub async fn flag_accesses(&self, pass: &mut FlagPass) -> Result<usize, Error> {
        let settled = self.now().plus(-SETTLED);
        let thresholds = self.store().measures().thresholds;
        let glance = self.store().glance(AsOf::Now);
        let (mut written, mut left) = (0, MOST_STRETCHES);
        for (log, mut since) in glance.looked_through().await.map_err(Error::unavailable)? {
            let mut next = pass.next.get(&log).copied().unwrap_or_default().max(since);
            while left > 0 {
                left -= 1;
                let stretch = glance.next_stretch(log, next, settled, &thresholds).await.map_err(Error::unavailable)?;
                let Some(Stretch { until, found }) = stretch else { break };
                let flags = found.len();
                if flags > 0 || until.saturating_sub(since) >= MARK_AFTER {
                    let flagged: Vec<_> = found
                        .iter()
                        .map(|row| {
                            let at = Position { log: row.entry_log, seq: row.entry_seq };
                            (at.to_string(), row.flags.iter().collect::<Vec<AccessFlag>>())
                        })
                        .collect();
                    let mut rows = Rows::new();
                    for row in found {
                        rows.add(row);
                    }
                    rows.add(mark(log, since, until));
                    let mut entry = EntryDraft::new(self.now(), AccessAction::Administer);
                    entry.ask =
                        Some(json!({"flagged": flagged, "log": log, "since": since, "until": until}).to_string());
                    if self.make(entry, rows).await?.is_none() {
                        // Another hub looked at the same stretch first.
                        break;
                    }
                    since = until;
                    written += flags;
                }
                next = until;
                pass.next.insert(log, next);
            }
        }
        Ok(written)
    }
}
