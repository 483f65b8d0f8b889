//! Checks as they are shown: to who asks, with what came back; to who is asked, with the text of the request (R14).

use entities::ids::{AgencyId, CheckId, CheckRoundId, ChildId};
use entities::rows::{check_round, safeguarding_check};
use entities::words::{
    AgencyKind, CheckAnswer, CheckGround, CheckSide, CheckStatus, FieldClass, KeyPoint, SharingPurpose,
};
use entities::{Date, Instant, Set, Word};
use sea_orm::{DbErr, FromQueryResult, Value};
use serde::{Deserialize, Serialize};

use super::super::caller::json;
use super::super::checks::ListedCheck;
use super::super::opening::Opening;
use super::super::snapshot::Snapshot;

/// A page of checks, in the hub's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecksAsk {
    /// Only those that the caller's agency asks for, or that it is asked.
    pub side: Option<CheckSide>,
    /// Only those about that child.
    pub child: Option<ChildId>,
    /// Only those at that key point.
    pub key_point: Option<KeyPoint>,
    /// Only those that stand there.
    pub status: Option<CheckStatus>,
    /// Only those that are overdue, or that are not.
    pub overdue: Option<bool>,
    /// How many.
    pub first: u32,
    /// After which; newest first.
    pub after: Option<(Instant, CheckId)>,
    /// Fields of a check, by their names in the contract, sorted.
    pub fields: Vec<String>,
    /// Whether the total is wanted.
    pub total: bool,
    /// That one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<CheckId>,
}

/// Somebody of the household to search for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdMember {
    /// The name.
    pub name: String,
    /// The day of birth, where it is known.
    pub date_of_birth: Option<Date>,
    /// Who that is to the child.
    pub relationship: Option<String>,
}

/// One check, so far as it is the viewer's own or cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct CheckContent {
    pub id: CheckId,
    pub version: i32,
    pub round: CheckRoundId,
    pub child: ChildId,
    pub key_point: KeyPoint,
    pub purpose: SharingPurpose,
    pub classes: Set<FieldClass>,
    pub status: CheckStatus,
    pub missing: Vec<CheckGround>,
    pub ground: Option<CheckGround>,
    pub asked_by: Option<AgencyId>,
    pub agency: Option<AgencyId>,
    pub agency_kind: AgencyKind,
    pub text: Option<String>,
    pub household: Option<Vec<HouseholdMember>>,
    pub former_addresses: Option<Vec<String>>,
    pub requested_at: Instant,
    pub sent_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub overdue: bool,
    pub answer: Option<CheckAnswer>,
    pub reason: Option<String>,
    pub ask_whom: Option<String>,
    pub systems_searched: Option<Vec<String>>,
    pub answered_at: Option<Instant>,
    pub valid_until: Option<Date>,
}

impl CheckContent {
    /// A check with the round that it was asked for with, as it stands at that moment; whole.
    pub(crate) fn of(
        row: safeguarding_check::Model,
        round: check_round::Model,
        missing: Vec<CheckGround>,
        at: Instant,
    ) -> Result<Self, DbErr> {
        let overdue = row.status == CheckStatus::Open && row.due_at.is_some_and(|due| due < at);
        Ok(Self {
            id: row.id,
            version: row.version,
            round: row.round_id,
            child: row.child_id,
            key_point: row.key_point,
            purpose: row.purpose,
            classes: row.classes,
            status: row.status,
            missing: if row.status == CheckStatus::Blocked { missing } else { Vec::new() },
            ground: row.ground,
            asked_by: Some(row.agency_id),
            agency: Some(row.asked_agency),
            agency_kind: row.asked_kind,
            text: Some(round.text),
            household: Some(json(&round.household)?),
            former_addresses: Some(json(&round.former_addresses)?),
            requested_at: row.requested_at,
            sent_at: row.sent_at,
            due_at: row.due_at,
            overdue,
            answer: row.answer.or(overdue.then_some(CheckAnswer::NoResponse)),
            reason: row.reason,
            ask_whom: row.ask_whom,
            systems_searched: Some(json(&row.systems)?),
            answered_at: row.answered_at,
            valid_until: row.valid_until,
        })
    }

