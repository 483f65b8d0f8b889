//! The SQL of a chronology for one opening: filters, order, totals and cursors over what is cleared, and over nothing else (R5).

use std::sync::{Arc, LazyLock};

use entities::ids::{AgencyId, EntryId};
use entities::words::{FieldClass, Sensitivity, Significance};
use entities::{Set, Word};
use policies::content::counted_classes;
use policies::fields::{CHRONOLOGY_ENTRY, FieldRule};
use sea_orm::Value;

use super::super::super::caller::{Caller, CallerAgency};
use super::super::super::opening::bits::RESTRICTED;
use super::super::super::opening::{Groups, Opening};
use super::super::super::snapshot::{AsOf, Snapshot};
use super::super::super::sql::{Beside, Dialect};
use super::super::{agencies, places, rule};
use super::newer::Newer;
use super::{ChronologyFilter, EntryContent, PageArgs};
use crate::plain::memo::Memo;

/// The columns that are read, each with its field in R1's table and in the order of [`EntryContent`]; the rest of an entry is
/// never read.
const COLUMNS: &[(&str, &str)] = &[
    ("occurredUntil", "occurred_until"),
    ("occurredPrecision", "occurred_precision"),
    ("recordedAt", "recorded_at"),
    ("agency", "agency_id"),
    ("agencyKind", "agency_kind"),
    ("category", "category"),
    ("significance", "significance"),
    ("sensitivity", "sensitivity"),
    ("classes", "classes"),
    ("handling", "handling"),
    ("summary", "summary"),
    ("narrative", "narrative"),
    ("impactOnChild", "impact_on_child"),
    ("impactDirection", "impact_direction"),
    ("childVoice", "child_voice"),
    ("action", "action"),
    ("outcome", "outcome"),
    ("recordedBy", "recorded_by"),
    ("withdrawnAt", "withdrawn_at"),
    ("correctionReason", "correction_reason"),
];

/// The most earlier versions that are read for one page.
const MOST_EARLIER: usize = 1000;

/// The SQL of one chronology for one opening.
pub(in super::super) struct Query<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) opening: &'a Opening,
    pub(in super::super) values: Vec<Value>,
    pub(super) agency: &'a CallerAgency,
    /// The classes that are withheld in some situation that is listed.
    pub(super) kept_somewhere: Set<FieldClass>,
    /// Where rows may be versions that were followed by others: what those hold back.
    newer: Option<Newer>,
}

/// All that the text of a plain page depends on: neither filtered nor gone on with, of what stands, with no
/// adult's consent and no protected whereabouts.
#[derive(PartialEq, Eq, Hash)]
struct Plain {
    dialect: Dialect,
    logs: Vec<i32>,
    groups: Groups,
    args: PageArgs,
    /// Agencies whose entries count as the caller's own (R39).
    passed_on: Vec<AgencyId>,
}

/// The texts of the plain pages asked for last: to work one out takes longer than to read the page.
static PLAIN: LazyLock<Memo<Plain, Arc<str>>> = LazyLock::new(|| Memo::of_twice(64));

/// SQL of what is cleared in every situation that is listed.
const CLEARED: &str = "TRUE";

impl<'a> Query<'a> {
    pub(in super::super) fn new(snapshot: &'a Snapshot, opening: &'a Opening, caller: &'a Caller) -> Self {
        let person = format!("\"{}\"", caller.person);
        let agency = format!("\"{}\"", caller.agency.id);
        let values = vec![
            opening.child().into(),
            caller.agency.id.into(),
            caller.person.into(),
            caller.team.clone().unwrap_or_default().into(),
            person.into(),
            agency.into(),
        ];
        let kept = opening.masks().groups().iter().fold(0, |all, (mask, _)| all | mask);
        Self { snapshot, opening, values, agency: &caller.agency, kept_somewhere: Set::from_bits(kept), newer: None }
    }

    /// The same, where what others recorded as it stood on the last day has the classes that it has now (R13, R35).
    pub(super) fn marked_since(self) -> Self {
        let newer = self.opening.past().map(|_| Newer {
            code: None,
            classes: format!(
                "(SELECT n.classes FROM chronology_entry AS n WHERE n.id = e.id AND {})",
                self.snapshot.newest("chronology_entry", "n", "id")
            ),
        });
        Self { newer, ..self }
    }

