//! A child's chronology: one page, its total, and the earlier versions of what is on it. Filters, order, totals and cursors
//! work on what is cleared and on nothing else (R5).

use entities::ids::{AgencyId, EntryId};
use entities::words::{
    AgencyKind, ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};
use entities::{Instant, Set, Word};
use policies::fields::CHRONOLOGY_ENTRY;
use sea_orm::{DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};

use super::super::caller::Caller;
use super::super::opening::{Opening, bits};
use super::super::snapshot::Snapshot;
use super::rule;

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

/// One version of an entry, so far as it is cleared and asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    pub classes: Option<Set<FieldClass>>,
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
    #[serde(skip)]
    pub(crate) content: Set<FieldClass>,
    /// Whose it is, for the log; never shown but through the field `agency`.
    #[serde(skip)]
    pub(crate) source: AgencyId,
    /// Earlier versions, newest first, where asked for.
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
}

/// The columns that are read, each with its field in R1's table; the rest of an entry is never read.
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

impl Snapshot {
    /// One page of the opened child's chronology, in one statement; one more for the total of a list longer than the page, and
    /// one more for the history of what was corrected.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn chronology(&self, opening: &Opening, caller: &Caller, args: &PageArgs) -> Result<EntryPage, DbErr> {
        let query = Query::new(self, opening, caller);
        let (sql, values) = query.page(args);
        let mut entries = self.all(sql, values).await?.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        let more = entries.len() > args.first as usize;
        entries.truncate(args.first as usize);
        // A first page that holds all of them is its own count.
        let total = match args.total {
            false => None,
            true if args.after.is_none() && !more => Some(i64::try_from(entries.len()).unwrap_or(i64::MAX)),
            true => Some(self.total(&query, args).await?),
        };
        if args.history && entries.iter().any(|e| e.version > 1) {
            let (sql, values) = query.earlier(args, &entries);
            for row in self.all(sql, values).await? {
                let earlier = entry(&row)?;
                if let Some(newest) = entries.iter_mut().find(|e| e.id == earlier.id) {
                    newest.history.push(earlier);
                }
            }
        }
        Ok(EntryPage { args: args.clone(), entries, total, more })
    }

    async fn total(&self, query: &Query<'_>, args: &PageArgs) -> Result<i64, DbErr> {
        let (sql, values) = query.count(args);
        match self.one(sql, values).await? {
            Some(row) => row.try_get("", "total"),
            None => Ok(0),
        }
    }
}

/// The most earlier versions that are read for one page.
const MOST_EARLIER: usize = 1000;

/// The SQL of one chronology for one opening.
struct Query<'a> {
    snapshot: &'a Snapshot,
    opening: &'a Opening,
    values: Vec<Value>,
}

impl<'a> Query<'a> {
    fn new(snapshot: &'a Snapshot, opening: &'a Opening, caller: &Caller) -> Self {
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
        Self { snapshot, opening, values }
    }

    /// The situation's code of the row `e`.
    fn code(&self) -> String {
        let flag = |condition: &str, bit: u16| format!("CASE WHEN {condition} THEN {bit} ELSE 0 END");
        let own = "e.agency_id = $2";
        let other = "e.agency_id <> $2";
        let mut left = "e.about_adults".to_owned();
        for giver in self.opening.adult_givers() {
            // A giver's id is a UUID that the hub made: nothing in it can end the text.
            left = format!("replace({left}, '\"{giver}\"', '')");
        }
        let adults = if self.opening.adult_givers().is_empty() {
            "FALSE".to_owned()
        } else {
            format!("{other} AND e.about_adults <> '[]' AND {left} NOT LIKE '%\"%'")
        };
        [
            flag(own, bits::OWN),
            flag(&format!("{other} AND e.agency_kind = 'SCHOOL'"), bits::SCHOOL),
            format!(
                "CASE e.sensitivity WHEN 'STANDARD' THEN 0 WHEN 'SENSITIVE' THEN {} ELSE {} END",
                bits::SENSITIVE,
                bits::RESTRICTED
            ),
            flag(&format!("{own} AND e.person_id = $3"), bits::BY_CALLER),
            flag(&format!("{own} AND e.team = $4"), bits::BY_TEAM),
            flag(&self.snapshot.dialect.contains("e.named", "$5"), bits::NAMED),
            flag(&format!("{other} AND {}", self.snapshot.dialect.contains("e.tell", "$6")), bits::TOLD),
            flag(&adults, bits::ADULTS),
        ]
        .join(" + ")
    }

