//! Who has seen a child, and what a person has seen, so far as the reader of the log may know (R37): the same ways, and the
//! same filters by what is shown, as a page of the log; counted instead of listed.

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::words::{AgencyKind, FieldClass, Word};
use entities::{Instant, Set};
use sea_orm::{DbErr, Value};
use serde::Serialize;

use super::super::facts::ChildKey;
use super::super::flagging::SEEING;
use super::reading::Reading;
use super::{LogFilter, LogScope, Snapshot, Way};

/// What is asked about.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Who has seen that child.
    Child(ChildKey),
    /// What that person has seen.
    Person(PersonId),
}

/// The place of a line in the order of pages: what was seen last stands first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenCursor {
    /// When last.
    pub last_at: Instant,
    /// What tells the line from others of that moment.
    pub key: String,
}

/// A person in an agency and a child, and how often the one saw the other.
pub(crate) struct SeenLine {
    /// None where the viewer is not told who it was.
    pub(crate) person: Option<PersonId>,
    pub(crate) name: Option<String>,
    pub(crate) agency: Option<AgencyId>,
    pub(crate) agency_kind: AgencyKind,
    /// None where the viewer may not know of the children.
    pub(crate) child: Option<ChildId>,
    pub(crate) times: i64,
    pub(crate) last_at: Instant,
    pub(crate) classes: Set<FieldClass>,
    pub(crate) key: String,
}

impl Snapshot {
    /// At most `first` lines after the cursor, and one more where more follow.
    pub(crate) async fn log_seen(
        &self,
        scope: &LogScope,
        whose: &Whose,
        after: Option<&SeenCursor>,
        first: u32,
    ) -> Result<Vec<SeenLine>, DbErr> {
        let Some((lines, mut values)) = self.seen_lines(scope, whose) else { return Ok(Vec::new()) };
        let later = after.map_or_else(String::new, |after| {
            values.push(after.key.as_str().into());
            let Instant(then) = after.last_at;
            format!(" WHERE g.last_at < {then} OR (g.last_at = {then} AND g.key > ${})", values.len())
        });
        let sql = format!(
            "SELECT g.*, {} AS name FROM ({lines}) AS g{later} ORDER BY g.last_at DESC, g.key LIMIT {}",
            self.name_of("g.person"),
            first.saturating_add(1)
        );
        let rows = self.all(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(SeenLine {
                    person: row.try_get("", "person")?,
                    name: row.try_get("", "name")?,
                    agency: row.try_get("", "agency")?,
                    agency_kind: row.try_get("", "agency_kind")?,
                    child: row.try_get("", "child")?,
                    times: row.try_get("", "times")?,
                    last_at: row.try_get("", "last_at")?,
                    classes: row.try_get("", "classes")?,
                    key: row.try_get("", "key")?,
                })
            })
            .collect()
    }

    /// How many lines there are on all pages together.
    pub(crate) async fn log_seen_total(&self, scope: &LogScope, whose: &Whose) -> Result<i64, DbErr> {
        let Some((lines, values)) = self.seen_lines(scope, whose) else { return Ok(0) };
        self.sum(&[format!("(SELECT count(*) FROM ({lines}) AS g)")], values).await
    }

    /// The SQL of all lines; none where no way shows any.
    fn seen_lines(&self, scope: &LogScope, whose: &Whose) -> Option<(String, Vec<Value>)> {
        let mut filter = LogFilter { allowed: Some(true), actions: Some(SEEING.to_vec()), ..LogFilter::default() };
        match whose {
            Whose::Child(child) => filter.child = Some(child.clone()),
            Whose::Person(person) => filter.person = Some(*person),
        }
        let mut reading = Reading::new(self, scope);
        let parts = reading.parts(&filter);
        let accesses: Vec<String> = parts
            .iter()
            .map(|part| {
                let whole = reading.within.whole(part.way());
                let (who, child) = match part.way() {
                    // Of an emergency the child's authority is told the child and the kind of agency (R31), and so is who
                    // marked where a child is of a reading of it (R7).
                    Way::Told | Way::Marked => (who("TRUE"), "e.child".to_owned()),
                    way => (who(&reading.within.placeless(way)), format!("CASE WHEN {whole} THEN e.child END")),
                };
                // A search by itself shows no child; each that it showed has an entry of its own.
                let about = match whose {
                    Whose::Child(_) => "e.child IS NOT NULL".to_owned(),
                    Whose::Person(_) => format!("NOT ({whole} AND e.child IS NULL)"),
                };
                part.columns(&format!("{who}, e.agency_kind, {child} AS child, e.committed_at, e.disclosed"), &about)
            })
            .collect();
        if accesses.is_empty() {
            return None;
        }
        let class = |class: &FieldClass| format!("max(a.disclosed & CAST({} AS BIGINT))", Set::of(&[*class]).bits());
        let classes: Vec<String> = FieldClass::ALL.iter().map(class).collect();
        let sql = format!(
            "SELECT a.person, a.agency, a.agency_kind, a.child, count(*) AS times, max(a.committed_at) AS last_at, \
             {} AS classes, coalesce(a.person, '') || '/' || coalesce(a.agency, '') || '/' || a.agency_kind || '/' || \
             coalesce(a.child, '') AS key FROM ({}) AS a GROUP BY a.person, a.agency, a.agency_kind, a.child",
            classes.join(" | "),
            accesses.join(" UNION ALL ")
        );
        Some((sql, reading.values))
    }
}

/// SQL for the person who saw and their agency, where neither is kept back.
fn who(kept_back: &str) -> String {
    let column = |name: &str| format!("CASE WHEN {kept_back} THEN CAST(NULL AS TEXT) ELSE e.{name} END AS {name}");
    format!("{}, {}", column("person"), column("agency"))
}
