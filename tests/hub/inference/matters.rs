//! What is worked on about a child beside its record: checks, a joint decision with its views, and an escalation, whose every
//! text says whose it is; and who is told each, written from the rules (R14, R21, R34).

use std::collections::BTreeSet;

use api::disclosure::Rows;
use entities::ids::{AgencyId, CheckId, CheckRoundId, ChildId, EscalationId, JointDecisionId};
use entities::rows::{check_round, escalation, event, joint_decision, joint_partner, partner_view, safeguarding_check};
use entities::words::{
    AccessAction, CheckAnswer, CheckGround, CheckStatus, ConcernDecision, EscalationAction, EscalationAgainst,
    EscalationOutcome, EscalationStage, EscalationStatus, EventKind, FieldClass, JointDecisionStatus, KeyPoint,
    LawfulBasis, LevelOfNeed, SharingPurpose,
};
use entities::{Instant, Set};
use tests::Hub;
use tests::child::{LONG_AGO, SECRET};
use tests::town::ROLES;
use uuid::Uuid;

/// What each of its texts begins with, and who of the fifteen is told it about a child with whom all of them work.
const TOLD: &[(&str, &[&str])] = &[
    // Sent to the surgery, and open: those of the authority who ask, and who is asked.
    ("asked", &["social-worker", "mash", "gp"]),
    ("household", &["social-worker", "mash", "gp"]),
    ("former", &["social-worker", "mash", "gp"]),
    // Answered by the trust: who asked, the police.
    ("answered", &["police"]),
    ("declined", &["police"]),
    ("ring", &["police"]),
    ("systems", &["police"]),
    // Not sent.
    ("blocked", &["social-worker", "mash"]),
    // What is decided together: those who decide, and the surgery and the trust, which are asked.
    ("question", &["social-worker", "mash", "gp", "health-visitor"]),
    ("threshold", &["social-worker", "mash", "gp", "health-visitor"]),
    ("because", &["social-worker", "mash"]),
    ("view", &["social-worker", "mash", "gp"]),
    // Raised by the trust, answered by the authority.
    ("dispute", &["social-worker", "mash", "health-visitor"]),
    ("reply", &["social-worker", "mash", "health-visitor"]),
    ("learning", &["social-worker", "mash", "health-visitor"]),
];

/// Whether that person is told the text that begins so; none where it is no text of these.
pub fn told(what: &str, login: &str) -> Option<bool> {
    TOLD.iter().find(|(known, _)| *known == what).map(|(_, logins)| logins.contains(&login))
}

/// What each of the texts begins with that this person is told about a child with whom they work.
pub fn all_told(login: &str) -> BTreeSet<&'static str> {
    TOLD.iter().filter(|(_, logins)| logins.contains(&login)).map(|(what, _)| *what).collect()
}

/// Everything that one person may be told of it, about whomever.
pub const ALL: &str =
    "{ checks(first: 50) { nodes { text household { name } formerAddresses reason askWhom systemsSearched } }
    jointDecisions(first: 50) { nodes { question thresholdDocument reason views { reason } } }
    escalations(first: 50) { nodes { learning steps { reason } } } }";

/// The fields of each list that hold these texts, with what stands around them.
pub const CHECK: &str = "status text household { name } formerAddresses reason askWhom systemsSearched \
    withheld { field classes reason }";
pub const DECISION: &str = "status question thresholdDocument reason views { state reason evidence \
    withheld { field reason } } withheld { field classes reason }";
pub const ESCALATION: &str = "status learning steps { action reason } withheld { field classes reason }";

/// Puts all of that in place about the child, and an event for the systems of every agency; in a commit of its own.
pub async fn put(hub: &Hub, child: ChildId, mark: &str) {
    let mut rows = Rows::new();
    let all = Matters { hub, mark, child };
    let (sent, sent_check) = all.round("colleague", "gp", CheckStatus::Open, "asked");
    let (answered, answered_check) = all.round("police", "health-visitor", CheckStatus::Answered, "answered");
    let (blocked, blocked_check) = all.round("colleague", "school", CheckStatus::Blocked, "blocked");
    let (round, check) = (sent.id, answered_check.id);
    [sent, answered, blocked].into_iter().for_each(|row| rows.add(row));
    [sent_check, answered_check, blocked_check].into_iter().for_each(|row| rows.add(row));
    let decision = all.decision(round);
    for login in ["gp", "health-visitor"] {
        let person = hub.town.person(login);
        rows.add(joint_partner::Model {
            decision_id: decision.id,
            agency_id: person.agency,
            agency_kind: person.kind,
            log: 0,
            seq: 0,
        });
    }
    rows.add(all.view(decision.id));
    rows.add(decision);
    all.escalation(check).into_iter().for_each(|row| rows.add(row));
    let agencies: Vec<AgencyId> = ROLES.iter().map(|seat| hub.town.person(seat.login).agency).collect();
    rows.add(event::Model {
        log: 0,
        seq: 0,
        ordinal: 0,
        kind: EventKind::RecordChanged,
        subject: child.public(),
        child_id: child,
        agencies: serde_json::to_string(&agencies).expect("ids"),
        at: LONG_AGO,
    });
    let written = hub.door.administer(AccessAction::Import, Some(child), "{}", rows).await;
    assert!(matches!(written, Ok(Some(()))), "{written:?}");
}

struct Matters<'a> {
    hub: &'a Hub,
    mark: &'a str,
    child: ChildId,
}

