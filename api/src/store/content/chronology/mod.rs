//! A child's chronology: one page, its total, and the earlier versions of what is on it. Filters, order, totals and cursors
//! work on what is cleared and on nothing else (R5).

mod newer;
mod own;
pub(super) mod query;
mod situation;

use std::sync::Arc;

use entities::ids::{AgencyId, EntryId};
use entities::words::{
    AgencyKind, ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};
use entities::{Instant, Set, Word};
use policies::content::counted_classes;
use sea_orm::{DbErr, Value};
use serde::{Deserialize, Deserializer, Serialize};

use self::query::Query;
use super::super::caller::Caller;
use super::super::opening::{Opening, bits};
use super::super::snapshot::Snapshot;
use super::AgencyContent;

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChronologyFilter {
    /// That happened at or after this.
    pub from: Option<Instant>,
    /// That happened at or before this.
    pub to: Option<Instant>,
    /// Of these agencies.
    pub agencies: Option<Vec<AgencyId>>,
    /// Of these kinds of agency.
    pub agency_kinds: Option<Vec<AgencyKind>>,
    /// Of these categories.
    pub categories: Option<Vec<ChronologyCategory>>,
    /// At least this significant.
    pub minimum_significance: Option<Significance>,
}

/// Where a page goes on: after this entry, in the page's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// When it happened.
    pub occurred_at: Instant,
    /// Which it is.
    pub id: EntryId,
}

/// One page, as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageArgs {
    /// Which entries are wanted.
    pub filter: ChronologyFilter,
    /// How many, 1 to 100.
    pub first: u32,
    /// After which.
    pub after: Option<Cursor>,
    /// Oldest first, else newest first.
    pub oldest_first: bool,
    /// The fields asked for, by their names in the contract, sorted.
    pub fields: Vec<String>,
    /// Whether the total is asked for.
    pub total: bool,
    /// Whether earlier versions are asked for.
    pub history: bool,
}

/// One version of an entry, so far as it is cleared and asked for. The databases give these fields in their order, but for
/// the history (see [`query`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct EntryContent {
    pub id: EntryId,
    pub version: i32,
    pub occurred_at: Instant,
    pub occurred_until: Option<Instant>,
    pub occurred_precision: Option<TimePrecision>,
    pub recorded_at: Option<Instant>,
    pub agency: Option<AgencyId>,
    pub agency_kind: Option<AgencyKind>,
    pub category: Option<ChronologyCategory>,
    pub significance: Option<Significance>,
    pub sensitivity: Option<Sensitivity>,
    #[serde(deserialize_with = "mask")]
    pub classes: Option<Set<FieldClass>>,
    #[serde(deserialize_with = "mask")]
    pub handling: Option<Set<HandlingTag>>,
    pub summary: Option<String>,
    pub narrative: Option<String>,
    pub impact_on_child: Option<String>,
    pub impact_direction: Option<ImpactDirection>,
    pub child_voice: Option<String>,
    pub action: Option<String>,
    pub outcome: Option<String>,
    pub recorded_by: Option<String>,
    pub withdrawn_at: Option<Instant>,
    pub correction_reason: Option<String>,
    /// The situation that the entry is in.
    pub(crate) code: u16,
    /// Its content classes, for `withheld`; never shown but through the field `classes`.
    #[serde(skip_serializing, deserialize_with = "bits")]
    pub(crate) content: Set<FieldClass>,
    /// Whose it is, for the log; never shown but through the field `agency`.
    #[serde(skip_serializing)]
    pub(crate) source: AgencyId,
    /// Earlier versions, newest first, where asked for.
    #[serde(skip_deserializing)]
    pub history: Vec<EntryContent>,
}

/// One page of a chronology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryPage {
    /// What was asked for.
    #[serde(skip)]
    pub args: PageArgs,
    /// The entries, in the order asked for.
    pub entries: Vec<EntryContent>,
    /// How many there are after the filter, of those that the viewer may know of; where asked for.
    pub total: Option<i64>,
    /// Whether more follow.
    pub more: bool,
    /// The agencies that the entries name.
    #[serde(skip)]
    pub(crate) agencies: Vec<AgencyContent>,
}

