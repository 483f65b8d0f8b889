//! R37: who sees what of the access log, and who may review it. One place holds the rule; the store turns it into SQL, the
//! view leaves out what it says. It must never be asked about anything but the log.
//!
//! A SAFEGUARDING_LEAD sees accesses by people of their agency, and of others' those in which their agency's entries were
//! given, as time, kind of agency, classes and action alone; of an emergency about a child of their authority (R31), and of a
//! reading by somebody whom a marking of their agency names (R7), which child too. INFORMATION_GOVERNANCE sees the
//! partnership's, but for the LAW_ENFORCEMENT ones of other agencies. A custodian sees attempts on the record kept, whatever
//! the role. Where the viewer may not know of the child, an entry is shown *masked*; a restriction masks nothing that was done
//! before it. `docs/adr/0010-reading-the-access-log.md` and `0017-reviews-markings-custodians.md` say what was decided.

use entities::words::{AccessAction, AccessFlag, Role, SharingPurpose, WithheldReason};
use entities::{Date, Set};

use crate::store::{Caller, LogScope, Seen, Way};

/// Of these there is nothing to mask where they are about no child.
const ABOUT_NOBODY: &[AccessAction] = &[
    AccessAction::Search,
    AccessAction::Approve,
    AccessAction::ReadLog,
    AccessAction::ReviewAccess,
    AccessAction::Import,
    AccessAction::Export,
    AccessAction::Administer,
    AccessAction::Follow,
];

/// Whether these were linked to a known child is told to nobody of the agency that recorded them (R34, R36).
const UNLINKED: &[AccessAction] = &[AccessAction::RaiseConcern, AccessAction::Declare];

/// The section 47 family and the prevention of crime: those whose entries were given are not told.
const NEVER_TOLD: &[SharingPurpose] = &[
    SharingPurpose::StrategyDiscussion,
    SharingPurpose::Section47Enquiry,
    SharingPurpose::ChildProtectionConference,
    SharingPurpose::ChildProtectionPlanReview,
    SharingPurpose::EmergencyProtection,
    SharingPurpose::CrimePrevention,
];

/// What the caller may see of the log; no way is open to those who may read none.
pub(crate) fn scope(caller: &Caller, custodian: bool, today: Date) -> LogScope {
    let mut ways = Vec::new();
    if caller.roles.contains(Role::InformationGovernance) {
        ways.push(Way::Partnership);
    } else if caller.roles.contains(Role::SafeguardingLead) {
        ways.extend([Way::OwnAgency, Way::Given, Way::Told, Way::Marked]);
    }
    if custodian {
        ways.push(Way::Custody);
    }
    let restricted = Set::of(&[AccessFlag::RestrictedRecord]);
    // Each of these rests on something that is on record about the child.
    let of_relationship = restricted.with(AccessFlag::NoAllocation).with(AccessFlag::SameFamilyName);
    let of_child = of_relationship
        .with(AccessFlag::SelfClaimedRelationship)
        .with(AccessFlag::PurposeMismatch)
        .with(AccessFlag::BasisChanged)
        .with(AccessFlag::RepeatedRefusal);
    LogScope {
        person: caller.person,
        agency: caller.agency.clone(),
        today,
        leads: caller.roles.contains(Role::SafeguardingLead),
        ways,
        about_nobody: ABOUT_NOBODY,
        unlinked: UNLINKED,
        never_told: NEVER_TOLD,
        custodians_flags: restricted,
        telling_if_allowed: of_relationship,
        telling_if_refused: of_child,
    }
}

/// How an entry is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Whole, and the viewer may review it.
    Reviewable,
    /// Whole; nobody reviews their own access, by person and not by membership.
    Own,
    /// Whole but for who asked and in which words: these may tell where the child is (R7). The viewer may review it.
    Placeless,
    /// Without its child, and without what would tell of the child.
    Masked,
    /// Time, kind of agency, classes and action alone.
    Sparse,
    /// The same, the child, and until when the emergency lasts.
    Told,
}

/// How an entry within the scope is shown to its viewer. Only what is seen whole can be reviewed: were one about a child with
/// whom the viewer has a conflict refused where other masked ones are not, the refusal would tell.
pub(crate) fn shown(scope: &LogScope, seen: &Seen) -> Shown {
    match seen.way {
        Way::Given => Shown::Sparse,
        Way::Told | Way::Marked => Shown::Told,
        _ if !seen.whole => Shown::Masked,
        _ if seen.row.person == Some(scope.person) => Shown::Own,
        _ if seen.placeless => Shown::Placeless,
        _ => Shown::Reviewable,
    }
}

/// Why fields of it are withheld.
pub(crate) const fn reason(shown: Shown) -> WithheldReason {
    match shown {
        Shown::Placeless => WithheldReason::Sensitivity,
        _ => WithheldReason::Role,
    }
}

/// The flags that the viewer is shown.
pub(crate) fn flags(scope: &LogScope, seen: &Seen) -> Set<AccessFlag> {
    if matches!(seen.way, Way::Told | Way::Marked) {
        return seen.row.flags.intersection(Set::of(&[AccessFlag::Emergency]));
    }
    let set = seen.row.flags.union(seen.later);
    let hidden = match (seen.whole, seen.way, seen.row.allowed) {
        (true, Way::OwnAgency, _) => scope.custodians_flags,
        // What was met beside is told to custodians alone; to all others it is about the child shown, or about nobody.
        (true, Way::Partnership, _) if seen.row.child.is_none() || seen.beside => scope.custodians_flags,
        (true, ..) => Set::EMPTY,
        (false, _, true) => scope.telling_if_allowed,
        (false, _, false) => scope.telling_if_refused,
    };
    set.minus(hidden)
}

/// The fields that are withheld, by their names in the contract.
pub(crate) const fn withheld(shown: Shown) -> &'static [&'static str] {
    match shown {
        Shown::Reviewable => &[],
        Shown::Own => &["reviewDueAt", "reviews"],
        Shown::Placeless => {
            &["practitioner", "practitionerId", "agency", "client", "justification", "approvedBy", "reviews"]
        }
        Shown::Masked => &["childId", "relationship", "justification", "policies", "reviewDueAt", "reviews"],
        Shown::Told => &[
            "practitioner",
            "practitionerId",
            "agency",
            "roles",
            "client",
            "relationship",
            "purpose",
            "lawfulBasis",
            "dispenseReason",
            "justification",
            "approvedBy",
            "refusalCode",
            "withheldClasses",
            "recordsDisclosed",
            "policies",
            "policyVersion",
            "reviewDueAt",
            "reviews",
        ],
        Shown::Sparse => &[
            "practitioner",
            "practitionerId",
            "agency",
            "roles",
            "client",
            "childId",
            "relationship",
            "purpose",
            "lawfulBasis",
            "dispenseReason",
            "justification",
            "approvedBy",
            "emergency",
            "emergencyUntil",
            "refusalCode",
            "withheldClasses",
            "recordsDisclosed",
            "policies",
            "policyVersion",
            "flags",
            "reviewDueAt",
            "reviews",
        ],
    }
}