    /// Entries of the child with their code and what is withheld in it, narrowed to some versions and to a filter over `j`.
    /// With a limit the databases work codes and masks out once a row, and apply them only to the rows that are left.
    fn judged(&self, versions: &str, filter: &str, end: &str) -> String {
        format!(
            "(SELECT j.* FROM (SELECT c.*, {} AS kept FROM (SELECT e.*, {} AS code FROM chronology_entry AS e \
             WHERE e.child_id = $1 AND (NOT e.wrong_child OR e.agency_id = $2) AND {versions}) AS c) AS j \
             WHERE {filter}{end}) AS j",
            self.kept(),
            self.code()
        )
    }

    /// The mask of the classes that are withheld in the row's situation.
    fn kept(&self) -> String {
        let mut sql = "CASE".to_owned();
        let groups = self.opening.masks().groups();
        if groups.is_empty() {
            return everything();
        }
        for (mask, codes) in groups {
            sql.push_str(&format!(" WHEN c.code IN ({}) THEN {}", list(&codes), bigint(mask)));
        }
        format!("{sql} ELSE {} END", everything())
    }

    /// SQL that holds where a field of the row is cleared.
    fn cleared(&self, field: &str) -> String {
        let Some(rule) = rule(CHRONOLOGY_ENTRY, field) else { return "FALSE".to_owned() };
        let own = bigint(Set::of(rule.classes).bits());
        if rule.content { format!("((j.classes | {own}) & j.kept) = 0") } else { format!("({own} & j.kept) = 0") }
    }

    fn columns(&self, args: &PageArgs) -> String {
        let mut columns = vec![
            "j.id".to_owned(),
            "j.version".into(),
            "j.occurred_at".into(),
            "j.code".into(),
            "j.classes AS content".into(),
            "j.agency_id AS source".into(),
        ];
        for (field, column) in COLUMNS {
            columns.push(if args.fields.iter().any(|f| f == field) {
                format!("CASE WHEN {} THEN j.{column} END AS {column}", self.cleared(field))
            } else {
                format!("NULL AS {column}")
            });
        }
        columns.join(", ")
    }

    /// SQL for the filter, over cleared fields alone.
    fn filter(&self, filter: &ChronologyFilter, values: &mut Vec<Value>) -> String {
        let mut conditions = vec![format!("j.code IN ({})", list(&self.opening.masks().listed()))];
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
        let shown = self.opening.shown(self.snapshot, "chronology_entry", "e", "$2");
        if self.opening.past().is_none() {
            return shown;
        }
        format!(
            "{shown} AND (e.agency_id = $2 OR NOT EXISTS (SELECT 1 FROM chronology_entry AS x WHERE x.id = e.id \
             AND x.version > e.version AND (x.wrong_child OR x.sensitivity <> e.sensitivity) AND {}))",
            self.snapshot.recorded("x")
        )
    }

    fn page(&self, args: &PageArgs) -> (String, Vec<Value>) {
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
        let order = format!(" ORDER BY j.occurred_at {direction}, j.id {direction}");
        let end = format!("{after}{order} LIMIT {}", args.first + 1);
        let sql = format!("SELECT {} FROM {}{order}", self.columns(args), self.judged(&self.newest(), &filter, &end));
        (sql, values)
    }