/// A set as the bits of its column.
fn bits<'de, D: Deserializer<'de>, W: Word>(column: D) -> Result<Set<W>, D::Error> {
    u64::deserialize(column).map(Set::from_bits)
}

/// The same where the column may be withheld.
fn mask<'de, D: Deserializer<'de>, W: Word>(column: D) -> Result<Option<Set<W>>, D::Error> {
    Ok(Option::<u64>::deserialize(column)?.map(Set::from_bits))
}

impl Snapshot {
    /// One page of the opened child's chronology with the agencies that it names, in one statement; one more for the total of a
    /// list longer than the page, and one more for the history of what was corrected.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn chronology(&self, opening: &Opening, caller: &Caller, args: &PageArgs) -> Result<EntryPage, DbErr> {
        let query = Query::new(self, opening, caller).marked_since();
        let (mut entries, mut agencies) = self.entries(query.page(args)).await?;
        // Neither a list in JSON nor a join keeps an order of its own.
        entries.sort_by_key(|e| (e.occurred_at, e.id));
        if !args.oldest_first {
            entries.reverse();
        }
        let more = entries.len() > args.first as usize;
        entries.truncate(args.first as usize);
        // A first page that holds all of them is its own count.
        let total = match args.total {
            false => None,
            true if args.after.is_none() && !more => Some(i64::try_from(entries.len()).unwrap_or(i64::MAX)),
            true => Some(self.total(&query, args).await?),
        };
        if args.history && entries.iter().any(|e| e.version > 1) {
            agencies.extend(self.add_history(query, args, &mut entries).await?);
        }
        agencies.retain(|a| entries.iter().any(|e| e.agency == Some(a.id)));
        Ok(EntryPage { args: args.clone(), entries, total, more, agencies })
    }

    /// The entries of a list and the agencies that they name, each once.
    async fn entries(
        &self,
        (sql, values): (Arc<str>, Vec<Value>),
    ) -> Result<(Vec<EntryContent>, Vec<AgencyContent>), DbErr> {
        let rows: Vec<(EntryContent, Option<AgencyContent>)> = self.pairs(sql, values).await?;
        let mut entries = Vec::with_capacity(rows.len());
        let mut agencies: Vec<AgencyContent> = Vec::new();
        for (mut entry, agency) in rows {
            entry.content = counted_classes(entry.content, bits::sensitivity(entry.code));
            entries.push(entry);
            agencies.extend(agency.filter(|a| agencies.iter().all(|known| known.id != a.id)));
        }
        Ok((entries, agencies))
    }

    /// Those of the entries that the opening lists; one statement, if any are named.
    pub(crate) async fn entries_listed(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[EntryId],
    ) -> Result<Vec<EntryId>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, values) = Query::new(self, opening, caller).among(ids);
        self.all(sql, values).await?.iter().map(|row| row.try_get("", "id")).collect()
    }

    /// Whether that entry is listed in the opened child's chronology. One statement.
    pub(crate) async fn lists_entry(&self, opening: &Opening, caller: &Caller, id: EntryId) -> Result<bool, DbErr> {
        let (sql, values) = Query::new(self, opening, caller).only(id);
        let row = self.one(sql, values).await?;
        Ok(row.map(|row| row.try_get::<i64>("", "total")).transpose()?.unwrap_or(0) > 0)
    }

    async fn total(&self, query: &Query<'_>, args: &PageArgs) -> Result<i64, DbErr> {
        let (sql, values) = query.count(args);
        match self.one(sql, values).await? {
            Some(row) => row.try_get("", "total"),
            None => Ok(0),
        }
    }

    /// Puts the earlier versions to the entries, and gives the agencies that they name.
    async fn add_history(
        &self,
        query: Query<'_>,
        args: &PageArgs,
        entries: &mut [EntryContent],
    ) -> Result<Vec<AgencyContent>, DbErr> {
        let (mut earlier, agencies) = self.entries(query.earlier(args, entries)).await?;
        earlier.sort_by_key(|e| std::cmp::Reverse(e.version));
        for version in earlier {
            if let Some(newest) = entries.iter_mut().find(|e| e.id == version.id) {
                newest.history.push(version);
            }
        }
        Ok(agencies)
    }
}
