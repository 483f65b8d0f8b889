//! Key points that were passed without their checks, and checks that are overdue, found by what is on record: concerns,
//! protective work, pieces of work, levels of need, changes in the household, a birth that is expected, responsibility that passed,
//! and the end of a local authority's work.

mod points;

use entities::ids::{CheckId, ChildId};
use entities::words::{AgencyKind, CheckStatus, KeyPoint, MissingCheckReason};
use entities::{Date, Instant};
use sea_orm::{DbErr, Value};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::shut::Viewer;
use super::snapshot::Snapshot;
pub(crate) use points::Told;

/// A kind of agency that did not answer at a key point that was passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingCheck {
    /// The child.
    pub child: ChildId,
    /// The key point.
    pub key_point: KeyPoint,
    /// When it was passed.
    pub passed_on: Date,
    /// Who was to be asked.
    pub kind: AgencyKind,
    /// What is wrong.
    pub reason: MissingCheckReason,
    /// The check that is overdue.
    pub check: Option<CheckId>,
    /// Since when.
    pub due_at: Option<Instant>,
}

/// The place of something missing, in the order of pages: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingCursor {
    /// When the key point was passed.
    pub passed_on: Date,
    /// The child.
    pub child: ChildId,
    /// The key point.
    pub key_point: KeyPoint,
    /// Who was to be asked.
    pub kind: AgencyKind,
}

impl MissingCheck {
    /// Its place.
    pub fn cursor(&self) -> MissingCursor {
        MissingCursor { passed_on: self.passed_on, child: self.child, key_point: self.key_point, kind: self.kind }
    }
}

impl Snapshot {
    /// What is missing about that child, of whose records the caller is told so much, or, where none is named, about the children
    /// of the caller's areas; one more than asked for where more follows, and how much there is, where that is wanted.
    pub(crate) async fn missing_checks(
        &self,
        caller: &Caller,
        child: Option<(ChildId, Told)>,
        (first, after): (u32, Option<&MissingCursor>),
        total: bool,
    ) -> Result<(Vec<MissingCheck>, i64), DbErr> {
        let mut values: Vec<Value> = vec![caller.at.into()];
        let (whose, told) = match child {
            Some((child, told)) => {
                values.push(child.into());
                ("s.child_id = $2".to_owned(), told)
            }
            None => {
                let viewer = Viewer::of(caller);
                let shut = self.shut("s.child_id", &viewer, values.len() + 1);
                values.extend(viewer.values());
                (self.of_area(caller, &shut), Told::all())
            }
        };
        let with = format!("WITH {}", self.key_points(caller, &told, &mut values));
        let missing = format!(
            "(SELECT s.child_id, s.key_point, s.passed_on, n.kind, \
             (SELECT k.id FROM safeguarding_check AS k WHERE {of} AND k.status = '{open}' AND k.due_at < $1 AND {newest} \
             ORDER BY k.due_at, k.id LIMIT 1) AS check_id \
             FROM points AS s JOIN needs AS n ON n.key_point = s.key_point WHERE {whose} \
             AND NOT EXISTS (SELECT 1 FROM safeguarding_check AS k WHERE {of} AND {newest} \
             AND ((k.status = '{answered}' AND k.valid_until >= s.passed_on) OR (k.status = '{open}' AND k.due_at >= $1)))) AS m",
            of = "k.child_id = s.child_id AND k.key_point = s.key_point AND k.asked_kind = n.kind",
            open = CheckStatus::Open,
            answered = CheckStatus::Answered,
            newest = self.newest("safeguarding_check", "k", "id"),
        );
        let total = if total {
            let row = self.one(format!("{with} SELECT count(*) AS total FROM {missing}"), values.clone()).await?;
            row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or(0)
        } else {
            0
        };
        let mut beyond = String::new();
        if let Some(after) = after {
            let place = values.len();
            values.extend([
                Value::from(after.passed_on),
                after.child.into(),
                after.key_point.into(),
                after.kind.into(),
            ]);
            beyond = format!(
                " WHERE (m.passed_on, m.child_id, m.key_point, m.kind) < (${}, ${}, ${}, ${})",
                place + 1,
                place + 2,
                place + 3,
                place + 4
            );
        }
        let sql = format!(
            "{with} SELECT m.*, (SELECT k.due_at FROM safeguarding_check AS k WHERE k.id = m.check_id AND {}) AS due_at \
             FROM {missing}{beyond} ORDER BY m.passed_on DESC, m.child_id DESC, m.key_point DESC, m.kind DESC LIMIT {}",
            self.newest("safeguarding_check", "k", "id"),
            first.saturating_add(1)
        );
        let rows = self.all(sql, values).await?;
        let found = rows.iter().map(|row| {
            let check: Option<CheckId> = row.try_get("", "check_id")?;
            Ok(MissingCheck {
                child: row.try_get("", "child_id")?,
                key_point: row.try_get("", "key_point")?,
                passed_on: row.try_get("", "passed_on")?,
                kind: row.try_get("", "kind")?,
                reason: if check.is_some() { MissingCheckReason::Overdue } else { MissingCheckReason::NotAsked },
                check,
                due_at: row.try_get("", "due_at")?,
            })
        });
        Ok((found.collect::<Result<_, DbErr>>()?, total))
    }

    /// SQL that holds for the children of the caller's areas: those that live there or that it is responsible for, but for
    /// those of whom the caller may not know. Areas are UUIDs of the hub's own making.
    fn of_area(&self, caller: &Caller, shut: &str) -> String {
        let line = caller.areas().into_iter().flat_map(|area| caller.successions.line(area));
        let areas: Vec<String> = line.map(|area| format!("'{area}'")).collect();
        if areas.is_empty() {
            return "FALSE".to_owned();
        }
        format!(
            "EXISTS (SELECT 1 FROM child AS c WHERE c.id = s.child_id AND (c.area IN ({areas}) \
             OR c.responsible_authority IN ({areas})) AND {}) AND NOT {}",
            self.newest("child", "c", "id"),
            shut,
            areas = areas.join(", ")
        )
    }
}
