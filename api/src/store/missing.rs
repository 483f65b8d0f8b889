//! Key points that were passed without their checks, and checks that are overdue, found by what is on record: concerns,
//! protective work, pieces of work, levels of need, changes in the household, a birth that is expected, responsibility that passed,
//! and the end of a local authority's work.

use entities::ids::{CheckId, ChildId};
use entities::words::{AgencyKind, CheckStatus, ChronologyCategory, KeyPoint, MissingCheckReason, Sensitivity};
use entities::{Date, Instant};
use sea_orm::{DbErr, Value};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::shut::Viewer;
use super::snapshot::Snapshot;
use crate::plain::calendar::local_date;

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

/// How long ago an earlier concern makes a further one a repeat, in days.
const REPEAT_DAYS: i64 = 365;

impl Snapshot {
    /// What is missing about that child, or, where none is named, about the children of the caller's areas; one more than asked
    /// for where more follows, and how much there is, where that is wanted.
    pub(crate) async fn missing_checks(
        &self,
        caller: &Caller,
        child: Option<ChildId>,
        (first, after): (u32, Option<&MissingCursor>),
        total: bool,
    ) -> Result<(Vec<MissingCheck>, i64), DbErr> {
        let mut values: Vec<Value> = vec![caller.at.into()];
        let whose = match child {
            Some(child) => {
                values.push(child.into());
                "s.child_id = $2".to_owned()
            }
            None => {
                let viewer = Viewer::of(caller);
                let shut = self.shut("s.child_id", &viewer, values.len() + 1);
                values.extend(viewer.values());
                self.of_area(caller, &shut)
            }
        };
        let with = format!("WITH {}", self.key_points(caller));
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

    /// `points`: each child at each key point that it passed, and the day. `needs`: the kinds of agency to be asked at each.
    fn key_points(&self, caller: &Caller) -> String {
        let concern = self.dialect.utc_date("q.raised_at");
        let repeat = REPEAT_DAYS * Instant::DAY;
        let points = [
            format!("SELECT q.child_id, 'REFERRAL_SCREENING', {concern} FROM concern AS q WHERE {}", self.recorded("q")),
            format!(
                "SELECT q.child_id, 'REPEAT_REFERRAL', {concern} FROM concern AS q WHERE {} AND EXISTS \
                 (SELECT 1 FROM concern AS e WHERE e.child_id = q.child_id AND e.raised_at < q.raised_at \
                 AND e.raised_at >= q.raised_at - {repeat} AND {})",
                self.recorded("q"),
                self.recorded("e")
            ),
            format!(
                "SELECT p.child_id, CASE p.kind WHEN 'STRATEGY_DISCUSSION' THEN 'STRATEGY_DISCUSSION' \
                 WHEN 'SECTION_47' THEN 'SECTION_47_START' WHEN 'PLAN' THEN 'INITIAL_CONFERENCE' \
                 ELSE 'MISSING_EPISODE' END, p.opened_on FROM protective_work AS p WHERE {}",
                self.newest("protective_work", "p", "id")
            ),
            format!(
                "SELECT l.child_id, 'ASSESSMENT_START', l.decided_on FROM level_of_need AS l \
                 WHERE l.level = 'CHILD_IN_NEED' AND {} AND NOT {} AND NOT EXISTS \
                 (SELECT 1 FROM case_work AS a WHERE a.child_id = l.child_id AND a.kind = 'ASSESSMENT' \
                 AND (a.ended_on IS NULL OR a.ended_on >= l.decided_on) AND {})",
                self.recorded("l"),
                self.level_before("'CHILD_IN_NEED', 'CHILD_PROTECTION'"),
                self.newest("case_work", "a", "id")
            ),
            // A level says that an assessment is to begin; where one is on record, that says when it did.
            format!(
                "SELECT w.child_id, CASE WHEN w.kind = 'ASSESSMENT' AND w.version = 1 THEN 'ASSESSMENT_START' \
                 WHEN w.action = 'AUTHORISED' THEN 'ASSESSMENT_AUTHORISATION' \
                 WHEN w.kind = 'INITIAL_CONFERENCE' AND w.version = 1 THEN 'INITIAL_CONFERENCE' \
                 WHEN w.kind = 'CHILD_PROTECTION_PLAN' AND w.action = 'REVIEWED' THEN 'REVIEW_CONFERENCE' \
                 WHEN w.action = 'CLOSED' OR (w.action = 'DECIDED' AND w.decision = 'NO_FURTHER_ACTION') \
                 THEN 'CLOSURE' END, w.day FROM case_work AS w WHERE {}",
                self.recorded("w")
            ),
            format!(
                "SELECT l.child_id, 'STEP_DOWN', l.decided_on FROM level_of_need AS l WHERE {} AND \
                 ((l.level <> 'CHILD_PROTECTION' AND {}) OR (l.level IN ('UNIVERSAL', 'EARLY_HELP') AND {}))",
                self.recorded("l"),
                self.level_before("'CHILD_PROTECTION'"),
                self.level_before("'CHILD_IN_NEED'")
            ),
            format!(
                "SELECT i.child_id, 'CLOSURE', i.ended_on FROM involvement AS i WHERE i.state = 'ENDED' \
                 AND i.agency_kind = 'LOCAL_AUTHORITY' AND i.sensitivity = 'STANDARD' AND i.ended_on IS NOT NULL AND {}",
                self.newest("involvement", "i", "id")
            ),
            self.transfers(caller),
            self.household_changes(caller),
            self.before_birth(),
        ]
        .join(" UNION ");
        let needs: Vec<String> = self
            .measures()
            .key_points
            .iter()
            .flat_map(|set| set.kinds.iter().map(move |kind| format!("('{}', '{kind}')", set.key_point)))
            .collect();
        let needs =
            if needs.is_empty() { "SELECT NULL, NULL".to_owned() } else { format!("VALUES {}", needs.join(", ")) };
        format!("points(child_id, key_point, passed_on) AS ({points}), needs(key_point, kind) AS ({needs})")
    }

    /// Responsibility that has passed from one authority to another: both have a key point in it.
    fn transfers(&self, caller: &Caller) -> String {
        let passed = format!("t.accepted AND t.passes_on <= '{}' AND {}", local_date(caller.at), self.recorded("t"));
        ["TRANSFER_OUT", "TRANSFER_IN"]
            .map(|point| {
                format!("SELECT t.child_id, '{point}', t.passes_on FROM responsibility_transfer AS t WHERE {passed}")
            })
            .join(" UNION ")
    }

    /// What the caller's own agency recorded of a change in the household, as far as it is ordinary: that another agency did, and what
    /// is kept to few eyes, is nothing to tell by a list of checks (R19, R29).
    fn household_changes(&self, caller: &Caller) -> String {
        format!(
            "SELECT e.child_id, 'HOUSEHOLD_CHANGE', {} FROM chronology_entry AS e WHERE e.category = '{}' \
             AND e.sensitivity = '{}' AND e.withdrawn_at IS NULL AND {} AND {}",
            self.dialect.utc_date("e.occurred_at"),
            ChronologyCategory::HouseholdChange,
            Sensitivity::Standard,
            // A UUID of the hub's own making: nothing in it can end the text.
            caller.agency.own("e.agency_id", &format!("'{}'", caller.agency.id)),
            self.newest("chronology_entry", "e", "id")
        )
    }

    /// An unborn child for whom statutory work began: by an assessment or by the level of need, whichever was first.
    fn before_birth(&self) -> String {
        format!(
            "SELECT b.child_id, 'PRE_BIRTH', min(b.began) FROM \
             (SELECT l.child_id, l.decided_on AS began FROM level_of_need AS l \
             WHERE l.level IN ('CHILD_IN_NEED', 'CHILD_PROTECTION') AND {} UNION ALL \
             SELECT w.child_id, w.day FROM case_work AS w WHERE w.kind = 'ASSESSMENT' AND w.version = 1 AND {}) AS b \
             JOIN child AS c ON c.id = b.child_id AND {} WHERE c.date_of_birth > b.began \
             OR (c.date_of_birth IS NULL AND c.expected_date_of_birth IS NOT NULL) GROUP BY b.child_id",
            self.recorded("l"),
            self.recorded("w"),
            self.newest("child", "c", "id")
        )
    }

    /// SQL that holds where the level before `l` was one of those.
    fn level_before(&self, levels: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM level_of_need AS b WHERE b.child_id = l.child_id AND b.version = l.version - 1 \
             AND b.level IN ({levels}) AND {})",
            self.recorded("b")
        )
    }
}
