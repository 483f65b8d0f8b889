//! Joint decisions read for one side, each field and each view only so far as the verdict clears it: what is not cleared never
//! leaves the database, or is left out before anybody sees it.

use std::sync::Arc;

use entities::ids::{AgencyId, ConcernId, EntryId, JointDecisionId};
use entities::rows::{joint_decision, partner_view};
use entities::words::{
    AgencyKind, CheckSide, ChronologyCategory, FieldClass, Sensitivity, SharingPurpose, WithheldReason,
};
use entities::{Set, Word};
use policies::facts::{Owner, RecordFacts, RecordKind};
use policies::fields::{FieldRule, JOINT_DECISION, PARTNER_VIEW};
use policies::{Verdict, content_classes};
use sea_orm::{DbErr, FromQueryResult, Value};

use super::super::super::caller::Caller;
use super::super::super::opening::Opening;
use super::super::super::snapshot::Snapshot;
use super::super::{needs, places, rule};
use super::{JointDecisionContent, PartnerViewContent, view_state};

/// What the rule book says of what stands on a joint decision.
struct Judged<'a> {
    opening: &'a Opening,
    kind: RecordKind,
    /// The caller's agency asked for the views.
    ours: bool,
}

impl Judged<'_> {
    /// The verdict on what an agency wrote; of a service that is kept to few eyes, as of an answer that it gave.
    fn of(&self, own: bool, kept: bool) -> Arc<Verdict> {
        self.opening.of_record(RecordFacts {
            kind: if kept { RecordKind::Entry } else { self.kind },
            owner: if own { Owner::Own } else { Owner::Other },
            sensitivity: if kept { Sensitivity::Sensitive } else { Sensitivity::Standard },
            answer: self.ours,
            addressed: true,
            recorded: true,
            ..RecordFacts::CHILD
        })
    }
}