    /// Entries of the child with their code and what is withheld in it, narrowed to some versions and to a filter over `j`.
    fn judged(&self, columns: &str, versions: &str, filter: &str, end: &str) -> String {
        let versions = format!("(NOT e.wrong_child OR {}) AND {versions}", self.own());
        let entries = self.rows("chronology_entry", &versions, self.newer.as_ref());
        format!("(SELECT {columns} FROM {entries} WHERE {filter}{end}) AS j")
    }

    /// Rows `e` of the child that have the columns by which an entry is judged, as `j`: each with its code and with what is
    /// withheld in it.
    pub(in super::super) fn over(&self, rows: &str, condition: &str) -> String {
        self.rows(rows, condition, None)
    }

    /// The same, with the classes of a newer version beside each row.
    fn rows(&self, rows: &str, condition: &str, newer: Option<&Newer>) -> String {
        let (code, since) = newer.map_or_else(
            || (self.code(), String::new()),
            |newer| (newer.situation(&self.code()), format!(", {} AS since", newer.classes)),
        );
        // What counts of a RESTRICTED entry (R29), as `policies::counted_classes` has it.
        let added = counted_classes(Set::EMPTY, Sensitivity::Restricted).bits();
        format!(
            "(SELECT c.*, {} AS kept, ({} | CASE WHEN (c.code & {RESTRICTED}) <> 0 THEN {} ELSE {} END) AS counted \
             FROM (SELECT e.*, {code} AS code{since} FROM {rows} AS e WHERE e.child_id = $1 AND {condition}) AS c) AS j",
            self.kept(),
            classes("c", newer),
            bigint(added),
            bigint(0),
        )
    }

    /// The rows of a list with the agency of each beside it, where it is asked for and cleared. A list has a limit, so the
    /// databases work its rows out by themselves: the mask, which names the code many times, once for each row and not
    /// once for each column that it holds for.
    fn list(&self, args: &PageArgs, versions: &str, filter: &str, end: &str) -> String {
        let mut columns: Vec<String> = ["id", "version", "occurred_at", "code"].map(|c| format!("j.{c}")).into();
        columns.extend(COLUMNS.iter().map(|(_, column)| format!("j.{column}")));
        if !self.kept_somewhere.is_empty() {
            columns.extend(["j.kept", "j.counted"].map(str::to_owned));
        }
        if self.newer.is_some() {
            columns.push("j.since".to_owned());
        }
        let list = self.judged(&columns.join(", "), versions, filter, end);
        if !names_agencies(args) {
            return list;
        }
        format!(
            "{list} LEFT JOIN agency AS a ON a.id = j.agency_id AND {} AND {}",
            self.cleared("agency"),
            self.snapshot.newest("agency", "a", "id")
        )
    }

    /// The mask of the classes that are withheld in the row's situation.
    fn kept(&self) -> String {
        let mut sql = "CASE".to_owned();
        let groups = self.opening.masks().groups();
        if groups.is_empty() {
            return everything();
        }
        for (mask, codes) in groups.iter() {
            sql.push_str(&format!(" WHEN c.code IN ({}) THEN {}", list(codes), bigint(*mask)));
        }
        format!("{sql} ELSE {} END", everything())
    }

    /// SQL that holds for the rows of `j` that are listed.
    pub(in super::super) fn listed(&self) -> String {
        let mut codes: Vec<u16> = self.opening.masks().groups().iter().flat_map(|(_, codes)| codes).copied().collect();
        codes.sort_unstable();
        format!("j.code IN ({})", list(&codes))
    }

    /// SQL that holds where a field of the row is cleared.
    fn cleared(&self, field: &str) -> String {
        rule(CHRONOLOGY_ENTRY, field).map_or_else(|| "FALSE".to_owned(), |rule| self.given(rule))
    }