    fn count(&self, args: &PageArgs) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        let filter = self.filter(&args.filter, &mut values);
        (format!("SELECT count(*) AS total FROM {}", self.judged(&self.newest(), &filter, "")), values)
    }

    fn earlier(&self, args: &PageArgs, entries: &[EntryContent]) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        let places: Vec<String> = entries
            .iter()
            .filter(|e| e.version > 1)
            .map(|e| {
                values.push(e.id.into());
                values.push(e.version.into());
                format!("(e.id = ${} AND e.version < ${})", values.len() - 1, values.len())
            })
            .collect();
        let versions = format!("({})", places.join(" OR "));
        let listed = format!("j.code IN ({})", list(&self.opening.masks().listed()));
        let end = format!(" ORDER BY j.version DESC LIMIT {}", MOST_EARLIER);
        let sql = format!(
            "SELECT {} FROM {} ORDER BY j.version DESC",
            self.columns(args),
            self.judged(&versions, &listed, &end)
        );
        (sql, values)
    }
}

impl EntryContent {
    /// A version as its contributor recorded it, whole.
    pub(crate) fn own(row: &entities::rows::chronology_entry::Model) -> Self {
        let row = row.clone();
        Self {
            id: row.id,
            version: row.version,
            occurred_at: row.occurred_at,
            occurred_until: row.occurred_until,
            occurred_precision: Some(row.occurred_precision),
            recorded_at: Some(row.recorded_at),
            agency: Some(row.agency_id),
            agency_kind: Some(row.agency_kind),
            category: Some(row.category),
            significance: Some(row.significance),
            sensitivity: Some(row.sensitivity),
            classes: Some(row.classes),
            handling: Some(row.handling),
            summary: Some(row.summary),
            narrative: row.narrative,
            impact_on_child: row.impact_on_child,
            impact_direction: row.impact_direction,
            child_voice: row.child_voice,
            action: row.action,
            outcome: row.outcome,
            recorded_by: Some(row.recorded_by),
            withdrawn_at: row.withdrawn_at,
            correction_reason: row.correction_reason,
            code: bits::OWN,
            content: row.classes,
            source: row.agency_id,
            history: Vec::new(),
        }
    }
}

impl Snapshot {
    /// The newest version of an entry of that child and agency; none where there is no such entry.
    pub(crate) async fn own_entry(
        &self,
        opening: &Opening,
        caller: &Caller,
        id: EntryId,
    ) -> Result<Option<entities::rows::chronology_entry::Model>, DbErr> {
        let sql = format!(
            "SELECT e.* FROM chronology_entry AS e WHERE e.id = $1 AND e.child_id = $2 AND e.agency_id = $3 AND {}",
            self.newest("chronology_entry", "e", "id")
        );
        let row = self.one(sql, vec![id.into(), opening.child().into(), caller.agency.id.into()]).await?;
        row.map(|r| sea_orm::FromQueryResult::from_query_result(&r, "")).transpose()
    }
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

fn entry(row: &QueryResult) -> Result<EntryContent, DbErr> {
    Ok(EntryContent {
        id: row.try_get("", "id")?,
        version: row.try_get("", "version")?,
        occurred_at: row.try_get("", "occurred_at")?,
        occurred_until: row.try_get("", "occurred_until")?,
        occurred_precision: row.try_get("", "occurred_precision")?,
        recorded_at: row.try_get("", "recorded_at")?,
        agency: row.try_get("", "agency_id")?,
        agency_kind: row.try_get("", "agency_kind")?,
        category: row.try_get("", "category")?,
        significance: row.try_get("", "significance")?,
        sensitivity: row.try_get("", "sensitivity")?,
        classes: row.try_get("", "classes")?,
        handling: row.try_get("", "handling")?,
        summary: row.try_get("", "summary")?,
        narrative: row.try_get("", "narrative")?,
        impact_on_child: row.try_get("", "impact_on_child")?,
        impact_direction: row.try_get("", "impact_direction")?,
        child_voice: row.try_get("", "child_voice")?,
        action: row.try_get("", "action")?,
        outcome: row.try_get("", "outcome")?,
        recorded_by: row.try_get("", "recorded_by")?,
        withdrawn_at: row.try_get("", "withdrawn_at")?,
        correction_reason: row.try_get("", "correction_reason")?,
        code: u16::try_from(row.try_get::<i32>("", "code")?).unwrap_or(u16::MAX),
        content: row.try_get("", "content")?,
        source: row.try_get("", "source")?,
        history: Vec::new(),
    })
}
