//! The key points that children passed, by what of it the caller may know of: a list of what was not asked tells nobody of a concern,
//! of work or of a level of need that they are told of nowhere else (R5, R29, R34, R35).

use entities::words::{AgencyKind, ChronologyCategory, FieldClass, ProtectiveWork, Sensitivity};
use entities::{Instant, Set};
use sea_orm::Value;

use super::super::caller::Caller;
use super::super::snapshot::Snapshot;
use crate::plain::calendar::local_date;

/// How long ago an earlier concern makes a further one a repeat, in days.
const REPEAT_DAYS: i64 = 365;

/// What the caller is told of a child, besides what their own agency put on record: the classes cleared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    /// Of the child's own details.
    pub(crate) details: Set<FieldClass>,
    /// Of what other agencies ordinarily record.
    pub(crate) records: Set<FieldClass>,
    /// Of an involvement of another agency that has ended.
    pub(crate) ended: Set<FieldClass>,
}

impl Told {
    /// All that the responsible authority and that of the area work with.
    pub(crate) fn all() -> Self {
        Self { details: Set::all(), records: Set::all(), ended: Set::all() }
    }
}

/// Who is told.
struct Reader<'a> {
    caller: &'a Caller,
    told: &'a Told,
    /// The place of their team.
    team: String,
}

impl Reader<'_> {
    /// SQL that holds where the column names the reader's agency. A UUID of the hub's own making: nothing in it can end the text.
    fn own(&self, column: &str) -> String {
        self.caller.agency.own(column, &format!("'{}'", self.caller.agency.id))
    }
}

/// SQL that holds where those classes are among the cleared ones.
fn cleared(of: Set<FieldClass>, needed: &[FieldClass]) -> &'static str {
    if of.contains_all(Set::of(needed)) { "TRUE" } else { "FALSE" }
}

