//! Who has seen a child, and what a practitioner has seen: [`Door::log_seen`]. It is the access log counted instead of listed,
//! by the same rule (R37), and logged like it. A child that the caller may not know of is answered as one that is not there.

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::words::{AgencyKind, FieldClass, WithheldReason};
use entities::{Instant, Set};
use serde::Serialize;
use serde_json::json;

use super::log_read::{LogReader, named};
use super::view::{VIEW_FORMAT, Withholding};
use super::{Door, entry};
use crate::access_log::{Draft, Logged};
use crate::error::Error;
use crate::store::content::AgencyContent;
use crate::store::{Caller, SeenCursor, SeenLine, Whose};

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct SeenAsk {
    /// What is asked about.
    pub whose: Whose,
    /// Only lines after this one.
    pub after: Option<SeenCursor>,
    /// At most so many, 1 to 100.
    pub first: u32,
    /// Whether the total is asked for.
    pub total: bool,
}

/// A person in an agency and a child, and how often the one saw the other. What is none is listed in `withheld`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the schema's field of that name")]
pub struct SeenView {
    pub practitioner: Option<String>,
    pub practitioner_id: Option<PersonId>,
    pub agency: Option<AgencyId>,
    pub agency_kind: AgencyKind,
    pub child_id: Option<ChildId>,
    pub times: i64,
    pub last_at: Instant,
    pub classes: Set<FieldClass>,
    pub withheld: Vec<Withholding>,
    #[serde(skip)]
    pub cursor: SeenCursor,
}

impl SeenView {
    fn of(line: SeenLine) -> Self {
        let of_person: &[&'static str] =
            if line.person.is_none() { &["practitioner", "practitionerId", "agency"] } else { &[] };
        let of_child: &[&'static str] = if line.child.is_none() { &["childId"] } else { &[] };
        let withheld = of_person
            .iter()
            .chain(of_child)
            .map(|field| Withholding { field, classes: Set::EMPTY, reason: WithheldReason::Role, ask: None })
            .collect();
        Self {
            practitioner: line.name,
            practitioner_id: line.person,
            agency: line.agency,
            agency_kind: line.agency_kind,
            child_id: line.child,
            times: line.times,
            last_at: line.last_at,
            classes: line.classes,
            withheld,
            cursor: SeenCursor { last_at: line.last_at, key: line.key },
        }
    }
}

/// Lines, what was seen last first.
#[derive(Debug, Serialize)]
pub struct SeenPageView {
    lines: Vec<SeenView>,
    total: Option<i64>,
    more: bool,
    agencies: Vec<AgencyContent>,
}

impl SeenPageView {
    /// The lines.
    pub fn lines(&self) -> &[SeenView] {
        &self.lines
    }

    /// How many there are, where asked for.
    pub const fn total(&self) -> Option<i64> {
        self.total
    }

    /// Whether more follow.
    pub const fn more(&self) -> bool {
        self.more
    }

    /// An agency that a line names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }
}

impl Door {
    /// Who has seen a child, or what a practitioner has seen, so far as the caller may know.
    ///
    /// # Errors
    /// FORBIDDEN where the caller may read none of the log; and where the hub cannot answer.
    pub async fn log_seen(&self, caller: &Caller, ask: &SeenAsk) -> Result<Logged<SeenPageView>, Error> {
        let about = match &ask.whose {
            Whose::Child(child) => json!({ "child": named(child) }),
            Whose::Person(person) => json!({ "practitioner": person }),
        };
        let after = ask.after.as_ref().map(|after| after.last_at);
        let canonical = json!({"seen": about, "after": after, "first": ask.first, "total": ask.total}).to_string();
        let LogReader { snapshot, scope, mut entry } = self.log_reader(caller, canonical).await?;
        let found = snapshot.log_seen(&scope, &ask.whose, ask.after.as_ref(), ask.first).await;
        let found = found.map_err(Error::unavailable)?;
        let total = if ask.total {
            Some(snapshot.log_seen_total(&scope, &ask.whose).await.map_err(Error::unavailable)?)
        } else {
            None
        };
        let more = found.len() > ask.first as usize;
        let lines: Vec<SeenView> = found.into_iter().take(ask.first as usize).map(SeenView::of).collect();
        let mut named: Vec<AgencyId> = lines.iter().filter_map(|line| line.agency).collect();
        named.sort_unstable();
        named.dedup();
        let agencies = snapshot.agencies(&named).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        // Only of a child that the answer shows, as with any reading of the log.
        if matches!(ask.whose, Whose::Child(_)) {
            entry.child = lines.iter().find_map(|line| line.child_id);
        }
        let view = SeenPageView { lines, total, more, agencies };
        entry.records_disclosed = u32::try_from(view.lines.len()).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}
