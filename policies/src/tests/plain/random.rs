//! Random facts, the same ones each time, weighted so that doors stand open often and what is seldom so happens often enough.
//! Only what can stand together in a hub: a child's own details are held for all, and who wrote an entry is of its agency.

use entities::words::{
    DispenseReason, FieldClass, LawfulBasis, LevelOfNeed, ProtectionKind, Relationship, Role, Sensitivity,
    SharingPurpose,
};
use entities::{Set, Word};

use super::Asker;
use crate::facts::{
    AgeBand, Approval, CallerFacts, ChildFacts, ConsentFacts, ConsentStanding, Facts, Objection, OwnPart, Owner,
    RecordFacts, RecordKind, RelationshipFacts, RequestFacts, RequestKind, SharingFacts, Whereabouts, Work,
};
use crate::matrix::agency_of;

/// A source of numbers that are the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Yes, so many times in a hundred.
    fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of them, each as often as its weight says.
    fn weighted<T: Copy>(&mut self, choices: &[(u64, T)]) -> T {
        let mut left = self.next() % choices.iter().map(|(weight, _)| weight).sum::<u64>();
        for (weight, choice) in choices {
            match left.checked_sub(*weight) {
                None => return *choice,
                Some(rest) => left = rest,
            }
        }
        panic!("the weights are summed")
    }

    fn word<W: Word>(&mut self) -> W {
        W::ALL[usize::try_from(self.next()).unwrap() % W::ALL.len()]
    }

    fn classes(&mut self) -> Set<FieldClass> {
        if self.percent(20) { Set::all() } else { Set::from_bits(self.next()) }
    }

    fn work(&mut self) -> Work {
        self.weighted(&[(55, Work::None), (15, Work::ByCaller), (30, Work::ByAnother)])
    }

    /// Facts.
    pub(super) fn facts(&mut self) -> Facts {
        let role = if self.percent(85) { Role::ALL[self.next() as usize % 11] } else { self.word() };
        let mut facts = Facts {
            caller: self.caller(role),
            relationship: self.relationship(),
            child: self.child(),
            sharing: self.sharing(),
            consent: self.consent(),
            record: self.record(),
        };
        if !facts.sharing.stated {
            // As facts are made where nothing is asked for.
            facts.sharing = unstated();
        } else if self.percent(85) {
            while !(Asker { f: &facts, role }).purpose_open() && role != Role::SystemAdministrator {
                facts.sharing.purpose = self.word();
            }
            if self.percent(80) {
                self.fit_basis(&mut facts);
            }
        }
        if self.percent(70)
            && let Some(request) = &mut facts.sharing.request
        {
            request.purpose = facts.sharing.purpose;
        }
        let glass = [SharingPurpose::EmergencyProtection, SharingPurpose::MissingChild];
        if facts.sharing.stated && glass.contains(&facts.sharing.purpose) {
            facts.sharing.emergency_open = self.percent(25);
            facts.sharing.emergency_asked = self.percent(25);
        }
        facts
    }

    fn fit_basis(&mut self, facts: &mut Facts) {
        for _ in 0..20 {
            let role = facts.caller.roles.iter().next().unwrap_or(Role::SocialWorker);
            if (Asker { f: facts, role }).basis_open() {
                break;
            }
            facts.sharing.basis = self.word();
        }
    }

    fn caller(&mut self, role: Role) -> CallerFacts {
        let mut roles = Set::of(&[role]);
        if self.percent(12) {
            roles.insert(self.word());
        }
        CallerFacts {
            roles: if self.percent(1) { Set::EMPTY } else { roles },
            agency_kind: if self.percent(85) { agency_of(role) } else { self.word() },
            public_authority: self.percent(75),
            named_for_purpose: self.percent(60),
            named_for_transfer: self.percent(40),
        }
    }

    fn relationship(&mut self) -> RelationshipFacts {
        RelationshipFacts {
            widest: self.weighted(&[
                (50, Relationship::Open),
                (18, Relationship::None),
                (16, Relationship::Ended),
                (16, Relationship::Claimed),
            ]),
            asked: self.percent(30),
            recently_ended: self.percent(50),
            own_part: self.weighted(&[(40, OwnPart::Named), (20, OwnPart::SameTeam), (40, OwnPart::AgencyOnly)]),
        }
    }

    fn child(&mut self) -> ChildFacts {
        ChildFacts {
            in_area: self.percent(40),
            responsible: self.percent(35),
            level: self.word::<LevelOfNeed>(),
            concern: self.work(),
            section_47: self.work(),
            plan: self.work(),
            missing: self.work(),
            age: self.weighted(&[
                (5, AgeBand::Unborn),
                (55, AgeBand::Under16),
                (20, AgeBand::From16To17),
                (12, AgeBand::From18To24),
                (8, AgeBand::From25),
            ]),
            restricted: self.percent(3),
            closed: self.percent(3),
            whereabouts: self.weighted(&[
                (65, Whereabouts::Open),
                (10, Whereabouts::ProtectedCallerNamed),
                (25, Whereabouts::Protected),
            ]),
        }
    }

    fn sharing(&mut self) -> SharingFacts {
        SharingFacts {
            stated: self.percent(96),
            purpose: self.word(),
            basis: self.weighted(&[
                (60, LawfulBasis::PublicTask),
                (15, LawfulBasis::Consent),
                (5, LawfulBasis::LegalObligation),
                (5, LawfulBasis::VitalInterests),
                (7, LawfulBasis::RecognisedLegitimateInterest),
                (5, LawfulBasis::LegitimateInterests),
                (3, LawfulBasis::LawEnforcement),
            ]),
            dispense: self.percent(30).then(|| self.word::<DispenseReason>()),
            justified: self.percent(65),
            approval: self.weighted(&[
                (35, Approval::None),
                (20, Approval::Pending),
                (35, Approval::Approved),
                (10, Approval::Refused),
            ]),
            emergency_open: self.percent(2),
            emergency_asked: self.percent(2),
            emergency_used_today: self.percent(25),
            begun_without_anchor: self.percent(25),
            request: self.percent(45).then(|| RequestFacts {
                kind: if self.percent(50) { RequestKind::Check } else { RequestKind::Concern },
                purpose: self.word(),
                classes: self.classes(),
                consent: self.percent(30),
                dispensed: self.percent(30),
            }),
        }
    }

    fn consent(&mut self) -> ConsentFacts {
        let standing = self.weighted(&[
            (30, ConsentStanding::None),
            (32, ConsentStanding::Given),
            (14, ConsentStanding::Refused),
            (8, ConsentStanding::Withdrawn),
            (8, ConsentStanding::Expired),
            (8, ConsentStanding::OutOfScope),
        ]);
        let mut objection = || {
            let decided = Objection::Decided(self.classes());
            self.weighted(&[(76, Objection::None), (12, Objection::Standing), (12, decided)])
        };
        let (to_purpose, to_assessment) = (objection(), objection());
        ConsentFacts {
            standing,
            classes: if standing == ConsentStanding::Given { self.classes() } else { Set::EMPTY },
            by_person_concerned: self.percent(60),
            objection: to_purpose,
            objection_to_assessment: to_assessment,
        }
    }

    fn record(&mut self) -> RecordFacts {
        let kind = self.weighted(&[
            (25, RecordKind::Child),
            (40, RecordKind::Entry),
            (17, RecordKind::Involvement),
            (10, RecordKind::Consent),
            (8, RecordKind::Concern),
        ]);
        let entry = kind == RecordKind::Entry;
        let protection = self.percent(60).then(|| self.word::<ProtectionKind>());
        let owner = match kind {
            // Of a conflict of interest it says whose people it is about.
            RecordKind::Child if protection != Some(ProtectionKind::Conflict) || self.percent(50) => Owner::Shared,
            RecordKind::Child => Owner::Own,
            _ => self.weighted(&[(25, Owner::Own), (75, Owner::Other)]),
        };
        let (own, other) = (owner == Owner::Own, owner == Owner::Other);
        RecordFacts {
            kind,
            owner,
            school: self.percent(25),
            sensitivity: self.weighted(&[
                (60, Sensitivity::Standard),
                (25, Sensitivity::Sensitive),
                (15, Sensitivity::Restricted),
            ]),
            by_caller: (own || matches!(kind, RecordKind::Child | RecordKind::Concern)) && self.percent(25),
            by_team: own && self.percent(30),
            caller_named: self.percent(15),
            told: entry && other && self.percent(25),
            answer: entry && other && self.percent(15),
            adults_consent: self.percent(50),
            open: kind != RecordKind::Involvement || self.percent(60),
            recorded: self.percent(40),
            new_level: self.percent(60).then(|| self.word::<LevelOfNeed>()),
            protection,
            for_agency_kind: self.percent(60),
            distant: self.percent(30),
            addressed: kind == RecordKind::Concern && self.percent(70),
            statutory: self.percent(50),
            protective: self.percent(30),
            sought: self.word(),
        }
    }
}

fn unstated() -> SharingFacts {
    SharingFacts {
        stated: false,
        purpose: SharingPurpose::EarlyHelp,
        basis: LawfulBasis::PublicTask,
        dispense: None,
        justified: false,
        approval: Approval::None,
        emergency_open: false,
        emergency_asked: false,
        emergency_used_today: false,
        begun_without_anchor: false,
        request: None,
    }
}
