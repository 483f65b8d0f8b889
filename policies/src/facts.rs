//! All that policy may look at, for one membership, one child and one kind of record: small, closed and hashable, no
//! numbers, times or ids. Source of the list: the table "Facts" of the rules of sharing.

use entities::Set;
use entities::words::{
    AgencyKind, DispenseReason, FieldClass, LawfulBasis, LevelOfNeed, ProtectionKind, Relationship, Role, Sensitivity,
    SharingPurpose,
};
use serde::{Deserialize, Serialize};

/// Everything a verdict may depend on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Who asks.
    pub caller: CallerFacts,
    /// What the caller's agency, and the caller, have to do with the child.
    pub relationship: RelationshipFacts,
    /// What stands on record about the child.
    pub child: ChildFacts,
    /// Why the caller asks.
    pub sharing: SharingFacts,
    /// What was decided on consent, for this purpose and kind of agency.
    pub consent: ConsentFacts,
    /// What is to be read or written.
    pub record: RecordFacts,
}

/// The caller in one membership.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallerFacts {
    /// Roles held in the membership; each is judged alone.
    pub roles: Set<Role>,
    /// The kind of the caller's agency.
    pub agency_kind: AgencyKind,
    /// Whether the agency is marked as a public authority.
    pub public_authority: bool,
    /// Named for this audit, inspection or request, for this child, until a date not yet past (R12).
    pub named_for_purpose: bool,
    /// Named by the responsible authority to receive a child that moves (R12, TRANSFER_BETWEEN_AREAS).
    pub named_for_transfer: bool,
}

/// The relationship of the caller's agency to the child, and the caller's own part in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationshipFacts {
    /// The widest of open, ended and claimed that holds; `None` where none does. Never `Asked`: that is `asked`.
    pub widest: Relationship,
    /// A concern or check that is still open is addressed to the agency (R14).
    pub asked: bool,
    /// An ended relationship ended less than the grace period ago: 90 days (R13).
    pub recently_ended: bool,
    /// The caller's own part (R16).
    pub own_part: OwnPart,
}

/// The caller's own part in their agency's work with the child (R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OwnPart {
    /// The agency has a relationship; the caller is neither named for it nor of its team.
    AgencyOnly,
    /// Of the team that works with the child, or of a role that serves the whole agency.
    SameTeam,
    /// Named as one who works with the child.
    Named,
}

/// What stands on record about the child.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildFacts {
    /// One of the child's areas is one of the caller's: of the areas whose MASH the caller is assigned to, or the area of
    /// the caller's own agency (R12).
    pub in_area: bool,
    /// The caller's agency is the responsible authority.
    pub responsible: bool,
    /// The present level of need; UNIVERSAL where none is on record (R19, R27).
    pub level: LevelOfNeed,
    /// A concern about the child that nobody has decided.
    pub concern: Work,
    /// A strategy discussion or section 47 enquiry that is open.
    pub section_47: Work,
    /// A child protection plan.
    pub plan: Work,
    /// A missing episode, recorded by POLICE_OFFICER, SOCIAL_WORKER or MASH_PRACTITIONER.
    pub missing: Work,
    /// The child's age band.
    pub age: AgeBand,
    /// The record is restricted and the caller is not one of those named (R28).
    pub restricted: bool,
    /// Closed to this person or agency: a bar or a conflict of interest, one fact (R28).
    pub closed: bool,
    /// Whether the child's whereabouts are protected from this caller (R7).
    pub whereabouts: Whereabouts,
}

/// Protective work on record, and whether another person than the caller put it there (R7, R10, R29).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Work {
    /// None on record.
    None,
    /// On record, put there by the caller alone.
    ByCaller,
    /// On record, put there by another person or by an import.
    ByAnother,
}

/// The child's age, in bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgeBand {
    /// Not yet born.
    Unborn,
    /// Born and under 16, or of unknown age.
    Under16,
    /// 16 or 17.
    From16To17,
    /// 18 to 24.
    From18To24,
    /// 25 or over.
    From25,
}

/// Whether the child's whereabouts are protected from this caller (R7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Whereabouts {
    /// Not protected.
    Open,
    /// Protected; the caller is named in the marking.
    ProtectedCallerNamed,
    /// Protected from the caller.
    Protected,
}

/// Why the caller asks, as stated and as borne out by what is on record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingFacts {
    /// The request states a purpose and a basis; where none is asked for (R23), `purpose` and `basis` mean nothing.
    pub stated: bool,
    /// The stated purpose.
    pub purpose: SharingPurpose,
    /// The stated lawful basis.
    pub basis: LawfulBasis,
    /// The stated reason for going on without consent.
    pub dispense: Option<DispenseReason>,
    /// A justification of the form required was given.
    pub justified: bool,
    /// Whether a manager approved (R21, R31).
    pub approval: Approval,
    /// An emergency opening holds for this membership, child and purpose (R31).
    pub emergency_open: bool,
    /// This request breaks the glass: it asks for a new emergency opening.
    pub emergency_asked: bool,
    /// An emergency opening was already used today by this membership for this child.
    pub emergency_used_today: bool,
    /// A section 47 purpose, MISSING_CHILD or REFERRAL_SCREENING begun without an anchor, less than one working day ago (R10).
    pub begun_without_anchor: bool,
    /// The concern or check that the request rests on, where it is addressed to the caller's agency and open (R10, R14).
    pub request: Option<RequestFacts>,
}

