//! What the rule book says of a check about the opened child: whether it may go out, what would let it, whether what was typed in
//! it tells where a protected child is, and of which key points a list of missing ones tells.

use entities::Set;
use entities::words::{
    AgencyKind, CheckGround, DispenseReason, FieldClass, LawfulBasis, LevelOfNeed, Role, SharingPurpose,
};
use entities::{Date, Instant};
use policies::Gate;
use policies::facts::{
    Approval, ConsentStanding, Facts, Owner, RecordFacts, RecordKind, RequestFacts, RequestKind, Whereabouts,
};

use super::super::missing::Told;
use super::Opening;
use crate::plain::calendar::local_date;

/// A check that is to go out.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    /// What it is for.
    pub purpose: SharingPurpose,
    /// The kind of agency that is asked.
    pub kind: AgencyKind,
    /// The classes that it asks for.
    pub classes: Set<FieldClass>,
    /// The decision to go on without consent that stands on it.
    pub decided: Option<DispenseReason>,
}

impl Opening {
    /// What lets the check go out; none where nothing does.
    pub(crate) fn sends(&self, check: Sending, at: Instant) -> Option<CheckGround> {
        let (consent, covers) = self.consent_of(check, at, local_date(at));
        let plain = self.facts_of(check.purpose, Some(false), consent);
        let mut by_consent = plain.clone();
        by_consent.sharing.request = Some(request(check.purpose, true));
        let mut decided = plain.clone();
        if let Some(reason) = check.decided {
            decided.sharing.dispense = Some(reason);
            decided.sharing.justified = true;
            decided.sharing.approval = Approval::Approved;
        }
        [
            (CheckGround::DispensingDecision, check.decided.is_some(), &decided),
            (CheckGround::Anchor, true, &plain),
            (CheckGround::Consent, covers, &by_consent),
        ]
        .into_iter()
        .find(|(_, there, facts)| *there && self.goes_out(facts))
        .map(|(ground, ..)| ground)
    }

    /// What would let a check for that purpose go out; any one of them.
    pub(crate) fn would_send(&self, purpose: SharingPurpose) -> Vec<CheckGround> {
        let mut anchored = self.facts_of(purpose, Some(false), ConsentStanding::None);
        anchored.child.level = LevelOfNeed::ChildProtection;
        let anchor = self.goes_out(&anchored).then_some(CheckGround::Anchor);
        [CheckGround::Consent, CheckGround::DispensingDecision].into_iter().chain(anchor).collect()
    }

    /// Whether a decision to go on without consent, for that reason, counts on a concern about the child.
    pub(crate) fn dispenses(&self, reason: DispenseReason) -> bool {
        let mut facts = self.facts_of(SharingPurpose::ReferralScreening, None, self.facts.consent.standing);
        facts.sharing.dispense = Some(reason);
        facts.sharing.justified = true;
        facts.sharing.approval = Approval::Approved;
        self.goes_out(&facts)
    }

    /// Whether what was typed in a check for that purpose may be told, by an agency that asks or is asked (R7).
    pub(crate) fn tells_whereabouts(&self, purpose: SharingPurpose, asked: bool) -> bool {
        if self.facts.child.whereabouts != Whereabouts::Protected {
            return true;
        }
        let facts = self.facts_of(purpose, asked.then_some(false), self.facts.consent.standing);
        self.book.judge(&facts).field(Set::of(&[FieldClass::Whereabouts])).is_ok()
    }

    /// Whether the caller may know of all checks about the child: who may ask for them, and its responsible authority.
    pub(crate) fn knows_of_checks(&self) -> bool {
        self.facts.child.responsible || self.of_record(RecordFacts::CHILD).gate(Gate::Check).is_ok()
    }

    /// What a list of missing checks may tell of. The responsible authority and that of the area work with all key points; for whoever
    /// else has the child open it is what their daily work is given, since no purpose is stated and none is borne out.
    pub(crate) fn told_of_key_points(&self, at: Instant) -> Told {
        let serves = self.facts.caller.roles.intersects(Set::of(&[Role::SocialWorker, Role::MashPractitioner]));
        if serves && (self.facts.child.responsible || self.facts.child.in_area) {
            return Told::all();
        }
        let purpose = SharingPurpose::ChildInNeedAssessment;
        let question = super::super::facts::Question { purpose, ..self.question(at, local_date(at)) };
        let standing = super::super::facts::standing_of(&self.loaded.rows.consents, question);
        let mut facts = self.facts_of(purpose, None, standing.standing);
        facts.consent.classes = standing.classes;
        facts.consent.by_person_concerned = standing.by_person_concerned;
        facts.consent.objection = facts.consent.objection_to_assessment;
        let mut cleared = |record: RecordFacts| {
            facts.record = record;
            let verdict = self.book.judge(&facts);
            if verdict.gate(Gate::Open).is_ok() && verdict.listed() { verdict.cleared() } else { Set::EMPTY }
        };
        let other = RecordFacts { owner: Owner::Other, recorded: true, ..RecordFacts::CHILD };
        Told {
            details: cleared(RecordFacts::CHILD),
            records: cleared(RecordFacts { kind: RecordKind::Entry, ..other }),
            ended: cleared(RecordFacts { kind: RecordKind::Involvement, open: false, ..other }),
        }
    }

    fn goes_out(&self, facts: &Facts) -> bool {
        self.book.judge(facts).gate(Gate::Send).is_ok()
    }

    /// The facts of a check for that purpose; `consent` says whether one covers it, none that there is no check.
    fn facts_of(&self, purpose: SharingPurpose, consent: Option<bool>, standing: ConsentStanding) -> Facts {
        let mut facts = self.facts.clone();
        let sharing = &mut facts.sharing;
        (sharing.stated, sharing.purpose, sharing.basis) = (true, purpose, LawfulBasis::PublicTask);
        sharing.dispense = None;
        sharing.approval = Approval::None;
        sharing.request = consent.map(|consent| request(purpose, consent));
        facts.consent.standing = standing;
        facts.record = RecordFacts::CHILD;
        facts
    }

    /// What stands of consent to ask that kind of agency, and whether it covers the check.
    fn consent_of(&self, check: Sending, at: Instant, today: Date) -> (ConsentStanding, bool) {
        let question =
            super::super::facts::Question { purpose: check.purpose, kind: check.kind, ..self.question(at, today) };
        let standing = super::super::facts::standing_of(&self.loaded.rows.consents, question);
        let covers = standing.standing == ConsentStanding::Given && standing.classes.contains_all(check.classes);
        (standing.standing, covers)
    }
}

fn request(purpose: SharingPurpose, consent: bool) -> RequestFacts {
    RequestFacts { kind: RequestKind::Check, purpose, classes: Set::EMPTY, consent, dispensed: false }
}
