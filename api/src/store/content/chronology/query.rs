//! The SQL of a chronology for one opening: filters, order, totals and cursors over what is cleared, and over nothing else (R5).

use entities::words::{FieldClass, Significance};
use entities::{Instant, Set, Word};
use policies::fields::CHRONOLOGY_ENTRY;
use sea_orm::Value;

use super::super::super::caller::Caller;
use super::super::super::opening::{Opening, bits};
use super::super::super::snapshot::Snapshot;
use super::super::{agencies, rule};
use super::{ChronologyFilter, EntryContent, PageArgs};

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
pub(super) struct Query<'a> {
    snapshot: &'a Snapshot,
    opening: &'a Opening,
    values: Vec<Value>,
    /// The classes that are withheld in some situation that is listed.
    kept_somewhere: Set<FieldClass>,
}

/// SQL of what is cleared in every situation that is listed.
const CLEARED: &str = "TRUE";

impl<'a> Query<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, opening: &'a Opening, caller: &Caller) -> Self {
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
        let kept = opening.masks().groups().into_iter().fold(0, |all, (mask, _)| all | mask);
        Self { snapshot, opening, values, kept_somewhere: Set::from_bits(kept) }
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
            self.distant()
                .map_or_else(|| "0".to_owned(), |distant| flag(&format!("{other} AND {distant}"), bits::DISTANT)),
        ]
        .join(" + ")
    }

    /// SQL that holds where the row's texts do not tell where the child is: recorded before that was protected, or by an agency
    /// of another area (R7). None where it is not protected from the caller.
    fn distant(&self) -> Option<String> {
        let Instant(since) = self.opening.whereabouts_since()?;
        // An area's id is a UUID that the hub made: nothing in it can end the text.
        let areas: Vec<String> = self.opening.areas().iter().map(|area| format!("'{area}'")).collect();
        let elsewhere = if areas.is_empty() {
            // Where nobody knows the child's area, every agency may be near.
            "FALSE".to_owned()
        } else {
            format!(
                "EXISTS (SELECT 1 FROM agency AS g WHERE g.id = e.agency_id AND g.area IS NOT NULL \
                 AND g.area NOT IN ({}) AND {})",
                areas.join(", "),
                self.snapshot.newest("agency", "g", "id")
            )
        };
        Some(format!("(e.recorded_at < {since} OR {elsewhere})"))
    }

    /// Entries of the child with their code and what is withheld in it, narrowed to some versions and to a filter over `j`.
    fn judged(&self, versions: &str, filter: &str, end: &str) -> String {
        format!(
            "(SELECT j.* FROM (SELECT c.*, {} AS kept FROM (SELECT e.*, {} AS code FROM chronology_entry AS e \
             WHERE e.child_id = $1 AND (NOT e.wrong_child OR e.agency_id = $2) AND {versions}) AS c) AS j \
             WHERE {filter}{end}) AS j",
            self.kept(),
            self.code()
        )
    }

    /// The rows of a page as a common table `shown`, each with its code and what is withheld in it. The databases put the text
    /// of a column in wherever it is named, so the mask, which names the code many times, is worked out beside rows that are
    /// read already, and not while they are looked for.
    fn shown(&self, from: &str) -> String {
        let columns: Vec<String> = ["id", "version", "occurred_at", "code"]
            .into_iter()
            .chain(COLUMNS.iter().map(|(_, column)| *column))
            .map(|column| format!("j.{column}"))
            .collect();
        format!(
            "WITH page AS MATERIALIZED (SELECT {} FROM {from}), \
             shown AS MATERIALIZED (SELECT c.*, {} AS kept FROM page AS c)",
            columns.join(", "),
            self.kept()
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
        let own: Set<FieldClass> = Set::of(rule.classes);
        if !own.intersects(self.kept_somewhere) && (!rule.content || self.kept_somewhere.is_empty()) {
            return CLEARED.to_owned();
        }
        let own = bigint(own.bits());
        if rule.content { format!("((j.classes | {own}) & j.kept) = 0") } else { format!("({own} & j.kept) = 0") }
    }

    /// The rows shown as a JSON list of [`EntryContent`]s.
    fn entries(&self, args: &PageArgs) -> String {
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
        items.extend(["j.code".to_owned(), "j.classes".into(), "j.agency_id".into()]);
        self.snapshot.dialect.json_rows(&items.join(", "), "shown AS j")
    }

    /// The agencies of the page's entries, as a JSON list, where they are asked for and cleared.
    fn agencies(&self, args: &PageArgs) -> String {
        if !args.fields.iter().any(|f| f == "agency") {
            return "'[]'".to_owned();
        }
        let from = format!(
            "agency AS a WHERE a.id IN (SELECT j.agency_id FROM shown AS j WHERE {}) AND {}",
            self.cleared("agency"),
            self.snapshot.newest("agency", "a", "id")
        );
        self.snapshot.dialect.json_rows(agencies::COLUMNS, &from)
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

    /// The statement of a page: one row, of the entries and of the agencies that they name.
    pub(super) fn page(&self, args: &PageArgs) -> (String, Vec<Value>) {
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
        let sql = format!(
            "{} SELECT {} AS entries, {} AS agencies",
            self.shown(&self.judged(&self.newest(), &filter, &end)),
            self.entries(args),
            self.agencies(args)
        );
        (sql, values)
    }

    /// The statement that counts what a list without pages would hold.
    pub(super) fn count(&self, args: &PageArgs) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        let filter = self.filter(&args.filter, &mut values);
        (format!("SELECT count(*) AS total FROM {}", self.judged(&self.newest(), &filter, "")), values)
    }

    /// The statement of the versions before those on the page: one row.
    pub(super) fn earlier(&self, args: &PageArgs, entries: &[EntryContent]) -> (String, Vec<Value>) {
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
        let shown = self.shown(&self.judged(&versions, &listed, &end));
        let sql = format!("{shown} SELECT {} AS entries", self.entries(args));
        (sql, values)
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
