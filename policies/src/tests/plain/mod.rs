//! The rules of sharing once more, in plain Rust, written from their text and tables and not from the policies: where the
//! two differ over random facts, one of them is wrong, and the text says which. Nothing here may look at a policy, nor use
//! what reads them.

mod anchors;
mod basis;
mod ceilings;
mod compare;
mod consent;
mod few_eyes;
mod opening;
mod purposes;
mod random;
mod relationship;
mod writing;

use entities::Word;
use entities::words::{FieldClass, LevelOfNeed, RefusalCode, Relationship, Role, SharingPurpose, WithheldReason};

use crate::Gate;
use crate::facts::{Facts, Owner, RecordKind, RequestKind};

/// A refusal with the stage of the order of answers (R32) that it belongs to.
type Refused = (u8, RefusalCode);

/// Everything that is answered on one set of facts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) gates: Vec<Option<RefusalCode>>,
    pub(super) classes: Vec<Option<WithheldReason>>,
    pub(super) listed: bool,
}

/// The caller in one of their roles; purpose and class must come from the same one (R6).
#[derive(Clone, Copy)]
struct Asker<'f> {
    f: &'f Facts,
    role: Role,
}

/// What the rules say.
pub(super) fn answer(f: &Facts) -> Answer {
    let askers: Vec<_> = f.caller.roles.iter().map(|role| Asker { f, role }).collect();
    // The role that comes furthest answers: what is given, else the latest refusal.
    let gates = Gate::ALL.iter().map(|gate| {
        let refused: Option<Vec<_>> = askers.iter().map(|asker| asker.gate(*gate)).collect();
        let furthest = |all: Vec<Refused>| all.into_iter().max_by_key(rank).map_or(RefusalCode::Role, |(_, code)| code);
        refused.map(furthest)
    });
    let classes = FieldClass::ALL.iter().map(|class| {
        let withheld: Option<Vec<_>> = askers.iter().map(|asker| asker.class(*class)).collect();
        withheld.map(|all| all.into_iter().max().unwrap_or(WithheldReason::Role))
    });
    Answer { gates: gates.collect(), classes: classes.collect(), listed: askers.iter().any(Asker::listed) }
}

fn rank(refused: &Refused) -> (u8, usize) {
    (refused.0, refused.1.index())
}

impl Asker<'_> {
    /// The refusal of a gate that comes first in the order of answers, if it refuses.
    fn gate(&self, gate: Gate) -> Option<Refused> {
        // Who may not even try is told that, and nothing else.
        if !self.may_try(gate) {
            return Some((1, RefusalCode::Role));
        }
        let mut all = self.first_stage(gate);
        all.extend(self.not_found(gate).then_some((2, RefusalCode::NotFound)));
        match gate {
            Gate::Open => all.extend(self.opening()),
            Gate::Level => all.extend(self.level()),
            Gate::Work => {
                all.extend(self.not_statutory_for_them());
                all.extend(self.protective_alone());
            }
            Gate::Protect => all.extend(self.second_person()),
            _ => {}
        }
        all.into_iter().min_by_key(rank)
    }

    /// Why a class is withheld of the record, if it is: the reason that comes first (R32).
    fn class(&self, class: FieldClass) -> Option<WithheldReason> {
        if let Some((_, code)) = self.gate(Gate::Open) {
            return Some(behind(code));
        }
        if !self.ceiling(class) {
            return Some(WithheldReason::Role);
        }
        let purpose = [
            self.half_circle(class),
            self.never_needed(class),
            self.subject_access(class),
            self.basis_never_gives(class),
            self.relationship_shuts(class),
            self.no_part_in_it(class),
            self.grown_up(),
            self.concern_of_others(),
            self.assessment_objected(class),
        ];
        if purpose.into_iter().any(|held| held) {
            return Some(WithheldReason::Purpose);
        }
        let rest = [
            self.whereabouts_protected(class).then_some(WithheldReason::Sensitivity),
            self.consents_for_few().then_some(WithheldReason::Sensitivity),
            self.kept_to_fewer_eyes(class).then_some(WithheldReason::Sensitivity),
            // R10: what an assessment would not give, and the purpose would if it were borne out, is told as PURPOSE.
            self.objected(class).then_some(self.or_purpose(WithheldReason::Review)),
            self.level_holds(class).map(|reason| self.or_purpose(reason)),
            self.refusal_stands(class).then_some(self.or_purpose(WithheldReason::Consent)),
            self.on_consent(class).then_some(WithheldReason::Consent),
            self.basis_needs_consent(class).then_some(WithheldReason::Consent),
            self.adults_did_not(class).then_some(WithheldReason::Consent),
            self.own_refusal_of_an_adult().then_some(WithheldReason::Consent),
        ];
        rest.into_iter().flatten().min()
    }

    /// Whether the record stands in lists and counts.
    fn listed(&self) -> bool {
        if self.gate(Gate::Open).is_some() {
            return false;
        }
        match self.f.record.kind {
            RecordKind::Child => true,
            RecordKind::Involvement => self.class(FieldClass::Involvement).is_none(),
            RecordKind::Entry | RecordKind::Concern => self.class(FieldClass::Summary).is_none(),
            // A decision on consent carries no class of its own (R1); R26 says who sees it.
            RecordKind::Consent => {
                let others = self.others() && (!self.full() || self.grown_up());
                !self.consents_for_few() && !others
            }
        }
    }

    fn or_purpose(&self, reason: WithheldReason) -> WithheldReason {
        if self.not_borne_out() { WithheldReason::Purpose } else { reason }
    }

    // What the files beside this one ask again and again.

    fn is(&self, roles: &[Role]) -> bool {
        roles.contains(&self.role)
    }

    fn purpose_is(&self, purposes: &[SharingPurpose]) -> bool {
        purposes.contains(&self.f.sharing.purpose)
    }

    /// What another agency recorded, a concern aside: of that R34 speaks.
    fn others(&self) -> bool {
        self.f.record.owner == Owner::Other && self.f.record.kind != RecordKind::Concern
    }

    fn below_child_protection(&self) -> bool {
        self.f.child.level != LevelOfNeed::ChildProtection
    }

    fn no_relationship(&self) -> bool {
        self.f.relationship.widest == Relationship::None && !self.f.relationship.asked
    }

    fn rests_on(&self, kind: RequestKind) -> bool {
        self.f.sharing.request.is_some_and(|request| request.kind == kind)
    }
}

/// What is withheld behind a shut door, in the words for classes.
fn behind(code: RefusalCode) -> WithheldReason {
    match code {
        RefusalCode::Role => WithheldReason::Role,
        RefusalCode::PurposeNotOpenToRole | RefusalCode::BasisNotOpenToAgency | RefusalCode::JustificationRequired => {
            WithheldReason::Purpose
        }
        RefusalCode::NotFound => WithheldReason::Sensitivity,
        RefusalCode::ReviewRequired => WithheldReason::Review,
        _ => WithheldReason::Consent,
    }
}
