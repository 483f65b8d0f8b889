//! What a change of an entry makes: one version of it, and whether all of that version is the caller's own.

use std::str::FromStr;

use entities::ids::EntryId;
use entities::rows::chronology_entry;

use crate::disclosure::made::EntryView;
use crate::disclosure::{Caller, PlanError, Planning};

/// A version of an entry, as it stands beside an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    id: EntryId,
    version: i32,
    /// Whether the caller is its author, so that the whole of it is what they recorded.
    whole: bool,
}

impl Made {
    /// What the caller makes of that earlier version.
    pub(super) fn of(caller: &Caller, before: &chronology_entry::Model) -> Self {
        Self { id: before.id, version: before.version + 1, whole: before.person_id == Some(caller.person) }
    }

    /// The view of its row.
    pub(super) fn view(self, row: &chronology_entry::Model, stated: &[&str]) -> EntryView {
        if self.whole { EntryView::of(row) } else { EntryView::stated(row, stated) }
    }
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.id, self.version, u8::from(self.whole))
    }
}

impl FromStr for Made {
    type Err = PlanError;

    fn from_str(text: &str) -> Result<Self, PlanError> {
        let mut parts = text.split(':');
        let read = (
            parts.next().and_then(|id| id.parse().ok()),
            parts.next().and_then(|version| version.parse().ok()),
            parts.next().map(|whole| whole == "1"),
        );
        match read {
            (Some(id), Some(version), Some(whole)) => Ok(Self { id, version, whole }),
            _ => Err(lost()),
        }
    }
}

/// The view of what an earlier request with the same key made.
pub(super) async fn recall(planning: &Planning<'_>, made: String, stated: Vec<&str>) -> Result<EntryView, PlanError> {
    let made: Made = made.parse()?;
    let row = planning.snapshot.own_entry_at(planning.opening, planning.caller, made.id, made.version).await?;
    row.map(|row| made.view(&row, &stated)).ok_or_else(lost)
}

pub(super) fn lost() -> PlanError {
    PlanError::lost("an entry")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_reads_as_it_was_written() {
        let made = Made { id: EntryId(uuid::Uuid::from_u128(7)), version: 3, whole: true };
        assert_eq!(made.to_string().parse::<Made>().unwrap(), made);
        let part = Made { whole: false, ..made };
        assert_eq!(part.to_string().parse::<Made>().unwrap(), part);
        for bad in ["", "7", "00000000-0000-0000-0000-000000000007", "x:1:1"] {
            assert!(bad.parse::<Made>().is_err(), "{bad}");
        }
    }
}