impl Matters<'_> {
    fn text(&self, what: &str) -> String {
        format!("{SECRET}-{} {what}", self.mark)
    }

    /// A round of one check that the agency of one of these people puts to that of the other.
    fn round(
        &self,
        from: &str,
        to: &str,
        status: CheckStatus,
        what: &str,
    ) -> (check_round::Model, safeguarding_check::Model) {
        let (from, to) = (self.hub.town.person(from), self.hub.town.person(to));
        let (household, former) = match what {
            "asked" => {
                let member =
                    serde_json::json!([{"name": self.text("household"), "date_of_birth": null, "relationship": null}]);
                (member.to_string(), serde_json::json!([self.text("former")]).to_string())
            }
            _ => ("[]".to_owned(), "[]".to_owned()),
        };
        let round = check_round::Model {
            id: CheckRoundId(Uuid::new_v4()),
            child_id: self.child,
            key_point: KeyPoint::Section47Start,
            purpose: SharingPurpose::Section47Enquiry,
            concern_id: None,
            agency_id: from.agency,
            person_id: from.id,
            text: self.text(what),
            household,
            former_addresses: former,
            requested_at: LONG_AGO,
            log: 0,
            seq: 0,
        };
        let (sent, answered) = (status != CheckStatus::Blocked, status == CheckStatus::Answered);
        let said = |what: &str| answered.then(|| self.text(what));
        let check = safeguarding_check::Model {
            id: CheckId(Uuid::new_v4()),
            version: 1,
            round_id: round.id,
            child_id: self.child,
            key_point: round.key_point,
            purpose: round.purpose,
            agency_id: from.agency,
            person_id: from.id,
            asked_agency: to.agency,
            asked_kind: to.kind,
            classes: Set::of(&[FieldClass::Summary]),
            status,
            ground: sent.then_some(CheckGround::Anchor),
            requested_at: LONG_AGO,
            sent_at: sent.then_some(LONG_AGO),
            due_at: sent.then(|| LONG_AGO.plus(Instant::DAY)),
            answer: answered.then_some(CheckAnswer::Declined),
            reason: said("declined"),
            ask_whom: said("ring"),
            systems: serde_json::to_string(&said("systems").into_iter().collect::<Vec<_>>()).expect("texts"),
            answered_at: answered.then_some(LONG_AGO),
            answered_by: answered.then_some(to.id),
            valid_until: None,
            withdrawn_reason: None,
            log: 0,
            seq: 0,
        };
        (round, check)
    }

    /// What the authority decided on that round.
    fn decision(&self, round: CheckRoundId) -> joint_decision::Model {
        let by = self.hub.town.person("colleague");
        joint_decision::Model {
            id: JointDecisionId(Uuid::new_v4()),
            version: 1,
            child_id: self.child,
            concern_id: None,
            round_id: Some(round),
            addressed_to: by.agency,
            purpose: SharingPurpose::Section47Enquiry,
            agency_id: by.agency,
            person_id: by.id,
            question: self.text("question"),
            threshold_document: self.text("threshold"),
            threshold_version: "2026".to_owned(),
            asked_at: LONG_AGO,
            due_at: LONG_AGO.plus(Instant::DAY),
            status: JointDecisionStatus::Decided,
            decision: Some(ConcernDecision::NoFurtherAction),
            level: Some(LevelOfNeed::ChildInNeed),
            reason: Some(self.text("because")),
            decided_agency: Some(by.agency),
            decided_by: Some(by.id),
            decided_at: Some(LONG_AGO),
            alone: false,
            log: 0,
            seq: 0,
        }
    }

    /// The surgery's view.
    fn view(&self, decision: JointDecisionId) -> partner_view::Model {
        let by = self.hub.town.person("gp");
        partner_view::Model {
            decision_id: decision,
            agency_id: by.agency,
            version: 1,
            child_id: self.child,
            level: LevelOfNeed::ChildProtection,
            outcome: ConcernDecision::StrategyDiscussion,
            reason: self.text("view"),
            dissent: true,
            evidence: "[]".to_owned(),
            purpose: SharingPurpose::Section47Enquiry,
            lawful_basis: LawfulBasis::PublicTask,
            policy_version: self.hub.door.book().hash().to_owned(),
            person_id: by.id,
            at: LONG_AGO,
            log: 0,
            seq: 0,
        }
    }

    /// What the trust raised with the authority, and its answer.
    fn escalation(&self, check: CheckId) -> [escalation::Model; 2] {
        let (raiser, answering) = (self.hub.town.person("health-visitor"), self.hub.town.person("colleague"));
        let due = LONG_AGO.plus(Instant::DAY);
        let raised = escalation::Model {
            id: EscalationId(Uuid::new_v4()),
            version: 1,
            child_id: Some(self.child),
            concern_id: None,
            against: EscalationAgainst::Check,
            subject: check.public(),
            raised_agency: raiser.agency,
            raised_by: raiser.id,
            appealed_to: answering.agency,
            raised_at: LONG_AGO,
            action: EscalationAction::Raised,
            status: EscalationStatus::Open,
            stage: EscalationStage::Practitioner,
            due_practitioner: due,
            due_line_manager: due,
            due_senior_manager: due,
            due_director: due,
            due_partners: due,
            outcome: None,
            learning: None,
            reason: self.text("dispute"),
            agency_id: raiser.agency,
            person_id: raiser.id,
            at: LONG_AGO,
            log: 0,
            seq: 0,
        };
        let answered = escalation::Model {
            version: 2,
            action: EscalationAction::Answered,
            status: EscalationStatus::Answered,
            outcome: Some(EscalationOutcome::Upheld),
            learning: Some(self.text("learning")),
            reason: self.text("reply"),
            agency_id: answering.agency,
            person_id: answering.id,
            ..raised.clone()
        };
        [raised, answered]
    }
}