    /// Leaves out what is not given to a viewer of that side, for whom what was typed does not tell where the child is only
    /// where `told`; gives the fields that were left out.
    pub(crate) fn narrow(&mut self, side: CheckSide, told: bool) -> &'static [&'static str] {
        match side {
            CheckSide::Asked => {
                // Why it may go out is between who asks and their manager; nobody else answered it yet.
                self.ground = None;
                self.missing.clear();
                if told {
                    return &[];
                }
                // With whom a child lives tells where.
                (self.asked_by, self.text, self.household, self.former_addresses) = (None, None, None, None);
                &["askedBy", "text", "household", "formerAddresses"]
            }
            CheckSide::Asking if told => &[],
            CheckSide::Asking => {
                (self.reason, self.ask_whom, self.systems_searched) = (None, None, None);
                &["reason", "askWhom", "systemsSearched"]
            }
        }
    }
}

impl Snapshot {
    /// Those checks of the opened child, in two statements; with the fields of each that were left out. What may tell where a
    /// protected child is never leaves the database.
    pub(crate) async fn checks_shown(
        &self,
        opening: &Opening,
        listed: &[ListedCheck],
        at: Instant,
    ) -> Result<Vec<(CheckContent, &'static [&'static str])>, DbErr> {
        let mut shown = Vec::new();
        for side in [CheckSide::Asking, CheckSide::Asked] {
            let ids: Vec<CheckId> = listed.iter().filter(|c| c.side == side).map(|c| c.id).collect();
            if ids.is_empty() {
                continue;
            }
            let told: Vec<String> = SharingPurpose::ALL
                .iter()
                .filter(|purpose| opening.tells_whereabouts(**purpose, side == CheckSide::Asked))
                .map(|purpose| format!("'{purpose}'"))
                .collect();
            let told = format!("k.purpose IN ({})", if told.is_empty() { "NULL".to_owned() } else { told.join(", ") });
            let masked = |column: &str, masked: bool, instead: &str| {
                if masked { format!("CASE WHEN {told} THEN {column} ELSE {instead} END") } else { column.to_owned() }
            };
            let asked = side == CheckSide::Asked;
            let mut values: Vec<Value> = vec![opening.child().into()];
            values.extend(ids.iter().map(|id| Value::from(*id)));
            let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT k.id, k.version, k.round_id, k.child_id, k.key_point, k.purpose, k.agency_id, k.person_id, \
                 k.asked_agency, k.asked_kind, k.classes, k.status, k.ground, k.requested_at, k.sent_at, k.due_at, k.answer, \
                 {} AS reason, {} AS ask_whom, {} AS systems, k.answered_at, k.answered_by, k.valid_until, \
                 k.withdrawn_reason, k.log, k.seq, r.id AS r_id, r.child_id AS r_child_id, r.key_point AS r_key_point, \
                 r.purpose AS r_purpose, r.concern_id AS r_concern_id, r.agency_id AS r_agency_id, \
                 r.person_id AS r_person_id, {} AS r_text, {} AS r_household, {} AS r_former_addresses, \
                 r.requested_at AS r_requested_at, r.log AS r_log, r.seq AS r_seq, \
                 CASE WHEN {told} THEN 1 ELSE 0 END AS told \
                 FROM safeguarding_check AS k JOIN check_round AS r ON r.id = k.round_id \
                 WHERE k.child_id = $1 AND k.id IN ({}) AND {}",
                masked("k.reason", !asked, "NULL"),
                masked("k.ask_whom", !asked, "NULL"),
                masked("k.systems", !asked, "'[]'"),
                masked("r.text", asked, "''"),
                masked("r.household", asked, "'[]'"),
                masked("r.former_addresses", asked, "'[]'"),
                places.join(", "),
                self.newest("safeguarding_check", "k", "id"),
            );
            for row in self.all(sql, values).await? {
                let told = row.try_get::<i32>("", "told")? == 1;
                let check = safeguarding_check::Model::from_query_result(&row, "")?;
                let round = check_round::Model::from_query_result(&row, "r_")?;
                let missing =
                    if check.status == CheckStatus::Blocked { opening.would_send(check.purpose) } else { Vec::new() };
                let mut content = CheckContent::of(check, round, missing, at)?;
                let withheld = content.narrow(side, told);
                shown.push((content, withheld));
            }
        }
        Ok(shown)
    }
}