/// Where a manager's approval stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Approval {
    /// None was named, or the person named may not approve.
    None,
    /// Named and not yet answered; holds for one working day.
    Pending,
    /// Answered: yes.
    Approved,
    /// Answered: no, or unanswered in time.
    Refused,
}

/// The concern or check that a request rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestFacts {
    /// Whether it is a concern or a check.
    pub kind: RequestKind,
    /// What it was raised for.
    pub purpose: SharingPurpose,
    /// The classes that it asks for.
    pub classes: Set<FieldClass>,
    /// A consent stands on it.
    pub consent: bool,
    /// A dispensing decision stands on it.
    pub dispensed: bool,
}

/// What a request rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestKind {
    /// A concern that is undecided.
    Concern,
    /// A safeguarding check that is open.
    Check,
}

/// Consent for this purpose and kind of agency, after the precedence of R22.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentFacts {
    /// What stands.
    pub standing: ConsentStanding,
    /// The classes that the consent given covers; empty unless `Given`.
    pub classes: Set<FieldClass>,
    /// Whether it was given by the young person or adult concerned.
    pub by_person_concerned: bool,
    /// The objection of a 16 or 17 year old to the stated purpose (R24).
    pub objection: Objection,
    /// The same to CHILD_IN_NEED_ASSESSMENT, as which a purpose counts that nothing bears out (R10).
    pub objection_to_assessment: Objection,
}

/// What stands, of consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentStanding {
    /// No decision on record.
    None,
    /// Given for this purpose and kind of agency.
    Given,
    /// Refused for this purpose and kind of agency.
    Refused,
    /// Given and withdrawn.
    Withdrawn,
    /// Given and no longer valid.
    Expired,
    /// Given, for other purposes or kinds of agency.
    OutOfScope,
}

/// The objection of a 16 or 17 year old (R24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Objection {
    /// None.
    None,
    /// Standing; nobody has decided.
    Standing,
    /// Decided: these classes are allowed, until a date not yet past.
    Decided(Set<FieldClass>),
}

/// What is to be read or written: one kind of record in one situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordFacts {
    /// What kind of record it is.
    pub kind: RecordKind,
    /// Whose it is; of a conflict of interest to be declared by a lead: whose person it is about (R36).
    pub owner: Owner,
    /// Recorded by a school.
    pub school: bool,
    /// How few eyes it is kept to. Of a decision on consent: SENSITIVE for NOT_SAFE_TO_SEEK and a competent child's own (R26).
    pub sensitivity: Sensitivity,
    /// Recorded by the caller; of a conflict of interest to be declared: about the caller (R36).
    pub by_caller: bool,
    /// Recorded by the caller's team.
    pub by_team: bool,
    /// The caller is named for it.
    pub caller_named: bool,
    /// Told to the caller's agency by its contributor (R40).
    pub told: bool,
    /// The answer to a check of the caller's agency (R29).
    pub answer: bool,
    /// Of an entry about adults: those it names all gave consent that covers ADULT (R22).
    pub adults_consent: bool,
    /// Of an involvement: still open (R9, R19).
    pub open: bool,
    /// It stands on record, and is to be read, corrected, withdrawn, confirmed, ended or lifted. Of what is to be made: no
    /// (R13, R15, R36).
    pub recorded: bool,
    /// Of a level of need to be recorded: that level (R36).
    pub new_level: Option<LevelOfNeed>,
    /// Of a protection to be set or lifted: its kind (R36).
    pub protection: Option<ProtectionKind>,
    /// Of a decision on consent: it was made for the kind of agency that the caller's is (R26).
    #[serde(default)]
    pub for_agency_kind: bool,
    /// It was recorded before the child's whereabouts were protected, or by an agency that is not local to the child, so that
    /// its texts do not tell them (R7).
    #[serde(default)]
    pub distant: bool,
    /// Of a concern, and of what is read with it: it is addressed to the caller, whom it does not name (R34).
    #[serde(default)]
    pub addressed: bool,
    /// Of a piece of work: it is statutory, and no early help plan (R36).
    #[serde(default)]
    pub statutory: bool,
    /// Of a piece of work that is to begin: from then on it is protective work on record (R10).
    #[serde(default)]
    pub protective: bool,
    /// Of a candidate of a search: what it was sought by (R17).
    #[serde(default)]
    pub sought: Sought,
}

/// What a candidate of a search was sought by (R17).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sought {
    /// By anything else.
    #[default]
    Otherwise,
    /// By a name and the date of birth.
    NameAndBirth,
    /// By a verified identifier with the family name and the date of birth.
    VerifiedNumber,
}

/// What kind of record it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordKind {
    /// The child's own details, held for all.
    Child,
    /// A service's work with the child.
    Involvement,
    /// A chronology entry.
    Entry,
    /// A decision on consent.
    Consent,
    /// A concern.
    Concern,
}

/// Whose a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Owner {
    /// Held for all: the child's own details.
    Shared,
    /// The caller's own agency's.
    Own,
    /// Another agency's.
    Other,
}

impl RecordFacts {
    /// The child's own details.
    pub const CHILD: Self = Self {
        kind: RecordKind::Child,
        owner: Owner::Shared,
        school: false,
        sensitivity: Sensitivity::Standard,
        by_caller: false,
        by_team: false,
        caller_named: false,
        told: false,
        answer: false,
        adults_consent: false,
        open: true,
        recorded: false,
        new_level: None,
        protection: None,
        for_agency_kind: false,
        distant: false,
        addressed: false,
        statutory: false,
        protective: false,
        sought: Sought::Otherwise,
    };
}