impl Snapshot {
    /// Those decisions about the opened child for one side, in three statements and one more for the evidence. Those on one page
    /// that are given for those who decide rest on one concern or purpose, by which the child was opened.
    pub(crate) async fn joint_decisions_shown(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[JointDecisionId],
        side: CheckSide,
        concern: Option<ConcernId>,
    ) -> Result<Vec<JointDecisionContent>, DbErr> {
        let kind = if concern.is_some() { RecordKind::Concern } else { RecordKind::Entry };
        let judged = |ours| Judged { opening, kind, ours };
        let [own, other] = [true, false].map(|own| judged(own).of(own, false));
        let deciding = side == CheckSide::Asking;
        let mut values: Vec<Value> = vec![opening.child().into(), caller.agency.id.into()];
        let places = places(&mut values, ids);
        let told: Vec<String> = SharingPurpose::ALL
            .iter()
            .filter(|purpose| opening.tells_whereabouts(**purpose, !deciding))
            .map(|purpose| format!("'{purpose}'"))
            .collect();
        let told = format!("j.purpose IN ({})", if told.is_empty() { "NULL".to_owned() } else { told.join(", ") });
        let ours = caller.agency.own("j.agency_id", "$2");
        let we_decided = caller.agency.own("coalesce(j.decided_agency, j.agency_id)", "$2");
        let reason = if deciding {
            let reason = needs_of(JOINT_DECISION, "reason", Set::EMPTY);
            let cleared = |verdict: &Verdict| if verdict.field(reason).is_ok() { "TRUE" } else { "FALSE" };
            format!("CASE WHEN {we_decided} THEN {} ELSE {} END", cleared(&own), cleared(&other))
        } else {
            "FALSE".to_owned()
        };
        let typed = |column: &str| format!("CASE WHEN {told} THEN j.{column} ELSE '' END AS {column}");
        let sql = format!(
            "SELECT j.id, j.version, j.child_id, j.concern_id, j.round_id, j.addressed_to, j.purpose, j.agency_id, j.person_id, \
             {}, {}, {}, j.asked_at, j.due_at, j.status, j.decision, j.level, CASE WHEN {reason} THEN j.reason END AS reason, j.decided_agency, \
             j.decided_by, j.decided_at, j.alone, j.log, j.seq, CASE WHEN {told} THEN 1 ELSE 0 END AS told, \
             CASE WHEN {ours} THEN 1 ELSE 0 END AS ours, CASE WHEN {we_decided} THEN 1 ELSE 0 END AS we_decided, \
             CASE WHEN {reason} THEN 1 ELSE 0 END AS reasoned \
             FROM joint_decision AS j WHERE j.child_id = $1 AND j.id IN ({places}) AND {}",
            typed("question"),
            typed("threshold_document"),
            typed("threshold_version"),
            self.newest("joint_decision", "j", "id")
        );
        let mut shown = Vec::new();
        for row in self.all(sql, values).await? {
            let flag = |column: &str| row.try_get::<i32>("", column).map(|flag| flag == 1);
            let decision = joint_decision::Model::from_query_result(&row, "")?;
            let (told, ours) = (flag("told")?, flag("ours")?);
            let mut content = JointDecisionContent::own(decision.clone(), Vec::new());
            if !told {
                content.question = None;
                (content.threshold_document, content.threshold_version) = (None, None);
                let typed = ["question", "thresholdDocument", "thresholdVersion"];
                content.left_out.extend(typed.map(|field| (field, WithheldReason::Sensitivity)));
                if !ours {
                    (content.asked_by, content.decided_by) = (None, None);
                    content.left_out.extend(["askedBy", "decidedBy"].map(|f| (f, WithheldReason::Sensitivity)));
                }
            }
            if !deciding {
                (content.concern, content.round, content.by_one_agency_alone) = (None, None, None);
                let kept = ["concern", "round", "reason", "byOneAgencyAlone", "views"];
                content.left_out.extend(kept.map(|field| (field, WithheldReason::Purpose)));
            } else if !flag("reasoned")? {
                let verdict = if flag("we_decided")? { &own } else { &other };
                let why = needs_of(JOINT_DECISION, "reason", Set::EMPTY);
                content.left_out.extend(verdict.field(why).err().map(|reason| ("reason", reason)));
            }
            shown.push((content, decision, ours));
        }
        let mut views = self.views_shown(opening, caller, ids, (side, kind)).await?;
        let mut evidence: Vec<EntryId> = Vec::new();
        for (content, decision, ours) in &mut shown {
            let judged = judged(*ours);
            for (id, asked) in &mut views {
                if *id != decision.id {
                    continue;
                }
                let view = std::mem::take(&mut asked.view);
                content.views.extend(asked.narrowed(view, decision, &judged, deciding, caller)?);
            }
            evidence.extend(content.views.iter().flat_map(|view| view.evidence.iter().copied()));
        }
        // Whoever is asked opens the record with a purpose of their own to find what others recorded.
        let known = if deciding { self.entries_listed(opening, caller, &evidence).await? } else { Vec::new() };
        Ok(shown
            .into_iter()
            .map(|(mut content, ..)| {
                for view in &mut content.views {
                    let named = view.evidence.len();
                    view.evidence.retain(|entry| known.contains(entry));
                    if !deciding && named > 0 {
                        view.left_out.push(("evidence", WithheldReason::Purpose));
                    }
                }
                content
            })
            .collect())
    }