impl Snapshot {
    /// `points`: each child at each key point that it passed, and the day. `needs`: the kinds of agency to be asked at each. What they
    /// bind is added to the values.
    pub(super) fn key_points(&self, caller: &Caller, told: &Told, values: &mut Vec<Value>) -> String {
        values.push(caller.team.clone().into());
        let reader = Reader { caller, told, team: format!("${}", values.len()) };
        let points = [
            self.referrals(caller, values),
            self.protective_points(&reader),
            self.level_points(&reader),
            self.work_points(&reader),
            format!(
                "SELECT i.child_id, 'CLOSURE', i.ended_on FROM involvement AS i WHERE i.state = 'ENDED' \
                 AND i.agency_kind = 'LOCAL_AUTHORITY' AND i.sensitivity = 'STANDARD' AND i.ended_on IS NOT NULL \
                 AND ({} OR {}) AND {}",
                reader.own("i.agency_id"),
                cleared(reader.told.ended, &[FieldClass::Involvement]),
                self.newest("involvement", "i", "id")
            ),
            self.transfers(&reader),
            self.household_changes(&reader),
            self.before_birth(&reader),
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

    /// Concerns that are addressed to the caller, whom they do not name and who did not raise them (R34).
    fn referrals(&self, caller: &Caller, values: &mut Vec<Value>) -> String {
        let date = self.dialect.utc_date("n.raised_at");
        let repeat = REPEAT_DAYS * Instant::DAY;
        let addressed = self.addressed(caller, values);
        let heard =
            |alias: &str| format!("EXISTS (SELECT 1 FROM concern AS q WHERE q.id = {alias}.id AND {addressed})");
        let (newer, earlier) = (heard("n"), heard("e"));
        format!(
            "SELECT n.child_id, 'REFERRAL_SCREENING', {date} FROM concern AS n WHERE {newer} UNION \
             SELECT n.child_id, 'REPEAT_REFERRAL', {date} FROM concern AS n WHERE {newer} AND EXISTS \
             (SELECT 1 FROM concern AS e WHERE e.child_id = n.child_id AND e.raised_at < n.raised_at \
             AND e.raised_at >= n.raised_at - {repeat} AND {earlier})"
        )
    }

    /// Protective work: that of the police and the authority carries POLICE, as entries of it do (R2). What was filed on the wrong
    /// child is none of this child's (R35).
    fn protective_points(&self, reader: &Reader<'_>) -> String {
        format!(
            "SELECT p.child_id, CASE p.kind WHEN '{discussion}' THEN 'STRATEGY_DISCUSSION' \
             WHEN '{enquiry}' THEN 'SECTION_47_START' WHEN '{plan}' THEN 'INITIAL_CONFERENCE' \
             ELSE 'MISSING_EPISODE' END, p.opened_on FROM protective_work AS p WHERE {} \
             AND ({own} OR CASE WHEN p.kind IN ('{discussion}', '{enquiry}') THEN {guarded} ELSE {plain} END) \
             AND NOT EXISTS (SELECT 1 FROM chronology_entry AS y WHERE y.id = p.id AND y.wrong_child AND {}) AND NOT {}",
            self.newest("protective_work", "p", "id"),
            self.newest("chronology_entry", "y", "id"),
            self.begun_on_the_wrong_child("p.id"),
            discussion = ProtectiveWork::StrategyDiscussion,
            enquiry = ProtectiveWork::Section47,
            plan = ProtectiveWork::Plan,
            own = reader.own("p.agency_id"),
            guarded = cleared(reader.told.records, &[FieldClass::Summary, FieldClass::Police]),
            plain = cleared(reader.told.records, &[FieldClass::Summary]),
        )
    }

    /// Levels of need. One says that an assessment is to begin; where one is told of, that says when it did.
    fn level_points(&self, reader: &Reader<'_>) -> String {
        format!(
            "SELECT l.child_id, 'ASSESSMENT_START', l.decided_on FROM level_of_need AS l \
             WHERE l.level = 'CHILD_IN_NEED' AND {seen} AND {recorded} AND NOT {} AND NOT EXISTS \
             (SELECT 1 FROM case_work AS w JOIN case_work AS a ON a.id = w.id AND {} WHERE w.child_id = l.child_id \
             AND w.kind = 'ASSESSMENT' AND w.version = 1 AND (a.ended_on IS NULL OR a.ended_on >= l.decided_on) AND {}) UNION \
             SELECT l.child_id, 'STEP_DOWN', l.decided_on FROM level_of_need AS l WHERE {seen} AND {recorded} AND \
             ((l.level <> 'CHILD_PROTECTION' AND {}) OR (l.level IN ('UNIVERSAL', 'EARLY_HELP') AND {}))",
            self.level_before("'CHILD_IN_NEED', 'CHILD_PROTECTION'"),
            self.newest("case_work", "a", "id"),
            self.step_told(reader),
            self.level_before("'CHILD_PROTECTION'"),
            self.level_before("'CHILD_IN_NEED'"),
            seen = cleared(reader.told.details, &[FieldClass::Summary]),
            recorded = self.recorded("l"),
        )
    }

    /// Steps of pieces of work.
    fn work_points(&self, reader: &Reader<'_>) -> String {
        format!(
            "SELECT w.child_id, CASE WHEN w.kind = 'ASSESSMENT' AND w.version = 1 THEN 'ASSESSMENT_START' \
             WHEN w.action = 'AUTHORISED' THEN 'ASSESSMENT_AUTHORISATION' \
             WHEN w.kind = 'INITIAL_CONFERENCE' AND w.version = 1 THEN 'INITIAL_CONFERENCE' \
             WHEN w.kind = 'CHILD_PROTECTION_PLAN' AND w.action = 'REVIEWED' THEN 'REVIEW_CONFERENCE' \
             WHEN w.action = 'CLOSED' OR (w.action = 'DECIDED' AND w.decision = 'NO_FURTHER_ACTION') \
             THEN 'CLOSURE' END, w.day FROM case_work AS w WHERE {}",
            self.step_told(reader)
        )
    }

    /// SQL that holds for the steps `w` of pieces of work that the caller is told of: of their own agency's, and of a local
    /// authority's as far as it is cleared and no service that is kept to few eyes; each no wider than the entry that it made, which
    /// is withheld from all but its author's team where it was marked RESTRICTED, and from other agencies where it was marked
    /// SENSITIVE (R29); and nothing of what was filed on the wrong child (R35).
    fn step_told(&self, reader: &Reader<'_>) -> String {
        let own = reader.own("w.agency_id");
        let withheld = Set::<FieldClass>::all().minus(reader.told.records).bits();
        let others = format!(
            "(w.agency_kind = '{}' AND {} AND (w.classes & CAST({withheld} AS BIGINT)) = 0 AND NOT EXISTS \
             (SELECT 1 FROM agency AS g WHERE g.id = w.agency_id AND g.sensitive_service AND {}))",
            AgencyKind::LocalAuthority,
            cleared(reader.told.records, &[FieldClass::Summary]),
            self.newest("agency", "g", "id")
        );
        // Ids of the hub's own making: nothing in one can end the text.
        let (person, team) = (reader.caller.person, &reader.team);
        let standing = self.newest("chronology_entry", "x", "id");
        format!(
            "{} AND ({own} OR {others}) AND NOT {} AND (w.entry_id IS NULL OR EXISTS (SELECT 1 FROM chronology_entry AS x \
             WHERE x.id = w.entry_id AND NOT x.wrong_child AND {standing} AND (x.sensitivity = '{}' \
             OR ({own} AND (x.sensitivity = '{}' OR x.person_id = '{person}' OR x.team = {team} OR x.named LIKE '%\"{person}\"%')))))",
            self.recorded("w"),
            self.begun_on_the_wrong_child("w.id"),
            Sensitivity::Standard,
            Sensitivity::Sensitive
        )
    }

    /// Responsibility that has passed from one authority to another: both have a key point in it.
    fn transfers(&self, reader: &Reader<'_>) -> String {
        let passed = format!(
            "t.accepted AND t.passes_on <= '{}' AND ({} OR {} OR {}) AND {}",
            local_date(reader.caller.at),
            reader.own("t.from_agency"),
            reader.own("t.to_agency"),
            cleared(reader.told.details, &[FieldClass::Involvement, FieldClass::Whereabouts]),
            self.recorded("t")
        );
        ["TRANSFER_OUT", "TRANSFER_IN"]
            .map(|point| {
                format!("SELECT t.child_id, '{point}', t.passes_on FROM responsibility_transfer AS t WHERE {passed}")
            })
            .join(" UNION ")
    }

    /// What the caller's own agency recorded of a change in the household, as far as it is ordinary: that another agency did, and what
    /// is kept to few eyes, is nothing to tell by a list of checks (R19, R29).
    fn household_changes(&self, reader: &Reader<'_>) -> String {
        format!(
            "SELECT e.child_id, 'HOUSEHOLD_CHANGE', {} FROM chronology_entry AS e WHERE e.category = '{}' \
             AND e.sensitivity = '{}' AND e.withdrawn_at IS NULL AND {} AND {}",
            self.dialect.utc_date("e.occurred_at"),
            ChronologyCategory::HouseholdChange,
            Sensitivity::Standard,
            reader.own("e.agency_id"),
            self.newest("chronology_entry", "e", "id")
        )
    }

    /// An unborn child for whom statutory work began: by an assessment or by the level of need, whichever was first.
    fn before_birth(&self, reader: &Reader<'_>) -> String {
        format!(
            "SELECT b.child_id, 'PRE_BIRTH', min(b.began) FROM \
             (SELECT l.child_id, l.decided_on AS began FROM level_of_need AS l \
             WHERE l.level IN ('CHILD_IN_NEED', 'CHILD_PROTECTION') AND {} AND {} UNION ALL \
             SELECT w.child_id, w.day FROM case_work AS w WHERE w.kind = 'ASSESSMENT' AND w.version = 1 AND {}) AS b \
             JOIN child AS c ON c.id = b.child_id AND {} WHERE c.date_of_birth > b.began \
             OR (c.date_of_birth IS NULL AND c.expected_date_of_birth IS NOT NULL) GROUP BY b.child_id",
            cleared(reader.told.details, &[FieldClass::Summary]),
            self.recorded("l"),
            self.step_told(reader),
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