    /// SQL that holds where a field with that rule is cleared, of the row `j`.
    pub(in super::super) fn given(&self, rule: &FieldRule) -> String {
        let own: Set<FieldClass> = Set::of(rule.classes);
        if !own.intersects(self.kept_somewhere) && (!rule.content || self.kept_somewhere.is_empty()) {
            return CLEARED.to_owned();
        }
        let own = bigint(own.bits());
        if !rule.content {
            return format!("({own} & j.kept) = 0");
        }
        format!("((j.counted | {own}) & j.kept) = 0")
    }

    /// The columns of an [`EntryContent`], each where it is asked for and cleared.
    fn columns(&self, args: &PageArgs) -> String {
        let mut items = vec!["j.id".to_owned(), "j.version".into(), "j.occurred_at".into()];
        for (field, column) in COLUMNS {
            items.push(if args.fields.iter().any(|f| f == field) {
                match self.cleared(field) {
                    always if always == CLEARED => format!("j.{column}"),
                    cleared => format!("CASE WHEN {cleared} THEN j.{column} END"),
                }
            } else {
                "NULL".to_owned()
            });
        }
        items.extend(["j.code".to_owned(), classes("j", self.newer.as_ref()), "j.agency_id".into()]);
        items.join(", ")
    }

    /// The statement of a list: each entry, and its agency beside it.
    fn pairs(&self, args: &PageArgs, versions: &str, filter: &str, end: &str) -> String {
        let beside = if names_agencies(args) {
            Beside { key: "a.id", columns: agencies::COLUMNS }
        } else {
            Beside { key: "NULL", columns: "NULL" }
        };
        self.snapshot.dialect.pairs(&self.columns(args), beside, &self.list(args, versions, filter, end))
    }

    /// SQL for the filter, over cleared fields alone.
    fn filter(&self, filter: &ChronologyFilter, values: &mut Vec<Value>) -> String {
        let mut conditions = vec![self.listed()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        if let Some(from) = filter.from {
            conditions.push(format!("j.occurred_at >= {} AND {}", bind(from.into()), self.cleared("occurredAt")));
        }
        if let Some(to) = filter.to {
            conditions.push(format!("j.occurred_at <= {} AND {}", bind(to.into()), self.cleared("occurredAt")));
        }
        if let Some(agencies) = &filter.agencies {
            let places: Vec<String> = agencies.iter().map(|a| bind((*a).into())).collect();
            conditions.push(format!("j.agency_id IN ({}) AND {}", places.join(", "), self.cleared("agency")));
        }
        if let Some(kinds) = &filter.agency_kinds {
            conditions.push(format!("j.agency_kind IN ({}) AND {}", words(kinds), self.cleared("agencyKind")));
        }
        if let Some(categories) = &filter.categories {
            conditions.push(format!("j.category IN ({}) AND {}", words(categories), self.cleared("category")));
        }
        if let Some(least) = filter.minimum_significance {
            let enough: Vec<Significance> = Significance::ALL.iter().copied().filter(|s| *s >= least).collect();
            conditions.push(format!("j.significance IN ({}) AND {}", words(&enough), self.cleared("significance")));
        }
        conditions.join(" AND ")
    }

    /// The versions that stand; of others' entries those that stood on the last day, where that is what counts (R13), but for
    /// entries that were found to be another child's (R35) or were re-marked since.
    fn newest(&self) -> String {
        let shown = self.opening.shown(self.snapshot, "chronology_entry", "e", (self.agency, "$2"));
        if self.opening.past().is_none() {
            return shown;
        }
        format!(
            "{shown} AND ({} OR NOT EXISTS (SELECT 1 FROM chronology_entry AS x WHERE x.id = e.id \
             AND x.version > e.version AND (x.wrong_child OR x.sensitivity <> e.sensitivity) AND {}))",
            self.own(),
            self.snapshot.recorded("x")
        )
    }

    /// The statement of a page.
    pub(super) fn page(&self, args: &PageArgs) -> (Arc<str>, Vec<Value>) {
        let plain = args.filter == ChronologyFilter::default()
            && args.after.is_none()
            && self.opening.past().is_none()
            && self.opening.adult_givers().is_empty()
            && self.opening.whereabouts_since().is_none();
        let AsOf::Sizes(sizes) = self.snapshot.as_of() else { return self.page_anew(args) };
        if !plain {
            return self.page_anew(args);
        }
        let key = Plain {
            dialect: self.snapshot.dialect,
            logs: sizes.iter().map(|(log, _)| *log).collect(),
            groups: Arc::clone(self.opening.masks().groups()),
            args: args.clone(),
            passed_on: self.agency.kept.clone(),
        };
        if let Some(text) = PLAIN.get(&key) {
            return (text, self.values.clone());
        }
        let (text, values) = self.page_anew(args);
        PLAIN.keep(key, Arc::clone(&text));
        (text, values)
    }

    fn page_anew(&self, args: &PageArgs) -> (Arc<str>, Vec<Value>) {
        let mut values = self.values.clone();
        let filter = self.filter(&args.filter, &mut values);
        let (direction, beyond) = if args.oldest_first { ("ASC", ">") } else { ("DESC", "<") };
        let mut after = String::new();
        if let Some(cursor) = args.after {
            values.push(cursor.occurred_at.into());
            values.push(cursor.id.into());
            let (at, id) = (values.len() - 1, values.len());
            after = format!(" AND (j.occurred_at {beyond} ${at} OR (j.occurred_at = ${at} AND j.id {beyond} ${id}))");
        }
        let end = format!("{after} ORDER BY j.occurred_at {direction}, j.id {direction} LIMIT {}", args.first + 1);
        (self.pairs(args, &self.newest(), &filter, &end).into(), values)
    }

    /// The statement that counts what a list without pages would hold.
    pub(super) fn count(&self, args: &PageArgs) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        let filter = self.filter(&args.filter, &mut values);
        (format!("SELECT count(*) AS total FROM {}", self.judged("j.id", &self.newest(), &filter, "")), values)
    }