    /// The agencies that were asked on those decisions with the newest view of each: to one that is asked, its own.
    async fn views_shown(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[JointDecisionId],
        (side, kind): (CheckSide, RecordKind),
    ) -> Result<Vec<(JointDecisionId, Asked)>, DbErr> {
        let mut values: Vec<Value> = vec![caller.agency.id.into()];
        let places = places(&mut values, ids);
        let ours = caller.agency.own("p.agency_id", "$1");
        let whose = if side == CheckSide::Asking { "TRUE".to_owned() } else { ours.clone() };
        // Of what others wrote no more leaves the database than is cleared for what their kind of agency writes.
        let other = Judged { opening, kind, ours: true }.of(false, false);
        let kinds: Vec<String> = AgencyKind::ALL
            .iter()
            .filter(|kind| other.field(needs_of(PARTNER_VIEW, "reason", written_by(**kind))).is_ok())
            .map(|kind| format!("'{kind}'"))
            .collect();
        let cleared = if kinds.is_empty() { "NULL".to_owned() } else { kinds.join(", ") };
        let sql = format!(
            "SELECT p.decision_id AS asked_on, p.agency_id AS asked_agency, p.agency_kind, v.decision_id, v.agency_id, \
             v.version, v.child_id, v.level, v.outcome, \
             CASE WHEN {ours} OR p.agency_kind IN ({cleared}) THEN v.reason ELSE '' END AS reason, v.dissent, v.evidence, \
             v.purpose, v.lawful_basis, v.policy_version, v.person_id, v.at, v.log, v.seq, \
             CASE WHEN {ours} THEN 1 ELSE 0 END AS own, CASE WHEN a.sensitive_service THEN 1 ELSE 0 END AS kept \
             FROM joint_partner AS p JOIN agency AS a ON a.id = p.agency_id AND {} \
             LEFT JOIN partner_view AS v ON v.decision_id = p.decision_id AND v.agency_id = p.agency_id AND {} \
             WHERE p.decision_id IN ({places}) AND {whose} AND {} ORDER BY p.decision_id, p.agency_id",
            self.newest("agency", "a", "id"),
            self.newest_view("v"),
            self.recorded("p")
        );
        let rows = self.all(sql, values).await?;
        rows.iter()
            .map(|row| {
                let given: Option<JointDecisionId> = row.try_get("", "decision_id")?;
                let asked = Asked {
                    agency: row.try_get("", "asked_agency")?,
                    kind: row.try_get("", "agency_kind")?,
                    own: row.try_get::<i32>("", "own")? == 1,
                    kept: row.try_get::<i32>("", "kept")? == 1,
                    view: given.map(|_| partner_view::Model::from_query_result(row, "")).transpose()?,
                };
                Ok((row.try_get("", "asked_on")?, asked))
            })
            .collect()
    }
}

/// An agency that was asked, and its view.
struct Asked {
    agency: AgencyId,
    kind: AgencyKind,
    own: bool,
    /// It is a service that is kept to few eyes (R29).
    kept: bool,
    view: Option<partner_view::Model>,
}

impl Asked {
    /// The view so far as it is cleared; none where the viewer may not know that the agency was asked.
    fn narrowed(
        &self,
        view: Option<partner_view::Model>,
        decision: &joint_decision::Model,
        judged: &Judged<'_>,
        deciding: bool,
        caller: &Caller,
    ) -> Result<Option<PartnerViewContent>, DbErr> {
        let state = view_state(decision, view.is_some(), caller.at);
        let mut content = match view {
            Some(view) => PartnerViewContent::own(view, self.kind)?,
            None => PartnerViewContent::unread(self.agency, self.kind, state),
        };
        if self.own || !deciding {
            return Ok(Some(content));
        }
        let summary = Set::of(&[FieldClass::Summary]);
        // Who asked a service that is kept to few eyes knows of it; to others it is not there (R29).
        if self.kept && !judged.ours && judged.of(false, true).field(summary).is_err() {
            return Ok(None);
        }
        let verdict = judged.of(false, false);
        if verdict.field(Set::of(&[FieldClass::Whereabouts])).is_err() && !judged.ours {
            content.agency = None;
            content.left_out.push(("agency", WithheldReason::Sensitivity));
        }
        if let Err(reason) = verdict.field(summary) {
            (content.level, content.outcome, content.dissent) = (None, None, None);
            content.evidence.clear();
            content.left_out.extend(["levelOfNeed", "outcome", "dissent", "evidence"].map(|field| (field, reason)));
        }
        if let Err(reason) = verdict.field(needs_of(PARTNER_VIEW, "reason", written_by(self.kind))) {
            content.reason = None;
            content.left_out.push(("reason", reason));
        }
        Ok(Some(content))
    }
}

/// The content classes of what an agency of that kind writes.
fn written_by(kind: AgencyKind) -> Set<FieldClass> {
    content_classes(ChronologyCategory::Other, kind)
}

fn needs_of(table: &'static [FieldRule], field: &str, content: Set<FieldClass>) -> Set<FieldClass> {
    rule(table, field).map_or(Set::EMPTY, |rule| needs(rule, content))
}