    /// The statement that finds those of the entries that are listed.
    pub(super) fn among(&self, ids: &[EntryId]) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        let places = places(&mut values, ids);
        let filter = format!("{} AND j.id IN ({places})", self.listed());
        (format!("SELECT j.id FROM {}", self.judged("j.id", &self.newest(), &filter, "")), values)
    }

    /// The statement that counts one entry, where a list would hold it.
    pub(super) fn only(&self, id: EntryId) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        values.push(id.into());
        let filter = format!("{} AND j.id = ${}", self.listed(), values.len());
        (format!("SELECT count(*) AS total FROM {}", self.judged("j.id", &self.newest(), &filter, "")), values)
    }

    /// The statement of the versions before those on the page, each with what its entry holds back now.
    pub(super) fn earlier(mut self, args: &PageArgs, entries: &[EntryContent]) -> (Arc<str>, Vec<Value>) {
        self.newer = Some(Newer::on_page(entries, &mut self.values));
        let places: Vec<String> = entries
            .iter()
            .filter(|e| e.version > 1)
            .map(|e| {
                self.values.push(e.id.into());
                self.values.push(e.version.into());
                format!("(e.id = ${} AND e.version < ${})", self.values.len() - 1, self.values.len())
            })
            .collect();
        let versions = format!("({})", places.join(" OR "));
        let end = format!(" ORDER BY j.version DESC LIMIT {}", MOST_EARLIER);
        (self.pairs(args, &versions, &self.listed(), &end).into(), self.values)
    }
}

/// The classes of a row, with those that it was given since.
fn classes(alias: &str, newer: Option<&Newer>) -> String {
    if newer.is_some() { format!("({alias}.classes | {alias}.since)") } else { format!("{alias}.classes") }
}

fn names_agencies(args: &PageArgs) -> bool {
    args.fields.iter().any(|f| f == "agency")
}

fn list(codes: &[u16]) -> String {
    if codes.is_empty() {
        // No situation has this code: nothing is listed.
        return "-1".to_owned();
    }
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn words<W: Word>(of: &[W]) -> String {
    if of.is_empty() {
        "NULL".to_owned()
    } else {
        of.iter().map(|w| format!("'{}'", w.name())).collect::<Vec<_>>().join(", ")
    }
}

/// A mask as SQL on both databases, 64 bits wide.
fn bigint(mask: u64) -> String {
    format!("CAST({mask} AS BIGINT)")
}

fn everything() -> String {
    bigint(Set::<FieldClass>::all().bits())
}
